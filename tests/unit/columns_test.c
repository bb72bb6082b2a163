/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of columns: the table, selections, values and sorting.
 */
#include "tests/unit/unit.h"
#include "view/columns.h"

#define WEB   UINT64_C(4026532254)
#define INNER UINT64_C(4026532400)

/* --- the table ------------------------------------------------------------------ */

START_TEST(columns_are_well_formed_and_unique)
{
	for (size_t i = 0; i < columns_count; i++) {
		const struct column *column = &columns_all[i];

		ck_assert_ptr_nonnull(column->fill);
		ck_assert_uint_eq(strspn(column->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
		                  strlen(column->name));
		ck_assert_msg(column->help[0] && !strchr(column->help, '\n'),
		              "%s has no help of one line", column->name);
		ck_assert_msg(column->rows == ROW_PROCESS || column->rows == ROW_NAMESPACE, "%s",
		              column->name);
		ck_assert_ptr_eq(columns_find(column->name, strlen(column->name),
		                              (enum row_kind)column->rows),
		                 column);
	}
}
END_TEST

START_TEST(columns_of_the_contract_are_there)
{
	static const char *const processes[] = {
		"PID",     "NSPID",  "CHAIN", "PPID",    "NSPPID", "NS",      "NSPARENT",
		"LEVEL",   "USERNS", "UID",   "USER",    "STATE",  "THREADS", "NAME",
		"COMMAND", "CGROUP", "START", "ELAPSED", "CPU",    "TIME",    "RSS",
		"VSZ",     "NICE",   "TTY",   "NSINIT",
	};
	static const char *const namespaces[] = { "NS",     "TYPE",     "PARENT",   "LEVEL",
		                                  "NPROCS", "NTHREADS", "NZOMBIES", "INIT",
		                                  "USERNS", "OWNER",    "CREATED",  "COMMAND" };

	for (size_t i = 0; i < ARRAY_SIZE(processes); i++)
		ck_assert_msg(columns_find(processes[i], strlen(processes[i]), ROW_PROCESS) != NULL,
		              "%s", processes[i]);
	for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++)
		ck_assert_msg(columns_find(namespaces[i], strlen(namespaces[i]), ROW_NAMESPACE) !=
		                      NULL,
		              "%s", namespaces[i]);
}
END_TEST

START_TEST(columns_are_found_in_any_case_and_for_their_kind_of_row_only)
{
	ck_assert_ptr_nonnull(columns_find("pid", 3, ROW_PROCESS));
	ck_assert_ptr_null(columns_find("PID", 3, ROW_NAMESPACE));
	ck_assert_ptr_null(columns_find("NPROCS", 6, ROW_PROCESS));
	ck_assert_ptr_ne(columns_find("NS", 2, ROW_PROCESS), columns_find("NS", 2, ROW_NAMESPACE));
	ck_assert_ptr_null(columns_find("PIDX", 4, ROW_PROCESS));
	ck_assert_ptr_nonnull(columns_find("PIDX", 3, ROW_PROCESS));
	ck_assert_ptr_null(columns_find("", 0, ROW_PROCESS));
}
END_TEST

START_TEST(columns_suggests_for_the_kind_of_row)
{
	ck_assert_str_eq(columns_suggest("COMAND", ROW_PROCESS), "COMMAND");
	ck_assert_str_eq(columns_suggest("nproc", ROW_NAMESPACE), "NPROCS");
	ck_assert_ptr_null(columns_suggest("xyzzy", ROW_PROCESS));
}
END_TEST

/* --- selections ----------------------------------------------------------------- */

static char bad_name[64];

/* The names of a selection, "error BAD" or "too many". */
static const char *select_columns(const char *text)
{
	static char names[2048];
	struct column_list list;
	const char *bad = NULL;
	size_t len = 0;
	int r = columns_parse(text, "PID,NS,NAME", ROW_PROCESS, &list, &bad, &len);

	names[0] = '\0';
	if (r == -E2BIG)
		return "too many";
	if (r < 0) {
		snprintf(bad_name, sizeof(bad_name), "error '%.*s'", (int)len, bad);
		return bad_name;
	}
	for (size_t i = 0; i < list.count; i++)
		sprintf(names + strlen(names), "%s%s", i ? "," : "", list.columns[i]->name);
	return names;
}

START_TEST(selection_defaults_replaces_and_adds)
{
	ck_assert_str_eq(select_columns(NULL), "PID,NS,NAME");
	ck_assert_str_eq(select_columns("uid,pid"), "UID,PID");
	ck_assert_str_eq(select_columns("+UID"), "PID,NS,UID,NAME");
	ck_assert_str_eq(select_columns("+UID,CGROUP"), "PID,NS,UID,CGROUP,NAME");
	ck_assert_str_eq(select_columns("+UID,+CGROUP"), "PID,NS,UID,CGROUP,NAME");
	ck_assert_str_eq(select_columns("+PID"), "PID,NS,NAME");
	/* What takes the rest of the line stays at its end. */
	ck_assert_str_eq(select_columns("+COMMAND,UID"), "PID,NS,NAME,UID,COMMAND");
	ck_assert_str_eq(select_columns("PID,PID"), "PID,PID");
}
END_TEST

START_TEST(selection_names_the_bad_one)
{
	ck_assert_str_eq(select_columns("PID,WHAT,NS"), "error 'WHAT'");
	ck_assert_str_eq(select_columns(""), "error ''");
	ck_assert_str_eq(select_columns("PID,"), "error ''");
	ck_assert_str_eq(select_columns(",PID"), "error ''");
	ck_assert_str_eq(select_columns("+"), "error ''");
	ck_assert_str_eq(select_columns("NPROCS"), "error 'NPROCS'");
	ck_assert_str_eq(select_columns("PID NS"), "error 'PID NS'");
}
END_TEST

START_TEST(selection_has_a_limit)
{
	char text[COLUMNS_MAX * 4 + 8] = "";

	for (int i = 0; i < COLUMNS_MAX; i++)
		strcat(text, i ? ",PID" : "PID");
	ck_assert_str_ne(select_columns(text), "too many");
	strcat(text, ",PID");
	ck_assert_str_eq(select_columns(text), "too many");
}
END_TEST

START_TEST(selection_asks_for_the_facts_of_all_its_columns)
{
	struct column_list list;
	const char *bad;
	size_t len;

	ck_assert_int_eq(columns_parse("PID,COMMAND,CGROUP", "", ROW_PROCESS, &list, &bad, &len),
	                 0);
	ck_assert_uint_eq(columns_facts(&list), FACT_COMMAND | FACT_CGROUP);
	ck_assert_int_eq(columns_parse("PID,NSPID,NAME", "", ROW_PROCESS, &list, &bad, &len), 0);
	ck_assert_uint_eq(columns_facts(&list), 0);
}
END_TEST

/* --- values ---------------------------------------------------------------------- */

static const struct fixture_process table[] = {
	{ .chain = "1", .name = "systemd", FIXTURE_COMMAND("/sbin/init"), .start = 100 },
	{ .chain = "500", .ppid = 1, .name = "shim", .uid = 33 },
	{ .chain = "3976 1",
	  .ppid = 500,
	  .ns = WEB,
	  .name = "nginx",
	  .threads = 3,
	  .state = 'R',
	  .start = 5000 },
	{ .chain = "4005 7",
	  .ppid = 3976,
	  .ns = WEB,
	  .name = "headless",
	  .state = 'Z',
	  .threads = 2 },
	{ .chain = "4006 8", .ppid = 3976, .ns = WEB, .name = "dead", .state = 'Z' },
	{ .chain = "4010 9 1", .ppid = 4005, .ns = INNER, .name = "inner" },
	{ .chain = "5000 20", .ppid = 9999, .name = "unknown" },
};

static struct snapshot snapshot;

static void setup(void)
{
	UNIT_SNAPSHOT(table, &snapshot);
	snapshot.boot_time = 1700000000;
	snapshot.uptime = 1000;
	ck_assert_int_eq(snapshot_add_user(&snapshot, 33, "www-data"), 0);
}

static void teardown(void)
{
	snapshot_done(&snapshot);
}

/* Values of several columns with a space between. */
static const char *values_at(const struct row *row, const char *columns, enum row_kind kind)
{
	static char texts[4][512];
	static unsigned turn;
	char *text = texts[turn++ % 4];
	struct column_list list;
	const char *bad;
	size_t len, used = 0;

	ck_assert_int_eq(columns_parse(columns, "", kind, &list, &bad, &len), 0);
	for (size_t i = 0; i < list.count; i++) {
		struct cell cell = column_cell(list.columns[i], row);

		if (i)
			text[used++] = ' ';
		used += cell_format(&cell, CELL_STYLE_RAW, text + used, sizeof(texts[0]) - used);
	}
	return text;
}

static struct row row_of(pid_t pid)
{
	const struct process *process = unit_process(&snapshot, pid);

	return (struct row){ .snapshot = &snapshot,
		             .process = process,
		             .ns = snapshot_namespace_of(&snapshot, process) };
}

static const char *values(pid_t pid, const char *columns)
{
	struct row row = row_of(pid);

	return values_at(&row, columns, ROW_PROCESS);
}

START_TEST(column_values_of_processes)
{
	ck_assert_str_eq(values(3976, "PID,NSPID,CHAIN,HOSTPID,TGID,PPID,NSPPID"),
	                 "3976 1 3976>1 3976 3976 500 0");
	ck_assert_str_eq(values(3976, "NS,NSINIT,NSPARENT,LEVEL"), "4026532254 3976 4026531836 1");
	ck_assert_str_eq(values(4010, "CHAIN,NSPPID,NS,NSPARENT,LEVEL"),
	                 "4010>9>1 0 4026532400 4026532254 2");
	ck_assert_str_eq(values(4005, "NSPPID,THREADS,NAME"), "1 2 headless");
	ck_assert_str_eq(values(500, "UID,USER,STATE"), "33 www-data S");
	ck_assert_str_eq(values(3976, "UID,USER,STATE"), "0 0 R");
	ck_assert_str_eq(values(1, "NS,NSPARENT,LEVEL,PPID"), "4026531836 - 0 0");
}
END_TEST

START_TEST(column_state_tells_a_dead_leader_from_a_zombie)
{
	ck_assert_str_eq(values(4005, "STATE"), "Zl");
	ck_assert_str_eq(values(4006, "STATE"), "Z");
}
END_TEST

START_TEST(column_values_that_are_unknown)
{
	ck_assert_str_eq(values(5000, "NS,NSINIT,NSPARENT,USERNS,NSPPID"), "? ? ? ? ?");
	ck_assert_str_eq(values(5000, "PPID,NSPID"), "9999 20");
	ck_assert_str_eq(values(500, "CPU,TIME,RSS,VSZ,NICE,TTY,CGROUP,START,ELAPSED"),
	                 "? ? ? ? ? ? ? ? ?");
	ck_assert_str_eq(values(500, "CONTAINER,ENGINE,CID,CNAME,POD,PODNS,IMAGE,UNIT,ASKED,TO"),
	                 "- - - - - - - - - -");
}
END_TEST

START_TEST(column_command_falls_back_on_the_name)
{
	ck_assert_str_eq(values(1, "COMMAND"), "/sbin/init");
	ck_assert_str_eq(values(500, "COMMAND"), "[shim]");
}
END_TEST

START_TEST(column_times)
{
	ck_assert_str_eq(values(3976, "START,ELAPSED"), "1700000050 950.00");
	snapshot.boot_time = 0;
	snapshot.uptime = 0;
	ck_assert_str_eq(values(3976, "START,ELAPSED"), "? ?");
	snapshot.uptime = 1; /* a clock that does not fit: not negative */
	ck_assert_str_eq(values(3976, "ELAPSED"), "0.00");
}
END_TEST

START_TEST(column_vitals)
{
	struct vitals vitals = {
		.ticks = 250, .rss = 4096, .vsz = 8192, .cpu = 12.34, .nice = -5, .tty = "pts/0"
	};

	snapshot.processes[1].vitals = &vitals;
	ck_assert_str_eq(values(500, "CPU,TIME,RSS,VSZ,NICE,TTY"), "12.3 2.50 4096 8192 -5 pts/0");
	vitals.tty[0] = '\0';
	ck_assert_str_eq(values(500, "TTY"), "-");
}
END_TEST

/* `ps` gives numbers as a namespace in between sees them. */
START_TEST(column_pids_through_the_lens_of_a_level)
{
	struct row row = row_of(4010);

	row.lens = 1;
	ck_assert_str_eq(values_at(&row, "PID,PPID,HOSTPID,NSPID", ROW_PROCESS), "9 7 4010 1");
	row.lens = 2;
	ck_assert_str_eq(values_at(&row, "PID,PPID,HOSTPID", ROW_PROCESS), "1 0 4010");
}
END_TEST

START_TEST(column_values_of_map)
{
	struct row row = row_of(4010);

	row.asked = "1@x y";
	row.to = 9;
	ck_assert_str_eq(values_at(&row, "ASKED,TO", ROW_PROCESS), "1@x\\x20y 9");
	row.to = 0;
	ck_assert_str_eq(values_at(&row, "TO", ROW_PROCESS), "-");
}
END_TEST

static const char *ns_values(uint64_t id, const char *columns)
{
	struct row row = { .snapshot = &snapshot,
		           .ns = &snapshot.namespaces[unit_namespace(&snapshot, id)] };

	return values_at(&row, columns, ROW_NAMESPACE);
}

START_TEST(column_values_of_namespaces)
{
	struct namespace *web = &snapshot.namespaces[unit_namespace(&snapshot, WEB)];

	ck_assert_str_eq(ns_values(WEB, "NS,TYPE,PARENT,LEVEL,NPROCS,NTHREADS,NZOMBIES,INIT"),
	                 "4026532254 processes 4026531836 1 3 6 1 3976");
	ck_assert_str_eq(ns_values(FIXTURE_VIEW_NS, "PARENT,LEVEL,INIT,COMMAND"),
	                 "- 0 1 /sbin/init");
	ck_assert_str_eq(ns_values(WEB, "USERNS,OWNER,CREATED,COMMAND"), "? ? 1700000050 [nginx]");
	web->userns = 4026531837;
	web->owner = 33;
	web->owner_known = true;
	ck_assert_str_eq(ns_values(WEB, "USERNS,OWNER"), "4026531837 www-data");
}
END_TEST

START_TEST(column_values_of_a_held_namespace)
{
	uint32_t index;
	bool is_new;

	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, 4026532999, &index, &is_new), 0);
	snapshot.namespaces[index].hold = HOLD_MOUNT;
	snapshot.namespaces[index].hold_path = "/run/ns/a\033b";
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_str_eq(ns_values(4026532999, "TYPE,PARENT,LEVEL,NPROCS,INIT,CREATED,COMMAND"),
	                 "mount ? ? 0 - - /run/ns/a\\x1bb");
}
END_TEST

/* No column may fail on any row, whatever is missing there. */
START_TEST(column_values_of_everything_are_safe)
{
	char text[512];

	for (size_t i = 0; i < columns_count; i++) {
		size_t rows = columns_all[i].rows == ROW_PROCESS ? snapshot.nprocesses
		                                                 : snapshot.nnamespaces;

		for (size_t j = 0; j < rows; j++) {
			struct row row = { .snapshot = &snapshot };
			struct cell cell;
			json_t *json;

			if (columns_all[i].rows == ROW_PROCESS) {
				row.process = &snapshot.processes[j];
				row.ns = snapshot_namespace_of(&snapshot, row.process);
			} else {
				row.ns = &snapshot.namespaces[j];
			}
			cell = column_cell(&columns_all[i], &row);
			ck_assert_uint_gt(cell_format(&cell, CELL_STYLE_HUMAN, text, sizeof(text)),
			                  0);
			json = cell_json(&cell);
			ck_assert_ptr_nonnull(json);
			json_decref(json);
		}
	}
}
END_TEST

/* --- sorting --------------------------------------------------------------------- */

static const char *sorted(const char *name, bool descending)
{
	static char text[256];
	struct row rows[ARRAY_SIZE(table)];

	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		rows[i] = row_of(snapshot.processes[i].pid);
	columns_sort(rows, ARRAY_SIZE(table), columns_find(name, strlen(name), ROW_PROCESS),
	             descending);
	text[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		sprintf(text + strlen(text), "%s%d", i ? " " : "", (int)rows[i].process->pid);
	return text;
}

START_TEST(sort_is_stable_in_both_directions)
{
	ck_assert_str_eq(sorted("PID", false), "1 500 3976 4005 4006 4010 5000");
	ck_assert_str_eq(sorted("PID", true), "5000 4010 4006 4005 3976 500 1");
	ck_assert_str_eq(sorted("LEVEL", false), "1 500 3976 4005 4006 5000 4010");
	ck_assert_str_eq(sorted("LEVEL", true), "4010 3976 4005 4006 5000 1 500");
	ck_assert_str_eq(sorted("NAME", false), "4006 4005 4010 3976 500 1 5000");
}
END_TEST

START_TEST(sort_puts_unknown_last_in_both_directions)
{
	ck_assert_str_eq(sorted("NS", false), "1 500 3976 4005 4006 4010 5000");
	ck_assert_str_eq(sorted("NS", true), "4010 3976 4005 4006 1 500 5000");
	ck_assert_str_eq(sorted("START", true), "3976 1 500 4005 4006 4010 5000");
}
END_TEST

START_TEST(sort_of_nothing)
{
	columns_sort(NULL, 0, columns_find("PID", 3, ROW_PROCESS), false);
}
END_TEST

Suite *columns_suite(void)
{
	Suite *suite = suite_create("columns");
	TCase *tests = tcase_create("columns");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, columns_are_well_formed_and_unique);
	tcase_add_test(tests, columns_of_the_contract_are_there);
	tcase_add_test(tests, columns_are_found_in_any_case_and_for_their_kind_of_row_only);
	tcase_add_test(tests, columns_suggests_for_the_kind_of_row);
	tcase_add_test(tests, selection_defaults_replaces_and_adds);
	tcase_add_test(tests, selection_names_the_bad_one);
	tcase_add_test(tests, selection_has_a_limit);
	tcase_add_test(tests, selection_asks_for_the_facts_of_all_its_columns);
	tcase_add_test(tests, column_values_of_processes);
	tcase_add_test(tests, column_state_tells_a_dead_leader_from_a_zombie);
	tcase_add_test(tests, column_values_that_are_unknown);
	tcase_add_test(tests, column_command_falls_back_on_the_name);
	tcase_add_test(tests, column_times);
	tcase_add_test(tests, column_vitals);
	tcase_add_test(tests, column_pids_through_the_lens_of_a_level);
	tcase_add_test(tests, column_values_of_map);
	tcase_add_test(tests, column_values_of_namespaces);
	tcase_add_test(tests, column_values_of_a_held_namespace);
	tcase_add_test(tests, column_values_of_everything_are_safe);
	tcase_add_test(tests, sort_is_stable_in_both_directions);
	tcase_add_test(tests, sort_puts_unknown_last_in_both_directions);
	tcase_add_test(tests, sort_of_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
