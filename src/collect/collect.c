/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The collector: decides which readers run, in which order, and completes the snapshot.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "base/hash.h"
#include "collect/collector.h"
#include "collect/namespaces.h"
#include "collect/nsfs.h"
#include "collect/parse.h"
#include "model/delta.h"
#include "model/infer.h"

enum {
	PROC_MAGIC_NUMBER = 0x9fa0,
	SMALL_LIMIT = 64 * 1024,
	STAT_LIMIT = 4 * 1024 * 1024, /* a line for every CPU and a number for every interrupt */
	MOUNTINFO_LIMIT = 16 * 1024 * 1024,
	PASSWD_LIMIT = 16 * 1024 * 1024,
	FILES_FEW = 1024, /* what is usual, and more than twice what the walk keeps open */
};

/* Not a procfs, but something that holds processes as one does: a saved or made-up one. */
static bool looks_like_procfs(int fd)
{
	struct procfs_walk walk;
	const char *name;
	bool found = false;
	pid_t pid;
	int r = procfs_walk_start(&walk, fd);

	while (r >= 0 && !found && (r = procfs_walk_next(&walk, &name, &pid)) > 0) {
		char path[32];

		snprintf(path, sizeof(path), "%s/status", name);
		found = faccessat(fd, path, F_OK, 0) == 0;
	}
	procfs_walk_done(&walk);
	return found;
}

static int procfs_check(int fd)
{
	struct statfs fs;

	if (fstatfs(fd, &fs) < 0)
		return -errno;
	return fs.f_type == PROC_MAGIC_NUMBER || looks_like_procfs(fd) ? 0 : -ENOTDIR;
}

static void runtime_notice_pass(void *data, const char *path, const char *why)
{
	const struct collector *collector = data;
	char text[4096];

	if (!collector->notice)
		return;
	snprintf(text, sizeof(text), "%s: %s", path, why);
	collector->notice(collector->notice_data, text);
}

/*
 * As many descriptors as we may have: the walk keeps some directories open. Below FILES_FEW, even
 * so, it must do with one process at a time.
 */
static bool files_are_few(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return true;
	if (limit.rlim_cur < FILES_FEW && limit.rlim_max > limit.rlim_cur) {
		limit.rlim_cur = limit.rlim_max < FILES_FEW ? limit.rlim_max : FILES_FEW;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur < FILES_FEW;
}

int collector_open(int proc_fd, int state_root_fd, struct collector **ret_collector)
{
	struct collector *collector = calloc(1, sizeof(*collector));
	int r = collector ? procfs_check(proc_fd) : -ENOMEM;

	if (r >= 0 && state_root_fd >= 0)
		r = runtime_open(state_root_fd, proc_fd, &collector->runtime);
	if (r < 0) {
		close(proc_fd);
		if (state_root_fd >= 0)
			close(state_root_fd);
		free(collector);
		return r;
	}
	collector->few_files = files_are_few();
	collector->proc_fd = proc_fd;
	collector->state_root_fd = state_root_fd;
	if (collector->runtime)
		runtime_set_notice(collector->runtime, runtime_notice_pass, collector);
	*ret_collector = collector;
	return 0;
}

void collector_free(struct collector *collector)
{
	if (!collector)
		return;
	runtime_free(collector->runtime);
	vitals_machine_done(&collector->machine);
	procfs_buffer_done(&collector->buffer);
	close(collector->proc_fd);
	if (collector->state_root_fd >= 0)
		close(collector->state_root_fd);
	free(collector);
}

void collector_set_usual(struct collector *collector, bool usual)
{
	collector->usual = usual;
}

void collector_set_notice(struct collector *collector, collect_notice notice, void *data)
{
	collector->notice = notice;
	collector->notice_data = data;
}

void collector_set_wanted(struct collector *collector, collect_wanted wanted, void *data)
{
	collector->wanted = wanted;
	collector->wanted_data = data;
}

int collector_proc_fd(const struct collector *collector)
{
	return collector->proc_fd;
}

static void clocks_read(struct collector *collector, struct snapshot *snapshot)
{
	uint64_t boot;
	ssize_t n = procfs_read(collector->proc_fd, "stat", STAT_LIMIT, &collector->buffer);

	if (n > 0 && parse_keyed_number(collector->buffer.text, (size_t)n, "btime", &boot) == 0)
		snapshot->boot_time = (int64_t)boot;
	n = procfs_read(collector->proc_fd, "uptime", SMALL_LIMIT, &collector->buffer);
	if (n > 0)
		snapshot->uptime = strtod(collector->buffer.text, NULL);
	snapshot->ticks_per_second = sysconf(_SC_CLK_TCK);
}

/*
 * The names of users, from the file and not through NSS: on a half broken host a directory service
 * may not answer, and a number is better than none of it.
 */
static int users_read(struct collector *collector, struct snapshot *snapshot)
{
	size_t cursor = 0;
	char *name;
	uid_t uid;
	ssize_t n;
	int r = 0;

	if (collector->state_root_fd < 0)
		return 0;
	n = procfs_read(collector->state_root_fd, "etc/passwd", PASSWD_LIMIT, &collector->buffer);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 0;
	while (r >= 0 &&
	       parse_passwd_next(collector->buffer.text, (size_t)n, &cursor, &name, &uid) > 0)
		r = snapshot_add_user(snapshot, uid, name);
	return r;
}

/*
 * Under hidepid=2 and 4, processes are not even listed. An unprivileged viewer misses some; so
 * does anybody to whom PID 1, which every namespace has, is not shown.
 */
static void hidepid_check(struct collector *collector, struct snapshot *snapshot)
{
	const struct process *init = snapshot_find_process(snapshot, 1);
	struct stat st;
	ssize_t n;
	int mode;

	if (init && geteuid() == 0)
		return;
	n = procfs_read(collector->proc_fd, "self/mountinfo", MOUNTINFO_LIMIT, &collector->buffer);
	if (n < 0 || fstat(collector->proc_fd, &st) < 0)
		return;
	mode = parse_mountinfo_hidepid(collector->buffer.text, (size_t)n, major(st.st_dev),
	                               minor(st.st_dev));
	/* A group that is allowed to see all (gid=) sees the init of root, too. */
	if (mode >= 2 && !(init && init->uid != geteuid()))
		snapshot->counts.hidden_more = true;
}

/* The mount namespace of a process, by its first mount; the viewer's own tells nothing. */
static struct infer_hint hint_read(void *data, const struct process *process)
{
	struct collector *collector = data;
	struct infer_hint hint = { 0 };
	char name[32];
	ssize_t n;

	snprintf(name, sizeof(name), "%d/mountinfo", (int)process->pid);
	n = procfs_read(collector->proc_fd, name, MOUNTINFO_LIMIT, &collector->buffer);
	/* One that is ending has no mounts any more, and the cgroups of v1 call it "/" wherever it was. */
	if (n <= 0)
		return hint;
	hint.mounts = parse_mountinfo_first_id(collector->buffer.text, (size_t)n);
	snprintf(name, sizeof(name), "%d/cgroup", (int)process->pid);
	n = procfs_read_once(collector->proc_fd, name, SMALL_LIMIT, &collector->buffer);
	if (n > 0)
		hint.cgroup = hash_bytes(HASH_START, collector->buffer.text, (size_t)n);
	if (hint.mounts == collector->own_hint.mounts)
		hint.mounts = 0;
	if (hint.cgroup == collector->own_hint.cgroup)
		hint.cgroup = 0;
	return hint;
}

static int unknown_infer(struct collector *collector, struct snapshot *snapshot)
{
	/* What the view itself has tells nothing: that of its init, where we are not in it. */
	const struct process self = { .pid = snapshot->own_view ? getpid() : 1 };

	collector->own_hint = (struct infer_hint){ 0 };
	collector->own_hint = hint_read(collector, &self);
	return infer_namespaces(snapshot, hint_read, collector);
}

static int held_add(struct collector *collector, unsigned facts, struct snapshot *snapshot)
{
	int r = 0;

	if (facts & FACT_MOUNTS)
		r = namespaces_add_mounted(snapshot, facts, collector->proc_fd, "self",
		                           &collector->buffer);
	if (r >= 0 && (facts & FACT_FDS))
		r = namespaces_add_open(snapshot, facts, collector->proc_fd, &collector->buffer);
	namespaces_adopt_inits(snapshot);
	return r;
}

int collector_complete(struct collector *collector, unsigned facts, struct snapshot *snapshot)
{
	int r;

	snapshot_sort(snapshot);
	r = held_add(collector, facts, snapshot);
	if (r >= 0)
		r = snapshot_finish(snapshot);
	if (r >= 0)
		hidepid_check(collector, snapshot);
	if (r >= 0 && (facts & FACT_NAMESPACE) && snapshot->counts.unknown > 0)
		r = unknown_infer(collector, snapshot);
	if (r >= 0 && (facts & FACT_CONTAINER) && collector->runtime) {
		r = runtime_attribute(collector->runtime, snapshot);
		if (r >= 0)
			r = snapshot_finish(snapshot);
	}
	return r;
}

unsigned collector_facts(const struct collector *collector, unsigned facts)
{
	if (facts & FACT_CONTAINER)
		facts |= FACT_NAMESPACE;
	if (facts & FACT_VITALS)
		facts |= FACT_START;
	if (facts & (FACT_HIERARCHY | FACT_OWNER | FACT_UNIQUE | FACT_MOUNTS | FACT_FDS))
		facts |= FACT_NAMESPACE;
	if (!collector->runtime)
		facts &= ~(unsigned)FACT_CONTAINER;
	return facts;
}

int collector_begin(struct collector *collector, unsigned facts, struct snapshot *ret_snapshot)
{
	int r = snapshot_init(ret_snapshot);

	if (r < 0)
		return r;
	ret_snapshot->facts = facts;
	/* What ends during the walk must not lose its name: the engines' state is read first. */
	if ((facts & FACT_CONTAINER) && collector->runtime)
		r = runtime_prepare(collector->runtime);
	if (r < 0)
		return r;
	namespaces_learn_view(ret_snapshot, facts, collector->proc_fd, &collector->buffer);
	if (facts & (FACT_START | FACT_VITALS | FACT_CREATED))
		clocks_read(collector, ret_snapshot);
	return facts & FACT_USER ? users_read(collector, ret_snapshot) : 0;
}

/* A process and its ancestors; one that ends meanwhile ends the line. */
static int lineage_run(struct scan *scan, pid_t pid)
{
	struct snapshot *snapshot = scan->snapshot;
	int r = 1;

	for (int steps = 0; pid > 0 && r > 0 && steps < 4096; steps++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", (int)pid);
		r = scan_process(scan, name, pid);
		if (r > 0)
			pid = snapshot->processes[snapshot->nprocesses - 1].ppid;
	}
	if (r >= 0)
		r = scan_take_details(scan);
	return r >= 0 && snapshot->nprocesses == 0 ? -ESRCH : r;
}

/* pid 0: all processes. */
static int snapshot_fill(struct collector *collector, unsigned facts, pid_t pid,
                         struct snapshot *snapshot)
{
	struct scan scan = {
		.proc_fd = collector->proc_fd,
		.few_files = collector->few_files,
		.facts = facts,
		.thread_vitals = facts & FACT_VITALS,
		.snapshot = snapshot,
		.wanted = collector->wanted,
		.wanted_data = collector->wanted_data,
		.buffer = collector->buffer,
	};
	bool by_library = collector->usual && snapshot->own_view;
	int r;

	if (by_library)
		scan.facts &= ~(unsigned)FACT_VITALS;
	snapshot->partial = pid != 0;
	r = details_open(scan.facts,
	                 !scan.wanted && !pid && !collector->few_files && (facts & DETAILS_HEAVY),
	                 snapshot, &scan.details);

	if (r >= 0)
		r = pid ? lineage_run(&scan, pid) : scan_run(&scan);
	details_free(scan.details);
	collector->buffer = scan.buffer;
	if (r >= 0)
		r = collector_complete(collector, facts, snapshot);
	if (r >= 0 && (facts & FACT_VITALS) && by_library)
		r = vitals_fill(snapshot);
	if (r >= 0 && (facts & FACT_VITALS))
		delta_apply(NULL, snapshot);
	return r;
}

static int snapshot_take(struct collector *collector, unsigned facts, pid_t pid,
                         struct snapshot *ret_snapshot)
{
	int r;

	facts = collector_facts(collector, facts);
	r = collector_begin(collector, facts, ret_snapshot);
	if (r >= 0)
		r = snapshot_fill(collector, facts, pid, ret_snapshot);
	if (r < 0)
		snapshot_done(ret_snapshot);
	return r;
}

int collect_snapshot(struct collector *collector, unsigned facts, struct snapshot *ret_snapshot)
{
	return snapshot_take(collector, facts, 0, ret_snapshot);
}

int collect_lineage(struct collector *collector, unsigned facts, pid_t pid,
                    struct snapshot *ret_snapshot)
{
	return snapshot_take(collector, facts, pid, ret_snapshot);
}

void collect_machine(struct collector *collector, struct machine *ret_machine)
{
	*ret_machine = (struct machine){
		.load = { -1, -1, -1 },
		.cpu_busy = -1,
		.memory_total = -1,
		.memory_used = -1,
		.uptime = -1,
	};
	gethostname(ret_machine->host, sizeof(ret_machine->host) - 1);
	if (collector->usual)
		vitals_machine_read(&collector->machine, ret_machine);
}
