/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the parser of /proc/PID/status.
 */
#include "collect/parse.h"
#include "tests/unit/unit.h"

static struct status_fields fields;

static int parse(const char *text)
{
	return parse_status(text, strlen(text), true, &fields);
}

/* As Linux 6.18 writes it, for a process two levels down. */
static const char usual[] =
	"Name:\tnginx\nUmask:\t0022\nState:\tS "
	"(sleeping)\nTgid:\t3976\nNgid:\t0\nPid:\t3976\nPPid:\t500\n"
	"TracerPid:\t77\nUid:\t1000\t33\t1000\t1000\nGid:\t0\t0\t0\t0\nFDSize:\t64\nGroups:\t0 1 2 "
	"\n"
	"NStgid:\t3976\t20\t1\nNSpid:\t3976\t20\t1\nNSpgid:\t3975\t19\t0\nNSsid:"
	"\t500\t0\t0\nKthread:\t0\n"
	"VmPeak:\t    4096 kB\nVmRSS:\t    1024 "
	"kB\nThreads:\t3\nSigQ:\t0/100\nSigPnd:\t0000000000000000\n"
	"ShdPnd:\t0000000000004000\nSigBlk:\tfffffffe3ffbfa07\nSigIgn:\t0000000000300000\n"
	"SigCgt:\t0000000000010002\nCapInh:\t0000000000000000\n";

START_TEST(status_of_a_usual_process)
{
	ck_assert_int_eq(parse(usual), 0);
	ck_assert_str_eq(fields.name, "nginx");
	ck_assert_uint_eq(fields.name_len, 5);
	ck_assert_int_eq(fields.state, 'S');
	ck_assert_int_eq(fields.tgid, 3976);
	ck_assert_int_eq(fields.pid, 3976);
	ck_assert_int_eq(fields.ppid, 500);
	ck_assert_int_eq(fields.tracer, 77);
	ck_assert_uint_eq(fields.euid, 33);
	ck_assert_uint_eq(fields.nthreads, 3);
	ck_assert_int_eq(fields.kthread, 0);
	ck_assert(fields.has_memory);
}
END_TEST

START_TEST(status_gives_the_chain_and_the_leaders_on_both_ends)
{
	ck_assert_int_eq(parse(usual), 0);
	ck_assert_int_eq(fields.nchain, 3);
	ck_assert_int_eq(fields.chain[0], 3976);
	ck_assert_int_eq(fields.chain[1], 20);
	ck_assert_int_eq(fields.chain[2], 1);
	ck_assert_int_eq(fields.group[0], 3975);
	ck_assert_int_eq(fields.group[1], 0);
	ck_assert_int_eq(fields.session[0], 500);
	ck_assert_int_eq(fields.session[1], 0);
}
END_TEST

START_TEST(status_gives_signal_sets_only_when_asked)
{
	ck_assert_int_eq(parse(usual), 0);
	ck_assert_uint_eq(fields.signals.pending, 0x4000);
	ck_assert_uint_eq(fields.signals.blocked, 0xfffffffe3ffbfa07);
	ck_assert_uint_eq(fields.signals.ignored, 0x300000);
	ck_assert_uint_eq(fields.signals.caught, 0x10002);
	ck_assert_int_eq(parse_status(usual, strlen(usual), false, &fields), 0);
	ck_assert_uint_eq(fields.nthreads, 3);
	ck_assert_uint_eq(fields.signals.caught, 0);
}
END_TEST

START_TEST(status_name_is_unescaped_as_the_kernel_escaped_it)
{
	ck_assert_int_eq(parse("Name:\ta\\nb\\\\n c) S (\nPid:\t5\n"), 0);
	ck_assert_str_eq(fields.name, "a\nb\\n c) S (");
	ck_assert_int_eq(parse("Name:\tb\033[31m\xff\nPid:\t5\n"), 0);
	ck_assert_str_eq(fields.name, "b\033[31m\xff");
	ck_assert_int_eq(parse("Name:\t\nPid:\t5\n"), 0);
	ck_assert_str_eq(fields.name, "");
	ck_assert_int_eq(parse("Name:\tends\\\nPid:\t5\n"), 0);
	ck_assert_str_eq(fields.name, "ends\\");
}
END_TEST

/* A name is the one text in a status that somebody else chose: it must not become a field. */
START_TEST(status_name_cannot_forge_other_fields)
{
	ck_assert_int_eq(parse("Name:\tx\\nPid:\\t1\nPid:\t5\nNSpid:\t5\n"), 0);
	ck_assert_int_eq(fields.pid, 5);
	ck_assert_int_eq(parse("Name:\tPid: 1\nPid:\t5\nNSpid:\t5\n"), 0);
	ck_assert_int_eq(fields.pid, 5);
}
END_TEST

START_TEST(status_name_longer_than_any_is_cut)
{
	char text[400] = "Name:\t";

	memset(text + 6, 'n', 300);
	strcpy(text + 306, "\nPid:\t5\n");
	ck_assert_int_eq(parse(text), 0);
	ck_assert_uint_eq(fields.name_len, PARSE_NAME_MAX - 1);
	ck_assert_int_eq(fields.pid, 5);
}
END_TEST

START_TEST(status_of_an_old_kernel_has_no_chain)
{
	ck_assert_int_eq(
		parse("Name:\tx\nState:\tR (running)\nTgid:\t5\nPid:\t5\nPPid:\t1\nThreads:\t1\n"),
		0);
	ck_assert_int_eq(fields.nchain, 0);
	ck_assert_int_eq(fields.pid, 5);
	ck_assert_int_eq(fields.state, 'R');
}
END_TEST

/* Without a Kthread line, no memory and all signals ignored make a thread of the kernel. */
START_TEST(status_tells_threads_of_the_kernel_on_any_kernel)
{
	ck_assert_int_eq(parse("Name:\tkthreadd\nPid:\t2\nKthread:\t1\nThreads:\t1\n"), 0);
	ck_assert_int_eq(fields.kthread, 1);
	ck_assert_int_eq(
		parse("Name:\tkthreadd\nPid:\t2\nThreads:\t1\nSigIgn:\tffffffffffffffff\n"), 0);
	ck_assert_int_eq(fields.kthread, 1);
	ck_assert_int_eq(
		parse("Name:\tx\nPid:\t2\nVmRSS:\t1 kB\nThreads:\t1\nSigIgn:\tffffffffffffffff\n"),
		0);
	ck_assert_int_eq(fields.kthread, 0);
	/* A zombie has no memory either. */
	ck_assert_int_eq(parse("Name:\tx\nState:\tZ "
	                       "(zombie)\nPid:\t2\nThreads:\t1\nSigIgn:\t0000000000000000\n"),
	                 0);
	ck_assert_int_eq(fields.kthread, 0);
}
END_TEST

static void chain_text(char *text, int numbers)
{
	char *at = stpcpy(text, "Name:\tdeep\nPid:\t5\nNSpid:");

	for (int i = 0; i < numbers; i++)
		at += sprintf(at, "\t%d", 100 + i);
	strcpy(at, "\n");
}

START_TEST(status_takes_as_many_levels_as_the_kernel_allows)
{
	char text[1024];

	chain_text(text, LEVEL_MAX + 1);
	ck_assert_int_eq(parse(text), 0);
	ck_assert_int_eq(fields.nchain, 33);
	ck_assert_int_eq(fields.chain[32], 132);
	chain_text(text, LEVEL_MAX + 2);
	ck_assert_int_eq(parse(text), -E2BIG);
}
END_TEST

START_TEST(status_without_a_pid_is_none)
{
	ck_assert_int_eq(parse(""), -EINVAL);
	ck_assert_int_eq(parse("Name:\tx\n"), -EINVAL);
	ck_assert_int_eq(parse("Pid:\t0\n"), -EINVAL);
	ck_assert_int_eq(parse("Pid:\tx\n"), -EINVAL);
	ck_assert_int_eq(parse("Pid:\t99999999999\n"), -EINVAL);
	ck_assert_int_eq(parse("NSpid:\t5\tx\nPid:\t5\n"), -EINVAL);
}
END_TEST

/* Wherever a read may end: no crash, and never a PID that is not there in full. */
START_TEST(status_cut_anywhere_is_harmless)
{
	for (size_t len = 0; len < sizeof(usual); len++) {
		_cleanup_free_ char *copy = malloc(len + 1);
		int r;

		memcpy(copy, usual, len);
		r = parse_status(copy, len, true, &fields);
		ck_assert(r == 0 || r == -EINVAL);
	}
}
END_TEST

START_TEST(status_needs_no_newline_at_its_end)
{
	ck_assert_int_eq(parse("Name:\tx\nPid:\t5\nNSpid:\t5\t1"), 0);
	ck_assert_int_eq(fields.nchain, 2);
}
END_TEST

Suite *parse_status_suite(void)
{
	Suite *suite = suite_create("parse_status");
	TCase *tests = tcase_create("parse_status");

	tcase_add_test(tests, status_of_a_usual_process);
	tcase_add_test(tests, status_gives_the_chain_and_the_leaders_on_both_ends);
	tcase_add_test(tests, status_gives_signal_sets_only_when_asked);
	tcase_add_test(tests, status_name_is_unescaped_as_the_kernel_escaped_it);
	tcase_add_test(tests, status_name_cannot_forge_other_fields);
	tcase_add_test(tests, status_name_longer_than_any_is_cut);
	tcase_add_test(tests, status_of_an_old_kernel_has_no_chain);
	tcase_add_test(tests, status_tells_threads_of_the_kernel_on_any_kernel);
	tcase_add_test(tests, status_takes_as_many_levels_as_the_kernel_allows);
	tcase_add_test(tests, status_without_a_pid_is_none);
	tcase_add_test(tests, status_cut_anywhere_is_harmless);
	tcase_add_test(tests, status_needs_no_newline_at_its_end);
	suite_add_tcase(suite, tests);
	return suite;
}
