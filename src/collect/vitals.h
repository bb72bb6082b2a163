/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libproc2 knows: CPU, memory and terminals of processes, figures of the machine.
 *
 * libproc2 reads the procfs at its usual place and no other. It also has no notion of which
 * process it saw: figures are joined to a snapshot by PID and start time.
 */
#ifndef NSPID_COLLECT_VITALS_H
#define NSPID_COLLECT_VITALS_H

#include "collect/collect.h"
#include "model/snapshot.h"

/*
 * Fills process->vitals of every process whose start time was read. One that started since, or
 * ended, keeps NULL. 0 or -errno.
 */
int vitals_fill(struct snapshot *snapshot);

/* Memory between two calls of vitals_machine(); zero-initialise, free with vitals_machine_done(). */
struct vitals_machine {
	struct stat_info *stat;
	struct meminfo_info *meminfo;
	unsigned long long busy, total;
};
void vitals_machine_read(struct vitals_machine *state, struct machine *ret_machine);
void vitals_machine_done(struct vitals_machine *state);

#endif
