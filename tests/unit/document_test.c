/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of JSON documents: their shape, and that whatever a process is called, they stay JSON.
 */
#include <stdio.h>

#include "tests/unit/unit.h"
#include "view/document.h"

#define WEB UINT64_C(4026532254)

static const struct fixture_process table[] = {
	{ .chain = "1", .name = "systemd", .threads = 2 },
	{ .chain = "3976 1", .ppid = 1, .ns = WEB, .name = "a\"\\\033\n\xff\xe2\x80\xae" },
	{ .chain = "5000 20", .ppid = 1 },
};

static struct snapshot snapshot;
static struct column_list columns;

static void setup(void)
{
	const char *bad;
	size_t len;

	UNIT_SNAPSHOT(table, &snapshot);
	ck_assert_int_eq(columns_parse("PID,CHAIN,NS,NAME", "", ROW_PROCESS, &columns, &bad, &len),
	                 0);
}

static void teardown(void)
{
	snapshot_done(&snapshot);
}

/* A document of the first `rows` processes. Free it. */
static char *document_of(size_t rows, bool lines)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct document document = {
		.out = out, .command = "table", .columns = &columns, .lines = lines
	};

	ck_assert_int_eq(document_begin(&document, &snapshot, ROW_PROCESS), 0);
	for (size_t i = 0; i < rows; i++) {
		const struct process *process = &snapshot.processes[i];
		struct row row = { .snapshot = &snapshot,
			           .process = process,
			           .ns = snapshot_namespace_of(&snapshot, process) };

		ck_assert_int_eq(document_add(&document, &row, (int)i - 1), 0);
	}
	ck_assert_int_eq(document_end(&document), 0);
	fclose(out);
	return text;
}

static json_t *parsed(size_t rows, bool lines)
{
	_cleanup_free_ char *text = document_of(rows, lines);
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	ck_assert_msg(json != NULL, "%s in %s", error.text, text);
	return json;
}

START_TEST(document_of_no_rows)
{
	_cleanup_free_ char *text = document_of(0, true);

	ck_assert_str_eq(
		text, "{\"nspid\":{\"version\":\"" PACKAGE_VERSION
		      "\",\"schema\":1,\"command\":\"table\"},"
		      "\"view\":{\"ns\":4026531836},\"counts\":{\"processes\":3,\"threads\":4,"
		      "\"namespaces\":2,"
		      "\"gone\":0,\"hidden\":0,\"inferred\":0,\"unknown\":1},\"processes\":[]}\n");
}
END_TEST

START_TEST(document_says_null_where_a_number_is_unknown)
{
	json_t *json;

	snapshot.namespaces[NAMESPACE_VIEW].id = 0;
	snapshot.counts.hidden_more = true;
	snapshot.counts.gone = 3;
	json = parsed(0, false);
	ck_assert(json_is_null(json_object_get(json_object_get(json, "view"), "ns")));
	ck_assert(json_is_null(json_object_get(json_object_get(json, "counts"), "hidden")));
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(json, "counts"), "gone")), 3);
	json_decref(json);
}
END_TEST

static void row_is(json_t *json, size_t index, const char *expected)
{
	char *text =
		json_dumps(json_array_get(json_object_get(json, "processes"), index), JSON_COMPACT);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(document_rows)
{
	json_t *json = parsed(3, false);

	ck_assert_uint_eq(json_array_size(json_object_get(json, "processes")), 3);
	row_is(json, 0,
	       "{\"pid\":1,\"chain\":[1],\"ns\":4026531836,\"nsinit\":1,\"inferred\":false,"
	       "\"name\":\"systemd\"}");
	row_is(json, 1,
	       "{\"pid\":3976,\"chain\":[3976,1],\"ns\":4026532254,\"nsinit\":3976,\"inferred\":"
	       "false,"
	       "\"name\":\"a\\\"\\\\\\\\\\\\x1b\\\\x0a\\\\xff\\\\xe2\\\\x80\\\\xae\",\"depth\":0}");
	row_is(json, 2,
	       "{\"pid\":5000,\"chain\":[5000,20],\"ns\":null,\"nsinit\":null,\"inferred\":false,"
	       "\"name\":\"process\",\"depth\":1}");
	json_decref(json);
}
END_TEST

START_TEST(document_lines_have_no_breaks_inside)
{
	_cleanup_free_ char *text = document_of(3, true);

	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	json_decref(parsed(3, true));
}
END_TEST

/* `map -` passes on what others wrote: it must not make the document invalid, or lose the row. */
START_TEST(document_row_of_a_hostile_question)
{
	struct row row = { .snapshot = &snapshot,
		           .process = &snapshot.processes[0],
		           .ns = &snapshot.namespaces[0],
		           .asked = "1@\xff\033" };
	json_t *json = document_row(&columns, &row, -1);

	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(json_object_get(json, "asked")), "1@\\xff\\x1b");
	json_decref(json);
}
END_TEST

START_TEST(document_row_of_a_thread_says_its_process)
{
	struct process thread = snapshot.processes[1];
	struct row row = { .snapshot = &snapshot, .process = &thread };
	json_t *json;

	thread.pid = 3980;
	json = document_row(&columns, &row, -1);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "tgid")), 3976);
	json_decref(json);
}
END_TEST

START_TEST(document_says_when_it_could_not_be_written)
{
	FILE *out = fopen("/dev/full", "we");
	struct document document = { .out = out, .command = "table", .columns = &columns };
	struct row row = { .snapshot = &snapshot, .process = &snapshot.processes[0] };
	int r;

	ck_assert_ptr_nonnull(out);
	setvbuf(out, NULL, _IONBF, 0);
	r = document_begin(&document, &snapshot, ROW_PROCESS);
	if (r >= 0)
		r = document_add(&document, &row, -1);
	if (r >= 0)
		r = document_end(&document);
	ck_assert_int_eq(r, -EIO);
	fclose(out);
}
END_TEST

Suite *document_suite(void)
{
	Suite *suite = suite_create("document");
	TCase *tests = tcase_create("document");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, document_of_no_rows);
	tcase_add_test(tests, document_says_null_where_a_number_is_unknown);
	tcase_add_test(tests, document_rows);
	tcase_add_test(tests, document_lines_have_no_breaks_inside);
	tcase_add_test(tests, document_row_of_a_hostile_question);
	tcase_add_test(tests, document_row_of_a_thread_says_its_process);
	tcase_add_test(tests, document_says_when_it_could_not_be_written);
	suite_add_tcase(suite, tests);
	return suite;
}
