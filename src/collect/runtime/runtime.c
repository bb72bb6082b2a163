/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attribution: which container each process of a snapshot is in.
 *
 * The order is that of certainty. First the cgroups, which the kernel keeps. Then, from the view
 * namespace downwards, the entries of each level: what started them, and what they see mounted.
 * The rest follows their parents, which never leads across a namespace's border.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "collect/runtime/entry.h"
#include "collect/runtime/find.h"
#include "collect/runtime/round.h"
#include "collect/runtime/runtime.h"

int runtime_open(int root_fd, int proc_fd, struct runtime **ret_runtime)
{
	struct runtime *runtime = calloc(1, sizeof(*runtime));

	if (!runtime)
		return -ENOMEM;
	runtime->state.root_fd = root_fd;
	runtime->state.proc_fd = proc_fd;
	runtime->records.state = &runtime->state;
	runtime->places.state = &runtime->state;
	runtime->places.records = &runtime->records;
	*ret_runtime = runtime;
	return 0;
}

void runtime_free(struct runtime *runtime)
{
	if (!runtime)
		return;
	memos_done(&runtime->memos);
	places_done(&runtime->places);
	records_done(&runtime->records);
	procfs_buffer_done(&runtime->buffer);
	state_done(&runtime->state);
	free(runtime);
}

void runtime_set_notice(struct runtime *runtime, runtime_notice notice, void *data)
{
	runtime->state.notice = notice;
	runtime->state.notice_data = data;
}

/* Its parent is outside of its namespace: it is the init, or was put in there. */
static bool is_entry(const struct round *round, const struct process *process)
{
	const struct process *parent = round_parent(round, process);

	if (process_is_init(process) || !parent || parent->level != process->level)
		return true;
	return process->ns != parent->ns && process->ns != NAMESPACE_NONE &&
	       parent->ns != NAMESPACE_NONE;
}

static int entry_resolve(struct round *round, struct process *process)
{
	size_t i = round_index(round, process);

	if (round->flags[i] & ROUND_SETTLED)
		return 0;
	round->flags[i] |= ROUND_SETTLED;
	if (round_judged(round, process)->claim == CLAIM_MONITOR)
		return 0;
	if (process->container != CONTAINER_NONE)
		return entry_refine(round, process);
	return entry_place(round, process);
}

/* Inits first: those who entered are compared with them. */
static int entries_resolve(struct round *round, int level)
{
	struct snapshot *snapshot = round->snapshot;
	int r = 0;

	for (int inits = 1; inits >= 0; inits--) {
		for (size_t i = 0; r == 0 && i < snapshot->nprocesses; i++) {
			struct process *process = &snapshot->processes[i];

			if (process->level == level && (!inits || process_is_init(process)) &&
			    is_entry(round, process))
				r = entry_resolve(round, process);
		}
	}
	return r;
}

/* Whether a process takes the container of this ancestor in its namespace. */
static bool may_inherit(const struct round *round, const struct process *process,
                        const struct process *ancestor)
{
	/* In the view a process leaves a container by its cgroup; nothing else holds it there. */
	if (process->level == 0)
		return round->flags[round_index(round, ancestor)] & ROUND_FOUND;
	return true;
}

/* The nearest ancestor in the namespace that is settled or has a container; NULL: none. */
static const struct process *ancestor_find(const struct round *round, const struct process *process)
{
	const struct process *ancestor = process;

	/* A forged procfs may have its parents in a circle. */
	for (size_t steps = 0; steps < round->snapshot->nprocesses; steps++) {
		ancestor = round_parent(round, ancestor);
		if (!ancestor || ancestor->level != process->level)
			return NULL;
		if (ancestor->container != CONTAINER_NONE ||
		    (round->flags[round_index(round, ancestor)] & ROUND_SETTLED))
			return ancestor;
	}
	return NULL;
}

/* Gives a process and those between it and the ancestor the same container. */
static int branch_settle(struct round *round, struct process *process,
                         const struct process *ancestor)
{
	struct snapshot *snapshot = round->snapshot;
	struct record *record = NULL;
	size_t i = round_index(round, process);
	uint8_t found = 0;
	int r = 0;

	if (ancestor && may_inherit(round, process, ancestor)) {
		record = round_record(round, ancestor);
		found = round->flags[round_index(round, ancestor)] & ROUND_FOUND;
	}
	while (r == 0 && !(round->flags[i] & ROUND_SETTLED) &&
	       &snapshot->processes[i] != ancestor) {
		round->flags[i] |= ROUND_SETTLED | found;
		if (record)
			r = round_put(round, &snapshot->processes[i], record);
		if (round->parents[i] == PROCESS_NONE ||
		    snapshot->processes[round->parents[i]].level != process->level)
			break;
		i = round->parents[i];
	}
	return r;
}

/* Its cgroup names the container around the one that the ancestor was found to be in. */
static int member_move(struct round *round, struct process *process)
{
	const struct process *ancestor = process;
	struct record *own = round_record(round, process), *record;

	for (size_t steps = 0; steps < round->snapshot->nprocesses; steps++) {
		ancestor = round_parent(round, ancestor);
		if (!ancestor || ancestor->level != process->level)
			return 0;
		if (!(round->flags[round_index(round, ancestor)] & ROUND_FOUND))
			continue;
		record = round_record(round, ancestor);
		if (record && record->outer == own)
			return round_put(round, process, record);
	}
	return 0;
}

static int members_resolve(struct round *round, int level)
{
	struct snapshot *snapshot = round->snapshot;
	int r = 0;

	for (size_t i = 0; r == 0 && i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];

		if (process->level != level || (round->flags[i] & ROUND_SETTLED))
			continue;
		if (process->container == CONTAINER_NONE)
			r = branch_settle(round, process, ancestor_find(round, process));
		else if (round->moved)
			r = member_move(round, process);
	}
	return r;
}

/*
 * Rootless Podman may leave a container of the host's namespace (--pid=host) in the cgroup of its
 * user. Its conmon is the parent, but also of helpers in the host's own files.
 */
static int view_resolve(struct round *round)
{
	struct snapshot *snapshot = round->snapshot;
	bool found = false;
	int r = 0;

	for (size_t i = 0; r == 0 && i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		const struct process *parent = round_parent(round, process);

		if (process->level != 0 || process->container != CONTAINER_NONE || !parent ||
		    !parent->name || strcmp(parent->name, "conmon") != 0 ||
		    round_judged(round, process)->claim != CLAIM_NONE)
			continue;
		r = entry_place_by_mounts(round, process);
		found |= process->container != CONTAINER_NONE;
	}
	return r < 0 || !found ? r : members_resolve(round, 0);
}

static int levels_resolve(struct round *round)
{
	const struct snapshot *snapshot = round->snapshot;
	int deepest = 0, r;

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (snapshot->processes[i].level > deepest)
			deepest = snapshot->processes[i].level;
	}
	r = view_resolve(round);
	for (int level = 1; r == 0 && level <= deepest; level++) {
		r = entries_resolve(round, level);
		if (r == 0)
			r = members_resolve(round, level);
	}
	return r;
}

/* Threads have what their process has. Both arrays ascend. */
static void threads_fill(struct snapshot *snapshot)
{
	size_t at = 0;

	for (size_t i = 0; i < snapshot->nthreads; i++) {
		struct process *thread = &snapshot->threads[i];

		while (at < snapshot->nprocesses && snapshot->processes[at].pid < thread->tgid)
			at++;
		if (at == snapshot->nprocesses || snapshot->processes[at].pid != thread->tgid)
			continue;
		thread->container = snapshot->processes[at].container;
		thread->unit = snapshot->processes[at].unit;
	}
}

int runtime_prepare(struct runtime *runtime)
{
	return places_prepare(&runtime->places);
}

int runtime_attribute(struct runtime *runtime, struct snapshot *snapshot)
{
	_cleanup_(round_done) struct round round = { .runtime = runtime, .snapshot = snapshot };
	int r = records_begin(&runtime->records);

	if (r == 0)
		r = memos_begin(&runtime->memos, runtime->records.round);
	if (r == 0)
		r = round_judge(&round);
	if (r == 0)
		r = round_prepare(&round);
	if (r == 0)
		r = levels_resolve(&round);
	if (r == 0)
		r = round_write(&round);
	state_forget(&runtime->state);
	threads_fill(snapshot);
	return r;
}

int runtime_find_init(struct runtime *runtime, const char *engine, const char *name,
                      struct runtime_init *ret_init)
{
	return find_init(&runtime->state, engine, name, ret_init);
}
