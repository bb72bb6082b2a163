/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The collector as the files of collect/ share it. Not for other folders.
 */
#ifndef NSPID_COLLECT_COLLECTOR_H
#define NSPID_COLLECT_COLLECTOR_H

#include "collect/collect.h"
#include "collect/procfs.h"
#include "collect/runtime/runtime.h"
#include "collect/scan.h"
#include "collect/vitals.h"
#include "model/infer.h"

struct collector {
	int proc_fd;
	int state_root_fd;
	bool few_files; /* we may not have many open at a time */
	bool usual;     /* this procfs is the one libproc2 reads */
	struct procfs_buffer buffer;
	struct runtime *runtime; /* NULL: names are not looked up */
	struct vitals_machine machine;
	uint32_t refreshes; /* counted by collect_refresh() */
	pid_t focus;        /* collector_set_focus() */
	bool refresh_all;   /* the next refresh reads everything */
	struct infer_hint own_hint;
	collect_wanted wanted;
	void *wanted_data;
	collect_notice notice;
	void *notice_data;
};

/* Adds the facts that the wanted ones build on. */
unsigned collector_facts(const struct collector *collector, unsigned facts);

/* An initialised snapshot with its view namespace and clocks. */
int collector_begin(struct collector *collector, unsigned facts, struct snapshot *ret_snapshot);

/* Everything that follows the walk: held namespaces, inference, containers. */
int collector_complete(struct collector *collector, unsigned facts, struct snapshot *snapshot);

#endif
