/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of the namespace ioctls, as far as our own namespace and no privilege go.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "collect/nsfs.h"
#include "tests/unit/unit.h"

static int own_open(const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

/* The PID of a process that existed, and does not any more. */
static pid_t ended_pid(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	return pid;
}

START_TEST(nsfs_tells_pid_namespaces_from_others)
{
	_cleanup_close_ int pid = own_open("pid"), uts = own_open("uts");
	_cleanup_close_ int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	ck_assert_int_eq(nsfs_check_pid(pid), 0);
	ck_assert_int_eq(nsfs_check_pid(uts), -EINVAL);
	ck_assert_int_eq(nsfs_check_pid(file), -ENOTTY);
	ck_assert_int_eq(nsfs_check_pid(-1), -ENOTTY);
}
END_TEST

START_TEST(nsfs_id_is_the_number_in_the_link)
{
	_cleanup_close_ int fd = own_open("pid");
	char link[64] = "", expected[64];
	uint64_t id = 0;

	ck_assert_int_eq(nsfs_id(fd, &id), 0);
	ck_assert_int_gt(readlink("/proc/self/ns/pid", link, sizeof(link) - 1), 0);
	snprintf(expected, sizeof(expected), "pid:[%llu]", (unsigned long long)id);
	ck_assert_str_eq(link, expected);
	ck_assert_int_eq(nsfs_id(-1, &id), -EBADF);
}
END_TEST

START_TEST(nsfs_does_not_lead_out_of_our_own_namespace)
{
	_cleanup_close_ int fd = own_open("pid");

	ck_assert_int_eq(nsfs_open_parent(fd), -EPERM);
}
END_TEST

START_TEST(nsfs_owner_is_the_user_namespace_or_refused)
{
	_cleanup_close_ int fd = own_open("pid");
	uint64_t userns = 0;
	uid_t owner = 12345;
	int r = nsfs_owner(fd, &userns, &owner);

	/* From within a user namespace of our own, that of the PID namespace may be above. */
	ck_assert(r == 0 || r == -EPERM);
	ck_assert(r < 0 || userns != 0);
	ck_assert(r == 0 || owner == 12345);
}
END_TEST

START_TEST(nsfs_unique_stays_the_same)
{
	_cleanup_close_ int fd = own_open("pid");
	uint64_t one = 0, two = 1;
	int r = nsfs_unique(fd, &one);

	if (r < 0) { /* before Linux 6.18 */
		ck_assert_int_eq(r, -ENOTTY);
		return;
	}
	ck_assert_int_eq(nsfs_unique(fd, &two), 0);
	ck_assert_uint_ne(one, 0);
	ck_assert_uint_eq(one, two);
}
END_TEST

START_TEST(nsfs_translates_in_our_own_namespace)
{
	_cleanup_close_ int fd = own_open("pid");
	pid_t ended = ended_pid();

	if (!nsfs_can_translate(fd)) { /* before Linux 6.11 */
		ck_assert_int_lt(nsfs_process_in(fd, getpid()), 0);
		return;
	}
	ck_assert_int_eq(nsfs_process_in(fd, getpid()), getpid());
	ck_assert_int_eq(nsfs_process_from(fd, getpid()), getpid());
	ck_assert_int_eq(nsfs_thread_in(fd, getpid()), getpid());
	ck_assert_int_eq(nsfs_thread_from(fd, getpid()), getpid());
	ck_assert_int_eq(nsfs_process_in(fd, ended), -ESRCH);
	ck_assert_int_eq(nsfs_process_from(fd, ended), -ESRCH);
	ck_assert_int_eq(nsfs_thread_from(fd, 0), -ESRCH);
}
END_TEST

START_TEST(nsfs_does_not_translate_by_what_is_no_pid_namespace)
{
	_cleanup_close_ int uts = own_open("uts");
	_cleanup_close_ int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	ck_assert(!nsfs_can_translate(uts));
	ck_assert(!nsfs_can_translate(file));
	ck_assert(!nsfs_can_translate(-1));
	ck_assert_int_lt(nsfs_process_in(uts, getpid()), 0);
}
END_TEST

Suite *nsfs_suite(void)
{
	Suite *suite = suite_create("nsfs");
	TCase *tests = tcase_create("nsfs");

	tcase_add_test(tests, nsfs_tells_pid_namespaces_from_others);
	tcase_add_test(tests, nsfs_id_is_the_number_in_the_link);
	tcase_add_test(tests, nsfs_does_not_lead_out_of_our_own_namespace);
	tcase_add_test(tests, nsfs_owner_is_the_user_namespace_or_refused);
	tcase_add_test(tests, nsfs_unique_stays_the_same);
	tcase_add_test(tests, nsfs_translates_in_our_own_namespace);
	tcase_add_test(tests, nsfs_does_not_translate_by_what_is_no_pid_namespace);
	suite_add_tcase(suite, tests);
	return suite;
}
