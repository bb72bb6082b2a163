/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of containers that containers/storage keeps in its containers.json.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "collect/runtime/conmon.h"

static struct stored *stored_add(struct storage *storage, const char *id)
{
	struct stored *stored;

	if (storage->count == storage->size) {
		size_t bigger = storage->size ? storage->size * 2 : 64;
		struct stored *moved = reallocarray(storage->all, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		storage->all = moved;
		storage->size = bigger;
	}
	if (idmap_put(&storage->by_id, record_hash(span_of(id)), (uint32_t)storage->count) < 0)
		return NULL;
	stored = &storage->all[storage->count++];
	*stored = (struct stored){ .name = NULL };
	span_store(span_of(id), stored->id, sizeof(stored->id));
	return stored;
}

/* The engine's own facts are JSON inside of a string. Their name is the one given at first. */
static int metadata_take(const char *text, struct stored *stored)
{
	struct pick pick = { .key = "image-name" };
	int r;

	if (!text || pick_members(text, strlen(text), &pick, 1) < 0)
		return 0;
	r = record_set(&stored->image, json_string_value(pick.value));
	pick_done(&pick, 1);
	return r;
}

static int picks_take(struct storage *storage, const json_t *id, const json_t *names,
                      const json_t *metadata)
{
	const char *text = json_string_value(id);
	struct stored *stored;
	int r;

	if (!text || !span_is_id(span_of(text)))
		return 0;
	stored = stored_add(storage, text);
	if (!stored)
		return -ENOMEM;
	r = record_set(&stored->name, json_string_value(json_array_get(names, 0)));
	return r < 0 ? r : metadata_take(json_string_value(metadata), stored);
}

static int entry_take(void *data, struct span entry)
{
	struct pick picks[] = { { .key = "id" }, { .key = "names" }, { .key = "metadata" } };
	int r;

	if (*entry.text != '{')
		return 0;
	r = pick_members(entry.text, entry.len, picks, ARRAY_SIZE(picks));
	if (r < 0)
		return r;
	r = picks_take(data, picks[0].value, picks[1].value, picks[2].value);
	pick_done(picks, ARRAY_SIZE(picks));
	return r;
}

int storage_parse(const char *text, size_t len, struct storage *ret_storage)
{
	return pick_elements(text, len, entry_take, ret_storage);
}

const struct stored *storage_find(const struct storage *storage, const char *id)
{
	uint32_t index = IDMAP_NONE;

	if (span_is_id(span_of(id)))
		index = idmap_get(&storage->by_id, record_hash(span_of(id)));
	if (index == IDMAP_NONE || strcmp(storage->all[index].id, id) != 0)
		return NULL;
	return &storage->all[index];
}

void storage_done(struct storage *storage)
{
	for (size_t i = 0; i < storage->count; i++) {
		free(storage->all[i].name);
		free(storage->all[i].image);
	}
	free(storage->all);
	idmap_done(&storage->by_id);
	*storage = (struct storage){ 0 };
}
