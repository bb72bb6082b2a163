/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command lines as /proc/PID/cmdline has them: arguments that end with NUL. Pure.
 */
#ifndef NSPID_RUNTIME_COMMAND_H
#define NSPID_RUNTIME_COMMAND_H

#include "collect/runtime/span.h"

/* The next argument of *rest; false at the end. */
bool command_next(struct span *rest, struct span *ret_argument);

/* The file name of the program: the first argument without its folders. */
struct span command_program(struct span command);

/*
 * The value of the first of `options` (each with its dashes, NULL at the end) that is given, as
 * "-n VALUE" or "--name=VALUE"; empty: none.
 */
struct span command_option(struct span command, const char *const *options);

#endif
