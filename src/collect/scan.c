/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk over a procfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "collect/parse.h"
#include "collect/scan.h"

enum { STATUS_LIMIT = 64 * 1024 };

static int text_fill(struct scan *scan, const struct status_fields *fields, struct process *process)
{
	struct arena *arena = &scan->snapshot->arena;
	int count = fields->nchain ? fields->nchain : 1;
	pid_t *chain = arena_alloc(arena, (size_t)count * sizeof(*chain));

	process->name = arena_copy(arena, fields->name, fields->name_len);
	if (!chain || !process->name)
		return -ENOMEM;
	if (fields->nchain)
		memcpy(chain, fields->chain, (size_t)count * sizeof(*chain));
	else
		chain[0] = fields->pid;
	process->chain = chain;
	process->level = fields->nchain ? fields->nchain - 1 : LEVEL_UNKNOWN;
	return 0;
}

static int fields_fill(struct scan *scan, const struct status_fields *fields,
                       struct process *process)
{
	process->pid = fields->pid;
	process->tgid = fields->tgid ? fields->tgid : fields->pid;
	process->ppid = fields->ppid;
	process->tracer = fields->tracer;
	process->uid = fields->euid;
	process->nthreads = fields->nthreads;
	process->state = fields->state;
	process->kthread = fields->kthread == 1;
	process->group = fields->group[0];
	process->group_inside = fields->group[1];
	process->session = fields->session[0];
	process->session_inside = fields->session[1];
	return text_fill(scan, fields, process);
}

static int signals_fill(struct scan *scan, const struct status_fields *fields,
                        struct process *process)
{
	struct signals *signals;

	if (!(scan->facts & FACT_SIGNALS) || !process_is_init(process))
		return 0;
	signals = arena_alloc(&scan->snapshot->arena, sizeof(*signals));
	if (!signals)
		return -ENOMEM;
	*signals = fields->signals;
	process->signals = signals;
	return 0;
}

/*
 * A process that is reaped while its status is written loses its numbers half way down: the lines
 * after that say 0.
 */
static bool numbers_are_whole(const struct status_fields *fields)
{
	for (int i = 0; i < fields->nchain; i++) {
		if (fields->chain[i] == 0)
			return false;
	}
	return fields->nchain == 0 || fields->chain[0] == fields->pid;
}

/* Reads a status into fields. -EINVAL (torn or foreign text) is treated like a process gone. */
static int status_read(struct scan *scan, int dir_fd, const char *name,
                       struct status_fields *fields)
{
	ssize_t n = procfs_read_once(dir_fd, name, STATUS_LIMIT, &scan->buffer);
	int r;

	if (n < 0)
		return (int)n;
	r = parse_status(scan->buffer.text, (size_t)n, scan->facts & FACT_SIGNALS, fields);
	return r == -EINVAL || (r >= 0 && !numbers_are_whole(fields)) ? -ESRCH : r;
}

/* What the stat of a thread adds; one that ended meanwhile goes without. */
static int thread_vitals(struct scan *scan, int task_fd, const char *tid, struct process *thread)
{
	struct snapshot *snapshot = scan->snapshot;
	struct stat_fields fields;
	char name[32];
	ssize_t n;

	if (!(scan->facts & FACT_START))
		return 0;
	stpcpy(stpcpy(name, tid), "/stat");
	n = procfs_read_once(task_fd, name, STATUS_LIMIT, &scan->buffer);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 0;
	if (parse_stat(scan->buffer.text, (size_t)n, &fields) < 0)
		return 0;
	thread->start = fields.start;
	if (!scan->thread_vitals)
		return 0;
	thread->vitals = details_vitals(&snapshot->arena, &fields, snapshot->uptime);
	return thread->vitals ? 0 : -ENOMEM;
}

static int thread_add(struct scan *scan, int task_fd, const char *tid, const struct process *leader)
{
	struct status_fields fields;
	struct process *thread;
	char name[32];
	int r;

	stpcpy(stpcpy(name, tid), "/status");
	r = status_read(scan, task_fd, name, &fields);
	if (r < 0)
		return r;
	thread = snapshot_add_thread(scan->snapshot);
	if (!thread)
		return -ENOMEM;
	r = fields_fill(scan, &fields, thread);
	thread->ppid = leader->ppid;
	return r < 0 ? r : thread_vitals(scan, task_fd, tid, thread);
}

/* A thread that ends meanwhile is left out; the process itself is whole without it. */
static int threads_add(struct scan *scan, int dir_fd, const struct process *leader)
{
	_cleanup_close_ int task_fd = openat(dir_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct procfs_walk walk;
	const char *name;
	pid_t tid;
	int r;

	if (task_fd < 0)
		return 0;
	r = procfs_walk_start(&walk, task_fd);
	while (r >= 0 && (r = procfs_walk_next(&walk, &name, &tid)) > 0) {
		if (tid == leader->pid)
			continue;
		r = thread_add(scan, task_fd, name, leader);
		if (err_is_gone(r) || err_is_denied(r))
			r = 0;
	}
	procfs_walk_done(&walk);
	return err_is_gone(r) ? 0 : r;
}

/*
 * Whether the cgroup of a process can differ from that of its parent: every engine starts what it
 * puts into a container in a session of its own, and enters namespaces with it. Enough to know all
 * containers of a namespace without reading 10,000 cgroups.
 */
static bool cgroup_may_differ(const struct scan *scan, const struct process *process)
{
	const struct process *parent = snapshot_find_process(scan->snapshot, process->ppid);

	return !parent || parent == process || parent->level != process->level ||
	       parent->session != process->session;
}

/* Which second files this process is worth. */
static unsigned details_wanted(const struct scan *scan, const struct process *process,
                               bool has_memory)
{
	unsigned facts = scan->facts & (FACT_START | FACT_VITALS | FACT_COMMAND | FACT_CGROUP);

	if (scan->wanted && !scan->wanted(scan->wanted_data, process))
		facts = 0;
	if (process->level != 0)
		facts |= scan->facts & FACT_NAMESPACE;
	if (process_is_init(process)) {
		if (scan->facts & FACT_CREATED)
			facts |= FACT_START;
		if (scan->facts & FACT_INIT_COMMAND)
			facts |= FACT_COMMAND;
	}
	if ((scan->facts & FACT_CONTAINER) && !process->kthread && cgroup_may_differ(scan, process))
		facts |= FACT_CGROUP;
	/* Threads of the kernel and zombies have no memory, and so no command line. */
	if (!has_memory && process->level != LEVEL_UNKNOWN)
		facts &= ~(unsigned)FACT_COMMAND;
	return facts;
}

/* Fills the process from the files below dir_fd, which details_submit() may take over. */
static int process_fill(struct scan *scan, struct process *process, int *dir_fd)
{
	struct status_fields fields;
	uint32_t index = (uint32_t)(process - scan->snapshot->processes);
	unsigned facts;
	int r;

	r = status_read(scan, *dir_fd, "status", &fields);
	if (r < 0)
		return r;
	r = fields_fill(scan, &fields, process);
	if (r >= 0)
		r = signals_fill(scan, &fields, process);
	if (process->level == 0)
		process->ns = NAMESPACE_VIEW;
	if (r >= 0 && (scan->facts & FACT_THREADS) && process->nthreads > 1)
		r = threads_add(scan, *dir_fd, process);
	if (r < 0)
		return r;
	facts = details_wanted(scan, process, fields.has_memory);
	if ((facts & FACT_NAMESPACE) && scan->kin && kin_claim(scan->kin, scan->snapshot, index))
		facts &= ~(unsigned)FACT_NAMESPACE;
	if (!facts)
		return 0;
	return details_submit(scan->details, index,
	                      (struct placed){
				      .level = process->level,
				      .init = process_is_init(process) ? process->pid : 0,
			      },
	                      TAKE_FD(*dir_fd), facts);
}

int scan_process(struct scan *scan, const char *name, pid_t pid)
{
	_cleanup_close_ int dir_fd = procfs_open_process(scan->proc_fd, name);
	struct snapshot *snapshot = scan->snapshot;
	size_t nthreads = snapshot->nthreads;
	struct process *process;
	int r;

	process = snapshot_add_process(snapshot);
	if (!process)
		return -ENOMEM;
	r = dir_fd < 0 ? dir_fd : process_fill(scan, process, &dir_fd);
	/* The name of the directory and the PID in it differ only in a broken fixture. */
	if (r >= 0 && process->pid != pid)
		r = -ESRCH;
	if (r >= 0)
		return 1;
	snapshot_drop_process(snapshot);
	snapshot->nthreads = nthreads;
	if (err_is_gone(r) || r == -E2BIG || r == -ENOTDIR)
		snapshot->counts.gone++;
	else if (err_is_denied(r))
		snapshot->counts.hidden++;
	else
		return r;
	return 0;
}

static void details_copy(const struct details *details, struct process *process)
{
	/* Vitals read by another path than these details may be of another process. */
	if (details->vitals || (process->vitals && details->start != process->start))
		process->vitals = details->vitals;
	if (details->start != START_NONE)
		process->start = details->start;
	if (details->ns != NAMESPACE_NONE)
		process->ns = details->ns;
	/* A kernel without NSpid: what lives in the view's own namespace is on level 0. */
	if (process->level == LEVEL_UNKNOWN && process->ns == NAMESPACE_VIEW)
		process->level = 0;
	process->exiting = details->exiting;
	process->kthread |= details->kthread;
	process->command = details->command;
	process->command_len = details->command_len;
	process->cgroup = details->cgroup;
}

/* Threads of processes that ended go with them. */
static void threads_drop(struct snapshot *snapshot, const struct idmap *gone)
{
	size_t kept = 0;

	for (size_t i = 0; i < snapshot->nthreads; i++) {
		if (idmap_get(gone, (uint64_t)snapshot->threads[i].tgid) == IDMAP_NONE)
			snapshot->threads[kept++] = snapshot->threads[i];
	}
	snapshot->nthreads = kept;
}

/* Copies the details to their processes; those that ended go. 0 or -ENOMEM. */
static int details_give(struct scan *scan, struct idmap *gone)
{
	struct snapshot *snapshot = scan->snapshot;
	size_t kept = 0;
	int r = 0;

	for (size_t i = 0; r >= 0 && i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		struct details details = details_get(scan->details, (uint32_t)i);

		if (process->pid == 0)
			continue; /* read again, see process_reread() */
		if (details.gone) {
			r = idmap_put(gone, (uint64_t)process->pid, 0);
			snapshot->counts.gone++;
			continue;
		}
		if (details.read)
			details_copy(&details, process);
		if (kept != i)
			snapshot->processes[kept] = *process;
		kept++;
	}
	snapshot->nprocesses = kept;
	return r;
}

int scan_take_details(struct scan *scan)
{
	struct idmap gone = { 0 };
	int r = details_finish(scan->details, &scan->snapshot->arena);

	if (r >= 0)
		r = details_give(scan, &gone);
	if (r >= 0 && gone.count > 0)
		threads_drop(scan->snapshot, &gone);
	idmap_done(&gone);
	return r;
}

/* Reads a process again, this time with its own link: its parent, or whose id it had, ended. */
static int process_reread(void *data, uint32_t index)
{
	struct scan *scan = data;
	struct idmap again = { 0 };
	pid_t pid = scan->snapshot->processes[index].pid;
	char name[16];
	int r = idmap_put(&again, (uint64_t)pid, 0);

	if (r >= 0)
		threads_drop(scan->snapshot, &again);
	idmap_done(&again);
	if (r < 0)
		return r;
	scan->snapshot->processes[index].pid = 0; /* details_give() takes it out */
	snprintf(name, sizeof(name), "%d", (int)pid);
	return scan_process(scan, name, pid);
}

static int kin_finish(struct scan *scan)
{
	struct kin *kin = scan->kin;

	scan->kin = NULL;
	details_wait(scan->details);
	return kin ? kin_settle(kin, scan->snapshot, process_reread, scan) : 0;
}

static bool any_is_renewed(const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->nnamespaces; i++) {
		if (snapshot->namespaces[i].renewed)
			return true;
	}
	return false;
}

/* The namespace that a process was placed in, or NAMESPACE_NONE; also of one that is not there. */
static uint32_t process_placed(const struct scan *scan, uint32_t index)
{
	const struct process *process = &scan->snapshot->processes[index];
	struct details details = details_get(scan->details, index);

	if (process->pid == 0 || details.gone)
		return NAMESPACE_NONE;
	return details.ns == NAMESPACE_NONE ? process->ns : details.ns;
}

/*
 * Of those placed in a namespace whose id was another's before, the other's are gone by now; the
 * others find their place again.
 */
static int renewed_reread(struct scan *scan)
{
	size_t count = scan->snapshot->nprocesses;
	int r = 0;

	details_wait(scan->details);
	if (!any_is_renewed(scan->snapshot))
		return 0;
	for (uint32_t i = 0; r >= 0 && i < count; i++) {
		uint32_t ns = process_placed(scan, i);

		if (ns != NAMESPACE_NONE && scan->snapshot->namespaces[ns].renewed)
			r = process_reread(scan, i);
		details_wait(scan->details);
	}
	return r < 0 ? r : 0;
}

/*
 * Of two processes with one number in one namespace, one ended while we looked, and the other got
 * its number: both are read again, and the one that is gone goes.
 */
static int doubles_reread(struct scan *scan)
{
	size_t count = scan->snapshot->nprocesses;
	struct idmap seen = { 0 };
	int r = 0;

	for (uint32_t i = 0; r >= 0 && i < count; i++) {
		const struct process *process = &scan->snapshot->processes[i];
		uint32_t ns = process_placed(scan, i), other;
		uint64_t key;

		if (ns == NAMESPACE_NONE || process->level <= 0)
			continue;
		key = (uint64_t)ns << 32 | (uint32_t)process_nspid(process);
		other = idmap_get(&seen, key);
		r = idmap_put(&seen, key, i);
		if (r >= 0 && other != IDMAP_NONE)
			r = process_reread(scan, other);
		if (r >= 0 && other != IDMAP_NONE)
			r = process_reread(scan, i);
		details_wait(scan->details);
	}
	idmap_done(&seen);
	return r < 0 ? r : 0;
}

int scan_run(struct scan *scan)
{
	struct kin *kin = NULL;
	struct procfs_walk walk;
	const char *name;
	pid_t pid;
	int r = kin_open(scan->proc_fd, &kin);

	if (r < 0)
		return r;
	scan->kin = scan->few_files ? NULL : kin;
	r = procfs_walk_start(&walk, scan->proc_fd);
	while (r >= 0 && (r = procfs_walk_next(&walk, &name, &pid)) > 0)
		r = scan_process(scan, name, pid);
	procfs_walk_done(&walk);
	if (r >= 0)
		r = kin_finish(scan);
	if (r >= 0)
		r = renewed_reread(scan);
	if (r >= 0)
		r = doubles_reread(scan);
	kin_free(kin);
	return r < 0 ? r : scan_take_details(scan);
}
