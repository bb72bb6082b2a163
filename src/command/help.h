/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Help, printed from the tables of commands, options and columns.
 */
#ifndef NSPID_COMMAND_HELP_H
#define NSPID_COMMAND_HELP_H

#include <stdio.h>

#include "command/commands.h"

/* Calls back with each option of a command, in the order of the table. */
typedef void (*commands_option_visitor)(void *data, char letter, const char *name,
                                        const char *argument, const char *help);
void commands_each_option(const struct command *command, commands_option_visitor visit, void *data);

void help_print_program(FILE *out);
void help_print_command(FILE *out, const struct command *command);
void help_print_version(FILE *out);

/* The columns of these kinds of rows (enum row_kind bits), with help. */
void help_print_columns(FILE *out, unsigned kinds);

#endif
