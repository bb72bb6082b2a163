/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was read of single processes, kept for as long as they live: a live view asks each second.
 */
#ifndef NSPID_RUNTIME_MEMO_H
#define NSPID_RUNTIME_MEMO_H

#include "collect/runtime/record.h"

struct memo {
	pid_t pid;
	uint64_t start;
	unsigned round;        /* in which it was used last */
	struct record *record; /* what its monitor or its mounts say; NULL: nothing */
	char *sandbox;         /* name of the sandbox it is the init of, or NULL */
};

struct memos {
	struct memo *all;
	size_t count, size;
	struct idmap by_pid; /* PID -> index */
};

/* Forgets what was not used in the round before. 0 or -ENOMEM. */
int memos_begin(struct memos *memos, unsigned round);

/* What is known of a process, or NULL. Valid until the next memos_add(). */
struct memo *memos_find(struct memos *memos, const struct process *process, unsigned round);

/*
 * Takes over `sandbox`, also on failure. A process without a start time is remembered for this
 * round only. 0 or -ENOMEM.
 */
int memos_add(struct memos *memos, const struct process *process, unsigned round,
              struct record *record, char *sandbox);

void memos_done(struct memos *memos);

#endif
