/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the collector, through a fake procfs.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "collect/collect.h"
#include "collect/namespaces.h"
#include "tests/unit/unit.h"

#define WEB   UINT64_C(4026532254)
#define INNER UINT64_C(4026532400)

static struct fixture fixture;
static struct collector *collector;
static struct snapshot snapshot;

static void setup(void)
{
	fixture_open(&fixture);
}

static void teardown(void)
{
	collector_free(collector);
	collector = NULL;
	snapshot_done(&snapshot);
	fixture_close(&fixture);
}

/* Opens a collector on the fixture; with FACT_USER it is to have a root to read etc/passwd below.
 */
static void open_collector(unsigned facts)
{
	int root_fd = facts & FACT_USER ? fixture_root_fd(&fixture) : -1;

	ck_assert_int_eq(collector_open(fixture_proc_fd(&fixture), root_fd, &collector), 0);
}

static void look(unsigned facts)
{
	open_collector(facts);
	ck_assert_int_eq(collect_snapshot(collector, facts, &snapshot), 0);
}

static void build(const struct fixture_process *table, size_t count)
{
	fixture_add_all(&fixture, table, count);
}
#define BUILD(table) build(table, ARRAY_SIZE(table))

static const struct fixture_process usual[] = {
	{ .chain = "1",
	  .name = "systemd",
	  FIXTURE_COMMAND("/sbin/init\0splash\0"),
	  .cgroup = "/init.scope" },
	{ .chain = "2", .name = "kthreadd", .flags = FIXTURE_KTHREAD },
	{ .chain = "500", .ppid = 1, .name = "shim", .uid = 33, .cgroup = "/system.slice/shim" },
	{ .chain = "3976 1",
	  .ppid = 500,
	  .ns = WEB,
	  .name = "nginx",
	  .threads = 2,
	  .start = 777,
	  FIXTURE_COMMAND("nginx: master process\0\0   \0"),
	  .cgroup = "/docker/abc",
	  .caught = 0x4000 },
	{ .chain = "3980 2", .tgid = 3976, .ppid = 500, .ns = WEB, .name = "pool" },
	{ .chain = "4005 7",
	  .ppid = 3976,
	  .ns = WEB,
	  .name = "worker",
	  .state = 'R',
	  .tracer = 500,
	  FIXTURE_COMMAND("worker\0"),
	  .cgroup = "/docker/abc" },
	{ .chain = "4006 8", .ppid = 3976, .ns = WEB, .name = "dead", .state = 'Z' },
};

START_TEST(collect_reads_each_process_with_its_chain)
{
	_cleanup_free_ char *chains = NULL;
	const struct process *worker;

	BUILD(usual);
	look(FACT_NAMESPACE);
	chains = unit_chains(&snapshot);
	ck_assert_str_eq(chains, "1 2 500 3976>1 4005>7 4006>8");
	worker = unit_process(&snapshot, 4005);
	ck_assert_str_eq(worker->name, "worker");
	ck_assert_int_eq(worker->ppid, 3976);
	ck_assert_int_eq(worker->tracer, 500);
	ck_assert_int_eq(worker->state, 'R');
	ck_assert_int_eq(worker->level, 1);
	ck_assert_uint_eq(unit_process(&snapshot, 500)->uid, 33);
	ck_assert_uint_eq(unit_process(&snapshot, 3976)->nthreads, 2);
	ck_assert(unit_process(&snapshot, 2)->kthread);
	ck_assert(!worker->kthread);
	ck_assert(process_is_zombie(unit_process(&snapshot, 4006)));
}
END_TEST

START_TEST(collect_places_processes_in_their_namespaces)
{
	BUILD(usual);
	look(FACT_NAMESPACE);
	ck_assert_uint_eq(snapshot.nnamespaces, 2);
	ck_assert_str_eq(unit_ns(&snapshot, 1), "4026531836");
	ck_assert_str_eq(unit_ns(&snapshot, 4005), "4026532254");
	ck_assert_uint_eq(snapshot.counts.inferred + snapshot.counts.unknown, 0);
	ck_assert_uint_eq(snapshot.counts.gone + snapshot.counts.hidden, 0);
	ck_assert_int_eq(snapshot.namespaces[unit_namespace(&snapshot, WEB)].init_pid, 3976);
}
END_TEST

START_TEST(collect_reads_no_file_that_is_not_asked_for)
{
	const struct process *nginx;

	BUILD(usual);
	look(0);
	nginx = unit_process(&snapshot, 3976);
	ck_assert_ptr_null(nginx->command);
	ck_assert_ptr_null(nginx->cgroup);
	ck_assert_ptr_null(nginx->signals);
	ck_assert_ptr_null(nginx->vitals);
	ck_assert_uint_eq(nginx->start, START_NONE);
	ck_assert_uint_eq(nginx->ns, NAMESPACE_NONE);
	ck_assert_uint_eq(snapshot.nthreads, 0);
	ck_assert_uint_eq((uint64_t)snapshot.boot_time, 0);
}
END_TEST

START_TEST(collect_reads_command_lines)
{
	BUILD(usual);
	look(FACT_COMMAND);
	ck_assert_uint_eq(unit_process(&snapshot, 1)->command_len, 17);
	ck_assert_mem_eq(unit_process(&snapshot, 1)->command, "/sbin/init\0splash", 18);
	/* What setproctitle() leaves behind is cut off. */
	ck_assert_str_eq(unit_process(&snapshot, 3976)->command, "nginx: master process");
	ck_assert_uint_eq(unit_process(&snapshot, 3976)->command_len, 21);
	ck_assert_ptr_null(unit_process(&snapshot, 2)->command);
	ck_assert_ptr_null(unit_process(&snapshot, 4006)->command);
	ck_assert_ptr_null(unit_process(&snapshot, 500)->command);
}
END_TEST

START_TEST(collect_keeps_each_cgroup_once)
{
	BUILD(usual);
	look(FACT_CGROUP);
	ck_assert_str_eq(unit_process(&snapshot, 3976)->cgroup->path, "/docker/abc");
	ck_assert_str_eq(unit_process(&snapshot, 3976)->cgroup->text, "0::/docker/abc\n");
	ck_assert_ptr_eq(unit_process(&snapshot, 3976)->cgroup,
	                 unit_process(&snapshot, 4005)->cgroup);
	ck_assert_ptr_ne(unit_process(&snapshot, 3976)->cgroup, unit_process(&snapshot, 1)->cgroup);
}
END_TEST

START_TEST(collect_reads_start_times_and_clocks)
{
	static const struct fixture_process dying = {
		.chain = "600 1", .ppid = 1, .ns = INNER, .flags = FIXTURE_EXITING
	};

	BUILD(usual);
	fixture_add(&fixture, &dying);
	fixture_set_clock(&fixture, 12.5, 1600000000);
	look(FACT_START);
	ck_assert_uint_eq(unit_process(&snapshot, 3976)->start, 777);
	ck_assert_uint_eq(unit_process(&snapshot, 500)->start, 50000);
	ck_assert(unit_process(&snapshot, 600)->exiting);
	ck_assert(!unit_process(&snapshot, 3976)->exiting);
	ck_assert_int_eq(snapshot.boot_time, 1600000000);
	ck_assert_double_eq_tol(snapshot.uptime, 12.5, 0.001);
}
END_TEST

START_TEST(collect_reads_of_inits_alone_what_is_asked_of_inits)
{
	BUILD(usual);
	look(FACT_NAMESPACE | FACT_CREATED | FACT_INIT_COMMAND | FACT_SIGNALS);
	ck_assert_uint_eq(unit_process(&snapshot, 3976)->start, 777);
	ck_assert_ptr_nonnull(unit_process(&snapshot, 3976)->command);
	ck_assert_uint_eq(unit_process(&snapshot, 3976)->signals->caught, 0x4000);
	ck_assert_ptr_nonnull(unit_process(&snapshot, 1)->signals);
	ck_assert_uint_eq(unit_process(&snapshot, 4005)->start, START_NONE);
	ck_assert_ptr_null(unit_process(&snapshot, 4005)->command);
	ck_assert_ptr_null(unit_process(&snapshot, 4005)->signals);
}
END_TEST

START_TEST(collect_reads_threads_with_chains_of_their_own)
{
	const struct process *thread;

	BUILD(usual);
	look(FACT_NAMESPACE | FACT_THREADS);
	ck_assert_uint_eq(snapshot.nthreads, 1);
	thread = snapshot_find_thread(&snapshot, 3980);
	ck_assert_ptr_nonnull(thread);
	ck_assert_int_eq(thread->tgid, 3976);
	ck_assert_int_eq(process_nspid(thread), 2);
	ck_assert_uint_eq(thread->ns, unit_process(&snapshot, 3976)->ns);
	ck_assert_str_eq(thread->name, "pool");
}
END_TEST

START_TEST(collect_names_users_by_the_passwd_of_the_root)
{
	BUILD(usual);
	fixture_write_text(&fixture, "../etc/passwd",
	                   "root:x:0:0::/root:/bin/sh\nbroken "
	                   "line\nweb:x:33:33::/:/bin/false\nagain:x:33:33::/:/\n");
	look(FACT_USER);
	ck_assert_str_eq(snapshot_find_user(&snapshot, 33), "web");
	ck_assert_str_eq(snapshot_find_user(&snapshot, 0), "root");
	ck_assert_ptr_null(snapshot_find_user(&snapshot, 1000));
}
END_TEST

/* --- what ends, hides, or is not what it seems ------------------------------------ */

START_TEST(collect_counts_processes_that_end_meanwhile)
{
	static const struct fixture_process gone = { .chain = "700", .flags = FIXTURE_GONE };

	BUILD(usual);
	fixture_add(&fixture, &gone);
	look(FACT_NAMESPACE | FACT_COMMAND);
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 700));
	ck_assert_uint_eq(snapshot.counts.gone, 1);
	ck_assert_uint_eq(snapshot.counts.hidden, 0);
	ck_assert_uint_eq(snapshot.nprocesses, 6);
}
END_TEST

static uint32_t placed(const char *pid, int level, pid_t init)
{
	_cleanup_close_ int proc_fd = fixture_proc_fd(&fixture);
	_cleanup_close_ int dir_fd = openat(proc_fd, pid, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct placed process = { .level = level, .init = init };
	uint32_t ns;

	ck_assert_int_eq(namespaces_place(&snapshot, FACT_HIERARCHY, &process, dir_fd, &ns), 0);
	return ns;
}

/* The kernel gives the id of a namespace that ended to the next one. */
START_TEST(collect_tells_namespaces_with_the_same_id_by_their_inits)
{
	uint32_t web;

	BUILD(usual);
	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	web = placed("3976", 1, 3976);
	ck_assert_int_eq(placed("4005", 1, 0), web);
	ck_assert_int_eq(placed("3976", 1, 3976), web);
	ck_assert(!snapshot.namespaces[web].renewed);
	ck_assert_int_eq(placed("4006", 1, 9000), web);
	ck_assert(snapshot.namespaces[web].renewed);
	ck_assert_int_eq(snapshot.namespaces[web].init_pid, 9000);
	ck_assert_int_eq(snapshot.namespaces[web].level, 1);
	ck_assert_uint_eq(snapshot.namespaces[web].parent, NAMESPACE_VIEW);
}
END_TEST

/* Of the two that are called 7, the one that is seen first ends when the other is seen. */
static pid_t seen_first;

static bool end_the_other(void *data, const struct process *process)
{
	(void)data;
	if (process->pid != 400 && process->pid != 480)
		return true;
	if (seen_first == 0)
		seen_first = process->pid;
	else if (seen_first > 0 && process->pid != seen_first) {
		fixture_remove(&fixture, seen_first);
		seen_first = -seen_first;
	}
	return true;
}

START_TEST(collect_shows_one_of_two_with_the_same_number)
{
	static const struct fixture_process table[] = {
		{ .chain = "300 1", .ppid = 300, .ns = WEB, .name = "init" },
		{ .chain = "400 7", .ppid = 300, .ns = WEB, .name = "one", .threads = 2 },
		{ .chain = "401 8", .tgid = 400, .ppid = 300, .ns = WEB, .name = "thread" },
		{ .chain = "480 7", .ppid = 300, .ns = WEB, .name = "other", .threads = 2 },
		{ .chain = "481 9", .tgid = 480, .ppid = 300, .ns = WEB, .name = "thread" },
	};

	BUILD(table);
	seen_first = 0;
	open_collector(0);
	collector_set_wanted(collector, end_the_other, NULL);
	ck_assert_int_eq(collect_snapshot(collector, FACT_NAMESPACE | FACT_COMMAND | FACT_THREADS,
	                                  &snapshot),
	                 0);
	ck_assert_int_lt(seen_first, 0);
	ck_assert_ptr_null(snapshot_find_process(&snapshot, -seen_first));
	ck_assert_ptr_nonnull(snapshot_find_process(&snapshot, seen_first == -400 ? 480 : 400));
	ck_assert_uint_eq(snapshot.nprocesses, 2);
	ck_assert_uint_eq(snapshot.nthreads, 1);
	ck_assert_uint_eq(snapshot.counts.gone, 1);
}
END_TEST

START_TEST(collect_counts_processes_that_are_hidden)
{
	static const struct fixture_process hidden = { .chain = "700", .flags = FIXTURE_HIDDEN };

	BUILD(usual);
	fixture_add(&fixture, &hidden);
	fixture_confine();
	look(FACT_NAMESPACE | FACT_COMMAND | FACT_CGROUP | FACT_START);
	fixture_unconfine();
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 700));
	ck_assert_uint_eq(snapshot.counts.hidden, 1);
	ck_assert_uint_eq(snapshot.counts.gone, 0);
	ck_assert_uint_eq(snapshot.nprocesses, 6);
}
END_TEST

START_TEST(collect_infers_what_may_not_be_read)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "500", .ppid = 1 },
		{ .chain = "3976 1", .ppid = 500 },
		{ .chain = "4005 7", .ppid = 3976 },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_str_eq(unit_ns(&snapshot, 4005), "~3976");
	ck_assert_uint_eq(snapshot.counts.inferred, 2);
	ck_assert_uint_eq(snapshot.counts.unknown, 0);
}
END_TEST

/* Equal containers, entered from the host: the mounts, which everybody may read, tell which. */
START_TEST(collect_infers_by_mounts)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .mounts = 1 },
		{ .chain = "20 1", .ppid = 1, .mounts = 2 },
		{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1", .mounts = 2 },
		{ .chain = "31 7", .ppid = 1, .session = "1", .group = "1", .mounts = 3 },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~20");
	/* A namespace that knows a 7 already cannot be its; the other one is left. */
	ck_assert_str_eq(unit_ns(&snapshot, 31), "~10");
}
END_TEST

START_TEST(collect_infers_by_cgroups)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .mounts = 1, .cgroup = "/docker/a" },
		{ .chain = "20 1", .ppid = 1, .mounts = 2, .cgroup = "/docker/b" },
		{ .chain = "30 7",
		  .ppid = 1,
		  .session = "1",
		  .group = "1",
		  .mounts = 3,
		  .cgroup = "/docker/b" },
		{ .chain = "31 8",
		  .ppid = 1,
		  .session = "1",
		  .group = "1",
		  .mounts = 3,
		  .cgroup = "/other" },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~20");
	ck_assert_str_eq(unit_ns(&snapshot, 31), "?");
	ck_assert_uint_eq(snapshot.counts.unknown, 1);
}
END_TEST

/* Mounts and a cgroup that the host's own PID 1 has, too, say nothing about a container. */
START_TEST(collect_does_not_infer_by_what_the_host_shares)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .mounts = 1, .cgroup = "/docker/a" },
		{ .chain = "20 1", .ppid = 1 },
		{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1" },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "?");
}
END_TEST

START_TEST(collect_of_a_kernel_without_chains)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .flags = FIXTURE_NO_NSPID },
		{ .chain = "10", .ppid = 1, .ns = WEB, .flags = FIXTURE_NO_NSPID },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_int_eq(unit_process(&snapshot, 1)->level, 0);
	ck_assert_str_eq(unit_ns(&snapshot, 1), "4026531836");
	ck_assert_int_eq(unit_process(&snapshot, 10)->level, LEVEL_UNKNOWN);
	ck_assert_str_eq(unit_ns(&snapshot, 10), "4026532254");
}
END_TEST

START_TEST(collect_takes_32_levels)
{
	char chain[256] = "";
	struct fixture_process deep = { .chain = chain, .ns = INNER };

	for (int i = 0; i <= LEVEL_MAX; i++)
		sprintf(chain + strlen(chain), "%d ", 1000 - 31 * i);
	fixture_add(&fixture, &deep);
	look(FACT_NAMESPACE);
	ck_assert_int_eq(unit_process(&snapshot, 1000)->level, 32);
	ck_assert_int_eq(process_nspid(unit_process(&snapshot, 1000)), 8);
}
END_TEST

/* Broken, foreign and hostile files cost their process, not the run. */
START_TEST(collect_survives_broken_files)
{
	char path[PATH_MAX + 64];

	BUILD(usual);
	fixture_write_text(&fixture, "800/status", "");
	fixture_write_text(&fixture, "801/status", "Name:\tx\nPid:\t99\n"); /* of another process */
	fixture_write_text(&fixture, "802/status", "Name:\tx\nPid:\t802\nNSpid:\t802\tx\n");
	fixture_write_text(&fixture, "803", "not a folder");
	fixture_write_text(&fixture, "4194305/status",
	                   "Name:\tx\nPid:\t4194305\n"); /* no PID at all */
	snprintf(path, sizeof(path), "%s/804", fixture.proc);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	strcat(path, "/status");
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	look(FACT_NAMESPACE | FACT_COMMAND | FACT_CGROUP | FACT_START | FACT_THREADS);
	ck_assert_uint_eq(snapshot.nprocesses, 6);
	ck_assert_uint_eq(snapshot.counts.gone, 5);
}
END_TEST

START_TEST(collect_keeps_a_process_whose_second_files_are_missing)
{
	char path[PATH_MAX + 64];

	BUILD(usual);
	snprintf(path, sizeof(path), "%s/4005/cgroup", fixture.proc);
	ck_assert_int_eq(unlink(path), 0);
	snprintf(path, sizeof(path), "%s/4005/cmdline", fixture.proc);
	ck_assert_int_eq(unlink(path), 0);
	fixture_write_text(&fixture, "4005/stat", "nonsense");
	look(FACT_COMMAND | FACT_CGROUP | FACT_START);
	ck_assert_ptr_null(unit_process(&snapshot, 4005)->cgroup);
	ck_assert_ptr_null(unit_process(&snapshot, 4005)->command);
	ck_assert_uint_eq(unit_process(&snapshot, 4005)->start, START_NONE);
	ck_assert_ptr_nonnull(unit_process(&snapshot, 3976)->cgroup);
}
END_TEST

START_TEST(collect_refuses_a_folder_that_is_no_procfs)
{
	ck_assert_int_eq(collector_open(fixture_proc_fd(&fixture), -1, &collector), -ENOTDIR);
	fixture_write_text(&fixture, "12/other", "x");
	ck_assert_int_eq(collector_open(fixture_proc_fd(&fixture), -1, &collector), -ENOTDIR);
	ck_assert_ptr_null(collector);
}
END_TEST

/* --- the view ------------------------------------------------------------------ */

START_TEST(collect_knows_its_own_view)
{
	char chain[32];
	struct fixture_process self = { .chain = chain };

	snprintf(chain, sizeof(chain), "%d", (int)getpid());
	fixture_add(&fixture, &self);
	fixture_set_self(&fixture, getpid());
	look(FACT_NAMESPACE);
	ck_assert(snapshot.own_view);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].id, FIXTURE_VIEW_NS);
}
END_TEST

START_TEST(collect_knows_a_view_that_is_not_its_own)
{
	char chain[32];
	struct fixture_process self = { .chain = chain, .ns = WEB };

	/* The procfs of an ancestor: we are two numbers there. */
	snprintf(chain, sizeof(chain), "%d 5", (int)getpid());
	fixture_add(&fixture, &self);
	fixture_set_self(&fixture, getpid());
	look(FACT_NAMESPACE);
	ck_assert(!snapshot.own_view);
}
END_TEST

START_TEST(collect_knows_the_initial_view_though_its_init_may_not_be_read)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .flags = FIXTURE_NS_DENIED },
		{ .chain = "2", .flags = FIXTURE_KTHREAD | FIXTURE_NS_DENIED },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].id, FIXTURE_VIEW_NS);
	ck_assert_uint_eq(snapshot.counts.unknown, 0);
}
END_TEST

START_TEST(collect_does_not_guess_the_view)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .flags = FIXTURE_NS_DENIED },
		{ .chain = "2", .ppid = 1, .flags = FIXTURE_NS_DENIED },
	};

	BUILD(table);
	look(FACT_NAMESPACE);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].id, 0);
	ck_assert_uint_eq(unit_process(&snapshot, 2)->ns, NAMESPACE_VIEW);
}
END_TEST

START_TEST(collect_says_that_more_is_hidden_than_listed)
{
	static const struct fixture_process own = { .chain = "700" };
	char mountinfo[256];
	struct stat st;

	fixture_add(&fixture, &own);
	fixture_set_self(&fixture, 700);
	ck_assert_int_eq(stat(fixture.proc, &st), 0);
	snprintf(mountinfo, sizeof(mountinfo),
	         "22 21 %u:%u / /proc rw - proc proc rw,hidepid=invisible\n", major(st.st_dev),
	         minor(st.st_dev));
	fixture_write_text(&fixture, "700/mountinfo", mountinfo);
	look(FACT_NAMESPACE);
	ck_assert(snapshot.counts.hidden_more);
}
END_TEST

/* --- namespaces without processes ------------------------------------------------ */

START_TEST(collect_finds_namespaces_held_by_mounts)
{
	static const struct fixture_process self = {
		.chain = "1",
		.mountinfo = "24 21 0:4 pid:[4026532254] /run/ns/known rw - nsfs nsfs rw\n"
			     "25 21 0:4 pid:[4026532999] /run/ns/a\\040b rw - nsfs nsfs rw\n"
			     "26 21 0:4 net:[4026532998] /run/ns/net rw - nsfs nsfs rw\n",
	};
	const struct namespace *held;

	BUILD(usual);
	fixture_add(&fixture, &self);
	fixture_set_self(&fixture, 1);
	look(FACT_NAMESPACE | FACT_MOUNTS);
	ck_assert_uint_eq(snapshot.nnamespaces, 3);
	held = &snapshot.namespaces[unit_namespace(&snapshot, 4026532999)];
	ck_assert_int_eq(held->hold, HOLD_MOUNT);
	ck_assert_str_eq(held->hold_path, "/run/ns/a b");
	ck_assert_uint_eq(held->nprocs, 0);
	ck_assert_int_eq(held->level, LEVEL_UNKNOWN);
	ck_assert(!held->parent_known);
	ck_assert_int_eq(snapshot.namespaces[unit_namespace(&snapshot, WEB)].hold, HOLD_PROCESSES);
}
END_TEST

START_TEST(collect_finds_namespaces_held_by_descriptors)
{
	const struct namespace *held;

	BUILD(usual);
	fixture_link(&fixture, "500/fd/0", "pid:[4026532997]");
	fixture_link(&fixture, "500/fd/7", "pid:[4026532999]");
	fixture_link(&fixture, "500/fd/8", "net:[4026532998]");
	fixture_link(&fixture, "500/fd/9", "pid:[4026532254]");
	fixture_link(&fixture, "3976/fd/3", "pid:[4026532999]");
	look(FACT_NAMESPACE | FACT_FDS);
	ck_assert_uint_eq(snapshot.nnamespaces, 4);
	held = &snapshot.namespaces[unit_namespace(&snapshot, 4026532999)];
	ck_assert_int_eq(held->hold, HOLD_FD);
	ck_assert_str_eq(held->hold_path, "500/fd/7");
	ck_assert_str_eq(snapshot.namespaces[unit_namespace(&snapshot, 4026532997)].hold_path,
	                 "500/fd/0");
}
END_TEST

START_TEST(collect_finds_mounts_of_other_mount_namespaces_when_descriptors_are_asked_for)
{
	BUILD(usual);
	fixture_link(&fixture, "500/ns/mnt", "mnt:[4026531841]");
	fixture_write_text(&fixture, "500/mountinfo",
	                   "25 21 0:4 pid:[4026532999] /elsewhere rw - nsfs nsfs rw\n");
	look(FACT_NAMESPACE | FACT_FDS);
	ck_assert_int_eq(snapshot.namespaces[unit_namespace(&snapshot, 4026532999)].hold,
	                 HOLD_MOUNT);
}
END_TEST

/* --- other ways to look ------------------------------------------------------------ */

START_TEST(collect_lineage_reads_a_process_and_its_ancestors)
{
	_cleanup_free_ char *chains = NULL;

	BUILD(usual);
	open_collector(0);
	ck_assert_int_eq(collect_lineage(collector, FACT_NAMESPACE | FACT_COMMAND, 4005, &snapshot),
	                 0);
	chains = unit_chains(&snapshot);
	ck_assert_str_eq(chains, "1 500 3976>1 4005>7");
	ck_assert_str_eq(unit_ns(&snapshot, 4005), "4026532254");
	ck_assert_str_eq(unit_process(&snapshot, 4005)->command, "worker");
}
END_TEST

START_TEST(collect_lineage_of_nobody)
{
	BUILD(usual);
	open_collector(0);
	ck_assert_int_eq(collect_lineage(collector, FACT_NAMESPACE, 12345, &snapshot), -ESRCH);
}
END_TEST

START_TEST(collect_does_not_use_the_kernel_for_a_foreign_procfs)
{
	_cleanup_close_ int own = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	pid_t pid = 42;

	BUILD(usual);
	fixture_set_self(&fixture, 1);
	open_collector(0);
	ck_assert_int_eq(collect_translate(collector, own, TRANSLATE_FROM, false, 1, &pid),
	                 -EOPNOTSUPP);
	ck_assert_int_eq(pid, 42);
	ck_assert_int_lt(collect_open_namespace(collector, 500, 123), 0);
	ck_assert_int_lt(collect_open_namespace(collector, 12345, START_NONE), 0);
}
END_TEST

START_TEST(collect_machine_of_a_foreign_procfs_is_unknown)
{
	struct machine machine;

	BUILD(usual);
	open_collector(0);
	collect_machine(collector, &machine);
	ck_assert_double_lt(machine.uptime, 0);
	ck_assert_double_lt(machine.memory_total, 0);
	ck_assert_double_lt(machine.load[0], 0);
}
END_TEST

/* libproc2 reads /proc alone; of another procfs, and of threads, the figures are in stat. */
START_TEST(collect_reads_vitals_of_a_foreign_procfs_and_of_threads)
{
	static const struct fixture_process table[] = {
		{ .chain = "10", .name = "app", .threads = 2, .ticks = 500, .start = 90000 },
		{ .chain = "11", .tgid = 10, .name = "pool", .ticks = 250, .start = 95000 },
	};
	const struct process *thread;

	BUILD(table);
	look(FACT_VITALS | FACT_THREADS);
	ck_assert_ptr_nonnull(unit_process(&snapshot, 10)->vitals);
	ck_assert_uint_eq(unit_process(&snapshot, 10)->vitals->ticks, 500);
	/* Up for 1000 s: 5 s of 100. */
	ck_assert_double_eq_tol(unit_process(&snapshot, 10)->vitals->cpu, 5, 0.1);
	thread = snapshot_find_thread(&snapshot, 11);
	ck_assert_ptr_nonnull(thread);
	ck_assert_uint_eq(thread->start, 95000);
	ck_assert_ptr_nonnull(thread->vitals);
	ck_assert_uint_eq(thread->vitals->ticks, 250);
	ck_assert_double_eq_tol(thread->vitals->cpu, 5, 0.1);
}
END_TEST

/* More than fit in one buffer of getdents and in one batch of the reader of second files. */
START_TEST(collect_reads_thousands)
{
	enum { MANY = 1500 };

	for (int i = 1; i <= MANY; i++) {
		char chain[16], command[32];
		struct fixture_process process = { .chain = chain,
			                           .command = command,
			                           .ppid = i > 1 };

		snprintf(chain, sizeof(chain), "%d", i);
		snprintf(command, sizeof(command), "command %d", i);
		fixture_add(&fixture, &process);
	}
	look(FACT_NAMESPACE | FACT_COMMAND | FACT_CGROUP | FACT_START);
	ck_assert_uint_eq(snapshot.nprocesses, MANY);
	for (int i = 1; i <= MANY; i++) {
		const struct process *process = unit_process(&snapshot, i);
		char command[32];

		snprintf(command, sizeof(command), "command %d", i);
		ck_assert_str_eq(process->command, command);
		ck_assert_uint_eq(process->start, (uint64_t)i * 100);
		ck_assert_ptr_eq(process->cgroup, snapshot.processes[0].cgroup);
	}
}
END_TEST

Suite *collect_suite(void)
{
	Suite *suite = suite_create("collect");
	TCase *tests = tcase_create("collect");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, collect_reads_each_process_with_its_chain);
	tcase_add_test(tests, collect_places_processes_in_their_namespaces);
	tcase_add_test(tests, collect_reads_no_file_that_is_not_asked_for);
	tcase_add_test(tests, collect_reads_command_lines);
	tcase_add_test(tests, collect_keeps_each_cgroup_once);
	tcase_add_test(tests, collect_reads_start_times_and_clocks);
	tcase_add_test(tests, collect_reads_of_inits_alone_what_is_asked_of_inits);
	tcase_add_test(tests, collect_reads_threads_with_chains_of_their_own);
	tcase_add_test(tests, collect_names_users_by_the_passwd_of_the_root);
	tcase_add_test(tests, collect_counts_processes_that_end_meanwhile);
	tcase_add_test(tests, collect_tells_namespaces_with_the_same_id_by_their_inits);
	tcase_add_test(tests, collect_shows_one_of_two_with_the_same_number);
	tcase_add_test(tests, collect_counts_processes_that_are_hidden);
	tcase_add_test(tests, collect_infers_what_may_not_be_read);
	tcase_add_test(tests, collect_infers_by_mounts);
	tcase_add_test(tests, collect_infers_by_cgroups);
	tcase_add_test(tests, collect_does_not_infer_by_what_the_host_shares);
	tcase_add_test(tests, collect_of_a_kernel_without_chains);
	tcase_add_test(tests, collect_takes_32_levels);
	tcase_add_test(tests, collect_survives_broken_files);
	tcase_add_test(tests, collect_keeps_a_process_whose_second_files_are_missing);
	tcase_add_test(tests, collect_refuses_a_folder_that_is_no_procfs);
	tcase_add_test(tests, collect_knows_its_own_view);
	tcase_add_test(tests, collect_knows_a_view_that_is_not_its_own);
	tcase_add_test(tests, collect_knows_the_initial_view_though_its_init_may_not_be_read);
	tcase_add_test(tests, collect_does_not_guess_the_view);
	tcase_add_test(tests, collect_says_that_more_is_hidden_than_listed);
	tcase_add_test(tests, collect_finds_namespaces_held_by_mounts);
	tcase_add_test(tests, collect_finds_namespaces_held_by_descriptors);
	tcase_add_test(
		tests,
		collect_finds_mounts_of_other_mount_namespaces_when_descriptors_are_asked_for);
	tcase_add_test(tests, collect_lineage_reads_a_process_and_its_ancestors);
	tcase_add_test(tests, collect_lineage_of_nobody);
	tcase_add_test(tests, collect_does_not_use_the_kernel_for_a_foreign_procfs);
	tcase_add_test(tests, collect_machine_of_a_foreign_procfs_is_unknown);
	tcase_add_test(tests, collect_reads_vitals_of_a_foreign_procfs_and_of_threads);
	tcase_add_test(tests, collect_reads_thousands);
	suite_add_tcase(suite, tests);
	return suite;
}
