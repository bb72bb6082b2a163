/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of known containers.
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/hash.h"
#include "collect/runtime/record.h"

enum {
	KEEP_ROUNDS = 30,   /* of not being seen */
	DESCRIBE_TRIES = 3, /* an engine may write its files after it starts the container */
};

int record_set_span(char **field, struct span text)
{
	char *copy = strndup(text.text, text.len);

	if (!copy)
		return -ENOMEM;
	free(*field);
	*field = copy;
	return 0;
}

int record_set(char **field, const char *text)
{
	return text ? record_set_span(field, span_of(text)) : 0;
}

void record_clear(struct record *record)
{
	free(record->name);
	free(record->pod);
	free(record->pod_namespace);
	free(record->image);
	record->name = record->pod = record->pod_namespace = record->image = NULL;
}

static void record_free(struct record *record)
{
	if (!record)
		return;
	record_clear(record);
	free(record);
}

uint64_t record_hash(struct span text)
{
	return hash_bytes(HASH_START, text.text, text.len);
}

static bool is_unique(const struct identity *identity)
{
	/* Where names are ids, any user can choose 64 such digits. */
	return span_is_id(span_of(identity->id)) && !(identity->engine && identity->engine->no_id);
}

static uint64_t identity_hash(const struct record *outer, const struct identity *identity)
{
	uint64_t hash = record_hash(span_of(identity->id));

	if (is_unique(identity))
		return hash;
	hash = hash_bytes(hash, &outer, sizeof(outer));
	hash = hash_bytes(hash, &identity->engine, sizeof(identity->engine));
	return hash_bytes(hash, identity->space, strlen(identity->space));
}

/* Whether both may mean one container by an id; NULL stands for any engine. */
static bool engines_agree(const struct engine *a, const struct engine *b)
{
	if (a == b || !a || !b)
		return true;
	return a->kin && b->kin && (!*a->kin || !*b->kin || strcmp(a->kin, b->kin) == 0);
}

static bool names_same(const struct identity *known, const struct identity *identity)
{
	if (strcmp(known->id, identity->id) != 0)
		return false;
	if (is_unique(identity))
		return engines_agree(known->engine, identity->engine);
	return known->engine == identity->engine && strcmp(known->space, identity->space) == 0;
}

bool record_is_inside(const struct record *record, const struct record *outer)
{
	while (record && record != outer)
		record = record->outer;
	return record != NULL;
}

/*
 * Whether a source in `outer` may speak of a record there. Nobody can forge that it is in a
 * container; among those outside of all, what one user does must not touch what another one has.
 */
static bool may_speak_of(const struct record *record, const struct record *outer,
                         const struct identity *identity)
{
	if (outer)
		return record_is_inside(record, outer);
	while (record->outer)
		record = record->outer;
	return record->identity.user == identity->user;
}

/* A hash that is taken is looked up under the next number; *ret_hash is where it belongs. */
static struct record *record_find(const struct records *records, const struct record *outer,
                                  const struct identity *identity, bool anywhere,
                                  uint64_t *ret_hash)
{
	uint64_t hash = identity_hash(outer, identity);
	struct record *inside = NULL;
	uint32_t index;

	for (; (index = idmap_get(&records->by_hash, hash)) != IDMAP_NONE; hash++) {
		struct record *record = records->all[index];

		if (!names_same(&record->identity, identity) ||
		    !may_speak_of(record, outer, identity))
			continue;
		if (record->outer == outer)
			return record;
		if (is_unique(identity))
			inside = record;
	}
	*ret_hash = hash;
	return anywhere ? inside : NULL;
}

static int record_append(struct records *records, struct record *record)
{
	if (records->count == records->size) {
		size_t bigger = records->size ? records->size * 2 : 64;
		struct record **moved = reallocarray(records->all, bigger, sizeof(struct record *));

		if (!moved)
			return -ENOMEM;
		records->all = moved;
		records->size = bigger;
	}
	if (idmap_put(&records->by_hash, record->hash, (uint32_t)records->count) < 0)
		return -ENOMEM;
	records->all[records->count++] = record;
	return 0;
}

static int record_add(struct records *records, struct record *outer,
                      const struct identity *identity, uint64_t hash, struct record **ret_record)
{
	struct record *record = calloc(1, sizeof(*record));

	if (!record)
		return -ENOMEM;
	record->identity = *identity;
	record->outer = outer;
	record->label = identity->engine->name;
	record->index = CONTAINER_NONE;
	record->hash = hash;
	if (record_append(records, record) < 0) {
		record_free(record);
		return -ENOMEM;
	}
	*ret_record = record;
	return 0;
}

static bool is_described(const struct record *record)
{
	return record->tries > 0 && (record->name || record->tries >= DESCRIBE_TRIES);
}

/*
 * Of a container in another one the state is in that one's file system, and the same path here
 * would be somebody else's.
 */
static int record_describe(struct records *records, struct record *record)
{
	const struct engine *engine = record->identity.engine;
	int r = 0;

	record->tries++;
	if (engine->describe && !record->outer)
		r = engine->describe(records->state, record);
	if (r == 0 && !record->name && record->identity.name[0])
		r = record_set(&record->name, record->identity.name);
	/* An id that was not drawn at random is the name that the user gave. */
	if (r == 0 && !record->name && !is_unique(&record->identity))
		r = record_set(&record->name, record->identity.id);
	return r;
}

/* What surrounds a container is seen with it, and so outlives it in the table. */
void record_see(struct record *record, unsigned round)
{
	for (; record && record->seen != round; record = record->outer)
		record->seen = round;
}

static int record_get(struct records *records, struct record *outer,
                      const struct identity *identity, bool anywhere, struct record **ret_record)
{
	uint64_t hash = 0;
	struct record *record = record_find(records, outer, identity, anywhere, &hash);
	int r = 0;

	if (!record)
		r = record_add(records, outer, identity, hash, &record);
	if (r < 0)
		return r;
	if (record->seen != records->round && !is_described(record))
		r = record_describe(records, record);
	record_see(record, records->round);
	*ret_record = record;
	return r;
}

int records_intern(struct records *records, struct record *outer, const struct identity *identity,
                   struct record **ret_record)
{
	return record_get(records, outer, identity, false, ret_record);
}

int records_join(struct records *records, struct record *outer, const struct identity *identity,
                 struct record **ret_record)
{
	return record_get(records, outer, identity, true, ret_record);
}

bool records_saw_id(const struct records *records, const char *id, uid_t user)
{
	struct identity identity = { .engine = NULL, .user = user };
	const struct record *record;
	uint64_t hash;

	if (!span_is_id(span_of(id)))
		return false;
	span_store(span_of(id), identity.id, sizeof(identity.id));
	record = record_find(records, NULL, &identity, false, &hash);
	return record && record->seen == records->round;
}

int records_begin(struct records *records)
{
	size_t kept = 0;
	int r = 0;

	records->round++;
	idmap_done(&records->by_hash);
	for (size_t i = 0; i < records->count; i++) {
		struct record *record = records->all[i];

		/* The ones around it are seen whenever it is: they never go first. */
		if (records->round - record->seen > KEEP_ROUNDS) {
			record_free(record);
			continue;
		}
		record->index = CONTAINER_NONE;
		/* Hashes are dealt out anew: one that was taken may be free now. */
		record->hash = identity_hash(record->outer, &record->identity);
		while (idmap_get(&records->by_hash, record->hash) != IDMAP_NONE)
			record->hash++;
		records->all[kept] = record;
		if (idmap_put(&records->by_hash, record->hash, (uint32_t)kept++) < 0)
			r = -ENOMEM;
	}
	records->count = kept;
	return r;
}

void records_done(struct records *records)
{
	for (size_t i = 0; i < records->count; i++)
		record_free(records->all[i]);
	free(records->all);
	idmap_done(&records->by_hash);
	*records = (struct records){ 0 };
}
