/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that are run in turn, and the table that compares them.
 */
#include "contest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "child.h"

#define LONGEST_RUN_S 120

void contest_enter(struct contest *contest, enum contest_who who, const char *label,
                   size_t least_lines, const char *const words[])
{
	struct entrant *entrant = &contest->entrants[who];

	memset(entrant, 0, sizeof(*entrant));
	entrant->entered = true;
	entrant->least_lines = least_lines;
	snprintf(entrant->label, sizeof(entrant->label), "%s", label);
	for (size_t i = 0; i < CONTEST_WORDS_MAX && words[i]; i++)
		snprintf(entrant->words[i], sizeof(entrant->words[i]), "%s", words[i]);
}

static void note_trouble(struct entrant *entrant, const struct child_run *run)
{
	entrant->failures++;
	if (run->status != 0)
		snprintf(entrant->trouble, sizeof(entrant->trouble), "exit status %d%s%s",
		         run->status, run->complaint[0] ? ": " : "", run->complaint);
	else
		snprintf(entrant->trouble, sizeof(entrant->trouble),
		         "printed %zu lines, at least %zu expected", run->lines,
		         entrant->least_lines);
}

static void drop(struct entrant *entrant, const char *why)
{
	entrant->entered = false;
	snprintf(entrant->trouble, sizeof(entrant->trouble), "%s", why);
}

static void run_once(struct entrant *entrant, bool measured)
{
	char *argv[CONTEST_WORDS_MAX + 1] = { NULL };
	struct child_run run;
	int error;

	for (size_t i = 0; i < CONTEST_WORDS_MAX && entrant->words[i][0]; i++)
		argv[i] = entrant->words[i];
	error = child_run(argv, LONGEST_RUN_S, &run);
	if (error == -ENOENT) {
		drop(entrant, "not installed");
		return;
	}
	if (error < 0) {
		drop(entrant, strerror(-error));
		return;
	}
	if (run.wall_ms >= LONGEST_RUN_S * 1e3) {
		drop(entrant, "took more than two minutes");
		return;
	}
	entrant->runs++;
	entrant->lines = run.lines;
	if (run.status != 0 || run.lines < entrant->least_lines)
		note_trouble(entrant, &run);
	/* The time to fail, or to print half of it, is no time to compare. */
	if (!measured || run.lines < entrant->least_lines)
		return;
	series_add(&entrant->wall, run.wall_ms);
	series_add(&entrant->cpu, run.cpu_ms);
	if (run.rss_mib > entrant->rss_mib)
		entrant->rss_mib = run.rss_mib;
}

void contest_run(struct contest *contest, unsigned rounds)
{
	for (unsigned round = 0; round <= rounds; round++) {
		for (unsigned i = 0; i < WHO_COUNT; i++) {
			unsigned who = round % 2 == 1 ? i : WHO_COUNT - 1 - i;

			if (contest->entrants[who].entered)
				run_once(&contest->entrants[who], round > 0);
		}
	}
}

static void print_ratio(double over, double under)
{
	if (under > 0)
		printf(" %7.2f", over / under);
	else
		printf(" %7s", "-");
}

static void print_entrant(const struct contest *contest, const struct entrant *entrant)
{
	double wall = series_median(&entrant->wall), cpu = series_median(&entrant->cpu);

	if (entrant->wall.count == 0) {
		printf("%-26s %s\n", entrant->label, entrant->trouble);
		return;
	}
	printf("%-26s %9.1f %8.1f %8.1f", entrant->label, wall, series_min(&entrant->wall),
	       series_max(&entrant->wall));
	print_ratio(wall, contest_median(contest, WHO_FLOOR, TIME_WALL));
	printf(" %8.1f", cpu);
	print_ratio(cpu, contest_median(contest, WHO_FLOOR, TIME_CPU));
	printf(" %7.1f %7zu\n", entrant->rss_mib, entrant->lines);
	if (entrant->failures > 0)
		printf("  ! %u of %u runs: %s\n", entrant->failures, entrant->runs,
		       entrant->trouble);
}

void contest_print(const struct contest *contest)
{
	printf("%-26s %9s %8s %8s %7s %8s %7s %7s %7s\n", "COMMAND", "MEDIAN ms", "MIN", "MAX",
	       "x FLOOR", "CPU ms", "x FLOOR", "RSS MiB", "LINES");
	for (unsigned who = 0; who < WHO_COUNT; who++) {
		if (contest->entrants[who].label[0])
			print_entrant(contest, &contest->entrants[who]);
	}
	fflush(stdout);
}

double contest_median(const struct contest *contest, enum contest_who who, enum contest_time time)
{
	const struct entrant *entrant = &contest->entrants[who];

	return series_median(time == TIME_WALL ? &entrant->wall : &entrant->cpu);
}
