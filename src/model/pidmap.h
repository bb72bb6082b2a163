/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID <-> PID between the levels of a snapshot.
 */
#ifndef NSPID_MODEL_PIDMAP_H
#define NSPID_MODEL_PIDMAP_H

#include "model/snapshot.h"

/*
 * The number by which namespace `ns` knows the process: 0 when the process is not visible from
 * there, -1 when that cannot be told because its namespace, or one above it, is unknown.
 */
pid_t pidmap_in(const struct snapshot *snapshot, const struct process *process, uint32_t ns);

/* The process that namespace `ns` knows as `number`, or NULL. Threads are searched where read. */
const struct process *pidmap_from(const struct snapshot *snapshot, pid_t number, uint32_t ns);

/*
 * A process of unknown namespace that `ns` may know as `number`, as far as its chain tells; NULL:
 * there is none, so that a NULL of pidmap_from() is certain, unless processes are hidden.
 */
const struct process *pidmap_from_unknown(const struct snapshot *snapshot, pid_t number,
                                          uint32_t ns);

/* Whether any namespace at all knows the process by that number. */
bool pidmap_carries(const struct process *process, pid_t number);

/*
 * The processes, then the threads where read, that any namespace knows by that number, in the order
 * of their PIDs: one a call, NULL after the last. *cursor starts at 0.
 */
const struct process *pidmap_next(const struct snapshot *snapshot, pid_t number, size_t *cursor);

/*
 * Sorts all numbers of a finished snapshot, after which pidmap_from() and pidmap_next() search no
 * list: worth it for more than a few questions. 0 or -ENOMEM.
 */
int pidmap_index(struct snapshot *snapshot);

/*
 * The PID of the parent as the process's own namespace sees it: 0 when the parent is outside of
 * it, -1 when that is unknown because the parent is not in the snapshot.
 */
pid_t pidmap_parent_inside(const struct snapshot *snapshot, const struct process *process);

/* The same as the namespace at `level` of the process's chain sees it. */
pid_t pidmap_parent_at(const struct snapshot *snapshot, const struct process *process, int level);

#endif
