/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filters of tree, table and list.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/nearest.h"
#include "base/number.h"
#include "collect/collect.h"
#include "command/filter.h"

static int parse_level(const struct command *command, const char *name, const char *text,
                       int *ret_level)
{
	uint64_t value;

	*ret_level = -1;
	if (!text)
		return -1;
	if (number_parse(text, strlen(text), &value) < 0 || value > LEVEL_MAX)
		return commands_fail(command, STATUS_USAGE, true,
		                     "--%s '%s': must be a number from 0 to %d", name, text,
		                     LEVEL_MAX);
	*ret_level = (int)value;
	return -1;
}

static int parse_name(const struct command *command, const char *pattern, struct filter *filter)
{
	char reason[128];
	int r;

	if (!pattern)
		return -1;
	r = regcomp(&filter->name, pattern, REG_EXTENDED | REG_NOSUB);
	if (r != 0) {
		regerror(r, &filter->name, reason, sizeof(reason));
		return commands_fail(command, STATUS_USAGE, true, "--name '%s': %s", pattern,
		                     reason);
	}
	filter->by_name = true;
	return -1;
}

static int parse_states(const struct command *command, const char *states, struct filter *filter)
{
	filter->states = states;
	if (states && (!states[0] || strspn(states, "RSDTtZXIl") != strlen(states)))
		return commands_fail(command, STATUS_USAGE, true,
		                     "--state '%s': states are R S D T t Z X I, and l for Zl",
		                     states);
	return -1;
}

static int parse_container(const struct command *command, const char *text, struct filter *filter)
{
	filter->by_container = true;
	filter->container.text = text;
	if (!text[0])
		return commands_fail(command, STATUS_USAGE, true, "--container '': which one?");
	return target_parse_container(command, text, &filter->container);
}

static int check_engine(const struct command *command, const char *engine)
{
	struct nearest nearest = nearest_begin(engine, strlen(engine));
	char list[256] = "";
	const char *name;

	for (size_t i = 0; (name = collect_engine_name(i)); i++) {
		if (strcmp(name, engine) == 0)
			return -1;
		nearest_offer(&nearest, name);
		snprintf(list + strlen(list), sizeof(list) - strlen(list), " %s", name);
	}
	if (nearest.best)
		return commands_fail(command, STATUS_USAGE, true, "--engine '%s': did you mean %s?",
		                     engine, nearest.best);
	return commands_fail(command, STATUS_USAGE, true, "--engine '%s': engines are%s", engine,
	                     list);
}

int filter_parse(const struct request *request, struct filter *ret_filter)
{
	const struct command *command = request->command;
	struct filter filter = {
		.user = request->filter_user,
		.engine = request->filter_engine,
		.pod = request->filter_pod,
		.by_ns = request->filter_ns,
	};
	int r = parse_level(command, "level", request->filter_level, &filter.level);

	if (r < 0)
		r = parse_level(command, "min-level", request->filter_min_level, &filter.min_level);
	if (r < 0)
		r = parse_states(command, request->filter_state, &filter);
	if (r < 0 && filter.by_ns)
		r = target_parse(command, request->filter_ns, &filter.ns);
	if (r < 0 && request->filter_container)
		r = parse_container(command, request->filter_container, &filter);
	if (r < 0 && filter.engine)
		r = check_engine(command, filter.engine);
	if (r < 0)
		r = parse_name(command, request->filter_name, &filter);
	if (r >= 0)
		return r;
	filter.active = filter.by_ns || filter.user || filter.states || filter.by_name ||
	                filter.level >= 0 || filter.min_level >= 0 || filter.by_container ||
	                filter.engine || filter.pod;
	*ret_filter = filter;
	return -1;
}

void filter_done(struct filter *filter)
{
	if (filter->by_name)
		regfree(&filter->name);
	*filter = (struct filter){ 0 };
}

unsigned filter_facts(const struct filter *filter)
{
	unsigned facts = filter->by_ns ? target_facts(&filter->ns) | FACT_NAMESPACE : 0;

	if (filter->user)
		facts |= FACT_USER;
	if (filter->by_name)
		facts |= FACT_COMMAND;
	if (filter->by_container || filter->engine || filter->pod)
		facts |= FACT_CONTAINER | FACT_CGROUP | FACT_NAMESPACE;
	return facts;
}

/* A user by name as the snapshot knows it, or by number. */
static int resolve_user(const struct command *command, const struct snapshot *snapshot,
                        struct filter *filter)
{
	uint64_t value;

	filter->by_uid = true;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const char *name = snapshot_find_user(snapshot, snapshot->processes[i].uid);

		if (name && strcmp(name, filter->user) == 0) {
			filter->uid = snapshot->processes[i].uid;
			return -1;
		}
	}
	if (number_parse(filter->user, strlen(filter->user), &value) == 0 && value < UINT32_MAX) {
		filter->uid = (uid_t)value;
		return -1;
	}
	for (size_t i = 0; i < snapshot->nusers; i++) {
		if (strcmp(snapshot->user_names[i], filter->user) == 0) {
			filter->uid = (uid_t)-1; /* known, but without a process */
			return -1;
		}
	}
	return commands_fail(command, STATUS_USAGE, true, "--user '%s': no such user",
	                     filter->user);
}

/* A name that nothing has is a mistake, and no empty answer. */
static int resolve_container(const struct command *command, const struct snapshot *snapshot,
                             const struct filter *filter)
{
	const struct target *target = &filter->container;
	bool fits = !filter->by_container, has_pod = !filter->pod;

	for (size_t i = 0; i < snapshot->ncontainers; i++) {
		const struct container *container = &snapshot->containers[i];

		fits = fits || target_fits_container(container, target->engine, target->name);
		has_pod = has_pod || (container->pod && strcmp(container->pod, filter->pod) == 0);
	}
	if (!fits)
		return target_no_container(command, snapshot, target);
	if (!has_pod)
		return commands_fail(command, STATUS_NOTHING, false, "--pod '%s': no such pod",
		                     filter->pod);
	return -1;
}

int filter_resolve(const struct command *command, const struct snapshot *snapshot,
                   struct filter *filter)
{
	struct place place;
	int r = -1;

	if (filter->user)
		r = resolve_user(command, snapshot, filter);
	if (r < 0)
		r = resolve_container(command, snapshot, filter);
	if (r < 0 && filter->by_ns) {
		r = target_resolve(command, snapshot, &filter->ns, &place);
		if (r < 0)
			filter->ns_index = place.ns;
	}
	return r;
}

/* The arguments as a shell would show them, so that a pattern may span them. */
static bool command_matches(const struct filter *filter, const struct process *process)
{
	_cleanup_free_ char *joined = NULL;

	if (!process->command)
		return false;
	joined = malloc(process->command_len + 1);
	if (!joined)
		return false;
	for (size_t i = 0; i < process->command_len; i++)
		joined[i] = process->command[i] ? process->command[i] : ' ';
	joined[process->command_len] = '\0';
	return regexec(&filter->name, joined, 0, NULL, 0) == 0;
}

static bool container_passes(const struct filter *filter, const struct snapshot *snapshot,
                             const struct process *process)
{
	const struct container *container = snapshot_container_of(snapshot, process);

	if (!filter->by_container && !filter->engine && !filter->pod)
		return true;
	if (!container)
		return false;
	if (filter->engine &&
	    (!container->engine || strcmp(container->engine, filter->engine) != 0))
		return false;
	if (filter->pod && (!container->pod || strcmp(container->pod, filter->pod) != 0))
		return false;
	return !filter->by_container ||
	       target_fits_container(container, filter->container.engine, filter->container.name);
}

static bool level_passes(const struct filter *filter, int level)
{
	if (filter->level >= 0 && level != filter->level)
		return false;
	return filter->min_level < 0 || level >= filter->min_level;
}

/* Z is a zombie; one whose leader alone ended, shown as Zl, is asked for by l. */
static char state_letter(const struct process *process)
{
	return process->state == 'Z' && !process_is_zombie(process) ? 'l' : process->state;
}

/* As pgrep(1) does, nspid leaves itself out: the pattern is on its own command line. */
static bool name_passes(const struct filter *filter, const struct snapshot *snapshot,
                        const struct process *process)
{
	if (snapshot->own_view && process->tgid == getpid())
		return false;
	return regexec(&filter->name, process->name, 0, NULL, 0) == 0 ||
	       command_matches(filter, process);
}

bool filter_passes(const struct filter *filter, const struct snapshot *snapshot,
                   const struct process *process)
{
	if (!filter->active)
		return true;
	if (filter->by_ns && process->ns != filter->ns_index)
		return false;
	if (filter->by_uid && process->uid != filter->uid)
		return false;
	if (filter->states && !strchr(filter->states, state_letter(process)))
		return false;
	if (!level_passes(filter, process->level))
		return false;
	if (filter->by_name && !name_passes(filter, snapshot, process))
		return false;
	return container_passes(filter, snapshot, process);
}

bool filter_passes_empty(const struct filter *filter, const struct snapshot *snapshot,
                         const struct namespace *ns)
{
	if (!filter->active)
		return true;
	if (filter->user || filter->states || filter->by_name || filter->by_container ||
	    filter->engine || filter->pod)
		return false;
	if (filter->by_ns && snapshot_namespace_index(snapshot, ns) != filter->ns_index)
		return false;
	return level_passes(filter, ns->level);
}
