/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU percentages from two snapshots: one pass, as both are in the order of their PIDs.
 */
#include "model/delta.h"

/* The uptime is given in hundredths of a second, a start time in ticks of as much. */
static const double start_slack = 0.02;

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

/* `past` is the same process in `before`, or NULL. */
static double percent_since(const struct snapshot *before, const struct process *past,
                            const struct snapshot *snapshot, const struct process *process)
{
	double seconds = snapshot->uptime - before->uptime;
	uint64_t ticks = process->vitals->ticks;

	if (seconds <= 0 || before->uptime <= 0)
		return percent_of_life(snapshot, process);
	if (!past && is_younger(before, process))
		return percent(snapshot, ticks, seconds);
	if (!past || !past->vitals)
		return percent_of_life(snapshot, process);
	/* The sum falls when the kernel corrects what it guessed of user and system time. */
	if (ticks <= past->vitals->ticks)
		return 0;
	return percent(snapshot, ticks - past->vitals->ticks,
	               seconds_between(past, process, seconds));
}

void delta_apply(const struct snapshot *before, struct snapshot *snapshot)
{
	size_t at = 0;

	if (snapshot->ticks_per_second <= 0)
		return;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		const struct process *past = NULL;

		if (!process->vitals)
			continue;
		while (before && at < before->nprocesses &&
		       before->processes[at].pid < process->pid)
			at++;
		if (before && at < before->nprocesses &&
		    before->processes[at].pid == process->pid &&
		    before->processes[at].start == process->start)
			past = &before->processes[at];
		process->vitals->cpu = before ? percent_since(before, past, snapshot, process)
		                              : percent_of_life(snapshot, process);
	}
}
