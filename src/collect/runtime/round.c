/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is common to a round, and its first step: what the cgroups say.
 */
#include <errno.h>
#include <stdlib.h>

#include "collect/runtime/cgroup.h"
#include "collect/runtime/round.h"

static const struct judged judged_nothing = { .claim = CLAIM_NONE };

struct record *round_record(const struct round *round, const struct process *process)
{
	return process->container < round->nrecords ? round->records[process->container] : NULL;
}

/* Gives a record its index in the snapshot, and those around it before. */
static int record_number(struct round *round, struct record *record)
{
	struct container *container;
	int r = 0;

	if (record->index != CONTAINER_NONE)
		return 0;
	if (record->outer)
		r = record_number(round, record->outer);
	if (r < 0)
		return r;
	if (round->snapshot->ncontainers >= round->records_size) {
		size_t bigger = (round->snapshot->ncontainers + 32) * 2;
		struct record **moved =
			reallocarray(round->records, bigger, sizeof(struct record *));

		if (!moved)
			return -ENOMEM;
		round->records = moved;
		round->records_size = bigger;
	}
	while (round->nrecords < round->snapshot->ncontainers)
		round->records[round->nrecords++] = NULL;
	container = snapshot_add_container(round->snapshot);
	if (!container)
		return -ENOMEM;
	record->index = (uint32_t)round->nrecords;
	round->records[round->nrecords++] = record;
	return 0;
}

int round_put(struct round *round, struct process *process, struct record *record)
{
	int r = record ? record_number(round, record) : 0;

	if (r == 0)
		process->container = record ? record->index : CONTAINER_NONE;
	return r;
}

const struct judged *round_judged(const struct round *round, const struct process *process)
{
	uint32_t index = IDMAP_NONE;

	if (process->cgroup)
		index = idmap_get(&round->by_cgroup, (uintptr_t)process->cgroup);
	return index == IDMAP_NONE ? &judged_nothing : &round->judged[index];
}

const struct process *round_parent(const struct round *round, const struct process *process)
{
	uint32_t parent = round->parents[round_index(round, process)];

	return parent == PROCESS_NONE ? NULL : &round->snapshot->processes[parent];
}

static int unit_set(struct round *round, struct judged *judged)
{
	struct span unit = cgroup_unit(judged->cgroup->text, judged->cgroup->len);

	if (unit.len == 0)
		return 0;
	judged->unit = arena_copy(&round->snapshot->arena, unit.text, unit.len);
	return judged->unit ? 0 : -ENOMEM;
}

static int cgroup_read(struct round *round, struct judged *judged)
{
	struct records *records = &round->runtime->records;
	struct cgroup_verdict verdict;
	int r = unit_set(round, judged);

	cgroup_judge(judged->cgroup->text, judged->cgroup->len, &verdict);
	judged->claim = verdict.claim;
	for (size_t i = 0; r == 0 && i < verdict.count; i++)
		r = records_intern(records, judged->record, &verdict.chain[i], &judged->record);
	return r;
}

static int judged_add(struct round *round, const struct cgroup *cgroup)
{
	if (round->njudged == round->judged_size) {
		size_t bigger = round->judged_size ? round->judged_size * 2 : 64;
		struct judged *moved = reallocarray(round->judged, bigger, sizeof(*moved));

		if (!moved)
			return -ENOMEM;
		round->judged = moved;
		round->judged_size = bigger;
	}
	if (idmap_put(&round->by_cgroup, (uintptr_t)cgroup, (uint32_t)round->njudged) < 0)
		return -ENOMEM;
	round->judged[round->njudged] = (struct judged){ .cgroup = cgroup };
	return cgroup_read(round, &round->judged[round->njudged++]);
}

/* Each distinct cgroup once. */
static int cgroups_judge(struct round *round)
{
	const struct snapshot *snapshot = round->snapshot;
	const struct cgroup *last = NULL;
	int r = 0;

	for (size_t i = 0; r == 0 && i < snapshot->nprocesses; i++) {
		const struct cgroup *cgroup = snapshot->processes[i].cgroup;

		if (!cgroup || cgroup == last)
			continue;
		last = cgroup;
		if (idmap_get(&round->by_cgroup, (uintptr_t)cgroup) == IDMAP_NONE)
			r = judged_add(round, cgroup);
	}
	return r;
}

/* For the cgroups that no pattern fits, the engines' state. */
static int cgroups_place(struct round *round)
{
	struct places *places = &round->runtime->places;
	int r = places_read(places, round->snapshot);

	for (size_t i = 0; r == 0 && i < round->njudged; i++) {
		struct judged *judged = &round->judged[i];

		if (judged->claim != CLAIM_NONE)
			continue;
		judged->record = places_find(places, judged->cgroup->text, judged->cgroup->len);
		if (judged->record)
			judged->claim = CLAIM_CONTAINER;
	}
	return r;
}

int round_judge(struct round *round)
{
	struct snapshot *snapshot = round->snapshot;
	const struct judged *judged = &judged_nothing;
	int r = cgroups_judge(round);

	if (r == 0)
		r = cgroups_place(round);
	for (size_t i = 0; r == 0 && i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];

		if (judged->cgroup != process->cgroup || !process->cgroup)
			judged = round_judged(round, process);
		process->unit = judged->unit;
		if (process->container == CONTAINER_NONE && judged->record)
			r = round_put(round, process, judged->record);
	}
	return r;
}

/* A copy of a text in the snapshot; NULL stays NULL. */
static int text_copy(struct round *round, const char *text, const char **ret_copy)
{
	*ret_copy = text ? arena_copy(&round->snapshot->arena, text, strlen(text)) : NULL;
	return text && !*ret_copy ? -ENOMEM : 0;
}

int round_write(struct round *round)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < round->nrecords; i++) {
		const struct record *record = round->records[i];
		struct container *container = &round->snapshot->containers[i];

		if (!record)
			continue;
		container->engine = record->label;
		container->outer = record->outer ? record->outer->index : CONTAINER_NONE;
		if (!record->identity.engine->no_id)
			r = text_copy(round, record->identity.id, &container->id);
		if (r == 0)
			r = text_copy(round, record->name, &container->name);
		if (r == 0)
			r = text_copy(round, record->pod, &container->pod);
		if (r == 0)
			r = text_copy(round, record->pod_namespace, &container->pod_namespace);
		if (r == 0)
			r = text_copy(round, record->image, &container->image);
	}
	return r;
}

int round_prepare(struct round *round)
{
	const struct snapshot *snapshot = round->snapshot;
	uint32_t parent = PROCESS_NONE;
	pid_t ppid = 0;

	round->parents = malloc((snapshot->nprocesses + 1) * sizeof(*round->parents));
	round->flags = calloc(snapshot->nprocesses + 1, sizeof(*round->flags));
	round->ns_sandbox = calloc(snapshot->nnamespaces + 1, sizeof(struct record *));
	if (!round->parents || !round->flags || !round->ns_sandbox)
		return -ENOMEM;
	/* Processes come in runs of one parent. */
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i], *found;

		if (process->ppid != ppid) {
			ppid = process->ppid;
			found = ppid > 0 ? snapshot_find_process(snapshot, ppid) : NULL;
			parent = found ? (uint32_t)(found - snapshot->processes) : PROCESS_NONE;
		}
		round->parents[i] = parent;
	}
	return 0;
}

void round_done(struct round *round)
{
	idmap_done(&round->by_cgroup);
	idmap_done(&round->by_supervisor);
	free(round->judged);
	free(round->supervisors);
	free(round->records);
	free(round->ns_sandbox);
	free(round->parents);
	free(round->flags);
}
