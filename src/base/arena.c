/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chunked arena: no allocation per string, one free per chunk.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum {
	ARENA_CHUNK = 128 * 1024,
	ARENA_ALIGN = sizeof(void *),
};

struct arena_chunk {
	struct arena_chunk *older;
	size_t size;
	char bytes[];
};

static struct arena_chunk *chunk_add(struct arena *arena, size_t size)
{
	size_t capacity = size > ARENA_CHUNK ? size : ARENA_CHUNK;
	struct arena_chunk *chunk = malloc(sizeof(*chunk) + capacity);

	if (!chunk)
		return NULL;
	chunk->older = arena->head;
	chunk->size = capacity;
	arena->head = chunk;
	arena->used = 0;
	return chunk;
}

static char *bytes_take(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->head;
	char *bytes;

	if (!chunk || chunk->size - arena->used < size)
		chunk = chunk_add(arena, size);
	if (!chunk)
		return NULL;
	bytes = chunk->bytes + arena->used;
	arena->used += size;
	return bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t pad;
	char *bytes;

	if (size > SIZE_MAX / 2)
		return NULL;
	bytes = bytes_take(arena, size + ARENA_ALIGN - 1);
	if (!bytes)
		return NULL;
	pad = (ARENA_ALIGN - (uintptr_t)bytes % ARENA_ALIGN) % ARENA_ALIGN;
	return bytes + pad;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t len)
{
	char *copy = bytes_take(arena, len + 1);

	if (!copy)
		return NULL;
	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

void arena_absorb(struct arena *arena, struct arena *from)
{
	struct arena_chunk *oldest = from->head;

	if (!oldest)
		return;
	while (oldest->older)
		oldest = oldest->older;
	/* The newest chunk of `from` goes on being filled; what is left of ours stays unused. */
	oldest->older = arena->head;
	arena->head = from->head;
	arena->used = from->used;
	*from = (struct arena){ 0 };
}

void arena_done(struct arena *arena)
{
	struct arena_chunk *chunk = arena->head;

	while (chunk) {
		struct arena_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
	arena->head = NULL;
	arena->used = 0;
}
