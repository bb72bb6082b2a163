/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of refreshing: what is carried over, what is read anew, and that two processes never mix.
 */
#include "collect/collect.h"
#include "tests/unit/unit.h"

#define WEB UINT64_C(4026532254)
#define DB  UINT64_C(4026532300)

enum { ALL = FACT_NAMESPACE | FACT_COMMAND | FACT_CGROUP | FACT_VITALS };

static struct fixture fixture;
static struct collector *collector;
static struct snapshot before, now;
static double uptime, step;

static struct fixture_process nginx;

static void setup(void)
{
	static const struct fixture_process host[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "500", .ppid = 1, .name = "shim" },
	};

	nginx = (struct fixture_process){
		.chain = "3976 1",
		.ppid = 500,
		.ns = WEB,
		.name = "nginx",
		.command = "nginx",
		.cgroup = "/docker/a",
		.start = 5000,
		.ticks = 100,
	};
	uptime = 999;
	step = 1;
	fixture_open(&fixture);
	fixture_add_all(&fixture, host, ARRAY_SIZE(host));
	fixture_add(&fixture, &nginx);
	ck_assert_int_eq(collector_open(fixture_proc_fd(&fixture), -1, &collector), 0);
}

static void teardown(void)
{
	collector_free(collector);
	snapshot_done(&before);
	snapshot_done(&now);
	fixture_close(&fixture);
}

/* One more refresh, a step later: what was now is before. */
static void refresh(unsigned facts)
{
	struct snapshot next;

	uptime += step;
	fixture_set_clock(&fixture, uptime, 1700000000);
	ck_assert_int_eq(collect_refresh(collector, facts, now.namespaces ? &now : NULL, &next), 0);
	snapshot_done(&before);
	before = now;
	now = next;
}

/* Young processes are read in full, busy ones each time: some refreshes later it is neither. */
static void fall_asleep(unsigned facts)
{
	for (int i = 0; i < 8; i++)
		refresh(facts);
}

/* One that sleeps is looked at in every third refresh. */
static void look_again(unsigned facts)
{
	for (int i = 0; i < 3; i++)
		refresh(facts);
}

START_TEST(refresh_first_reads_everything)
{
	const struct process *process;

	refresh(ALL);
	process = unit_process(&now, 3976);
	ck_assert_str_eq(process->name, "nginx");
	ck_assert_str_eq(process->command, "nginx");
	ck_assert_str_eq(process->cgroup->path, "/docker/a");
	ck_assert_uint_eq(process->start, 5000);
	ck_assert_uint_eq(process->vitals->ticks, 100);
	ck_assert_uint_eq(process->vitals->vsz, 8192000);
	ck_assert_int_eq(process->vitals->nice, -5);
	ck_assert_str_eq(unit_ns(&now, 3976), "4026532254");
}
END_TEST

START_TEST(refresh_carries_over_what_cannot_change)
{
	const struct process *process;
	char path[PATH_MAX + 64];

	refresh(ALL);
	fall_asleep(ALL);
	/* Were the status read again, the process would be gone. */
	snprintf(path, sizeof(path), "%s/3976/status", fixture.proc);
	ck_assert_int_eq(unlink(path), 0);
	refresh(ALL);
	snapshot_done(&before); /* nothing of it may be needed any more */
	process = unit_process(&now, 3976);
	ck_assert_int_eq(process_nspid(process), 1);
	ck_assert_int_eq(process->level, 1);
	ck_assert_str_eq(process->name, "nginx");
	ck_assert_str_eq(process->command, "nginx");
	ck_assert_str_eq(process->cgroup->path, "/docker/a");
	ck_assert_str_eq(unit_ns(&now, 3976), "4026532254");
	ck_assert_uint_eq(now.counts.gone, 0);
}
END_TEST

START_TEST(refresh_reads_what_moves)
{
	const struct process *process;

	refresh(ALL);
	fall_asleep(ALL);
	nginx.state = 'D';
	nginx.ppid = 1;
	nginx.ticks = 300;
	nginx.threads = 4;
	fixture_add(&fixture, &nginx);
	look_again(ALL);
	process = unit_process(&now, 3976);
	ck_assert_int_eq(process->state, 'D');
	ck_assert_int_eq(process->ppid, 1);
	ck_assert_uint_eq(process->nthreads, 4);
	ck_assert_uint_eq(process->vitals->ticks, 300);
}
END_TEST

START_TEST(refresh_reads_what_is_busy_each_time)
{
	refresh(ALL);
	for (int i = 0; i < 12; i++) {
		nginx.ticks += 10;
		nginx.state = i % 2 ? 'R' : 'S';
		fixture_add(&fixture, &nginx);
		refresh(ALL);
		ck_assert_uint_eq(unit_process(&now, 3976)->vitals->ticks, nginx.ticks);
		ck_assert_int_eq(unit_process(&now, 3976)->state, nginx.state);
	}
}
END_TEST

START_TEST(refresh_gives_cpu_since_the_last_one)
{
	double hertz = (double)sysconf(_SC_CLK_TCK);

	refresh(ALL);
	/* Over the life: 100 ticks of the time since it started. */
	ck_assert_double_eq_tol(unit_process(&now, 3976)->vitals->cpu,
	                        100 * 100 / (1000 * hertz - 5000), 0.01);
	nginx.ticks = 150;
	fixture_add(&fixture, &nginx);
	step = 2;
	refresh(ALL);
	ck_assert_double_eq_tol(unit_process(&now, 3976)->vitals->cpu, 100 * 50 / (2 * hertz),
	                        0.01);
}
END_TEST

/* Refreshes that follow each other at once neither change it nor put anything to sleep. */
START_TEST(refresh_keeps_cpu_over_a_moment)
{
	double hertz = (double)sysconf(_SC_CLK_TCK);

	refresh(ALL);
	nginx.ticks = 150;
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	step = 0.01;
	for (int i = 0; i < 6; i++) {
		nginx.ticks++;
		fixture_add(&fixture, &nginx);
		refresh(ALL);
		ck_assert_double_eq_tol(unit_process(&now, 3976)->vitals->cpu, 100 * 50 / hertz,
		                        0.01);
	}
	step = 0.94;
	refresh(ALL);
	ck_assert_double_eq_tol(unit_process(&now, 3976)->vitals->cpu, 100 * 6 / hertz, 0.01);
}
END_TEST

/* All of one, or all of the other. */
static bool is_the_new_one(const struct process *process)
{
	bool is_new = process->start == 9000;

	ck_assert_uint_eq(process->start, is_new ? 9000 : 5000);
	ck_assert_int_eq(process_nspid(process), is_new ? 7 : 1);
	ck_assert_int_eq(process->ppid, is_new ? 1 : 500);
	ck_assert_str_eq(process->command, is_new ? "other" : "nginx");
	ck_assert_str_eq(process->cgroup->path, is_new ? "/docker/b" : "/docker/a");
	ck_assert_str_eq(unit_ns(&now, 3976), is_new ? "4026532300" : "4026532254");
	ck_assert_uint_eq(process->vitals->ticks, is_new ? 0 : 100);
	return is_new;
}

/* The PID went to another process: nothing of the old one may stay. */
START_TEST(refresh_never_mixes_two_processes)
{
	bool is_new = false;

	refresh(ALL);
	fall_asleep(ALL);
	nginx = (struct fixture_process){ .chain = "3976 7",
		                          .ppid = 1,
		                          .ns = DB,
		                          .name = "nginx",
		                          .command = "other",
		                          .cgroup = "/docker/b",
		                          .start = 9000 };
	fixture_remove(&fixture, 3976);
	fixture_add(&fixture, &nginx);
	for (int i = 0; i < 3; i++) {
		refresh(ALL);
		ck_assert(!is_new || is_the_new_one(unit_process(&now, 3976)));
		is_new = is_the_new_one(unit_process(&now, 3976));
	}
	ck_assert(is_new);
	/* Its CPU is that of its own life. */
	ck_assert_double_eq_tol(unit_process(&now, 3976)->vitals->cpu, 0, 0.01);
	ck_assert_uint_eq(snapshot_find_namespace(&now, WEB), NAMESPACE_NONE);
}
END_TEST

START_TEST(refresh_sees_an_exec_by_its_name)
{
	refresh(ALL);
	fall_asleep(ALL);
	nginx.name = "sleep";
	nginx.command = "sleep 1000";
	fixture_add(&fixture, &nginx);
	look_again(ALL);
	ck_assert_str_eq(unit_process(&now, 3976)->name, "sleep");
	ck_assert_str_eq(unit_process(&now, 3976)->command, "sleep 1000");
}
END_TEST

/* One that has just begun may still exec, with a name that does not change, and drop rights. */
START_TEST(refresh_sees_an_exec_of_the_young_at_once)
{
	nginx.start = 1000 * 100 - 50; /* half a second before the first refresh */
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	nginx.command = "nginx: worker";
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	ck_assert_str_eq(unit_process(&now, 3976)->command, "nginx: worker");
}
END_TEST

/* A change of user or cgroup leaves no trace in stat: it is seen in time all the same. */
START_TEST(refresh_reads_everything_again_now_and_then)
{
	int rounds = 0;

	refresh(ALL);
	fall_asleep(ALL);
	nginx.uid = 33;
	nginx.cgroup = "/moved";
	fixture_add(&fixture, &nginx);
	while (unit_process(&now, 3976)->uid != 33) {
		ck_assert_int_lt(rounds++, 63);
		refresh(ALL);
	}
	ck_assert_str_eq(unit_process(&now, 3976)->cgroup->path, "/moved");
}
END_TEST

/* What is rarely refreshed shows nothing that is older than a slow refresh. */
START_TEST(refresh_counts_seconds_not_refreshes)
{
	refresh(ALL);
	fall_asleep(ALL);
	step = 2;
	refresh(ALL);
	nginx.state = 'Z';
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	ck_assert_int_eq(unit_process(&now, 3976)->state, 'Z');
	step = 60;
	nginx.state = 'S';
	nginx.uid = 33;
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	ck_assert_uint_eq(unit_process(&now, 3976)->uid, 33);
}
END_TEST

START_TEST(refresh_reads_all_when_told)
{
	refresh(ALL);
	fall_asleep(ALL);
	nginx.uid = 33;
	nginx.state = 'D';
	fixture_add(&fixture, &nginx);
	collector_refresh_all(collector);
	refresh(ALL);
	ck_assert_uint_eq(unit_process(&now, 3976)->uid, 33);
	ck_assert_int_eq(unit_process(&now, 3976)->state, 'D');
	/* Once. */
	nginx.uid = 34;
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	ck_assert_uint_eq(unit_process(&now, 3976)->uid, 33);
}
END_TEST

/* Of the one that is looked at all is fresh, its threads and what it does with signals too. */
START_TEST(refresh_reads_the_focus_in_full)
{
	static const struct fixture_process thread = { .chain = "3980 2", .tgid = 3976 };
	const struct process *process;

	refresh(ALL | FACT_SIGNALS);
	fall_asleep(ALL | FACT_SIGNALS);
	nginx.threads = 2;
	nginx.caught = 1 << 14;
	fixture_add(&fixture, &nginx);
	fixture_add(&fixture, &thread);
	collector_set_focus(collector, 3976);
	refresh(ALL | FACT_SIGNALS);
	process = unit_process(&now, 3976);
	ck_assert_uint_eq(process->signals->caught, 1 << 14);
	ck_assert_uint_eq(now.nthreads, 1);
	ck_assert_int_eq(now.threads[0].tgid, 3976);
	collector_set_focus(collector, 0);
	refresh(ALL | FACT_SIGNALS);
	ck_assert_uint_eq(now.nthreads, 0);
}
END_TEST

/* The kernel keeps 15 bytes of a name: such a one changes with an exec, too. */
START_TEST(refresh_sees_an_exec_of_a_long_name)
{
	nginx.name = "docker-entrypoi";
	fixture_add(&fixture, &nginx);
	refresh(ALL);
	fall_asleep(ALL);
	nginx.name = "redis-server";
	nginx.command = "redis-server *:6379";
	fixture_add(&fixture, &nginx);
	look_again(ALL);
	ck_assert_str_eq(unit_process(&now, 3976)->command, "redis-server *:6379");
}
END_TEST

START_TEST(refresh_sees_who_came_and_who_went)
{
	static const struct fixture_process newcomer = {
		.chain = "4000 9", .ppid = 3976, .ns = WEB, .name = "new"
	};

	refresh(ALL);
	fall_asleep(ALL);
	fixture_add(&fixture, &newcomer);
	fixture_remove(&fixture, 500);
	refresh(ALL);
	ck_assert_str_eq(unit_process(&now, 4000)->name, "new");
	ck_assert_ptr_null(snapshot_find_process(&now, 500));
	fixture_remove(&fixture, 4000);
	fixture_remove(&fixture, 3976);
	refresh(ALL);
	ck_assert_uint_eq(now.nprocesses, 1);
	ck_assert_uint_eq(snapshot_find_namespace(&now, WEB), NAMESPACE_NONE);
}
END_TEST

START_TEST(refresh_sees_a_process_become_a_zombie)
{
	refresh(ALL);
	fall_asleep(ALL);
	nginx.state = 'Z';
	fixture_add(&fixture, &nginx);
	look_again(ALL);
	ck_assert(process_is_zombie(unit_process(&now, 3976)));
	ck_assert_ptr_null(unit_process(&now, 3976)->command);
	ck_assert_uint_eq(now.namespaces[unit_namespace(&now, WEB)].nzombies, 1);
}
END_TEST

START_TEST(refresh_reads_facts_that_were_not_asked_for_before)
{
	refresh(FACT_NAMESPACE);
	fall_asleep(FACT_NAMESPACE);
	ck_assert_ptr_null(unit_process(&now, 3976)->command);
	refresh(FACT_NAMESPACE | FACT_COMMAND);
	ck_assert_str_eq(unit_process(&now, 3976)->command, "nginx");
}
END_TEST

START_TEST(refresh_infers_afresh)
{
	static const struct fixture_process table[] = {
		{ .chain = "700 1", .ppid = 1, .name = "init" },
		{ .chain = "701 2", .ppid = 700, .name = "child" },
	};

	fixture_add_all(&fixture, table, ARRAY_SIZE(table));
	refresh(ALL);
	fall_asleep(ALL);
	ck_assert_str_eq(unit_ns(&now, 701), "~700");
	/* Its init is gone, and with it the name, though it sleeps itself. */
	fixture_remove(&fixture, 700);
	refresh(ALL);
	ck_assert_str_ne(unit_ns(&now, 701), "~700");
}
END_TEST

START_TEST(refresh_counts_gone_and_hidden)
{
	static const struct fixture_process gone = { .chain = "700", .flags = FIXTURE_GONE };
	static const struct fixture_process hidden = { .chain = "701", .flags = FIXTURE_HIDDEN };

	fixture_add(&fixture, &gone);
	fixture_add(&fixture, &hidden);
	fixture_confine();
	refresh(ALL);
	fixture_unconfine();
	ck_assert_uint_eq(now.counts.gone, 1);
	ck_assert_uint_eq(now.counts.hidden, 1);
	ck_assert_uint_eq(now.nprocesses, 3);
}
END_TEST

START_TEST(refresh_reads_threads_each_time)
{
	struct fixture_process thread = { .chain = "3980 2", .tgid = 3976, .name = "pool" };

	nginx.threads = 2;
	fixture_add(&fixture, &nginx);
	fixture_add(&fixture, &thread);
	refresh(ALL | FACT_THREADS);
	for (int i = 0; i < 4; i++)
		refresh(ALL | FACT_THREADS);
	ck_assert_uint_eq(now.nthreads, 1);
	thread.name = "renamed";
	fixture_add(&fixture, &thread);
	refresh(ALL | FACT_THREADS);
	ck_assert_str_eq(now.threads[0].name, "renamed");
	ck_assert_uint_eq(now.threads[0].ns, unit_process(&now, 3976)->ns);
}
END_TEST

Suite *refresh_suite(void)
{
	Suite *suite = suite_create("refresh");
	TCase *tests = tcase_create("refresh");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, refresh_first_reads_everything);
	tcase_add_test(tests, refresh_carries_over_what_cannot_change);
	tcase_add_test(tests, refresh_reads_what_moves);
	tcase_add_test(tests, refresh_reads_what_is_busy_each_time);
	tcase_add_test(tests, refresh_gives_cpu_since_the_last_one);
	tcase_add_test(tests, refresh_keeps_cpu_over_a_moment);
	tcase_add_test(tests, refresh_counts_seconds_not_refreshes);
	tcase_add_test(tests, refresh_reads_all_when_told);
	tcase_add_test(tests, refresh_reads_the_focus_in_full);
	tcase_add_test(tests, refresh_sees_an_exec_of_a_long_name);
	tcase_add_test(tests, refresh_never_mixes_two_processes);
	tcase_add_test(tests, refresh_sees_an_exec_by_its_name);
	tcase_add_test(tests, refresh_sees_an_exec_of_the_young_at_once);
	tcase_add_test(tests, refresh_reads_everything_again_now_and_then);
	tcase_add_test(tests, refresh_sees_who_came_and_who_went);
	tcase_add_test(tests, refresh_sees_a_process_become_a_zombie);
	tcase_add_test(tests, refresh_reads_facts_that_were_not_asked_for_before);
	tcase_add_test(tests, refresh_infers_afresh);
	tcase_add_test(tests, refresh_counts_gone_and_hidden);
	tcase_add_test(tests, refresh_reads_threads_each_time);
	suite_add_tcase(suite, tests);
	return suite;
}
