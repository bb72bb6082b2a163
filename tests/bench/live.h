/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live views compared: CPU time a refresh of `nspid top`, top and htop on one load.
 */
#ifndef NSPID_BENCH_LIVE_H
#define NSPID_BENCH_LIVE_H

#include "scenario.h"

enum live_who { LIVE_NSPID, LIVE_TOP, LIVE_HTOP, LIVE_COUNT };

struct live_figures {
	double cpu_ms[LIVE_COUNT]; /* median of the turns; 0 where it was not measured */
	double nspid_answer_ms;    /* the slowest answer to a key */
};

/* Watches each for @seconds in each of @turns, one at a time, and prints the table. */
int live_run(const struct programs *programs, unsigned processes, unsigned namespaces,
             unsigned seconds, unsigned turns, struct live_figures *ret_figures);

#endif
