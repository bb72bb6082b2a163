/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of forests: the trees, as they are drawn.
 */
#include "tests/unit/unit.h"

#define WEB   UINT64_C(4026532254)
#define INNER UINT64_C(4026532400)

static void forest_is(const struct fixture_process *table, size_t count,
                      const struct forest_options *options, const char *expected)
{
	_cleanup_free_ char *text = NULL;
	struct snapshot snapshot;

	unit_snapshot(table, count, &snapshot);
	text = unit_forest(&snapshot, options);
	ck_assert_str_eq(text, expected);
	snapshot_done(&snapshot);
}
#define FOREST_IS(table, options, expected) forest_is(table, ARRAY_SIZE(table), options, expected)

static const struct forest_options plain;

static const struct fixture_process nested[] = {
	{ .chain = "1", .name = "systemd" },
	{ .chain = "500", .ppid = 1, .name = "shim" },
	{ .chain = "501", .ppid = 500, .name = "logger" },
	{ .chain = "900", .ppid = 1, .name = "sshd" },
	{ .chain = "3976 1", .ppid = 500, .ns = WEB, .name = "nginx" },
	{ .chain = "4005 7", .ppid = 3976, .ns = WEB, .name = "worker" },
	{ .chain = "4010 8 1", .ppid = 4005, .ns = INNER, .name = "sandbox" },
	{ .chain = "4011 9", .ppid = 3976, .ns = WEB, .name = "worker" },
};

START_TEST(forest_shows_each_boundary)
{
	FOREST_IS(nested, &plain,
	          "1 systemd\n"
	          "├─500 shim\n"
	          "│ ├─501 logger\n"
	          "│ └─ns 4026532254 (1)\n"
	          "│   └─3976>1 nginx\n"
	          "│     ├─4005>7 worker\n"
	          "│     │ └─ns 4026532400 (1)\n"
	          "│     │   └─4010>8>1 sandbox\n"
	          "│     └─4011>9 worker\n"
	          "└─900 sshd\n");
}
END_TEST

START_TEST(forest_of_namespaces_alone)
{
	static const struct forest_options options = { .namespaces_only = true };

	FOREST_IS(nested, &options,
	          "ns 4026531836 (4)\n"
	          "└─ns 4026532254 (3)\n"
	          "  └─ns 4026532400 (1)\n");
}
END_TEST

/* Children of one parent in different namespaces come below one boundary each. */
START_TEST(forest_gathers_the_children_of_each_namespace)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "runtime" },
		{ .chain = "10 1", .ppid = 1, .ns = WEB, .name = "init" },
		{ .chain = "11 1", .ppid = 1, .ns = INNER, .name = "other" },
		{ .chain = "12 5", .ppid = 1, .ns = WEB, .name = "entered" },
		{ .chain = "13", .ppid = 1, .name = "helper" },
		{ .chain = "14 6", .ppid = 1, .name = "unknown" },
	};

	FOREST_IS(table, &plain,
	          "1 runtime\n"
	          "├─13 helper\n"
	          "├─ns 4026532254 (2)\n"
	          "│ ├─10>1 init\n"
	          "│ └─12>5 entered\n"
	          "├─ns 4026532400 (1)\n"
	          "│ └─11>1 other\n"
	          "└─14>6 unknown\n");
}
END_TEST

/* With `unknown`, a level is enough for a boundary: all of one level come below one. */
START_TEST(forest_shows_boundaries_of_unknown_namespaces)
{
	static const struct forest_options options = { .unknown = true };
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "runtime" },
		{ .chain = "13", .ppid = 1, .name = "helper" },
		{ .chain = "14 6", .ppid = 1, .name = "unknown" },
		{ .chain = "15 8 2", .ppid = 1, .name = "deeper" },
		{ .chain = "16 9", .ppid = 1, .name = "unknown too" },
		{ .chain = "17 10", .ppid = 14, .name = "child" },
		{ .chain = "18 11 3", .ppid = 14, .name = "grandchild" },
	};

	FOREST_IS(table, &options,
	          "1 runtime\n"
	          "├─13 helper\n"
	          "├─ns ? (2)\n"
	          "│ ├─14>6 unknown\n"
	          "│ │ ├─17>10 child\n"
	          "│ │ └─ns ? (1)\n"
	          "│ │   └─18>11>3 grandchild\n"
	          "│ └─16>9 unknown too\n"
	          "└─ns ? (1)\n"
	          "  └─15>8>2 deeper\n");
}
END_TEST

START_TEST(forest_says_the_namespace_of_a_root_below_the_view)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "10 1", .ppid = 0, .ns = WEB, .name = "orphan" },
		{ .chain = "11 2", .ppid = 10, .ns = WEB, .name = "child" },
	};

	FOREST_IS(table, &plain,
	          "1 systemd\n"
	          "ns 4026532254 (1)\n"
	          "└─10>1 orphan\n"
	          "  └─11>2 child\n");
}
END_TEST

START_TEST(forest_gathers_the_roots_of_each_namespace)
{
	static const struct fixture_process table[] = {
		{ .chain = "10 1", .ns = WEB, .name = "init" },
		{ .chain = "11 1", .ns = INNER, .name = "other" },
		{ .chain = "12 5", .ns = WEB, .name = "entered" },
		{ .chain = "13 6", .ppid = 12, .ns = WEB, .name = "child" },
	};

	FOREST_IS(table, &plain,
	          "ns 4026532254 (2)\n"
	          "├─10>1 init\n"
	          "└─12>5 entered\n"
	          "  └─13>6 child\n"
	          "ns 4026532400 (1)\n"
	          "└─11>1 other\n");
}
END_TEST

static const struct fixture_process alike[] = {
	{ .chain = "1", .name = "init" },
	{ .chain = "10", .ppid = 1, .name = "worker" },
	{ .chain = "11", .ppid = 1, .name = "other" },
	{ .chain = "12", .ppid = 1, .name = "worker" },
	{ .chain = "13", .ppid = 1, .name = "worker" },
	{ .chain = "14", .ppid = 13, .name = "child" },
	{ .chain = "15", .ppid = 1, .name = "worker" },
};

START_TEST(forest_folds_alike_leaves_only)
{
	static const struct forest_options options = { .fold = true };

	FOREST_IS(alike, &options,
	          "1 init\n"
	          "├─3*[worker]\n"
	          "├─11 other\n"
	          "└─13 worker\n"
	          "  └─14 child\n");
}
END_TEST

START_TEST(forest_folds_threads_of_the_kernel)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "2", .name = "kthreadd", .flags = FIXTURE_KTHREAD },
		{ .chain = "3", .ppid = 2, .name = "rcu_gp", .flags = FIXTURE_KTHREAD },
		{ .chain = "4", .ppid = 2, .name = "kworker/0:0", .flags = FIXTURE_KTHREAD },
	};
	static const struct forest_options options = { .fold_kernel = true };

	FOREST_IS(table, &options, "1 systemd\n2 kthreadd\n└─2*[rcu_gp]\n");
	FOREST_IS(table, &plain, "1 systemd\n2 kthreadd\n├─3 rcu_gp\n└─4 kworker/0:0\n");
}
END_TEST

START_TEST(forest_shows_threads_below_their_process)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "init" },
		{ .chain = "10", .ppid = 1, .name = "java", .threads = 3 },
		{ .chain = "20", .tgid = 10, .name = "gc" },
		{ .chain = "15", .tgid = 10, .name = "main" },
		{ .chain = "16", .ppid = 10, .name = "child" },
	};
	static const struct forest_options options = { .threads = true };

	FOREST_IS(table, &options,
	          "1 init\n"
	          "└─10 java\n"
	          "  ├─tid 15 main\n"
	          "  ├─tid 20 gc\n"
	          "  └─16 child\n");
	FOREST_IS(table, &plain, "1 init\n└─10 java\n  └─16 child\n");
}
END_TEST

START_TEST(forest_of_chosen_processes_shows_what_connects_them)
{
	/* systemd, shim, logger, sshd, nginx, worker, sandbox, worker */
	static const bool chosen[] = { false, false, false, false, false, false, true, false };
	const struct forest_options options = { .chosen = chosen };

	FOREST_IS(nested, &options,
	          ".1 systemd\n"
	          "└─.500 shim\n"
	          "  └─ns 4026532254 (1)\n"
	          "    └─.3976>1 nginx\n"
	          "      └─.4005>7 worker\n"
	          "        └─ns 4026532400 (1)\n"
	          "          └─4010>8>1 sandbox\n");
}
END_TEST

START_TEST(forest_of_chosen_processes_starts_at_their_roots)
{
	static const bool chosen[] = { false, false, false, false, true, false, true, false };
	static const bool roots[] = { false, false, false, false, true, false, false, false };
	const struct forest_options options = { .chosen = chosen, .roots = roots };

	FOREST_IS(nested, &options,
	          "ns 4026532254 (1)\n"
	          "└─3976>1 nginx\n"
	          "  └─.4005>7 worker\n"
	          "    └─ns 4026532400 (1)\n"
	          "      └─4010>8>1 sandbox\n");
}
END_TEST

START_TEST(forest_of_chosen_processes_shows_their_namespaces)
{
	static const bool chosen[] = { false, false, false, false, false, true, false, false };
	const struct forest_options options = { .chosen = chosen, .namespaces_only = true };

	FOREST_IS(nested, &options, "ns 4026532254 (3)\n");
}
END_TEST

/* A race can read a child before, and its parent after the parent's PID went to somebody else. */
START_TEST(forest_shows_everybody_once_even_in_a_loop_of_parents)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "init" },
		{ .chain = "10", .ppid = 11, .name = "a" },
		{ .chain = "11", .ppid = 12, .name = "b" },
		{ .chain = "12", .ppid = 10, .name = "c" },
		{ .chain = "13", .ppid = 13, .name = "own" },
	};

	FOREST_IS(table, &plain, "1 init\n13 own\n10 a\n└─12 c\n  └─11 b\n");
}
END_TEST

START_TEST(forest_does_not_hang_the_host_below_a_container)
{
	static const struct fixture_process table[] = {
		{ .chain = "10 1", .ns = WEB, .name = "reused" },
		{ .chain = "11", .ppid = 10, .name = "host" },
	};

	FOREST_IS(table, &plain, "11 host\nns 4026532254 (1)\n└─10>1 reused\n");
}
END_TEST

START_TEST(forest_of_nothing_is_empty)
{
	struct snapshot snapshot;
	struct forest forest;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_int_eq(forest_build(&snapshot, &plain, &forest), 0);
	ck_assert_uint_eq(forest.nrows, 0);
	forest_done(&forest);
	forest_done(&forest);
	snapshot_done(&snapshot);
}
END_TEST

/* 30,000 processes, each the child of the one before: no recursion, and drawn in bounded room. */
START_TEST(forest_of_a_very_deep_chain)
{
	enum { DEEP = 30000 };
	char prefix[FOREST_PREFIX_SIZE];
	struct snapshot snapshot;
	struct forest forest;
	size_t len;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	for (int i = 1; i <= DEEP; i++) {
		struct process *process = snapshot_add_process(&snapshot);
		pid_t *chain = arena_alloc(&snapshot.arena, sizeof(*chain));

		*chain = i;
		process->chain = chain;
		process->pid = process->tgid = i;
		process->ppid = i - 1;
		process->level = 0;
		process->ns = NAMESPACE_VIEW;
		process->name = "deep";
	}
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_int_eq(forest_build(&snapshot, &plain, &forest), 0);
	ck_assert_uint_eq(forest.nrows, DEEP);
	ck_assert_uint_eq(forest.rows[DEEP - 1].depth, DEEP - 1);
	len = forest_prefix(&forest, DEEP - 1, &forest_style_utf8, 48, prefix, sizeof(prefix));
	ck_assert_uint_eq(len, strlen(prefix));
	ck_assert_int_eq(strncmp(prefix, "…", strlen("…")), 0);
	ck_assert_str_eq(prefix + len - strlen("└─"), "└─");
	forest_prefix(&forest, DEEP - 1, &forest_style_utf8, 4, prefix, sizeof(prefix));
	ck_assert_str_eq(prefix, "…       └─");
	forest_done(&forest);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(forest_prefix_never_leaves_its_buffer)
{
	char prefix[16];
	struct snapshot snapshot;
	struct forest forest;

	UNIT_SNAPSHOT(nested, &snapshot);
	ck_assert_int_eq(forest_build(&snapshot, &plain, &forest), 0);
	for (size_t size = 1; size < sizeof(prefix); size++) {
		memset(prefix, '#', sizeof(prefix));
		forest_prefix(&forest, 7, &forest_style_ascii, 48, prefix, size);
		ck_assert_uint_lt(strlen(prefix), size);
		ck_assert_int_eq(prefix[size], '#');
	}
	ck_assert_uint_eq(forest_prefix(&forest, 7, &forest_style_ascii, 48, prefix, 0), 0);
	forest_done(&forest);
	snapshot_done(&snapshot);
}
END_TEST

Suite *forest_suite(void)
{
	Suite *suite = suite_create("forest");
	TCase *tests = tcase_create("forest");

	tcase_add_test(tests, forest_shows_each_boundary);
	tcase_add_test(tests, forest_of_namespaces_alone);
	tcase_add_test(tests, forest_gathers_the_children_of_each_namespace);
	tcase_add_test(tests, forest_shows_boundaries_of_unknown_namespaces);
	tcase_add_test(tests, forest_says_the_namespace_of_a_root_below_the_view);
	tcase_add_test(tests, forest_gathers_the_roots_of_each_namespace);
	tcase_add_test(tests, forest_folds_alike_leaves_only);
	tcase_add_test(tests, forest_folds_threads_of_the_kernel);
	tcase_add_test(tests, forest_shows_threads_below_their_process);
	tcase_add_test(tests, forest_of_chosen_processes_shows_what_connects_them);
	tcase_add_test(tests, forest_of_chosen_processes_starts_at_their_roots);
	tcase_add_test(tests, forest_of_chosen_processes_shows_their_namespaces);
	tcase_add_test(tests, forest_shows_everybody_once_even_in_a_loop_of_parents);
	tcase_add_test(tests, forest_does_not_hang_the_host_below_a_container);
	tcase_add_test(tests, forest_of_nothing_is_empty);
	tcase_add_test(tests, forest_of_a_very_deep_chain);
	tcase_add_test(tests, forest_prefix_never_leaves_its_buffer);
	suite_add_tcase(suite, tests);
	return suite;
}
