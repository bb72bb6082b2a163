/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of targets: the grammar, and finding what is meant in a snapshot.
 *
 * What is said of errors is caught here instead of printed: this file takes the place of
 * command/commands.c for target.c and resolve.c.
 */
#include <stdarg.h>

#include "command/target.h"
#include "tests/unit/unit.h"

#define WEB   UINT64_C(4026532254)
#define INNER UINT64_C(4026532400)

static char said[1024];
static bool hinted;

enum status commands_fail(const struct command *command, enum status status, bool hint,
                          const char *format, ...)
{
	va_list args;

	(void)command;
	va_start(args, format);
	vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	hinted = hint;
	return status;
}

static const struct command ps = { .name = "ps", .one_namespace = true };
static const struct command any = { .name = "table" };

/* --- the grammar ------------------------------------------------------------------ */

static struct target target;

static int parse(const char *text)
{
	said[0] = '\0';
	return target_parse(&any, text, &target);
}

/* Parses, or fails the test with what was said. */
static void parses(const char *text)
{
	int r = parse(text);

	ck_assert_msg(r < 0, "'%s': %d, %s", text, r, said);
	ck_assert_str_eq(said, "");
	ck_assert_str_eq(target.text, text);
}

static void refuses(const char *text)
{
	int r = parse(text);

	ck_assert_msg(r == STATUS_USAGE, "'%s' gave %d", text, r);
	/* One line that names the thing. */
	ck_assert_msg(said[0] && !strchr(said, '\n') && strstr(said, text), "'%s': said '%s'", text,
	              said);
}

START_TEST(target_process)
{
	parses("4005");
	ck_assert_int_eq(target.kind, TARGET_PROCESS);
	ck_assert_int_eq(target.pid, 4005);
	ck_assert(!target.at);
	parses("4194304");
	ck_assert_int_eq(target.pid, 4194304);
	parses("1");
	ck_assert_uint_eq(target_facts(&target), 0);
}
END_TEST

START_TEST(target_namespace_by_id)
{
	parses("4026532254");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	ck_assert_uint_eq(target.id, 4026532254);
	parses("pid:[4026532254]");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	ck_assert_uint_eq(target.id, 4026532254);
	ck_assert(target_facts(&target) & FACT_NAMESPACE);
	parses("4026531836");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
}
END_TEST

START_TEST(target_namespace_by_its_init)
{
	parses("~3976");
	ck_assert_int_eq(target.kind, TARGET_INIT);
	ck_assert_int_eq(target.pid, 3976);
	ck_assert(target_facts(&target) & FACT_NAMESPACE);
	/* As columns mark the id of an inferred one. */
	parses("~4026532254");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	ck_assert_uint_eq(target.id, 4026532254);
}
END_TEST

START_TEST(target_host)
{
	parses("host");
	ck_assert_int_eq(target.kind, TARGET_HOST);
	parses("7@host");
	ck_assert_int_eq(target.kind, TARGET_HOST);
	ck_assert(target.at);
	ck_assert_int_eq(target.number, 7);
}
END_TEST

START_TEST(target_container)
{
	parses("web");
	ck_assert_int_eq(target.kind, TARGET_CONTAINER);
	ck_assert_str_eq(target.engine, "");
	ck_assert_str_eq(target.name, "web");
	parses("docker:web");
	ck_assert_str_eq(target.engine, "docker");
	ck_assert_str_eq(target.name, "web");
	parses("k8s:default/web-1/nginx");
	ck_assert_str_eq(target.engine, "k8s");
	ck_assert_str_eq(target.name, "default/web-1/nginx");
	parses("c855a1f9");
	ck_assert_str_eq(target.name, "c855a1f9");
	parses("hosts");
	ck_assert_int_eq(target.kind, TARGET_CONTAINER);
	ck_assert(target_facts(&target) & FACT_CONTAINER);
}
END_TEST

START_TEST(target_number_at_a_place)
{
	parses("7@web");
	ck_assert(target.at);
	ck_assert_int_eq(target.number, 7);
	ck_assert_str_eq(target.name, "web");
	parses("7@4005");
	ck_assert_int_eq(target.kind, TARGET_PROCESS);
	ck_assert_int_eq(target.pid, 4005);
	parses("1@~3976");
	ck_assert_int_eq(target.kind, TARGET_INIT);
	parses("1@4026532254");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	parses("1@pid:[4026532254]");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	parses("1@/proc/self/ns/pid");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	ck_assert(target_facts(&target) & FACT_NAMESPACE);
}
END_TEST

START_TEST(target_path_of_a_namespace)
{
	parses("/proc/self/ns/pid");
	ck_assert_int_eq(target.kind, TARGET_NAMESPACE);
	ck_assert_uint_ge(target.id, UINT64_C(4026531836));
	parses("/proc/self/../self/ns/pid");
	parses("/proc/self/ns/pid_for_children");
}
END_TEST

START_TEST(target_numbers_out_of_range)
{
	static const char *const words[] = {
		"0",        "4194305", "4026531823", "4294967296", "99999999999999999999999",
		"-1",       "-4005",   "00",         "1@0",        "1@-5",
		"1@4194305"
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		refuses(words[i]);
		ck_assert(hinted);
	}
}
END_TEST

START_TEST(target_words_that_are_none)
{
	static const char *const words[] = {
		"7@",     "@web",    "@",           "x@web",
		"-1@web", "0@web",   "4194305@web", "7 @web",
		"~",      "~0",      "~x",          "~4194305",
		"~-1",    "pid:[]",  "pid:[x]",     "pid:[4026532254",
		":web",   "docker:", ":",           "averyveryverylongengine:web"
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		refuses(words[i]);
		ck_assert(hinted);
	}
	ck_assert_int_eq(parse(""), STATUS_USAGE);
}
END_TEST

START_TEST(target_paths_that_are_no_pid_namespace)
{
	ck_assert_int_eq(parse("/proc/self/ns/uts"), STATUS_USAGE);
	ck_assert_str_eq(said,
	                 "/proc/self/ns/uts: a namespace of another type, not a PID namespace");
	ck_assert_int_eq(parse("/proc/self/status"), STATUS_USAGE);
	ck_assert_str_eq(said, "/proc/self/status: not a namespace file");
	ck_assert_int_eq(parse("/etc/"), STATUS_USAGE);
	ck_assert_int_eq(parse("/no/such/file"), STATUS_NOTHING);
	ck_assert_str_eq(said, "/no/such/file: No such file or directory");
	ck_assert_int_eq(parse("7@/proc/self/ns/net"), STATUS_USAGE);
}
END_TEST

START_TEST(target_failed_leaves_the_result_alone)
{
	parses("4005");
	refuses("0");
	ck_assert_int_eq(target.pid, 4005);
}
END_TEST

/* --- finding ---------------------------------------------------------------------- */

static const struct fixture_process table[] = {
	{ .chain = "1", .name = "systemd" },
	{ .chain = "7", .ppid = 1, .name = "host7" },
	{ .chain = "3976 1", .ppid = 1, .ns = WEB, .name = "nginx" },
	{ .chain = "4005 7", .ppid = 3976, .ns = WEB, .name = "worker" },
	{ .chain = "4010 9 1", .ppid = 4005, .ns = INNER, .name = "inner" },
	{ .chain = "5000 20", .ppid = 1, .name = "unknown" },
	{ .chain = "6000 1", .ppid = 1, .name = "no-id" },
};

static struct snapshot snapshot;
static struct place place;

static void container_put(pid_t pid, struct container given)
{
	struct container *container = snapshot_add_container(&snapshot);
	struct process *process = (struct process *)(uintptr_t)unit_process(&snapshot, pid);

	*container = given;
	container->outer = CONTAINER_NONE;
	process->container = (uint32_t)snapshot.ncontainers - 1;
}

static void setup(void)
{
	UNIT_SNAPSHOT(table, &snapshot);
	container_put(3976, (struct container){
				    .engine = "docker", .id = "c855a1f9d2aa", .name = "web" });
	container_put(4010,
	              (struct container){ .engine = "podman", .id = "c855ffffffff", .name = "db" });
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
}

static void teardown(void)
{
	snapshot_done(&snapshot);
}

static int resolve(const char *text)
{
	parses(text);
	return target_resolve(&any, &snapshot, &target, &place);
}

static void resolves(const char *text, pid_t pid, uint64_t ns)
{
	int r = resolve(text);

	ck_assert_msg(r < 0, "'%s': %d, %s", text, r, said);
	ck_assert_int_eq(place.process ? place.process->pid : 0, pid);
	if (ns)
		ck_assert_uint_eq(snapshot.namespaces[place.ns].id, ns);
	else
		ck_assert_uint_eq(place.ns, NAMESPACE_NONE);
}

static void fails(const char *text, enum status status, const char *words)
{
	int r = resolve(text);

	ck_assert_msg(r == (int)status, "'%s': %d, %s", text, r, said);
	ck_assert_str_eq(said, words);
}

START_TEST(resolve_finds_each_kind)
{
	resolves("4005", 4005, WEB);
	resolves("4026532254", 0, WEB);
	resolves("~3976", 0, WEB);
	resolves("host", 0, FIXTURE_VIEW_NS);
	resolves("7@4005", 4005, WEB);
	resolves("7@host", 7, FIXTURE_VIEW_NS);
	resolves("9@~3976", 4010, INNER); /* lives below, but has a number there */
	resolves("1@4026532400", 4010, INNER);
	resolves("5000", 5000, 0);
}
END_TEST

START_TEST(resolve_containers_by_name_engine_and_id)
{
	resolves("web", 0, WEB);
	ck_assert_uint_eq(place.container, 0);
	resolves("docker:web", 0, WEB);
	resolves("c855a", 0, WEB);
	resolves("podman:c855", 0, INNER);
	resolves("1@db", 4010, INNER);
	ck_assert_uint_eq(place.container, CONTAINER_NONE);
}
END_TEST

START_TEST(resolve_lists_what_an_ambiguous_name_may_mean)
{
	fails("c855", STATUS_USAGE, "'c855' is ambiguous: docker:web, podman:db");
}
END_TEST

START_TEST(resolve_a_pod_as_all_its_containers)
{
	container_put(4005, (struct container){ .engine = "containerd",
	                                        .id = "1",
	                                        .name = "app",
	                                        .pod = "web-1",
	                                        .pod_namespace = "default" });
	container_put(4010, (struct container){ .engine = "containerd",
	                                        .id = "2",
	                                        .name = "log",
	                                        .pod = "web-1",
	                                        .pod_namespace = "default" });
	ck_assert_int_eq(snapshot_finish(&snapshot), 0);
	ck_assert_int_lt(resolve("k8s:default/web-1"), 0);
	ck_assert(target_holds(&snapshot, &place, unit_process(&snapshot, 4005)));
	ck_assert(target_holds(&snapshot, &place, unit_process(&snapshot, 4010)));
	ck_assert(!target_holds(&snapshot, &place, unit_process(&snapshot, 3976)));
	resolves("k8s:default/web-1/log", 0, INNER);
	/* Two namespaces: no single list of numbers. */
	ck_assert_int_eq(target_resolve(&ps, &snapshot, &target, &place), -1);
	parses("k8s:default/web-1");
	ck_assert_int_eq(target_resolve(&ps, &snapshot, &target, &place), STATUS_USAGE);
	ck_assert_str_eq(
		said,
		"'k8s:default/web-1' is ambiguous: k8s:default/web-1/app, k8s:default/web-1/log");
	fails("7@k8s:default/web-1", STATUS_USAGE,
	      "'7@k8s:default/web-1' is ambiguous: k8s:default/web-1/app, k8s:default/web-1/log");
}
END_TEST

START_TEST(target_holds_what_it_names)
{
	resolves("4026532254", 0, WEB);
	ck_assert(target_holds(&snapshot, &place, unit_process(&snapshot, 4005)));
	ck_assert(!target_holds(&snapshot, &place, unit_process(&snapshot, 4010)));
	resolves("4005", 4005, WEB);
	ck_assert(target_holds(&snapshot, &place, unit_process(&snapshot, 4005)));
	ck_assert(!target_holds(&snapshot, &place, unit_process(&snapshot, 3976)));
	resolves("web", 0, WEB);
	ck_assert(target_holds(&snapshot, &place, unit_process(&snapshot, 3976)));
	ck_assert(!target_holds(&snapshot, &place, unit_process(&snapshot, 4005)));
}
END_TEST

START_TEST(resolve_says_what_is_not_there)
{
	fails("12345", STATUS_NOTHING, "12345: no process has the PID 12345");
	fails("~4005", STATUS_NOTHING,
	      "~4005: the process 4005 is not the init of a namespace that is seen here");
	fails("8@4005", STATUS_NOTHING, "8@4005: no process has the number 8 there");
	fails("proxy", STATUS_NOTHING,
	      "'proxy': no such container: nspid list shows those there are");
	fails("wbe", STATUS_NOTHING, "'wbe': no such container: did you mean docker:web?");
	fails("podman:web", STATUS_NOTHING,
	      "'podman:web': no such container: did you mean docker:web?");
}
END_TEST

/* A "no" is certain only where everything could be seen. */
START_TEST(resolve_tells_not_there_from_not_seen)
{
	fails("4026532999", STATUS_INCOMPLETE,
	      "4026532999: not among the namespaces whose id this user may read: name it by its "
	      "init, ~PID, as nspid list shows it");
	snapshot.counts.unknown = 0;
	fails("4026532999", STATUS_NOTHING,
	      "4026532999: no process seen here lives in the PID namespace 4026532999");
	fails("20@4005", STATUS_INCOMPLETE,
	      "20@4005: perhaps 5000, whose namespace is unknown to this user");
	fails("20@4010", STATUS_NOTHING, "20@4010: no process has the number 20 there");
	snapshot.counts.hidden = 3;
	fails("12345", STATUS_INCOMPLETE,
	      "12345: no process has the PID 12345, but 3 processes are hidden from this user "
	      "(hidepid)");
	snapshot.counts.hidden_more = true;
	fails("8@4005", STATUS_INCOMPLETE,
	      "8@4005: no process has the number 8 there, but processes are hidden from this user "
	      "(hidepid)");
}
END_TEST

START_TEST(resolve_does_not_guess_in_an_unknown_namespace)
{
	fails("20@5000", STATUS_INCOMPLETE,
	      "20@5000: the namespace of that process is unknown to this user");
}
END_TEST

Suite *target_suite(void)
{
	Suite *suite = suite_create("target");
	TCase *grammar = tcase_create("grammar"), *finding = tcase_create("finding");

	tcase_add_test(grammar, target_process);
	tcase_add_test(grammar, target_namespace_by_id);
	tcase_add_test(grammar, target_namespace_by_its_init);
	tcase_add_test(grammar, target_host);
	tcase_add_test(grammar, target_container);
	tcase_add_test(grammar, target_number_at_a_place);
	tcase_add_test(grammar, target_path_of_a_namespace);
	tcase_add_test(grammar, target_numbers_out_of_range);
	tcase_add_test(grammar, target_words_that_are_none);
	tcase_add_test(grammar, target_paths_that_are_no_pid_namespace);
	tcase_add_test(grammar, target_failed_leaves_the_result_alone);
	suite_add_tcase(suite, grammar);
	tcase_add_checked_fixture(finding, setup, teardown);
	tcase_add_test(finding, resolve_finds_each_kind);
	tcase_add_test(finding, resolve_containers_by_name_engine_and_id);
	tcase_add_test(finding, resolve_lists_what_an_ambiguous_name_may_mean);
	tcase_add_test(finding, resolve_a_pod_as_all_its_containers);
	tcase_add_test(finding, target_holds_what_it_names);
	tcase_add_test(finding, resolve_says_what_is_not_there);
	tcase_add_test(finding, resolve_tells_not_there_from_not_seen);
	tcase_add_test(finding, resolve_does_not_guess_in_an_unknown_namespace);
	suite_add_tcase(suite, finding);
	return suite;
}
