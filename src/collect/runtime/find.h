/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The search for a running container in the engines' state, before anything is known of /proc.
 */
#ifndef NSPID_RUNTIME_FIND_H
#define NSPID_RUNTIME_FIND_H

#include "collect/runtime/record.h"

/* How well a container fits; a whole name beats the beginning of an id. */
enum fit {
	FIT_NONE,
	FIT_ID,
	FIT_NAME,
};

struct finder {
	struct state *state;                       /* borrowed */
	const char *engine;                        /* NULL: all */
	struct span name;                          /* what is asked for */
	struct span pod_namespace, pod, container; /* its parts in the form of Kubernetes */
	bool kubernetes;
	enum fit best;
	unsigned found;           /* different containers that fit as well as the best */
	struct identity identity; /* of the first of them */
	struct runtime_init init; /* of the same */
};

/* Whether containers shown with this engine name are asked for. */
bool finder_wants(const struct finder *finder, const char *label);

/* Whether a file that holds the name of what is asked for must contain it in this text. */
bool finder_may(const struct finder *finder, const char *text, size_t len);

/* Whether the beginning of an id is asked for, and it is that of this one. */
bool finder_fits_id(const struct finder *finder, const char *id);

/* How well a described container fits. */
enum fit finder_fit(const struct finder *finder, const struct record *record);

/* Takes a running container. Which engine runs it is in the record's label. */
void finder_offer(struct finder *finder, const struct record *record, enum fit fit, pid_t pid,
                  uint64_t start);

/* Whether nothing that is still found could change the answer. */
bool finder_is_decided(const struct finder *finder);

/* runtime_find_init() below a state. */
int find_init(struct state *state, const char *engine, const char *name,
              struct runtime_init *ret_init);

#endif
