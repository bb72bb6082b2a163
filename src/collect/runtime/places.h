/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cgroups whose paths do not tell a container, and the inits that do.
 *
 * runc and containerd put a container into any cgroup they are told. Their state names its init;
 * the cgroup of that process in the snapshot is the container's.
 */
#ifndef NSPID_RUNTIME_PLACES_H
#define NSPID_RUNTIME_PLACES_H

#include "collect/runtime/record.h"

struct oci_state;
struct barren;
struct place;

struct places {
	struct state *state;             /* borrowed */
	struct records *records;         /* borrowed */
	const struct snapshot *snapshot; /* of this round, borrowed; NULL: before it is taken */
	struct place *all;
	size_t count, size;
	struct idmap by_state; /* folder and id -> index */
	struct idmap by_path;  /* cgroup path -> index; only those of this round */
	struct idmap by_pid;   /* init -> index; only those of this round */
	struct barren *barren; /* users' folders without a container, until they are listed again */
	size_t nbarren;
};

/*
 * Asks the engines before the snapshot is taken: a container that ends meanwhile takes its state
 * with it, but its processes may be in the snapshot. 0 or -ENOMEM.
 */
int places_prepare(struct places *places);

/* Asks the engines anew. 0 or -ENOMEM. */
int places_read(struct places *places, const struct snapshot *snapshot);

/*
 * Whether the state of this container is worth reading: no process of it was seen yet, and what
 * was read of it before does not hold any more.
 */
bool places_want(struct places *places, const struct state_dir *root, const char *id, uid_t user);

/*
 * Whether a user's folder was seen to hold no container before the snapshot, and did not change
 * since: it may be full of anything else. places_note_barren() notes that. 0 or -ENOMEM.
 */
bool places_is_barren(const struct places *places, const struct state_dir *root);
int places_note_barren(struct places *places, const struct state_dir *root);

/* Takes what an engine's state says. 0 or -ENOMEM. */
int places_offer(struct places *places, const struct state_dir *root,
                 const struct identity *identity, const struct oci_state *oci);

/* The container whose cgroup this is, or has this one below it; NULL: none. */
struct record *places_find(const struct places *places, const char *text, size_t len);

/* The container that this process is the init of; NULL: none. */
struct record *places_find_init(const struct places *places, pid_t pid);

void places_done(struct places *places);

#endif
