/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fills snapshots: picks the readers that the wanted facts ask for, and counts gone and hidden.
 */
#ifndef NSPID_COLLECT_COLLECT_H
#define NSPID_COLLECT_COLLECT_H

#include "model/snapshot.h"

struct collector;

/* What was noticed on the way and does not stop anything, for --verbose. `text` is not escaped. */
typedef void (*collect_notice)(void *data, const char *text);

/*
 * A collector for the procfs whose directory is open at proc_fd (taken over, also on failure).
 * state_root_fd is the directory below which engines keep their state, normally "/" (taken over;
 * -1: no names are looked up). 0; -ENOTDIR: this is no procfs; or another -errno.
 */
int collector_open(int proc_fd, int state_root_fd, struct collector **ret_collector);
void collector_free(struct collector *collector);

/*
 * Tells that this procfs is the one mounted at the usual place, which is the only one that libproc2
 * reads: without it, FACT_VITALS and collect_machine() give nothing.
 */
void collector_set_usual(struct collector *collector, bool usual);
void collector_set_notice(struct collector *collector, collect_notice notice, void *data);

/*
 * Narrows collect_snapshot() for commands that show few processes of many: command lines, cgroups
 * and start times are read only of those that this wants. NULL: of all.
 */
typedef bool (*collect_wanted)(void *data, const struct process *process);
void collector_set_wanted(struct collector *collector, collect_wanted wanted, void *data);

/*
 * Reads the moment. `facts` are enum fact bits. *ret_snapshot is initialised here and must be
 * released with snapshot_done(). 0, or -errno when not even the directory could be read: a process
 * that ends meanwhile is no failure.
 */
int collect_snapshot(struct collector *collector, unsigned facts, struct snapshot *ret_snapshot);

/*
 * Reads one process and its ancestors alone, for an answer about one process that needs no scan.
 * -ESRCH: there is no such process.
 */
int collect_lineage(struct collector *collector, unsigned facts, pid_t pid,
                    struct snapshot *ret_snapshot);

/*
 * The same for a live view: what cannot have changed since `before` (identity is PID and start
 * time) is taken from there, so that a refresh reads one file for most processes. CPU percentages
 * are those since `before`. `before` may be NULL and is not changed.
 */
int collect_refresh(struct collector *collector, unsigned facts, const struct snapshot *before,
                    struct snapshot *ret_snapshot);

/*
 * What refreshes read beyond what they must. The process with the PID `focus` (0: none), which
 * somebody is looking at, is read in full each time, with its threads whatever the facts are.
 * collector_refresh_all() makes the next refresh read every process in full.
 */
void collector_set_focus(struct collector *collector, pid_t focus);
void collector_refresh_all(struct collector *collector);

/* Figures of the whole machine, for the head of the live view. Unknown ones are negative. */
struct machine {
	char host[65];
	double load[3];
	double cpu_busy; /* percent of all CPUs since the last call */
	long cpus;
	double memory_total; /* bytes */
	double memory_used;  /* total minus available */
	double uptime;       /* seconds */
};
void collect_machine(struct collector *collector, struct machine *ret_machine);

/* The descriptor of the procfs directory, borrowed. */
int collector_proc_fd(const struct collector *collector);

/*
 * One number translated without a scan, by the kernel (nsfs.h). Without `threads`, only numbers of
 * processes are known. 0; -EOPNOTSUPP: the kernel cannot, or the procfs is not that of our own
 * namespace: scan; -ESRCH: there is no such process.
 */
enum translate_direction {
	TRANSLATE_FROM, /* `pid` is the namespace's number, the answer is the view's */
	TRANSLATE_IN,   /* the other way round */
};
int collect_translate(struct collector *collector, int namespace_fd,
                      enum translate_direction direction, bool threads, pid_t pid, pid_t *ret_pid);

/* Opens ns/pid of a process, whose start time must be `start` unless that is START_NONE. */
int collect_open_namespace(struct collector *collector, pid_t pid, uint64_t start);

/*
 * A container's init by name from the engines' state alone (runtime_find_init()). 0, -ENOENT,
 * -ENOTUNIQ or another -errno.
 */
int collect_find_container(struct collector *collector, const char *engine, const char *name,
                           pid_t *ret_pid, uint64_t *ret_start);

/* The names of the engines that are known, by index; NULL behind the last. */
const char *collect_engine_name(size_t index);

#endif
