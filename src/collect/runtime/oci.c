/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The OCI runtimes runc and crun: containers of their own, and the inits of other engines'.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "collect/runtime/kubernetes.h"
#include "collect/runtime/oci.h"

#define RUNC_FILE "state.json"

void oci_state_done(struct oci_state *oci)
{
	json_decref(oci->cgroups);
	json_decref(oci->labels);
	*oci = (struct oci_state){ .start = START_NONE };
}

static uint64_t start_of(const json_t *value)
{
	json_int_t number = json_integer_value(value);

	return number > 0 ? (uint64_t)number : START_NONE;
}

/*
 * libcontainer's State and BaseState. Its Config, with the labels in it, is nearly all of the file
 * and slow to parse.
 */
int oci_parse_runc(const char *text, size_t len, bool labels, struct oci_state *ret_oci)
{
	struct pick picks[] = {
		{ .key = "init_process_pid" },
		{ .key = "init_process_start" },
		{ .key = "cgroup_paths" },
		{ .key = "config" },
	};
	size_t count = ARRAY_SIZE(picks) - !labels;
	int r = pick_members(text, len, picks, count);

	if (r < 0)
		return r;
	*ret_oci = (struct oci_state){
		.pid = pick_pid(picks[0].value),
		.start = start_of(picks[1].value),
		.cgroups = json_incref(picks[2].value),
		.labels = json_incref(json_object_get(picks[3].value, "labels")),
	};
	pick_done(picks, count);
	return 0;
}

/* libcrun_container_status_t, as libcrun_write_container_status() puts it down. */
int oci_parse_crun(const char *text, size_t len, struct oci_state *ret_oci)
{
	struct pick picks[] = {
		{ .key = "pid" },
		{ .key = "process-start-time" },
		{ .key = "cgroup-path" },
	};
	int r = pick_members(text, len, picks, ARRAY_SIZE(picks));

	if (r < 0)
		return r;
	*ret_oci = (struct oci_state){
		.pid = pick_pid(picks[0].value),
		.start = start_of(picks[1].value),
		.cgroups = json_incref(picks[2].value),
	};
	pick_done(picks, ARRAY_SIZE(picks));
	return 0;
}

/* crun keeps the annotations in a copy of the bundle's config.json. */
static void labels_read(struct state *state, const struct state_dir *root, const char *id,
                        struct oci_state *oci)
{
	struct pick pick = { .key = "annotations" };
	char path[IDENTITY_ID + 16];

	snprintf(path, sizeof(path), "%s/config.json", id);
	if (state_pick(state, root, path, &pick, 1) == 0)
		oci->labels = pick.value;
}

static int file_read(struct state *state, const struct state_dir *root, const char *id,
                     const char *file, bool labels, struct oci_state *ret_oci)
{
	char path[IDENTITY_ID + 16];
	bool runc = strcmp(file, RUNC_FILE) == 0;
	ssize_t n;
	int r;

	snprintf(path, sizeof(path), "%s/%s", id, file);
	n = state_read(state, root, path);
	if (n < 0)
		return (int)n;
	r = runc ? oci_parse_runc(state->text, (size_t)n, labels, ret_oci)
	         : oci_parse_crun(state->text, (size_t)n, ret_oci);
	if (r < 0)
		state_tell(state, root->path, path, r);
	return r;
}

int oci_read(struct state *state, const struct state_dir *root, const char *id, bool labels,
             struct oci_state *ret_oci)
{
	int r;

	if (!span_is_plain(span_of(id)))
		return -ENOENT;
	r = file_read(state, root, id, RUNC_FILE, labels, ret_oci);
	if (r == -ENOENT) {
		r = file_read(state, root, id, "status", labels, ret_oci);
		if (r == 0 && labels)
			labels_read(state, root, id, ret_oci);
	}
	if (r == 0 && ret_oci->pid == 0) {
		oci_state_done(ret_oci);
		return -ENOENT;
	}
	return r;
}

int oci_read_at(struct state *state, uid_t user, const char *root, const char *id,
                struct oci_state *ret_oci)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	int r = state_dir_open(state, user, root, &dir);

	return r < 0 ? r : oci_read(state, &dir, id, false, ret_oci);
}

static bool path_ends(const json_t *value, struct span path)
{
	const char *text = json_string_value(value);
	struct span whole = text ? span_of(text) : SPAN_NONE;

	return path.len > 1 && whole.len >= path.len &&
	       memcmp(whole.text + whole.len - path.len, path.text, path.len) == 0;
}

bool oci_has_cgroup(const struct oci_state *oci, struct span path)
{
	const char *key;
	json_t *value;

	if (path_ends(oci->cgroups, path))
		return true;
	json_object_foreach(oci->cgroups, key, value)
	{
		if (path_ends(value, path))
			return true;
	}
	return false;
}

/* Whether there is a label of this key that starts with this value. */
static bool label_is(const json_t *labels, const char *key, const char *value)
{
	const char *text = pick_text(labels, key);
	struct span label;
	json_t *entry;
	size_t i;

	if (text && strncmp(text, value, strlen(value)) == 0)
		return true;
	json_array_foreach(labels, i, entry)
	{
		text = json_string_value(entry);
		if (!text)
			continue;
		label = span_of(text);
		if (span_skip(&label, key) && span_skip(&label, "=") && span_starts(label, value))
			return true;
	}
	return false;
}

/* Podman, CRI-O and containerd may use the same root as a person who calls runc. */
static const struct engine *owner_of(const struct oci_state *oci, const struct engine *engine)
{
	if (label_is(oci->labels, "io.container.manager", "libpod"))
		return &engine_podman;
	if (label_is(oci->labels, "io.container.manager", "cri-o"))
		return &engine_crio;
	if (label_is(oci->labels, "io.kubernetes.cri.container-type", ""))
		return &engine_containerd;
	return engine;
}

struct listing {
	struct places *places;
	const struct engine *engine;
	const char *space;
	uid_t user;
	bool fruitful; /* there is a container, or may be one */
};

static int list_each(void *data, const struct state_dir *root, const char *id)
{
	struct listing *listing = data;
	_cleanup_oci_state_ struct oci_state oci = { .start = START_NONE };
	struct identity identity;

	if (!places_want(listing->places, root, id, listing->user)) {
		listing->fruitful = true;
		return 0;
	}
	/* Only engines give such ids: who it was is in the labels. */
	if (oci_read(listing->places->state, root, id, span_is_id(span_of(id)), &oci) < 0)
		return 0;
	listing->fruitful = true;
	if (identity_claim(owner_of(&oci, listing->engine), span_of(id), &identity) == CLAIM_NONE)
		return 0;
	span_store(span_of(listing->space), identity.space, sizeof(identity.space));
	identity.user = listing->user;
	return places_offer(listing->places, root, &identity, &oci);
}

static int root_list(const struct state_dir *dir, struct listing *listing)
{
	int r;

	if (places_is_barren(listing->places, dir))
		return 0;
	r = state_dir_walk(listing->places->state, dir, list_each, listing);
	if (r == 0 && !listing->fruitful)
		r = places_note_barren(listing->places, dir);
	return r == -ENOMEM ? r : 0;
}

int oci_list(struct places *places, uid_t user, const char *root, const struct engine *engine,
             const char *space)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct listing listing = {
		.places = places, .engine = engine, .space = space, .user = user
	};

	if (state_dir_open(places->state, user, root, &dir) < 0)
		return 0;
	return root_list(&dir, &listing);
}

int oci_list_below(struct places *places, const struct state_dir *above, uid_t user,
                   const char *name, const struct engine *engine, const char *space)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct listing listing = {
		.places = places, .engine = engine, .space = space, .user = user
	};

	if (state_dir_descend(places->state, above, name, &dir) < 0)
		return 0;
	return root_list(&dir, &listing);
}

struct lookup {
	struct finder *finder;
	const struct engine *engine;
	uid_t user;
};

static int find_each(void *data, const struct state_dir *root, const char *id)
{
	const struct lookup *lookup = data;
	_cleanup_oci_state_ struct oci_state oci = { .start = START_NONE };
	struct finder *finder = lookup->finder;
	struct record record = { .seen = 0 };
	const struct engine *owner;
	enum fit fit = span_is(finder->name, id) ? FIT_NAME : FIT_ID;

	if (fit != FIT_NAME && !finder_fits_id(finder, id))
		return 0;
	if (oci_read(finder->state, root, id, span_is_id(span_of(id)), &oci) < 0)
		return 0;
	owner = owner_of(&oci, lookup->engine);
	if (identity_claim(owner, span_of(id), &record.identity) == CLAIM_NONE)
		return 0;
	record.identity.user = lookup->user;
	record.label = owner->name;
	if (finder_wants(finder, record.label))
		finder_offer(finder, &record, fit, oci.pid, oci.start);
	return finder_is_decided(finder);
}

static int find_in(struct finder *finder, uid_t user, const char *root, const struct engine *engine)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct lookup lookup = { .finder = finder, .engine = engine, .user = user };

	if (finder->kubernetes || state_dir_open(finder->state, user, root, &dir) < 0)
		return 0;
	return state_dir_walk(finder->state, &dir, find_each, &lookup) == -ENOMEM ? -ENOMEM : 0;
}

static int runc_list_user(void *data, uid_t user)
{
	return oci_list(data, user, "run/runc", &engine_runc, "");
}

static int runc_list(struct places *places)
{
	int r = oci_list(places, 0, "run/runc", &engine_runc, "");

	if (r == 0)
		r = state_users_walk(places->state, runc_list_user, places);
	return r == -ENOMEM ? r : 0;
}

static int runc_find_user(void *data, uid_t user)
{
	return find_in(data, user, "run/runc", &engine_runc);
}

static int runc_find(struct finder *finder)
{
	int r = find_in(finder, 0, "run/runc", &engine_runc);

	if (r == 0)
		r = state_users_walk(finder->state, runc_find_user, finder);
	return r == -ENOMEM ? r : 0;
}

static int crun_list_user(void *data, uid_t user)
{
	return oci_list(data, user, "run/crun", &engine_crun, "");
}

static int crun_list(struct places *places)
{
	int r = oci_list(places, 0, "run/crun", &engine_crun, "");

	if (r == 0)
		r = state_users_walk(places->state, crun_list_user, places);
	return r == -ENOMEM ? r : 0;
}

static int crun_find_user(void *data, uid_t user)
{
	return find_in(data, user, "run/crun", &engine_crun);
}

static int crun_find(struct finder *finder)
{
	int r = find_in(finder, 0, "run/crun", &engine_crun);

	if (r == 0)
		r = state_users_walk(finder->state, crun_find_user, finder);
	return r == -ENOMEM ? r : 0;
}

const struct engine engine_runc = {
	.name = "runc",
	.kin = "",
	.list = runc_list,
	.find = runc_find,
};

const struct engine engine_crun = {
	.name = "crun",
	.kin = "",
	.list = crun_list,
	.find = crun_find,
};
