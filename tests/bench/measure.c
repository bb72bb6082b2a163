/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The benchmark: builds loads, lets nspid and its peers run in turn, and says what was reached.
 *
 * run.sh starts it; README.md says how to read what it prints.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "child.h"
#include "live.h"
#include "machine.h"
#include "scenario.h"
#include "goals.h"

enum plan { PLAN_10K, PLAN_1K, PLAN_30K, PLAN_10_NS, PLAN_2000_NS, PLAN_NAMED, PLAN_COUNT };

struct bench {
	struct programs programs;
	struct scenario plans[PLAN_COUNT];
	struct live_figures live;
	bool sizes, containers, views; /* parts to run */
	bool quick, strict;
	unsigned rounds, seconds, turns;
};

static const char usage[] =
	"Usage: measure --nspid PATH --helpers DIR [OPTIONS]\n"
	"  --quick          only 10,000 processes in 200 namespaces, no live views\n"
	"  --part PART      only `sizes`, `containers` or `top`; may be repeated\n"
	"  --rounds N       measured runs of each command (default 15)\n"
	"  --seconds N      how long each live view is watched (default 15)\n"
	"  --turns N        how often each live view is watched (default 2)\n"
	"  --processes N    instead of 10,000, for trying it out\n"
	"  --namespaces N   instead of 200, for trying it out\n"
	"  --strict         exit status 1 when a target is missed or was not measured\n";

static double median(const struct bench *bench, enum plan plan, enum contest_who who,
                     enum contest_time time)
{
	return contest_median(&bench->plans[plan].contest, who, time);
}

static void judge_ratio(const struct bench *bench, struct goals_tally *tally,
                        const struct goal *goal, enum plan plan, enum contest_who over,
                        enum contest_who under)
{
	double figures[2];

	for (enum contest_time time = TIME_WALL; time <= TIME_CPU; time++)
		figures[time] = goals_ratio(median(bench, plan, over, time),
		                            median(bench, plan, under, time));
	goals_print(tally, goal, figures[TIME_WALL], figures[TIME_CPU]);
}

static void judge_time(const struct bench *bench, struct goals_tally *tally,
                       const struct goal *goal, enum plan plan, enum contest_who who)
{
	goals_print(tally, goal, median(bench, plan, who, TIME_WALL),
	            median(bench, plan, who, TIME_CPU));
}

static void judge_speed(const struct bench *bench, struct goals_tally *tally)
{
	static const struct goal to_floor[] = {
		{ "list, in times of floor", UNIT_TIMES, false, 1.25 },
		{ "map 37, in times of floor", UNIT_TIMES, false, 1.25 },
		{ "tree, in times of floor", UNIT_TIMES, false, 1.6 },
	};
	static const struct goal from_lsns[] = {
		{ "list, faster than lsns -t pid", UNIT_TIMES, true, 3 },
		{ "map 37, faster than lsns -t pid", UNIT_TIMES, true, 3 },
	};
	static const struct goal direct = { "map -q 7@PID", UNIT_MS, false, 3 };

	judge_ratio(bench, tally, &to_floor[0], PLAN_10K, WHO_LIST, WHO_FLOOR);
	judge_ratio(bench, tally, &to_floor[1], PLAN_10K, WHO_MAP, WHO_FLOOR);
	judge_ratio(bench, tally, &to_floor[2], PLAN_10K, WHO_TREE, WHO_FLOOR);
	judge_ratio(bench, tally, &from_lsns[0], PLAN_10K, WHO_LSNS, WHO_LIST);
	judge_ratio(bench, tally, &from_lsns[1], PLAN_10K, WHO_LSNS, WHO_MAP);
	judge_time(bench, tally, &direct, PLAN_10K, WHO_MAP_AT);
}

static void judge_memory(const struct bench *bench, struct goals_tally *tally)
{
	static const struct {
		enum contest_who who;
		struct goal goal;
	} commands[] = {
		{ WHO_LIST, { "peak memory of list", UNIT_MIB, false, 25 } },
		{ WHO_TREE, { "peak memory of tree", UNIT_MIB, false, 25 } },
		{ WHO_TABLE, { "peak memory of table", UNIT_MIB, false, 25 } },
		{ WHO_MAP, { "peak memory of map 37", UNIT_MIB, false, 25 } },
	};
	const struct contest *contest = &bench->plans[PLAN_10K].contest;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		goals_print(tally, &commands[i].goal, contest->entrants[commands[i].who].rss_mib,
		            0);
}

/* What @more costs beyond @fewer, in floors' worth of the same difference. */
static double floors_added(const struct bench *bench, enum plan fewer, enum plan more,
                           enum contest_who who, enum contest_time time)
{
	return goals_ratio(median(bench, more, who, time) - median(bench, fewer, who, time),
	                   median(bench, more, WHO_FLOOR, time) -
	                           median(bench, fewer, WHO_FLOOR, time));
}

/*
 * Growth is linear when a process costs as many floors between 10,000 and 30,000 as it does between
 * 1,000 and 10,000: the kernel's own growth (caches, memory) is in the floor too and cancels out.
 */
static void judge_linear(const struct bench *bench, struct goals_tally *tally,
                         const struct goal *goal, enum contest_who who)
{
	double figures[2] = { 0, 0 };

	for (enum contest_time time = TIME_WALL; time <= TIME_CPU; time++) {
		if (median(bench, PLAN_1K, who, time) > 0 && median(bench, PLAN_30K, who, time) > 0)
			figures[time] =
				goals_ratio(floors_added(bench, PLAN_10K, PLAN_30K, who, time),
			                    floors_added(bench, PLAN_1K, PLAN_10K, who, time));
	}
	goals_print(tally, goal, figures[TIME_WALL], figures[TIME_CPU]);
}

/* What one more namespace costs `list` above the floor, in microseconds; 0: not measured. */
static double namespace_cost(const struct bench *bench, enum contest_time time)
{
	double few = median(bench, PLAN_10_NS, WHO_LIST, time);
	double many = median(bench, PLAN_2000_NS, WHO_LIST, time);
	double added;

	if (few <= 0 || many <= 0)
		return 0;
	added = many - median(bench, PLAN_2000_NS, WHO_FLOOR, time) -
	        (few - median(bench, PLAN_10_NS, WHO_FLOOR, time));
	added *=
		1e3 / (bench->plans[PLAN_2000_NS].namespaces - bench->plans[PLAN_10_NS].namespaces);
	/* Noise may make it negative: then it is as good as nothing, but it was measured. */
	return added > 0.01 ? added : 0.01;
}

static void judge_growth(const struct bench *bench, struct goals_tally *tally)
{
	static const struct goal direct = { "map -q 7@PID among 30,000 processes", UNIT_MS, false,
		                            3 };
	static const struct goal linear[] = {
		{ "list: a process beyond 10,000, to one before", UNIT_TIMES, false, 1.2 },
		{ "map: a process beyond 10,000, to one before", UNIT_TIMES, false, 1.2 },
		{ "tree: a process beyond 10,000, to one before", UNIT_TIMES, false, 1.2 },
	};
	static const struct goal namespaces = { "list: one more namespace, from 10 to 2,000",
		                                UNIT_US, false, 50 };

	judge_time(bench, tally, &direct, PLAN_30K, WHO_MAP_AT);
	judge_linear(bench, tally, &linear[0], WHO_LIST);
	judge_linear(bench, tally, &linear[1], WHO_MAP);
	judge_linear(bench, tally, &linear[2], WHO_TREE);
	goals_print(tally, &namespaces, namespace_cost(bench, TIME_WALL),
	            namespace_cost(bench, TIME_CPU));
}

static void judge_containers(const struct bench *bench, struct goals_tally *tally)
{
	static const struct goal column = { "list with CONTAINER, in times of list without",
		                            UNIT_TIMES, false, 1.25 };
	static const struct goal named = { "map -q 7@web0", UNIT_MS, false, 5 };

	judge_ratio(bench, tally, &column, PLAN_NAMED, WHO_LIST_NAMED, WHO_LIST_PLAIN);
	judge_time(bench, tally, &named, PLAN_NAMED, WHO_MAP_NAMED);
}

static void judge_views(const struct bench *bench, struct goals_tally *tally)
{
	static const struct goal to_top = { "top: CPU time a refresh, in times of procps top",
		                            UNIT_TIMES, false, 0.5 };
	static const struct goal to_htop = { "top: CPU time a refresh, in times of htop",
		                             UNIT_TIMES, false, 0.5 };
	static const struct goal answer = { "top: slowest answer to a key", UNIT_MS, false, 50 };
	const double *cpu = bench->live.cpu_ms;

	goals_print(tally, &to_top, goals_ratio(cpu[LIVE_NSPID], cpu[LIVE_TOP]), 0);
	goals_print(tally, &to_htop, goals_ratio(cpu[LIVE_NSPID], cpu[LIVE_HTOP]), 0);
	goals_print(tally, &answer, bench->live.nspid_answer_ms, 0);
}

static int judge(const struct bench *bench)
{
	struct goals_tally tally = { 0 };

	goals_print_heading();
	if (bench->sizes) {
		judge_speed(bench, &tally);
		judge_memory(bench, &tally);
		if (!bench->quick)
			judge_growth(bench, &tally);
	}
	if (bench->containers)
		judge_containers(bench, &tally);
	if (bench->views)
		judge_views(bench, &tally);
	printf("%u reached, %u missed, %u not measured\n", tally.reached, tally.missed,
	       tally.unknown);
	if (machine_warnings() > 0)
		printf("! The machine was NOISY (%u warnings above): trust the column BY CPU TIME, "
		       "or run it again when it is quiet\n",
		       machine_warnings());
	return bench->strict && tally.missed + tally.unknown > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int run(struct bench *bench)
{
	double start = child_now_ms();

	machine_print();
	for (unsigned plan = 0; plan < PLAN_COUNT; plan++) {
		struct scenario *scenario = &bench->plans[plan];
		bool wanted = scenario->containers ? bench->containers : bench->sizes;
		/* A third of the rounds: a peer that grows with the square takes its time there. */
		unsigned rounds = plan == PLAN_30K ? (bench->rounds + 2) / 3 : bench->rounds;

		if (wanted && (!bench->quick || plan == PLAN_10K || plan == PLAN_NAMED))
			scenario_run(scenario, &bench->programs, rounds);
	}
	if (bench->views)
		live_run(&bench->programs, bench->plans[PLAN_10K].processes,
		         bench->plans[PLAN_10K].namespaces, bench->seconds, bench->turns,
		         &bench->live);
	printf("\nMeasured in %.0f s.\n", (child_now_ms() - start) / 1e3);
	return judge(bench);
}

static void plan_default(struct bench *bench)
{
	static const struct scenario plans[PLAN_COUNT] = {
		[PLAN_10K] = { .processes = 10000, .namespaces = 200 },
		[PLAN_1K] = { .processes = 1000, .namespaces = 200 },
		[PLAN_30K] = { .processes = 30000, .namespaces = 200 },
		[PLAN_10_NS] = { .processes = 10000, .namespaces = 10 },
		[PLAN_2000_NS] = { .processes = 10000, .namespaces = 2000 },
		[PLAN_NAMED] = { .processes = 10000, .namespaces = 200, .containers = true },
	};

	memcpy(bench->plans, plans, sizeof(plans));
	bench->rounds = 15;
	bench->seconds = 15;
	bench->turns = 2;
}

static int parse_number(const char *text, unsigned most, unsigned *ret_number)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end != '\0' || *text < '0' || *text > '9' || value < 1 || value > most)
		return -EINVAL;
	*ret_number = (unsigned)value;
	return 0;
}

static int parse_part(const char *name, struct bench *bench)
{
	if (strcmp(name, "sizes") == 0)
		bench->sizes = true;
	else if (strcmp(name, "containers") == 0)
		bench->containers = true;
	else if (strcmp(name, "top") == 0)
		bench->views = true;
	else
		return -EINVAL;
	return 0;
}

static void set_helpers(const char *folder, struct programs *programs)
{
	snprintf(programs->floor, sizeof(programs->floor), "%s/floor", folder);
	snprintf(programs->load, sizeof(programs->load), "%s/load", folder);
	snprintf(programs->state_root, sizeof(programs->state_root), "%s/nspid-bench-%d", P_tmpdir,
	         (int)getpid());
}

static int parse_option(int option, struct bench *bench)
{
	struct scenario *plans = bench->plans;

	switch (option) {
	case 'n':
		bench->programs.nspid = optarg;
		return 0;
	case 'H':
		set_helpers(optarg, &bench->programs);
		return 0;
	case 'q':
		bench->quick = true;
		return 0;
	case 'p':
		return parse_part(optarg, bench);
	case 'r':
		return parse_number(optarg, SERIES_MAX, &bench->rounds);
	case 's':
		return parse_number(optarg, 3600, &bench->seconds);
	case 't':
		return parse_number(optarg, SERIES_MAX, &bench->turns);
	case 'P':
		if (parse_number(optarg, 1000000, &plans[PLAN_10K].processes) < 0)
			return -EINVAL;
		plans[PLAN_NAMED].processes = plans[PLAN_10K].processes;
		return 0;
	case 'N':
		if (parse_number(optarg, 1000000, &plans[PLAN_10K].namespaces) < 0)
			return -EINVAL;
		plans[PLAN_NAMED].namespaces = plans[PLAN_10K].namespaces;
		return 0;
	case 'S':
		bench->strict = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_options(int argc, char **argv, struct bench *bench)
{
	static const struct option options[] = {
		{ "nspid", required_argument, NULL, 'n' },
		{ "helpers", required_argument, NULL, 'H' },
		{ "quick", no_argument, NULL, 'q' },
		{ "part", required_argument, NULL, 'p' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "seconds", required_argument, NULL, 's' },
		{ "turns", required_argument, NULL, 't' },
		{ "processes", required_argument, NULL, 'P' },
		{ "namespaces", required_argument, NULL, 'N' },
		{ "strict", no_argument, NULL, 'S' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (parse_option(option, bench) < 0)
			return -EINVAL;
	}
	if (optind != argc || !bench->programs.nspid || !bench->programs.load[0])
		return -EINVAL;
	if (!bench->sizes && !bench->containers && !bench->views) {
		bench->sizes = bench->containers = true;
		bench->views = !bench->quick;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct bench bench = { 0 };

	plan_default(&bench);
	if (parse_options(argc, argv, &bench) < 0) {
		fputs(usage, stderr);
		return 2;
	}
	/* Trees are drawn, and everything is sorted, alike on every machine. */
	setenv("LC_ALL", "C.UTF-8", 1);
	return run(&bench);
}
