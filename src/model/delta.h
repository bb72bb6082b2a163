/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two snapshots: the CPU that each process used meanwhile.
 */
#ifndef NSPID_MODEL_DELTA_H
#define NSPID_MODEL_DELTA_H

#include "model/snapshot.h"

/*
 * Sets vitals->cpu of each process to the percentage of one CPU that it used since `before`. The
 * same process has the same PID and start time: one that got a PID of the past starts from zero. One
 * that is older than `before` but not in it keeps the figure over its life. Both need FACT_VITALS;
 * without that, or when no time passed, nothing changes.
 */
void delta_apply(const struct snapshot *before, struct snapshot *snapshot);

#endif
