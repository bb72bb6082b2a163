/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of deducing namespaces: what is exact, what is likely, and what must stay unknown.
 */
#include "model/infer.h"
#include "tests/unit/unit.h"

static struct snapshot snapshot;

static void infer_with(const struct fixture_process *table, size_t count, infer_hint_of hint_of)
{
	unit_snapshot(table, count, &snapshot);
	ck_assert_int_eq(infer_namespaces(&snapshot, hint_of, NULL), 0);
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
}
#define INFER(table) infer_with(table, ARRAY_SIZE(table), NULL)

static void teardown(void)
{
	snapshot_done(&snapshot);
}

/* --- exact ------------------------------------------------------------------- */

START_TEST(infer_names_a_namespace_after_its_init)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "3976 1", .ppid = 1 },
		{ .chain = "4005 7", .ppid = 3976 },
		{ .chain = "4006 8", .ppid = 4005 },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 3976), "~3976");
	ck_assert_str_eq(unit_ns(&snapshot, 4005), "~3976");
	ck_assert_str_eq(unit_ns(&snapshot, 4006), "~3976");
	ck_assert_uint_eq(snapshot.counts.inferred, 3);
	ck_assert_uint_eq(snapshot.counts.unknown, 0);
	ck_assert_uint_eq(snapshot_find_namespace_by_init(&snapshot, 3976),
	                  unit_process(&snapshot, 4006)->ns);
}
END_TEST

START_TEST(infer_gives_the_id_where_one_of_the_family_may_be_read)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "3976 1", .ppid = 1 },
		{ .chain = "4005 7", .ppid = 3976, .ns = 4026532254 },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 3976), "~4026532254");
	ck_assert_str_eq(unit_ns(&snapshot, 4005), "4026532254");
	ck_assert_uint_eq(snapshot.counts.inferred, 1);
	ck_assert_uint_eq(snapshot.nnamespaces, 2);
}
END_TEST

START_TEST(infer_nested_namespaces_with_their_parents)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "11 2", .ppid = 10 },
		{ .chain = "20 3 1", .ppid = 11 },
		{ .chain = "21 4 2", .ppid = 20 },
		{ .chain = "30 5 1", .ppid = 10 },
	};
	const struct namespace *inner;

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 21), "~20");
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~30");
	inner = &snapshot.namespaces[unit_process(&snapshot, 21)->ns];
	ck_assert_int_eq(inner->level, 2);
	ck_assert(inner->parent_known);
	ck_assert_uint_eq(inner->parent, unit_process(&snapshot, 10)->ns);
	ck_assert(inner->inferred);
}
END_TEST

/* Entered from the host, so that the parent tells nothing; but its session leader lives inside. */
START_TEST(infer_by_a_leader_that_is_visible_from_inside)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "20 1", .ppid = 1 },
		{ .chain = "30 7", .ppid = 1, .session = "20 1", .group = "30 7" },
		{ .chain = "31 7", .ppid = 1, .session = "1", .group = "10 1" },
		{ .chain = "32 8", .ppid = 1, .session = "1", .group = "1" },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~20");
	ck_assert_str_eq(unit_ns(&snapshot, 31), "~10");
	/* A leader on the host is not seen from inside, and says nothing. */
	ck_assert_str_eq(unit_ns(&snapshot, 32), "?");
}
END_TEST

/* --- likely ------------------------------------------------------------------ */

START_TEST(infer_by_elimination_where_one_namespace_is_left)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "11 7", .ppid = 10 },
		{ .chain = "20 1", .ppid = 1 },
		{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1" },
		{ .chain = "31 8", .ppid = 30, .session = "1", .group = "1" },
	};

	/* The first namespace already knows a 7: so it is the other. */
	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~20");
	ck_assert_str_eq(unit_ns(&snapshot, 31), "~20");
}
END_TEST

START_TEST(infer_leaves_open_what_fits_twice)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "20 1", .ppid = 1 },
		{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1" },
		{ .chain = "31 8", .ppid = 30, .session = "1", .group = "1" },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "?");
	ck_assert_str_eq(unit_ns(&snapshot, 31), "?");
	ck_assert_uint_eq(snapshot.counts.unknown, 2);
	ck_assert_uint_eq(snapshot.counts.inferred, 2);
}
END_TEST

START_TEST(infer_leaves_out_namespaces_that_are_not_below_the_parents)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "20 1", .ppid = 1 },
		{ .chain = "11 5 1", .ppid = 10 },
		{ .chain = "21 5 1", .ppid = 20 },
		{ .chain = "30 9 7", .ppid = 20, .session = "20 1", .group = "20 1" },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~21");
}
END_TEST

/* What is hidden may be just the namespace that it lives in. */
START_TEST(infer_does_not_eliminate_where_processes_are_hidden)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1 },
		{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1" },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "~10");
	snapshot_done(&snapshot);
	UNIT_SNAPSHOT(table, &snapshot);
	snapshot.counts.hidden = 1;
	ck_assert_int_eq(infer_namespaces(&snapshot, NULL, NULL), 0);
	ck_assert_str_eq(unit_ns(&snapshot, 10), "~10");
	ck_assert_str_eq(unit_ns(&snapshot, 30), "?");
	snapshot_done(&snapshot);
	UNIT_SNAPSHOT(table, &snapshot);
	snapshot.counts.hidden_more = true;
	ck_assert_int_eq(infer_namespaces(&snapshot, NULL, NULL), 0);
	ck_assert_str_eq(unit_ns(&snapshot, 30), "?");
}
END_TEST

/* Two equal containers, and three processes that entered one of them from the host. */
static const struct fixture_process entered[] = {
	{ .chain = "1" },
	{ .chain = "10 1", .ppid = 1 },
	{ .chain = "20 1", .ppid = 1 },
	{ .chain = "30 7", .ppid = 1, .session = "1", .group = "1" },
};

/* PIDs and what tells them apart. */
static struct {
	pid_t pid;
	struct infer_hint hint;
} hints[3];

static struct infer_hint hint_of(void *data, const struct process *process)
{
	(void)data;
	for (size_t i = 0; i < ARRAY_SIZE(hints); i++) {
		if (hints[i].pid == process->pid)
			return hints[i].hint;
	}
	return (struct infer_hint){ 0 };
}

static const char *infer_hinted(struct infer_hint first, struct infer_hint second,
                                struct infer_hint own)
{
	hints[0].pid = 10;
	hints[0].hint = first;
	hints[1].pid = 20;
	hints[1].hint = second;
	hints[2].pid = 30;
	hints[2].hint = own;
	snapshot_done(&snapshot);
	infer_with(entered, ARRAY_SIZE(entered), hint_of);
	return unit_ns(&snapshot, 30);
}

START_TEST(infer_by_the_same_mounts)
{
	struct infer_hint a = { .mounts = 100, .cgroup = 5 }, b = { .mounts = 200, .cgroup = 5 };

	ck_assert_str_eq(infer_hinted(a, b, b), "~20");
	ck_assert_str_eq(infer_hinted(a, b, a), "~10");
}
END_TEST

START_TEST(infer_by_the_same_cgroup)
{
	struct infer_hint a = { .mounts = 100, .cgroup = 5 }, b = { .mounts = 200, .cgroup = 6 };
	struct infer_hint own = { .mounts = 300, .cgroup = 6 };

	ck_assert_str_eq(infer_hinted(a, b, own), "~20");
}
END_TEST

START_TEST(infer_does_not_decide_by_hints_that_several_share)
{
	struct infer_hint same = { .mounts = 100, .cgroup = 5 }, none = { 0 };
	struct infer_hint other = { .mounts = 300, .cgroup = 6 };

	ck_assert_str_eq(infer_hinted(same, same, same), "?");
	ck_assert_str_eq(infer_hinted(same, same, other), "?");
	/* 0 is what the viewer has, too: equal by chance. */
	ck_assert_str_eq(infer_hinted(none, same, none), "?");
}
END_TEST

START_TEST(infer_prefers_mounts_over_cgroups_and_never_both_ways)
{
	struct infer_hint a = { .mounts = 100, .cgroup = 5 }, b = { .mounts = 200, .cgroup = 6 };
	struct infer_hint mixed = { .mounts = 100, .cgroup = 6 };

	ck_assert_str_eq(infer_hinted(a, b, mixed), "~10");
}
END_TEST

/* --- odd --------------------------------------------------------------------- */

/* Two of one family in different namespaces: something changed while it was read. */
START_TEST(infer_says_nothing_about_a_torn_family)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .ns = 4026532254 },
		{ .chain = "11 2", .ppid = 10, .ns = 4026532300 },
		{ .chain = "12 3", .ppid = 11 },
	};

	INFER(table);
	ck_assert_str_eq(unit_ns(&snapshot, 12), "?");
	ck_assert_str_eq(unit_ns(&snapshot, 11), "4026532300");
}
END_TEST

START_TEST(infer_gives_threads_the_namespace_of_their_process)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .threads = 2 },
		{ .chain = "11 2", .tgid = 10, .ppid = 1 },
	};

	INFER(table);
	ck_assert_uint_eq(snapshot.threads[0].ns, unit_process(&snapshot, 10)->ns);
	ck_assert(snapshot.threads[0].inferred);
}
END_TEST

START_TEST(infer_leaves_what_was_read_alone)
{
	static const struct fixture_process table[] = {
		{ .chain = "1" },
		{ .chain = "10 1", .ppid = 1, .ns = 4026532254 },
		{ .chain = "11 2", .ppid = 10, .ns = 4026532254 },
	};

	INFER(table);
	ck_assert_uint_eq(snapshot.counts.inferred, 0);
	ck_assert_str_eq(unit_ns(&snapshot, 11), "4026532254");
	ck_assert(!snapshot.namespaces[unit_namespace(&snapshot, 4026532254)].inferred);
}
END_TEST

START_TEST(infer_of_nothing)
{
	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	ck_assert_int_eq(infer_namespaces(&snapshot, NULL, NULL), 0);
	ck_assert_uint_eq(snapshot.nnamespaces, 1);
}
END_TEST

Suite *infer_suite(void)
{
	Suite *suite = suite_create("infer");
	TCase *tests = tcase_create("infer");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_test(tests, infer_names_a_namespace_after_its_init);
	tcase_add_test(tests, infer_gives_the_id_where_one_of_the_family_may_be_read);
	tcase_add_test(tests, infer_nested_namespaces_with_their_parents);
	tcase_add_test(tests, infer_by_a_leader_that_is_visible_from_inside);
	tcase_add_test(tests, infer_by_elimination_where_one_namespace_is_left);
	tcase_add_test(tests, infer_leaves_open_what_fits_twice);
	tcase_add_test(tests, infer_leaves_out_namespaces_that_are_not_below_the_parents);
	tcase_add_test(tests, infer_does_not_eliminate_where_processes_are_hidden);
	tcase_add_test(tests, infer_by_the_same_mounts);
	tcase_add_test(tests, infer_by_the_same_cgroup);
	tcase_add_test(tests, infer_does_not_decide_by_hints_that_several_share);
	tcase_add_test(tests, infer_prefers_mounts_over_cgroups_and_never_both_ways);
	tcase_add_test(tests, infer_says_nothing_about_a_torn_family);
	tcase_add_test(tests, infer_gives_threads_the_namespace_of_their_process);
	tcase_add_test(tests, infer_leaves_what_was_read_alone);
	tcase_add_test(tests, infer_of_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
