/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that are run in turn, and the table that compares them.
 */
#ifndef NSPID_BENCH_CONTEST_H
#define NSPID_BENCH_CONTEST_H

#include <stdbool.h>
#include <stddef.h>

#include "series.h"

#define CONTEST_WORDS_MAX 8

/* What there is to run. A contest holds those of them that were entered. */
enum contest_who {
	WHO_FLOOR,
	WHO_LIST,
	WHO_TREE,
	WHO_TABLE,
	WHO_MAP,
	WHO_MAP_AT,
	WHO_LIST_PLAIN,
	WHO_LIST_NAMED,
	WHO_MAP_NAMED,
	WHO_LSNS,
	WHO_PS,
	WHO_PSTREE,
	WHO_RECIPE,
	WHO_COUNT,
};

struct entrant {
	bool entered;
	char label[64];
	char words[CONTEST_WORDS_MAX][192];
	size_t least_lines; /* a run that prints fewer gave no full answer */
	struct series wall, cpu;
	double rss_mib; /* the greatest of all runs */
	size_t lines;   /* of the last run */
	unsigned runs, failures;
	char trouble[200]; /* why it did not run, or how a run failed; empty when all is well */
};

struct contest {
	struct entrant entrants[WHO_COUNT];
};

/* Enters a command: its words up to a NULL. */
void contest_enter(struct contest *contest, enum contest_who who, const char *label,
                   size_t least_lines, const char *const words[]);

/*
 * Runs all of them once unmeasured and then @rounds times, one after another, each second round
 * backwards, so that no command always runs in the caches of the same predecessor. A program that
 * is not installed, or that takes more than two minutes, drops out with a word about it; a run that
 * printed too little does not count.
 */
void contest_run(struct contest *contest, unsigned rounds);

void contest_print(const struct contest *contest);

enum contest_time { TIME_WALL, TIME_CPU };

/* Median in ms; 0 where it was not measured. */
double contest_median(const struct contest *contest, enum contest_who who, enum contest_time time);

#endif
