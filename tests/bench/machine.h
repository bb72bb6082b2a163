/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the machine is quiet enough for a measurement to mean something.
 */
#ifndef NSPID_BENCH_MACHINE_H
#define NSPID_BENCH_MACHINE_H

#include "contest.h"

struct machine_moment {
	double busy_s, stolen_s; /* of all CPUs, /proc/stat */
	double own_s;            /* of this program and the commands it ran */
	double wall_ms;
};

/* Prints what this machine is, and a warning where it is already at work. */
void machine_print(void);

void machine_sample(struct machine_moment *ret_moment);

/*
 * Prints a warning for each sign of noise since @start: time that others took, or a hypervisor, and
 * runs of the floor in @contest (may be NULL) that differ by much.
 */
void machine_warn(const struct machine_moment *start, const struct contest *contest);

/* How many warnings were printed so far. */
unsigned machine_warnings(void);

#endif
