/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID <-> PID between the levels of a snapshot.
 */
#include <errno.h>
#include <stdlib.h>

#include "model/pidmap.h"

static int chain_length(const struct process *process)
{
	return process->level > 0 ? process->level + 1 : 1;
}

pid_t pidmap_in(const struct snapshot *snapshot, const struct process *process, uint32_t ns)
{
	int level = snapshot->namespaces[ns].level, within;

	if (ns == NAMESPACE_VIEW)
		return process->pid;
	if (level == LEVEL_UNKNOWN || process->level == LEVEL_UNKNOWN)
		return -1;
	if (level > process->level)
		return 0;
	if (process->ns == NAMESPACE_NONE)
		return -1;
	within = snapshot_within(snapshot, process->ns, ns);
	return within > 0 ? process->chain[level] : within;
}

bool pidmap_carries(const struct process *process, pid_t number)
{
	for (int level = 0; level < chain_length(process); level++) {
		if (process->chain[level] == number)
			return true;
	}
	return false;
}

/* Processes come first, then threads, both in the order of the snapshot. */
static const struct process *member_at(const struct snapshot *snapshot, size_t member)
{
	return member < snapshot->nprocesses ? &snapshot->processes[member]
	                                     : &snapshot->threads[member - snapshot->nprocesses];
}

static int number_order(const void *a, const void *b)
{
	const struct pidmap_number *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return (x->member > y->member) - (x->member < y->member);
}

/* The numbers of one process, each once: a chain may say 7 on two levels. */
static size_t numbers_put(const struct process *process, size_t member,
                          struct pidmap_number *numbers)
{
	size_t count = 0;

	for (int level = 0; level < chain_length(process); level++) {
		pid_t number = process->chain[level];
		int above = 0;

		while (above < level && process->chain[above] != number)
			above++;
		if (above == level)
			numbers[count++] = (struct pidmap_number){ number, (uint32_t)member };
	}
	return count;
}

int pidmap_index(struct snapshot *snapshot)
{
	size_t members = snapshot->nprocesses + snapshot->nthreads, size = 0, count = 0;
	struct pidmap_number *numbers;

	for (size_t i = 0; i < members; i++)
		size += (size_t)chain_length(member_at(snapshot, i));
	numbers = reallocarray(NULL, size + 1, sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	for (size_t i = 0; i < members; i++)
		count += numbers_put(member_at(snapshot, i), i, numbers + count);
	qsort(numbers, count, sizeof(*numbers), number_order);
	free(snapshot->numbers);
	snapshot->numbers = numbers;
	snapshot->nnumbers = count;
	return 0;
}

/* Where the number begins among the sorted ones. */
static size_t number_find(const struct snapshot *snapshot, pid_t number)
{
	size_t low = 0, high = snapshot->nnumbers;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (snapshot->numbers[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct process *pidmap_next(const struct snapshot *snapshot, pid_t number, size_t *cursor)
{
	size_t members = snapshot->nprocesses + snapshot->nthreads;

	if (!snapshot->numbers) {
		while (*cursor < members) {
			const struct process *process = member_at(snapshot, (*cursor)++);

			if (pidmap_carries(process, number))
				return process;
		}
		return NULL;
	}
	/* The cursor is one more than the place, so that 0 stays the beginning. */
	if (*cursor == 0)
		*cursor = number_find(snapshot, number) + 1;
	if (*cursor > snapshot->nnumbers || snapshot->numbers[*cursor - 1].number != number)
		return NULL;
	return member_at(snapshot, snapshot->numbers[(*cursor)++ - 1].member);
}

const struct process *pidmap_from(const struct snapshot *snapshot, pid_t number, uint32_t ns)
{
	const struct process *process;
	size_t cursor = 0;

	if (number <= 0)
		return NULL;
	while ((process = pidmap_next(snapshot, number, &cursor))) {
		if (pidmap_in(snapshot, process, ns) == number)
			return process;
	}
	return NULL;
}

const struct process *pidmap_from_unknown(const struct snapshot *snapshot, pid_t number,
                                          uint32_t ns)
{
	int level = snapshot->namespaces[ns].level;
	const struct process *process;
	size_t cursor = 0;

	while (number > 0 && (process = pidmap_next(snapshot, number, &cursor))) {
		if (pidmap_in(snapshot, process, ns) < 0 &&
		    (level == LEVEL_UNKNOWN || process->level == LEVEL_UNKNOWN ||
		     process->chain[level] == number))
			return process;
	}
	return NULL;
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
