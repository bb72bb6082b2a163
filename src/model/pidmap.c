/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID <-> PID between the levels of a snapshot.
 */
#include "model/pidmap.h"

pid_t pidmap_in(const struct snapshot *snapshot, const struct process *process, uint32_t ns)
{
	int level = snapshot->namespaces[ns].level;

	if (ns == NAMESPACE_VIEW)
		return process->pid;
	if (level < 0 || level > process->level || process->ns == NAMESPACE_NONE)
		return 0;
	return snapshot_is_within(snapshot, process->ns, ns) ? process->chain[level] : 0;
}

static const struct process *from_search(const struct snapshot *snapshot,
                                         const struct process *array, size_t count, pid_t number,
                                         uint32_t ns)
{
	for (size_t i = 0; i < count; i++) {
		if (pidmap_carries(&array[i], number) &&
		    pidmap_in(snapshot, &array[i], ns) == number)
			return &array[i];
	}
	return NULL;
}

const struct process *pidmap_from(const struct snapshot *snapshot, pid_t number, uint32_t ns)
{
	const struct process *found;

	if (number <= 0)
		return NULL;
	found = from_search(snapshot, snapshot->processes, snapshot->nprocesses, number, ns);
	if (found)
		return found;
	return from_search(snapshot, snapshot->threads, snapshot->nthreads, number, ns);
}

bool pidmap_carries(const struct process *process, pid_t number)
{
	for (int level = 0; level <= (process->level > 0 ? process->level : 0); level++) {
		if (process->chain[level] == number)
			return true;
	}
	return false;
}

pid_t pidmap_parent_at(const struct snapshot *snapshot, const struct process *process, int level)
{
	const struct process *parent;

	if (process->ppid == 0)
		return 0;
	if (level <= 0)
		return process->ppid;
	parent = snapshot_find_process(snapshot, process->ppid);
	if (!parent)
		return -1;
	/*
	 * A parent at this level or below lives in the same branch of namespaces: a process enters
	 * a namespace only for its children, and only one below its own (pid_namespaces(7)).
	 */
	return parent->level >= level ? parent->chain[level] : 0;
}

pid_t pidmap_parent_inside(const struct snapshot *snapshot, const struct process *process)
{
	return pidmap_parent_at(snapshot, process, process->level);
}
