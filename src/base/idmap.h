/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash map from a 64-bit id to a 32-bit index: no list is ever searched per process.
 */
#ifndef NSPID_BASE_IDMAP_H
#define NSPID_BASE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

#define IDMAP_NONE UINT32_MAX

struct idmap_slot;

/* Zero-initialise before use. */
struct idmap {
	struct idmap_slot *slots;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
};

/* The value stored for id, or IDMAP_NONE. */
uint32_t idmap_get(const struct idmap *map, uint64_t id);

/* Stores value (not IDMAP_NONE) for id, replacing an older one. 0 or -ENOMEM. */
int idmap_put(struct idmap *map, uint64_t id, uint32_t value);

/* Frees the slots; the map is empty and usable again. */
void idmap_done(struct idmap *map);

#endif
