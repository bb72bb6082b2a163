/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking command lines apart.
 */
#include "collect/runtime/command.h"

bool command_next(struct span *rest, struct span *ret_argument)
{
	if (rest->len == 0)
		return false;
	*ret_argument = span_cut(rest, '\0');
	return true;
}

struct span command_program(struct span command)
{
	struct span path = span_cut(&command, '\0');

	return span_cut_last(&path, '/');
}

/* Whether the argument is this option; *ret_value is what stands behind its '=' or "". */
static bool option_is(struct span argument, const char *option, bool *ret_has_value,
                      struct span *ret_value)
{
	if (!span_skip(&argument, option))
		return false;
	*ret_has_value = argument.len > 0;
	*ret_value = argument;
	return argument.len == 0 || span_skip(ret_value, "=");
}

struct span command_option(struct span command, const char *const *options)
{
	struct span argument, value = SPAN_NONE;
	bool has_value;

	command_next(&command, &argument);
	while (command_next(&command, &argument)) {
		for (const char *const *option = options; *option; option++) {
			if (!option_is(argument, *option, &has_value, &value))
				continue;
			if (!has_value)
				command_next(&command, &value);
			return value;
		}
	}
	return SPAN_NONE;
}
