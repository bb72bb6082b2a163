/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interface of a container engine: what nspid must know to tell its containers and their names.
 *
 * A new engine is one file with one `struct engine`, and one line in ENGINES below. Any function
 * may be NULL. The matchers are pure; whether text that they are given is true was decided by
 * whoever wrote it: a cgroup by the kernel, a command line by the process itself.
 */
#ifndef NSPID_RUNTIME_ENGINE_H
#define NSPID_RUNTIME_ENGINE_H

#include <stdint.h>

#include "collect/runtime/runtime.h"
#include "collect/runtime/span.h"

struct engine;
struct finder;
struct places;
struct record;
struct state;

enum {
	IDENTITY_ID = 256,   /* a cgroup's name is at most NAME_MAX */
	IDENTITY_SPACE = 80, /* containerd allows 76 characters */
};

/* Who a source says a process belongs to. */
struct identity {
	const struct engine *engine;
	char id[IDENTITY_ID];   /* what tells it from the engine's others: its id, or its name */
	char name[IDENTITY_ID]; /* where the source itself says it; else "" */
	char space[IDENTITY_SPACE]; /* containerd's namespace, where the source says it; else "" */
	char pod_uid[40];           /* of its Kubernetes pod, where the source says it; else "" */
	uid_t user;                 /* whose it is, and whose state tells of it; 0: the system's */
};

enum claim {
	CLAIM_NONE,      /* not one of mine */
	CLAIM_CONTAINER, /* *ret_identity is set */
	CLAIM_MONITOR,   /* a process that watches a container from outside */
};

/* One component of a cgroup path, with those around it ("" at the ends). */
struct cgroup_step {
	struct span before, name, after;
	struct span behind; /* all of the path that follows, `after` included */
};

/* A mount of mountinfo: what is mounted (path inside its file system), and where. */
struct mount {
	struct span root, point;
};

struct engine {
	const char *name;     /* as users write it before the colon */
	const char *forks[2]; /* names of what grew out of it and leaves the same traces, or NULL */
	bool no_id;           /* its containers are told apart by their names alone */

	/*
	 * Engines with the same kin leave traces of each other's containers: what one source takes
	 * for one's is the other's, if the id is the same. "": kin of all that have a kin.
	 */
	const char *kin;

	enum claim (*match_cgroup)(const struct cgroup_step *step, struct identity *ret_identity);

	/* A process that may be the parent of a container; arguments end with NUL. */
	enum claim (*match_command)(struct span command, struct identity *ret_identity);

	/* Whether what a command line says is meant of this child of the process; NULL: of all. */
	bool (*starts)(struct state *state, const struct identity *identity, pid_t child);

	enum claim (*match_mount)(const struct mount *mount, struct identity *ret_identity);

	/* Fills in name, image and pod from the engine's files. 0 or -ENOMEM. */
	int (*describe)(struct state *state, struct record *record);

	/* Takes what the command line of its monitor adds to a container. 0 or -ENOMEM. */
	int (*learn)(struct record *record, const struct identity *monitor);

	/* Names running containers that may sit in cgroups of any name. 0 or -ENOMEM. */
	int (*list)(struct places *places);

	/* Offers running containers that fit what is asked for. 0 or -ENOMEM. */
	int (*find)(struct finder *finder);

	/*
	 * Whether it may run a container of that name (of [A-Za-z0-9_.-]) which `find` does not
	 * offer. Only for engines that know their containers by name alone; must be quick.
	 */
	bool (*may_run)(struct state *state, struct span name);
};

/* THE list of engines; earlier ones are asked first. */
#define ENGINES(X)                                                                                 \
	X(docker)                                                                                  \
	X(podman)                                                                                  \
	X(crio)                                                                                    \
	X(containerd)                                                                              \
	X(runc)                                                                                    \
	X(crun)                                                                                    \
	X(lxc)                                                                                     \
	X(nspawn)                                                                                  \
	X(sandbox)

#define ENGINE_DECLARE(name) extern const struct engine engine_##name;
ENGINES(ENGINE_DECLARE)

/* The same as an array that ends with NULL. */
extern const struct engine *const engines_all[];

/* Sets an identity of this engine and id. CLAIM_NONE: the id is empty or does not fit. */
enum claim identity_claim(const struct engine *engine, struct span id,
                          struct identity *ret_identity);

/* Whether `name` is PREFIX<64 hexadecimal digits>, with nothing or ".scope" and such behind. */
bool identity_cut_id(struct span name, const char *prefix, struct span *ret_id);

#endif
