/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of dialogs without a screen, and of escape sequences.
 */
#include "live/dialog.h"
#include "live/sequence.h"
#include "tests/unit/live_scene.h"

static struct dialog dialog;

static void teardown(void)
{
	dialog_close(&dialog);
}

static enum dialog_result press(uint32_t code)
{
	const struct screen_input input = { .event = SCREEN_KEY, .code = code };

	return dialog_feed(&dialog, &input);
}

/* What the list answers when this is typed in it. */
static const char *typed(const char *text)
{
	press(LIVE_CTRL('U'));
	for (const char *at = text; *at; at++)
		ck_assert_int_eq(press((unsigned char)*at), DIALOG_OPEN);
	return dialog_answer(&dialog);
}

static void open_choices(enum live_mode mode, enum live_prompt prompt)
{
	struct live_state *state = scene_state(mode, 20);
	const struct live_choice *choices;
	size_t count;

	SCENE_TAKE(state, scene_table);
	choices = live_state_choices(state, prompt, &count);
	ck_assert_int_eq(dialog_open_choice(&dialog, "Choose", choices, count), 0);
	live_state_free(state);
}

START_TEST(list_of_signals_takes_names_and_whole_numbers)
{
	static const char *const pairs[][2] = {
		{ "1", "HUP" },   { "2", "INT" },     { "9", "KILL" },
		{ "15", "TERM" }, { "hup", "HUP" },   { "TERM", "TERM" },
		{ "st", "STOP" }, { "usr2", "USR2" }, { "EGV", "SEGV" },
	};

	open_choices(LIVE_PROCESSES, LIVE_PROMPT_SIGNAL);
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		ck_assert_str_eq(typed(pairs[i][0]), pairs[i][1]);
	/* A number without a name is an answer of its own. */
	typed("34");
	ck_assert_int_eq(press(LIVE_KEY_ENTER), DIALOG_ANSWERED);
	ck_assert_str_eq(dialog_answer(&dialog), "34");
}
END_TEST

START_TEST(list_of_columns_is_found_by_name_first)
{
	open_choices(LIVE_PROCESSES, LIVE_PROMPT_SORT);
	ck_assert_str_eq(typed("time"), "-TIME");
	ck_assert_str_eq(typed("pid"), "PID");
	ck_assert_str_eq(typed("cpu"), "-CPU");
	ck_assert_str_eq(typed("-cpu"), "-CPU");
	dialog.seeks_help = true;
	ck_assert_str_eq(typed("resident"), "-RSS");
}
END_TEST

START_TEST(list_of_users_and_containers_is_found_by_name_alone)
{
	static const struct live_choice users[] = {
		{ .text = "", .help = "all users" },
		{ .text = "100033", .help = "1 process" },
		{ .text = "groot", .help = "1 process" },
		{ .text = "root", .help = "33 processes" },
		{ .text = "rooted", .help = "9 processes" },
	};

	dialog_open_choice(&dialog, "Users", users, ARRAY_SIZE(users));
	ck_assert_str_eq(typed("root"), "root");
	ck_assert_str_eq(typed("oote"), "rooted");
	/* Nothing of these is in a name: what is typed is the answer. */
	typed("33");
	ck_assert_int_eq(press(LIVE_KEY_ENTER), DIALOG_ANSWERED);
	ck_assert_str_eq(dialog_answer(&dialog), "33");
	dialog_open_choice(&dialog, "Users", users, ARRAY_SIZE(users));
	typed("process");
	press(LIVE_KEY_ENTER);
	ck_assert_str_eq(dialog_answer(&dialog), "process");
	open_choices(LIVE_PROCESSES, LIVE_PROMPT_CONTAINER);
	ck_assert_str_eq(typed("web"), "docker:web");
	ck_assert_str_eq(typed("podman"), "podman:db");
}
END_TEST

START_TEST(paste_answers_nothing)
{
	struct live_lines lines = { 0 };
	struct screen_input input = { .event = SCREEN_KEY, .pasted = true };

	dialog_open_text(&dialog, "Search:", "");
	for (const char *at = "a\rb"; *at; at++) {
		input.code = (unsigned char)*at;
		ck_assert_int_eq(dialog_feed(&dialog, &input), DIALOG_OPEN);
	}
	ck_assert_str_eq(dialog_answer(&dialog), "ab");
	dialog_open_question(&dialog, "Send?", &lines);
	input.code = 'y';
	ck_assert_int_eq(dialog_feed(&dialog, &input), DIALOG_OPEN);
	ck_assert_int_eq(press('y'), DIALOG_ANSWERED);
}
END_TEST

/* Feeds what follows an escape; all of it must be needed for the end. */
static enum sequence_step feed(const char *text, uint32_t *ret_code)
{
	struct sequence sequence = { 0 };
	enum sequence_step step = SEQUENCE_MORE;

	for (const char *at = text; *at; at++) {
		ck_assert_msg(step == SEQUENCE_MORE, "ESC %s ends early", text);
		step = sequence_feed(&sequence, (unsigned char)*at);
	}
	if (step == SEQUENCE_MORE)
		step = sequence_end(&sequence);
	*ret_code = sequence.code;
	return step;
}

START_TEST(sequences_of_keys)
{
	static const struct {
		const char *text;
		uint32_t code;
	} keys[] = {
		{ "[H", LIVE_KEY_HOME },         { "OH", LIVE_KEY_HOME },
		{ "[1~", LIVE_KEY_HOME },        { "[7~", LIVE_KEY_HOME },
		{ "[F", LIVE_KEY_END },          { "[4~", LIVE_KEY_END },
		{ "[8~", LIVE_KEY_END },         { "[A", LIVE_KEY_UP },
		{ "OB", LIVE_KEY_DOWN },         { "[1;5C", LIVE_KEY_RIGHT },
		{ "[1;2D", LIVE_KEY_LEFT },      { "[5~", LIVE_KEY_PAGE_UP },
		{ "[6;3~", LIVE_KEY_PAGE_DOWN }, { "[3~", LIVE_KEY_DELETE },
		{ "[Z", LIVE_KEY_SHIFT_TAB },    { "OP", LIVE_F(1) },
		{ "[20~", LIVE_F(9) },           { "[1;2R", LIVE_F(15) },
		{ "k", LIVE_KEY_ALT + 'k' },     { "O", LIVE_KEY_ALT + 'O' },
		{ "[", LIVE_KEY_ALT + '[' },
	};
	uint32_t code;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		ck_assert_int_eq(feed(keys[i].text, &code), SEQUENCE_KEY);
		ck_assert_msg(code == keys[i].code, "ESC %s: %x", keys[i].text, code);
	}
}
END_TEST

START_TEST(sequences_that_mean_nothing_end_where_they_end)
{
	static const char *const texts[] = {
		"[I",
		"[O",
		"[2~",
		"[99~",
		"[?1;2c",
		"[>0;276;0c",
		"[24;80R",
		"[97;5u",
		"[<0;10;10M",
		"[M !!",
		"[[A",
		"[1;2",
		"[ q",
		"Ok",
		"[999999999999999999999z",
		"[1;2;3;4;5;6;7y",
		"[\r",
	};
	uint32_t code;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		ck_assert_msg(feed(texts[i], &code) == SEQUENCE_NOTHING, "ESC %s is a key",
		              texts[i]);
	}
	ck_assert_int_eq(feed("[200~", &code), SEQUENCE_PASTE);
	ck_assert_int_eq(feed("[201~", &code), SEQUENCE_PASTE_END);
}
END_TEST

TCase *live_dialog_case(void)
{
	TCase *tests = tcase_create("dialog");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_test(tests, list_of_signals_takes_names_and_whole_numbers);
	tcase_add_test(tests, list_of_columns_is_found_by_name_first);
	tcase_add_test(tests, list_of_users_and_containers_is_found_by_name_alone);
	tcase_add_test(tests, paste_answers_nothing);
	tcase_add_test(tests, sequences_of_keys);
	tcase_add_test(tests, sequences_that_mean_nothing_end_where_they_end);
	return tests;
}
