/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of base/: numbers, the arena, the id map and suggestions.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/idmap.h"
#include "base/nearest.h"
#include "base/number.h"
#include "tests/unit/unit.h"

/* --- number ------------------------------------------------------------------ */

static int parse(const char *text, uint64_t *ret_value)
{
	return number_parse(text, strlen(text), ret_value);
}

START_TEST(number_takes_decimals)
{
	uint64_t value = 1;

	ck_assert_int_eq(parse("0", &value), 0);
	ck_assert_uint_eq(value, 0);
	ck_assert_int_eq(parse("4026531836", &value), 0);
	ck_assert_uint_eq(value, 4026531836U);
	ck_assert_int_eq(parse("00012", &value), 0);
	ck_assert_uint_eq(value, 12);
	ck_assert_int_eq(parse("18446744073709551615", &value), 0);
	ck_assert_uint_eq(value, UINT64_MAX);
	ck_assert_int_eq(number_parse("123", 2, &value), 0);
	ck_assert_uint_eq(value, 12);
}
END_TEST

START_TEST(number_refuses_whatever_else_people_type)
{
	static const char *const words[] = { "",    "-1", "+1",  " 1",  "1 ", "0x10",
		                             "1e3", "7@", "1.0", "1\n", "x" };
	uint64_t value = 42;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		ck_assert_msg(parse(words[i], &value) == -EINVAL, "'%s' was taken", words[i]);
	ck_assert_int_eq(number_parse("1\0002", 3, &value), -EINVAL);
	ck_assert_uint_eq(value, 42);
}
END_TEST

START_TEST(number_too_large_is_out_of_range)
{
	uint64_t value = 42;

	ck_assert_int_eq(parse("18446744073709551616", &value), -ERANGE);
	ck_assert_int_eq(parse("99999999999999999999999999", &value), -ERANGE);
	ck_assert_int_eq(parse("99999999999999999999999999x", &value), -EINVAL);
	ck_assert_uint_eq(value, 42);
}
END_TEST

START_TEST(number_pid_goes_from_1_to_the_limit_of_the_kernel)
{
	pid_t pid = 42;

	ck_assert_int_eq(number_parse_pid("1", &pid), 0);
	ck_assert_int_eq(pid, 1);
	ck_assert_int_eq(number_parse_pid("4194304", &pid), 0);
	ck_assert_int_eq(pid, 4194304);
	ck_assert_int_eq(number_parse_pid("0", &pid), -ERANGE);
	ck_assert_int_eq(number_parse_pid("4194305", &pid), -ERANGE);
	ck_assert_int_eq(number_parse_pid("4294967297", &pid), -ERANGE);
	ck_assert_int_eq(number_parse_pid("-1", &pid), -EINVAL);
	ck_assert_int_eq(number_parse_pid("", &pid), -EINVAL);
	ck_assert_int_eq(pid, 4194304);
}
END_TEST

START_TEST(number_scan_moves_behind_the_digits)
{
	const char *text = "123abc", *cursor = text;

	ck_assert_uint_eq(number_scan(&cursor, text + 6), 123);
	ck_assert_str_eq(cursor, "abc");
	ck_assert_uint_eq(number_scan(&cursor, text + 6), 0);
	ck_assert_str_eq(cursor, "abc");
	cursor = text;
	ck_assert_uint_eq(number_scan(&cursor, text + 2), 12);
	ck_assert_ptr_eq(cursor, text + 2);
}
END_TEST

START_TEST(number_scan_saturates)
{
	const char *text = "184467440737095516150000 1", *cursor = text;

	ck_assert_uint_eq(number_scan(&cursor, text + strlen(text)), UINT64_MAX);
	ck_assert_str_eq(cursor, " 1");
}
END_TEST

Suite *number_suite(void)
{
	Suite *suite = suite_create("number");
	TCase *tests = tcase_create("number");

	tcase_add_test(tests, number_takes_decimals);
	tcase_add_test(tests, number_refuses_whatever_else_people_type);
	tcase_add_test(tests, number_too_large_is_out_of_range);
	tcase_add_test(tests, number_pid_goes_from_1_to_the_limit_of_the_kernel);
	tcase_add_test(tests, number_scan_moves_behind_the_digits);
	tcase_add_test(tests, number_scan_saturates);
	suite_add_tcase(suite, tests);
	return suite;
}

/* --- arena ------------------------------------------------------------------- */

START_TEST(arena_keeps_everything_apart_and_aligned)
{
	struct arena arena = { 0 };
	uint64_t *numbers[5000];

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		char *text = arena_copy(&arena, "abcdefgh", i % 9);

		ck_assert_uint_eq(strlen(text), i % 9);
		numbers[i] = arena_alloc(&arena, 5 * sizeof(uint64_t));
		ck_assert_uint_eq((uintptr_t)numbers[i] % sizeof(uint64_t), 0);
		for (size_t j = 0; j < 5; j++)
			numbers[i][j] = i;
	}
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		for (size_t j = 0; j < 5; j++)
			ck_assert_uint_eq(numbers[i][j], i);
	}
	arena_done(&arena);
}
END_TEST

START_TEST(arena_takes_pieces_larger_than_a_chunk)
{
	struct arena arena = { 0 };
	char *small = arena_copy(&arena, "small", 5);
	char *large = arena_alloc(&arena, 3000000);

	ck_assert_ptr_nonnull(large);
	memset(large, 'x', 3000000);
	ck_assert_str_eq(small, "small");
	ck_assert_str_eq(arena_copy(&arena, "after", 5), "after");
	ck_assert_str_eq(small, "small");
	arena_done(&arena);
}
END_TEST

START_TEST(arena_refuses_a_size_that_overflows)
{
	struct arena arena = { 0 };

	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX - 3));
	arena_done(&arena);
}
END_TEST

START_TEST(arena_copies_bytes_with_nul)
{
	struct arena arena = { 0 };

	ck_assert_mem_eq(arena_copy(&arena, "a\0b", 3), "a\0b", 4);
	ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
	arena_done(&arena);
}
END_TEST

START_TEST(arena_absorbs_another_with_all_that_it_holds)
{
	struct arena one = { 0 }, two = { 0 }, empty = { 0 };
	const char *first = arena_copy(&one, "first", 5);
	const char *second = arena_copy(&two, "second", 6);
	void *large = arena_alloc(&two, 1000000);

	arena_absorb(&one, &empty);
	arena_absorb(&one, &two);
	ck_assert_ptr_null(two.head);
	arena_done(&two);
	memset(large, 'x', 1000000);
	ck_assert_str_eq(first, "first");
	ck_assert_str_eq(second, "second");
	ck_assert_str_eq(arena_copy(&one, "third", 5), "third");
	arena_absorb(&empty, &one);
	ck_assert_str_eq(first, "first");
	arena_done(&empty);
	arena_done(&one);
}
END_TEST

START_TEST(arena_is_usable_again_when_done)
{
	struct arena arena = { 0 };

	arena_copy(&arena, "x", 1);
	arena_done(&arena);
	arena_done(&arena);
	ck_assert_str_eq(arena_copy(&arena, "again", 5), "again");
	arena_done(&arena);
}
END_TEST

Suite *arena_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = tcase_create("arena");

	tcase_add_test(tests, arena_keeps_everything_apart_and_aligned);
	tcase_add_test(tests, arena_takes_pieces_larger_than_a_chunk);
	tcase_add_test(tests, arena_refuses_a_size_that_overflows);
	tcase_add_test(tests, arena_copies_bytes_with_nul);
	tcase_add_test(tests, arena_absorbs_another_with_all_that_it_holds);
	tcase_add_test(tests, arena_is_usable_again_when_done);
	suite_add_tcase(suite, tests);
	return suite;
}

/* --- idmap ------------------------------------------------------------------- */

START_TEST(idmap_empty_has_nothing)
{
	struct idmap map = { 0 };

	ck_assert_uint_eq(idmap_get(&map, 0), IDMAP_NONE);
	ck_assert_uint_eq(idmap_get(&map, 4026531836), IDMAP_NONE);
	idmap_done(&map);
}
END_TEST

START_TEST(idmap_replaces)
{
	struct idmap map = { 0 };

	ck_assert_int_eq(idmap_put(&map, 7, 1), 0);
	ck_assert_int_eq(idmap_put(&map, 7, 2), 0);
	ck_assert_int_eq(idmap_put(&map, 0, 3), 0);
	ck_assert_int_eq(idmap_put(&map, UINT64_MAX, 0), 0);
	ck_assert_uint_eq(idmap_get(&map, 7), 2);
	ck_assert_uint_eq(idmap_get(&map, 0), 3);
	ck_assert_uint_eq(idmap_get(&map, UINT64_MAX), 0);
	ck_assert_uint_eq(map.count, 3);
	idmap_done(&map);
}
END_TEST

/* Inodes come in runs, PIDs in runs, and pointers in steps of 16: none may be slow or lost. */
START_TEST(idmap_holds_many)
{
	static const uint64_t steps[] = { 1, 2, 16, 4096, UINT64_C(1) << 32 };
	struct idmap map = { 0 };
	uint64_t step = steps[_i];

	for (uint32_t i = 0; i < 50000; i++)
		ck_assert_int_eq(idmap_put(&map, 4026531836 + i * step, i), 0);
	for (uint32_t i = 0; i < 50000; i++)
		ck_assert_uint_eq(idmap_get(&map, 4026531836 + i * step), i);
	ck_assert_uint_eq(idmap_get(&map, 4026531835), IDMAP_NONE);
	ck_assert_uint_eq(map.count, 50000);
	idmap_done(&map);
	ck_assert_uint_eq(idmap_get(&map, 4026531836), IDMAP_NONE);
}
END_TEST

Suite *idmap_suite(void)
{
	Suite *suite = suite_create("idmap");
	TCase *tests = tcase_create("idmap");

	tcase_add_test(tests, idmap_empty_has_nothing);
	tcase_add_test(tests, idmap_replaces);
	tcase_add_loop_test(tests, idmap_holds_many, 0, 5);
	suite_add_tcase(suite, tests);
	return suite;
}

/* --- nearest ----------------------------------------------------------------- */

static const char *suggest(const char *word)
{
	static const char *const words[] = {
		"PID", "NSPID", "CHAIN", "COMMAND", "CGROUP", "THREADS"
	};
	struct nearest nearest = nearest_begin(word, strlen(word));

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		nearest_offer(&nearest, words[i]);
	return nearest.best ? nearest.best : "nothing";
}

START_TEST(nearest_suggests_what_was_mistyped)
{
	ck_assert_str_eq(suggest("CGRUP"), "CGROUP");
	ck_assert_str_eq(suggest("comand"), "COMMAND");
	ck_assert_str_eq(suggest("NSPIDD"), "NSPID");
	ck_assert_str_eq(suggest("THREAD"), "THREADS");
	ck_assert_str_eq(suggest("com"), "COMMAND");
}
END_TEST

START_TEST(nearest_suggests_nothing_far_away)
{
	ck_assert_str_eq(suggest("xyzzy"), "nothing");
	ck_assert_str_eq(suggest(""), "nothing");
	ck_assert_str_eq(suggest("q"), "nothing");
}
END_TEST

START_TEST(nearest_copes_with_endless_words)
{
	char word[4096];

	memset(word, 'P', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	ck_assert_str_eq(suggest(word), "nothing");
}
END_TEST

Suite *nearest_suite(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tests = tcase_create("nearest");

	tcase_add_test(tests, nearest_suggests_what_was_mistyped);
	tcase_add_test(tests, nearest_suggests_nothing_far_away);
	tcase_add_test(tests, nearest_copes_with_endless_words);
	suite_add_tcase(suite, tests);
	return suite;
}
