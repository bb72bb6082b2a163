/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of the body: which of what is shown are chosen, and in what order.
 */
#ifndef NSPID_LIVE_BODY_H
#define NSPID_LIVE_BODY_H

#include "live/match.h"
#include "live/order.h"
#include "live/set.h"
#include "live/settings.h"
#include "live/shown.h"
#include "model/forest.h"

#define LIVE_NO_CONTAINER "-" /* the filter for what is in no container */

/* What to show; borrowed. */
struct live_scope {
	enum live_mode mode;
	const struct live_order *order;
	bool threads, kernel, zombies;
	bool targeted; /* shown.wanted narrows */
	const struct live_pattern *filter;
	const char *user;             /* name or id; empty: all */
	const char *container;        /* name, ENGINE:NAME or start of an id; empty: all */
	const struct live_set *folds; /* what is folded, or with fold_all, what is not */
	bool fold_all;
};

/* One line, as small as it can be: there may be 30,000. */
struct live_item {
	uint32_t index; /* of the process, thread or namespace in what is shown */
	uint32_t hidden;
	uint8_t kind; /* enum live_kind */
	bool folded, parent, context;
};

/* What the filters say of a container. */
struct live_container_flags {
	bool fits_text;
	bool is_meant;
};

/* Zero-initialise; used again by each build; free with live_body_done(). */
struct live_body {
	struct live_item *items;
	size_t count;
	struct forest drawn; /* in the tree: a node for each item, for forest_prefix() */
	struct {
		struct live_item *spare; /* before sorting */
		struct live_sorter sorter;
		bool *chosen, *namespaces, *roots;
		struct live_container_flags *containers;
		uint32_t *links;
		size_t items_size, spare_size, drawn_size, chosen_size, namespaces_size,
			containers_size, roots_size, links_size;
	} buffers;
};

/* Builds the lines. 0 or -ENOMEM: there are none then. */
int live_body_build(struct live_body *body, const struct live_shown *shown,
                    const struct live_scope *scope);
void live_body_done(struct live_body *body);

/* The row of line i, without what marks it (tagged, selected, found). */
void live_body_row(const struct live_body *body, const struct live_shown *shown, size_t i,
                   struct live_row *ret_row);
uint64_t live_body_key(const struct live_body *body, const struct live_shown *shown, size_t i);

/* The line with that key nearest to `near`, or SIZE_MAX: a boundary may be there several times. */
size_t live_body_find(const struct live_body *body, const struct live_shown *shown, uint64_t key,
                      size_t near);

/* Whether the text of line i fits the pattern, as a filter would find it. */
bool live_body_fits(const struct live_body *body, const struct live_shown *shown, size_t i,
                    const struct live_pattern *pattern);

/* Whether the container is meant by that text; so are those inside of it. */
bool live_container_is(const struct snapshot *snapshot, uint32_t container, const char *text);

/* For the files of the body: which processes (body->buffers.chosen) and namespaces are chosen. */
int live_choose_processes(struct live_body *body, const struct live_shown *shown,
                          const struct live_scope *scope);
int live_choose_namespaces(struct live_body *body, const struct live_shown *shown,
                           const struct live_scope *scope);

/* For the files of the body: the lines of the tree. 0 or -ENOMEM. */
int live_tree_build(struct live_body *body, const struct live_shown *shown,
                    const struct live_scope *scope);

/* For the files of the body: the row of any item. */
void live_item_row(const struct live_item *item, const struct live_shown *shown,
                   struct live_row *ret_row);

#define LIVE_ROOM(body, name, array, count)                                                        \
	live_room(&(array), &(body)->buffers.name##_size, count, sizeof(*(array)))

#endif
