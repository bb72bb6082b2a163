/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of escaping: nothing that acts on a terminal gets out, and nothing is ambiguous.
 */
#include "base/escape.h"
#include "tests/unit/unit.h"

/* Escaped with all its room; valid until the next call. */
static const char *escape(const char *bytes, size_t len, unsigned flags)
{
	static char buffer[4096];
	size_t whole = escape_text(bytes, len, flags, buffer, sizeof(buffer));

	ck_assert_uint_eq(whole, strlen(buffer));
	return buffer;
}
#define ESCAPE(text, flags) escape(text, sizeof(text) - 1, flags)

START_TEST(escape_leaves_printable_text)
{
	ck_assert_str_eq(ESCAPE("nginx: worker process", 0), "nginx: worker process");
	ck_assert_str_eq(ESCAPE("", 0), "");
	ck_assert_str_eq(ESCAPE("Grüße 日本 →", 0), "Grüße 日本 →");
	ck_assert_str_eq(ESCAPE("\"quotes\" & <tags>", 0), "\"quotes\" & <tags>");
}
END_TEST

START_TEST(escape_stops_terminal_sequences)
{
	ck_assert_str_eq(ESCAPE("\033[31mred\033[0m", 0), "\\x1b[31mred\\x1b[0m");
	ck_assert_str_eq(ESCAPE("a\nb\rc\td\be\a\x7f", 0), "a\\x0ab\\x0dc\\x09d\\x08e\\x07\\x7f");
	ck_assert_str_eq(ESCAPE("a\0b", 0), "a\\x00b");
	/* C1 controls, as UTF-8 and as single bytes: CSI is one of them. */
	ck_assert_str_eq(ESCAPE("\xc2\x9b"
	                        "31m",
	                        0),
	                 "\\xc2\\x9b31m");
	ck_assert_str_eq(ESCAPE("\x9b"
	                        "31m",
	                        0),
	                 "\\x9b31m");
}
END_TEST

START_TEST(escape_stops_what_turns_text_around_or_hides_it)
{
	ck_assert_str_eq(ESCAPE("\xe2\x80\xae"
	                        "gpj",
	                        0),
	                 "\\xe2\\x80\\xaegpj");                                  /* U+202E */
	ck_assert_str_eq(ESCAPE("\xe2\x81\xa6", 0), "\\xe2\\x81\\xa6");          /* U+2066 */
	ck_assert_str_eq(ESCAPE("\xe2\x80\x8b", 0), "\\xe2\\x80\\x8b");          /* U+200B */
	ck_assert_str_eq(ESCAPE("\xef\xbb\xbf", 0), "\\xef\\xbb\\xbf");          /* U+FEFF */
	ck_assert_str_eq(ESCAPE("\xe2\x80\xa8", 0), "\\xe2\\x80\\xa8");          /* U+2028 */
	ck_assert_str_eq(ESCAPE("\xf3\xa0\x81\x81", 0), "\\xf3\\xa0\\x81\\x81"); /* U+E0041 */
}
END_TEST

START_TEST(escape_shows_bytes_that_are_no_utf8)
{
	ck_assert_str_eq(ESCAPE("\xff\xfe", 0), "\\xff\\xfe");
	ck_assert_str_eq(ESCAPE("\xc3", 0), "\\xc3"); /* cut off */
	ck_assert_str_eq(ESCAPE("\xc3(", 0), "\\xc3(");
	ck_assert_str_eq(ESCAPE("\xc0\xaf", 0), "\\xc0\\xaf");                   /* overlong / */
	ck_assert_str_eq(ESCAPE("\xe0\x80\xaf", 0), "\\xe0\\x80\\xaf");          /* overlong */
	ck_assert_str_eq(ESCAPE("\xed\xa0\x80", 0), "\\xed\\xa0\\x80");          /* surrogate */
	ck_assert_str_eq(ESCAPE("\xf4\x90\x80\x80", 0), "\\xf4\\x90\\x80\\x80"); /* > U+10FFFF */
	ck_assert_str_eq(ESCAPE("a\x80z", 0), "a\\x80z");
}
END_TEST

START_TEST(escape_is_unambiguous)
{
	ck_assert_str_eq(ESCAPE("\\x1b", 0), "\\\\x1b");
	ck_assert_str_eq(ESCAPE("\\", 0), "\\\\");
}
END_TEST

START_TEST(escape_of_white_space_on_request)
{
	ck_assert_str_eq(ESCAPE("a b", ESCAPE_SPACE), "a\\x20b");
	ck_assert_str_eq(ESCAPE("a\xc2\xa0"
	                        "b",
	                        ESCAPE_SPACE),
	                 "a\\xc2\\xa0b");
	ck_assert_str_eq(ESCAPE("a\xe3\x80\x80"
	                        "b",
	                        ESCAPE_SPACE),
	                 "a\\xe3\\x80\\x80b");
	ck_assert_str_eq(ESCAPE("a\xc2\xa0"
	                        "b",
	                        0),
	                 "a\xc2\xa0"
	                 "b");
}
END_TEST

START_TEST(escape_beyond_ascii_on_request)
{
	ck_assert_str_eq(ESCAPE("a→b", ESCAPE_NON_ASCII), "a\\xe2\\x86\\x92b");
	ck_assert_str_eq(ESCAPE("plain ~", ESCAPE_NON_ASCII), "plain ~");
	/* White space beyond ASCII is no exception. */
	ck_assert_str_eq(ESCAPE("a\xc2\xa0", ESCAPE_NON_ASCII), "a\\xc2\\xa0");
	ck_assert_str_eq(ESCAPE("a \xe2\x80\x83", ESCAPE_NON_ASCII), "a \\xe2\\x80\\x83");
}
END_TEST

START_TEST(escape_of_arguments_separates_with_spaces)
{
	ck_assert_str_eq(ESCAPE("sh\0-c\0sleep 1", ESCAPE_ARGUMENTS), "sh -c sleep 1");
	ck_assert_str_eq(ESCAPE("sh\0-c\0a b", ESCAPE_ARGUMENTS | ESCAPE_SPACE),
	                 "sh\\x20-c\\x20a\\x20b");
}
END_TEST

START_TEST(escape_cuts_between_units_and_tells_the_whole_length)
{
	char buffer[8];

	for (size_t size = 1; size <= sizeof(buffer); size++) {
		memset(buffer, '#', sizeof(buffer));
		ck_assert_uint_eq(escape_text("ä\033ö", 5, 0, buffer, size), 8);
		/* "ä" has 2 bytes, "\x1b" 4, "ö" 2; no half of any of them is ever there. */
		ck_assert_str_eq(buffer, size <= 2   ? ""
		                         : size <= 6 ? "ä"
		                         : size <= 8 ? "ä\\x1b"
		                                     : "ä\\x1bö");
		for (size_t i = size; i < sizeof(buffer); i++)
			ck_assert_int_eq(buffer[i], '#');
	}
	ck_assert_uint_eq(escape_text("abc", 3, 0, NULL, 0), 3);
}
END_TEST

START_TEST(escape_does_not_go_on_behind_the_cut)
{
	char buffer[4];

	/* The escape does not fit; the letter behind it would, but must not follow the cut. */
	ck_assert_uint_eq(escape_text("a\033b", 3, 0, buffer, sizeof(buffer)), 6);
	ck_assert_str_eq(buffer, "a");
}
END_TEST

START_TEST(escape_width_counts_columns)
{
	ck_assert_uint_eq(escape_width("abc"), 3);
	ck_assert_uint_eq(escape_width("→ü"), 2);
	ck_assert_uint_eq(escape_width("日本"), 4);
	ck_assert_uint_eq(escape_width("e\xcc\x81"), 1); /* a combining accent */
	ck_assert_uint_eq(escape_width(""), 0);
}
END_TEST

START_TEST(escape_fit_never_exceeds_or_splits)
{
	ck_assert_uint_eq(escape_fit("abc", 2), 2);
	ck_assert_uint_eq(escape_fit("abc", 3), 3);
	ck_assert_uint_eq(escape_fit("abc", 9), 3);
	ck_assert_uint_eq(escape_fit("日本", 3), 3);
	ck_assert_uint_eq(escape_fit("日本", 1), 0);
	ck_assert_uint_eq(escape_fit("e\xcc\x81x", 1), 3); /* the accent stays with its letter */
	ck_assert_uint_eq(escape_fit("abc", 0), 0);
}
END_TEST

Suite *escape_suite(void)
{
	Suite *suite = suite_create("escape");
	TCase *tests = tcase_create("escape");

	tcase_add_test(tests, escape_leaves_printable_text);
	tcase_add_test(tests, escape_stops_terminal_sequences);
	tcase_add_test(tests, escape_stops_what_turns_text_around_or_hides_it);
	tcase_add_test(tests, escape_shows_bytes_that_are_no_utf8);
	tcase_add_test(tests, escape_is_unambiguous);
	tcase_add_test(tests, escape_of_white_space_on_request);
	tcase_add_test(tests, escape_beyond_ascii_on_request);
	tcase_add_test(tests, escape_of_arguments_separates_with_spaces);
	tcase_add_test(tests, escape_cuts_between_units_and_tells_the_whole_length);
	tcase_add_test(tests, escape_does_not_go_on_behind_the_cut);
	tcase_add_test(tests, escape_width_counts_columns);
	tcase_add_test(tests, escape_fit_never_exceeds_or_splits);
	suite_add_tcase(suite, tests);
	return suite;
}
