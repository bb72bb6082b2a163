/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deducing namespaces: groups of processes that must share one, then elimination.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "model/infer.h"

struct group {
	uint32_t parent; /* union-find over the indices of processes */
	uint32_t ns;     /* at roots: the namespace of the group */
	bool torn;       /* at roots: members say different things, as races can make them */
};

struct inference {
	struct snapshot *snapshot;
	struct group *groups;
	struct idmap numbers; /* (namespace, number there) -> index of the process that has it */
	infer_hint_of hint_of;
	void *data;
	/* The namespaces in the order of their levels, and what is known of their inits by now. */
	uint32_t *by_level;
	uint32_t first[LEVEL_MAX + 2]; /* where each level begins in by_level */
	struct infer_hint *hints;      /* by index of the namespace */
	bool *hinted;
};

static uint32_t group_root(struct group *groups, uint32_t index)
{
	while (groups[index].parent != index) {
		groups[index].parent = groups[groups[index].parent].parent;
		index = groups[index].parent;
	}
	return index;
}

static void group_name(struct group *root, uint32_t ns)
{
	if (root->ns == NAMESPACE_NONE)
		root->ns = ns;
	else if (ns != NAMESPACE_NONE && root->ns != ns)
		root->torn = true;
}

static void group_join(struct group *groups, uint32_t a, uint32_t b)
{
	a = group_root(groups, a);
	b = group_root(groups, b);
	if (a == b)
		return;
	groups[b].parent = a;
	groups[a].torn |= groups[b].torn;
	group_name(&groups[a], groups[b].ns);
}

/* Joins a process with another, found by PID, that it must share a namespace with. */
static void join_with(struct inference *inference, uint32_t index, pid_t pid)
{
	const struct snapshot *snapshot = inference->snapshot;
	const struct process *process = &snapshot->processes[index];
	const struct process *other;

	if (pid == 0 || pid == process->pid)
		return;
	other = snapshot_find_process(snapshot, pid);
	if (other && other->level == process->level)
		group_join(inference->groups, index, (uint32_t)(other - snapshot->processes));
}

static void groups_build(struct inference *inference)
{
	const struct snapshot *snapshot = inference->snapshot;

	for (uint32_t i = 0; i < snapshot->nprocesses; i++)
		inference->groups[i] =
			(struct group){ .parent = i, .ns = snapshot->processes[i].ns };
	for (uint32_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];

		if (process->level <= 0)
			continue;
		join_with(inference, i, process->ppid);
		if (process->session_inside)
			join_with(inference, i, process->session);
		if (process->group_inside)
			join_with(inference, i, process->group);
	}
}

/* The init of the namespace that a process shares with its ancestors on its level, or PROCESS_NONE. */
static uint32_t init_above(const struct snapshot *snapshot, const struct process *process)
{
	int level = process->level;

	for (size_t steps = 0; process && process->level == level && steps < snapshot->nprocesses;
	     steps++) {
		if (process_is_init(process))
			return (uint32_t)(process - snapshot->processes);
		process = snapshot_find_process(snapshot, process->ppid);
	}
	return PROCESS_NONE;
}

/*
 * A namespace that may be read tells the id of its parent, which may not. That one is where the
 * parent of its init lives, exactly one level up: its group gets the id instead of a name.
 */
static void parent_name(struct inference *inference, uint32_t ns, uint32_t *inits)
{
	const struct snapshot *snapshot = inference->snapshot;
	const struct namespace *namespace = &snapshot->namespaces[ns];
	const struct process *parent;
	uint32_t init = inits[ns];

	if (init == PROCESS_NONE || namespace->parent == NAMESPACE_NONE ||
	    namespace->parent == NAMESPACE_VIEW)
		return;
	parent = snapshot_find_process(snapshot, snapshot->processes[init].ppid);
	if (!parent || parent->level != snapshot->processes[init].level - 1)
		return;
	group_name(&inference->groups[group_root(inference->groups,
	                                         (uint32_t)(parent - snapshot->processes))],
	           namespace->parent);
	if (inits[namespace->parent] == PROCESS_NONE)
		inits[namespace->parent] = init_above(snapshot, parent);
}

static int parents_name(struct inference *inference)
{
	const struct snapshot *snapshot = inference->snapshot;
	_cleanup_free_ uint32_t *inits = calloc(snapshot->nnamespaces + 1, sizeof(*inits));

	if (!inits)
		return -ENOMEM;
	for (size_t i = 0; i < snapshot->nnamespaces; i++)
		inits[i] = snapshot->namespaces[i].init;
	/* Its own init may not be readable, when another process in it is. */
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];

		if (process->level > 0 && process->ns != NAMESPACE_NONE &&
		    inits[process->ns] == PROCESS_NONE)
			inits[process->ns] = init_above(snapshot, process);
	}
	for (int level = LEVEL_MAX; level > 1; level--) {
		for (uint32_t i = 0; i < snapshot->nnamespaces; i++) {
			if (snapshot->namespaces[i].level == level && snapshot->namespaces[i].id)
				parent_name(inference, i, inits);
		}
	}
	return 0;
}

/* Each init whose group has no name yet founds a namespace that is called after it. */
static int groups_name(struct inference *inference)
{
	struct snapshot *snapshot = inference->snapshot;

	for (uint32_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		struct group *root = &inference->groups[group_root(inference->groups, i)];
		struct namespace *ns;
		uint32_t index;
		bool is_new;
		int r;

		if (process->level <= 0 || !process_is_init(process) || root->ns != NAMESPACE_NONE)
			continue;
		r = snapshot_intern_namespace(snapshot, 0, &index, &is_new);
		if (r < 0)
			return r;
		ns = &snapshot->namespaces[index];
		ns->level = process->level;
		ns->init = i;
		ns->init_pid = process->pid;
		ns->inferred = true;
		root->ns = index;
	}
	return 0;
}

static uint64_t number_key(uint32_t ns, pid_t number)
{
	return (uint64_t)ns << 32 | (uint32_t)number;
}

/* Notes the numbers of a placed process on every level whose namespace is known. */
static int numbers_note(struct inference *inference, uint32_t index)
{
	const struct snapshot *snapshot = inference->snapshot;
	const struct process *process = &snapshot->processes[index];
	uint32_t ns = process->ns;

	for (int level = process->level; level > 0 && ns != NAMESPACE_NONE; level--) {
		int r = idmap_put(&inference->numbers, number_key(ns, process->chain[level]),
		                  index);

		if (r < 0)
			return r;
		ns = snapshot->namespaces[ns].parent;
	}
	return 0;
}

static int groups_assign(struct inference *inference)
{
	struct snapshot *snapshot = inference->snapshot;

	for (uint32_t i = 0; i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		const struct group *root = &inference->groups[group_root(inference->groups, i)];

		if (process->level > 0 && process->ns == NAMESPACE_NONE && !root->torn &&
		    root->ns != NAMESPACE_NONE) {
			process->ns = root->ns;
			process->inferred = true;
		}
	}
	/* The parents of the new namespaces are needed from here on. */
	return snapshot_finish(snapshot);
}

static int numbers_build(struct inference *inference)
{
	for (uint32_t i = 0; i < inference->snapshot->nprocesses; i++) {
		int r = inference->snapshot->processes[i].ns == NAMESPACE_NONE
		                ? 0
		                : numbers_note(inference, i);

		if (r < 0)
			return r;
	}
	return 0;
}

/* Whether a process could live in that namespace, as far as its numbers and its parent tell. */
static bool candidate_fits(const struct inference *inference, const struct process *process,
                           const struct process *parent, uint32_t ns)
{
	const struct snapshot *snapshot = inference->snapshot;
	uint32_t at = ns;

	if (snapshot->namespaces[ns].nprocs == 0)
		return false;
	/* A parent that is unknown excludes nothing. */
	if (parent && parent->ns != NAMESPACE_NONE && !snapshot_within(snapshot, ns, parent->ns))
		return false;
	for (int level = process->level; level > 0 && at != NAMESPACE_NONE; level--) {
		if (idmap_get(&inference->numbers, number_key(at, process->chain[level])) !=
		    IDMAP_NONE)
			return false;
		at = snapshot->namespaces[at].parent;
	}
	return true;
}

/* Asked once for each namespace: what it costs is files. */
static struct infer_hint hint_of_init(const struct inference *inference, uint32_t ns)
{
	const struct snapshot *snapshot = inference->snapshot;
	uint32_t init = snapshot->namespaces[ns].init;

	if (!inference->hinted[ns] && init != PROCESS_NONE)
		inference->hints[ns] =
			inference->hint_of(inference->data, &snapshot->processes[init]);
	inference->hinted[ns] = true;
	return inference->hints[ns];
}

/* The one candidate left, the one with the same mounts, the one with the same cgroup, or none. */
struct tally {
	uint32_t all, mounts, cgroup; /* how many */
	uint32_t last, last_mounts, last_cgroup;
};

static void tally_add(const struct inference *inference, struct tally *tally, uint32_t ns,
                      struct infer_hint own)
{
	struct infer_hint hint = { 0 };

	tally->all++;
	tally->last = ns;
	if (own.mounts || own.cgroup)
		hint = hint_of_init(inference, ns);
	if (own.mounts && own.mounts == hint.mounts) {
		tally->mounts++;
		tally->last_mounts = ns;
	}
	if (own.cgroup && own.cgroup == hint.cgroup) {
		tally->cgroup++;
		tally->last_cgroup = ns;
	}
}

static uint32_t tally_decide(const struct inference *inference, const struct tally *tally)
{
	const struct counts *counts = &inference->snapshot->counts;

	/* The only one that we see proves nothing where others may be hidden from us. */
	if (tally->all == 1 && !counts->hidden && !counts->hidden_more)
		return tally->last;
	if (tally->mounts == 1)
		return tally->last_mounts;
	if (tally->mounts == 0 && tally->cgroup == 1)
		return tally->last_cgroup;
	return NAMESPACE_NONE;
}

static int place_by_elimination(struct inference *inference, uint32_t index)
{
	struct snapshot *snapshot = inference->snapshot;
	struct process *process = &snapshot->processes[index];
	const struct process *parent = snapshot_find_process(snapshot, process->ppid);
	struct infer_hint own = { 0 };
	struct tally tally = { 0 };

	if (inference->hint_of)
		own = inference->hint_of(inference->data, process);
	for (uint32_t i = inference->first[process->level];
	     i < inference->first[process->level + 1]; i++) {
		uint32_t ns = inference->by_level[i];

		if (candidate_fits(inference, process, parent, ns))
			tally_add(inference, &tally, ns, own);
	}
	process->ns = tally_decide(inference, &tally);
	if (process->ns == NAMESPACE_NONE)
		return 0;
	process->inferred = true;
	return numbers_note(inference, index);
}

/* Sorts the namespaces below the view by counting; those of unknown level are no candidates. */
static int levels_sort(struct inference *inference)
{
	const struct snapshot *snapshot = inference->snapshot;
	uint32_t at = 0;

	inference->by_level = calloc(snapshot->nnamespaces + 1, sizeof(*inference->by_level));
	inference->hints = calloc(snapshot->nnamespaces + 1, sizeof(*inference->hints));
	inference->hinted = calloc(snapshot->nnamespaces + 1, sizeof(*inference->hinted));
	if (!inference->by_level || !inference->hints || !inference->hinted)
		return -ENOMEM;
	for (int level = 0; level <= LEVEL_MAX; level++) {
		inference->first[level] = at;
		for (uint32_t ns = 1; ns < snapshot->nnamespaces; ns++) {
			if (snapshot->namespaces[ns].level == level)
				inference->by_level[at++] = ns;
		}
	}
	inference->first[LEVEL_MAX + 1] = at;
	return 0;
}

static int rest_place(struct inference *inference)
{
	const struct snapshot *snapshot = inference->snapshot;
	int r = levels_sort(inference);

	if (r >= 0)
		r = numbers_build(inference);
	for (uint32_t i = 0; r >= 0 && i < snapshot->nprocesses; i++) {
		const struct group *root = &inference->groups[group_root(inference->groups, i)];

		if (snapshot->processes[i].level > 0 && snapshot->processes[i].level <= LEVEL_MAX &&
		    snapshot->processes[i].ns == NAMESPACE_NONE && !root->torn)
			r = place_by_elimination(inference, i);
	}
	free(inference->by_level);
	free(inference->hints);
	free(inference->hinted);
	return r;
}

/* Members of a group follow the one of them that elimination placed. */
static int followers_place(struct inference *inference)
{
	for (uint32_t i = 0; i < inference->snapshot->nprocesses; i++)
		group_name(&inference->groups[group_root(inference->groups, i)],
		           inference->snapshot->processes[i].ns);
	return groups_assign(inference);
}

int infer_namespaces(struct snapshot *snapshot, infer_hint_of hint_of, void *data)
{
	_cleanup_free_ struct group *groups = calloc(snapshot->nprocesses + 1, sizeof(*groups));
	struct inference inference = {
		.snapshot = snapshot,
		.groups = groups,
		.hint_of = hint_of,
		.data = data,
	};
	int r;

	if (!groups)
		return -ENOMEM;
	groups_build(&inference);
	r = parents_name(&inference);
	if (r >= 0)
		r = groups_name(&inference);
	if (r >= 0)
		r = groups_assign(&inference);
	if (r >= 0 && snapshot->counts.unknown > 0)
		r = rest_place(&inference);
	if (r >= 0)
		r = followers_place(&inference);
	idmap_done(&inference.numbers);
	return r;
}
