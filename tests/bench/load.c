/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A load for the benchmark: many sleeping processes in many PID namespaces.
 *
 * Usage: load [-d STATE_ROOT] NAMESPACES PROCESSES_IN_EACH HOST_PROCESSES
 *
 * Prints `init PID` (the first namespace's init, as this namespace numbers it), `processes N` and,
 * when all stand, `ready`. It ends when its standard input closes or on SIGTERM, SIGINT or SIGHUP,
 * and leaves nothing behind: every init and every host process waits for the end of one pipe whose
 * other end only the main process holds, so they end with it whatever ends it, and the kernel kills
 * what is left of a namespace with its init.
 *
 * With -d each namespace is a simulated Docker container web0, web1, ... (load_docker.h).
 */
#include "load_docker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

/* What a sleeper costs the kernel: stack, task, page tables, /proc entries once they were read. */
#define KIB_PER_PROCESS 160

struct load {
	unsigned namespaces, in_each, on_host;
	char *state_root;
	struct docker *docker;
	int life[2];  /* sleepers read the one end; the end of file is their end */
	int ready[2]; /* each namespace writes one int: 0, or the errno that stopped it */
	int signals;
	char *title; /* the memory that /proc/PID/cmdline shows */
	size_t title_size;
};

/* Names itself `name`NUMBER, in comm and in the command line. */
static void title_set(const struct load *load, const char *name, unsigned number)
{
	char text[64];

	snprintf(text, sizeof(text), "%s%u", name, number);
	prctl(PR_SET_NAME, text);
	memset(load->title, 0, load->title_size);
	snprintf(load->title, load->title_size, "%s", text);
}

/* Ends with _exit(): a forked child must not flush or free what is its parent's. */
static _Noreturn void sleep_until_load_ends(const struct load *load)
{
	char byte;

	while (read(load->life[0], &byte, 1) < 0 && errno == EINTR)
		;
	_exit(EXIT_SUCCESS);
}

static _Noreturn void sleep_forever(void)
{
	for (;;)
		pause();
}

/* No end of a pipe that somebody reads may stay open here, nor the terminal. */
static void detach_child(struct load *load)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	close(load->life[1]);
	close(load->ready[0]);
	close(load->signals);
	for (int fd = 0; null >= 0 && fd <= 2; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int fork_workers(const struct load *load)
{
	for (unsigned i = 1; i < load->in_each; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return errno;
		if (pid == 0) {
			close(load->life[0]);
			close(load->ready[1]);
			title_set(load, "worker-", i);
			sleep_forever();
		}
	}
	return 0;
}

static _Noreturn void run_init(struct load *load, unsigned index)
{
	int error = 0;

	detach_child(load);
	title_set(load, "init-", index);
	if (load->docker)
		error = -docker_join(load->docker, index);
	if (error == 0)
		error = fork_workers(load);
	if (write(load->ready[1], &error, sizeof(error)) < 0 || error != 0)
		_exit(EXIT_FAILURE);
	close(load->ready[1]);
	sleep_until_load_ends(load);
}

/* fork() with flags. The order of clone's arguments differs on s390 (clone(2), C library notes). */
static pid_t fork_with(unsigned long flags)
{
#ifdef __s390__
	return (pid_t)syscall(SYS_clone, NULL, flags | SIGCHLD, NULL, NULL, 0UL);
#else
	return (pid_t)syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, 0UL);
#endif
}

static unsigned long read_number(const char *path, const char *key)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	unsigned long value = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, strlen(key)) == 0)
			return strtoul(line + strlen(key), NULL, 10);
	}
	return value;
}

static void explain_fork_failure(int error)
{
	fprintf(stderr, "load: cannot start a process: %s\n", strerror(error));
	if (error == EPERM)
		fputs("load: making PID namespaces needs root (CAP_SYS_ADMIN)\n", stderr);
	else if (error == EAGAIN)
		fputs("load: a limit is too small: kernel.pid_max, kernel.threads-max, pids.max of "
		      "this cgroup, or RLIMIT_NPROC (ulimit -u)\n",
		      stderr);
	else if (error == ENOSPC)
		fputs("load: user.max_pid_namespaces is too small\n", stderr);
}

/* /proc/loadavg says how many tasks exist: "0.00 0.00 0.00 1/234 5678". */
static unsigned long count_tasks(void)
{
	FILE *file = fopen("/proc/loadavg", "re");
	unsigned long tasks = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%*s %*s %*s %*u/%lu", &tasks) != 1)
		tasks = 0;
	fclose(file);
	return tasks;
}

static int check_room(unsigned long wanted)
{
	unsigned long pid_max = read_number("/proc/sys/kernel/pid_max", "");
	unsigned long threads_max = read_number("/proc/sys/kernel/threads-max", "");
	unsigned long free_kib = read_number("/proc/meminfo", "MemAvailable:");
	unsigned long tasks = count_tasks();
	struct rlimit limit;

	/* The kernel never gives out the PIDs below 300 again once the numbers have wrapped. */
	if (pid_max > 0 && wanted + tasks + 300 > pid_max) {
		fprintf(stderr,
		        "load: kernel.pid_max is %lu: too small for %lu processes besides the %lu "
		        "tasks that run (sysctl kernel.pid_max=%lu)\n",
		        pid_max, wanted, tasks, 2 * wanted + 32768);
		return -EAGAIN;
	}
	if (threads_max > 0 && wanted + tasks > threads_max) {
		fprintf(stderr, "load: kernel.threads-max is %lu: too small for %lu processes\n",
		        threads_max, wanted);
		return -EAGAIN;
	}
	if (free_kib > 0 && wanted * KIB_PER_PROCESS > free_kib) {
		fprintf(stderr,
		        "load: %lu MiB of memory are available: too little for %lu processes "
		        "(about %lu MiB)\n",
		        free_kib / 1024, wanted, wanted * KIB_PER_PROCESS / 1024);
		return -ENOMEM;
	}
	if (getrlimit(RLIMIT_NPROC, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NPROC, &limit);
	}
	return 0;
}

/* False when standard input closed or a signal asks for the end. */
static bool may_go_on(const struct load *load, int timeout)
{
	struct pollfd watched[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = load->signals, .events = POLLIN },
	};
	char bytes[256];

	if (poll(watched, ARRAY_SIZE(watched), timeout) <= 0)
		return true;
	if (watched[1].revents)
		return false;
	return read(STDIN_FILENO, bytes, sizeof(bytes)) > 0;
}

static int start_namespaces(struct load *load)
{
	for (unsigned i = 0; i < load->namespaces; i++) {
		pid_t pid = fork_with(CLONE_NEWPID);

		if (pid < 0) {
			explain_fork_failure(errno);
			return -EAGAIN;
		}
		if (pid == 0)
			run_init(load, i);
		if (i == 0)
			printf("init %d\n", (int)pid);
		if (load->docker && docker_describe(load->docker, i, pid) < 0)
			return -EIO;
		if (!may_go_on(load, 0))
			return -EINTR;
	}
	return 0;
}

static int start_host_processes(struct load *load)
{
	for (unsigned i = 0; i < load->on_host; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			explain_fork_failure(errno);
			return -EAGAIN;
		}
		if (pid == 0) {
			detach_child(load);
			close(load->ready[1]);
			title_set(load, "host-", i);
			sleep_until_load_ends(load);
		}
	}
	return 0;
}

/* The end of file comes when every init has either spoken or died. */
static int wait_for_namespaces(struct load *load)
{
	unsigned standing = 0;
	ssize_t got;
	int error;

	close(load->ready[1]);
	load->ready[1] = -1;
	while ((got = read(load->ready[0], &error, sizeof(error))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got != sizeof(error))
			return -EIO;
		if (error != 0) {
			explain_fork_failure(error);
			return -EAGAIN;
		}
		standing++;
	}
	if (standing < load->namespaces) {
		fprintf(stderr, "load: only %u of %u namespaces came up (out of memory?)\n",
		        standing, load->namespaces);
		return -EAGAIN;
	}
	return 0;
}

static int run(struct load *load)
{
	int error = start_namespaces(load);

	if (error == 0)
		error = start_host_processes(load);
	if (error == 0)
		error = wait_for_namespaces(load);
	if (error < 0)
		return error;
	printf("processes %lu\nready\n",
	       (unsigned long)load->namespaces * load->in_each + load->on_host);
	if (fflush(stdout) != 0)
		return -EIO;
	while (may_go_on(load, -1))
		;
	return 0;
}

static void tear_down(struct load *load)
{
	close(load->life[1]);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	docker_remove(load->docker);
}

static int parse_count(const char *text, unsigned *ret_count)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9' || value > 1000000)
		return -EINVAL;
	*ret_count = (unsigned)value;
	return 0;
}

static int parse_arguments(int argc, char **argv, struct load *load)
{
	int option;

	while ((option = getopt(argc, argv, "d:")) != -1) {
		if (option != 'd')
			return -EINVAL;
		/* The strings of argv are overwritten later (title_set). */
		free(load->state_root);
		load->state_root = strdup(optarg);
		if (!load->state_root)
			return -ENOMEM;
	}
	if (argc - optind != 3 || parse_count(argv[optind], &load->namespaces) < 0 ||
	    parse_count(argv[optind + 1], &load->in_each) < 0 ||
	    parse_count(argv[optind + 2], &load->on_host) < 0)
		return -EINVAL;
	if (load->namespaces > 0 && load->in_each == 0)
		return -EINVAL;
	load->title = argv[0];
	load->title_size = (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) + 1 - argv[0]);
	return 0;
}

static int prepare(struct load *load)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	load->signals = signalfd(-1, &ends, SFD_CLOEXEC);
	if (load->signals < 0 || pipe2(load->life, O_CLOEXEC) < 0 ||
	    pipe2(load->ready, O_CLOEXEC) < 0) {
		perror("load");
		return -errno;
	}
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	if (load->state_root)
		return docker_create(load->state_root, load->namespaces, &load->docker);
	return 0;
}

static int stand(struct load *load)
{
	int error;

	if (check_room((unsigned long)load->namespaces * load->in_each + load->on_host) < 0)
		return EXIT_FAILURE;
	error = prepare(load);
	if (error == 0)
		error = run(load);
	tear_down(load);
	return error == 0 || error == -EINTR ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct load load = { .life = { -1, -1 }, .ready = { -1, -1 }, .signals = -1 };
	int status = 2;

	if (parse_arguments(argc, argv, &load) < 0)
		fputs("Usage: load [-d STATE_ROOT] NAMESPACES PROCESSES_IN_EACH HOST_PROCESSES\n",
		      stderr);
	else
		status = stand(&load);
	free(load.state_root);
	return status;
}
