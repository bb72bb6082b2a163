/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One load and the commands that are compared on it.
 */
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "standing.h"

#define COLUMNS_PLAIN "NS,TYPE,LEVEL,PARENT,NPROCS,NTHREADS,NZOMBIES,INIT,OWNER,COMMAND"

#define ENTER(contest, who, label, least, ...)                                                     \
	contest_enter(contest, who, label, least, (const char *const[]){ __VA_ARGS__, NULL })

static const char columns_plain[] = COLUMNS_PLAIN;
static const char columns_named[] = COLUMNS_PLAIN ",CONTAINER";

void scenario_shares(const struct scenario *scenario, unsigned *ret_in_each, unsigned *ret_on_host)
{
	unsigned in_each = scenario->processes / 5 * 4 / scenario->namespaces;

	*ret_in_each = in_each;
	*ret_on_host = scenario->processes - in_each * scenario->namespaces;
}

/* A PID that each namespace has: 37 as in the usual example, or a smaller one in a small namespace.
 */
static unsigned choose_pid(unsigned in_each, unsigned wish)
{
	return in_each >= wish ? wish : in_each;
}

static void enter_nspid(struct scenario *scenario, const struct programs *programs, int init,
                        unsigned in_each)
{
	struct contest *contest = &scenario->contest;
	unsigned namespaces = scenario->namespaces, processes = scenario->processes;
	char label[64], number[16], at[32];

	snprintf(number, sizeof(number), "%u", choose_pid(in_each, 37));
	snprintf(at, sizeof(at), "%u@%d", choose_pid(in_each, 7), init);
	ENTER(contest, WHO_LIST, "nspid list", namespaces, programs->nspid, "list");
	ENTER(contest, WHO_TREE, "nspid tree", processes, programs->nspid, "tree");
	ENTER(contest, WHO_TABLE, "nspid table", processes, programs->nspid, "table");
	snprintf(label, sizeof(label), "nspid map %s", number);
	ENTER(contest, WHO_MAP, label, namespaces, programs->nspid, "map", number);
	snprintf(label, sizeof(label), "nspid map -q %s", at);
	ENTER(contest, WHO_MAP_AT, label, 1, programs->nspid, "map", "-q", at);
}

static void enter_peers(struct scenario *scenario, unsigned in_each)
{
	struct contest *contest = &scenario->contest;
	unsigned namespaces = scenario->namespaces, processes = scenario->processes;
	char recipe[96];

	ENTER(contest, WHO_LSNS, "lsns -t pid", namespaces, "lsns", "-t", "pid");
	ENTER(contest, WHO_PS, "ps -e -o pid,pidns", processes, "ps", "-e", "-o", "pid,pidns");
	ENTER(contest, WHO_PSTREE, "pstree -N pid", namespaces, "pstree", "-N", "pid");
	snprintf(recipe, sizeof(recipe), "grep -lE '^NSpid:.*\\b%u$' /proc/[0-9]*/status",
	         choose_pid(in_each, 37));
	ENTER(contest, WHO_RECIPE, "grep -lE '^NSpid:...'", namespaces, "sh", "-c", recipe);
}

static void enter_containers(struct scenario *scenario, const struct programs *programs,
                             unsigned in_each)
{
	struct contest *contest = &scenario->contest;
	unsigned namespaces = scenario->namespaces;
	char label[64], at[32];

	ENTER(contest, WHO_LIST_PLAIN, "nspid list", namespaces, programs->nspid, "list", "-o",
	      columns_plain);
	ENTER(contest, WHO_LIST_NAMED, "nspid list with CONTAINER", namespaces, programs->nspid,
	      "list", "-o", columns_named);
	snprintf(at, sizeof(at), "%u@web0", choose_pid(in_each, 7));
	snprintf(label, sizeof(label), "nspid map -q %s", at);
	ENTER(contest, WHO_MAP_NAMED, label, 1, programs->nspid, "map", "-q", at);
}

static void print_title(const struct scenario *scenario, unsigned rounds)
{
	printf("\n%u processes, %u %s, %u rounds\n", scenario->processes, scenario->namespaces,
	       scenario->containers ? "simulated containers" : "namespaces", rounds);
	fflush(stdout);
}

int scenario_run(struct scenario *scenario, const struct programs *programs, unsigned rounds)
{
	const char *state_root = scenario->containers ? programs->state_root : NULL;
	struct machine_moment start;
	struct standing standing;
	unsigned in_each, on_host;
	int error;

	print_title(scenario, rounds);
	scenario_shares(scenario, &in_each, &on_host);
	error = standing_start(programs->load, state_root, scenario->namespaces, in_each, on_host,
	                       &standing);
	if (error < 0) {
		printf("skipped: the load does not stand (%s)\n", strerror(-error));
		return error;
	}
	ENTER(&scenario->contest, WHO_FLOOR, "floor", 1, programs->floor);
	if (scenario->containers) {
		setenv("NSPID_STATE_ROOT", programs->state_root, 1);
		enter_containers(scenario, programs, in_each);
	} else {
		enter_nspid(scenario, programs, (int)standing.init, in_each);
		enter_peers(scenario, in_each);
	}
	machine_sample(&start);
	contest_run(&scenario->contest, rounds);
	contest_print(&scenario->contest);
	machine_warn(&start, &scenario->contest);
	unsetenv("NSPID_STATE_ROOT");
	standing_end(&standing);
	scenario->done = true;
	return 0;
}
