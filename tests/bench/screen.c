/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Live programs in a pseudo-terminal: CPU time for each refresh, and how soon a key is answered.
 */
#include "screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "child.h"

#define WARM_UP_MS 4000
#define QUIET_MS   300 /* output after so long a silence is a new refresh */
#define ANSWER_MS  2000
#define NOT_FOUND  127
#define ARROW_DOWN "\033OB" /* as a terminal in application mode sends it (terminfo kcud1) */
#define ARROW_UP   "\033OA"

struct terminal {
	pid_t pid;
	int fd;
	size_t bytes;
	unsigned bursts;
	double last_ms; /* of the latest output */
	bool ended;
};

static _Noreturn void become(char *const argv[])
{
	setenv("TERM", "xterm-256color", 1);
	setenv("HOME", "/nonexistent", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	unsetenv("HTOPRC");
	unsetenv("COLUMNS");
	unsetenv("LINES");
	execvp(argv[0], argv);
	_exit(NOT_FOUND);
}

/* Takes what the program wrote; false when nothing came within @timeout_ms. */
static bool take_output(struct terminal *terminal, int timeout_ms)
{
	struct pollfd watched = { .fd = terminal->fd, .events = POLLIN };
	static char bytes[65536];
	double now;
	ssize_t got;

	if (poll(&watched, 1, timeout_ms) <= 0)
		return false;
	got = read(terminal->fd, bytes, sizeof(bytes));
	if (got <= 0) {
		/* A pseudo-terminal whose other side is closed says EIO, not end of file. */
		terminal->ended = true;
		return false;
	}
	now = child_now_ms();
	if (now - terminal->last_ms > QUIET_MS)
		terminal->bursts++;
	terminal->last_ms = now;
	terminal->bytes += (size_t)got;
	return true;
}

static void watch(struct terminal *terminal, double until_ms)
{
	while (!terminal->ended && child_now_ms() < until_ms)
		take_output(terminal, (int)(until_ms - child_now_ms()) + 1);
}

/* utime and stime, fields 14 and 15 of PID/stat, of all threads (proc_pid_stat(5)). */
static double read_cpu_ms(pid_t pid)
{
	char path[64], text[1024];
	unsigned long long user = 0, system = 0;
	_cleanup_close_ int fd = -1;
	const char *tail;
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, text, sizeof(text) - 1);
	text[got > 0 ? got : 0] = '\0';
	tail = strrchr(text, ')');
	if (!tail || sscanf(tail, ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu %llu", &user,
	                    &system) != 2)
		return 0;
	return (double)(user + system) * 1e3 / (double)sysconf(_SC_CLK_TCK);
}

static double read_peak_mib(pid_t pid)
{
	char path[64], line[128];
	unsigned long kib = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "VmHWM: %lu", &kib) == 1)
			break;
	}
	fclose(file);
	return (double)kib / 1024;
}

static void press_keys(struct terminal *terminal, unsigned keys, struct series *answers)
{
	for (unsigned i = 0; i < keys && !terminal->ended; i++) {
		double pressed;

		/* 37 ms steps: over the keys every moment of a second's refresh is met. */
		watch(terminal, child_now_ms() + 80 + 37 * (i % 8));
		while (take_output(terminal, 5))
			;
		pressed = child_now_ms();
		if (write(terminal->fd, i % 2 == 0 ? ARROW_DOWN : ARROW_UP, 3) != 3)
			return;
		if (take_output(terminal, ANSWER_MS) || !terminal->ended)
			series_add(answers, child_now_ms() - pressed);
	}
}

static int reap_within(pid_t pid, double until_ms)
{
	int status = -1;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (child_now_ms() > until_ms) {
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			break;
		}
		poll(NULL, 0, 10);
	}
	return status;
}

static int end(struct terminal *terminal)
{
	double until = child_now_ms() + 3000;
	int status;

	if (!terminal->ended && write(terminal->fd, "q", 1) == 1)
		watch(terminal, until - 1500);
	kill(terminal->pid, SIGTERM);
	watch(terminal, child_now_ms() + 200);
	status = reap_within(terminal->pid, until);
	close(terminal->fd);
	return status;
}

static void measure(struct terminal *terminal, unsigned seconds, unsigned keys,
                    struct screen_run *run)
{
	double start = child_now_ms(), cpu = read_cpu_ms(terminal->pid);
	unsigned bursts = terminal->bursts;
	size_t bytes = terminal->bytes;

	watch(terminal, start + seconds * 1e3);
	run->refreshes = terminal->bursts - bursts;
	if (run->refreshes > 0) {
		run->cpu_ms = (read_cpu_ms(terminal->pid) - cpu) / run->refreshes;
		run->kib_per_refresh = (double)(terminal->bytes - bytes) / 1024 / run->refreshes;
	}
	press_keys(terminal, keys, &run->answers);
	run->rss_mib = read_peak_mib(terminal->pid);
}

int screen_run(char *const argv[], unsigned seconds, unsigned keys, struct screen_run *ret_run)
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	struct terminal terminal = { .fd = -1 };
	struct screen_run run = { 0 };
	int status;

	terminal.pid = forkpty(&terminal.fd, NULL, NULL, &size);
	if (terminal.pid < 0)
		return -errno;
	if (terminal.pid == 0)
		become(argv);
	watch(&terminal, child_now_ms() + WARM_UP_MS);
	if (!terminal.ended)
		measure(&terminal, seconds, keys, &run);
	status = end(&terminal);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return -ENOENT;
	if (run.refreshes == 0 || run.refreshes * 3 < seconds)
		return -EIO;
	*ret_run = run;
	return 0;
}
