/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid: argv to command to exit status. The only exit().
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "command/commands.h"
#include "command/help.h"
#include "view/columns.h"

/* What a target looks like in every command is most likely one whose command was left out. */
static bool looks_like_target(const char *word)
{
	return word[0] && (strspn(word, "0123456789") == strlen(word) || strpbrk(word, "@~:/"));
}

static enum status unknown_command(const char *word)
{
	struct nearest nearest = nearest_begin(word, strlen(word));

	if (looks_like_target(word))
		return commands_fail(NULL, STATUS_USAGE, true,
		                     "unknown command '%s': a target? Then nspid map %s, or nspid "
		                     "tree %s",
		                     word, word, word);

	for (size_t i = 0; i < commands_count; i++)
		nearest_offer(&nearest, commands_all[i].name);
	nearest_offer(&nearest, "help");
	if (nearest.best)
		return commands_fail(NULL, STATUS_USAGE, true,
		                     "unknown command '%s': did you mean '%s'?", word,
		                     nearest.best);
	return commands_fail(NULL, STATUS_USAGE, true, "unknown command '%s'", word);
}

/* nspid help [COMMAND], as people type it. */
static enum status help_run(int argc, char **argv)
{
	const struct command *command = argc > 0 ? commands_find(argv[0]) : NULL;

	if (argc > 0 && !command)
		return unknown_command(argv[0]);
	if (command)
		help_print_command(stdout, command);
	else
		help_print_program(stdout);
	return STATUS_DONE;
}

static enum status run(int argc, char **argv)
{
	const struct command *command;
	struct request request;
	int r;

	if (argc < 2)
		return commands_fail(NULL, STATUS_USAGE, true,
		                     "which command? tree, table, list, ps, map, top");
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
		return help_print_program(stdout), STATUS_DONE;
	if (strcmp(argv[1], "help") == 0)
		return help_run(argc - 2, argv + 2);
	if (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0)
		return help_print_version(stdout), STATUS_DONE;
	if (strcmp(argv[1], "--columns") == 0)
		return help_print_columns(stdout, ROW_PROCESS | ROW_NAMESPACE), STATUS_DONE;
	if (argv[1][0] == '-')
		return commands_fail(NULL, STATUS_USAGE, true,
		                     "unknown option '%s' in front of a command", argv[1]);
	command = commands_find(argv[1]);
	if (!command)
		return unknown_command(argv[1]);
	r = commands_parse(command, argc - 1, argv + 1, &request);
	return r >= 0 ? (enum status)r : command->run(&request);
}

/* What could not be written must not look like an answer: a full disk is an error. */
static enum status output_close(enum status status)
{
	bool failed = ferror(stdout);
	int error = 0;

	if (fflush(stdout) != 0 || fclose(stdout) != 0) {
		error = errno;
		failed = true;
	}
	if (!failed)
		return status;
	/* A closed pipe is the reader's wish, as with `| head`. */
	if (error == EPIPE)
		return status;
	return commands_fail(NULL, STATUS_USAGE, false, "standard output: %s",
	                     error ? strerror(error) : "cannot be written");
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	/* Checked before anything is opened: the next descriptor would become standard output. */
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		exit((int)commands_fail(NULL, STATUS_USAGE, false, "standard output: %s",
		                        strerror(errno)));
	exit((int)output_close(run(argc, argv)));
}
