/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures that nspid must reach, each compared with what was measured.
 */
#include "goals.h"

#include <stdio.h>

static const char *const unit_names[] = {
	[UNIT_TIMES] = "x",
	[UNIT_MS] = "ms",
	[UNIT_US] = "us",
	[UNIT_MIB] = "MiB",
};

void goals_print_heading(void)
{
	printf("\n%-56s %13s %13s %13s\n", "TARGET", "WANTED", "MEASURED", "BY CPU TIME");
}

static void print_figure(double figure, const char *unit)
{
	if (figure > 0)
		printf(" %9.2f %-3s", figure, unit);
	else
		printf(" %9s    ", "-");
}

void goals_print(struct goals_tally *tally, const struct goal *goal, double figure, double by_cpu)
{
	const char *unit = unit_names[goal->unit];
	const char *verdict = "MISSED";

	if (figure <= 0) {
		tally->unknown++;
		verdict = "not measured";
	} else if (goal->at_least ? figure >= goal->bound : figure <= goal->bound) {
		tally->reached++;
		verdict = "reached";
	} else {
		tally->missed++;
	}
	printf("%-56s %2s %6.2f %-3s", goal->text, goal->at_least ? ">=" : "<=", goal->bound, unit);
	print_figure(figure, unit);
	print_figure(by_cpu, unit);
	printf("  %s\n", verdict);
}

double goals_ratio(double over, double under)
{
	return over > 0 && under > 0 ? over / under : 0;
}
