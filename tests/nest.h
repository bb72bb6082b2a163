/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of nest: a description is parsed, built out of real processes, and told the truth about.
 *
 * Nothing here knows nspid: the kernel is the only witness. Functions of nest print their own
 * errors, naming the thing; it is a test helper, not a library.
 */
#ifndef NEST_H
#define NEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define NEST_DEPTH_MAX   32 /* MAX_PID_NS_LEVEL of linux/pid_namespace.h */
#define NEST_COUNT_MAX   100000
#define NEST_THREADS_MAX 64
#define NEST_TEXT_MAX    256

/* Words of the description, then those that only the truth uses. */
enum nest_kind {
	NEST_PLAIN,
	NEST_THREADS,
	NEST_CHAIN,
	NEST_SESSION,
	NEST_ORPHAN,
	NEST_ZOMBIE,
	NEST_LEADERLESS,
	NEST_UID,
	NEST_NAMED,
	NEST_UNFORKED,
	NEST_WIDOWED,
	NEST_ENTERED,
	NEST_STRAY,
	NEST_UNREAPED,
	NEST_INJECTED,
	NEST_DEAD,
	NEST_DYING,
	NEST_PINNED,
	NEST_HELD,
	NEST_SPACE, /* [ ... ] */
	NEST_INIT,
	NEST_SHIM,
	NEST_OUTSIDE,
	NEST_SELF,
	NEST_THREAD,
	NEST_FAILED,
	NEST_KINDS
};

enum nest_argument {
	NEST_ARGUMENT_NONE,
	NEST_ARGUMENT_NUMBER,
	NEST_ARGUMENT_TEXT,
};

struct nest_word {
	const char *name; /* as written in descriptions and in the truth */
	enum nest_argument argument;
	bool inside;      /* only within a namespace */
	bool zombie;      /* such a process has ended and is not reaped */
	bool nests;       /* makes a namespace, and cannot be at the deepest level */
	uint8_t weight;   /* how often --random picks it */
	const char *help; /* NULL: not a word of descriptions */
};

extern const struct nest_word nest_words[NEST_KINDS];

/* One word of a description, or a namespace with what is in it. */
struct nest_item {
	enum nest_kind kind;
	unsigned long count;  /* how many of it */
	unsigned long number; /* argument: threads, length of a chain, uid */
	char *text;           /* argument of named: */
	bool shim;            /* NEST_SPACE: its maker stays */
	bool owned;           /* NEST_SPACE: by a new user namespace of uid `owner` */
	uid_t owner;
	unsigned deep, wide; /* NEST_SPACE: a whole tree of such namespaces; 1, 1: just this one */
	struct nest_item *first; /* of the contents */
	struct nest_item *next;
};

struct nest_limits {
	unsigned namespaces;
	unsigned depth;
	unsigned processes;
};

/* nest-describe.c */

/* NULL after an error, which is printed. Free with nest_free(). */
struct nest_item *nest_parse(const char *description);
void nest_free(struct nest_item *items);

/* A random description, the same for the same seed and limits on every machine. Caller frees. */
char *nest_describe_random(uint64_t seed, const struct nest_limits *limits);

/* How many reports the building of the items ends with (struct nest_report). */
unsigned long nest_expect(const struct nest_item *items);

/* nest-build.c */

/* What a standing process says about itself. Its host PID comes along as SCM_CREDENTIALS. */
struct nest_report {
	enum nest_kind kind;
	pid_t inner; /* its PID, for NEST_THREAD its TID, in its own namespace */
	int fd;      /* NEST_HELD: number of the descriptor in the process that reports */
	int error;   /* NEST_FAILED: errno */
	char text[NEST_TEXT_MAX]; /* NEST_PINNED: mount point; NEST_FAILED: what was tried */
};

/* Everything that a process needs to build on; copied by fork. */
struct nest_site {
	int lifeline; /* end of file: the nest is taken down */
	int keep;     /* other end of it; held by nest itself alone, so that its death ends all */
	int report;   /* to nest */
	int porter;   /* to the process that helps from outside (nest-porter.c) */
};

/* Forks the porter and the process that builds the items; both report too. 0, or -1 with errno. */
int nest_build(struct nest_site *site, const struct nest_item *items);

/*
 * The second life of a process that was started anew under another name (`named:`): main() calls
 * this first. Returns only when this process is not one of those.
 */
void nest_stand_named(char **argv);

/* Reports which processes and namespaces stand, receiving `expected` of them. -1: error. */
struct nest_record {
	enum nest_kind kind;
	pid_t pid; /* thread group, in the view namespace */
	pid_t inner;
	int fd;
	char *path;
};
int nest_collect(int socket, unsigned long expected, struct nest_record *ret_records);

/* nest-truth.c */

/*
 * Waits until what is to die has died, asks the kernel about every record and prints the truth.
 * 0, or -1 after an error.
 */
int nest_tell(FILE *out, const struct nest_record *records, size_t nrecords);

/* --check: compares lines of `in` with the kernel's answers. Exit status: 0, 1 or 2. */
int nest_check(FILE *in, FILE *out);

/* nest-kernel.c */

struct nest_space {
	uint64_t id;
	int fd;
	int level;
	struct nest_space *parent; /* NULL: the view namespace */
	struct nest_space *next;
	pid_t init; /* in the view namespace; 0: none */
	unsigned long nprocs, nthreads, nzombies;
	uint64_t userns;
	uid_t owner;
	const char *hold; /* "processes", "mount", "fd" */
	char path[NEST_TEXT_MAX];
};

/* How chains are learned; decided by nest_kernel_start(). */
extern bool nest_kernel_translates;

/* Opens the caller's own namespace as the view and probes the ioctls. -1: error. */
int nest_kernel_start(void);

/* Closes and forgets all. */
void nest_kernel_stop(void);

/* All that were met, the view first. */
struct nest_space *nest_spaces(void);

/* The space at this path, e.g. /proc/1/ns/pid, and with it its ancestors; NULL with errno. */
struct nest_space *nest_space_at(const char *path);
struct nest_space *nest_space_of(pid_t pid);

/*
 * PIDs (TIDs) from the view down to the space. Returns the number of them, or -1 with errno;
 * ESRCH: there is no such process.
 */
int nest_chain(pid_t pid, const struct nest_space *space, pid_t *ret_chain);

/*
 * What the view calls the one that `space` calls `inner`, 0: nobody. Without the ioctls it is
 * looked for among the threads of `process`.
 */
pid_t nest_from(const struct nest_space *space, pid_t inner, pid_t process);

/* Kernel state of a process: the letter of /proc/PID/stat and the task flags. -1: gone. */
int nest_state(pid_t pid, char *ret_state, unsigned *ret_flags);

#endif
