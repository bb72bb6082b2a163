/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the live view's state: filters, search, order, columns, tags, signals and the head.
 */
#include "tests/unit/live_scene.h"

#define WEB SCENE_WEB

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

/* --- filters and search --- */

START_TEST(filter_takes_names_commands_containers_and_users)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_FILTER, "NGI");
	ck_assert_str_eq(scene_text(state), "501>");
	scene_answer(state, LIVE_PROMPT_FILTER, "podman");
	ck_assert_str_eq(scene_text(state), "600>");
	scene_answer(state, LIVE_PROMPT_FILTER, "alice");
	ck_assert_str_eq(scene_text(state), "100> 101");
	scene_answer(state, LIVE_PROMPT_FILTER, "/^(vim|bash)$/");
	ck_assert_str_eq(scene_text(state), "100> 101");
	scene_answer(state, LIVE_PROMPT_FILTER, "no such thing");
	ck_assert_str_eq(scene_text(state), "");
	scene_answer(state, LIVE_PROMPT_FILTER, "");
	ck_assert_uint_eq(live_state_rows(state), 8);
}
END_TEST

START_TEST(filter_that_is_no_pattern_is_refused)
{
	struct live_outcome outcome;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_FILTER, "bash");
	ck_assert_int_eq(live_state_answer(state, LIVE_PROMPT_FILTER, "/(/", &outcome), -EINVAL);
	ck_assert_str_ne(live_state_message(state), "");
	ck_assert_str_eq(scene_text(state), "100>");
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_FILTER), "bash");
	ck_assert_int_eq(live_state_answer(state, LIVE_PROMPT_FILTER, "\x1b[31m(", &outcome), 0);
	ck_assert_ptr_null(strchr(live_state_message(state), '\x1b'));
}
END_TEST

START_TEST(filter_of_user_and_container)
{
	struct live_outcome outcome;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_USER, "alice");
	ck_assert_str_eq(scene_text(state), "100> 101");
	scene_answer(state, LIVE_PROMPT_USER, "1000");
	ck_assert_str_eq(scene_text(state), "100> 101");
	ck_assert_int_eq(live_state_answer(state, LIVE_PROMPT_USER, "mallory", &outcome), -EINVAL);
	scene_answer(state, LIVE_PROMPT_USER, "");
	scene_answer(state, LIVE_PROMPT_CONTAINER, "docker:web");
	ck_assert_str_eq(scene_text(state), "502> 501 503");
	scene_answer(state, LIVE_PROMPT_CONTAINER, "db");
	ck_assert_str_eq(scene_text(state), "600>");
	scene_answer(state, LIVE_PROMPT_CONTAINER, "-");
	ck_assert_str_eq(scene_text(state), "100> 101 500 1");
	ck_assert_int_eq(live_state_answer(state, LIVE_PROMPT_CONTAINER, "nope", &outcome),
	                 -EINVAL);
	scene_act(state, LIVE_ACTION_CLOSE);
	ck_assert_uint_eq(live_state_rows(state), 8);
}
END_TEST

START_TEST(filter_in_the_tree_keeps_ancestors)
{
	start(LIVE_TREE, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_CONTAINER, "web");
	ck_assert_str_eq(scene_text(state), "1~> .500~ ..ns254 ...501 ....502 ....503");
}
END_TEST

START_TEST(filter_in_namespaces_takes_ids_and_processes)
{
	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_FILTER, "4026532300");
	ck_assert_str_eq(scene_text(state), "ns300>");
	scene_answer(state, LIVE_PROMPT_FILTER, "worker");
	ck_assert_str_eq(scene_text(state), "ns254>");
	scene_answer(state, LIVE_PROMPT_FILTER, "");
	scene_answer(state, LIVE_PROMPT_USER, "alice");
	ck_assert_str_eq(scene_text(state), "ns836>");
}
END_TEST

START_TEST(zombies_and_kernel_threads)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "Z");
	ck_assert_str_eq(scene_text(state), "503>");
	scene_keys(state, "n");
	ck_assert_str_eq(scene_text(state), "ns254>");
	scene_keys(state, "fZK");
	ck_assert_uint_eq(live_state_rows(state), 9);
	scene_keys(state, "K");
	ck_assert_uint_eq(live_state_rows(state), 8);
}
END_TEST

START_TEST(search_goes_round)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	ck_assert_int_eq(live_state_act(state, LIVE_ACTION_SEARCH_NEXT).prompt, LIVE_PROMPT_SEARCH);
	scene_answer(state, LIVE_PROMPT_SEARCH, "web");
	ck_assert_str_eq(scene_text(state), "502?> 100 600 501? 101 500 1 503?");
	scene_act(state, LIVE_ACTION_SEARCH_NEXT);
	ck_assert_str_eq(scene_cursor(state), "501");
	scene_act(state, LIVE_ACTION_SEARCH_NEXT);
	scene_act(state, LIVE_ACTION_SEARCH_NEXT);
	ck_assert_str_eq(scene_cursor(state), "502");
	scene_act(state, LIVE_ACTION_SEARCH_PREVIOUS);
	ck_assert_str_eq(scene_cursor(state), "503");
	scene_answer(state, LIVE_PROMPT_SEARCH, "nowhere");
	ck_assert_str_eq(scene_cursor(state), "503");
	ck_assert_str_ne(live_state_message(state), "");
}
END_TEST

static int choose_web(void *data, const struct snapshot *snapshot, bool *chosen)
{
	int *calls = data;

	for (size_t i = 0; i < snapshot->nprocesses; i++)
		chosen[i] = snapshot->processes[i].level > 0 &&
		            snapshot->namespaces[snapshot->processes[i].ns].id == WEB;
	return (*calls)++ < 2 ? 0 : -EIO;
}

/* What is typed is looked for from where the search began, whatever was found on the way. */
START_TEST(search_begins_anew_with_each_letter)
{
	start(LIVE_PROCESSES, 3);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state), "502> 100 600 501 101 500 1 503");
	scene_select(state, 100);
	scene_keys(state, "/");
	scene_answer(state, LIVE_PROMPT_SEARCH, "s");
	ck_assert_str_eq(scene_cursor(state), "100");
	scene_answer(state, LIVE_PROMPT_SEARCH, "sh");
	ck_assert_str_eq(scene_cursor(state), "100");
	scene_answer(state, LIVE_PROMPT_SEARCH, "shi");
	ck_assert_str_eq(scene_cursor(state), "500");
	scene_answer(state, LIVE_PROMPT_SEARCH, "sh");
	ck_assert_str_eq(scene_cursor(state), "100");
	scene_answer(state, LIVE_PROMPT_SEARCH, "system");
	ck_assert_str_eq(scene_cursor(state), "1");
	scene_answer(state, LIVE_PROMPT_SEARCH, "");
	ck_assert_str_eq(scene_cursor(state), "100");
	ck_assert_uint_eq(live_state_top(state), 0);
	scene_answer(state, LIVE_PROMPT_SEARCH, "gone");
	ck_assert_str_eq(scene_cursor(state), "503");
	live_state_leave(state, LIVE_PROMPT_SEARCH);
	ck_assert_str_eq(scene_cursor(state), "100");
	ck_assert_uint_eq(live_state_top(state), 0);
	/* An answer stays where it went. */
	scene_keys(state, "/");
	scene_answer(state, LIVE_PROMPT_SEARCH, "gone");
	scene_act(state, LIVE_ACTION_SEARCH_NEXT);
	ck_assert_str_eq(scene_cursor(state), "503");
}
END_TEST

START_TEST(targets_narrow_every_mode)
{
	struct snapshot snapshot;
	int calls = 0;

	start(LIVE_PROCESSES, 20);
	live_state_set_chooser(state, choose_web, &calls);
	SCENE_TAKE(state, scene_table);
	ck_assert_str_eq(scene_text(state), "502> 501 503");
	scene_keys(state, "n");
	ck_assert_str_eq(scene_text(state), "ns254>");
	scene_keys(state, "t");
	ck_assert_str_eq(scene_text(state), "ns254> .501 ..502 ..503");
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_text(state), "ns254> .501 ..502 ..503x");
	/* A chooser that fails leaves what was there. */
	scene_snapshot(scene_table, SCENE_TABLE, &snapshot);
	ck_assert_int_eq(live_state_take(state, &snapshot, 0), -EIO);
	ck_assert_str_eq(scene_text(state), "ns254> .501 ..502");
}
END_TEST

/* --- order and columns --- */

START_TEST(sort_is_stable_and_inverts)
{
	static const struct fixture_process equals[] = {
		{ .chain = "1", .name = "b", .ticks = 5 },
		{ .chain = "2", .name = "a", .ticks = 5 },
		{ .chain = "3", .name = "b" },
		{ .chain = "4", .name = "a", .ticks = 5 },
	};

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, equals);
	ck_assert_str_eq(scene_text(state), "1> 2 4 3");
	for (int i = 0; i < 5; i++)
		SCENE_TAKE(state, equals);
	ck_assert_str_eq(scene_text(state), "1> 2 4 3");
	scene_keys(state, "I");
	ck_assert_str_eq(scene_text(state), "3> 1 2 4");
	scene_answer(state, LIVE_PROMPT_SORT, "name");
	ck_assert_str_eq(scene_text(state), "2> 4 1 3");
	scene_answer(state, LIVE_PROMPT_SORT, "-NAME");
	ck_assert_str_eq(scene_text(state), "1> 3 2 4");
	/* All without a terminal: nobody knows it, it comes in the order of PIDs. */
	scene_answer(state, LIVE_PROMPT_SORT, "TTY");
	ck_assert_str_eq(scene_text(state), "1> 2 3 4");
}
END_TEST

START_TEST(sort_puts_what_has_no_value_last_in_both_directions)
{
	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_SORT, "CONTAINER");
	ck_assert_str_eq(scene_text(state), "501> 502 503 600 1 100 101 500");
	scene_answer(state, LIVE_PROMPT_SORT, "-CONTAINER");
	ck_assert_str_eq(scene_text(state), "600> 501 502 503 1 100 101 500");
}
END_TEST

/* Every column sorts as the comparison of cells has it. */
START_TEST(sort_agrees_with_the_comparison_of_cells)
{
	const struct column *column;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	for (size_t i = 0; (column = live_columns_at(ROW_PROCESS, i)); i++) {
		bool up = true;

		scene_answer(state, LIVE_PROMPT_SORT, column->name);
		for (size_t line = 1; line < live_state_rows(state); line++) {
			struct live_row above, below;
			struct cell a, b;

			live_state_row(state, line - 1, &above);
			live_state_row(state, line, &below);
			a = live_row_cell(&above, column);
			b = live_row_cell(&below, column);
			up = up && cell_compare(&a, &b) <= 0;
		}
		ck_assert_msg(up, "%s is not in order", column->name);
	}
}
END_TEST

START_TEST(sort_column_moves)
{
	bool descending;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, ">");
	ck_assert_str_eq(live_state_sort(state, &descending)->name, "RSS");
	ck_assert(descending);
	scene_keys(state, "<<");
	ck_assert_str_eq(live_state_sort(state, &descending)->name, "STATE");
	ck_assert(!descending);
	live_state_click_heading(state, 0);
	ck_assert_str_eq(live_state_sort(state, &descending)->name, "PID");
	ck_assert(!descending);
	scene_keys(state, "<");
	ck_assert_str_eq(live_state_sort(state, &descending)->name, "PID");
	live_state_click_heading(state, 0);
	live_state_sort(state, &descending);
	ck_assert(descending);
	live_state_click_heading(state, 1000);
	scene_keys(state, "MTNP");
	ck_assert_str_eq(live_state_sort(state, &descending)->name, "CPU");
}
END_TEST

START_TEST(columns_are_chosen_and_moved)
{
	const struct column_list *columns;
	struct live_outcome outcome;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_answer(state, LIVE_PROMPT_COLUMNS, "PID,NAME");
	scene_answer(state, LIVE_PROMPT_COLUMNS, "+CHAIN,PID");
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_COLUMNS), "PID,CHAIN,NAME");
	ck_assert_int_eq(live_state_move_column(state, "CHAIN", -1), 0);
	ck_assert_int_eq(live_state_move_column(state, "PID", -1), 0);
	ck_assert_int_eq(live_state_move_column(state, "NAME", 1), 0);
	ck_assert_int_eq(live_state_toggle_column(state, "pid"), 0);
	ck_assert_int_eq(live_state_toggle_column(state, "USER"), 0);
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_COLUMNS), "CHAIN,USER,NAME");
	ck_assert_int_eq(live_state_toggle_column(state, "nonsense"), -EINVAL);
	ck_assert_int_eq(live_state_move_column(state, "PID", 1), -EINVAL);
	ck_assert_int_eq(live_state_toggle_column(state, "USER"), 0);
	ck_assert_int_eq(live_state_toggle_column(state, "NAME"), 0);
	ck_assert_int_eq(live_state_toggle_column(state, "CHAIN"), -EINVAL);
	columns = live_state_columns(state);
	ck_assert_uint_eq(columns->count, 1);
	ck_assert_int_eq(live_state_answer(state, LIVE_PROMPT_COLUMNS, "PID,NOPE", &outcome),
	                 -EINVAL);
	ck_assert_str_eq(live_state_message(state), "no such column: 'NOPE'");
	/* `map` alone has these. */
	ck_assert_int_eq(live_state_toggle_column(state, "ASKED"), -EINVAL);
}
END_TEST

/* --- tags and signals --- */

START_TEST(tags_stay_on_their_processes)
{
	struct live_head head;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, " ");
	scene_select(state, 101);
	scene_keys(state, " ");
	ck_assert_str_eq(scene_text(state), "502* 100 600 501 101* 500> 1 503");
	SCENE_TAKE(state, scene_later);
	live_state_head(state, &head);
	ck_assert_uint_eq(head.tagged, 1);
	ck_assert_str_eq(scene_text(state), "100 700+ 600 501 101x 500> 1 502* 503x");
	scene_keys(state, "U");
	ck_assert_str_eq(scene_text(state), "100 700+ 600 501 101x 500> 1 502 503x");
}
END_TEST

START_TEST(signal_is_for_the_tagged_or_the_selected)
{
	const struct live_victim *victims;
	struct live_outcome outcome;
	size_t count;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 600);
	outcome = live_state_act(state, LIVE_ACTION_SIGNAL);
	ck_assert_int_eq(outcome.what, LIVE_DO_ASK);
	ck_assert_int_eq(outcome.prompt, LIVE_PROMPT_SIGNAL);
	victims = live_state_victims(state, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(victims[0].pid, 600);
	ck_assert_uint_eq(victims[0].start, 60000);
	ck_assert_int_eq(scene_answer(state, LIVE_PROMPT_SIGNAL, "KILL"), LIVE_DO_SIGNAL);
	ck_assert_int_eq(live_state_signal(state), 9);
	scene_select(state, 502);
	scene_keys(state, " ");
	scene_select(state, 101);
	scene_keys(state, " k");
	victims = live_state_victims(state, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_ptr_nonnull(live_state_find(state, &victims[0]));
	/* While the dialog stands, one of them ends: it is not found any more, and stays who it
	 * was. */
	SCENE_TAKE(state, scene_later);
	victims = live_state_victims(state, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq((live_state_find(state, &victims[0]) != NULL) +
	                         (live_state_find(state, &victims[1]) != NULL),
	                 1);
}
END_TEST

START_TEST(signal_to_a_namespace_is_for_its_init)
{
	const struct live_victim *victims;
	size_t count;

	start(LIVE_NAMESPACES, 20);
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "k");
	victims = live_state_victims(state, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(victims[0].pid, 501);
}
END_TEST

START_TEST(signal_from_the_page_of_a_thread_is_for_its_process)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "100", .ppid = 1, .name = "pool", .threads = 2 },
		{ .chain = "102", .tgid = 100, .name = "worker" },
	};
	const struct live_victim *victims;
	size_t count;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, table);
	scene_keys(state, "HG");
	ck_assert_str_eq(scene_cursor(state), ".100.102");
	scene_act(state, LIVE_ACTION_DETAILS);
	ck_assert_int_eq(live_state_focus(state), 100);
	ck_assert_int_eq(live_state_act(state, LIVE_ACTION_SIGNAL).what, LIVE_DO_ASK);
	victims = live_state_victims(state, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(victims[0].pid, 100);
}
END_TEST

START_TEST(signal_to_what_ended_is_refused)
{
	size_t count;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	scene_select(state, 101);
	SCENE_TAKE(state, scene_later);
	ck_assert_int_eq(scene_act(state, LIVE_ACTION_SIGNAL), LIVE_DO_NOTHING);
	live_state_victims(state, &count);
	ck_assert_uint_eq(count, 0);
	ck_assert_str_ne(live_state_message(state), "");
}
END_TEST

START_TEST(signals_are_written_in_many_ways)
{
	static const struct {
		const char *text;
		int number;
	} good[] = { { "TERM", 15 },
		     { "sigterm", 15 },
		     { "15", 15 },
		     { "RTMIN+3", 37 },
		     { "SIGRTMIN", 34 } };
	static const char *const bad[] = { "",       "0",        "65",     "-9", "NOPE",
		                           "RTMIN+", "RTMIN+99", "RTMINX", "9x" };
	struct live_outcome outcome;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		scene_answer(state, LIVE_PROMPT_SIGNAL, good[i].text);
		ck_assert_int_eq(live_state_signal(state), good[i].number);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ck_assert_msg(live_state_answer(state, LIVE_PROMPT_SIGNAL, bad[i], &outcome) ==
		                      -EINVAL,
		              "'%s' was taken", bad[i]);
}
END_TEST

/* --- pause, facts, head --- */

START_TEST(pause_takes_nothing_until_asked)
{
	start(LIVE_PROCESSES, 20);
	ck_assert(live_state_wants_snapshot(state));
	SCENE_TAKE(state, scene_table);
	scene_keys(state, "p");
	ck_assert(!live_state_wants_snapshot(state));
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_cursor(state), "502");
	ck_assert_int_eq(scene_act(state, LIVE_ACTION_REFRESH), LIVE_DO_SCAN);
	SCENE_TAKE(state, scene_later);
	ck_assert_str_eq(scene_cursor(state), "100");
	ck_assert(!live_state_wants_snapshot(state));
	ck_assert_int_eq(scene_act(state, LIVE_ACTION_PAUSE), LIVE_DO_SCAN);
	ck_assert(live_state_wants_snapshot(state));
}
END_TEST

START_TEST(missing_facts_ask_for_a_scan)
{
	struct snapshot snapshot;

	start(LIVE_PROCESSES, 20);
	scene_snapshot(scene_table, SCENE_TABLE, &snapshot);
	snapshot.facts = live_state_facts(state);
	ck_assert(snapshot.facts & FACT_VITALS);
	ck_assert(snapshot.facts & FACT_SIGNALS);
	ck_assert(!(snapshot.facts & FACT_THREADS));
	ck_assert_int_eq(live_state_take(state, &snapshot, 0), 0);
	ck_assert_int_eq(scene_act(state, LIVE_ACTION_DOWN), LIVE_DO_NOTHING);
	ck_assert_int_eq(scene_act(state, LIVE_ACTION_THREADS), LIVE_DO_SCAN);
	ck_assert(live_state_facts(state) & FACT_THREADS);
}
END_TEST

START_TEST(head_counts_what_lives)
{
	struct live_head head;
	struct live_status status;

	start(LIVE_PROCESSES, 20);
	live_state_head(state, &head);
	ck_assert(!head.known);
	SCENE_TAKE(state, scene_table);
	SCENE_TAKE(state, scene_later);
	live_state_head(state, &head);
	ck_assert(head.known);
	ck_assert_uint_eq(head.processes, 8);
	ck_assert_uint_eq(head.namespaces, 3);
	ck_assert_uint_eq(head.containers, 2);
	ck_assert_uint_eq(head.zombies, 0);
	ck_assert_uint_eq(head.threads, 8);
	scene_answer(state, LIVE_PROMPT_DELAY, "2.5");
	live_state_status(state, &status);
	ck_assert_uint_eq(status.delay, 2500);
	/* What stands in the prompt is what it is, so that it can be answered as it stands. */
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_DELAY), "2.5");
	scene_answer(state, LIVE_PROMPT_DELAY, ".125");
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_DELAY), "0.125");
	scene_answer(state, LIVE_PROMPT_DELAY, "3");
	ck_assert_str_eq(live_state_prompt_text(state, LIVE_PROMPT_DELAY), "3.0");
	ck_assert_str_eq(status.filter, "");
}
END_TEST

START_TEST(choices_of_all_prompts)
{
	const struct live_choice *choices;
	size_t count;

	start(LIVE_PROCESSES, 20);
	SCENE_TAKE(state, scene_table);
	choices = live_state_choices(state, LIVE_PROMPT_USER, &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(choices[0].text, "");
	ck_assert(choices[0].current);
	ck_assert_str_eq(choices[1].text, "alice");
	ck_assert_str_eq(choices[1].help, "2 processes");
	choices = live_state_choices(state, LIVE_PROMPT_CONTAINER, &count);
	ck_assert_uint_eq(count, 4);
	ck_assert_str_eq(choices[2].text, "docker:web");
	choices = live_state_choices(state, LIVE_PROMPT_COLUMNS, &count);
	ck_assert_str_eq(choices[0].text, "PID");
	ck_assert(choices[0].current);
	ck_assert(!choices[count - 1].current);
	choices = live_state_choices(state, LIVE_PROMPT_SIGNAL, &count);
	ck_assert_str_eq(choices[0].text, "TERM");
	choices = live_state_choices(state, LIVE_PROMPT_SORT, &count);
	for (size_t i = 0; i < count; i++) {
		if (choices[i].current)
			ck_assert_str_eq(choices[i].text, "-CPU");
	}
	ck_assert_ptr_null(live_state_choices(state, LIVE_PROMPT_SEARCH, &count));
	ck_assert_uint_eq(count, 0);
}
END_TEST

TCase *live_find_case(void)
{
	TCase *tests = tcase_create("find");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_test(tests, filter_takes_names_commands_containers_and_users);
	tcase_add_test(tests, filter_that_is_no_pattern_is_refused);
	tcase_add_test(tests, filter_of_user_and_container);
	tcase_add_test(tests, filter_in_the_tree_keeps_ancestors);
	tcase_add_test(tests, filter_in_namespaces_takes_ids_and_processes);
	tcase_add_test(tests, zombies_and_kernel_threads);
	tcase_add_test(tests, search_goes_round);
	tcase_add_test(tests, search_begins_anew_with_each_letter);
	tcase_add_test(tests, targets_narrow_every_mode);
	tcase_add_test(tests, sort_is_stable_and_inverts);
	tcase_add_test(tests, sort_puts_what_has_no_value_last_in_both_directions);
	tcase_add_test(tests, sort_agrees_with_the_comparison_of_cells);
	tcase_add_test(tests, sort_column_moves);
	tcase_add_test(tests, columns_are_chosen_and_moved);
	tcase_add_test(tests, tags_stay_on_their_processes);
	tcase_add_test(tests, signal_is_for_the_tagged_or_the_selected);
	tcase_add_test(tests, signal_to_a_namespace_is_for_its_init);
	tcase_add_test(tests, signal_from_the_page_of_a_thread_is_for_its_process);
	tcase_add_test(tests, signal_to_what_ended_is_refused);
	tcase_add_test(tests, signals_are_written_in_many_ways);
	tcase_add_test(tests, pause_takes_nothing_until_asked);
	tcase_add_test(tests, missing_facts_ask_for_a_scan);
	tcase_add_test(tests, head_counts_what_lives);
	tcase_add_test(tests, choices_of_all_prompts);
	return tests;
}
