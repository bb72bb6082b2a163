/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The load program as a child: started, waited for until all its processes stand, and ended.
 */
#include "standing.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

extern char **environ;

static int spawn_load(char *const argv[], int input, int output, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return -error;
	error = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn(ret_pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

static int wait_until_ready(int output, pid_t *ret_init)
{
	FILE *lines = fdopen(output, "re");
	int init = 0, error = -ECHILD;
	char line[128];

	if (!lines) {
		error = -errno;
		close(output);
		return error;
	}
	while (error < 0 && fgets(line, sizeof(line), lines)) {
		sscanf(line, "init %d", &init);
		if (strcmp(line, "ready\n") == 0)
			error = 0;
	}
	fclose(lines);
	*ret_init = init;
	return error;
}

int standing_start(const char *program, const char *state_root, unsigned namespaces,
                   unsigned in_each, unsigned on_host, struct standing *ret_standing)
{
	char numbers[3][16], folder[] = "-d";
	char *plain[] = { (char *)program, numbers[0], numbers[1], numbers[2], NULL };
	char *named[] = { (char *)program, folder, (char *)state_root, numbers[0], numbers[1],
		          numbers[2],      NULL };
	struct standing standing = { .input = -1 };
	int input[2], output[2], error;

	snprintf(numbers[0], sizeof(numbers[0]), "%u", namespaces);
	snprintf(numbers[1], sizeof(numbers[1]), "%u", in_each);
	snprintf(numbers[2], sizeof(numbers[2]), "%u", on_host);
	if (pipe2(input, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(output, O_CLOEXEC) < 0) {
		error = -errno;
		close(input[0]);
		close(input[1]);
		return error;
	}
	error = spawn_load(state_root ? named : plain, input[0], output[1], &standing.pid);
	close(input[0]);
	close(output[1]);
	standing.input = input[1];
	if (error < 0) {
		close(output[0]);
		close(standing.input);
		return error;
	}
	error = wait_until_ready(output[0], &standing.init);
	if (error < 0) {
		standing_end(&standing);
		return error;
	}
	*ret_standing = standing;
	return 0;
}

void standing_end(struct standing *standing)
{
	close(TAKE_FD(standing->input));
	while (waitpid(standing->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
