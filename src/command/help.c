/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Printing help.
 */
#include <string.h>

#include "command/help.h"
#include "view/columns.h"

void help_print_version(FILE *out)
{
	fprintf(out, "nspid %s\n", PACKAGE_VERSION);
}

void help_print_program(FILE *out)
{
	fputs("Usage: nspid COMMAND [OPTIONS] [TARGET...]\n\n"
	      "Shows which process lives in which PID namespace, and which PID here is which\n"
	      "PID there.\n\n"
	      "Commands:\n",
	      out);
	for (size_t i = 0; i < commands_count; i++)
		fprintf(out, "  %-7s %s\n", commands_all[i].name, commands_all[i].help);
	fputs("\nTargets:\n"
	      "  4005            the process with that PID (in map: that number anywhere)\n"
	      "  4026532254      a PID namespace by id; also pid:[4026532254], ~INIT, a path\n"
	      "  web, docker:web a container by name, engine and name, or start of its id\n"
	      "  7@TARGET        the process that the target's namespace calls PID 7\n"
	      "  host            the view namespace: that of the procfs that is read\n"
	      "\n"
	      "Options:\n"
	      "      --columns   list all columns with help\n"
	      "  -h, --help      show this help; nspid COMMAND --help shows that of a command\n"
	      "  -V, --version   show the version\n"
	      "\n"
	      "Exit status: 0 done, 1 found nothing, 2 usage, 3 incomplete for this user,\n"
	      "4 ambiguous (map --one). See nspid(1).\n",
	      out);
}

static void option_print(void *data, char letter, const char *name, const char *argument,
                         const char *help)
{
	char words[40];

	if (letter)
		snprintf(words, sizeof(words), "-%c, --%s%s%s", letter, name, argument ? " " : "",
		         argument ? argument : "");
	else
		snprintf(words, sizeof(words), "    --%s%s%s", name, argument ? " " : "",
		         argument ? argument : "");
	fprintf(data, "  %-22s %s\n", words, help);
}

void help_print_command(FILE *out, const struct command *command)
{
	fprintf(out, "Usage: nspid %s [OPTIONS] %s\n\n%s\n\nOptions:\n", command->name,
	        command->arguments, command->about);
	commands_each_option(command, option_print, out);
	if (command->columns)
		fprintf(out, "\nDefault columns: %s\n", command->columns);
}

static void columns_print(FILE *out, enum row_kind kind)
{
	for (size_t i = 0; i < columns_count; i++) {
		if (columns_all[i].rows & kind)
			fprintf(out, "  %-10s %s\n", columns_all[i].name, columns_all[i].help);
	}
}

void help_print_columns(FILE *out, unsigned kinds)
{
	if (kinds & ROW_PROCESS) {
		fputs("Columns of processes (tree, table, ps, map, top):\n", out);
		columns_print(out, ROW_PROCESS);
	}
	if (kinds == (ROW_PROCESS | ROW_NAMESPACE))
		fputc('\n', out);
	if (kinds & ROW_NAMESPACE) {
		fputs("Columns of namespaces (list, tree -N):\n", out);
		columns_print(out, ROW_NAMESPACE);
	}
}
