/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An arena: strings and arrays of one snapshot, allocated in chunks and freed together.
 */
#ifndef NSPID_BASE_ARENA_H
#define NSPID_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Zero-initialise before use: `struct arena arena = { 0 };` */
struct arena {
	struct arena_chunk *head; /* newest chunk, owns the older ones */
	size_t used;              /* bytes used of the newest chunk */
};

/*
 * Memory that lives until arena_done(), aligned for pointers and 64-bit numbers, not cleared.
 * NULL: out of memory.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of bytes[0..len) with a NUL behind it. NULL: out of memory. */
char *arena_copy(struct arena *arena, const void *bytes, size_t len);

/* Moves all memory of `from` into `arena`; `from` is empty afterwards. */
void arena_absorb(struct arena *arena, struct arena *from);

/* Frees everything; the arena is empty and usable again. */
void arena_done(struct arena *arena);

#endif
