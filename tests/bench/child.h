/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of a whole command: its time, its memory, and whether it said anything.
 */
#ifndef NSPID_BENCH_CHILD_H
#define NSPID_BENCH_CHILD_H

#include <stddef.h>

struct child_run {
	double wall_ms; /* from before the start until it was reaped */
	double cpu_ms;  /* user and system time, of its own children too (wait4(2)) */
	double rss_mib; /* peak; never below that of the measuring program, which it was forked from
			 */
	int status;     /* exit status; 128 + signal where one ended it */
	size_t lines;   /* newlines on standard output */
	char complaint[120]; /* first line of standard error, or empty */
};

/*
 * Runs @argv, found in PATH, with /dev/null as standard input and a pipe that is drained as
 * standard output: some programs (GNU grep) do less when they see /dev/null there. A command that
 * takes more than @seconds is killed. Returns 0, -ENOENT where there is no such program, or another
 * -errno.
 */
int child_run(char *const argv[], int seconds, struct child_run *ret_run);

/* Milliseconds of a clock that never jumps. */
double child_now_ms(void);

#endif
