/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filters of tree, table and list.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/number.h"
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
	if (states && (!states[0] || strspn(states, "RSDTtZXI") != strlen(states)))
		return commands_fail(command, STATUS_USAGE, true,
		                     "--state '%s': states are R S D T t Z X I", states);
	return -1;
}

int filter_parse(const struct request *request, struct filter *ret_filter)
{
	const struct command *command = request->command;
	struct filter filter = {
		.user = request->filter_user,
		.container = request->filter_container,
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
	if (r < 0)
		r = parse_name(command, request->filter_name, &filter);
	if (r >= 0)
		return r;
	filter.active = filter.by_ns || filter.user || filter.states || filter.by_name ||
	                filter.level >= 0 || filter.min_level >= 0 || filter.container ||
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
	if (filter->container || filter->engine || filter->pod)
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

int filter_resolve(const struct command *command, const struct snapshot *snapshot,
                   struct filter *filter)
{
	struct place place;
	int r = -1;

	if (filter->user)
		r = resolve_user(command, snapshot, filter);
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
	const char *colon = filter->container ? strchr(filter->container, ':') : NULL;
	char engine[TARGET_ENGINE_MAX] = "";

	if (!filter->container && !filter->engine && !filter->pod)
		return true;
	if (!container)
		return false;
	if (filter->engine &&
	    (!container->engine || strcmp(container->engine, filter->engine) != 0))
		return false;
	if (filter->pod && (!container->pod || strcmp(container->pod, filter->pod) != 0))
		return false;
	if (!filter->container)
		return true;
	if (colon && (size_t)(colon - filter->container) < sizeof(engine))
		memcpy(engine, filter->container, (size_t)(colon - filter->container));
	return target_fits_container(container, engine, colon ? colon + 1 : filter->container);
}

static bool level_passes(const struct filter *filter, int level)
{
	if (filter->level >= 0 && level != filter->level)
		return false;
	return filter->min_level < 0 || level >= filter->min_level;
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
	if (filter->states && !strchr(filter->states, process->state))
		return false;
	if (!level_passes(filter, process->level))
		return false;
	if (filter->by_name && regexec(&filter->name, process->name, 0, NULL, 0) != 0 &&
	    !command_matches(filter, process))
		return false;
	return container_passes(filter, snapshot, process);
}

bool filter_passes_empty(const struct filter *filter, const struct snapshot *snapshot,
                         const struct namespace *ns)
{
	if (!filter->active)
		return true;
	if (filter->user || filter->states || filter->by_name || filter->container ||
	    filter->engine || filter->pod)
		return false;
	if (filter->by_ns && snapshot_namespace_index(snapshot, ns) != filter->ns_index)
		return false;
	return level_passes(filter, ns->level);
}
