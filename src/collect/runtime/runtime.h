/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which container a process belongs to, and what that container is called.
 *
 * Everything comes from files and world-readable command lines: no daemon is asked, so a hung or
 * dead engine delays nothing. State files are foreign: they may be huge, cut off, not JSON, or a
 * FIFO. A bad one costs its container the name, never the run.
 */
#ifndef NSPID_COLLECT_RUNTIME_H
#define NSPID_COLLECT_RUNTIME_H

#include "model/snapshot.h"

struct runtime;

/* The names of the engines that are known, by index; NULL behind the last. */
const char *runtime_engine_name(size_t index);

/* Told of each state file that could not be used: its path below the root, and why. */
typedef void (*runtime_notice)(void *data, const char *path, const char *why);

/*
 * root_fd: the directory below which /run, /var/lib and the like are found; borrowed, must stay
 * open as long as the runtime. proc_fd: the procfs of the snapshots, borrowed likewise.
 */
int runtime_open(int root_fd, int proc_fd, struct runtime **ret_runtime);
void runtime_free(struct runtime *runtime);
void runtime_set_notice(struct runtime *runtime, runtime_notice notice, void *data);

/*
 * To be called before a snapshot is begun, where there is time for it: reads the state of
 * containers that only their state tells (runc, ctr), which ends with them. Without it, processes
 * of one that ends between the snapshot and its attribution may have no container. 0 or -ENOMEM.
 */
int runtime_prepare(struct runtime *runtime);

/*
 * Sets process->container and process->unit of every process of a finished snapshot that was read
 * with FACT_CGROUP and FACT_NAMESPACE, and fills snapshot->containers. Looks at each distinct
 * cgroup once, and reads each state file at most once while the runtime lives (it is read again
 * only when a container is new). Processes whose container is already set are left alone.
 * 0 or -ENOMEM.
 */
int runtime_attribute(struct runtime *runtime, struct snapshot *snapshot);

/* A container that an engine's state tells the init of, without a scan of /proc. */
struct runtime_init {
	pid_t pid;      /* its init, in the namespace of the engine's host */
	uint64_t start; /* its start time in clock ticks after boot, or START_NONE: not said */
};

/*
 * Looks a running container up by name, or by a prefix of its id, in the engines' state alone.
 * engine may be NULL: all. 0; -ENOENT: not found there (a scan may still find it); -ENOTUNIQ: more
 * than one fits or may fit (a scan lists them); or -errno.
 */
int runtime_find_init(struct runtime *runtime, const char *engine, const char *name,
                      struct runtime_init *ret_init);

#endif
