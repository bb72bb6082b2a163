/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an engine's state to the cgroup of its container, through the init that both know.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/hash.h"
#include "collect/parse.h"
#include "collect/procfs.h"
#include "collect/runtime/cgroup.h"
#include "collect/runtime/oci.h"
#include "collect/runtime/owner.h"
#include "collect/runtime/places.h"

enum { STAT_LIMIT = 4096 };
enum { PLACES_MAX = 65536 }; /* containers; of users no more are believed */

struct place {
	char *root; /* the folder that it was read from; its id is that of the identity */
	struct identity identity;
	pid_t pid;
	uint64_t start;
	char *path;            /* of its cgroup, or NULL: it shares its starter's */
	struct record *record; /* valid in this round */
	unsigned round;
	json_t *cgroups; /* as read before the snapshot, until that is there; else NULL */
};

/*
 * Texts that users choose may have any hash they like: what is found is compared, and a number that
 * is taken leads on to the next. *ret_number is where the text belongs.
 */
static uint32_t state_find(const struct places *places, const char *root, const char *id,
                           uint64_t *ret_number)
{
	uint64_t number = hash_bytes(record_hash(span_of(root)), id, strlen(id));
	uint32_t index;

	for (; (index = idmap_get(&places->by_state, number)) != IDMAP_NONE; number++) {
		if (strcmp(places->all[index].root, root) == 0 &&
		    strcmp(places->all[index].identity.id, id) == 0)
			break;
	}
	*ret_number = number;
	return index;
}

static uint32_t path_find(const struct places *places, struct span path, uint64_t *ret_number)
{
	uint64_t number = record_hash(path);
	uint32_t index;

	for (; (index = idmap_get(&places->by_path, number)) != IDMAP_NONE; number++) {
		if (span_is(path, places->all[index].path))
			break;
	}
	*ret_number = number;
	return index;
}

struct barren {
	char *path;
	struct timespec changed;
};

static bool changed_read(const struct state_dir *root, struct timespec *ret_changed)
{
	struct stat st;

	if (fstat(root->fd, &st) < 0)
		return false;
	*ret_changed = st.st_mtim;
	return true;
}

bool places_is_barren(const struct places *places, const struct state_dir *root)
{
	struct timespec changed;

	for (size_t i = 0; root->user && i < places->nbarren; i++) {
		const struct barren *barren = &places->barren[i];

		if (strcmp(barren->path, root->path) == 0)
			return changed_read(root, &changed) &&
			       changed.tv_sec == barren->changed.tv_sec &&
			       changed.tv_nsec == barren->changed.tv_nsec;
	}
	return false;
}

int places_note_barren(struct places *places, const struct state_dir *root)
{
	struct barren barren, *moved;

	if (!root->user || places->snapshot || !changed_read(root, &barren.changed))
		return 0;
	moved = reallocarray(places->barren, places->nbarren + 1, sizeof(*moved));
	if (!moved)
		return -ENOMEM;
	places->barren = moved;
	barren.path = strdup(root->path);
	if (!barren.path)
		return -ENOMEM;
	places->barren[places->nbarren++] = barren;
	return 0;
}

static void barren_done(struct places *places)
{
	for (size_t i = 0; i < places->nbarren; i++)
		free(places->barren[i].path);
	free(places->barren);
	places->barren = NULL;
	places->nbarren = 0;
}

/* The process with that PID, unless another one has got the number since. */
static const struct process *init_find(const struct places *places, pid_t pid, uint64_t start)
{
	const struct process *init = snapshot_find_process(places->snapshot, pid);

	if (!init || !init->cgroup)
		return NULL;
	if (start != START_NONE && init->start != START_NONE && init->start != start)
		return NULL;
	return init;
}

/* Whether the state of this user (0: the system's) may call the process a container's init. */
static bool may_claim(const struct places *places, uid_t user, const struct process *init)
{
	const struct owned owned = { .pid = init->pid,
		                     .uid = init->uid,
		                     .cgroup = { init->cgroup->text, init->cgroup->len } };

	return user == 0 || owner_has(places->state, user, &owned);
}

static bool has_path(const struct process *process, struct span wanted)
{
	struct cgroup_lines lines = { .text = process->cgroup->text, .len = process->cgroup->len };
	struct span path;

	while (cgroup_next_path(&lines, &path)) {
		if (span_equals(path, wanted))
			return true;
	}
	return false;
}

/* Makes a place known by a number. What the system's state says, a user's does not change. */
static int place_put(const struct places *places, struct idmap *map, uint64_t number,
                     uint32_t index)
{
	uint32_t other = idmap_get(map, number);

	if (other != IDMAP_NONE && places->all[index].identity.user &&
	    !places->all[other].identity.user)
		return 0;
	return idmap_put(map, number, index);
}

/* Makes a place known to this round's lookups. */
static int place_use(struct places *places, uint32_t index)
{
	struct place *place = &places->all[index];
	int r = records_join(places->records, NULL, &place->identity, &place->record);
	uint64_t number;

	place->round = places->records->round;
	if (r == 0)
		r = place_put(places, &places->by_pid, (uint64_t)place->pid, index);
	if (r < 0 || !place->path)
		return r;
	path_find(places, span_of(place->path), &number);
	return place_put(places, &places->by_path, number, index);
}

bool places_want(struct places *places, const struct state_dir *root, const char *id, uid_t user)
{
	const struct process *init;
	const struct place *place;
	uint64_t number;
	uint32_t index;

	if (records_saw_id(places->records, id, user))
		return false;
	index = state_find(places, root->path, id, &number);
	/* Random ids are told by cgroups nearly always: not worth reading before that is known. */
	if (!places->snapshot)
		return index == IDMAP_NONE && !span_is_id(span_of(id));
	if (index == IDMAP_NONE)
		return true;
	place = &places->all[index];
	if (place->round == places->records->round)
		return false;
	init = init_find(places, place->pid, place->start);
	/* Without a path or a start time nothing would tell it from its successor. */
	if (!init || !place->path || !has_path(init, span_of(place->path)))
		return true;
	return place_use(places, index) < 0;
}

static struct place *place_get(struct places *places, const char *root,
                               const struct identity *identity)
{
	uint64_t number;
	uint32_t index = state_find(places, root, identity->id, &number);
	char *copy;

	if (index != IDMAP_NONE)
		return &places->all[index];
	if (places->count == places->size) {
		size_t bigger = places->size ? places->size * 2 : 16;
		struct place *moved = reallocarray(places->all, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		places->all = moved;
		places->size = bigger;
	}
	copy = strdup(root);
	if (!copy || idmap_put(&places->by_state, number, (uint32_t)places->count) < 0) {
		free(copy);
		return NULL;
	}
	places->all[places->count] = (struct place){ .root = copy, .identity = *identity };
	return &places->all[places->count++];
}

/*
 * The path by which the processes of a container are known, NULL: none of its own. A container
 * without one sits among the processes of whoever started it, and a user's may do so anywhere but
 * below that user's slice.
 */
static int path_choose(const struct places *places, uid_t user, const struct process *init,
                       const struct oci_state *oci, char **ret_path)
{
	const struct process *parent = snapshot_find_process(places->snapshot, init->ppid);
	struct cgroup_lines lines = { .text = init->cgroup->text, .len = init->cgroup->len };
	struct span path;

	*ret_path = NULL;
	if (parent && parent->cgroup == init->cgroup)
		return 0;
	while (cgroup_next_path(&lines, &path)) {
		if (!oci_has_cgroup(oci, path) || (user && cgroup_path_user(path) != user))
			continue;
		*ret_path = strndup(path.text, path.len);
		return *ret_path ? 0 : -ENOMEM;
	}
	return 0;
}

/* Whether it is known to be the process that started then; a snapshot need not have the time. */
static bool has_started_at(const struct places *places, const struct process *init, uint64_t start)
{
	_cleanup_(procfs_buffer_done) struct procfs_buffer buffer = { 0 };
	struct stat_fields fields;
	char name[32];
	ssize_t n;

	if (start == START_NONE || init->start != START_NONE)
		return start != START_NONE;
	snprintf(name, sizeof(name), "%d/stat", (int)init->pid);
	n = procfs_read_once(places->state->proc_fd, name, STAT_LIMIT, &buffer);
	return n > 0 && parse_stat(buffer.text, (size_t)n, &fields) == 0 && fields.start == start;
}

/*
 * Fits a place to the snapshot. 1: it holds the container's init; 0: a PID alone, in a file that
 * may be old, proves nothing; -ENOMEM.
 */
static int place_resolve(struct places *places, uid_t user, struct place *place,
                         const struct oci_state *oci)
{
	const struct process *init = init_find(places, oci->pid, oci->start);
	char *path;

	if (!init || !may_claim(places, user, init))
		return 0;
	if (path_choose(places, user, init, oci, &path) < 0)
		return -ENOMEM;
	if (!path && !has_started_at(places, init, oci->start))
		return 0;
	free(place->path);
	place->path = path;
	return 1;
}

int places_offer(struct places *places, const struct state_dir *root,
                 const struct identity *identity, const struct oci_state *oci)
{
	struct place *place, found = { .path = NULL };
	int r = 1;

	if (identity->user && places->count >= PLACES_MAX)
		return 0;
	if (places->snapshot)
		r = place_resolve(places, identity->user, &found, oci);
	if (r <= 0)
		return r;
	place = place_get(places, root->path, identity);
	if (!place) {
		free(found.path);
		return -ENOMEM;
	}
	free(place->path);
	place->path = found.path;
	place->identity = *identity;
	place->pid = oci->pid;
	place->start = oci->start;
	place->round = places->records->round;
	if (!places->snapshot) {
		json_decref(place->cgroups);
		place->cgroups = json_incref(oci->cgroups);
		return 0;
	}
	return place_use(places, (uint32_t)(place - places->all));
}

/* The container of a cgroup, or of the next one above it that has one. */
static struct record *path_record(const struct places *places, struct span path)
{
	uint64_t number;

	while (path.len > 1) {
		uint32_t index = path_find(places, path, &number);

		if (index != IDMAP_NONE)
			return places->all[index].record;
		span_cut_last(&path, '/');
	}
	return NULL;
}

struct record *places_find(const struct places *places, const char *text, size_t len)
{
	struct cgroup_lines lines = { .text = text, .len = len };
	struct record *record = NULL;
	struct span path;

	if (places->by_path.count == 0)
		return NULL;
	while (!record && cgroup_next_path(&lines, &path))
		record = path_record(places, path);
	return record;
}

struct record *places_find_init(const struct places *places, pid_t pid)
{
	uint32_t index = idmap_get(&places->by_pid, (uint64_t)pid);

	return index == IDMAP_NONE ? NULL : places->all[index].record;
}

static void place_clear(struct place *place)
{
	json_decref(place->cgroups);
	free(place->path);
	free(place->root);
}

/* Drops what did not show up in this round; the indices of the rest change. */
static int places_tidy(struct places *places)
{
	size_t kept = 0;
	uint64_t number;
	int r = 0;

	idmap_done(&places->by_state);
	idmap_done(&places->by_path);
	idmap_done(&places->by_pid);
	for (size_t i = 0; i < places->count; i++) {
		struct place *place = &places->all[i];

		if (places->records->round - place->round > 1) {
			place_clear(place);
			continue;
		}
		places->all[kept] = *place;
		state_find(places, places->all[kept].root, places->all[kept].identity.id, &number);
		if (idmap_put(&places->by_state, number, (uint32_t)kept++) < 0)
			r = -ENOMEM;
	}
	places->count = kept;
	return r;
}

static int engines_list(struct places *places)
{
	int r = 0;

	for (const struct engine *const *engine = engines_all; r == 0 && *engine; engine++) {
		if ((*engine)->list)
			r = (*engine)->list(places);
	}
	return r;
}

int places_prepare(struct places *places)
{
	int r;

	places->snapshot = NULL;
	barren_done(places);
	r = engines_list(places);
	/* The first container of an engine may make its folder meanwhile. */
	state_forget_dirs(places->state);
	return r;
}

/* What was read before the snapshot. What does not fit any more is read again, if it is there. */
static int prepared_resolve(struct places *places)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < places->count; i++) {
		struct place *place = &places->all[i];
		struct oci_state oci = { .pid = place->pid,
			                 .start = place->start,
			                 .cgroups = place->cgroups };

		if (!place->cgroups)
			continue;
		r = place_resolve(places, place->identity.user, place, &oci);
		if (r > 0)
			r = place_use(places, (uint32_t)i);
		json_decref(place->cgroups);
		place->cgroups = NULL;
	}
	return r < 0 ? r : 0;
}

int places_read(struct places *places, const struct snapshot *snapshot)
{
	int r = places_tidy(places);

	places->snapshot = snapshot;
	if (r == 0)
		r = prepared_resolve(places);
	if (r == 0)
		r = engines_list(places);
	barren_done(places);
	return r;
}

void places_done(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		place_clear(&places->all[i]);
	free(places->all);
	barren_done(places);
	idmap_done(&places->by_state);
	idmap_done(&places->by_path);
	idmap_done(&places->by_pid);
	*places = (struct places){ 0 };
}
