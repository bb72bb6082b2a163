/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the command lines and mounts around an entry.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collect/parse.h"
#include "collect/runtime/entry.h"
#include "collect/runtime/mounts.h"
#include "collect/runtime/owner.h"
#include "collect/runtime/sandbox.h"

enum {
	COMMAND_LIMIT = 128 * 1024, /* an argument cannot be longer (MAX_ARG_STRLEN, execve(2)) */
	MOUNTS_LIMIT = 4 * 1024 * 1024,
};

/* Reads a file of a process; empty where that fails, which is no error: it may be gone. */
static int process_read(struct round *round, pid_t pid, const char *file, size_t limit,
                        struct span *ret_text)
{
	struct runtime *runtime = round->runtime;
	char name[48];
	ssize_t n;

	*ret_text = SPAN_NONE;
	snprintf(name, sizeof(name), "%d/%s", pid, file);
	n = procfs_read(runtime->state.proc_fd, name, limit, &runtime->buffer);
	if (n > 0)
		*ret_text = (struct span){ runtime->buffer.text, (size_t)n };
	return n == -ENOMEM ? -ENOMEM : 0;
}

/* The command line, from the snapshot or into the buffer. */
static int command_read(struct round *round, const struct process *process,
                        struct span *ret_command)
{
	if (process->command) {
		*ret_command = (struct span){ process->command, process->command_len };
		return 0;
	}
	return process_read(round, process->pid, "cmdline", COMMAND_LIMIT, ret_command);
}

static enum claim command_ask(struct span command, struct identity *ret_identity)
{
	for (const struct engine *const *engine = engines_all; *engine; engine++) {
		enum claim claim = CLAIM_NONE;

		if ((*engine)->match_command)
			claim = (*engine)->match_command(command, ret_identity);
		if (claim != CLAIM_NONE)
			return claim;
	}
	return CLAIM_NONE;
}

static struct supervisor *supervisor_add(struct round *round, pid_t pid)
{
	if (round->nsupervisors == round->supervisors_size) {
		size_t bigger = round->supervisors_size ? round->supervisors_size * 2 : 16;
		struct supervisor *moved = reallocarray(round->supervisors, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		round->supervisors = moved;
		round->supervisors_size = bigger;
	}
	if (idmap_put(&round->by_supervisor, (uint64_t)pid, (uint32_t)round->nsupervisors) < 0)
		return NULL;
	round->supervisors[round->nsupervisors] = (struct supervisor){ .pid = pid };
	return &round->supervisors[round->nsupervisors++];
}

/* What the command line of a parent says; once for all its children. 0 or -ENOMEM. */
static int supervisor_get(struct round *round, const struct process *parent,
                          const struct supervisor **ret_supervisor)
{
	uint32_t index = idmap_get(&round->by_supervisor, (uint64_t)parent->pid);
	struct supervisor *supervisor;
	struct span command;
	int r;

	if (index != IDMAP_NONE) {
		*ret_supervisor = &round->supervisors[index];
		return 0;
	}
	supervisor = supervisor_add(round, parent->pid);
	if (!supervisor)
		return -ENOMEM;
	r = command_read(round, parent, &command);
	if (r < 0)
		return r;
	supervisor->claim = command_ask(command, &supervisor->identity);
	supervisor->identity.user = parent->uid;
	*ret_supervisor = supervisor;
	return 0;
}

/* Whether a parent names the container of this child. */
static bool supervisor_means(struct round *round, const struct supervisor *supervisor,
                             const struct process *child)
{
	const struct identity *identity = &supervisor->identity;

	if (supervisor->claim != CLAIM_CONTAINER)
		return false;
	return !identity->engine->starts ||
	       identity->engine->starts(&round->runtime->state, identity, child->pid);
}

/* The container that the parent says it watches. */
static int place_by_parent(struct round *round, const struct process *process,
                           const struct process *parent, struct record **ret_record)
{
	const struct supervisor *supervisor;
	int r = supervisor_get(round, parent, &supervisor);

	if (r < 0 || !supervisor_means(round, supervisor, process))
		return r;
	return records_join(&round->runtime->records, round_record(round, parent),
	                    &supervisor->identity, ret_record);
}

/* The link to a mount namespace; false where it may not be read. */
static bool mounts_link(const struct round *round, const char *process, char *link, size_t size)
{
	char name[32];
	ssize_t n;

	snprintf(name, sizeof(name), "%s/ns/mnt", process);
	n = readlinkat(round->runtime->state.proc_fd, name, link, size - 1);
	link[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * Whether a process stays in our own mount namespace: whoever does tells nothing by its mounts, and
 * those of a host are long to read. False also where that may not be known.
 */
static bool mounts_are_ours(struct round *round, const struct process *process)
{
	char name[16], link[64];

	if (!round->own_mounts[0] &&
	    !mounts_link(round, "self", round->own_mounts, sizeof(round->own_mounts)))
		return false;
	snprintf(name, sizeof(name), "%d", (int)process->pid);
	return mounts_link(round, name, link, sizeof(link)) && strcmp(link, round->own_mounts) == 0;
}

/*
 * Whether two processes have the same mount namespace, by the smallest id of a mount in it, and it
 * is not our own.
 */
static int shares_mounts(struct round *round, uint64_t id, const struct process *other,
                         bool *ret_same)
{
	struct span text;
	int r = process_read(round, other->pid, "mountinfo", MOUNTS_LIMIT, &text);
	ssize_t n;

	*ret_same = r == 0 && text.len > 0 && parse_mountinfo_first_id(text.text, text.len) == id;
	if (!*ret_same)
		return r;
	n = procfs_read(round->runtime->state.proc_fd, "self/mountinfo", MOUNTS_LIMIT,
	                &round->runtime->buffer);
	if (n > 0 && parse_mountinfo_first_id(round->runtime->buffer.text, (size_t)n) == id)
		*ret_same = false;
	return n == -ENOMEM ? -ENOMEM : 0;
}

/* Somebody who entered: with the files of the namespace's init comes its container. */
static int place_by_init(struct round *round, const struct process *process, uint64_t mount_id,
                         struct record **ret_record)
{
	const struct namespace *ns = snapshot_namespace_of(round->snapshot, process);
	const struct process *init;
	bool same;
	int r;

	if (!ns || ns->init == PROCESS_NONE)
		return 0;
	init = &round->snapshot->processes[ns->init];
	if (init == process || !round_record(round, init))
		return 0;
	r = shares_mounts(round, mount_id, init, &same);
	if (same)
		*ret_record = round_record(round, init);
	return r;
}

/*
 * Whose mounts these are: whoever makes a user namespace may mount anything in it. Where that is
 * not to be known, those of a rootless engine are the user's whose process the monitor is; but the
 * parent is also root's when the one before it has ended.
 */
static uid_t mounts_user(const struct round *round, const struct process *process,
                         const struct process *parent)
{
	uid_t owner;

	if (owner_of_namespace(&round->runtime->state, process->pid, "mnt", &owner) == 0)
		return owner;
	return parent && parent->uid ? parent->uid : process->uid;
}

static int place_by_mounts(struct round *round, const struct process *process,
                           const struct process *parent, struct record **ret_record)
{
	struct record *outer = parent ? round_record(round, parent) : NULL;
	struct identity identity;
	struct span text;
	int r;

	if (mounts_are_ours(round, process))
		return 0;
	r = process_read(round, process->pid, "mountinfo", MOUNTS_LIMIT, &text);
	if (r < 0 || text.len == 0)
		return r;
	if (mounts_judge(text.text, text.len, &identity) == CLAIM_NONE)
		return place_by_init(round, process, parse_mountinfo_first_id(text.text, text.len),
		                     ret_record);
	identity.user = mounts_user(round, process, parent);
	return records_join(&round->runtime->records, outer, &identity, ret_record);
}

static struct span span_or_none(const char *text)
{
	return text ? span_of(text) : SPAN_NONE;
}

/* The name of the sandbox that an init begins; *ret_name stays NULL where it begins none. */
static int sandbox_read(struct round *round, const struct process *init,
                        const struct process *parent, char **ret_name)
{
	struct sandbox_makers makers = {
		.unit = span_or_none(init->unit),
		.init_name = span_or_none(init->name),
		.init_command = SPAN_NONE,
		.parent_name = span_or_none(parent ? parent->name : NULL),
		.parent_command = SPAN_NONE,
	};
	char name[IDENTITY_ID];
	int r = 0;

	if (sandbox_needs_commands(&makers))
		r = command_read(round, init, &makers.init_command);
	else if (parent)
		r = command_read(round, parent, &makers.parent_command);
	if (r < 0 || !sandbox_name(&makers, name, sizeof(name)))
		return r;
	*ret_name = strdup(name);
	return *ret_name ? 0 : -ENOMEM;
}

static int sandbox_intern(struct round *round, const struct process *init, const char *name,
                          struct record **ret_record)
{
	const struct namespace *ns = snapshot_namespace_of(round->snapshot, init);
	struct identity identity;
	char id[32];

	if (ns && ns->id)
		snprintf(id, sizeof(id), "%llu", (unsigned long long)ns->id);
	else
		snprintf(id, sizeof(id), "~%d", init->pid);
	if (identity_claim(&engine_sandbox, span_of(id), &identity) == CLAIM_NONE)
		return 0;
	span_store(span_of(name), identity.name, sizeof(identity.name));
	return records_intern(&round->runtime->records, NULL, &identity, ret_record);
}

/* Reads what can be read of an entry, and remembers it. */
static int entry_read(struct round *round, const struct process *process, struct memo *ret_memo)
{
	const struct process *parent = round_parent(round, process);
	struct memos *memos = &round->runtime->memos;
	unsigned number = round->runtime->records.round;
	struct memo *memo = memos_find(memos, process, number);
	struct record *record = NULL;
	char *sandbox = NULL;
	int r = 0;

	if (memo) {
		*ret_memo = *memo;
		if (memo->record)
			record_see(memo->record, number);
		return 0;
	}
	if (parent)
		r = place_by_parent(round, process, parent, &record);
	if (r == 0 && !record && process_is_init(process) &&
	    !(parent && round_record(round, parent)))
		r = sandbox_read(round, process, parent, &sandbox);
	/* A sandbox of the host has all of the host's mounts: long to read, and saying nothing. */
	if (r == 0 && !record && !sandbox)
		r = place_by_mounts(round, process, parent, &record);
	if (r < 0) {
		free(sandbox);
		return r;
	}
	*ret_memo = (struct memo){ .record = record, .sandbox = sandbox };
	return memos_add(memos, process, number, record, sandbox);
}

static int entry_put(struct round *round, struct process *process, struct record *record)
{
	round->flags[round_index(round, process)] |= ROUND_FOUND;
	return round_put(round, process, record);
}

int entry_place(struct round *round, struct process *process)
{
	const struct process *parent = round_parent(round, process);
	struct record *record = places_find_init(&round->runtime->places, process->pid);
	bool has_ns = process->ns != NAMESPACE_NONE;
	struct memo memo = { .record = record };
	int r = 0;

	if (!record)
		r = entry_read(round, process, &memo);
	record = memo.record;
	if (r == 0 && !record && memo.sandbox) {
		r = sandbox_intern(round, process, memo.sandbox, &record);
		if (has_ns)
			round->ns_sandbox[process->ns] = record;
	}
	/* Made by a process in a container, and not by an engine: it is in there too. */
	if (!record && parent)
		record = round_record(round, parent);
	if (!record && has_ns)
		record = round->ns_sandbox[process->ns];
	return r < 0 || !record ? r : entry_put(round, process, record);
}

int entry_place_by_mounts(struct round *round, struct process *process)
{
	struct record *record = NULL;
	int r = place_by_mounts(round, process, round_parent(round, process), &record);

	return r < 0 || !record ? r : entry_put(round, process, record);
}

/* The init and its parent have one cgroup: the container's own, or that of the one around it. */
static int refine_shared(struct round *round, struct process *process, const struct process *parent,
                         const struct supervisor *supervisor)
{
	struct record *record = round_record(round, process), *inner;
	int r;

	if (strcmp(supervisor->identity.id, record->identity.id) == 0) {
		struct process *monitor = &round->snapshot->processes[round_index(round, parent)];

		return round_put(round, monitor, record->outer);
	}
	r = records_join(&round->runtime->records, record, &supervisor->identity, &inner);
	if (r < 0)
		return r;
	round->moved = true;
	return entry_put(round, process, inner);
}

/*
 * Whether a monitor may name the container of its child. In a container users are its own affair,
 * and root may speak of anybody's. A user's container need not be below that user's slice: a
 * service with User= has it in its own cgroup.
 */
static bool may_teach(const struct round *round, const struct supervisor *supervisor,
                      const struct record *record, const struct process *init)
{
	const struct owned owned = { .pid = init->pid, .uid = init->uid, .cgroup = SPAN_NONE };
	uid_t user = supervisor->identity.user;

	return record->outer || user == 0 || user == record->identity.user ||
	       (record->identity.user == 0 && owner_has(&round->runtime->state, user, &owned));
}

int entry_refine(struct round *round, struct process *process)
{
	const struct process *parent = round_parent(round, process);
	struct record *record = round_record(round, process), *around;
	const struct supervisor *supervisor;
	bool shared, learns;
	int r;

	if (!parent || !record)
		return 0;
	around = round_record(round, parent);
	if (around != record && record_is_inside(around, record))
		return entry_put(round, process, around);
	shared = around == record;
	learns = !shared && record->identity.engine->learn && !record->monitor_read;
	if (!process_is_init(process) || (!shared && !learns))
		return 0;
	r = supervisor_get(round, parent, &supervisor);
	if (r < 0 || !supervisor_means(round, supervisor, process))
		return r;
	if (shared)
		return refine_shared(round, process, parent, supervisor);
	record->monitor_read = true;
	if (supervisor->identity.engine != record->identity.engine ||
	    !may_teach(round, supervisor, record, process))
		return 0;
	return record->identity.engine->learn(record, &supervisor->identity);
}
