/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures that nspid must reach, each compared with what was measured.
 */
#ifndef NSPID_BENCH_GOALS_H
#define NSPID_BENCH_GOALS_H

#include <stdbool.h>

enum goals_unit { UNIT_TIMES, UNIT_MS, UNIT_US, UNIT_MIB };

struct goals_tally {
	unsigned reached, missed, unknown;
};

struct goal {
	const char *text;
	enum goals_unit unit;
	bool at_least; /* the figure must not be below the bound; else not above it */
	double bound;
};

void goals_print_heading(void);

/*
 * Prints one line: the goal, @figure and whether it is reached. @by_cpu is the same figure in CPU
 * time, which a busy machine disturbs less; it is shown and decides nothing. A figure of 0 or less
 * was not measured.
 */
void goals_print(struct goals_tally *tally, const struct goal *goal, double figure, double by_cpu);

/* @over / @under, or 0 where one of them was not measured. */
double goals_ratio(double over, double under);

#endif
