/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the live view's state: lines, what comes and goes, selection and folds.
 */
#include "tests/unit/live_scene.h"

#define WEB SCENE_WEB
#define DB  SCENE_DB

static struct live_state *state;

static void start(enum live_mode mode, size_t page)
{
	state = scene_state(mode, page);
}

static void teardown(void)
{
	live_state_free(state);
	state = NULL;
}

/* --- lines --- */

START_TEST(processes_are_sorted_by_cpu_without_threads_of_the_kernel)
{
	start(LIVE_PROCESSES, 20);
	ck_assert_str_eq(scene_text(state), "");
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state), "502> 100 600 501 101 500 1 503");
}
END_TEST

START_TEST(namespaces_are_one_line_each_with_sums)
{
	struct live_row row;
	struct cell cell;

	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state), "ns254> ns836 ns300");
	live_state_row(state, 0, &row);
	ck_assert_double_eq_tol(row.sums.cpu, 100, 0.001);
	ck_assert_uint_eq(row.sums.rss, (uint64_t)(501 + 502 + 503) * 1048576);
	cell = live_row_cell(&row, live_columns_find("CPU", 3, ROW_NAMESPACE));
	ck_assert_int_eq(cell.kind, CELL_REAL);
	ck_assert_double_eq_tol(cell.real, 100, 0.001);
	cell = live_row_cell(&row, live_columns_find("NZOMBIES", 8, ROW_NAMESPACE));
	ck_assert_int_eq(cell.number, 1);
	/* Columns of processes have nothing to say here, and do not crash. */
	cell = live_row_cell(&row, live_columns_find("PID", 3, ROW_PROCESS));
	ck_assert_int_eq(cell.kind, CELL_NONE);
}
END_TEST

START_TEST(tree_has_boundaries)
{
	struct live_row row;
	char text[128];

	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state),
	                 "1> .100 ..101 .500 ..ns254 ...501 ....502 ....503 ..ns300 ...600");
	live_state_row(state, 4, &row);
	ck_assert_int_eq(row.kind, LIVE_ROW_BOUNDARY);
	live_row_boundary(&row, CELL_STYLE_ASCII, text, sizeof(text));
	ck_assert_str_eq(text, "pid:[4026532254] docker:web (init 501>1, 3 processes)");
	for (size_t size = 1; size < sizeof(text); size++)
		ck_assert_uint_lt(live_row_boundary(&row, CELL_STYLE_HUMAN, text, size), size);
	ck_assert_str_eq(columns_find("COMMAND", 7, ROW_PROCESS)->name,
	                 live_state_columns(state)->columns[live_state_tree_column(state)]->name);
}
END_TEST

START_TEST(tree_draws_branches)
{
	static const char *const expected[] = {
		"", "|-", "| `-", "`-", "  |-", "  | `-", "  |   |-", "  |   `-", "  `-", "    `-",
	};
	char prefix[FOREST_PREFIX_SIZE];

	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert_uint_eq(live_state_rows(state), ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		live_state_prefix(state, i, &forest_style_ascii, prefix, sizeof(prefix));
		ck_assert_str_eq(prefix, expected[i]);
	}
}
END_TEST

START_TEST(tree_sorts_siblings)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "P");
	ck_assert_str_eq(scene_text(state),
	                 "1> .100 ..101 .500 ..ns254 ...501 ....502 ....503 ..ns300 ...600");
	scene_keys(state, "I");
	ck_assert_str_eq(scene_text(state),
	                 "1> .500 ..ns300 ...600 ..ns254 ...501 ....503 ....502 .100 ..101");
}
END_TEST

START_TEST(threads_come_below_their_process)
{
	static const struct fixture_process threaded[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "10", .ppid = 1, .name = "java", .threads = 3, .ticks = 9 },
		{ .chain = "11", .tgid = 10, .ppid = 1, .name = "gc" },
		{ .chain = "12", .tgid = 10, .ppid = 1, .name = "jit" },
	};

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, threaded);
	ck_assert_str_eq(scene_text(state), "10> 1");
	scene_keys(state, "H");
	ck_assert_str_eq(scene_text(state), "10> .10.11 .10.12 1");
	scene_keys(state, "t");
	ck_assert_str_eq(scene_text(state), "1> .10 ..10.11 ..10.12");
	scene_keys(state, "H");
	ck_assert_str_eq(scene_text(state), "1> .10");
}
END_TEST

/* --- what comes and goes --- */

START_TEST(ended_are_shown_once_more_and_new_ones_marked)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "100> 700+ 600 501 101x 500 1 502 503x");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "100> 700 600 501 500 1 502");
}
END_TEST

START_TEST(ended_keep_their_place_in_the_tree)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(
		scene_text(state),
		"1> .100 ..101x ..700+ .500 ..ns254 ...501 ....502 ....503x ..ns300 ...600");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state),
	                 "1> .100 ..700 .500 ..ns254 ...501 ....502 ..ns300 ...600");
}
END_TEST

START_TEST(namespace_that_ended_is_shown_once_more)
{
	static const struct fixture_process without_db[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "500", .ppid = 1, .name = "shim" },
		{ .chain = "501 1", .ppid = 500, .ns = WEB, .name = "nginx", .ticks = 4 },
	};

	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	SCENE_TAKE(state, without_db);
	ck_assert_str_eq(scene_text(state), "ns300x> ns254 ns836");
	SCENE_TAKE(state, without_db);
	ck_assert_str_eq(scene_text(state), "ns254> ns836");
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state), "ns254> ns836 ns300+");
}
END_TEST

/* The same inode and the same PID, but another init: another namespace (inodes are reused at once).
 */
START_TEST(namespace_with_a_reused_inode_is_another)
{
	static const struct fixture_process reused[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "500", .ppid = 1, .name = "shim" },
		{ .chain = "600 1", .ppid = 500, .ns = DB, .name = "postgres", .start = 99999 },
	};

	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	SCENE_TAKE(state, reused);
	ck_assert_str_eq(scene_text(state), "ns254x> ns300x ns836 ns300+");
	SCENE_TAKE(state, reused);
	ck_assert_str_eq(scene_text(state), "ns836> ns300");
}
END_TEST

START_TEST(process_with_a_reused_pid_is_another)
{
	static const struct fixture_process reused[] = {
		{ .chain = "1", .name = "systemd", .ticks = 1 },
		{ .chain = "100", .ppid = 1, .name = "other", .start = 88888, .ticks = 70 },
	};

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 100);
	scene_keys(state, " ");
	scene_select(state, 100);
	SCENE_TAKE(state, reused);
	/* 70 of the new one, then those of before by what they used last. */
	ck_assert_str_eq(scene_text(state), "502x 100+ 100x> 600x 501x 101x 500x 1 503x");
	SCENE_TAKE(state, reused);
	ck_assert_str_eq(scene_text(state), "100 1>");
}
END_TEST

/* --- the selection --- */

START_TEST(cursor_stays_on_the_first_line_until_it_is_moved)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_cursor(state), "502");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_cursor(state), "100");
}
END_TEST

START_TEST(selection_stays_on_its_process)
{
	start(LIVE_PROCESSES, 3);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 502);
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_cursor(state), "502");
	ck_assert_uint_eq(live_state_cursor(state), 7);
	/* The list is steady: nobody asked to go down. */
	ck_assert_uint_eq(live_state_top(state), 0);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_cursor(state), "502");
	ck_assert_uint_eq(live_state_cursor(state), 0);
}
END_TEST

START_TEST(follow_keeps_it_in_view)
{
	start(LIVE_PROCESSES, 3);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "F");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_cursor(state), "502");
	ck_assert_uint_eq(live_state_top(state), 5);
	scene_keys(state, "F");
	SCENE_TAKE(state, scene_table);
	ck_assert_uint_eq(live_state_top(state), 5);
}
END_TEST

START_TEST(follow_ends_with_its_process)
{
	struct live_status status;

	start(LIVE_PROCESSES, 3);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 101);
	scene_keys(state, "F");
	SCENE_TAKE(state, scene_later);
	live_state_status(state, &status);
	ck_assert(!status.follow);
	ck_assert_str_eq(live_state_message(state), "PID 101 has ended: following no more");
	/* One that a filter hides is followed no more either, as another would be in its place. */
	scene_select(state, 100);
	scene_keys(state, "F");
	scene_answer(state, LIVE_PROMPT_FILTER, "nginx");
	live_state_status(state, &status);
	ck_assert(!status.follow);
	ck_assert_str_eq(live_state_message(state),
	                 "PID 100 is not shown any more: following no more");
}
END_TEST

START_TEST(selection_of_what_ended_goes_to_the_nearest)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 101);
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "100 700+ 600 501 101x> 500 1 502 503x");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "100 700 600 501 500> 1 502");
}
END_TEST

/* The view is the view, also while its init cannot be read. */
START_TEST(selection_stays_on_the_view)
{
	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert(live_state_click(state, 1));
	ck_assert_str_eq(scene_cursor(state), "ns836");
	scene_take(state, scene_later + 1, SCENE_LATER - 1);
	ck_assert_str_eq(scene_text(state), "ns836> ns300 ns254");
}
END_TEST

START_TEST(selection_goes_along_between_the_modes)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 502);
	scene_keys(state, "n");
	ck_assert_str_eq(scene_cursor(state), "ns254");
	scene_keys(state, "t");
	ck_assert_str_eq(scene_cursor(state), "...501");
	scene_keys(state, "t");
	ck_assert_str_eq(scene_cursor(state), "501");
	scene_keys(state, "\t\t\t");
	ck_assert_str_eq(scene_cursor(state), "501");
}
END_TEST

START_TEST(cursor_moves_and_the_page_with_it)
{
	start(LIVE_PROCESSES, 3);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "jjj");
	ck_assert_uint_eq(live_state_cursor(state), 3);
	ck_assert_uint_eq(live_state_top(state), 1);
	scene_keys(state, "G");
	ck_assert_uint_eq(live_state_cursor(state), 7);
	ck_assert_uint_eq(live_state_top(state), 5);
	scene_act(state, LIVE_ACTION_PAGE_UP);
	ck_assert_uint_eq(live_state_cursor(state), 4);
	scene_act(state, LIVE_ACTION_WHEEL_DOWN);
	ck_assert_uint_eq(live_state_cursor(state), 4);
	ck_assert_uint_eq(live_state_top(state), 5);
	scene_keys(state, "g");
	ck_assert_uint_eq(live_state_top(state), 0);
	live_state_set_page(state, 100);
	ck_assert_uint_eq(live_state_top(state), 0);
	scene_keys(state, "G");
	live_state_set_page(state, 2);
	ck_assert_uint_eq(live_state_top(state), 6);
}
END_TEST

START_TEST(parent_in_the_tree)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 502);
	scene_act(state, LIVE_ACTION_PARENT);
	ck_assert_str_eq(scene_cursor(state), "...501");
	scene_act(state, LIVE_ACTION_PARENT);
	ck_assert_str_eq(scene_cursor(state), "..ns254");
	for (int i = 0; i < 5; i++)
		scene_act(state, LIVE_ACTION_PARENT);
	ck_assert_str_eq(scene_cursor(state), "1");
}
END_TEST

/* --- folds --- */

START_TEST(fold_at_a_process_and_at_a_boundary)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 501);
	scene_keys(state, "-");
	ck_assert_str_eq(scene_text(state), "1 .100 ..101 .500 ..ns254 ...501>(2) ..ns300 ...600");
	scene_act(state, LIVE_ACTION_PARENT);
	scene_keys(state, "-");
	ck_assert_str_eq(scene_text(state), "1 .100 ..101 .500 ..ns254>(3) ..ns300 ...600");
	/* Folds stay where they are when everything around moves. */
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "1 .100 ..101x ..700+ .500 ..ns254>(3) ..ns300 ...600");
	scene_keys(state, "+");
	ck_assert_str_eq(scene_text(state),
	                 "1 .100 ..101x ..700+ .500 ..ns254> ...501(2) ..ns300 ...600");
}
END_TEST

START_TEST(fold_all_and_unfold_one)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 502);
	scene_keys(state, "*");
	ck_assert_str_eq(scene_text(state), "1>(9)");
	scene_keys(state, "+");
	ck_assert_str_eq(scene_text(state), "1> .100(1) .500(6)");
	scene_keys(state, "*");
	ck_assert_str_eq(scene_text(state),
	                 "1> .100 ..101 .500 ..ns254 ...501 ....502 ....503 ..ns300 ...600");
}
END_TEST

START_TEST(fold_of_nothing_says_so)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 101);
	scene_keys(state, "-");
	ck_assert_str_ne(live_state_message(state), "");
	scene_keys(state, "t-");
	ck_assert_str_eq(live_state_message(state), "only the tree folds");
}
END_TEST

START_TEST(fold_does_not_hide_what_is_filtered_for)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "*");
	scene_answer(state, LIVE_PROMPT_FILTER, "worker");
	ck_assert_str_eq(scene_text(state), "1~> .500~ ..ns254 ...501~ ....502");
}
END_TEST

Suite *live_suite(void)
{
	Suite *suite = suite_create("live");
	TCase *tests = tcase_create("state");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_test(tests, processes_are_sorted_by_cpu_without_threads_of_the_kernel);
	tcase_add_test(tests, namespaces_are_one_line_each_with_sums);
	tcase_add_test(tests, tree_has_boundaries);
	tcase_add_test(tests, tree_draws_branches);
	tcase_add_test(tests, tree_sorts_siblings);
	tcase_add_test(tests, threads_come_below_their_process);
	tcase_add_test(tests, ended_are_shown_once_more_and_new_ones_marked);
	tcase_add_test(tests, ended_keep_their_place_in_the_tree);
	tcase_add_test(tests, namespace_that_ended_is_shown_once_more);
	tcase_add_test(tests, namespace_with_a_reused_inode_is_another);
	tcase_add_test(tests, process_with_a_reused_pid_is_another);
	tcase_add_test(tests, cursor_stays_on_the_first_line_until_it_is_moved);
	tcase_add_test(tests, selection_stays_on_its_process);
	tcase_add_test(tests, follow_keeps_it_in_view);
	tcase_add_test(tests, follow_ends_with_its_process);
	tcase_add_test(tests, selection_of_what_ended_goes_to_the_nearest);
	tcase_add_test(tests, selection_stays_on_the_view);
	tcase_add_test(tests, selection_goes_along_between_the_modes);
	tcase_add_test(tests, cursor_moves_and_the_page_with_it);
	tcase_add_test(tests, parent_in_the_tree);
	tcase_add_test(tests, fold_at_a_process_and_at_a_boundary);
	tcase_add_test(tests, fold_all_and_unfold_one);
	tcase_add_test(tests, fold_of_nothing_says_so);
	tcase_add_test(tests, fold_does_not_hide_what_is_filtered_for);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, live_find_case());
	suite_add_tcase(suite, live_keys_case());
	suite_add_tcase(suite, live_dialog_case());
	suite_add_tcase(suite, live_settings_case());
	suite_add_tcase(suite, live_details_case());
	suite_add_tcase(suite, live_delta_case());
	return suite;
}
