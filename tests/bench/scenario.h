/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One load and the commands that are compared on it.
 */
#ifndef NSPID_BENCH_SCENARIO_H
#define NSPID_BENCH_SCENARIO_H

#include <stdbool.h>

#include "contest.h"

struct programs {
	const char *nspid;
	char floor[512], load[512];
	char state_root[128]; /* made by the load while containers are simulated */
};

struct scenario {
	unsigned processes, namespaces;
	bool containers; /* simulated containers, and the commands that name them */
	bool done;
	struct contest contest;
};

/*
 * How the processes are shared out: a fifth of them live outside, the others in equal parts in the
 * namespaces, so that the numbers of processes and of links to read do not depend on the number of
 * namespaces.
 */
void scenario_shares(const struct scenario *scenario, unsigned *ret_in_each, unsigned *ret_on_host);

/* Builds the load, runs the contest @rounds times and prints it. Returns 0 or -errno. */
int scenario_run(struct scenario *scenario, const struct programs *programs, unsigned rounds);

#endif
