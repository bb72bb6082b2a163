/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refreshing a snapshot for a live view: one file for most processes.
 *
 * A process keeps its PIDs and its namespace for life, so that once these are read, its stat tells
 * all that moves: state, CPU, memory, and by the start time that it is still the same process.
 * What changes rarely (user, command line, cgroup) is read again after an exec, while a process is
 * young, and else within a minute, a part of the processes at a time.
 *
 * Most processes of a machine sleep. One that used no CPU for a while is looked at in every third
 * refresh only, unless that would show what is older than some 3 seconds; that it is still there,
 * the directory tells. Nothing acts on a PID alone: before a signal is sent, the start time is
 * checked again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors.h"
#include "collect/collector.h"
#include "collect/parse.h"
#include "model/delta.h"

enum {
	REREAD = 30, /* seconds; up to twice as many, so that not all are due at once */
	ASLEEP = 3,  /* readings without CPU used, and then one reading in so many refreshes */
	STALE = 3,   /* seconds that a reading may be shown for */
	GROWN = 5,   /* seconds of age at which a process is not young any more */
	YOUNG = 2, /* refreshes in which a new process is read in full: it may still exec and setuid */
	NAME_KEPT = 15, /* bytes of a name that the kernel keeps of an exec (TASK_COMM_LEN) */
	STAT_LIMIT = 64 * 1024,
};

struct refresh {
	struct collector *collector;
	struct scan scan;
	const struct snapshot *before;
	size_t at;      /* in before->processes: both are walked in the order of PIDs */
	bool in_full;   /* other facts are wanted than the last time, or all is to be read */
	double seconds; /* since the last refresh */
	struct idmap cgroups;
	const struct cgroup **copied;
	size_t ncopied, copied_size;
};

/* The process of the last snapshot with this PID, or NULL. */
static const struct process *before_find(struct refresh *refresh, pid_t pid)
{
	const struct snapshot *before = refresh->before;

	if (!before)
		return NULL;
	while (refresh->at < before->nprocesses && before->processes[refresh->at].pid < pid)
		refresh->at++;
	if (refresh->at < before->nprocesses && before->processes[refresh->at].pid == pid)
		return &before->processes[refresh->at];
	/* Only a fixture lists PIDs out of order. */
	return snapshot_find_process(before, pid);
}

/* Threads of the kernel have longer names, whose ends change all the time. */
static bool names_differ(const struct process *old, const struct stat_fields *fields)
{
	size_t len = strnlen(old->name, NAME_KEPT);

	return len != (fields->name_len < NAME_KEPT ? fields->name_len : NAME_KEPT) ||
	       memcmp(old->name, fields->name, len) != 0;
}

static bool details_are_due(const struct refresh *refresh, const struct process *old,
                            const struct stat_fields *fields)
{
	if (old->age < YOUNG || old->age * refresh->seconds >= REREAD + (uint32_t)old->pid % REREAD)
		return true;
	if (names_differ(old, fields))
		return true;
	return (fields->state == 'Z') != (old->state == 'Z');
}

static const char *text_carry(struct snapshot *snapshot, const char *text, size_t len)
{
	return text ? arena_copy(&snapshot->arena, text, len) : NULL;
}

/* One copy of each cgroup, found again by the address that it had in the last snapshot. */
static const struct cgroup *cgroup_carry(struct refresh *refresh, const struct cgroup *old)
{
	struct arena *arena = &refresh->scan.snapshot->arena;
	uint32_t index = idmap_get(&refresh->cgroups, (uintptr_t)old);
	struct cgroup *copy;

	if (index != IDMAP_NONE)
		return refresh->copied[index];
	if (refresh->ncopied == refresh->copied_size) {
		size_t bigger = refresh->copied_size ? refresh->copied_size * 2 : 64;
		const struct cgroup **moved =
			reallocarray(refresh->copied, bigger, sizeof(const struct cgroup *));

		if (!moved)
			return NULL;
		refresh->copied = moved;
		refresh->copied_size = bigger;
	}
	copy = arena_alloc(arena, sizeof(*copy));
	if (!copy)
		return NULL;
	copy->len = old->len;
	copy->text = arena_copy(arena, old->text, old->len);
	copy->path = arena_copy(arena, old->path, strlen(old->path));
	if (!copy->text || !copy->path ||
	    idmap_put(&refresh->cgroups, (uintptr_t)old, (uint32_t)refresh->ncopied) < 0)
		return NULL;
	refresh->copied[refresh->ncopied++] = copy;
	return copy;
}

static uint32_t namespace_carry(struct refresh *refresh, uint32_t old_index)
{
	struct snapshot *snapshot = refresh->scan.snapshot;
	const struct namespace *old;
	struct namespace *ns;
	uint32_t index;
	bool is_new;

	if (old_index == NAMESPACE_NONE || old_index == NAMESPACE_VIEW)
		return old_index;
	old = &refresh->before->namespaces[old_index];
	/* A namespace known by its init alone is inferred afresh. */
	if (old->id == 0 || snapshot_intern_namespace(snapshot, old->id, &index, &is_new) < 0)
		return NAMESPACE_NONE;
	ns = &snapshot->namespaces[index];
	/* Another init: the id is that of another namespace now, and who lived in the old one ended. */
	if (!is_new && ns->init_pid && old->init_pid && ns->init_pid != old->init_pid)
		return NAMESPACE_NONE;
	if (!is_new)
		return index;
	ns->level = old->level;
	ns->unique = old->unique;
	ns->userns = old->userns;
	ns->owner = old->owner;
	ns->owner_known = old->owner_known;
	if (old->parent_known && old->parent != NAMESPACE_NONE) {
		uint32_t parent = namespace_carry(refresh, old->parent);

		snapshot->namespaces[index].parent = parent;
		snapshot->namespaces[index].parent_known = parent != NAMESPACE_NONE;
	}
	return index;
}

static void stat_apply(const struct stat_fields *fields, struct process *process)
{
	process->ppid = fields->ppid;
	process->state = fields->state;
	process->nthreads = fields->nthreads;
	process->exiting = fields->flags & STAT_EXITING;
}

/* Copies a process from the last snapshot; fields are NULL when it was not looked at. */
static int process_carry(struct refresh *refresh, const struct process *old,
                         const struct stat_fields *fields, struct process *process)
{
	struct snapshot *snapshot = refresh->scan.snapshot;
	size_t count = old->level < 0 ? 1 : (size_t)old->level + 1;
	pid_t *chain = arena_alloc(&snapshot->arena, count * sizeof(*chain));

	*process = *old;
	/* Until carried_finish(): the details reader owns the namespaces now. */
	process->ns = NAMESPACE_NONE;
	process->inferred = false;
	process->container = CONTAINER_NONE;
	process->vitals = NULL;
	process->age++;
	if (fields)
		stat_apply(fields, process);
	process->name = text_carry(snapshot, old->name, strlen(old->name));
	process->command = text_carry(snapshot, old->command, old->command_len);
	process->unit = NULL;
	process->cgroup = old->cgroup ? cgroup_carry(refresh, old->cgroup) : NULL;
	process->signals = NULL;
	if (!chain || !process->name)
		return -ENOMEM;
	memcpy(chain, old->chain, count * sizeof(*chain));
	process->chain = chain;
	if (old->signals) {
		struct signals *signals = arena_alloc(&snapshot->arena, sizeof(*signals));

		if (!signals)
			return -ENOMEM;
		*signals = *old->signals;
		process->signals = signals;
	}
	return 0;
}

static int vitals_carry(struct refresh *refresh, const struct process *old, struct process *process)
{
	if (!old->vitals)
		return 0;
	process->vitals = arena_alloc(&refresh->scan.snapshot->arena, sizeof(*process->vitals));
	if (!process->vitals)
		return -ENOMEM;
	*process->vitals = *old->vitals;
	return 0;
}

static int vitals_put(struct refresh *refresh, const struct stat_fields *fields,
                      struct process *process)
{
	struct snapshot *snapshot = refresh->scan.snapshot;
	struct vitals *vitals;

	if (!(refresh->scan.facts & FACT_VITALS))
		return 0;
	vitals = details_vitals(&snapshot->arena, fields, snapshot->uptime);
	if (!vitals)
		return -ENOMEM;
	process->vitals = vitals;
	process->start = fields->start;
	process->kthread |= (fields->flags & STAT_KTHREAD) != 0;
	return 0;
}

/* Reads the stat of a process into the buffer of the collector; fields point into it. */
static int stat_read(struct refresh *refresh, const char *name, struct stat_fields *fields)
{
	struct procfs_buffer *buffer = &refresh->collector->buffer;
	char path[32];
	ssize_t n;

	stpcpy(stpcpy(path, name), "/stat");
	n = procfs_read_once(refresh->scan.proc_fd, path, STAT_LIMIT, buffer);
	if (n < 0)
		return (int)n;
	return parse_stat(buffer->text, (size_t)n, fields) < 0 ? -ESRCH : 0;
}

static int process_read(struct refresh *refresh, const char *name, pid_t pid,
                        const struct stat_fields *fields)
{
	struct snapshot *snapshot = refresh->scan.snapshot;
	unsigned facts = refresh->scan.facts;
	struct process *process;
	int r;

	if (pid == refresh->collector->focus)
		refresh->scan.facts |= FACT_THREADS;
	r = scan_process(&refresh->scan, name, pid);
	refresh->scan.facts = facts;
	if (r <= 0)
		return r;
	process = &snapshot->processes[snapshot->nprocesses - 1];
	return vitals_put(refresh, fields, process);
}

/* Whether what was read of a process is too old to be shown until the next refresh. */
static bool is_stale(const struct refresh *refresh, const struct process *old)
{
	const double slack = 0.2;

	return !old->vitals ||
	       refresh->scan.snapshot->uptime - old->vitals->at + refresh->seconds > STALE + slack;
}

/* Whether a process may be left alone this time. */
static bool process_sleeps(const struct refresh *refresh, const struct process *old)
{
	if (!old || refresh->in_full || old->idle < ASLEEP || old->start == START_NONE ||
	    old->pid == refresh->collector->focus || is_stale(refresh, old))
		return false;
	if ((refresh->scan.facts & FACT_THREADS) && old->nthreads > 1)
		return false;
	return ((uint32_t)old->pid + refresh->collector->refreshes) % ASLEEP != 0;
}

static int sleeper_carry(struct refresh *refresh, const struct process *old)
{
	struct process *process = snapshot_add_process(refresh->scan.snapshot);
	int r = process ? process_carry(refresh, old, NULL, process) : -ENOMEM;

	return r < 0 ? r : vitals_carry(refresh, old, process);
}

/* Readings that follow each other at once say nothing about sleep. */
static uint32_t idle_count(const struct refresh *refresh, const struct process *old,
                           const struct stat_fields *fields)
{
	if (!old->vitals || old->vitals->ticks != fields->ticks)
		return 0;
	return old->idle + (refresh->scan.snapshot->uptime - old->vitals->at >= delta_shortest);
}

/* Appends a process that was in the last snapshot, with what its stat says now. */
static int process_update(struct refresh *refresh, const struct process *old,
                          const struct stat_fields *fields)
{
	struct process *process = snapshot_add_process(refresh->scan.snapshot);
	int r = process ? process_carry(refresh, old, fields, process) : -ENOMEM;

	if (r < 0)
		return r;
	process->idle = idle_count(refresh, old, fields);
	return vitals_put(refresh, fields, process);
}

static int process_refresh(struct refresh *refresh, const char *name, pid_t pid)
{
	struct snapshot *snapshot = refresh->scan.snapshot;
	const struct process *old = before_find(refresh, pid);
	struct stat_fields fields;
	int r;

	if (process_sleeps(refresh, old))
		return sleeper_carry(refresh, old);
	r = stat_read(refresh, name, &fields);
	if (err_is_gone(r))
		snapshot->counts.gone++;
	else if (err_is_denied(r))
		snapshot->counts.hidden++;
	if (r < 0)
		return err_is_gone(r) || err_is_denied(r) ? 0 : r;
	if (!old || old->start != fields.start || refresh->in_full ||
	    pid == refresh->collector->focus || details_are_due(refresh, old, &fields) ||
	    ((refresh->scan.facts & FACT_THREADS) && fields.nthreads > 1))
		return process_read(refresh, name, pid, &fields);
	return process_update(refresh, old, &fields);
}

static bool is_grown(const struct snapshot *snapshot, const struct process *process)
{
	uint64_t now = (uint64_t)(snapshot->uptime * (double)snapshot->ticks_per_second);

	return process->start != START_NONE &&
	       process->start + GROWN * (uint64_t)snapshot->ticks_per_second < now;
}

/*
 * Gives carried processes their namespace, and the others their age: a process read in full starts
 * to age anew, but is no longer young.
 */
static void carried_finish(struct refresh *refresh)
{
	struct snapshot *snapshot = refresh->scan.snapshot;

	refresh->at = 0;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		const struct process *old = before_find(refresh, process->pid);
		bool same = old && old->start == process->start;

		if (process->age == 0 && is_grown(snapshot, process))
			process->age = YOUNG;
		else if (process->age == 0 && same)
			process->age = old->age + 1;
		else if (same && process->ns == NAMESPACE_NONE && !old->inferred)
			process->ns = namespace_carry(refresh, old->ns);
	}
}

static int refresh_run(struct refresh *refresh)
{
	struct procfs_walk walk;
	const char *name;
	pid_t pid;
	int r = procfs_walk_start(&walk, refresh->scan.proc_fd);

	while (r >= 0 && (r = procfs_walk_next(&walk, &name, &pid)) > 0)
		r = process_refresh(refresh, name, pid);
	procfs_walk_done(&walk);
	if (r >= 0)
		r = scan_take_details(&refresh->scan);
	if (r >= 0)
		carried_finish(refresh);
	return r;
}

static void refresh_done(struct refresh *refresh)
{
	details_free(refresh->scan.details);
	procfs_buffer_done(&refresh->scan.buffer);
	idmap_done(&refresh->cgroups);
	free(refresh->copied);
}

void collector_set_focus(struct collector *collector, pid_t focus)
{
	collector->focus = focus;
}

void collector_refresh_all(struct collector *collector)
{
	collector->refresh_all = true;
}

/* Where the time is not known, a refresh counts as a second. */
static double seconds_since(const struct snapshot *before, const struct snapshot *snapshot)
{
	return before && before->uptime > 0 && snapshot->uptime > 0
	               ? snapshot->uptime - before->uptime
	               : 1;
}

int collect_refresh(struct collector *collector, unsigned facts, const struct snapshot *before,
                    struct snapshot *ret_snapshot)
{
	struct refresh refresh = {
		.collector = collector,
		.before = before,
	};
	int r;

	collector->refreshes++;
	facts = collector_facts(collector, facts | FACT_START);
	r = collector_begin(collector, facts, ret_snapshot);
	refresh.scan = (struct scan){
		.proc_fd = collector->proc_fd,
		.facts = facts,
		.thread_vitals = facts & FACT_VITALS,
		.snapshot = ret_snapshot,
	};
	refresh.in_full = before && ((facts & ~before->facts) || collector->refresh_all);
	collector->refresh_all = false;
	refresh.seconds = seconds_since(before, ret_snapshot);
	if (r >= 0)
		r = details_open(facts, !before, ret_snapshot, &refresh.scan.details);
	if (r >= 0)
		r = refresh_run(&refresh);
	if (r >= 0)
		r = collector_complete(collector, facts, ret_snapshot);
	if (r >= 0)
		delta_apply(before, ret_snapshot);
	refresh_done(&refresh);
	if (r < 0)
		snapshot_done(ret_snapshot);
	return r;
}
