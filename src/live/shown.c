/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging two snapshots into one that is shown.
 *
 * Everything later (filters, sorting, the tree) then sees plain rows of one snapshot, and what
 * ended keeps its place among its siblings.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "live/order.h"
#include "live/shown.h"

#define ROOM(shown, name, array, count)                                                            \
	live_room(&(array), &(shown)->buffers.name##_size, count, sizeof(*(array)))

static bool is_same(const struct process *a, const struct process *b)
{
	return a->pid == b->pid && a->start == b->start;
}

/* How many processes of before are not in now. */
static size_t ended_count(const struct snapshot *before, const struct snapshot *now)
{
	size_t at = 0, count = 0;

	for (size_t i = 0; i < before->nprocesses; i++) {
		while (at < now->nprocesses && now->processes[at].pid < before->processes[i].pid)
			at++;
		count += at == now->nprocesses ||
		         !is_same(&now->processes[at], &before->processes[i]);
	}
	return count;
}

/* The namespace of now that is this one of before, or NAMESPACE_NONE: it is gone. */
static uint32_t namespace_now(const struct snapshot *before, const struct snapshot *now,
                              uint32_t index)
{
	const struct namespace *ns = &before->namespaces[index], *other;
	uint32_t found;

	if (index == NAMESPACE_VIEW)
		return NAMESPACE_VIEW;
	found = ns->id ? snapshot_find_namespace(now, ns->id)
	               : snapshot_find_namespace_by_init(now, ns->init_pid);
	if (found == NAMESPACE_NONE)
		return NAMESPACE_NONE;
	other = &now->namespaces[found];
	if (ns->unique && other->unique)
		return ns->unique == other->unique ? found : NAMESPACE_NONE;
	/* Inodes and PIDs are used again; the start of an init tells. */
	if (ns->init == PROCESS_NONE || other->init == PROCESS_NONE ||
	    is_same(&before->processes[ns->init], &now->processes[other->init]))
		return found;
	return NAMESPACE_NONE;
}

/* The containers of a namespace that is gone, as indices behind those of now. */
static void containers_shift(const struct snapshot *now, struct namespace *ns, uint32_t **pool)
{
	uint32_t *list = *pool;

	for (uint32_t i = 0; i < ns->ncontainers; i++)
		list[i] = ns->containers[i] + (uint32_t)now->ncontainers;
	ns->containers = list;
	*pool += ns->ncontainers;
}

static int containers_merge(struct live_shown *shown, const struct snapshot *before,
                            const struct snapshot *now)
{
	size_t count = now->ncontainers + before->ncontainers;
	struct container *merged;
	int r = ROOM(shown, containers, shown->buffers.containers, count);

	if (r < 0)
		return r;
	merged = shown->buffers.containers;
	if (now->ncontainers)
		memcpy(merged, now->containers, now->ncontainers * sizeof(*merged));
	for (size_t i = 0; i < before->ncontainers; i++) {
		merged[now->ncontainers + i] = before->containers[i];
		if (before->containers[i].outer != CONTAINER_NONE)
			merged[now->ncontainers + i].outer += (uint32_t)now->ncontainers;
	}
	shown->snapshot.containers = merged;
	shown->snapshot.ncontainers = count;
	return 0;
}

static size_t pool_count(const struct snapshot *before)
{
	size_t count = 0;

	for (size_t i = 0; i < before->nnamespaces; i++)
		count += before->namespaces[i].ncontainers;
	return count;
}

/* Fills buffers.map: the shown namespace of each namespace of before. */
static int namespaces_merge(struct live_shown *shown, const struct snapshot *before,
                            const struct snapshot *now)
{
	size_t count = now->nnamespaces;
	struct namespace *merged;
	uint32_t *map, *pool;

	if (ROOM(shown, namespaces, shown->buffers.namespaces, count + before->nnamespaces) < 0 ||
	    ROOM(shown, map, shown->buffers.map, before->nnamespaces) < 0 ||
	    ROOM(shown, pool, shown->buffers.pool, pool_count(before)) < 0)
		return -ENOMEM;
	merged = shown->buffers.namespaces;
	map = shown->buffers.map;
	pool = shown->buffers.pool;
	memcpy(merged, now->namespaces, count * sizeof(*merged));
	for (uint32_t i = 0; i < before->nnamespaces; i++) {
		map[i] = namespace_now(before, now, i);
		if (map[i] != NAMESPACE_NONE)
			continue;
		merged[count] = before->namespaces[i];
		containers_shift(now, &merged[count], &pool);
		map[i] = (uint32_t)count++;
	}
	for (size_t i = now->nnamespaces; i < count; i++) {
		if (merged[i].parent != NAMESPACE_NONE)
			merged[i].parent = map[merged[i].parent];
	}
	shown->snapshot.namespaces = merged;
	shown->snapshot.nnamespaces = count;
	return 0;
}

static void ended_put(const struct live_shown *shown, const struct snapshot *now,
                      const struct process *process, struct process *slot)
{
	*slot = *process;
	if (slot->ns != NAMESPACE_NONE)
		slot->ns = shown->buffers.map[slot->ns];
	if (slot->container != CONTAINER_NONE)
		slot->container += (uint32_t)now->ncontainers;
}

/* Both are in the order of their PIDs: a merge, in which the living comes first of two alike. */
static int processes_merge(struct live_shown *shown, const struct live_moment *past,
                           const struct live_moment *present, size_t ended)
{
	const struct snapshot *before = past->snapshot, *now = present->snapshot;
	size_t count = 0, at = 0;
	struct process *merged;

	if (ROOM(shown, processes, shown->buffers.processes, now->nprocesses + ended) < 0)
		return -ENOMEM;
	merged = shown->buffers.processes;
	for (size_t i = 0; i <= now->nprocesses; i++) {
		while (at < before->nprocesses &&
		       (i == now->nprocesses ||
		        before->processes[at].pid < now->processes[i].pid)) {
			shown->marks[count] = LIVE_MARK_ENDED;
			shown->wanted[count] = past->wanted[at];
			ended_put(shown, now, &before->processes[at++], &merged[count++]);
		}
		if (i == now->nprocesses)
			break;
		shown->marks[count] = 0;
		shown->wanted[count] = present->wanted[i];
		merged[count++] = now->processes[i];
		if (at < before->nprocesses && is_same(&before->processes[at], &now->processes[i]))
			at++;
		else
			shown->marks[count - 1] = LIVE_MARK_NEW;
	}
	shown->snapshot.processes = merged;
	shown->snapshot.nprocesses = count;
	return 0;
}

/* Indices of processes moved; those of inits are looked up again. */
static void inits_find(struct live_shown *shown, size_t living)
{
	struct snapshot *snapshot = &shown->snapshot;

	for (size_t i = 0; i < snapshot->nnamespaces; i++) {
		struct namespace *ns = &snapshot->namespaces[i];
		const struct process *init;
		uint32_t index;

		if (ns->init == PROCESS_NONE)
			continue;
		ns->init = PROCESS_NONE;
		init = snapshot_find_process(snapshot, ns->init_pid);
		if (!init)
			continue;
		index = (uint32_t)(init - snapshot->processes);
		/* The PID of an init that ended may be another's by now, which comes first. */
		if (i >= living && !(shown->marks[index] & LIVE_MARK_ENDED))
			index++;
		if (index < snapshot->nprocesses && snapshot->processes[index].pid == ns->init_pid)
			ns->init = index;
	}
}

static void new_mark(struct live_shown *shown, const struct snapshot *before,
                     const struct snapshot *now)
{
	size_t at = 0;

	for (size_t i = 0; i < now->nprocesses; i++) {
		while (at < before->nprocesses && before->processes[at].pid < now->processes[i].pid)
			at++;
		if (at == before->nprocesses ||
		    !is_same(&before->processes[at], &now->processes[i]))
			shown->marks[i] = LIVE_MARK_NEW;
	}
}

static void namespaces_mark(struct live_shown *shown, const struct snapshot *before,
                            const struct snapshot *now)
{
	for (size_t i = 0; i < shown->snapshot.nnamespaces; i++)
		shown->namespace_marks[i] = i < now->nnamespaces ? 0 : LIVE_MARK_ENDED;
	for (uint32_t i = 1; before && i < now->nnamespaces; i++) {
		if (namespace_now(now, before, i) == NAMESPACE_NONE)
			shown->namespace_marks[i] = LIVE_MARK_NEW;
	}
}

static void sums_add(struct live_shown *shown)
{
	const struct snapshot *snapshot = &shown->snapshot;

	if (snapshot->nnamespaces)
		memset(shown->sums, 0, snapshot->nnamespaces * sizeof(*shown->sums));
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		struct live_sums *sums;

		if (process->ns == NAMESPACE_NONE || !process->vitals ||
		    ((shown->marks[i] & LIVE_MARK_ENDED) &&
		     !(shown->namespace_marks[process->ns] & LIVE_MARK_ENDED)))
			continue;
		sums = &shown->sums[process->ns];
		sums->known = true;
		sums->cpu += process->vitals->cpu;
		sums->rss += process->vitals->rss;
		sums->ticks += process->vitals->ticks;
	}
}

static void counts_add(struct live_shown *shown, const struct snapshot *now)
{
	struct live_counts counts = {
		.processes = now->nprocesses,
		.namespaces = now->nnamespaces,
		.containers = now->ncontainers,
	};

	for (size_t i = 0; i < now->nprocesses; i++) {
		const struct process *process = &now->processes[i];

		counts.threads += process->nthreads;
		counts.running += process->state == 'R';
		counts.zombies += process_is_zombie(process);
		counts.kernel += process->kthread;
	}
	shown->counts = counts;
}

static bool namespaces_changed(const struct snapshot *before, const struct snapshot *now)
{
	for (uint32_t i = 1; i < before->nnamespaces; i++) {
		if (namespace_now(before, now, i) == NAMESPACE_NONE)
			return true;
	}
	return false;
}

static int merge(struct live_shown *shown, const struct live_moment *past,
                 const struct live_moment *present, size_t ended)
{
	int r = namespaces_merge(shown, past->snapshot, present->snapshot);

	if (r >= 0)
		r = containers_merge(shown, past->snapshot, present->snapshot);
	if (r >= 0)
		r = processes_merge(shown, past, present, ended);
	if (r >= 0)
		inits_find(shown, present->snapshot->nnamespaces);
	return r;
}

/* Nothing ended: the snapshot itself is what is shown. */
static void copy(struct live_shown *shown, const struct snapshot *before,
                 const struct live_moment *present)
{
	size_t count = present->snapshot->nprocesses;

	if (count) {
		memset(shown->marks, 0, count);
		memcpy(shown->wanted, present->wanted, count * sizeof(*shown->wanted));
	}
	if (before)
		new_mark(shown, before, present->snapshot);
}

static int build(struct live_shown *shown, const struct live_moment *past,
                 const struct live_moment *present)
{
	const struct snapshot *before = past->snapshot, *now = present->snapshot;
	size_t ended = before ? ended_count(before, now) : 0;
	int r = 0;

	if (ROOM(shown, marks, shown->marks, now->nprocesses + ended) < 0 ||
	    ROOM(shown, wanted, shown->wanted, now->nprocesses + ended) < 0)
		return -ENOMEM;
	if (ended > 0 || (before && namespaces_changed(before, now)))
		r = merge(shown, past, present, ended);
	else
		copy(shown, before, present);
	if (r < 0 ||
	    ROOM(shown, namespace_marks, shown->namespace_marks, shown->snapshot.nnamespaces) < 0 ||
	    ROOM(shown, sums, shown->sums, shown->snapshot.nnamespaces) < 0)
		return -ENOMEM;
	namespaces_mark(shown, before, now);
	sums_add(shown);
	counts_add(shown, now);
	return 0;
}

void live_shown_clear(struct live_shown *shown)
{
	shown->snapshot = (struct snapshot){ .ticks_per_second = 100 };
	shown->counts = (struct live_counts){ 0 };
}

int live_shown_build(struct live_shown *shown, const struct live_moment *before,
                     const struct live_moment *now)
{
	int r;

	shown->snapshot = *now->snapshot;
	shown->snapshot.arena = (struct arena){ 0 };
	r = build(shown, before, now);
	if (r < 0)
		live_shown_clear(shown);
	return r;
}

void live_shown_done(struct live_shown *shown)
{
	free(shown->buffers.processes);
	free(shown->buffers.namespaces);
	free(shown->buffers.containers);
	free(shown->buffers.map);
	free(shown->buffers.pool);
	free(shown->marks);
	free(shown->wanted);
	free(shown->namespace_marks);
	free(shown->sums);
	*shown = (struct live_shown){ 0 };
}
