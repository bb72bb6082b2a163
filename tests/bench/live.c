/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live views compared: CPU time a refresh of `nspid top`, top and htop on one load.
 */
#include "live.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "machine.h"
#include "screen.h"
#include "standing.h"

#define KEYS_A_TURN 24

struct viewer {
	const char *label;
	char *argv[5];
	struct series cpu, refreshes, kib, answers;
	double rss_mib;
	int error; /* of the last turn; what failed once is not tried again */
};

static void run_turn(struct viewer *viewer, unsigned seconds)
{
	struct screen_run run;

	if (viewer->error < 0)
		return;
	viewer->error = screen_run(viewer->argv, seconds, KEYS_A_TURN, &run);
	if (viewer->error < 0)
		return;
	series_add(&viewer->cpu, run.cpu_ms);
	series_add(&viewer->refreshes, run.refreshes);
	series_add(&viewer->kib, run.kib_per_refresh);
	for (unsigned i = 0; i < run.answers.count; i++)
		series_add(&viewer->answers, run.answers.values[i]);
	if (run.rss_mib > viewer->rss_mib)
		viewer->rss_mib = run.rss_mib;
}

static void print_viewer(const struct viewer *viewer, unsigned seconds)
{
	if (viewer->error == -ENOENT) {
		printf("%-12s not installed\n", viewer->label);
		return;
	}
	if (viewer->cpu.count == 0) {
		printf("%-12s ended by itself or does not refresh (%s)\n", viewer->label,
		       strerror(-viewer->error));
		return;
	}
	printf("%-12s %9.1f %8.1f %8.1f %6.0f/%us %7.1f %7.1f %10.1f %8.1f\n", viewer->label,
	       series_median(&viewer->cpu), series_min(&viewer->cpu), series_max(&viewer->cpu),
	       series_median(&viewer->refreshes), seconds, series_median(&viewer->kib),
	       viewer->rss_mib, series_median(&viewer->answers), series_max(&viewer->answers));
}

int live_run(const struct programs *programs, unsigned processes, unsigned namespaces,
             unsigned seconds, unsigned turns, struct live_figures *ret_figures)
{
	/* exec() takes them as what may be written to. */
	char top[] = "top", htop[] = "htop", delay[] = "-d", second[] = "1", tenths[] = "10";
	struct viewer viewers[LIVE_COUNT] = {
		[LIVE_NSPID] = { .label = "nspid top",
		                 .argv = { (char *)programs->nspid, top, delay, second } },
		[LIVE_TOP] = { .label = "top", .argv = { top, delay, second } },
		[LIVE_HTOP] = { .label = "htop", .argv = { htop, delay, tenths } },
	};
	struct scenario shares = { .processes = processes, .namespaces = namespaces };
	struct machine_moment start;
	struct standing standing;
	unsigned in_each, on_host;
	int error;

	printf("\nLive views: %u processes, %u namespaces, one refresh a second, %u turns of %u "
	       "s\n",
	       processes, namespaces, turns, seconds);
	fflush(stdout);
	scenario_shares(&shares, &in_each, &on_host);
	error = standing_start(programs->load, NULL, namespaces, in_each, on_host, &standing);
	if (error < 0) {
		printf("skipped: the load does not stand (%s)\n", strerror(-error));
		return error;
	}
	machine_sample(&start);
	for (unsigned turn = 0; turn < turns; turn++) {
		for (unsigned i = 0; i < LIVE_COUNT; i++)
			run_turn(&viewers[turn % 2 == 0 ? i : LIVE_COUNT - 1 - i], seconds);
	}
	printf("%-12s %9s %8s %8s %10s %7s %7s %10s %8s\n", "PROGRAM", "CPU ms", "MIN", "MAX",
	       "REFRESHES", "KiB", "RSS MiB", "KEY ms MED", "KEY MAX");
	for (unsigned i = 0; i < LIVE_COUNT; i++) {
		print_viewer(&viewers[i], seconds);
		ret_figures->cpu_ms[i] = series_median(&viewers[i].cpu);
	}
	machine_warn(&start, NULL);
	standing_end(&standing);
	ret_figures->nspid_answer_ms = series_max(&viewers[LIVE_NSPID].answers);
	return 0;
}
