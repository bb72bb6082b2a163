/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the key table, and of every action on snapshots of every size.
 */
#include <malloc.h>
#include <stdio.h>

#include "tests/unit/live_scene.h"

enum { TAKES = 1000 };

START_TEST(keys_mean_one_thing_in_each_place)
{
	for (size_t i = 0; i < live_keys_count; i++) {
		const struct live_key *key = &live_keys_all[i];

		ck_assert_int_gt(key->action, LIVE_ACTION_NONE);
		ck_assert_int_lt(key->action, LIVE_ACTIONS);
		ck_assert_uint_ne(key->places, 0);
		ck_assert_str_ne(key->label, "");
		for (size_t j = 0; j < i; j++)
			ck_assert_msg(live_keys_all[j].code != key->code ||
			                      !(live_keys_all[j].places & key->places),
			              "%s means two things", key->label);
	}
	ck_assert_ptr_nonnull(live_keys_all[0].help);
	ck_assert_ptr_nonnull(live_keys_all[0].group);
}
END_TEST

START_TEST(keys_of_a_line_of_help_mean_the_same)
{
	for (size_t i = 1; i < live_keys_count; i++) {
		if (!live_keys_all[i].help)
			ck_assert_int_eq(live_keys_all[i].action, live_keys_all[i - 1].action);
	}
}
END_TEST

START_TEST(keys_reach_every_action)
{
	bool reached[LIVE_ACTIONS] = { [LIVE_ACTION_NONE] = true,
		                       [LIVE_ACTION_WHEEL_UP] = true,
		                       [LIVE_ACTION_WHEEL_DOWN] = true };

	for (size_t i = 0; i < live_keys_count; i++)
		reached[live_keys_all[i].action] = true;
	for (int i = 0; i < LIVE_ACTIONS; i++)
		ck_assert_msg(reached[i], "no key for action %d", i);
}
END_TEST

START_TEST(keys_of_the_contract)
{
	static const struct {
		uint32_t code;
		enum live_action action;
	} wanted[] = {
		{ LIVE_KEY_UP, LIVE_ACTION_UP },    { LIVE_KEY_DOWN, LIVE_ACTION_DOWN },
		{ 'j', LIVE_ACTION_DOWN },          { LIVE_KEY_HOME, LIVE_ACTION_FIRST },
		{ LIVE_KEY_END, LIVE_ACTION_LAST }, { LIVE_KEY_PAGE_UP, LIVE_ACTION_PAGE_UP },
		{ '\n', LIVE_ACTION_DETAILS },      { '\r', LIVE_ACTION_DETAILS },
		{ ' ', LIVE_ACTION_TAG },           { '/', LIVE_ACTION_SEARCH },
		{ '\\', LIVE_ACTION_FILTER },       { 't', LIVE_ACTION_TREE },
		{ 'n', LIVE_ACTION_NAMESPACES },    { '+', LIVE_ACTION_UNFOLD },
		{ '-', LIVE_ACTION_FOLD },          { '*', LIVE_ACTION_FOLD_ALL },
		{ 's', LIVE_ACTION_SORT },          { LIVE_F(6), LIVE_ACTION_SORT },
		{ '<', LIVE_ACTION_SORT_LEFT },     { '>', LIVE_ACTION_SORT_RIGHT },
		{ 'I', LIVE_ACTION_INVERT },        { 'u', LIVE_ACTION_USER },
		{ 'c', LIVE_ACTION_CONTAINER },     { 'H', LIVE_ACTION_THREADS },
		{ 'K', LIVE_ACTION_KERNEL },        { 'Z', LIVE_ACTION_ZOMBIES },
		{ 'F', LIVE_ACTION_FOLLOW },        { 'p', LIVE_ACTION_PAUSE },
		{ 'd', LIVE_ACTION_DELAY },         { 'k', LIVE_ACTION_SIGNAL },
		{ LIVE_F(9), LIVE_ACTION_SIGNAL },  { 'e', LIVE_ACTION_EXPORT },
		{ '?', LIVE_ACTION_HELP },          { LIVE_F(1), LIVE_ACTION_HELP },
		{ 'q', LIVE_ACTION_QUIT },          { LIVE_F(10), LIVE_ACTION_QUIT },
		{ 'X', LIVE_ACTION_NONE },          { 0, LIVE_ACTION_NONE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		ck_assert_int_eq(live_keys_find(wanted[i].code, LIVE_IN_BODY), wanted[i].action);
	ck_assert_int_eq(live_keys_find('q', LIVE_IN_PAGE), LIVE_ACTION_CLOSE);
	ck_assert_int_eq(live_keys_find('k', LIVE_IN_PAGE), LIVE_ACTION_UP);
}
END_TEST

START_TEST(keys_are_printed_one_line_an_action)
{
	char *text = NULL;
	size_t size, lines = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	live_keys_print(out);
	fclose(out);
	ck_assert_int_eq(strncmp(text, "Up, Ctrl-P, Alt-k\tmove up\n", 26), 0);
	ck_assert_ptr_nonnull(strstr(text, "\nk, F9\tsend a signal"));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char *tab = strchr(line, '\t');

		ck_assert_ptr_nonnull(tab);
		ck_assert_msg(tab[1] && strlen(tab + 1) < 80, "'%s' is too long", tab + 1);
		lines++;
	}
	ck_assert_uint_gt(lines, 40);
	free(text);
}
END_TEST

/* Draws as a screen would: every visible row with all its cells. */
static size_t draw(const struct live_state *state)
{
	const struct column_list *columns = live_state_columns(state);
	size_t drawn = 0, first;

	for (size_t i = live_state_top(state); i < live_state_rows(state) && drawn < 50;
	     i++, drawn++) {
		char text[256], prefix[FOREST_PREFIX_SIZE];
		struct live_row row;

		live_state_row(state, i, &row);
		live_state_prefix(state, i, &forest_style_utf8, prefix, sizeof(prefix));
		for (size_t j = 0; j < columns->count; j++) {
			struct cell cell = live_row_cell(&row, columns->columns[j]);

			cell_format(&cell, CELL_STYLE_HUMAN, text, sizeof(text));
		}
		if (row.kind == LIVE_ROW_BOUNDARY)
			live_row_boundary(&row, CELL_STYLE_HUMAN, text, sizeof(text));
	}
	live_state_lines(state, &first);
	return drawn;
}

static void check(const struct live_state *state)
{
	size_t rows = live_state_rows(state), first;
	const struct live_lines *lines = live_state_lines(state, &first);

	ck_assert(rows == 0 ? live_state_cursor(state) == 0 : live_state_cursor(state) < rows);
	ck_assert(rows == 0 || live_state_top(state) < rows);
	ck_assert(lines->nlines == 0 || first < lines->nlines);
	ck_assert(!lines->failed);
	draw(state);
}

/* Each action, and where it asks, an answer; between them new snapshots. */
static void act_all(enum live_mode mode, size_t count, size_t page)
{
	static const char *const answers[] = {
		[LIVE_PROMPT_SEARCH] = "worker1", [LIVE_PROMPT_FILTER] = "/work.*[0-5]$/",
		[LIVE_PROMPT_DELAY] = "0.1",      [LIVE_PROMPT_EXPORT] = "x.json",
		[LIVE_PROMPT_USER] = "alice",     [LIVE_PROMPT_CONTAINER] = "-",
		[LIVE_PROMPT_SORT] = "-PID",      [LIVE_PROMPT_COLUMNS] = "+LEVEL",
		[LIVE_PROMPT_SIGNAL] = "0x9",
	};
	struct live_state *state = scene_state(mode, page);
	struct snapshot snapshot;
	unsigned turn = 0;

	for (int action = 0; action <= LIVE_ACTIONS; action++) {
		struct live_outcome outcome = live_state_act(state, (enum live_action)action);
		size_t choices;

		check(state);
		ck_assert_int_eq(outcome.what == LIVE_DO_ASK, outcome.prompt != LIVE_PROMPT_NONE);
		if (outcome.what == LIVE_DO_ASK) {
			live_state_choices(state, outcome.prompt, &choices);
			ck_assert_ptr_nonnull(live_state_prompt_text(state, outcome.prompt));
			live_state_answer(state, outcome.prompt, answers[outcome.prompt], &outcome);
			check(state);
		}
		scene_large(count, count / 10, turn++, &snapshot);
		ck_assert_int_eq(live_state_take(state, &snapshot, 1700000000), 0);
		check(state);
	}
	live_state_free(state);
}

START_TEST(actions_on_nothing)
{
	struct live_state *state = scene_state((enum live_mode)_i, 10);

	for (int action = -1; action <= LIVE_ACTIONS + 1; action++) {
		live_state_act(state, (enum live_action)action);
		check(state);
	}
	ck_assert(!live_state_click(state, 0));
	live_state_free(state);
	act_all((enum live_mode)_i, 0, 0);
}
END_TEST

START_TEST(actions_on_little)
{
	act_all((enum live_mode)_i, 1, 1);
	act_all((enum live_mode)_i, 3, 10);
}
END_TEST

START_TEST(actions_on_much)
{
	act_all((enum live_mode)_i, 1000, 40);
}
END_TEST

static size_t memory_used(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* After it has seen the largest, the state allocates nothing that it does not free again. */
START_TEST(memory_stays_flat)
{
	struct live_state *state = scene_state((enum live_mode)_i, 40);
	struct snapshot snapshot;
	size_t before = 0, after;

	scene_keys(state, "H*");
	for (unsigned turn = 0; turn < TAKES; turn++) {
		scene_large(100 + turn % 7, 10, turn, &snapshot);
		ck_assert_int_eq(live_state_take(state, &snapshot, turn), 0);
		scene_act(state, LIVE_ACTION_DOWN);
		scene_act(state, LIVE_ACTION_TAG);
		scene_act(state, LIVE_ACTION_UNFOLD);
		draw(state);
		if (turn == 100)
			before = memory_used();
		if (turn == 100 + (TAKES - 101) / 7 * 7)
			break;
	}
	after = memory_used();
	/* What a person marked may be more by now, though never what has ended. */
	ck_assert_msg(after <= before + 65536, "%zu bytes became %zu", before, after);
	live_state_free(state);
}
END_TEST

TCase *live_keys_case(void)
{
	TCase *tests = tcase_create("keys");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, keys_mean_one_thing_in_each_place);
	tcase_add_test(tests, keys_of_a_line_of_help_mean_the_same);
	tcase_add_test(tests, keys_reach_every_action);
	tcase_add_test(tests, keys_of_the_contract);
	tcase_add_test(tests, keys_are_printed_one_line_an_action);
	tcase_add_loop_test(tests, actions_on_nothing, 0, LIVE_MODES);
	tcase_add_loop_test(tests, actions_on_little, 0, LIVE_MODES);
	tcase_add_loop_test(tests, actions_on_much, 0, LIVE_MODES);
	tcase_add_loop_test(tests, memory_stays_flat, 0, LIVE_MODES);
	return tests;
}
