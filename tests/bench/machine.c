/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the machine is quiet enough for a measurement to mean something.
 */
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "child.h"

/* Shares above which a figure is no longer to be trusted to a tenth. */
#define LOAD_WARNING   0.25 /* load average for each CPU, at the start */
#define OTHERS_WARNING 0.05 /* of one CPU, while measuring */
#define STOLEN_WARNING 0.02
#define SPREAD_WARNING 0.20 /* slowest run of the floor above its fastest */

static unsigned warnings;

/* @other greater than 0: the two ends of a span. */
static void warn(const char *message, double value, double other)
{
	warnings++;
	printf("! NOISY: %s %.1f%s", message, value, other > 0 ? "" : "\n");
	if (other > 0)
		printf(" to %.1f\n", other);
}

unsigned machine_warnings(void)
{
	return warnings;
}

void machine_print(void)
{
	double load = 0;
	struct utsname name;

	if (getloadavg(&load, 1) != 1)
		load = 0;
	if (uname(&name) == 0)
		printf("%s %s, %ld CPUs, load average %.2f\n", name.sysname, name.release,
		       sysconf(_SC_NPROCESSORS_ONLN), load);
	if (load > LOAD_WARNING * (double)sysconf(_SC_NPROCESSORS_ONLN))
		warn("load average before the start:", load, 0);
}

static double own_seconds(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void machine_sample(struct machine_moment *ret_moment)
{
	unsigned long long user = 0, nice = 0, system = 0, irq = 0, softirq = 0, stolen = 0;
	double ticks = (double)sysconf(_SC_CLK_TCK);
	FILE *file = fopen("/proc/stat", "re");

	if (file) {
		if (fscanf(file, "cpu %llu %llu %llu %*u %*u %llu %llu %llu", &user, &nice, &system,
		           &irq, &softirq, &stolen) != 6)
			stolen = 0;
		fclose(file);
	}
	ret_moment->busy_s = (double)(user + nice + system + irq + softirq) / ticks;
	ret_moment->stolen_s = (double)stolen / ticks;
	ret_moment->own_s = own_seconds(RUSAGE_SELF) + own_seconds(RUSAGE_CHILDREN);
	ret_moment->wall_ms = child_now_ms();
}

static void warn_of_spread(const struct series *floor_runs)
{
	double least = series_min(floor_runs), most = series_max(floor_runs);

	if (least > 0 && most / least - 1 > SPREAD_WARNING)
		warn("time of floor in ms:", least, most);
}

void machine_warn(const struct machine_moment *start, const struct contest *contest)
{
	struct machine_moment now;
	double seconds, others, stolen;

	machine_sample(&now);
	seconds = (now.wall_ms - start->wall_ms) / 1e3;
	others = (now.busy_s - start->busy_s - (now.own_s - start->own_s)) / seconds;
	stolen = (now.stolen_s - start->stolen_s) / seconds;
	if (others > OTHERS_WARNING)
		warn("CPU time of other programs, % of one CPU:", others * 100, 0);
	if (stolen > STOLEN_WARNING)
		warn("CPU time taken by the hypervisor, % of one CPU:", stolen * 100, 0);
	if (contest)
		warn_of_spread(&contest->entrants[WHO_FLOOR].wall);
}
