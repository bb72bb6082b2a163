/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snapshot: the processes, PID namespaces and containers of one moment.
 *
 * The snapshot owns every string and array in it; everybody else borrows them as const until
 * snapshot_done(). Text is kept raw, as the kernel or an engine gave it, and may hold any byte but
 * NUL at its end: escape it on every way out (base/escape.h).
 *
 * Gone, hidden and unknown are three things: a process that ended while we looked is not in the
 * snapshot but counted in counts.gone; one that permissions keep from us is counted in
 * counts.hidden; a value that could not be had is NULL, 0 or *_NONE as its comment says.
 */
#ifndef NSPID_MODEL_SNAPSHOT_H
#define NSPID_MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/idmap.h"

#define NAMESPACE_NONE UINT32_MAX
#define PROCESS_NONE   UINT32_MAX
#define CONTAINER_NONE UINT32_MAX
#define START_NONE     UINT64_MAX
#define NAMESPACE_VIEW 0 /* index of the view namespace in every snapshot */
#define LEVEL_UNKNOWN  (-1)
#define LEVEL_MAX      32 /* MAX_PID_NS_LEVEL of linux/pid_namespace.h: a chain has at most 33 PIDs */

/* What a command needs to know; the collector reads only the files that these ask for. */
enum fact {
	FACT_NAMESPACE = 1 << 0,  /* the namespace of each process below level 0 */
	FACT_HIERARCHY = 1 << 1,  /* parent of each namespace */
	FACT_OWNER = 1 << 2,      /* user namespace of each namespace and that one's owner */
	FACT_COMMAND = 1 << 3,    /* command lines */
	FACT_CGROUP = 1 << 4,     /* cgroup paths */
	FACT_THREADS = 1 << 5,    /* each thread with its own chain */
	FACT_START = 1 << 6,      /* start times and task flags */
	FACT_VITALS = 1 << 7,     /* CPU, memory, nice, terminal; brings FACT_START */
	FACT_MOUNTS = 1 << 8,     /* namespaces held only by a bind mount */
	FACT_FDS = 1 << 9,        /* namespaces held only by an open descriptor: walks every one */
	FACT_CONTAINER = 1 << 10, /* those of namespaces; with FACT_CGROUP, of each process */
	FACT_SIGNALS = 1 << 11,   /* what each init does with signals */
	FACT_CREATED = 1 << 12,   /* start time of inits only */
	FACT_INIT_COMMAND = 1 << 13, /* command lines of inits only */
	FACT_USER = 1 << 14,         /* names of users */
	FACT_UNIQUE = 1 << 15,       /* an id of each namespace that no other ever gets */
};

/* The cgroups of a process in all hierarchies, kept once for all processes with the same text. */
struct cgroup {
	const char *path; /* in the hierarchy that says most: v2 unless that is "/", then others */
	const char *text; /* all of /proc/PID/cgroup, raw: one line a hierarchy (cgroups(7)) */
	size_t len;
};

/* CPU, memory and terminal. */
struct vitals {
	uint64_t ticks; /* user and system time used, in clock ticks */
	uint64_t rss;   /* bytes */
	uint64_t vsz;   /* bytes */
	double at;      /* uptime when these were read, in seconds; 0: with the snapshot */
	double cpu; /* percent of one CPU: over the life, or since the last snapshot in the live view */
	int nice;
	char tty[20]; /* "pts/0", or "" when the process has no terminal */
};

/* Signal sets of an init, bit N-1 for signal N (proc_pid_status(5)). */
struct signals {
	uint64_t caught;
	uint64_t ignored;
	uint64_t blocked; /* of the leader: the one that kill() looks at */
	uint64_t pending; /* of the whole process */
};

/* One process, or one thread (pid is then its TID and tgid its process). */
struct process {
	pid_t pid;          /* in the view namespace */
	pid_t tgid;         /* equals pid for a process */
	pid_t ppid;         /* in the view namespace; 0: the parent is outside of it, or none */
	pid_t tracer;       /* 0: none */
	const pid_t *chain; /* level + 1 PIDs, from the view namespace to its own */
	int level;          /* LEVEL_UNKNOWN: a kernel without NSpid; the chain is then just pid */
	uint32_t ns;        /* index of its namespace, or NAMESPACE_NONE: unknown to this user */
	uint32_t container; /* index of its container, or CONTAINER_NONE */
	uid_t uid;          /* effective */
	uint32_t nthreads;
	char state;    /* as in proc_pid_stat(5): R S D T t Z X I, or '?' */
	bool kthread;  /* a thread of the kernel */
	bool exiting;  /* its exit has begun (PF_EXITING); known with FACT_START */
	bool inferred; /* ns was deduced, not read */
	pid_t session; /* session and process group leader: in the view namespace, */
	pid_t group;
	pid_t session_inside; /* and in its own; 0: the leader is not visible from there */
	pid_t group_inside;
	const char *name;    /* comm, raw */
	const char *command; /* command line, arguments separated by NUL; NULL: not read, or none */
	size_t command_len;
	const struct cgroup *cgroup;   /* shared by all with the same; NULL: not read, or hidden */
	const char *unit;              /* systemd unit, or NULL; known with FACT_CONTAINER */
	uint64_t start;                /* clock ticks after boot, or START_NONE: not read */
	struct vitals *vitals;         /* NULL: not read */
	const struct signals *signals; /* inits only; NULL: not read */
	uint32_t age;  /* live view: refreshes since its details were last read in full */
	uint32_t idle; /* live view: readings in a row in which it had used no CPU */
};

/* What keeps a namespace alive. */
enum hold {
	HOLD_PROCESSES,
	HOLD_FD,
	HOLD_MOUNT,
	HOLD_CHILDREN, /* a process whose next children would live in it (pid_for_children) */
};

/* One PID namespace. */
struct namespace
{
	uint64_t id;       /* nsfs inode, or 0: may not be read; its name is then ~init_pid */
	uint64_t unique;   /* never reused while the machine is up (NS_GET_ID, Linux 6.18), or 0 */
	int level;         /* below the view namespace, or LEVEL_UNKNOWN */
	uint32_t parent;   /* index, or NAMESPACE_NONE: outside of the view, or unknown */
	bool parent_known; /* false: parent is NAMESPACE_NONE because we may not know */
	enum hold hold;
	const char *hold_path; /* the mount point, or PID/fd/N; NULL when processes hold it */
	uint32_t init;         /* index of its init among the processes, or PROCESS_NONE */
	pid_t init_pid;        /* in the view namespace; 0: none seen */
	uint32_t nprocs;       /* processes that live in it, not below it */
	uint32_t nthreads;
	uint32_t nzombies;
	uint64_t userns; /* inode of the user namespace that owns it, or 0: unknown */
	uid_t owner;     /* creator of that user namespace, valid with owner_known */
	bool owner_known;
	bool inferred;              /* deduced from its init, never read */
	bool renewed;               /* while we looked, its id passed to it from one that ended */
	const uint32_t *containers; /* indices of the containers with a process in it */
	uint32_t ncontainers;
};

/* What an engine calls a container. Texts are raw and NULL where unknown. */
struct container {
	const char *engine; /* "docker", "podman", ..., "sandbox" */
	const char *id;     /* full id; LXC and nspawn have none */
	const char *name;   /* the name its users say */
	const char *pod;    /* Kubernetes */
	const char *pod_namespace;
	const char *image;
	uint32_t outer; /* container around it, or CONTAINER_NONE */
};

struct counts {
	uint32_t gone;     /* processes that ended while we looked */
	uint32_t hidden;   /* processes listed, but not readable (hidepid=1) */
	bool hidden_more;  /* others are not even listed (hidepid=2): their number is not known */
	uint32_t inferred; /* processes whose namespace was deduced */
	uint32_t unknown;  /* processes whose namespace stayed unknown */
};

/* One number of a process or thread, as pidmap_index() sorts them. */
struct pidmap_number {
	pid_t number;
	uint32_t member; /* index of the process, or nprocesses plus that of the thread */
};

struct snapshot {
	struct arena arena;
	struct process *processes; /* ascending by pid */
	size_t nprocesses;
	size_t processes_size;   /* allocated */
	struct process *threads; /* ascending by tgid, then pid; without the leaders */
	size_t nthreads;
	size_t threads_size;
	struct namespace *namespaces; /* [NAMESPACE_VIEW] always exists */
	size_t nnamespaces;
	size_t namespaces_size;
	struct container *containers;
	size_t ncontainers;
	size_t containers_size;
	struct idmap by_id;            /* namespace id -> index */
	struct idmap by_init;          /* init's PID -> index of its namespace */
	struct pidmap_number *numbers; /* ascending, or NULL: see pidmap_index() */
	size_t nnumbers;
	struct counts counts;
	struct idmap users; /* user id -> index of user_names */
	const char **user_names;
	size_t nusers;
	size_t users_size;
	unsigned facts;    /* what was asked for */
	int64_t boot_time; /* seconds since the epoch, or 0: unknown */
	double uptime;     /* seconds, or 0: unknown */
	long ticks_per_second;
	bool partial;  /* one process and its ancestors alone: counts say nothing of the system */
	bool own_view; /* the procfs read is that of our own PID namespace */
};

/* An empty snapshot with its view namespace. 0 or -ENOMEM. */
int snapshot_init(struct snapshot *snapshot);

/* Frees all of it. Safe on a zeroed snapshot, and twice. */
void snapshot_done(struct snapshot *snapshot);

/*
 * Appends a zeroed process (or thread) and returns it; NULL: out of memory. The pointer is valid
 * until the next one is added.
 */
struct process *snapshot_add_process(struct snapshot *snapshot);
struct process *snapshot_add_thread(struct snapshot *snapshot);

/* Takes back the process (or thread) that was added last. */
void snapshot_drop_process(struct snapshot *snapshot);
void snapshot_drop_thread(struct snapshot *snapshot);

/*
 * The index of the namespace with this id, added when it is new (*ret_new tells). An id of 0
 * always adds one. 0 or -ENOMEM.
 */
int snapshot_intern_namespace(struct snapshot *snapshot, uint64_t id, uint32_t *ret_index,
                              bool *ret_new);

/* Gives a namespace the id that was read for it later. 0 or -ENOMEM. */
int snapshot_identify_namespace(struct snapshot *snapshot, uint32_t index, uint64_t id);

/* Appends a zeroed container; NULL: out of memory. */
struct container *snapshot_add_container(struct snapshot *snapshot);

/* Notes the name of a user; the first one given for an id counts. 0 or -ENOMEM. */
int snapshot_add_user(struct snapshot *snapshot, uid_t uid, const char *name);

/* The name of a user, raw, or NULL: not known. */
const char *snapshot_find_user(const struct snapshot *snapshot, uid_t uid);

/* Puts processes and threads in order, for lookups before snapshot_finish(). */
void snapshot_sort(struct snapshot *snapshot);

/*
 * Ends the filling: sorts what is not in order, finds inits and derives per-namespace counts,
 * missing levels and parents. Call again after changing process->ns. 0 or -ENOMEM.
 */
int snapshot_finish(struct snapshot *snapshot);

/* Lookups; NULL or *_NONE where there is none. Valid after snapshot_finish(). */
const struct process *snapshot_find_process(const struct snapshot *snapshot, pid_t pid);
const struct process *snapshot_find_thread(const struct snapshot *snapshot, pid_t tid);
uint32_t snapshot_find_namespace(const struct snapshot *snapshot, uint64_t id);
uint32_t snapshot_find_namespace_by_init(const struct snapshot *snapshot, pid_t init);

/* The namespace of a process, NULL where unknown. */
const struct namespace *snapshot_namespace_of(const struct snapshot *snapshot,
                                              const struct process *process);

/* The container of a process, NULL where it has none. */
const struct container *snapshot_container_of(const struct snapshot *snapshot,
                                              const struct process *process);

/* Index of a namespace of this snapshot. */
uint32_t snapshot_namespace_index(const struct snapshot *snapshot, const struct namespace *ns);

/* Writes the indices of all namespaces in the order of their levels, then of their inits' PIDs. */
void snapshot_order_namespaces(const struct snapshot *snapshot, uint32_t *ret_order);

/* Whether inner is outer or lies below it: 1, 0, or -1 where the parent of one between is unknown. */
int snapshot_within(const struct snapshot *snapshot, uint32_t inner, uint32_t outer);

/* Whether that is certain; either may be NAMESPACE_NONE, which lies nowhere. */
bool snapshot_is_within(const struct snapshot *snapshot, uint32_t inner, uint32_t outer);

/* Whether permissions keep processes from us: what was not found may be one of them. */
static inline bool snapshot_hides(const struct snapshot *snapshot)
{
	return snapshot->counts.hidden || snapshot->counts.hidden_more;
}

/* A zombie waits for its parent to reap it. State Z with living threads is not one: only its leader ended. */
static inline bool process_is_zombie(const struct process *process)
{
	return process->state == 'Z' && process->nthreads <= 1;
}

static inline bool process_is_thread(const struct process *process)
{
	return process->pid != process->tgid;
}

/* Its PID in its own namespace. */
static inline pid_t process_nspid(const struct process *process)
{
	return process->chain[process->level > 0 ? process->level : 0];
}

/* The process with PID 1 of a namespace below the view, or the view's own PID 1. */
static inline bool process_is_init(const struct process *process)
{
	return process_nspid(process) == 1 && !process_is_thread(process);
}

#endif
