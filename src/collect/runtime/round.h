/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One attribution of one snapshot, shared by its steps.
 */
#ifndef NSPID_RUNTIME_ROUND_H
#define NSPID_RUNTIME_ROUND_H

#include "collect/procfs.h"
#include "collect/runtime/memo.h"
#include "collect/runtime/places.h"
#include "collect/runtime/record.h"

struct runtime {
	struct state state;
	struct records records;
	struct places places;
	struct memos memos;
	struct procfs_buffer buffer; /* of procfs */
};

/* What a cgroup says, once for all processes with the same. */
struct judged {
	const struct cgroup *cgroup;
	enum claim claim;
	struct record *record; /* innermost container; NULL: none */
	const char *unit;
};

/* The command line of a process that others have as their parent. */
struct supervisor {
	pid_t pid;
	enum claim claim;
	struct identity identity;
};

struct round {
	struct runtime *runtime;
	struct snapshot *snapshot;
	struct idmap by_cgroup; /* address of the struct cgroup -> index of judged */
	struct judged *judged;
	size_t njudged, judged_size;
	struct idmap by_supervisor; /* PID -> index of supervisors */
	struct supervisor *supervisors;
	size_t nsupervisors, supervisors_size;
	struct record **records; /* by index of the snapshot's containers; NULL: not ours */
	size_t nrecords, records_size;
	struct record **ns_sandbox; /* by index of the namespace, or NULL */
	uint32_t *parents; /* by index of the process: that of its parent, or PROCESS_NONE */
	uint8_t *flags;    /* by index of the process: enum round_flag bits */
	char own_mounts
		[64]; /* link to our own mount namespace, or "": not read, or not to be read */
	bool moved; /* a container was found that its cgroup does not tell from the one around it */
};

enum round_flag {
	ROUND_SETTLED = 1 << 0, /* nothing more is to be learnt of it */
	ROUND_FOUND = 1 << 1,   /* it got its container by other means than its cgroup */
};

/* The container of a process, NULL: none, or one that was set before this round. */
struct record *round_record(const struct round *round, const struct process *process);

/* Puts a process into a container (NULL: none). 0 or -ENOMEM. */
int round_put(struct round *round, struct process *process, struct record *record);

/* What its cgroup said; claim CLAIM_NONE where it was not read. */
const struct judged *round_judged(const struct round *round, const struct process *process);

/* The parent of a process, or NULL. */
const struct process *round_parent(const struct round *round, const struct process *process);

static inline size_t round_index(const struct round *round, const struct process *process)
{
	return (size_t)(process - round->snapshot->processes);
}

/* Judges every cgroup and puts its processes where it says. 0 or -ENOMEM. */
int round_judge(struct round *round);

/* Writes the containers into the snapshot, once all names are known. 0 or -ENOMEM. */
int round_write(struct round *round);

/* Reads the parents of all processes below the view; what follows needs them. 0 or -ENOMEM. */
int round_prepare(struct round *round);
void round_done(struct round *round);

#endif
