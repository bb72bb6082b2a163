/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding targets in a snapshot.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/nearest.h"
#include "command/target.h"
#include "model/pidmap.h"
#include "view/cell.h"

enum { LABEL_SIZE = 256, LIST_SIZE = 1024 };

static bool text_equals(const char *text, const char *other, size_t len)
{
	return text && strlen(text) == len && memcmp(text, other, len) == 0;
}

/* k8s:NAMESPACE/POD or k8s:NAMESPACE/POD/CONTAINER */
static bool fits_pod(const struct container *container, const char *path)
{
	const char *pod = strchr(path, '/');
	const char *name = pod ? strchr(pod + 1, '/') : NULL;
	size_t len;

	if (!pod || !container->pod || !container->pod_namespace)
		return false;
	len = name ? (size_t)(name - pod - 1) : strlen(pod + 1);
	if (!text_equals(container->pod_namespace, path, (size_t)(pod - path)) ||
	    !text_equals(container->pod, pod + 1, len))
		return false;
	return !name || text_equals(container->name, name + 1, strlen(name + 1));
}

enum {
	ID_PREFIX_MIN = 3, /* shorter ones are more likely mistyped names */
	ID_SHORT = 12,
};

/* A name that columns print escaped can be given as it was printed. */
static bool fits_name(const struct container *container, const char *name)
{
	char escaped[LABEL_SIZE];

	if (!container->name)
		return false;
	if (strcmp(container->name, name) == 0)
		return true;
	if (!strchr(name, '\\'))
		return false;
	escape_text(container->name, strlen(container->name), 0, escaped, sizeof(escaped));
	return strcmp(escaped, name) == 0;
}

bool target_fits_container(const struct container *container, const char *engine, const char *name)
{
	size_t len = strlen(name);

	if (strcmp(engine, "k8s") == 0)
		return fits_pod(container, name);
	if (engine[0] && (!container->engine || strcmp(container->engine, engine) != 0))
		return false;
	if (fits_name(container, name))
		return true;
	return len >= ID_PREFIX_MIN && container->id && strncmp(container->id, name, len) == 0;
}

/* The namespace that is a container's own: the uppermost that one of its processes lives in. */
static uint32_t container_namespace(const struct snapshot *snapshot, uint32_t container)
{
	uint32_t found = NAMESPACE_NONE;
	int level = LEVEL_MAX + 1;

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];

		if (process->container == container && process->ns != NAMESPACE_NONE &&
		    process->level < level) {
			level = process->level;
			found = process->ns;
		}
	}
	return found;
}

/* How many live containers fit; *ret_index is the first. An exact name counts before prefixes of ids. */
static size_t containers_find(const struct snapshot *snapshot, const struct target *target,
                              uint32_t *ret_index)
{
	size_t count = 0, named = 0;

	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		const struct container *container = &snapshot->containers[i];
		bool exact;

		if (!target_fits_container(container, target->engine, target->name) ||
		    container_namespace(snapshot, i) == NAMESPACE_NONE)
			continue;
		exact = fits_name(container, target->name);
		if (exact && named++ == 0)
			*ret_index = i;
		if (!named && count == 0)
			*ret_index = i;
		count++;
	}
	return named ? named : count;
}

/* How much of its id tells a container from all others; as much as docker ps shows at least. */
static size_t id_length(const struct snapshot *snapshot, uint32_t index)
{
	const char *id = snapshot->containers[index].id;
	size_t length = ID_SHORT;

	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		const char *other = snapshot->containers[i].id;

		while (i != index && other && strcmp(other, id) != 0 &&
		       strncmp(other, id, length) == 0)
			length++;
	}
	return length;
}

/* ENGINE:NAME, or ENGINE:ID where another container has the same name in the same engine. */
static void container_spell(const struct snapshot *snapshot, uint32_t index, char *label,
                            size_t size)
{
	const struct container *container = &snapshot->containers[index];
	char other[LABEL_SIZE];

	cell_format_container(container, label, size);
	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		cell_format_container(&snapshot->containers[i], other, sizeof(other));
		if (i != index && strcmp(other, label) == 0 && container->id) {
			snprintf(label, size, "%s:%.*s", container->engine,
			         (int)id_length(snapshot, index), container->id);
			return;
		}
	}
}

static int container_ambiguous(const struct command *command, const struct snapshot *snapshot,
                               const struct target *target)
{
	char list[LIST_SIZE] = "", label[LABEL_SIZE];
	size_t used = 0;

	for (uint32_t i = 0; i < snapshot->ncontainers && used < sizeof(list); i++) {
		if (!target_fits_container(&snapshot->containers[i], target->engine, target->name))
			continue;
		container_spell(snapshot, i, label, sizeof(label));
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", used ? ", " : "",
		                         label);
	}
	return commands_fail(command, STATUS_USAGE, false, "'%s' is ambiguous: %s", target->text,
	                     list);
}

int target_no_container(const struct command *command, const struct snapshot *snapshot,
                        const struct target *target)
{
	struct nearest nearest = nearest_begin(target->name, strlen(target->name));
	char label[LABEL_SIZE] = "";

	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		const struct container *container = &snapshot->containers[i];
		const char *before = nearest.best;

		if (container->name)
			nearest_offer(&nearest, container->name);
		if (nearest.best != before)
			cell_format_container(container, label, sizeof(label));
	}
	if (nearest.best)
		return commands_fail(command, STATUS_NOTHING, false,
		                     "'%s': no such container: did you mean %s?", target->text,
		                     label);
	return commands_fail(command, STATUS_NOTHING, false,
	                     "'%s': no such container: nspid list shows those there are",
	                     target->text);
}

/* k8s:NAMESPACE/POD without a container: all of the pod. */
static bool target_is_pod(const struct target *target)
{
	const char *pod = strcmp(target->engine, "k8s") == 0 ? strchr(target->name, '/') : NULL;

	return pod && !strchr(pod + 1, '/');
}

/*
 * The containers of a pod are one target. They mean one namespace where they share one; else only
 * commands that show processes can take them together.
 */
static int resolve_pod(const struct command *command, const struct snapshot *snapshot,
                       const struct target *target, struct place *place)
{
	bool several = false;
	size_t count = 0;

	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		uint32_t ns = container_namespace(snapshot, i);

		if (ns == NAMESPACE_NONE ||
		    !target_fits_container(&snapshot->containers[i], target->engine, target->name))
			continue;
		several |= count > 0 && ns != place->ns;
		place->ns = ns;
		place->container = i;
		count++;
	}
	if (count == 0)
		return target_no_container(command, snapshot, target);
	if (several && (target->at || command->one_namespace))
		return container_ambiguous(command, snapshot, target);
	place->pod = target;
	return -1;
}

static int resolve_container(const struct command *command, const struct snapshot *snapshot,
                             const struct target *target, struct place *place)
{
	uint32_t index = CONTAINER_NONE;
	size_t count = containers_find(snapshot, target, &index);

	if (count == 0)
		return target_no_container(command, snapshot, target);
	if (count > 1)
		return container_ambiguous(command, snapshot, target);
	place->container = index;
	place->ns = container_namespace(snapshot, index);
	return -1;
}

/*
 * Nothing was found. That is certain only where everything could be seen: else the one who was
 * meant may be among the hidden.
 */
static _printf_(4, 5) int not_found(const struct command *command, const struct snapshot *snapshot,
                                    bool hides, const char *format, ...)
{
	char text[LIST_SIZE], hidden[64] = "";
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!hides)
		return commands_fail(command, STATUS_NOTHING, false, "%s", text);
	if (!snapshot->counts.hidden_more)
		snprintf(hidden, sizeof(hidden), "%u ", snapshot->counts.hidden);
	return commands_fail(command, STATUS_INCOMPLETE, false,
	                     "%s, but %sprocesses are hidden from this user (hidepid)", text,
	                     hidden);
}

int target_missing(const struct command *command, const struct snapshot *snapshot, const char *text,
                   const char *what)
{
	return not_found(command, snapshot, snapshot_hides(snapshot),
	                 "%s: no %s is known by that number in any namespace seen here", text,
	                 what);
}

static int resolve_process(const struct command *command, const struct snapshot *snapshot,
                           const struct target *target, struct place *place)
{
	const struct process *process = snapshot_find_process(snapshot, target->pid);

	if (!process && snapshot->facts & FACT_THREADS)
		process = snapshot_find_thread(snapshot, target->pid);
	if (!process)
		return not_found(command, snapshot, snapshot_hides(snapshot),
		                 "%s: no process has the PID %d", target->text, (int)target->pid);
	place->process = process;
	place->ns = process->ns;
	return -1;
}

/* Whether a namespace whose id this user may not read could have any id. */
static bool ids_are_hidden(const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->nnamespaces; i++) {
		if (snapshot->namespaces[i].id == 0)
			return true;
	}
	return snapshot->counts.unknown > 0;
}

static int resolve_namespace(const struct command *command, const struct snapshot *snapshot,
                             const struct target *target, struct place *place)
{
	place->ns = target->kind == TARGET_INIT
	                    ? snapshot_find_namespace_by_init(snapshot, target->pid)
	                    : snapshot_find_namespace(snapshot, target->id);
	if (place->ns != NAMESPACE_NONE)
		return -1;
	if (target->kind == TARGET_INIT)
		return not_found(
			command, snapshot, snapshot_hides(snapshot),
			"%s: the process %d is not the init of a namespace that is seen here",
			target->text, (int)target->pid);
	if (ids_are_hidden(snapshot))
		return commands_fail(command, STATUS_INCOMPLETE, false,
		                     "%s: not among the namespaces whose id this user may read: "
		                     "name it by its init, ~PID, as nspid list shows it",
		                     target->text);
	return not_found(command, snapshot, snapshot_hides(snapshot),
	                 "%s: no process seen here lives in the PID namespace %" PRIu64,
	                 target->text, target->id);
}

/* NUMBER@PLACE: the process that the namespace of the place calls NUMBER. */
static int resolve_number(const struct command *command, const struct snapshot *snapshot,
                          const struct target *target, struct place *place)
{
	const struct process *unknown;

	if (place->ns == NAMESPACE_NONE)
		return commands_fail(command, STATUS_INCOMPLETE, false,
		                     "%s: the namespace of that process is unknown to this user",
		                     target->text);
	place->process = pidmap_from(snapshot, target->number, place->ns);
	unknown = place->process ? NULL : pidmap_from_unknown(snapshot, target->number, place->ns);
	if (unknown)
		return commands_fail(command, STATUS_INCOMPLETE, false,
		                     "%s: perhaps %d, whose namespace is unknown to this user",
		                     target->text, (int)unknown->pid);
	if (!place->process)
		return not_found(command, snapshot, snapshot_hides(snapshot),
		                 "%s: no process has the number %d there", target->text,
		                 (int)target->number);
	place->ns = place->process->ns;
	place->container = CONTAINER_NONE;
	return -1;
}

bool target_holds(const struct snapshot *snapshot, const struct place *place,
                  const struct process *process)
{
	const struct container *container = snapshot_container_of(snapshot, process);

	if (place->process)
		return process->tgid == place->process->tgid;
	if (place->pod)
		return container &&
		       target_fits_container(container, place->pod->engine, place->pod->name);
	if (place->container != CONTAINER_NONE)
		return process->container == place->container;
	return process->ns == place->ns;
}

int target_resolve(const struct command *command, const struct snapshot *snapshot,
                   const struct target *target, struct place *ret_place)
{
	struct place place = { .ns = NAMESPACE_VIEW, .container = CONTAINER_NONE };
	int r = -1;

	if (target->kind == TARGET_PROCESS)
		r = resolve_process(command, snapshot, target, &place);
	else if (target_is_pod(target))
		r = resolve_pod(command, snapshot, target, &place);
	else if (target->kind == TARGET_CONTAINER)
		r = resolve_container(command, snapshot, target, &place);
	else if (target->kind != TARGET_HOST)
		r = resolve_namespace(command, snapshot, target, &place);
	if (r < 0 && target->at)
		r = resolve_number(command, snapshot, target, &place);
	if (r < 0)
		*ret_place = place;
	return r;
}
