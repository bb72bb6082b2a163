/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the settings of the live view: their text, and what is refused of it.
 */
#include <stdio.h>

#include "tests/unit/live_scene.h"

static int parse(const char *text, struct live_settings *ret_settings,
                 struct live_settings_error *ret_error)
{
	return live_settings_parse(text, strlen(text), ret_settings, ret_error);
}

START_TEST(settings_of_nothing_are_the_defaults)
{
	struct live_settings settings;
	struct live_settings_error error;

	ck_assert_int_eq(live_settings_parse(NULL, 0, &settings, &error), 0);
	ck_assert_int_eq(settings.mode, LIVE_PROCESSES);
	ck_assert_uint_eq(settings.delay, 1000);
	ck_assert_uint_eq(settings.columns.count, 10);
	ck_assert_str_eq(settings.sort[LIVE_PROCESSES].column->name, "CPU");
	ck_assert(settings.sort[LIVE_PROCESSES].descending);
	ck_assert_str_eq(settings.sort[LIVE_TREE].column->name, "PID");
	ck_assert_int_eq(parse("\n\n# only a comment\n  \t\n", &settings, &error), 0);
}
END_TEST

START_TEST(settings_are_read)
{
	static const char text[] = "# nspid top\n"
				   "mode=tree\n"
				   "  columns =\tPID,chain,COMMAND  \n"
				   "namespace-columns = NS,CPU\n"
				   "sort = -RSS\n"
				   "tree-sort = NAME\n"
				   "namespace-sort = NPROCS\n"
				   "delay = 0.25\n"
				   "colors = 256";
	struct live_settings settings;
	struct live_settings_error error;

	ck_assert_int_eq(parse(text, &settings, &error), 0);
	ck_assert_int_eq(settings.mode, LIVE_TREE);
	ck_assert_uint_eq(settings.columns.count, 3);
	ck_assert_str_eq(settings.columns.columns[1]->name, "CHAIN");
	ck_assert_uint_eq(settings.namespace_columns.count, 2);
	ck_assert_uint_eq(settings.namespace_columns.columns[1]->rows, ROW_NAMESPACE);
	ck_assert_str_eq(settings.sort[LIVE_PROCESSES].column->name, "RSS");
	ck_assert_str_eq(settings.sort[LIVE_TREE].column->name, "NAME");
	ck_assert(!settings.sort[LIVE_NAMESPACES].descending);
	ck_assert_uint_eq(settings.delay, 250);
	ck_assert_int_eq(settings.colors, LIVE_COLORS_256);
}
END_TEST

START_TEST(settings_come_back_as_they_were_written)
{
	struct live_settings settings, again;
	struct live_settings_error error;
	char text[LIVE_SETTINGS_SIZE], second[LIVE_SETTINGS_SIZE];

	live_settings_default(&settings);
	settings.mode = LIVE_NAMESPACES;
	settings.delay = 1234;
	settings.colors = LIVE_COLORS_NEVER;
	/* All columns there are: the longest text. */
	settings.columns.count = 0;
	while (settings.columns.count < COLUMNS_MAX &&
	       live_columns_at(ROW_PROCESS, settings.columns.count)) {
		settings.columns.columns[settings.columns.count] =
			live_columns_at(ROW_PROCESS, settings.columns.count);
		settings.columns.count++;
	}
	ck_assert_int_gt(live_settings_format(&settings, text, sizeof(text)), 0);
	ck_assert_int_eq(parse(text, &again, &error), 0);
	ck_assert_int_gt(live_settings_format(&again, second, sizeof(second)), 0);
	ck_assert_str_eq(text, second);
	ck_assert_uint_eq(again.delay, 1234);
	for (size_t size = 0; size < strlen(text) + 1; size++)
		ck_assert_int_eq(live_settings_format(&settings, second, size), -E2BIG);
}
END_TEST

START_TEST(settings_that_are_wrong_are_refused_with_their_line)
{
	static const struct {
		const char *text, *reason;
		unsigned line;
	} bad[] = {
		{ "mode = tree\nnonsense = 1\n", "'nonsense' is no setting", 2 },
		{ "mode\n", "'=' is missing", 1 },
		{ "mode = forest", "mode: 'forest' is not known", 1 },
		{ "mode =", "mode: '' is not known", 1 },
		{ "\n\nmode = tree\nmode = tree", "mode is given twice", 4 },
		{ "columns = PID,NOPE", "columns: 'NOPE' is not known", 1 },
		{ "columns = ", "columns: '' is not known", 1 },
		{ "columns = +PID", "columns: '+PID' is not known", 1 },
		{ "columns = PID,,NAME", "columns: '' is not known", 1 },
		{ "columns = NPROCS", "columns: 'NPROCS' is not known", 1 },
		{ "columns = ASKED", "columns: 'ASKED' is not known", 1 },
		{ "sort = --CPU", "sort: '--CPU' is not known", 1 },
		{ "sort = NPROCS", "sort: 'NPROCS' is not known", 1 },
		{ "delay = 0.09", "delay: must be from 0.1 to 3600 seconds", 1 },
		{ "delay = 3600.1", "delay: must be from 0.1 to 3600 seconds", 1 },
		{ "delay = 99999999999999999999", "delay: must be from 0.1 to 3600 seconds", 1 },
		{ "delay = 1s", "delay: '1s' is not known", 1 },
		{ "delay = -1", "delay: '-1' is not known", 1 },
		{ "delay = .", "delay: '.' is not known", 1 },
		{ "delay = 1.", "delay: '1.' is not known", 1 },
		{ "delay = 1.2345", "delay: '1.2345' is not known", 1 },
		{ "colors = 16", "colors: '16' is not known", 1 },
		{ "mode = tree\r\n", "a control character", 1 },
		{ "# fine\n\x1b[31m\n", "a control character", 2 },
		{ "mode = \xff\xfe", "mode: '\\xff\\xfe' is not known", 1 },
	};
	struct live_settings settings = { .delay = 77 };
	struct live_settings_error error;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_msg(parse(bad[i].text, &settings, &error) == -EINVAL, "'%s' was taken",
		              bad[i].text);
		ck_assert_str_eq(error.reason, bad[i].reason);
		ck_assert_uint_eq(error.line, bad[i].line);
	}
	ck_assert_uint_eq(settings.delay, 77);
}
END_TEST

START_TEST(settings_may_be_any_bytes)
{
	char text[LIVE_SETTINGS_SIZE + 1];
	struct live_settings settings;
	struct live_settings_error error;
	unsigned seed = 1;

	memset(text, 'x', sizeof(text));
	ck_assert_int_eq(live_settings_parse(text, sizeof(text), &settings, &error), -EINVAL);
	ck_assert_int_eq(live_settings_parse("mode\0= tree", 11, &settings, &error), -EINVAL);
	for (int round = 0; round < 20000; round++) {
		static const char alphabet[] = "mode=tree\ncolumns=PID,+\n-delay 0.19#\t\x01\xff\\";
		size_t len = (size_t)rand_r(&seed) % 200;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[(size_t)rand_r(&seed) % (sizeof(alphabet) - 1)];
		live_settings_parse(text, len, &settings, &error);
	}
}
END_TEST

START_TEST(delays_are_seconds)
{
	unsigned delay = 0;

	ck_assert_int_eq(live_settings_parse_delay(".5", &delay), 0);
	ck_assert_uint_eq(delay, 500);
	ck_assert_int_eq(live_settings_parse_delay("2", &delay), 0);
	ck_assert_uint_eq(delay, 2000);
	ck_assert_int_eq(live_settings_parse_delay(".05", &delay), -ERANGE);
	ck_assert_int_eq(live_settings_parse_delay("", &delay), -EINVAL);
}
END_TEST

START_TEST(column_lists_add_without_doubles)
{
	struct live_settings settings;
	struct column_list list;
	const char *bad = NULL;
	size_t len = 0;

	live_settings_default(&settings);
	ck_assert_int_eq(
		live_columns_parse("+LEVEL,PID", &settings.columns, ROW_PROCESS, &list, &bad, &len),
		0);
	ck_assert_uint_eq(list.count, settings.columns.count + 1);
	ck_assert_int_eq(live_columns_parse("rss,time,cpu", NULL, ROW_NAMESPACE, &list, &bad, &len),
	                 0);
	ck_assert_uint_eq(list.count, 3);
	ck_assert_int_eq(live_columns_parse("NS,BAD,PID", NULL, ROW_NAMESPACE, &list, &bad, &len),
	                 -EINVAL);
	ck_assert_uint_eq(len, 3);
	ck_assert_int_eq(strncmp(bad, "BAD", 3), 0);
}
END_TEST

TCase *live_settings_case(void)
{
	TCase *tests = tcase_create("settings");

	tcase_add_test(tests, settings_of_nothing_are_the_defaults);
	tcase_add_test(tests, settings_are_read);
	tcase_add_test(tests, settings_come_back_as_they_were_written);
	tcase_add_test(tests, settings_that_are_wrong_are_refused_with_their_line);
	tcase_add_test(tests, settings_may_be_any_bytes);
	tcase_add_test(tests, delays_are_seconds);
	tcase_add_test(tests, column_lists_add_without_doubles);
	return tests;
}
