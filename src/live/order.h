/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorting by keys that are extracted once, so that a comparison formats and looks up nothing.
 */
#ifndef NSPID_LIVE_ORDER_H
#define NSPID_LIVE_ORDER_H

#include "view/cell.h"

struct live_sort_key;

/* Zero-initialise; the room is used again; free with live_sorter_done(). */
struct live_sorter {
	struct live_sort_key *keys, *spare;
	size_t count, size;
	size_t spare_size;
	uint64_t *ranks; /* of each container, by its label */
	size_t nranks, ranks_size;
	bool ranked;
	bool descending;
};

/* Begins with `count` elements, all of which live_sorter_set() must then be called for. 0 or
 * -ENOMEM. */
int live_sorter_begin(struct live_sorter *sorter, size_t count, bool descending);

/* The value of element `index`; what the cell borrows must stay until the sorting. 0 or -ENOMEM. */
int live_sorter_set(struct live_sorter *sorter, size_t index, const struct snapshot *snapshot,
                    const struct cell *cell);

/*
 * Sorts stably: elements with equal values keep their order, those without a value come last in
 * both directions, as cell_compare() has it. live_sorter_at() then gives the element at each place.
 */
void live_sorter_run(struct live_sorter *sorter);
uint32_t live_sorter_at(const struct live_sorter *sorter, size_t place);
void live_sorter_done(struct live_sorter *sorter);

/* Room for count elements in an array that is used again and again. 0 or -ENOMEM. */
int live_room(void *array, size_t *size, size_t count, size_t width);

#endif
