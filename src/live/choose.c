/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filters: which processes and namespaces are chosen.
 *
 * Containers are looked at once each, not once a process.
 */
#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "live/body.h"

enum {
	LABEL_SIZE = 512,
	ID_MIN = 4, /* shorter starts of ids fit too much */
};

static bool container_is_one(const struct container *container, const char *text)
{
	char label[LABEL_SIZE];

	if (container->name && strcmp(container->name, text) == 0)
		return true;
	if (container->id && strlen(text) >= ID_MIN &&
	    strncmp(container->id, text, strlen(text)) == 0)
		return true;
	cell_format_container(container, label, sizeof(label));
	return strcmp(label, text) == 0;
}

bool live_container_is(const struct snapshot *snapshot, uint32_t container, const char *text)
{
	/* As many steps as there are containers: a loop in what engines say must not hang. */
	for (size_t steps = 0; container != CONTAINER_NONE && steps <= snapshot->ncontainers;
	     steps++) {
		if (container_is_one(&snapshot->containers[container], text))
			return true;
		container = snapshot->containers[container].outer;
	}
	return false;
}

static int containers_choose(struct live_body *body, const struct snapshot *snapshot,
                             const struct live_scope *scope)
{
	if (LIVE_ROOM(body, containers, body->buffers.containers, snapshot->ncontainers) < 0)
		return -ENOMEM;
	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		const struct container *container = &snapshot->containers[i];

		body->buffers.containers[i] = (struct live_container_flags){
			.fits_text = scope->filter->text[0] &&
			             live_pattern_fits_container(scope->filter, container),
			.is_meant = scope->container[0] &&
			            live_container_is(snapshot, i, scope->container),
		};
	}
	return 0;
}

static bool user_fits(const struct snapshot *snapshot, const struct process *process,
                      const char *user)
{
	const char *name = snapshot_find_user(snapshot, process->uid);
	uint64_t number;

	if (name && strcmp(name, user) == 0)
		return true;
	return number_parse(user, strlen(user), &number) == 0 && number == process->uid;
}

static bool container_fits(const struct live_body *body, const struct process *process,
                           const char *text)
{
	if (strcmp(text, LIVE_NO_CONTAINER) == 0)
		return process->container == CONTAINER_NONE;
	return process->container != CONTAINER_NONE &&
	       body->buffers.containers[process->container].is_meant;
}

static bool process_is_chosen(const struct live_body *body, const struct snapshot *snapshot,
                              const struct live_scope *scope, const struct process *process)
{
	if (process->kthread && !scope->kernel && scope->mode != LIVE_NAMESPACES)
		return false;
	if (scope->zombies && !process_is_zombie(process))
		return false;
	if (scope->user[0] && !user_fits(snapshot, process, scope->user))
		return false;
	if (scope->container[0] && !container_fits(body, process, scope->container))
		return false;
	if (live_pattern_fits_process(scope->filter, snapshot, process))
		return true;
	return process->container != CONTAINER_NONE &&
	       body->buffers.containers[process->container].fits_text;
}

int live_choose_processes(struct live_body *body, const struct live_shown *shown,
                          const struct live_scope *scope)
{
	const struct snapshot *snapshot = &shown->snapshot;

	if (containers_choose(body, snapshot, scope) < 0 ||
	    LIVE_ROOM(body, chosen, body->buffers.chosen, snapshot->nprocesses) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < snapshot->nprocesses; i++)
		body->buffers.chosen[i] =
			(!scope->targeted || shown->wanted[i]) &&
			process_is_chosen(body, snapshot, scope, &snapshot->processes[i]);
	return 0;
}

/* A namespace is chosen by what it is, or by one of its processes. */
int live_choose_namespaces(struct live_body *body, const struct live_shown *shown,
                           const struct live_scope *scope)
{
	const struct snapshot *snapshot = &shown->snapshot;
	bool by_process =
		scope->zombies || scope->user[0] || scope->container[0] || scope->targeted;
	bool *wanted;

	if (LIVE_ROOM(body, namespaces, body->buffers.namespaces, snapshot->nnamespaces) < 0)
		return -ENOMEM;
	wanted = body->buffers.namespaces;
	for (size_t i = 0; i < snapshot->nnamespaces; i++)
		wanted[i] = !by_process && live_pattern_fits_namespace(scope->filter, snapshot,
		                                                       &snapshot->namespaces[i]);
	/* A process that ended says nothing about a namespace that lives on. */
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		uint32_t ns = snapshot->processes[i].ns;
		bool lives = !(shown->marks[i] & LIVE_MARK_ENDED);

		if (body->buffers.chosen[i] && ns != NAMESPACE_NONE &&
		    (lives || (shown->namespace_marks[ns] & LIVE_MARK_ENDED)))
			wanted[ns] = true;
	}
	return 0;
}
