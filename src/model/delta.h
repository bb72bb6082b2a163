/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two snapshots: the CPU that each process used meanwhile.
 */
#ifndef NSPID_MODEL_DELTA_H
#define NSPID_MODEL_DELTA_H

#include "model/snapshot.h"

/*
 * Seconds below which a percentage would be noise: the kernel counts hundredths of a second. The
 * earlier percentage then stays, and with it vitals->ticks and vitals->at that the next is told
 * from.
 */
extern const double delta_shortest;

/*
 * Sets vitals->cpu of each process and thread to the percentage of one CPU that it used since
 * `before`: the same process has the same PID and start time, so that one which got a PID of the
 * past starts from zero. A process that is older than `before` but not in it (or has no vitals
 * there), and all of them when `before` is NULL or no time passed, get the figure over their life.
 * Needs FACT_VITALS.
 */
void delta_apply(const struct snapshot *before, struct snapshot *snapshot);

#endif
