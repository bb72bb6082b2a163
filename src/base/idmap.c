/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Open addressing with linear probing, at most two thirds full.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/idmap.h"

struct idmap_slot {
	uint64_t id;
	uint32_t value; /* IDMAP_NONE: free */
};

/* Ids come in runs (inodes, PIDs): a multiplicative hash spreads them (Fibonacci hashing). */
static size_t slot_first(const struct idmap *map, uint64_t id)
{
	return (size_t)((id * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (map->capacity - 1);
}

static struct idmap_slot *slot_find(const struct idmap *map, uint64_t id)
{
	size_t i = slot_first(map, id);

	while (map->slots[i].value != IDMAP_NONE && map->slots[i].id != id)
		i = (i + 1) & (map->capacity - 1);
	return &map->slots[i];
}

static int idmap_grow(struct idmap *map)
{
	struct idmap bigger = { .capacity = map->capacity ? map->capacity * 2 : 64 };

	bigger.slots = malloc(bigger.capacity * sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < bigger.capacity; i++)
		bigger.slots[i].value = IDMAP_NONE;
	for (size_t i = 0; i < map->capacity; i++) {
		if (map->slots[i].value != IDMAP_NONE)
			*slot_find(&bigger, map->slots[i].id) = map->slots[i];
	}
	bigger.count = map->count;
	free(map->slots);
	*map = bigger;
	return 0;
}

uint32_t idmap_get(const struct idmap *map, uint64_t id)
{
	return map->capacity ? slot_find(map, id)->value : IDMAP_NONE;
}

int idmap_put(struct idmap *map, uint64_t id, uint32_t value)
{
	struct idmap_slot *slot;

	if ((map->count + 1) * 3 > map->capacity * 2) {
		int r = idmap_grow(map);

		if (r < 0)
			return r;
	}
	slot = slot_find(map, id);
	if (slot->value == IDMAP_NONE)
		map->count++;
	*slot = (struct idmap_slot){ .id = id, .value = value };
	return 0;
}

void idmap_done(struct idmap *map)
{
	free(map->slots);
	*map = (struct idmap){ 0 };
}
