/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the other parsers of procfs: stat, cgroup, mountinfo, links of namespaces, keyed
 * numbers.
 */
#include "collect/parse.h"
#include "tests/unit/unit.h"

/* --- stat -------------------------------------------------------------------- */

static struct stat_fields stat_of;

static int stat_parse(const char *text)
{
	return parse_stat(text, strlen(text), &stat_of);
}

static const char stat_rest[] =
	" S 500 3976 3976 34816 -1 4194560 1 2 3 4 120 30 5 6 20 -5 3 0 8675309 "
	"8192000 250 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";

static int stat_named(const char *name)
{
	static char text[1024]; /* the fields point into it */

	snprintf(text, sizeof(text), "3976 (%s)%s", name, stat_rest);
	return stat_parse(text);
}

START_TEST(stat_of_a_usual_process)
{
	char text[1024];

	snprintf(text, sizeof(text), "3976 (nginx)%s", stat_rest);
	ck_assert_int_eq(stat_parse(text), 0);
	ck_assert_uint_eq(stat_of.name_len, 5);
	ck_assert_mem_eq(stat_of.name, "nginx", 5);
	ck_assert_int_eq(stat_of.state, 'S');
	ck_assert_int_eq(stat_of.ppid, 500);
	ck_assert_int_eq(stat_of.tty, 34816);
	ck_assert_uint_eq(stat_of.flags, 4194560);
	ck_assert_uint_eq(stat_of.ticks, 150);
	ck_assert_int_eq(stat_of.nice, -5);
	ck_assert_uint_eq(stat_of.nthreads, 3);
	ck_assert_uint_eq(stat_of.start, 8675309);
	ck_assert_uint_eq(stat_of.vsz, 8192000);
	ck_assert_uint_eq(stat_of.rss, 250);
}
END_TEST

START_TEST(stat_name_may_look_like_the_rest)
{
	static const char *const names[] = { "a) R 1 (b", "x ) Z 7 7 7", "((((", "))))",
		                             "",          "new\nline",   "a b" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		ck_assert_int_eq(stat_named(names[i]), 0);
		ck_assert_uint_eq(stat_of.name_len, strlen(names[i]));
		ck_assert_mem_eq(stat_of.name, names[i], strlen(names[i]));
		ck_assert_int_eq(stat_of.state, 'S');
		ck_assert_uint_eq(stat_of.start, 8675309);
	}
}
END_TEST

START_TEST(stat_tells_exiting_and_threads_of_the_kernel)
{
	ck_assert_int_eq(stat_parse("2 (kthreadd) S 0 0 0 0 -1 2129984 0"), 0);
	ck_assert(stat_of.flags & STAT_KTHREAD);
	ck_assert(!(stat_of.flags & STAT_EXITING));
	ck_assert_int_eq(stat_parse("9 (init) S 0 0 0 0 -1 4194308 0"), 0);
	ck_assert(!(stat_of.flags & STAT_KTHREAD));
	ck_assert(stat_of.flags & STAT_EXITING);
}
END_TEST

START_TEST(stat_that_is_none_is_refused)
{
	static const char *const texts[] = { "",           "1",           "1 systemd S 0",
		                             "1 (systemd", "1 (systemd)", "1 )(",
		                             "1 systemd)" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		ck_assert_msg(stat_parse(texts[i]) == -EINVAL, "'%s' was taken", texts[i]);
}
END_TEST

START_TEST(stat_cut_anywhere_is_harmless)
{
	char text[1024];
	size_t whole = (size_t)snprintf(text, sizeof(text), "3976 (a) (b)%s", stat_rest);

	for (size_t len = 0; len <= whole; len++) {
		_cleanup_free_ char *copy = malloc(len + 1);
		int r;

		memcpy(copy, text, len);
		r = parse_stat(copy, len, &stat_of);
		ck_assert(r == 0 || r == -EINVAL);
	}
}
END_TEST

/* --- cgroup ------------------------------------------------------------------ */

static const char *cgroup_of(const char *text)
{
	static char path[256];
	const char *found = NULL;
	size_t len = 0;

	if (parse_cgroup(text, strlen(text), &found, &len) < 0)
		return "none";
	snprintf(path, sizeof(path), "%.*s", (int)len, found);
	return path;
}

START_TEST(cgroup_of_version_2)
{
	ck_assert_str_eq(cgroup_of("0::/system.slice/docker-c855.scope\n"),
	                 "/system.slice/docker-c855.scope");
	ck_assert_str_eq(cgroup_of("0::/\n"), "/");
	ck_assert_str_eq(cgroup_of("0::/no/newline"), "/no/newline");
}
END_TEST

/* On hybrid hosts the unified hierarchy says "/" for containers, and the others say where they are.
 */
START_TEST(cgroup_prefers_the_hierarchy_that_says_something)
{
	ck_assert_str_eq(cgroup_of("12:pids:/docker/abc\n11:cpu,cpuacct:/docker/"
	                           "cpu\n1:name=systemd:/docker/sd\n0::/\n"),
	                 "/docker/sd");
	ck_assert_str_eq(cgroup_of("12:pids:/docker/abc\n1:name=systemd:/docker/sd\n0::/unified\n"),
	                 "/unified");
	ck_assert_str_eq(
		cgroup_of("4:cpu,cpuacct:/c\n3:freezer:/f\n2:pids:/p\n1:name=systemd:/\n0::/\n"),
		"/p");
	ck_assert_str_eq(cgroup_of("3:freezer:/f\n1:name=systemd:/\n0::/\n"), "/f");
	ck_assert_str_eq(cgroup_of("3:freezer:/\n1:name=systemd:/\n0::/\n"), "/");
}
END_TEST

START_TEST(cgroup_path_may_hold_colons_and_anything_else)
{
	ck_assert_str_eq(cgroup_of("0::/kubepods.slice:cri-containerd:abc\n"),
	                 "/kubepods.slice:cri-containerd:abc");
	ck_assert_str_eq(cgroup_of("0::/a\033[31m b\n"), "/a\033[31m b");
}
END_TEST

START_TEST(cgroup_that_is_none_is_refused)
{
	ck_assert_str_eq(cgroup_of(""), "none");
	ck_assert_str_eq(cgroup_of("\n\n"), "none");
	ck_assert_str_eq(cgroup_of("0:\n"), "none");
	ck_assert_str_eq(cgroup_of("nonsense\n0::/behind/it\n"), "/behind/it");
}
END_TEST

/* --- mountinfo --------------------------------------------------------------- */

static const char mounts[] =
	"21 1 98:0 / / rw,noatime shared:1 - ext4 /dev/root rw,errors=continue\n"
	"22 21 0:20 / /proc rw,nosuid shared:2 master:9 - proc proc rw,hidepid=invisible\n"
	"23 21 0:4 net:[4026531840] /run/netns/a rw shared:3 - nsfs nsfs rw\n"
	"24 21 0:4 pid:[4026532179] /run/ns/one rw - nsfs nsfs rw\n"
	"25 21 0:4 pid:[4026532180] /run/ns/a\\040b\\134c\\012 rw shared:3 - nsfs nsfs rw\n"
	"26 21 0:5 pid:[4026532181] /looks/like rw - ext4 nsfs rw\n";

START_TEST(mountinfo_finds_pid_namespaces_one_after_the_other)
{
	size_t cursor = 0;
	char path[64];
	uint64_t id;

	ck_assert_int_eq(
		parse_mountinfo_next(mounts, strlen(mounts), &cursor, &id, path, sizeof(path)), 1);
	ck_assert_uint_eq(id, 4026532179);
	ck_assert_str_eq(path, "/run/ns/one");
	ck_assert_int_eq(
		parse_mountinfo_next(mounts, strlen(mounts), &cursor, &id, path, sizeof(path)), 1);
	ck_assert_uint_eq(id, 4026532180);
	ck_assert_str_eq(path, "/run/ns/a b\\c\n");
	ck_assert_int_eq(
		parse_mountinfo_next(mounts, strlen(mounts), &cursor, &id, path, sizeof(path)), 0);
	ck_assert_uint_eq(cursor, strlen(mounts));
	ck_assert_int_eq(
		parse_mountinfo_next(mounts, strlen(mounts), &cursor, &id, path, sizeof(path)), 0);
}
END_TEST

START_TEST(mountinfo_cuts_a_path_to_the_room_there_is)
{
	size_t cursor = 0;
	char path[6];
	uint64_t id;

	ck_assert_int_eq(
		parse_mountinfo_next(mounts, strlen(mounts), &cursor, &id, path, sizeof(path)), 1);
	ck_assert_str_eq(path, "/run/");
}
END_TEST

/* Only the kernel writes octal digits behind a backslash; another text is taken as it is. */
START_TEST(mountinfo_of_a_foreign_folder_may_have_a_bare_backslash)
{
	static const char text[] = "24 21 0:4 pid:[4026532179] /a\\!!!b\\x rw - nsfs nsfs rw\n";
	size_t cursor = 0;
	char path[64];
	uint64_t id;

	ck_assert_int_eq(parse_mountinfo_next(text, strlen(text), &cursor, &id, path, sizeof(path)),
	                 1);
	ck_assert_str_eq(path, "/a\\!!!b\\x");
}
END_TEST

START_TEST(mountinfo_smallest_id_tells_the_mount_namespace)
{
	ck_assert_uint_eq(parse_mountinfo_first_id(mounts, strlen(mounts)), 21);
	ck_assert_uint_eq(parse_mountinfo_first_id("", 0), 0);
	ck_assert_uint_eq(parse_mountinfo_first_id("x y z\n", 6), 0);
}
END_TEST

static int hidepid_of(const char *options)
{
	char text[256];

	snprintf(text, sizeof(text),
	         "21 1 98:0 / / rw - ext4 /dev/root rw,hidepid=1\n"
	         "22 21 0:20 / /proc rw - proc proc %s\n",
	         options);
	return parse_mountinfo_hidepid(text, strlen(text), 0, 20);
}

START_TEST(mountinfo_hidepid_in_words_and_in_numbers)
{
	ck_assert_int_eq(hidepid_of("rw"), 0);
	ck_assert_int_eq(hidepid_of("rw,hidepid=off"), 0);
	ck_assert_int_eq(hidepid_of("rw,gid=5,hidepid=noaccess"), 1);
	ck_assert_int_eq(hidepid_of("rw,hidepid=1"), 1);
	ck_assert_int_eq(hidepid_of("rw,hidepid=invisible"), 2);
	ck_assert_int_eq(hidepid_of("rw,hidepid=2"), 2);
	ck_assert_int_eq(hidepid_of("rw,hidepid=ptraceable,subset=pid"), 4);
	ck_assert_int_eq(hidepid_of("rw,hidepid=4"), 4);
}
END_TEST

START_TEST(mountinfo_hidepid_is_that_of_the_procfs_that_is_read)
{
	ck_assert_int_eq(parse_mountinfo_hidepid(mounts, strlen(mounts), 0, 20), 2);
	ck_assert_int_eq(parse_mountinfo_hidepid(mounts, strlen(mounts), 0, 21), -1);
	ck_assert_int_eq(parse_mountinfo_hidepid(mounts, strlen(mounts), 98, 0), -1);
}
END_TEST

START_TEST(mountinfo_cut_anywhere_is_harmless)
{
	for (size_t len = 0; len < sizeof(mounts); len++) {
		_cleanup_free_ char *copy = malloc(len + 1);
		size_t cursor = 0;
		char path[16];
		uint64_t id;

		memcpy(copy, mounts, len);
		while (parse_mountinfo_next(copy, len, &cursor, &id, path, sizeof(path)) > 0)
			ck_assert_uint_ge(id, 4026532179);
		parse_mountinfo_first_id(copy, len);
		parse_mountinfo_hidepid(copy, len, 0, 20);
	}
}
END_TEST

/* --- links and keyed numbers -------------------------------------------------- */

static int link_parse(const char *text, uint64_t *ret_id)
{
	return parse_namespace_link(text, strlen(text), ret_id);
}

START_TEST(link_of_a_pid_namespace)
{
	uint64_t id = 42;

	ck_assert_int_eq(link_parse("pid:[4026531836]", &id), 0);
	ck_assert_uint_eq(id, 4026531836);
	ck_assert_int_eq(parse_namespace_link("pid:[7]xyz", 7, &id), 0);
	ck_assert_uint_eq(id, 7);
}
END_TEST

START_TEST(link_of_anything_else_is_refused)
{
	static const char *const links[] = { "net:[4026531840]",
		                             "pid_for_children:[4026531836]",
		                             "pid:4026531836",
		                             "pid:[]",
		                             "pid:[4026531836",
		                             "pid:[40x]",
		                             "pid:[-1]",
		                             "pid:[1]x",
		                             "pid:[99999999999999999999]",
		                             "",
		                             "/dev/null",
		                             "pid:[ 1]" };
	uint64_t id = 42;

	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		ck_assert_msg(link_parse(links[i], &id) == -EINVAL, "'%s' was taken", links[i]);
	ck_assert_uint_eq(id, 42);
}
END_TEST

START_TEST(keyed_number_stands_behind_its_whole_key)
{
	static const char text[] = "cpu  1 2\nbtimes 3\nbtime 1700000000\nprocs 9";
	uint64_t value = 42;

	ck_assert_int_eq(parse_keyed_number(text, strlen(text), "btime", &value), 0);
	ck_assert_uint_eq(value, 1700000000);
	ck_assert_int_eq(parse_keyed_number(text, strlen(text), "procs", &value), 0);
	ck_assert_uint_eq(value, 9);
	ck_assert_int_eq(parse_keyed_number(text, strlen(text), "time", &value), -ENOENT);
	ck_assert_int_eq(parse_keyed_number("", 0, "btime", &value), -ENOENT);
	ck_assert_int_eq(parse_keyed_number("btime", 5, "btime", &value), -ENOENT);
	ck_assert_uint_eq(value, 9);
}
END_TEST

START_TEST(parse_passwd_gives_each_user)
{
	char text[] = "root:x:0:0:root:/root:/bin/sh\n"
		      "#off:x:7:7::/:\n"
		      "\n"
		      "short:x\n"
		      ":x:5:5::/:\n"
		      "minus:x:-1:5::/:\n"
		      "big:x:4294967295:5::/:\n"
		      "+::::::\n"
		      "ann:x:1000:1000::/home/ann:/bin/sh\n"
		      "last:x:1001:";
	size_t cursor = 0;
	char *name;
	uid_t uid;

	ck_assert_int_eq(parse_passwd_next(text, sizeof(text) - 1, &cursor, &name, &uid), 1);
	ck_assert_str_eq(name, "root");
	ck_assert_uint_eq(uid, 0);
	ck_assert_int_eq(parse_passwd_next(text, sizeof(text) - 1, &cursor, &name, &uid), 1);
	ck_assert_str_eq(name, "ann");
	ck_assert_uint_eq(uid, 1000);
	ck_assert_int_eq(parse_passwd_next(text, sizeof(text) - 1, &cursor, &name, &uid), 1);
	ck_assert_str_eq(name, "last");
	ck_assert_int_eq(parse_passwd_next(text, sizeof(text) - 1, &cursor, &name, &uid), 0);
	ck_assert_int_eq(parse_passwd_next(text, 0, &cursor, &name, &uid), 0);
}
END_TEST

Suite *parse_suite(void)
{
	Suite *suite = suite_create("parse");
	TCase *tests = tcase_create("parse");

	tcase_add_test(tests, stat_of_a_usual_process);
	tcase_add_test(tests, stat_name_may_look_like_the_rest);
	tcase_add_test(tests, stat_tells_exiting_and_threads_of_the_kernel);
	tcase_add_test(tests, stat_that_is_none_is_refused);
	tcase_add_test(tests, stat_cut_anywhere_is_harmless);
	tcase_add_test(tests, cgroup_of_version_2);
	tcase_add_test(tests, cgroup_prefers_the_hierarchy_that_says_something);
	tcase_add_test(tests, cgroup_path_may_hold_colons_and_anything_else);
	tcase_add_test(tests, cgroup_that_is_none_is_refused);
	tcase_add_test(tests, mountinfo_finds_pid_namespaces_one_after_the_other);
	tcase_add_test(tests, mountinfo_cuts_a_path_to_the_room_there_is);
	tcase_add_test(tests, mountinfo_of_a_foreign_folder_may_have_a_bare_backslash);
	tcase_add_test(tests, mountinfo_smallest_id_tells_the_mount_namespace);
	tcase_add_test(tests, mountinfo_hidepid_in_words_and_in_numbers);
	tcase_add_test(tests, mountinfo_hidepid_is_that_of_the_procfs_that_is_read);
	tcase_add_test(tests, mountinfo_cut_anywhere_is_harmless);
	tcase_add_test(tests, link_of_a_pid_namespace);
	tcase_add_test(tests, link_of_anything_else_is_refused);
	tcase_add_test(tests, keyed_number_stands_behind_its_whole_key);
	tcase_add_test(tests, parse_passwd_gives_each_user);
	suite_add_tcase(suite, tests);
	return suite;
}
