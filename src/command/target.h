/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar of targets: one way to name processes, namespaces and containers in every command.
 *
 *     4005                               a process, by its PID in the view namespace
 *     4026532254  pid:[4026532254]       a PID namespace by id
 *     ~3976                              a PID namespace by its init
 *     web  docker:web  k8s:NS/POD/CTR    a container by name, or by a unique prefix of its id
 *     7@TARGET                           what the target's namespace calls PID 7
 *     host                               the view namespace
 *     /proc/3976/ns/pid                  the namespace of that file
 */
#ifndef NSPID_COMMAND_TARGET_H
#define NSPID_COMMAND_TARGET_H

#include "command/commands.h"
#include "model/snapshot.h"

enum target_kind {
	TARGET_PROCESS,
	TARGET_NAMESPACE, /* by id: also what a path led to */
	TARGET_INIT,
	TARGET_HOST,
	TARGET_CONTAINER,
};

enum { TARGET_ENGINE_MAX = 16 };

struct target {
	const char *text; /* as it was written; borrowed */
	bool at; /* NUMBER@ stands in front: `pid` is that number, the rest names the place */
	pid_t number;
	enum target_kind kind;
	pid_t pid;                      /* TARGET_PROCESS, TARGET_INIT */
	uint64_t id;                    /* TARGET_NAMESPACE */
	bool mounted;                   /* by a file that is no link of a procfs */
	char engine[TARGET_ENGINE_MAX]; /* TARGET_CONTAINER; empty: any */
	const char *name;               /* points into text */
};

/* Parses a target. -1, or the exit status after an error was said. */
int target_parse(const struct command *command, const char *text, struct target *ret_target);

/*
 * Parses the name of a container alone: WEB, ENGINE:WEB, the start of an id. Fills kind, engine and
 * name of a target whose text is set. -1, or the exit status as above.
 */
int target_parse_container(const struct command *command, const char *text, struct target *target);

/* The facts that are needed to resolve it. */
unsigned target_facts(const struct target *target);

/* What a target turned out to be. */
struct place {
	const struct process *process; /* a process, or NULL */
	uint32_t ns;              /* the namespace meant, or that of the process or container */
	uint32_t container;       /* CONTAINER_NONE unless a container was named */
	const struct target *pod; /* a whole pod was named: all containers that fit this; or NULL */
};

/* Whether a process is one of those that a place stands for. */
bool target_holds(const struct snapshot *snapshot, const struct place *place,
                  const struct process *process);

/*
 * Finds it in a snapshot. -1, or the exit status after an error was said: STATUS_NOTHING when there
 * is none, STATUS_INCOMPLETE when it may be among what this user cannot see, STATUS_USAGE when a
 * name fits several, which are listed.
 */
int target_resolve(const struct command *command, const struct snapshot *snapshot,
                   const struct target *target, struct place *ret_place);

/* Says that nobody carries the number that `text` asks for, and gives the status as above. */
int target_missing(const struct command *command, const struct snapshot *snapshot, const char *text,
                   const char *what);

/* Says that no container fits, with the nearest name, and gives the status. */
int target_no_container(const struct command *command, const struct snapshot *snapshot,
                        const struct target *target);

/* Whether a container has that name, or an id that starts with it; engine may be empty. */
bool target_fits_container(const struct container *container, const char *engine, const char *name);

#endif
