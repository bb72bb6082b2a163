/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Live programs in a pseudo-terminal: CPU time for each refresh, and how soon a key is answered.
 */
#ifndef NSPID_BENCH_SCREEN_H
#define NSPID_BENCH_SCREEN_H

#include "series.h"

struct screen_run {
	double cpu_ms;          /* for each refresh, all threads */
	unsigned refreshes;     /* bursts of output seen in the time */
	double kib_per_refresh; /* written to the terminal */
	double rss_mib;         /* peak */
	struct series answers;  /* ms from a key to the first output after it */
};

/*
 * Runs @argv, found in PATH, on a terminal of 120 by 40 without any settings of the user, and after
 * a warm-up watches it for @seconds, in which it should refresh once a second; then presses @keys
 * arrow keys at irregular moments. Returns 0, -ENOENT where there is no such program, -EIO where it
 * ended by itself or refreshed less than once in three seconds, or another -errno.
 */
int screen_run(char *const argv[], unsigned seconds, unsigned keys, struct screen_run *ret_run);

#endif
