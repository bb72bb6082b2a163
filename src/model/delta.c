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

static double percent(const struct snapshot *snapshot, uint64_t ticks, double seconds)
{
	return 100.0 * (double)ticks / (double)snapshot->ticks_per_second / seconds;
}

void delta_apply(const struct snapshot *before, struct snapshot *snapshot)
{
	double seconds = snapshot->uptime - before->uptime;
	size_t at = 0;

	if (seconds <= 0 || before->uptime <= 0 || snapshot->ticks_per_second <= 0)
		return;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		struct process *process = &snapshot->processes[i];
		const struct process *past = NULL;

		while (at < before->nprocesses && before->processes[at].pid < process->pid)
			at++;
		if (at < before->nprocesses && before->processes[at].pid == process->pid &&
		    before->processes[at].start == process->start)
			past = &before->processes[at];
		if (!process->vitals)
			continue;
		if (!past && is_younger(before, process))
			process->vitals->cpu = percent(snapshot, process->vitals->ticks, seconds);
		/* The sum falls when the kernel corrects what it guessed of user and system time. */
		else if (past && past->vitals)
			process->vitals->cpu =
				process->vitals->ticks <= past->vitals->ticks ?
					0 :
					percent(snapshot, process->vitals->ticks - past->vitals->ticks, seconds);
	}
}
