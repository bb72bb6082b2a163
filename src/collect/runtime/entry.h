/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes by which a container begins: inits of namespaces, and those put into one from outside.
 *
 * All others have the container of their parent where their cgroup says nothing, so that only
 * these are worth reading more files of.
 */
#ifndef NSPID_RUNTIME_ENTRY_H
#define NSPID_RUNTIME_ENTRY_H

#include "collect/runtime/round.h"

/* Finds the container of an entry whose cgroup names none. 0 or -ENOMEM. */
int entry_place(struct round *round, struct process *process);

/*
 * Completes what the cgroup of an entry says: a monitor in the cgroup of its own container, and a
 * container in the cgroup of the one around it. 0 or -ENOMEM.
 */
int entry_refine(struct round *round, struct process *process);

/* For a process in the view: only its mounts are asked. 0 or -ENOMEM. */
int entry_place_by_mounts(struct round *round, struct process *process);

#endif
