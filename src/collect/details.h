/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is read of a process besides its status (namespace, stat, cmdline, cgroup), on another CPU
 * while the walk goes on.
 *
 * The kernel spends more time on rendering these than on anything else. The walk hands over the
 * open directory of each process, so that they belong to the process whose status was read; where
 * there is one CPU only, or no thread is to be had, they are read at once instead.
 */
#ifndef NSPID_COLLECT_DETAILS_H
#define NSPID_COLLECT_DETAILS_H

#include "base/arena.h"
#include "collect/namespaces.h"
#include "model/snapshot.h"

/* What was read of one process. */
struct details {
	bool read;   /* it was submitted, and not gone */
	bool gone;   /* it ended before it could be read */
	uint32_t ns; /* NAMESPACE_NONE: not asked, or hidden */
	bool exiting;
	bool kthread;
	uint64_t start;        /* START_NONE: not asked */
	struct vitals *vitals; /* NULL: not asked */
	const char *command;
	size_t command_len;
	const struct cgroup *cgroup;
};

struct details_reader;
struct stat_fields;

/*
 * The vitals in a stat, in memory of the arena; `uptime` is when it was read, for the next CPU
 * percentage. cpu is left to delta_apply(). NULL: out of memory.
 */
struct vitals *details_vitals(struct arena *arena, const struct stat_fields *fields, double uptime);

/* Facts whose files are worth a thread. */
#define DETAILS_HEAVY (FACT_START | FACT_COMMAND | FACT_CGROUP)

/*
 * With `beside`, a thread of its own does the reading where a CPU is free for it. That pays only
 * for much to read: with two threads, each system call on a descriptor costs more. facts: those of
 * the whole scan, of which FACT_NAMESPACE, FACT_START, FACT_VITALS (with that), FACT_COMMAND and FACT_CGROUP are read here.
 * Until details_finish(), the namespaces of the snapshot (and nothing else of it) belong to the
 * reader. 0 or -ENOMEM.
 */
int details_open(unsigned facts, bool beside, struct snapshot *snapshot,
                 struct details_reader **ret_reader);

/*
 * Reads `wanted` of those facts for process number `index` below dir_fd, which is taken over.
 * 0 or -ENOMEM.
 */
int details_submit(struct details_reader *reader, uint32_t index, struct placed process, int dir_fd,
                   unsigned wanted);

/* Waits until all that was submitted is read: the namespaces may be looked at until the next one. */
void details_wait(struct details_reader *reader);

/*
 * Waits until all is read. details_get() answers afterwards, with `gone` false and nothing known
 * for an index that was never submitted; the texts live in `arena`, which takes them over.
 * 0 or -ENOMEM.
 */
int details_finish(struct details_reader *reader, struct arena *arena);
struct details details_get(const struct details_reader *reader, uint32_t index);

void details_free(struct details_reader *reader);

#endif
