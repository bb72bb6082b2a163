/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A storm of processes that come and go, for a bounded time and on one CPU.
 *
 *	storm [--seconds S] [--rate N] [--live MS] [--crowd N] [--namespaces N] [--reuse]
 *
 * Half of the processes exit at once, the others live up to --live milliseconds; at most --crowd
 * of one parent are there at a time, some of them as zombies. With --namespaces, N PID namespaces
 * are there at a time, each with a storm in it, and each soon ends, together with all in it.
 *
 * Each process is named `sPID.SERIAL`: its PID in its own namespace and a number that no other
 * process of the storm has (base 36), first as command line, then as name. Whoever prints a row
 * with such a name must print that PID with it, and that command line or none: else it mixed two
 * processes.
 *
 * --reuse makes PIDs come back soon, by ns_last_pid, and by pid_max where each namespace has its
 * own (Linux 6.14). Refused in the initial PID namespace, whose numbers are everybody's.
 *
 * Prints `storm: N processes, N namespaces` at its end, or on SIGTERM and SIGINT.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INITIAL_NAMESPACE 4026531836u /* PROC_PID_INIT_INO of linux/proc_ns.h */

enum {
	NESTED_MAX = 3,       /* levels of namespaces */
	NESTED_EVERY = 10,    /* processes in a namespace, about */
	REUSE_PID_MAX = 700,  /* the kernel refuses less than 301 */
	REUSE_LAST_PID = 300, /* lower numbers are not used a second time */
	REUSE_EVERY = 50,     /* processes */
};

struct options {
	long seconds;
	long rate; /* processes a second, 0: as many as one CPU makes */
	long live; /* milliseconds */
	long crowd;
	long namespaces;
	bool reuse;
};

/* Seen by all processes of the storm. */
struct shared {
	atomic_long processes;
	atomic_long namespaces;
	atomic_long namespaces_now; /* those of the first process; others die without a word */
	atomic_bool stop;
	int64_t start, end; /* milliseconds of CLOCK_MONOTONIC */
};

struct storm {
	struct options options;
	struct shared *shared;
	char *title; /* memory that /proc/PID/cmdline shows */
	size_t title_size;
	unsigned depth; /* of namespaces */
	unsigned seed;
};

static struct shared *stop_target;

static void on_signal(int signal)
{
	(void)signal;
	atomic_store(&stop_target->stop, true);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(long ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static bool is_over(const struct storm *storm)
{
	return atomic_load(&storm->shared->stop) || now_ms() >= storm->shared->end;
}

/*
 * Keeps the whole storm at its rate. Only its first process waits: the namespaces would be starved
 * if they competed with it for what the rate allows.
 */
static void pace(const struct storm *storm)
{
	const struct shared *shared = storm->shared;

	while (storm->depth == 0 && storm->options.rate > 0 && !is_over(storm) &&
	       atomic_load(&shared->processes) * 1000 >
	               (now_ms() - shared->start) * storm->options.rate)
		sleep_ms(1);
}

/* Writes the file when it is there; what it steers exists only on some kernels. */
static void write_sysctl(const char *path, int value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (dprintf(fd, "%d", value) < 0)
		fprintf(stderr, "storm: %s: %s\n", path, strerror(errno));
	close(fd);
}

static bool has_own_pid_max(void)
{
	struct utsname name;
	int major, minor;

	if (uname(&name) < 0 || sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 14);
}

static bool is_initial_namespace(void)
{
	struct stat status;

	return stat("/proc/self/ns/pid", &status) < 0 || status.st_ino == INITIAL_NAMESPACE;
}

/* The command line first: where the name is seen, the command line is already right. */
static void take_name(const struct storm *storm, long serial)
{
	char name[16], digits[8];
	size_t at = sizeof(digits);

	digits[--at] = '\0';
	do
		digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[serial % 36];
	while ((serial /= 36) > 0 && at > 0);
	snprintf(name, sizeof(name), "s%d.%s", (int)getpid(), digits + at);
	memset(storm->title, 0, storm->title_size);
	memcpy(storm->title, name, strlen(name));
	prctl(PR_SET_NAME, name);
}

static _Noreturn void live(const struct storm *storm, long serial)
{
	take_name(storm, serial);
	if (storm->options.live > 0 && serial % 2)
		sleep_ms(serial / 2 % (storm->options.live + 1));
	_exit(0);
}

static void fork_one(struct storm *storm)
{
	long serial = atomic_fetch_add(&storm->shared->processes, 1);
	pid_t pid;

	if (storm->options.reuse && serial % REUSE_EVERY == 0)
		write_sysctl("/proc/sys/kernel/ns_last_pid", REUSE_LAST_PID);
	pid = fork();
	if (pid == 0)
		live(storm, serial);
	if (pid < 0)
		sleep_ms(1); /* out of numbers; they come back */
}

static void run_storm(struct storm *storm, long until);

/* Whatever still lives in the namespace at its end, and all zombies, die with it. */
static _Noreturn void run_init(struct storm *storm)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "storm-init");
	storm->depth++;
	storm->seed = storm->seed * 1103515245 + 12345;
	run_storm(storm, 5 + (long)(storm->seed >> 16) % 40);
	_exit(0);
}

static _Noreturn void run_maker(struct storm *storm)
{
	pid_t init = -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (unshare(CLONE_NEWPID) == 0)
		init = fork();
	if (init == 0)
		run_init(storm);
	if (init > 0)
		waitpid(init, NULL, 0);
	if (storm->depth == 0)
		atomic_fetch_sub(&storm->shared->namespaces_now, 1);
	_exit(0);
}

static bool wants_namespace(struct storm *storm)
{
	if (storm->depth == 0)
		return atomic_load(&storm->shared->namespaces_now) < storm->options.namespaces;
	storm->seed = storm->seed * 1103515245 + 12345;
	return storm->depth < NESTED_MAX && (storm->seed >> 16) % NESTED_EVERY == 0;
}

static bool fork_namespace(struct storm *storm)
{
	struct shared *shared = storm->shared;
	pid_t pid;

	if (!wants_namespace(storm))
		return false;
	pid = fork();
	if (pid == 0)
		run_maker(storm);
	if (pid < 0)
		return false;
	if (storm->depth == 0)
		atomic_fetch_add(&shared->namespaces_now, 1);
	storm->seed++;
	atomic_fetch_add(&shared->namespaces, 1);
	return true;
}

/* Reaps until at most `most` children are left. */
static long reap(long children, long most)
{
	while (children > most && waitpid(-1, NULL, 0) > 0)
		children--;
	return children;
}

/* Forks up to `until` children, 0: without end, and reaps them late, so that zombies are seen. */
static void run_storm(struct storm *storm, long until)
{
	long children = 0;

	for (long forked = 0; !is_over(storm) && (until == 0 || forked < until); forked++) {
		pace(storm);
		if (!fork_namespace(storm))
			fork_one(storm);
		if (++children >= storm->options.crowd)
			children = reap(children, storm->options.crowd / 2);
	}
}

/* One CPU of those that we may use: the last, for interrupts like the first. */
static void stay_on_one_cpu(void)
{
	cpu_set_t set, one;

	CPU_ZERO(&one);
	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		return;
	for (int cpu = CPU_SETSIZE - 1; cpu >= 0; cpu--) {
		if (CPU_ISSET(cpu, &set)) {
			CPU_SET(cpu, &one);
			sched_setaffinity(0, sizeof(one), &one);
			return;
		}
	}
}

static long number_or_exit(const char *text, long max)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(text, &end, 10);
	if (errno != 0 || *end || end == text || number < 0 || number > max) {
		fprintf(stderr, "storm: not a number from 0 to %ld: %s\n", max, text);
		exit(2);
	}
	return number;
}

static void parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ "rate", required_argument, NULL, 'r' },
		{ "live", required_argument, NULL, 'l' },
		{ "crowd", required_argument, NULL, 'c' },
		{ "namespaces", required_argument, NULL, 'n' },
		{ "reuse", no_argument, NULL, 'u' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (option == 's')
			options->seconds = number_or_exit(optarg, 3600);
		else if (option == 'r')
			options->rate = number_or_exit(optarg, 1000000);
		else if (option == 'l')
			options->live = number_or_exit(optarg, 10000);
		else if (option == 'c')
			options->crowd = number_or_exit(optarg, 1000);
		else if (option == 'n')
			options->namespaces = number_or_exit(optarg, 1000);
		else if (option == 'u')
			options->reuse = true;
		else
			exit(2);
	}
	if (options->reuse && is_initial_namespace()) {
		fputs("storm: --reuse needs a PID namespace of its own\n", stderr);
		exit(2);
	}
}

static int start(struct storm *storm)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	storm->shared = mmap(NULL, sizeof(*storm->shared), PROT_READ | PROT_WRITE,
	                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (storm->shared == MAP_FAILED) {
		perror("storm: mmap");
		return -1;
	}
	storm->shared->start = now_ms();
	storm->shared->end = storm->shared->start + storm->options.seconds * 1000;
	stop_target = storm->shared;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	stay_on_one_cpu();
	if (storm->options.reuse && has_own_pid_max())
		write_sysctl("/proc/sys/kernel/pid_max", REUSE_PID_MAX);
	return 0;
}

int main(int argc, char **argv)
{
	struct storm storm = {
		.options = { .seconds = 5, .live = 5, .crowd = 100 },
		.title = argv[0],
		.title_size = (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) - argv[0]),
	};

	parse_options(argc, argv, &storm.options);
	if (storm.title_size < 16) {
		fputs("storm: has too short a command line to write names into\n", stderr);
		return 2;
	}
	if (storm.options.crowd == 0 || start(&storm) < 0)
		return 1;
	run_storm(&storm, 0);
	reap(storm.options.crowd, 0);
	printf("storm: %ld processes, %ld namespaces\n", atomic_load(&storm.shared->processes),
	       atomic_load(&storm.shared->namespaces));
	return 0;
}
