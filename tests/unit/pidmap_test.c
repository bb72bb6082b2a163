/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the map between the PIDs of different levels.
 */
#include "model/pidmap.h"
#include "tests/unit/unit.h"

#define WEB   UINT64_C(4026532254)
#define DB    UINT64_C(4026532300)
#define INNER UINT64_C(4026532400)

/* Two containers that both know a 7, one of which holds another. */
static const struct fixture_process table[] = {
	{ .chain = "1" },
	{ .chain = "7", .ppid = 1 },
	{ .chain = "500", .ppid = 1 },
	{ .chain = "3976 1", .ppid = 500, .ns = WEB },
	{ .chain = "4005 7", .ppid = 3976, .ns = WEB },
	{ .chain = "5000 1", .ppid = 500, .ns = DB },
	{ .chain = "5005 7", .ppid = 5000, .ns = DB },
	{ .chain = "6000 9 1", .ppid = 4005, .ns = INNER },
	{ .chain = "6001 10 2", .ppid = 6000, .ns = INNER },
	{ .chain = "6002 11 3", .ppid = 3976, .ns = INNER }, /* entered from one level up */
	{ .chain = "6003 12", .ppid = 500, .ns = WEB },      /* entered from the host */
	{ .chain = "6004 13", .ppid = 9999, .ns = WEB },     /* its parent ended meanwhile */
	{ .chain = "6005 14" },                              /* its namespace is unknown */
	{ .chain = "4006 8", .tgid = 4005, .ppid = 3976, .ns = WEB },
};

static struct snapshot snapshot;

static void setup(void)
{
	UNIT_SNAPSHOT(table, &snapshot);
}

static void teardown(void)
{
	snapshot_done(&snapshot);
}

static pid_t in(pid_t pid, uint64_t ns)
{
	return pidmap_in(&snapshot, unit_process(&snapshot, pid), unit_namespace(&snapshot, ns));
}

static pid_t from(pid_t number, uint64_t ns)
{
	const struct process *process =
		pidmap_from(&snapshot, number, unit_namespace(&snapshot, ns));

	return process ? process->pid : 0;
}

START_TEST(pidmap_gives_the_number_on_each_level)
{
	ck_assert_int_eq(in(6001, FIXTURE_VIEW_NS), 6001);
	ck_assert_int_eq(in(6001, WEB), 10);
	ck_assert_int_eq(in(6001, INNER), 2);
	ck_assert_int_eq(in(4005, WEB), 7);
	ck_assert_int_eq(in(1, FIXTURE_VIEW_NS), 1);
}
END_TEST

START_TEST(pidmap_gives_no_number_where_a_process_is_not_visible)
{
	ck_assert_int_eq(in(500, WEB), 0);
	ck_assert_int_eq(in(4005, DB), 0);
	ck_assert_int_eq(in(5005, WEB), 0);
	ck_assert_int_eq(in(6001, DB), 0);
	ck_assert_int_eq(in(4005, INNER), 0);
}
END_TEST

START_TEST(pidmap_does_not_guess_for_an_unknown_namespace)
{
	ck_assert_int_eq(in(6005, WEB), -1);
	ck_assert_int_eq(in(6005, DB), -1);
	ck_assert_int_eq(in(6005, FIXTURE_VIEW_NS), 6005);
	ck_assert_int_eq(in(6005, INNER), 0); /* its chain ends a level higher */
}
END_TEST

START_TEST(pidmap_tells_who_of_unknown_namespace_may_be_meant)
{
	uint32_t web = unit_namespace(&snapshot, WEB), inner = unit_namespace(&snapshot, INNER);

	ck_assert_ptr_null(pidmap_from(&snapshot, 14, web));
	ck_assert_ptr_eq(pidmap_from_unknown(&snapshot, 14, web), unit_process(&snapshot, 6005));
	ck_assert_ptr_null(pidmap_from_unknown(&snapshot, 7, web));
	ck_assert_ptr_null(pidmap_from_unknown(&snapshot, 14, inner));
	ck_assert_ptr_null(pidmap_from_unknown(&snapshot, 6005, web));
	ck_assert_ptr_null(pidmap_from_unknown(&snapshot, 99, NAMESPACE_VIEW));
}
END_TEST

START_TEST(pidmap_finds_a_process_by_each_of_its_numbers)
{
	ck_assert_int_eq(from(7, FIXTURE_VIEW_NS), 7);
	ck_assert_int_eq(from(7, WEB), 4005);
	ck_assert_int_eq(from(7, DB), 5005);
	ck_assert_int_eq(from(10, WEB), 6001);
	ck_assert_int_eq(from(2, INNER), 6001);
	ck_assert_int_eq(from(1, INNER), 6000);
	ck_assert_int_eq(from(8, WEB), 4006); /* a thread */
}
END_TEST

START_TEST(pidmap_finds_nothing_by_foreign_numbers)
{
	ck_assert_int_eq(from(4005, WEB), 0);
	ck_assert_int_eq(from(2, DB), 0);
	ck_assert_int_eq(from(0, WEB), 0);
	ck_assert_int_eq(from(-1, WEB), 0);
	ck_assert_int_eq(from(14, WEB), 0);
}
END_TEST

START_TEST(pidmap_is_its_own_inverse_everywhere)
{
	for (size_t i = 0; i < snapshot.nprocesses; i++) {
		const struct process *process = &snapshot.processes[i];

		for (uint32_t ns = 0; ns < snapshot.nnamespaces; ns++) {
			pid_t number = pidmap_in(&snapshot, process, ns);

			if (number > 0)
				ck_assert_ptr_eq(pidmap_from(&snapshot, number, ns), process);
		}
	}
}
END_TEST

START_TEST(pidmap_carries_any_number_of_the_chain)
{
	const struct process *process = unit_process(&snapshot, 6001);

	ck_assert(pidmap_carries(process, 6001));
	ck_assert(pidmap_carries(process, 10));
	ck_assert(pidmap_carries(process, 2));
	ck_assert(!pidmap_carries(process, 7));
	ck_assert(!pidmap_carries(process, 0));
}
END_TEST

/* "7 4005 5005": whom any namespace knows by that number. */
static const char *carriers(pid_t number)
{
	static char text[128];
	const struct process *process;
	size_t cursor = 0, used = 0;

	text[0] = '\0';
	while ((process = pidmap_next(&snapshot, number, &cursor)))
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%d", used ? " " : "",
		                         (int)process->pid);
	return text;
}

START_TEST(pidmap_next_gives_all_carriers_once)
{
	for (int indexed = 0; indexed < 2; indexed++) {
		ck_assert_str_eq(carriers(7), "7 4005 5005");
		ck_assert_str_eq(carriers(1), "1 3976 5000 6000");
		ck_assert_str_eq(carriers(8), "4006"); /* a thread */
		ck_assert_str_eq(carriers(6005), "6005");
		ck_assert_str_eq(carriers(9999), "");
		ck_assert_str_eq(carriers(0), "");
		ck_assert_str_eq(carriers(4194304), "");
		ck_assert_int_eq(pidmap_index(&snapshot), 0);
	}
}
END_TEST

START_TEST(pidmap_with_an_index_gives_the_same_answers)
{
	pid_t without[4][8192], number;

	for (int ns = 0; ns < 4; ns++) {
		for (number = 0; number < 8192; number++) {
			const struct process *process =
				pidmap_from(&snapshot, number, (uint32_t)ns);

			without[ns][number] = process ? process->pid : 0;
		}
	}
	ck_assert_int_eq(pidmap_index(&snapshot), 0);
	for (int ns = 0; ns < 4; ns++) {
		for (number = 0; number < 8192; number++) {
			const struct process *process =
				pidmap_from(&snapshot, number, (uint32_t)ns);

			ck_assert_int_eq(process ? process->pid : 0, without[ns][number]);
		}
	}
}
END_TEST

START_TEST(pidmap_parent_as_the_process_sees_it)
{
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 4005)), 1);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 6001)), 1);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 3976)), 0);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 6002)), 0);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 6003)), 0);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 6004)), -1);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 500)), 1);
	ck_assert_int_eq(pidmap_parent_inside(&snapshot, unit_process(&snapshot, 1)), 0);
}
END_TEST

START_TEST(pidmap_parent_as_each_level_sees_it)
{
	ck_assert_int_eq(pidmap_parent_at(&snapshot, unit_process(&snapshot, 6002), 0), 3976);
	ck_assert_int_eq(pidmap_parent_at(&snapshot, unit_process(&snapshot, 6002), 1), 1);
	ck_assert_int_eq(pidmap_parent_at(&snapshot, unit_process(&snapshot, 6002), 2), 0);
	ck_assert_int_eq(pidmap_parent_at(&snapshot, unit_process(&snapshot, 6000), 1), 7);
	ck_assert_int_eq(pidmap_parent_at(&snapshot, unit_process(&snapshot, 6004), 0), 9999);
}
END_TEST

Suite *pidmap_suite(void)
{
	Suite *suite = suite_create("pidmap");
	TCase *tests = tcase_create("pidmap");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, pidmap_gives_the_number_on_each_level);
	tcase_add_test(tests, pidmap_gives_no_number_where_a_process_is_not_visible);
	tcase_add_test(tests, pidmap_does_not_guess_for_an_unknown_namespace);
	tcase_add_test(tests, pidmap_tells_who_of_unknown_namespace_may_be_meant);
	tcase_add_test(tests, pidmap_finds_a_process_by_each_of_its_numbers);
	tcase_add_test(tests, pidmap_finds_nothing_by_foreign_numbers);
	tcase_add_test(tests, pidmap_is_its_own_inverse_everywhere);
	tcase_add_test(tests, pidmap_carries_any_number_of_the_chain);
	tcase_add_test(tests, pidmap_next_gives_all_carriers_once);
	tcase_add_test(tests, pidmap_with_an_index_gives_the_same_answers);
	tcase_add_test(tests, pidmap_parent_as_the_process_sees_it);
	tcase_add_test(tests, pidmap_parent_as_each_level_sees_it);
	suite_add_tcase(suite, tests);
	return suite;
}
