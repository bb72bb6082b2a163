/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only file that knows libproc2.
 *
 * Results are read from the stack directly: PIDS_VAL() lost an argument in 4.0.5.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libproc2/meminfo.h>
#include <libproc2/misc.h>
#include <libproc2/pids.h>
#include <libproc2/stat.h>

#include "base/cleanup.h"
#include "collect/vitals.h"

enum item {
	ITEM_PID,
	ITEM_START,
	ITEM_TICKS,
	ITEM_RSS,
	ITEM_VSZ,
	ITEM_NICE,
	ITEM_TTY,
	ITEM_COUNT,
};

static enum pids_item items[ITEM_COUNT] = {
	[ITEM_PID] = PIDS_ID_PID,   [ITEM_START] = PIDS_TICS_BEGAN, [ITEM_TICKS] = PIDS_TICS_ALL,
	[ITEM_RSS] = PIDS_RSS,      [ITEM_VSZ] = PIDS_VSIZE_BYTES,  [ITEM_NICE] = PIDS_NICE,
	[ITEM_TTY] = PIDS_TTY_NAME,
};

static int vitals_set(struct snapshot *snapshot, struct process *process,
                      const struct pids_result *head)
{
	struct vitals *vitals = arena_alloc(&snapshot->arena, sizeof(*vitals));
	const char *tty = head[ITEM_TTY].result.str;

	if (!vitals)
		return -ENOMEM;
	*vitals = (struct vitals){
		.ticks = head[ITEM_TICKS].result.ull_int,
		.rss = head[ITEM_RSS].result.ul_int * (uint64_t)sysconf(_SC_PAGESIZE),
		.vsz = head[ITEM_VSZ].result.ul_int,
		.nice = head[ITEM_NICE].result.s_int,
	};
	if (tty && strcmp(tty, "?") != 0)
		snprintf(vitals->tty, sizeof(vitals->tty), "%s", tty);
	process->vitals = vitals;
	return 0;
}

int vitals_fill(struct snapshot *snapshot)
{
	struct pids_info *info = NULL;
	struct pids_stack *stack;
	int r = procps_pids_new(&info, items, ITEM_COUNT);

	while (r >= 0 && (stack = procps_pids_get(info, PIDS_FETCH_TASKS_ONLY))) {
		/* The snapshot is ours to fill: the lookup only lends it as const. */
		struct process *process = (struct process *)(uintptr_t)snapshot_find_process(
			snapshot, stack->head[ITEM_PID].result.s_int);

		if (process && process->start == stack->head[ITEM_START].result.ull_int)
			r = vitals_set(snapshot, process, stack->head);
	}
	if (info)
		procps_pids_unref(&info);
	return r;
}

static void memory_read(struct vitals_machine *state, struct machine *machine)
{
	const struct meminfo_result *total, *used;

	if (!state->meminfo && procps_meminfo_new(&state->meminfo) < 0)
		return;
	used = procps_meminfo_get(state->meminfo, MEMINFO_MEM_USED);
	if (used)
		machine->memory_used = (double)used->result.ul_int * 1024;
	total = procps_meminfo_get(state->meminfo, MEMINFO_MEM_TOTAL);
	if (total)
		machine->memory_total = (double)total->result.ul_int * 1024;
}

static void cpu_read(struct vitals_machine *state, struct machine *machine)
{
	enum stat_item wanted[] = { STAT_TIC_SUM_BUSY, STAT_TIC_SUM_TOTAL };
	const struct stat_stack *stack;
	unsigned long long busy, total;

	if (!state->stat && procps_stat_new(&state->stat) < 0)
		return;
	stack = procps_stat_select(state->stat, wanted, 2);
	if (!stack)
		return;
	busy = stack->head[0].result.ull_int;
	total = stack->head[1].result.ull_int;
	if (total > state->total && busy >= state->busy && state->total)
		machine->cpu_busy =
			100.0 * (double)(busy - state->busy) / (double)(total - state->total);
	state->busy = busy;
	state->total = total;
}

void vitals_machine_read(struct vitals_machine *state, struct machine *ret_machine)
{
	double idle;

	memory_read(state, ret_machine);
	cpu_read(state, ret_machine);
	ret_machine->cpus = procps_cpu_count();
	if (procps_loadavg(&ret_machine->load[0], &ret_machine->load[1], &ret_machine->load[2]) < 0)
		ret_machine->load[0] = ret_machine->load[1] = ret_machine->load[2] = -1;
	if (procps_uptime(&ret_machine->uptime, &idle) < 0)
		ret_machine->uptime = -1;
}

void vitals_machine_done(struct vitals_machine *state)
{
	if (state->stat)
		procps_stat_unref(&state->stat);
	if (state->meminfo)
		procps_meminfo_unref(&state->meminfo);
}
