/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of reading procfs that need processes which really end.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/errors.h"
#include "collect/procfs.h"
#include "tests/unit/unit.h"

enum {
	READINGS = 500,
	SECONDS_MAX = 60, /* on a machine that hardly runs at all */
};

/* Starts and reaps children for ever; *newest is the PID of one that may still be there. */
static _Noreturn void breed(atomic_int *newest)
{
	for (;;) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		if (pid < 0)
			continue;
		atomic_store(newest, pid);
		waitpid(pid, NULL, 0);
	}
}

/* Reads the link of a process until that fails; its error, or 0 where it was gone before. */
static int read_to_the_end(pid_t pid, bool open_it)
{
	_cleanup_close_ int proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int dir_fd = -1;
	char name[16];
	uint64_t id;
	int r = 0;

	ck_assert_int_ge(proc_fd, 0);
	snprintf(name, sizeof(name), "%d", (int)pid);
	dir_fd = procfs_open_process(proc_fd, name);
	while (dir_fd >= 0 && r >= 0) {
		r = open_it ? procfs_open_namespace(dir_fd, "ns/pid")
		            : procfs_read_namespace(dir_fd, "ns/pid", &id);
		if (open_it && r >= 0)
			close(r);
	}
	return r;
}

static void read_to_the_ends(bool open_it)
{
	atomic_int *newest = mmap(NULL, sizeof(*newest), PROT_READ | PROT_WRITE,
	                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	time_t end = time(NULL) + SECONDS_MAX;
	int ended = 0, denied = 0;
	pid_t breeder;

	ck_assert_ptr_ne(newest, MAP_FAILED);
	breeder = fork();
	if (breeder == 0)
		breed(newest);
	ck_assert_int_gt(breeder, 0);
	while (ended < READINGS && time(NULL) < end) {
		pid_t pid = atomic_load(newest);
		int r = pid > 0 ? read_to_the_end(pid, open_it) : 0;

		ended += err_is_gone(r);
		denied += err_is_denied(r);
	}
	kill(breeder, SIGKILL);
	waitpid(breeder, NULL, 0);
	munmap(newest, sizeof(*newest));
	ck_assert_int_eq(denied, 0);
	ck_assert_int_gt(ended, 0);
}

/* Of a child of ours, nothing is hidden: every error is that of a process that ended. */
START_TEST(procfs_says_gone_and_not_hidden_of_a_link_whose_process_ends)
{
	read_to_the_ends(false);
}
END_TEST

START_TEST(procfs_says_gone_and_not_hidden_of_a_namespace_whose_process_ends)
{
	read_to_the_ends(true);
}
END_TEST

Suite *procfs_suite(void)
{
	Suite *suite = suite_create("procfs");
	TCase *tests = tcase_create("procfs");

	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, procfs_says_gone_and_not_hidden_of_a_link_whose_process_ends);
	tcase_add_test(tests, procfs_says_gone_and_not_hidden_of_a_namespace_whose_process_ends);
	suite_add_tcase(suite, tests);
	return suite;
}
