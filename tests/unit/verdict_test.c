/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of what a signal does to an init.
 *
 * The signal sets are those of real programs as PID 1. Beside each stands what SIGTERM did to it:
 * it ended, or it was alive afterwards. A verdict may be careful, but never promise what did not
 * happen.
 */
#include <signal.h>

#include "model/verdict.h"
#include "tests/unit/unit.h"

#define NS UINT64_C(4026532254)

enum fate { ENDED, ALIVE };

struct init_case {
	const char *what, *name;
	uint64_t caught, blocked, ignored;
	bool child; /* a living child */
	enum fate fate;
	enum verdict verdict; /* of SIGTERM */
};

static const struct init_case cases[] = {
	{ "tini", "tini", 0, 0, 0x300000, true, ENDED, VERDICT_HANDLED },
	{ "tini by another name", "init", 0, 0, 0x300000, true, ENDED, VERDICT_HANDLED },
	{ "docker-init", "docker-init", 0, 0, 0x300000, true, ENDED, VERDICT_HANDLED },
	{ "dumb-init", "dumb-init", 0x7ffbfeff, 0, 0, true, ENDED, VERDICT_HANDLED },
	{ "catatonit", "catatonit", 0, 0xfffffffe3ffbfa07, 0, true, ENDED, VERDICT_HANDLED },
	{ "busybox init", "init", 0x80000, 0x20014a07, 0, true, ENDED, VERDICT_BLOCKED },
	{ "sleep", "sleep", 0, 0, 0, false, ALIVE, VERDICT_DROPPED },
	{ "busybox sh -c", "sh", 0x10002, 0, 4, true, ALIVE, VERDICT_DROPPED },
	{ "bash -c", "bash", 0x10002, 0x10000, 4, true, ALIVE, VERDICT_DROPPED },
	{ "dash -c", "dash", 0x10002, 0, 0, true, ALIVE, VERDICT_DROPPED },
	{ "bash with a trap, waiting", "bash", 0x14002, 0x10000, 4, true, ENDED, VERDICT_MAYBE },
	{ "bash with a trap, child in front", "bash", 0x14002, 0x10000, 4, true, ALIVE,
	  VERDICT_MAYBE },
	{ "bash with a trap, no child", "bash", 0x14002, 0x10000, 4, false, ENDED,
	  VERDICT_HANDLED },
	{ "python3", "python3", 2, 0, 0x1001000, false, ALIVE, VERDICT_DROPPED },
	{ "perl", "perl", 0, 0, 0x80, false, ALIVE, VERDICT_DROPPED },
	{ "python3 with a handler", "python3", 0x4002, 0, 0x1001000, false, ENDED,
	  VERDICT_HANDLED },
	{ "node", "node", 0x100004602, 0, 0x1001000, false, ALIVE, VERDICT_MAYBE },
	{ "node with a handler", "node", 0x100004602, 0, 0x1001000, false, ENDED, VERDICT_MAYBE },
	{ "java", "java", 0x201005ccf, 0, 0, false, ENDED, VERDICT_HANDLED },
	{ "Go", "node_exporter", 0xfffffffd7fc1feff, 0, 0, false, ENDED, VERDICT_HANDLED },
	{ "nginx", "nginx", 0x18016a07, 0, 0x40001000, true, ENDED, VERDICT_HANDLED },
	{ "redis", "redis-server", 0x4000, 0, 0x3001, false, ENDED, VERDICT_HANDLED },
	{ "runsvdir", "runsvdir", 0x4000, 0, 0, true, ENDED, VERDICT_HANDLED },
	{ "blocked, another thread in sigwait", "app", 0, 0x4000, 0, false, ENDED,
	  VERDICT_BLOCKED },
	{ "blocked, nobody reads", "app", 0, 0x4000, 0, false, ALIVE, VERDICT_BLOCKED },
	{ "not blocked, another thread in sigwait", "app", 0, 0, 0, false, ALIVE, VERDICT_DROPPED },
	{ "SIG_IGN", "app", 0, 0, 0x4000, false, ALIVE, VERDICT_IGNORED },
	{ "SIG_IGN and blocked", "app", 0, 0x4000, 0x4000, false, ALIVE, VERDICT_IGNORED },
	{ "systemd", "systemd", 0, 0x7be3c0fe28014a03, 0, true, ENDED, VERDICT_HANDLED },
};

static struct snapshot snapshot;
static struct signals sets;

/* An init below the view with these sets, or with `inside` the view's own. */
static const struct process *init_make(const struct init_case *c, bool inside)
{
	const struct fixture_process table[] = {
		{ .chain = inside ? "1" : "500 1", .ns = inside ? 0 : NS, .name = c->name },
		{ .chain = inside ? "7" : "501 7",
		  .ppid = inside ? 1 : 500,
		  .ns = inside ? 0 : NS,
		  .name = "child",
		  .state = c->child ? 'S' : 'Z' },
	};
	const struct process *init;

	UNIT_SNAPSHOT(table, &snapshot);
	sets = (struct signals){ .caught = c->caught,
		                 .blocked = c->blocked,
		                 .ignored = c->ignored };
	init = unit_process(&snapshot, inside ? 1 : 500);
	((struct process *)(uintptr_t)init)->signals = &sets;
	return init;
}

static void teardown(void)
{
	snapshot_done(&snapshot);
}

START_TEST(verdict_of_term)
{
	const struct init_case *c = &cases[_i];
	enum verdict verdict = verdict_of(&snapshot, init_make(c, false), SIGTERM);

	ck_assert_msg(verdict == c->verdict, "%s: %d, expected %d", c->what, verdict, c->verdict);
	/* The careful words are for what can go either way. */
	if (c->fate == ALIVE)
		ck_assert_msg(verdict != VERDICT_HANDLED && verdict != VERDICT_DELIVERED, "%s",
		              c->what);
	if (c->fate == ENDED)
		ck_assert_msg(verdict != VERDICT_DROPPED && verdict != VERDICT_IGNORED, "%s",
		              c->what);
}
END_TEST

/* From an ancestor these two always act; inside they never do. */
START_TEST(verdict_of_kill_and_stop)
{
	const struct process *init = init_make(&cases[_i], false);

	ck_assert_int_eq(verdict_of(&snapshot, init, SIGKILL), VERDICT_DELIVERED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGSTOP), VERDICT_DELIVERED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGCONT), VERDICT_DELIVERED);
	snapshot_done(&snapshot);
	init = init_make(&cases[_i], true);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGKILL), VERDICT_DROPPED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGSTOP), VERDICT_DROPPED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGTERM), cases[_i].verdict);
}
END_TEST

START_TEST(verdict_without_the_sets_is_unknown)
{
	const struct process *init = init_make(&cases[0], false);

	((struct process *)(uintptr_t)init)->signals = NULL;
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGTERM), VERDICT_UNKNOWN);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGKILL), VERDICT_DELIVERED);
}
END_TEST

/* tini waits for everything but what a fault raises. */
START_TEST(verdict_of_faults_does_not_trust_names)
{
	const struct process *init = init_make(&cases[0], false);

	ck_assert_int_eq(verdict_of(&snapshot, init, SIGSEGV), VERDICT_DROPPED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGABRT), VERDICT_DROPPED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGUSR1), VERDICT_HANDLED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGTTIN), VERDICT_IGNORED);
	ck_assert_int_eq(verdict_of(&snapshot, init, SIGRTMIN + 3), VERDICT_HANDLED);
}
END_TEST

START_TEST(verdict_of_others)
{
	const struct fixture_process table[] = {
		{ .chain = "2", .name = "kthreadd", .flags = FIXTURE_KTHREAD },
		{ .chain = "500 1", .ns = NS, .name = "init", .state = 'Z' },
		{ .chain = "501 7", .ppid = 500, .ns = NS, .name = "child" },
		{ .chain = "502 8", .ppid = 500, .ns = NS, .name = "zombie", .state = 'Z' },
	};

	UNIT_SNAPSHOT(table, &snapshot);
	ck_assert_int_eq(verdict_of(&snapshot, unit_process(&snapshot, 501), SIGTERM),
	                 VERDICT_DELIVERED);
	ck_assert_int_eq(verdict_of(&snapshot, unit_process(&snapshot, 502), SIGKILL),
	                 VERDICT_IGNORED);
	ck_assert_int_eq(verdict_of(&snapshot, unit_process(&snapshot, 500), SIGKILL),
	                 VERDICT_IGNORED);
	ck_assert_int_eq(verdict_of(&snapshot, unit_process(&snapshot, 2), SIGKILL),
	                 VERDICT_IGNORED);
}
END_TEST

START_TEST(verdict_has_a_sentence_each)
{
	for (int i = VERDICT_DELIVERED; i <= VERDICT_UNKNOWN; i++) {
		ck_assert_str_ne(verdict_sentence((enum verdict)i), "");
		for (int j = VERDICT_DELIVERED; j < i; j++)
			ck_assert_str_ne(verdict_sentence((enum verdict)i),
			                 verdict_sentence((enum verdict)j));
	}
}
END_TEST

Suite *verdict_suite(void)
{
	Suite *suite = suite_create("verdict");
	TCase *tests = tcase_create("verdict");

	tcase_add_checked_fixture(tests, NULL, teardown);
	tcase_add_loop_test(tests, verdict_of_term, 0, (int)ARRAY_SIZE(cases));
	tcase_add_loop_test(tests, verdict_of_kill_and_stop, 0, (int)ARRAY_SIZE(cases));
	tcase_add_test(tests, verdict_without_the_sets_is_unknown);
	tcase_add_test(tests, verdict_of_faults_does_not_trust_names);
	tcase_add_test(tests, verdict_of_others);
	tcase_add_test(tests, verdict_has_a_sentence_each);
	suite_add_tcase(suite, tests);
	return suite;
}
