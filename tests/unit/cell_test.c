/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of cells: one value, and how it looks in each kind of output.
 */
#include <limits.h>

#include "tests/unit/unit.h"
#include "view/cell.h"

/* Valid until the fourth next call. */
static const char *text_of(const struct cell *cell, enum cell_style style)
{
	static char texts[4][512];
	static unsigned turn;
	char *text = texts[turn++ % 4];
	size_t len = cell_format(cell, style, text, sizeof(texts[0]));

	ck_assert_uint_eq(len, strlen(text));
	return text;
}

/* All three styles at once: "human|raw|ascii". */
static const char *styles_of(const struct cell *cell)
{
	static char text[1600];

	snprintf(text, sizeof(text), "%s|%s|%s", text_of(cell, CELL_STYLE_HUMAN),
	         text_of(cell, CELL_STYLE_RAW), text_of(cell, CELL_STYLE_ASCII));
	return text;
}

static const char *json_of(const struct cell *cell)
{
	static char text[512];
	json_t *json = cell_json(cell);
	char *dump;

	ck_assert_ptr_nonnull(json);
	dump = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
	snprintf(text, sizeof(text), "%s", dump);
	free(dump);
	json_decref(json);
	return text;
}

static struct cell text_cell(const char *text)
{
	struct cell cell = { .kind = CELL_TEXT };

	cell.text = text;
	cell.len = strlen(text);
	return cell;
}

static struct cell number_cell(enum cell_kind kind, int64_t number)
{
	struct cell cell = { .kind = kind };

	cell.number = number;
	return cell;
}

START_TEST(cell_without_a_value)
{
	struct cell none = { .kind = CELL_NONE }, unknown = { .kind = CELL_UNKNOWN };

	ck_assert_str_eq(styles_of(&none), "-|-|-");
	ck_assert_str_eq(styles_of(&unknown), "?|?|?");
	ck_assert_str_eq(json_of(&none), "null");
	ck_assert_str_eq(json_of(&unknown), "null");
	ck_assert(cell_is_empty(&none) && cell_is_empty(&unknown));
}
END_TEST

START_TEST(cell_of_a_number)
{
	struct cell cell = number_cell(CELL_NUMBER, -5);

	ck_assert_str_eq(styles_of(&cell), "-5|-5|-5");
	ck_assert_str_eq(json_of(&cell), "-5");
	cell.number = 7;
	cell.inferred = true;
	ck_assert_str_eq(styles_of(&cell), "~7|~7|~7");
	ck_assert_str_eq(json_of(&cell), "7");
}
END_TEST

START_TEST(cell_of_a_size)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} sizes[] = {
		{ 0, "0B|0|0B" },
		{ 1023, "1023B|1023|1023B" },
		{ 1024, "1.0K|1024|1.0K" },
		{ 1047552, "1023K|1047552|1023K" },
		{ 1048064, "1.0M|1048064|1.0M" }, /* 1023.5K: never 1024K */
		{ 1048575, "1.0M|1048575|1.0M" },
		{ 12897485, "12.3M|12897485|12.3M" },
		{ 104857600, "100M|104857600|100M" },
		{ INT64_MAX, "8.0E|9223372036854775807|8.0E" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct cell cell = number_cell(CELL_SIZE, sizes[i].bytes);

		ck_assert_str_eq(styles_of(&cell), sizes[i].text);
	}
}
END_TEST

START_TEST(cell_of_a_duration)
{
	struct cell cell = number_cell(CELL_DURATION, 0);

	ck_assert_str_eq(styles_of(&cell), "00:00:00|0.00|00:00:00");
	cell.number = 366150;
	ck_assert_str_eq(styles_of(&cell), "01:01:01|3661.50|01:01:01");
	ck_assert_str_eq(json_of(&cell), "3661.5");
	cell.number = 9000000;
	ck_assert_str_eq(styles_of(&cell), "1-01:00:00|90000.00|1-01:00:00");
}
END_TEST

START_TEST(cell_of_a_moment)
{
	struct cell cell = number_cell(CELL_MOMENT, 1700000000);

	ck_assert_str_eq(styles_of(&cell), "2023-11-14 22:13:20|1700000000|2023-11-14 22:13:20");
	ck_assert_str_eq(json_of(&cell), "1700000000");
}
END_TEST

START_TEST(cell_of_a_real)
{
	struct cell cell = { .kind = CELL_REAL };

	cell.real = 12.34;
	ck_assert_str_eq(styles_of(&cell), "12.3|12.3|12.3");
	ck_assert_str_eq(json_of(&cell), "12.300000000000001");
}
END_TEST

START_TEST(cell_of_hostile_text)
{
	struct cell cell = text_cell("a \033[2Jü\n\xff");

	ck_assert_str_eq(text_of(&cell, CELL_STYLE_HUMAN), "a \\x1b[2Jü\\x0a\\xff");
	ck_assert_str_eq(text_of(&cell, CELL_STYLE_RAW), "a\\x20\\x1b[2Jü\\x0a\\xff");
	ck_assert_str_eq(text_of(&cell, CELL_STYLE_ASCII), "a \\x1b[2J\\xc3\\xbc\\x0a\\xff");
	ck_assert_str_eq(json_of(&cell), "\"a \\\\x1b[2Jü\\\\x0a\\\\xff\"");
}
END_TEST

START_TEST(cell_of_a_command)
{
	struct cell cell = { .kind = CELL_COMMAND };

	cell.text = "sh\0-c\0sleep 1";
	cell.len = 13;
	ck_assert_str_eq(styles_of(&cell), "sh -c sleep 1|sh\\x20-c\\x20sleep\\x201|sh -c sleep 1");
	ck_assert_str_eq(json_of(&cell), "\"sh -c sleep 1\"");
}
END_TEST

START_TEST(cell_of_a_name_instead_of_a_command)
{
	struct cell cell = text_cell("kthreadd");

	cell.bracketed = true;
	ck_assert_str_eq(styles_of(&cell), "[kthreadd]|[kthreadd]|[kthreadd]");
	ck_assert_str_eq(json_of(&cell), "\"[kthreadd]\"");
}
END_TEST

START_TEST(cell_of_a_chain)
{
	static const pid_t pids[] = { 3976, 20, 1 };
	struct cell cell = { .kind = CELL_CHAIN };

	cell.pids = pids;
	cell.npids = 3;
	ck_assert_str_eq(styles_of(&cell), "3976→20→1|3976>20>1|3976>20>1");
	ck_assert_str_eq(json_of(&cell), "[3976,20,1]");
}
END_TEST

START_TEST(cell_of_a_namespace)
{
	const struct namespace known = { .id = 4026532254 }, by_init = { .init_pid = 3976 },
			       nobody = { .id = 0 };
	struct cell cell = { .kind = CELL_NAMESPACE };

	cell.ns = &known;
	ck_assert_str_eq(styles_of(&cell), "4026532254|4026532254|4026532254");
	ck_assert_str_eq(json_of(&cell), "4026532254");
	cell.inferred = true;
	ck_assert_str_eq(styles_of(&cell), "~4026532254|~4026532254|~4026532254");
	ck_assert_str_eq(json_of(&cell), "4026532254");
	cell.ns = &by_init;
	ck_assert_str_eq(styles_of(&cell), "~3976|~3976|~3976");
	ck_assert_str_eq(json_of(&cell), "null");
	cell.ns = &nobody;
	ck_assert_str_eq(styles_of(&cell), "?|?|?");
}
END_TEST

/* --- containers ----------------------------------------------------------------- */

static const struct container containers[] = {
	{ .engine = "docker",
	  .id = "c855a1f9d2aa3bb4cc5d",
	  .name = "web",
	  .image = "nginx:1",
	  .outer = CONTAINER_NONE },
	{ .engine = "podman", .id = "c855a1f9d2aa3bb4cc5d", .outer = 0 },
	{ .engine = "containerd",
	  .id = "abc",
	  .name = "nginx",
	  .pod = "web-1",
	  .pod_namespace = "default",
	  .outer = CONTAINER_NONE },
	{ .engine = "docker", .name = "a\033b c", .outer = CONTAINER_NONE },
	{ .outer = CONTAINER_NONE },
};

static struct cell containers_cell(const uint32_t *indices, size_t count)
{
	struct cell cell = { .kind = CELL_CONTAINERS };

	cell.containers = containers;
	cell.indices = indices;
	cell.nindices = count;
	return cell;
}

START_TEST(cell_of_containers)
{
	static const uint32_t indices[] = { 0, 1, 2, 3, 4 };
	struct cell cell = containers_cell(indices, 5);

	ck_assert_str_eq(
		text_of(&cell, CELL_STYLE_HUMAN),
		"docker:web,podman:c855a1f9d2aa,k8s:default/web-1/nginx,docker:a\\x1bb c,?:?");
	ck_assert_str_eq(
		text_of(&cell, CELL_STYLE_RAW),
		"docker:web,podman:c855a1f9d2aa,k8s:default/web-1/nginx,docker:a\\x1bb\\x20c,?:?");
	cell = containers_cell(indices, 0);
	ck_assert(cell_is_empty(&cell));
	ck_assert_str_eq(styles_of(&cell), "-|-|-");
	ck_assert_str_eq(json_of(&cell), "null");
}
END_TEST

START_TEST(cell_of_containers_as_json)
{
	static const uint32_t first[] = { 0 }, inner[] = { 1 }, both[] = { 0, 2 };
	struct cell cell = containers_cell(first, 1);
	json_t *json;

	ck_assert_str_eq(
		json_of(&cell),
		"{\"label\":\"docker:web\",\"engine\":\"docker\",\"id\":\"c855a1f9d2aa3bb4cc5d\","
		"\"name\":\"web\",\"pod\":null,\"podns\":null,\"image\":\"nginx:1\",\"outer\":"
		"null}");
	cell = containers_cell(inner, 1);
	json = cell_json(&cell);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(json, "outer"), "label")),
		"docker:web");
	ck_assert(json_is_null(json_object_get(json, "name")));
	json_decref(json);
	cell = containers_cell(both, 2);
	json = cell_json(&cell);
	ck_assert_uint_eq(json_array_size(json), 2);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(json, 1), "pod")),
	                 "web-1");
	json_decref(json);
}
END_TEST

/* --- room ------------------------------------------------------------------------ */

/* However small the buffer: terminated, not left, and the whole length is told. */
START_TEST(cell_never_leaves_its_buffer)
{
	static const uint32_t indices[] = { 0, 1, 2, 3 };
	static const pid_t pids[] = { 4194304, 4194303, 4194302 };
	const struct namespace ns = { .id = 4026532254 };
	struct cell cells[8] = {
		text_cell("hostile \033[31m → text"), number_cell(CELL_SIZE, 123456789),
		number_cell(CELL_MOMENT, 1700000000), number_cell(CELL_DURATION, 123456789),
		containers_cell(indices, 4),          { .kind = CELL_CHAIN },
		{ .kind = CELL_NAMESPACE },           number_cell(CELL_NUMBER, INT64_MIN)
	};
	char buffer[128];

	cells[0].bracketed = true;
	cells[5].pids = pids;
	cells[5].npids = 3;
	cells[6].ns = &ns;
	for (size_t i = 0; i < ARRAY_SIZE(cells); i++) {
		size_t whole = cell_format(&cells[i], CELL_STYLE_HUMAN, buffer, sizeof(buffer));

		ck_assert_uint_lt(whole, sizeof(buffer));
		for (size_t size = 1; size < sizeof(buffer); size++) {
			memset(buffer, '#', sizeof(buffer));
			ck_assert_uint_eq(cell_format(&cells[i], CELL_STYLE_HUMAN, buffer, size),
			                  whole);
			ck_assert_ptr_nonnull(memchr(buffer, '\0', size));
			ck_assert_int_eq(buffer[size], '#');
		}
	}
}
END_TEST

/* Cut text must not begin again behind the cut, nor hold half a character. */
START_TEST(cell_cut_is_a_beginning_of_the_whole)
{
	struct cell cell = text_cell("ab\033[31m→ü日本 cd");
	char whole[128], part[128];

	cell.bracketed = true;
	cell_format(&cell, CELL_STYLE_HUMAN, whole, sizeof(whole));
	for (size_t size = 1; size < sizeof(part); size++) {
		size_t len;

		cell_format(&cell, CELL_STYLE_HUMAN, part, size);
		len = strlen(part);
		ck_assert_mem_eq(part, whole, len);
		ck_assert_msg((whole[len] & 0xC0) != 0x80, "half a character at %zu", len);
	}
}
END_TEST

/* --- order ----------------------------------------------------------------------- */

START_TEST(cell_order_of_numbers_and_texts)
{
	struct cell small = number_cell(CELL_NUMBER, 9), large = number_cell(CELL_NUMBER, 10);
	struct cell a = text_cell("a"), ab = text_cell("ab"), b = text_cell("b"),
		    upper = text_cell("B");

	ck_assert_int_lt(cell_compare(&small, &large), 0);
	ck_assert_int_gt(cell_compare(&large, &small), 0);
	ck_assert_int_eq(cell_compare(&small, &small), 0);
	ck_assert_int_lt(cell_compare(&a, &ab), 0);
	ck_assert_int_lt(cell_compare(&ab, &b), 0);
	ck_assert_int_lt(cell_compare(&upper, &a), 0);
}
END_TEST

START_TEST(cell_order_puts_unknown_and_none_behind)
{
	struct cell value = number_cell(CELL_NUMBER, INT64_MAX);
	struct cell unknown = { .kind = CELL_UNKNOWN }, none = { .kind = CELL_NONE };

	ck_assert_int_lt(cell_compare(&value, &unknown), 0);
	ck_assert_int_lt(cell_compare(&unknown, &none), 0);
	ck_assert_int_gt(cell_compare(&none, &value), 0);
	ck_assert_int_eq(cell_compare(&none, &none), 0);
}
END_TEST

START_TEST(cell_order_of_chains)
{
	static const pid_t outer[] = { 100, 9 }, deeper[] = { 100, 9, 1 }, next[] = { 100, 10 };
	struct cell a = { .kind = CELL_CHAIN }, b = a, c = a;

	a.pids = outer;
	a.npids = 2;
	b.pids = deeper;
	b.npids = 3;
	c.pids = next;
	c.npids = 2;
	ck_assert_int_lt(cell_compare(&a, &b), 0);
	ck_assert_int_lt(cell_compare(&b, &c), 0);
	ck_assert_int_eq(cell_compare(&a, &a), 0);
}
END_TEST

START_TEST(cell_order_of_namespaces)
{
	const struct namespace low = { .id = 4026531836 }, high = { .id = 4026532254 };
	struct cell a = { .kind = CELL_NAMESPACE }, b = a;

	a.ns = &low;
	b.ns = &high;
	ck_assert_int_lt(cell_compare(&a, &b), 0);
	ck_assert_int_eq(cell_compare(&b, &b), 0);
}
END_TEST

Suite *cell_suite(void)
{
	Suite *suite = suite_create("cell");
	TCase *tests = tcase_create("cell");

	tcase_add_test(tests, cell_without_a_value);
	tcase_add_test(tests, cell_of_a_number);
	tcase_add_test(tests, cell_of_a_size);
	tcase_add_test(tests, cell_of_a_duration);
	tcase_add_test(tests, cell_of_a_moment);
	tcase_add_test(tests, cell_of_a_real);
	tcase_add_test(tests, cell_of_hostile_text);
	tcase_add_test(tests, cell_of_a_command);
	tcase_add_test(tests, cell_of_a_name_instead_of_a_command);
	tcase_add_test(tests, cell_of_a_chain);
	tcase_add_test(tests, cell_of_a_namespace);
	tcase_add_test(tests, cell_of_containers);
	tcase_add_test(tests, cell_of_containers_as_json);
	tcase_add_test(tests, cell_never_leaves_its_buffer);
	tcase_add_test(tests, cell_cut_is_a_beginning_of_the_whole);
	tcase_add_test(tests, cell_order_of_numbers_and_texts);
	tcase_add_test(tests, cell_order_puts_unknown_and_none_behind);
	tcase_add_test(tests, cell_order_of_chains);
	tcase_add_test(tests, cell_order_of_namespaces);
	suite_add_tcase(suite, tests);
	return suite;
}
