/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strict numbers: the whole text must be one decimal number, or it is refused.
 *
 * No sign, no white space, no leading "0x": what a person mistyped must not become another PID.
 */
#ifndef NSPID_BASE_NUMBER_H
#define NSPID_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* PIDs end below this on every kernel (PID_MAX_LIMIT of linux/threads.h, 64 bit). */
#define NUMBER_PID_MAX 4194304

/* Parses all of text[0..len). 0, -EINVAL (not a number, empty), -ERANGE (does not fit). */
int number_parse(const char *text, size_t len, uint64_t *ret_value);

/* A PID from 1 to NUMBER_PID_MAX, from a whole string. 0, -EINVAL or -ERANGE. */
int number_parse_pid(const char *text, pid_t *ret_pid);

/*
 * Reads digits at *cursor (before end), moves *cursor behind them and returns the value, saturated
 * at UINT64_MAX. No digit there: returns 0 and leaves *cursor.
 */
uint64_t number_scan(const char **cursor, const char *end);

#endif
