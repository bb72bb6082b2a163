/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One walk over a procfs: each process, thread and namespace once, into a snapshot.
 */
#ifndef NSPID_COLLECT_SCAN_H
#define NSPID_COLLECT_SCAN_H

#include "collect/details.h"
#include "collect/kin.h"
#include "collect/procfs.h"
#include "model/snapshot.h"

struct scan {
	int proc_fd;        /* borrowed */
	bool few_files;     /* no directories are kept open */
	unsigned facts;     /* FACT_VITALS: by stat, where libproc2 does not read this procfs */
	bool thread_vitals; /* of threads, which are always read by stat */
	struct snapshot *snapshot;
	struct details_reader *details;
	struct kin *kin; /* NULL: each process reads its own link */
	bool (*wanted)(void *data, const struct process *process); /* collector_set_wanted() */
	void *wanted_data;
	struct procfs_buffer buffer;
};

/*
 * Reads the process `name` below the procfs and appends it. 1: appended; 0: gone or hidden, and
 * counted as such; -errno: out of memory.
 */
int scan_process(struct scan *scan, const char *name, pid_t pid);

/* Reads all processes, and waits for the details. 0 or -errno. */
int scan_run(struct scan *scan);

/* Copies what the details reader found into the snapshot; processes that ended are taken out. */
int scan_take_details(struct scan *scan);

#endif
