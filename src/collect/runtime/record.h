/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The containers known so far: each described once, and kept from one snapshot to the next.
 */
#ifndef NSPID_RUNTIME_RECORD_H
#define NSPID_RUNTIME_RECORD_H

#include "base/idmap.h"
#include "collect/runtime/state.h"

struct record {
	struct identity identity;
	struct record *outer; /* container around it, or NULL */
	const char *label;    /* the engine as shown: LXC's family and a pod's runtime differ */
	char *name, *pod, *pod_namespace, *image; /* NULL: unknown */
	uint64_t hash;
	uint32_t index;    /* in the snapshot of this round, or CONTAINER_NONE */
	unsigned seen;     /* round in which a process of it was seen last */
	unsigned tries;    /* times that its engine was asked for a description */
	bool monitor_read; /* its monitor's command line was looked at */
};

struct records {
	struct state *state; /* borrowed */
	struct record **all;
	size_t count, size;
	struct idmap by_hash;
	unsigned round;
};

/* Begins a new round: what was not seen for a while is forgotten. 0 or -ENOMEM. */
int records_begin(struct records *records);

/*
 * The record of an identity inside of another one (NULL: of none), described when it is new. The
 * surroundings are part of it: a name is used again inside of a container, and who may make
 * cgroups could give their own the name of another's container. So is the user, outside of all
 * containers. Of an engine's random id only the kin of the engine is. 0 or -ENOMEM.
 */
int records_intern(struct records *records, struct record *outer, const struct identity *identity,
                   struct record **ret_record);

/*
 * The same for a source that does not know the surroundings well. An id of 64 random digits is
 * that container, also where it was seen further inside; only a new one is put into `outer`.
 */
int records_join(struct records *records, struct record *outer, const struct identity *identity,
                 struct record **ret_record);

/* Whether a process of the container that this user has with this id was seen in this round. */
bool records_saw_id(const struct records *records, const char *id, uid_t user);

/* Whether a record is `outer` or somewhere inside of it. */
bool record_is_inside(const struct record *record, const struct record *outer);

/* Notes that a container, and those around it, are still there. */
void record_see(struct record *record, unsigned round);

void records_done(struct records *records);

/* A hash of a text for a struct idmap. Whoever looks up compares the text itself. */
uint64_t record_hash(struct span text);

/* Replaces a text of a record; NULL leaves it as it is. 0 or -ENOMEM. */
int record_set(char **field, const char *text);
int record_set_span(char **field, struct span text);

/* Frees the texts of a record that is not in a table. */
void record_clear(struct record *record);

#endif
