/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets as sorted arrays: they hold what a person marked, one key at a time.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "live/order.h"
#include "live/set.h"

/* The place of the key, or where it would be. */
static size_t place_of(const struct live_set *set, uint64_t key)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->keys[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool live_set_has(const struct live_set *set, uint64_t key)
{
	size_t place = place_of(set, key);

	return place < set->count && set->keys[place] == key;
}

int live_set_put(struct live_set *set, uint64_t key, bool in)
{
	size_t place = place_of(set, key);
	bool has = place < set->count && set->keys[place] == key;

	if (has == in)
		return 0;
	if (in && live_room(&set->keys, &set->size, set->count + 1, sizeof(*set->keys)) < 0)
		return -ENOMEM;
	if (in) {
		memmove(&set->keys[place + 1], &set->keys[place],
		        (set->count - place) * sizeof(*set->keys));
		set->keys[place] = key;
		set->count++;
	} else {
		set->count--;
		memmove(&set->keys[place], &set->keys[place + 1],
		        (set->count - place) * sizeof(*set->keys));
	}
	return 0;
}

void live_set_filter(struct live_set *set, bool (*keep)(void *data, uint64_t key), void *data)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (keep(data, set->keys[i]))
			set->keys[kept++] = set->keys[i];
	}
	set->count = kept;
}

void live_set_clear(struct live_set *set)
{
	set->count = 0;
}

void live_set_done(struct live_set *set)
{
	free(set->keys);
	*set = (struct live_set){ 0 };
}
