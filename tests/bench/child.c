/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of a whole command: its time, its memory, and whether it said anything.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

#define PIPE_SIZE (1 << 20)

extern char **environ;

double child_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double timeval_ms(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

/* posix_spawn() and not fork(): the start must not cost what the measuring program is large. */
static int spawn(char *const argv[], int output, int errors, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
	if (error == 0)
		error = posix_spawnp(ret_pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Reads until the end of file. Returns false when the time ran out before. */
static bool drain(int fd, double deadline_ms, size_t *lines)
{
	static char bytes[PIPE_SIZE];

	for (;;) {
		struct pollfd watched = { .fd = fd, .events = POLLIN };
		double left = deadline_ms - child_now_ms();
		ssize_t got;

		if (left <= 0)
			return false;
		if (poll(&watched, 1, (int)left + 1) == 0)
			return false;
		got = read(fd, bytes, sizeof(bytes));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return true;
		for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(bytes + got - at)));
		     at++)
			++*lines;
	}
}

static void read_complaint(int errors, struct child_run *run)
{
	ssize_t got = pread(errors, run->complaint, sizeof(run->complaint) - 1, 0);

	run->complaint[got > 0 ? got : 0] = '\0';
	run->complaint[strcspn(run->complaint, "\n")] = '\0';
}

static int reap(pid_t pid, struct child_run *run)
{
	struct rusage usage;
	int status;

	while (wait4(pid, &status, 0, &usage) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	run->cpu_ms = timeval_ms(usage.ru_utime) + timeval_ms(usage.ru_stime);
	run->rss_mib = (double)usage.ru_maxrss / 1024;
	run->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return 0;
}

int child_run(char *const argv[], int seconds, struct child_run *ret_run)
{
	_cleanup_close_ int errors = memfd_create("errors", MFD_CLOEXEC);
	_cleanup_close_ int from = -1;
	_cleanup_close_ int to = -1;
	struct child_run run = { 0 };
	double start;
	int ends[2], error;
	pid_t pid = 0;

	if (errors < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	from = ends[0];
	to = ends[1];
	fcntl(to, F_SETPIPE_SZ, PIPE_SIZE);
	start = child_now_ms();
	error = spawn(argv, to, errors, &pid);
	if (error != 0)
		return error;
	close(TAKE_FD(to));
	if (!drain(from, start + seconds * 1e3, &run.lines))
		kill(pid, SIGKILL);
	error = reap(pid, &run);
	if (error < 0)
		return error;
	run.wall_ms = child_now_ms() - start;
	read_complaint(errors, &run);
	*ret_run = run;
	return 0;
}
