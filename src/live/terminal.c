/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal as it was before us, given back on every way out.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "live/terminal.h"

enum { UNDO_SIZE = 512 };

static const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };

/* Global, because a signal handler reads it; written only while the handler is not armed. */
static struct {
	int fd;
	bool entered;
	struct termios modes;
	char undo[UNDO_SIZE];
	volatile sig_atomic_t undo_len;
	struct sigaction before[ARRAY_SIZE(crashes)];
	struct terminal_thread thread;
	int errors; /* the real standard error while it is kept back, else -1 */
	int held;   /* where it can be read meanwhile */
} terminal = { .fd = -1, .errors = -1, .held = -1 };

bool terminal_is_ours(void)
{
	pid_t group = tcgetpgrp(terminal.fd);

	return group < 0 || group == getpgrp();
}

/*
 * Only what signal-safety(7) allows. A process in the background must leave the modes alone: they
 * are another's by then.
 */
static void terminal_give_back(void)
{
	ssize_t n = 0;

	/* For what a sanitizer or the C library has to say about the crash. */
	if (terminal.errors >= 0)
		dup2(terminal.errors, STDERR_FILENO);
	if (!terminal_is_ours())
		return;
	if (terminal.undo_len > 0)
		n = write(terminal.fd, terminal.undo, (size_t)terminal.undo_len);
	if (n >= 0 || errno != EIO)
		tcsetattr(terminal.fd, TCSANOW, &terminal.modes);
}

/*
 * Whoever handled the signal before (a sanitizer, or the kernel's default) gets it now: a fault
 * happens again when the handler returns, so that what is reported is the fault and not this.
 */
static void crash_handle(int signal, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	terminal_give_back();
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++) {
		if (crashes[i] == signal)
			sigaction(signal, &terminal.before[i], NULL);
	}
	if (info->si_code <= 0)
		raise(signal);
	errno = saved;
}

void terminal_open_crashes(sigset_t *blocked)
{
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigdelset(blocked, crashes[i]);
}

void terminal_thread_enter(struct terminal_thread *thread)
{
	const stack_t stack = { .ss_sp = thread->stack, .ss_size = sizeof(thread->stack) };

	sigaltstack(&stack, &thread->before);
}

void terminal_thread_leave(const struct terminal_thread *thread)
{
	sigaltstack(&thread->before, NULL);
}

static void crash_arm(void)
{
	struct sigaction action = { .sa_sigaction = crash_handle,
		                    .sa_flags = SA_SIGINFO | SA_ONSTACK };

	terminal_thread_enter(&terminal.thread);
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &action, &terminal.before[i]);
}

static void crash_disarm(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		sigaction(crashes[i], &terminal.before[i], NULL);
	terminal_thread_leave(&terminal.thread);
}

int terminal_enter(int fd)
{
	if (tcgetattr(fd, &terminal.modes) < 0)
		return -errno;
	terminal.fd = fd;
	terminal.undo_len = 0;
	terminal.entered = true;
	crash_arm();
	return 0;
}

void terminal_set_undo(const char *bytes, size_t len)
{
	terminal.undo_len = 0;
	if (len > sizeof(terminal.undo))
		return;
	memcpy(terminal.undo, bytes, len);
	terminal.undo_len = (sig_atomic_t)len;
}

void terminal_hold_errors(void)
{
	int ends[2];

	if (!isatty(STDERR_FILENO) || terminal.errors >= 0)
		return;
	terminal.errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (terminal.errors < 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return;
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	terminal.held = ends[0];
}

static void errors_release(void)
{
	char bytes[4096];
	ssize_t n;

	if (terminal.errors < 0)
		return;
	dup2(terminal.errors, STDERR_FILENO);
	close(terminal.errors);
	terminal.errors = -1;
	if (terminal.held < 0)
		return;
	while ((n = read(terminal.held, bytes, sizeof(bytes))) > 0) {
		if (write(STDERR_FILENO, bytes, (size_t)n) < 0)
			break;
	}
	close(terminal.held);
	terminal.held = -1;
}

void terminal_leave(void)
{
	if (!terminal.entered)
		return;
	crash_disarm();
	terminal.entered = false;
	if (terminal_is_ours())
		tcsetattr(terminal.fd, TCSANOW, &terminal.modes);
	errors_release();
}

bool terminal_size(int *ret_rows, int *ret_columns)
{
	struct winsize size;

	if (terminal.fd < 0 || ioctl(terminal.fd, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 ||
	    size.ws_col == 0)
		return false;
	*ret_rows = size.ws_row;
	*ret_columns = size.ws_col;
	return true;
}
