/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of snapshots: filling, finishing, looking up.
 */
#include "tests/unit/unit.h"

#define NS1 UINT64_C(4026532254)
#define NS2 UINT64_C(4026532300)

/* A host with one container, and another inside that. Not in the order of PIDs, as fixtures are. */
static const struct fixture_process nested[] = {
	{ .chain = "3980 4 1", .ppid = 3976, .ns = NS2, .name = "inner" },
	{ .chain = "1", .name = "systemd", .threads = 2 },
	{ .chain = "3976 1", .ppid = 500, .ns = NS1, .name = "outer", .threads = 3 },
	{ .chain = "3977 2", .ppid = 3976, .ns = NS1, .name = "dead", .state = 'Z' },
	{ .chain = "3978 3",
	  .ppid = 3976,
	  .ns = NS1,
	  .name = "headless",
	  .state = 'Z',
	  .threads = 2 },
	{ .chain = "500", .ppid = 1, .name = "shim" },
	{ .chain = "4000 9 5", .ppid = 500, .name = "unknown" },
	{ .chain = "3979 8", .tgid = 3976, .name = "tid" },
};

START_TEST(snapshot_new_has_just_its_view)
{
	struct snapshot snapshot;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_uint_eq(snapshot.nnamespaces, 1);
	ck_assert_int_eq(snapshot.namespaces[NAMESPACE_VIEW].level, 0);
	ck_assert(snapshot.namespaces[NAMESPACE_VIEW].parent_known);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].parent, NAMESPACE_NONE);
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 1));
	ck_assert_uint_eq(snapshot_find_namespace(&snapshot, 0), NAMESPACE_NONE);
	snapshot_done(&snapshot);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_finish_sorts_by_pid)
{
	_cleanup_free_ char *chains = NULL;
	struct snapshot snapshot;

	UNIT_SNAPSHOT(nested, &snapshot);
	chains = unit_chains(&snapshot);
	ck_assert_str_eq(chains, "1 500 3976>1 3977>2 3978>3 3980>4>1 4000>9>5");
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_finds_processes_and_threads)
{
	struct snapshot snapshot;

	UNIT_SNAPSHOT(nested, &snapshot);
	ck_assert_str_eq(unit_process(&snapshot, 3980)->name, "inner");
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 2));
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 3979));
	ck_assert_ptr_null(snapshot_find_process(&snapshot, 5000));
	ck_assert_str_eq(snapshot_find_thread(&snapshot, 3979)->name, "tid");
	ck_assert_str_eq(snapshot_find_thread(&snapshot, 500)->name, "shim");
	ck_assert_ptr_null(snapshot_find_thread(&snapshot, 2));
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_counts_what_lives_in_each_namespace)
{
	const struct namespace *ns;
	struct snapshot snapshot;

	UNIT_SNAPSHOT(nested, &snapshot);
	ns = &snapshot.namespaces[unit_namespace(&snapshot, NS1)];
	ck_assert_uint_eq(ns->nprocs, 3); /* not those below it */
	ck_assert_uint_eq(ns->nthreads, 6);
	ck_assert_uint_eq(ns->nzombies, 1); /* not the process whose leader alone ended */
	ns = &snapshot.namespaces[NAMESPACE_VIEW];
	ck_assert_uint_eq(ns->nprocs, 2);
	ck_assert_uint_eq(ns->nthreads, 3);
	ck_assert_uint_eq(snapshot.counts.unknown, 1);
	ck_assert_uint_eq(snapshot.counts.inferred, 0);
	/* Finishing once more must not count twice. */
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].nprocs, 2);
	ck_assert_uint_eq(snapshot.counts.unknown, 1);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_knows_inits_levels_and_parents)
{
	const struct namespace *inner, *outer;
	struct snapshot snapshot;

	UNIT_SNAPSHOT(nested, &snapshot);
	outer = &snapshot.namespaces[unit_namespace(&snapshot, NS1)];
	inner = &snapshot.namespaces[unit_namespace(&snapshot, NS2)];
	ck_assert_int_eq(outer->init_pid, 3976);
	ck_assert_int_eq(outer->level, 1);
	ck_assert(outer->parent_known);
	ck_assert_uint_eq(outer->parent, NAMESPACE_VIEW);
	ck_assert_int_eq(inner->init_pid, 3980);
	ck_assert_int_eq(inner->level, 2);
	ck_assert_uint_eq(inner->parent, unit_namespace(&snapshot, NS1));
	ck_assert_int_eq(snapshot.namespaces[NAMESPACE_VIEW].init_pid, 1);
	ck_assert_uint_eq(snapshot_find_namespace_by_init(&snapshot, 3980),
	                  unit_namespace(&snapshot, NS2));
	ck_assert_uint_eq(snapshot_find_namespace_by_init(&snapshot, 3977), NAMESPACE_NONE);
	snapshot_done(&snapshot);
}
END_TEST

/* With its init's parent outside of the procfs, or entered from above, the parent is not guessed.
 */
START_TEST(snapshot_does_not_guess_parents)
{
	static const struct fixture_process table[] = {
		{ .chain = "1", .name = "systemd" },
		{ .chain = "700 5 1", .ppid = 1, .ns = NS2, .name = "init-of-a-level-2" },
	};
	struct snapshot snapshot;
	const struct namespace *ns;

	UNIT_SNAPSHOT(table, &snapshot);
	ns = &snapshot.namespaces[unit_namespace(&snapshot, NS2)];
	ck_assert(!ns->parent_known);
	ck_assert_uint_eq(ns->parent, NAMESPACE_NONE);
	ck_assert(!snapshot_is_within(&snapshot, unit_namespace(&snapshot, NS2), NAMESPACE_VIEW));
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_is_within_follows_parents)
{
	struct snapshot snapshot;
	uint32_t inner, outer;

	UNIT_SNAPSHOT(nested, &snapshot);
	inner = unit_namespace(&snapshot, NS2);
	outer = unit_namespace(&snapshot, NS1);
	ck_assert(snapshot_is_within(&snapshot, inner, inner));
	ck_assert(snapshot_is_within(&snapshot, inner, outer));
	ck_assert(snapshot_is_within(&snapshot, inner, NAMESPACE_VIEW));
	ck_assert(!snapshot_is_within(&snapshot, outer, inner));
	ck_assert(!snapshot_is_within(&snapshot, NAMESPACE_NONE, outer));
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_gives_an_empty_namespace_the_level_of_its_parent_and_one)
{
	struct snapshot snapshot;
	uint32_t index;
	bool is_new;

	UNIT_SNAPSHOT(nested, &snapshot);
	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, 4026532999, &index, &is_new), 0);
	ck_assert(is_new);
	snapshot.namespaces[index].parent = unit_namespace(&snapshot, NS2);
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_int_eq(snapshot.namespaces[index].level, 3);
	ck_assert_uint_eq(snapshot.namespaces[index].nprocs, 0);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_interns_an_id_once_and_no_id_always_anew)
{
	struct snapshot snapshot;
	uint32_t one, two, three;
	bool is_new;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, NS1, &one, &is_new), 0);
	ck_assert(is_new);
	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, NS1, &two, &is_new), 0);
	ck_assert(!is_new);
	ck_assert_uint_eq(one, two);
	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, 0, &two, &is_new), 0);
	ck_assert_int_eq(snapshot_intern_namespace(&snapshot, 0, &three, &is_new), 0);
	ck_assert(is_new);
	ck_assert_uint_ne(two, three);
	ck_assert_int_eq(snapshot_identify_namespace(&snapshot, two, NS2), 0);
	ck_assert_uint_eq(snapshot_find_namespace(&snapshot, NS2), two);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_lists_the_containers_of_each_namespace_once)
{
	struct snapshot snapshot;
	const struct namespace *ns;

	UNIT_SNAPSHOT(nested, &snapshot);
	for (int i = 0; i < 3; i++)
		ck_assert_ptr_nonnull(snapshot_add_container(&snapshot));
	snapshot.processes[2].container = 1; /* 3976, 3977 and 3978 live in the same namespace */
	snapshot.processes[3].container = 0;
	snapshot.processes[4].container = 1;
	snapshot.processes[6].container = 2; /* its namespace is unknown */
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ns = &snapshot.namespaces[unit_namespace(&snapshot, NS1)];
	ck_assert_uint_eq(ns->ncontainers, 2);
	ck_assert_uint_eq(ns->containers[0], 1);
	ck_assert_uint_eq(ns->containers[1], 0);
	ck_assert_uint_eq(snapshot.namespaces[NAMESPACE_VIEW].ncontainers, 0);
	ck_assert_ptr_eq(snapshot_container_of(&snapshot, &snapshot.processes[2]),
	                 &snapshot.containers[1]);
	ck_assert_ptr_null(snapshot_container_of(&snapshot, &snapshot.processes[0]));
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_keeps_the_first_name_of_a_user)
{
	struct snapshot snapshot;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	ck_assert_int_eq(snapshot_add_user(&snapshot, 0, "root"), 0);
	ck_assert_int_eq(snapshot_add_user(&snapshot, 0, "toor"), 0);
	ck_assert_int_eq(snapshot_add_user(&snapshot, 33, "www-data"), 0);
	ck_assert_str_eq(snapshot_find_user(&snapshot, 0), "root");
	ck_assert_str_eq(snapshot_find_user(&snapshot, 33), "www-data");
	ck_assert_ptr_null(snapshot_find_user(&snapshot, 34));
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(snapshot_drops_what_was_added_last)
{
	struct snapshot snapshot;

	ck_assert_int_eq(snapshot_init(&snapshot), 0);
	for (int i = 0; i < 1000; i++)
		ck_assert_ptr_nonnull(snapshot_add_process(&snapshot));
	snapshot_drop_process(&snapshot);
	ck_assert_uint_eq(snapshot.nprocesses, 999);
	ck_assert_ptr_nonnull(snapshot_add_thread(&snapshot));
	snapshot_drop_thread(&snapshot);
	ck_assert_uint_eq(snapshot.nthreads, 0);
	snapshot_done(&snapshot);
}
END_TEST

START_TEST(process_small_questions)
{
	struct snapshot snapshot;

	UNIT_SNAPSHOT(nested, &snapshot);
	ck_assert_int_eq(process_nspid(unit_process(&snapshot, 3980)), 1);
	ck_assert_int_eq(process_nspid(unit_process(&snapshot, 500)), 500);
	ck_assert(process_is_init(unit_process(&snapshot, 1)));
	ck_assert(process_is_init(unit_process(&snapshot, 3976)));
	ck_assert(!process_is_init(unit_process(&snapshot, 3977)));
	ck_assert(process_is_zombie(unit_process(&snapshot, 3977)));
	ck_assert(!process_is_zombie(unit_process(&snapshot, 3978)));
	ck_assert(process_is_thread(&snapshot.threads[0]));
	ck_assert_ptr_null(snapshot_namespace_of(&snapshot, unit_process(&snapshot, 4000)));
	snapshot_done(&snapshot);
}
END_TEST

Suite *snapshot_suite(void)
{
	Suite *suite = suite_create("snapshot");
	TCase *tests = tcase_create("snapshot");

	tcase_add_test(tests, snapshot_new_has_just_its_view);
	tcase_add_test(tests, snapshot_finish_sorts_by_pid);
	tcase_add_test(tests, snapshot_finds_processes_and_threads);
	tcase_add_test(tests, snapshot_counts_what_lives_in_each_namespace);
	tcase_add_test(tests, snapshot_knows_inits_levels_and_parents);
	tcase_add_test(tests, snapshot_does_not_guess_parents);
	tcase_add_test(tests, snapshot_is_within_follows_parents);
	tcase_add_test(tests, snapshot_gives_an_empty_namespace_the_level_of_its_parent_and_one);
	tcase_add_test(tests, snapshot_interns_an_id_once_and_no_id_always_anew);
	tcase_add_test(tests, snapshot_lists_the_containers_of_each_namespace_once);
	tcase_add_test(tests, snapshot_keeps_the_first_name_of_a_user);
	tcase_add_test(tests, snapshot_drops_what_was_added_last);
	tcase_add_test(tests, process_small_questions);
	suite_add_tcase(suite, tests);
	return suite;
}
