/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU percentages from two snapshots: one pass each over processes and threads, as both are in
 * the order of their PIDs.
 */
#include "model/delta.h"

/* The uptime is given in hundredths of a second, a start time in ticks of as much. */
static const double start_slack = 0.02;
const double delta_shortest = 0.2;

static bool is_younger(const struct snapshot *before, const struct process *process)
{
	double start;

	if (process->start == START_NONE || before->ticks_per_second <= 0)
		return false;
	start = (double)process->start / (double)before->ticks_per_second;
	return start >= before->uptime - start_slack;
}

/* Between the readings of a process that slept, several snapshots may lie. */
static double seconds_between(const struct process *past, const struct process *process,
                              double seconds)
{
	double passed = process->vitals->at - past->vitals->at;

	return past->vitals->at > 0 && passed > 0 ? passed : seconds;
}

static double percent(const struct snapshot *snapshot, uint64_t ticks, double seconds)
{
	return seconds > 0 ? 100.0 * (double)ticks / (double)snapshot->ticks_per_second / seconds
	                   : 0;
}

/* Over its life, as ps does. */
static double percent_of_life(const struct snapshot *snapshot, const struct process *process)
{
	double age;

	if (process->start == START_NONE)
		return 0;
	age = snapshot->uptime - (double)process->start / (double)snapshot->ticks_per_second;
	return percent(snapshot, process->vitals->ticks, age);
}

/* The past stays what the next percentage is told from. */
static double percent_keep(const struct snapshot *before, const struct process *past,
                           struct process *process)
{
	process->vitals->ticks = past->vitals->ticks;
	process->vitals->at = past->vitals->at > 0 ? past->vitals->at : before->uptime;
	return past->vitals->cpu;
}

/* `past` is the same process in `before`, or NULL. */
static double percent_since(const struct snapshot *before, const struct process *past,
                            const struct snapshot *snapshot, struct process *process)
{
	double seconds = snapshot->uptime - before->uptime;
	uint64_t ticks = process->vitals->ticks;

	if (seconds <= 0 || before->uptime <= 0)
		return percent_of_life(snapshot, process);
	if (!past && is_younger(before, process))
		return percent(snapshot, ticks,
		               seconds > delta_shortest ? seconds : delta_shortest);
	if (!past || !past->vitals)
		return percent_of_life(snapshot, process);
	seconds = seconds_between(past, process, seconds);
	if (seconds < delta_shortest)
		return percent_keep(before, past, process);
	/* The sum falls when the kernel corrects what it guessed of user and system time. */
	if (ticks <= past->vitals->ticks)
		return 0;
	return percent(snapshot, ticks - past->vitals->ticks, seconds);
}

/* In the order of the arrays, of which that of processes has tgid equal to pid. */
static bool comes_before(const struct process *a, const struct process *b)
{
	return a->tgid != b->tgid ? a->tgid < b->tgid : a->pid < b->pid;
}

static bool is_same(const struct process *a, const struct process *b)
{
	return a->pid == b->pid && a->start == b->start;
}

struct span {
	struct process *list;
	size_t count;
};

static void span_apply(const struct snapshot *before, struct span past, struct snapshot *snapshot,
                       struct span now)
{
	size_t at = 0;

	for (size_t i = 0; i < now.count; i++) {
		struct process *process = &now.list[i];
		const struct process *old = NULL;

		if (!process->vitals)
			continue;
		while (at < past.count && comes_before(&past.list[at], process))
			at++;
		if (at < past.count && is_same(&past.list[at], process))
			old = &past.list[at];
		process->vitals->cpu = before ? percent_since(before, old, snapshot, process)
		                              : percent_of_life(snapshot, process);
	}
}

void delta_apply(const struct snapshot *before, struct snapshot *snapshot)
{
	struct span processes = { 0 }, threads = { 0 };

	if (snapshot->ticks_per_second <= 0)
		return;
	if (before) {
		processes = (struct span){ before->processes, before->nprocesses };
		threads = (struct span){ before->threads, before->nthreads };
	}
	span_apply(before, processes, snapshot,
	           (struct span){ snapshot->processes, snapshot->nprocesses });
	span_apply(before, threads, snapshot,
	           (struct span){ snapshot->threads, snapshot->nthreads });
}
