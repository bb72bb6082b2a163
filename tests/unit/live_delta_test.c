/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of CPU percentages between two snapshots.
 */
#include "model/delta.h"
#include "tests/unit/live_scene.h"

static struct snapshot before, now;

/* Ticks are used CPU time: 100 a second. The first was taken at 1000 s, the second at 1002 s. */
static void look(const struct fixture_process *past, size_t past_count,
                 const struct fixture_process *present, size_t present_count)
{
	scene_snapshot(past, past_count, &before);
	scene_snapshot(present, present_count, &now);
	now.uptime = before.uptime + 2;
	delta_apply(&before, &now);
}

static void teardown(void)
{
	snapshot_done(&before);
	snapshot_done(&now);
}

static double cpu(pid_t pid)
{
	return unit_process(&now, pid)->vitals->cpu;
}

START_TEST(delta_is_the_share_of_the_time_between)
{
	static const struct fixture_process past[] = {
		{ .chain = "1", .ticks = 500 },
		{ .chain = "7", .ticks = 10 },
		{ .chain = "9", .ticks = 90 },
	};
	static const struct fixture_process present[] = {
		{ .chain = "1", .ticks = 600 },
		{ .chain = "7", .ticks = 10 },
		{ .chain = "9", .ticks = 80 }, /* the kernel corrected its guess */
	};

	look(past, ARRAY_SIZE(past), present, ARRAY_SIZE(present));
	ck_assert_double_eq_tol(cpu(1), 50, 0.001);
	ck_assert_double_eq_tol(cpu(7), 0, 0.001);
	ck_assert_double_eq_tol(cpu(9), 0, 0.001);
}
END_TEST

START_TEST(delta_of_a_reused_pid_starts_from_zero)
{
	static const struct fixture_process past[] = {
		{ .chain = "7", .start = 50, .ticks = 90000 }
	};
	static const struct fixture_process present[] = {
		{ .chain = "7", .start = 100100, .ticks = 20 }
	};

	look(past, 1, present, 1);
	ck_assert_double_eq_tol(cpu(7), 10, 0.001);
}
END_TEST

START_TEST(delta_of_what_was_hidden_before_is_over_its_life)
{
	static const struct fixture_process past[] = { { .chain = "1" } };
	/* 1000 of 100200 ticks that it lives */
	static const struct fixture_process present[] = {
		{ .chain = "1" }, { .chain = "7", .start = 1, .ticks = 1000 }
	};

	look(past, 1, present, 2);
	ck_assert_double_eq_tol(cpu(7), 0.998, 0.001);
}
END_TEST

START_TEST(delta_without_a_past_is_over_the_life)
{
	static const struct fixture_process present[] = {
		{ .chain = "7", .start = 50000, .ticks = 25000 }
	};

	scene_snapshot(present, 1, &now);
	delta_apply(NULL, &now);
	ck_assert_double_eq_tol(cpu(7), 50, 0.001);
	/* Nor is there one when no time has passed. */
	scene_snapshot(present, 1, &before);
	delta_apply(&before, &now);
	ck_assert_double_eq_tol(cpu(7), 50, 0.001);
}
END_TEST

START_TEST(delta_without_figures_changes_nothing)
{
	static const struct fixture_process present[] = { { .chain = "7" },
		                                          { .chain = "8", .ticks = 4 } };

	scene_snapshot(present, 2, &now);
	scene_snapshot(present, 2, &before);
	now.processes[0].vitals = NULL;
	before.processes[1].vitals = NULL;
	now.uptime = 1002;
	delta_apply(&before, &now);
	ck_assert_ptr_null(unit_process(&now, 7)->vitals);
	ck_assert_double_lt(cpu(8), 0.01);
	now.processes[1].start = START_NONE;
	delta_apply(NULL, &now);
	ck_assert_double_eq_tol(cpu(8), 0, 0.001);
}
END_TEST

START_TEST(delta_of_a_moment_is_the_earlier_one)
{
	static const struct fixture_process past[] = { { .chain = "7", .ticks = 100 } };
	static const struct fixture_process present[] = {
		{ .chain = "7", .ticks = 105 }, { .chain = "9", .start = 100001, .ticks = 4 }
	};
	struct snapshot later;

	scene_snapshot(past, 1, &before);
	scene_snapshot(present, 2, &now);
	before.processes[0].vitals->cpu = 12;
	now.uptime = before.uptime + 0.05;
	delta_apply(&before, &now);
	ck_assert_double_eq_tol(cpu(7), 12, 0.001);
	/* One that has just begun cannot have used more than there was. */
	ck_assert_double_eq_tol(cpu(9), 20, 0.001);
	/* And the next one is told from where this one was. */
	scene_snapshot(present, 2, &later);
	later.uptime = before.uptime + 1;
	later.processes[0].vitals->at = later.uptime;
	delta_apply(&now, &later);
	ck_assert_double_eq_tol(unit_process(&later, 7)->vitals->cpu, 5, 0.001);
	snapshot_done(&later);
}
END_TEST

static struct process *thread_put(struct snapshot *snapshot, pid_t tgid, pid_t tid, uint64_t ticks)
{
	struct process *thread = snapshot_add_thread(snapshot);

	thread->pid = tid;
	thread->tgid = tgid;
	thread->start = 50;
	thread->vitals = arena_alloc(&snapshot->arena, sizeof(*thread->vitals));
	*thread->vitals = (struct vitals){ .ticks = ticks };
	return thread;
}

START_TEST(delta_of_threads)
{
	static const struct fixture_process table[] = { { .chain = "7" }, { .chain = "9" } };

	scene_snapshot(table, 2, &before);
	scene_snapshot(table, 2, &now);
	now.uptime = before.uptime + 2;
	thread_put(&before, 7, 12, 100);
	thread_put(&before, 9, 10, 100);
	thread_put(&now, 7, 11, 0);
	thread_put(&now, 7, 12, 200);
	thread_put(&now, 9, 10, 20)->start = 100100;
	delta_apply(&before, &now);
	ck_assert_double_eq_tol(now.threads[1].vitals->cpu, 50, 0.001);
	ck_assert_double_eq_tol(now.threads[2].vitals->cpu, 10, 0.001);
}
END_TEST

TCase *live_delta_case(void)
{
	TCase *tests = tcase_create("delta");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_test(tests, delta_is_the_share_of_the_time_between);
	tcase_add_test(tests, delta_of_a_reused_pid_starts_from_zero);
	tcase_add_test(tests, delta_of_what_was_hidden_before_is_over_its_life);
	tcase_add_test(tests, delta_without_a_past_is_over_the_life);
	tcase_add_test(tests, delta_without_figures_changes_nothing);
	tcase_add_test(tests, delta_of_a_moment_is_the_earlier_one);
	tcase_add_test(tests, delta_of_threads);
	return tests;
}
