/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespaces of processes whose ns/pid this user may not read, deduced from what everybody may.
 *
 * Exact, by the kernel's own rules: a child on the level of its parent lives in its namespace
 * (namespaces only get deeper, and orphans are adopted on their level); so does a process on the
 * level of a session or group leader that it can see; a process with PID 1 founds a namespace.
 * Likely: of all namespaces on that level, only one is left that does not already use its numbers
 * and lies below its parent's, or only one whose init has the same mounts or cgroup. What stays
 * ambiguous stays unknown: nothing is guessed.
 */
#ifndef NSPID_MODEL_INFER_H
#define NSPID_MODEL_INFER_H

#include "model/snapshot.h"

/* What tells processes of different containers apart; 0: not known, or that of the viewer. */
struct infer_hint {
	uint64_t mounts; /* the same for processes in one mount namespace */
	uint64_t cgroup; /* the same for processes in one cgroup */
};
typedef struct infer_hint (*infer_hint_of)(void *data, const struct process *process);

/*
 * Gives every process of a finished snapshot whose namespace is unknown one, where that can be
 * told, and marks it inferred. hint_of may be NULL. Call snapshot_finish() afterwards. 0 or -ENOMEM.
 */
int infer_namespaces(struct snapshot *snapshot, infer_hint_of hint_of, void *data);

#endif
