/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a command on a pseudo-terminal of a given width and copies what it prints, as it is.
 *
 *     pty COLUMNS COMMAND...        with COLUMNS 0: a terminal that does not know its width
 *
 * Exits as the command does, or with 128 and the signal that ended it.
 */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { DEADLINE_MS = 60000 };

/* Writes all that comes, until the other side is closed: read() of a terminal then says EIO. */
static void output_copy(int terminal)
{
	struct pollfd watch = { .fd = terminal, .events = POLLIN };
	char buffer[4096];
	ssize_t n;

	for (;;) {
		int ready = poll(&watch, 1, DEADLINE_MS);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			errx(125, "nothing came for %d s", DEADLINE_MS / 1000);
		n = read(terminal, buffer, sizeof(buffer));
		if (n <= 0)
			return;
		if (fwrite(buffer, 1, (size_t)n, stdout) != (size_t)n)
			err(125, "output");
	}
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24 };
	int terminal, status;
	pid_t pid;

	if (argc < 3)
		errx(125, "usage: pty COLUMNS COMMAND...");
	size.ws_col = (unsigned short)atoi(argv[1]);
	if (size.ws_col == 0)
		size.ws_row = 0;
	pid = forkpty(&terminal, NULL, NULL, &size);
	if (pid < 0)
		err(125, "forkpty");
	if (pid == 0) {
		struct termios modes;

		/* Lines end as they are printed, without a carriage return in front. */
		if (tcgetattr(STDOUT_FILENO, &modes) == 0) {
			modes.c_oflag &= ~(tcflag_t)OPOST;
			tcsetattr(STDOUT_FILENO, TCSANOW, &modes);
		}
		execvp(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	output_copy(terminal);
	if (waitpid(pid, &status, 0) < 0 || fflush(stdout) != 0)
		err(125, "%s", argv[2]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
