/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strict decimal numbers.
 */
#include <errno.h>
#include <string.h>

#include "base/number.h"

int number_parse(const char *text, size_t len, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (len == 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
	}
	for (size_t i = 0; i < len; i++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
			return -ERANGE;
	}
	*ret_value = value;
	return 0;
}

int number_parse_pid(const char *text, pid_t *ret_pid)
{
	uint64_t value;
	int r = number_parse(text, strlen(text), &value);

	if (r < 0)
		return r;
	if (value == 0 || value > NUMBER_PID_MAX)
		return -ERANGE;
	*ret_pid = (pid_t)value;
	return 0;
}

uint64_t number_scan(const char **cursor, const char *end)
{
	const char *p = *cursor;
	uint64_t value = 0;

	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*p - '0'), &value))
			value = UINT64_MAX;
	}
	*cursor = p;
	return value;
}
