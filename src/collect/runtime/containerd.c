/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * containerd: Kubernetes' CRI, nerdctl, ctr.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "collect/runtime/command.h"
#include "collect/runtime/containerd.h"
#include "collect/runtime/kubernetes.h"
#include "collect/runtime/oci.h"

/* Where bundles are, and the state of the runtime below them; of a user's below their run/. */
static const struct root {
	const char *bundles, *runtime;
	bool user;
} roots[] = {
	{ "run/containerd/io.containerd.runtime.v2.task", "run/containerd/runc", true },
	{ "run/k3s/containerd/io.containerd.runtime.v2.task", "run/k3s/containerd/runc", false },
	{ "var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task",
	  "var/snap/microk8s/common/run/containerd/runc", false },
};

bool containerd_parse_shim(struct span command, struct span *ret_space, struct span *ret_id)
{
	static const char *const space[] = { "-namespace", "--namespace", NULL };
	static const char *const id[] = { "-id", "--id", NULL };
	static const char *const folder[] = { "-workdir", NULL };
	struct span workdir;

	if (!span_starts(command_program(command), "containerd-shim"))
		return false;
	*ret_space = command_option(command, space);
	*ret_id = command_option(command, id);
	if (ret_id->len == 0) {
		/* The shim of containerd 1.0 to 1.3 names its folder: .../NAMESPACE/ID. */
		workdir = command_option(command, folder);
		*ret_id = span_cut_last(&workdir, '/');
	}
	return ret_space->len > 0 && ret_id->len > 0;
}

static enum claim claim_in(struct span space, struct span id, struct identity *ret_identity)
{
	if (identity_claim(&engine_containerd, id, ret_identity) == CLAIM_NONE ||
	    !span_store(space, ret_identity->space, sizeof(ret_identity->space)))
		return CLAIM_NONE;
	return CLAIM_CONTAINER;
}

/* The pod's own cgroup of either driver; docker and crio put a prefix before the id below it. */
static bool is_pod(struct span name)
{
	if (span_chop(&name, ".slice"))
		return span_starts(name, "kube") && span_contains(name, "-pod");
	return span_starts(name, "pod") && name.len >= strlen("pod") + 32;
}

static enum claim containerd_match_cgroup(const struct cgroup_step *step,
                                          struct identity *ret_identity)
{
	struct span id, rest = step->name, kubernetes = span_of("k8s.io");

	if (identity_cut_id(step->name, "cri-containerd-", &id))
		return claim_in(kubernetes, id, ret_identity);
	if (identity_cut_id(step->name, "nerdctl-", &id))
		return claim_in(SPAN_NONE, id, ret_identity);
	id = span_cut_last(&rest, ':');
	if (span_is_id(id) && span_ends(rest, ":cri-containerd"))
		return claim_in(kubernetes, id, ret_identity);
	if (span_is_id(id) && span_ends(rest, ":nerdctl"))
		return claim_in(SPAN_NONE, id, ret_identity);
	if (is_pod(step->before) && span_is_id(step->name))
		return claim_in(kubernetes, step->name, ret_identity);
	return CLAIM_NONE;
}

static enum claim containerd_match_command(struct span command, struct identity *ret_identity)
{
	struct span space, id;

	if (!containerd_parse_shim(command, &space, &id) || span_is(space, "moby"))
		return CLAIM_NONE;
	return claim_in(space, id, ret_identity);
}

static pid_t pid_read(struct state *state, const struct state_dir *dir, const char *path)
{
	const char *cursor;
	uint64_t pid;
	ssize_t n = state_read(state, dir, path);

	if (n <= 0)
		return 0;
	cursor = state->text;
	pid = number_scan(&cursor, state->text + n);
	return pid <= NUMBER_PID_MAX ? (pid_t)pid : 0;
}

/*
 * The shim of a pod runs all of the pod's containers, and says the id of the sandbox alone. Which
 * of its children is that one is in the bundle.
 */
static bool containerd_starts(struct state *state, const struct identity *identity, pid_t child)
{
	char path[STATE_PATH];

	if (strcmp(identity->space, "k8s.io") != 0)
		return true;
	if (!span_is_plain(span_of(identity->id)))
		return false;
	snprintf(path, sizeof(path), "k8s.io/%s/init.pid", identity->id);
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;

		if (state_dir_open(state, identity->user, roots[i].bundles, &dir) == 0 &&
		    pid_read(state, &dir, path) == child)
			return true;
	}
	return false;
}

int containerd_parse_bundle(const char *text, size_t len, struct record *record)
{
	struct pick pick = { .key = "annotations" };
	int r = pick_members(text, len, &pick, 1);

	if (r < 0)
		return r;
	r = record_set(&record->name, pick_text(pick.value, "nerdctl/name"));
	if (r == 0)
		r = kubernetes_read_annotations(pick.value, record);
	pick_done(&pick, 1);
	return r;
}

enum { PATH_SIZE = IDENTITY_ID + 16 };

/* Reads a bundle's config.json. Its length, or -errno, already told. */
static ssize_t bundle_read(struct state *state, const struct state_dir *dir, const char *id,
                           char path[static PATH_SIZE])
{
	if (!span_is_plain(span_of(id)))
		return -ENOENT;
	snprintf(path, PATH_SIZE, "%s/config.json", id);
	return state_read(state, dir, path);
}

struct search {
	struct state *state;
	struct record *record;
};

/* Describes from the folder of one containerd namespace. 1: done; 0: not there; -ENOMEM. */
static int describe_in(void *data, const struct state_dir *root, const char *space)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	const struct search *search = data;
	struct record *record = search->record;
	char path[PATH_SIZE];
	ssize_t n;
	int r;

	if (!span_is_plain(span_of(space)) ||
	    state_dir_descend(search->state, root, space, &dir) < 0)
		return 0;
	n = bundle_read(search->state, &dir, record->identity.id, path);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 0;
	r = containerd_parse_bundle(search->state->text, (size_t)n, record);
	if (r == -EBADMSG)
		state_tell(search->state, dir.path, path, r);
	/* cri-dockerd's containers look the same from their cgroups. */
	if (strcmp(space, "moby") == 0)
		record->label = engine_docker.name;
	return r == -ENOMEM ? r : 1;
}

static int describe_below(struct state *state, uid_t user, const struct root *root,
                          struct record *record)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct search search = { .state = state, .record = record };
	int r;

	if (user && !root->user)
		return 0;
	if (state_dir_open(state, user, root->bundles, &dir) < 0)
		return 0;
	if (record->identity.space[0])
		return describe_in(&search, &dir, record->identity.space);
	r = state_dir_walk(state, &dir, describe_in, &search);
	return r < 0 && r != -ENOMEM ? 0 : r;
}

static int names_complete(struct state *state, struct record *record)
{
	bool is_cri = strcmp(record->identity.space, "k8s.io") == 0;
	int r = 0;

	if (!record->name && is_cri) {
		r = engine_docker.describe(state, record);
		if (record->name && record->image)
			record->label = engine_docker.name;
	}
	if (r == 0 && !record->pod && is_cri)
		r = kubernetes_read_pods(state, record);
	return r;
}

static int containerd_describe(struct state *state, struct record *record)
{
	uid_t user = record->identity.user;
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(roots); i++)
		r = describe_below(state, user, &roots[i], record);
	if (r >= 0 && !user)
		r = names_complete(state, record);
	return r < 0 ? r : 0;
}

struct listing {
	struct places *places;
	uid_t user;
};

static int list_space(void *data, const struct state_dir *root, const char *space)
{
	const struct listing *listing = data;
	bool docker = strcmp(space, "moby") == 0;

	return oci_list_below(listing->places, root, listing->user, space,
	                      docker ? &engine_docker : &engine_containerd, docker ? "" : space);
}

static int list_below(struct places *places, uid_t user, const char *runtime)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct listing listing = { .places = places, .user = user };

	if (state_dir_open(places->state, user, runtime, &dir) < 0)
		return 0;
	return state_dir_walk(places->state, &dir, list_space, &listing) == -ENOMEM ? -ENOMEM : 0;
}

static int list_user(void *data, uid_t user)
{
	return list_below(data, user, roots[0].runtime);
}

static int containerd_list(struct places *places)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(roots); i++)
		r = list_below(places, 0, roots[i].runtime);
	if (r == 0)
		r = state_users_walk(places->state, list_user, places);
	return r == -ENOMEM ? r : 0;
}

struct lookup {
	struct finder *finder;
	const struct root *root;
	uid_t user;
	const char *space;
};

/* The init of a container that fits, from the runtime's state, else from the shim's file. */
static pid_t init_read(const struct lookup *lookup, const struct state_dir *dir, const char *id,
                       uint64_t *ret_start)
{
	_cleanup_oci_state_ struct oci_state oci = { .start = START_NONE };
	struct state *state = lookup->finder->state;
	char path[STATE_PATH];

	snprintf(path, sizeof(path), "%s/%s", lookup->root->runtime, lookup->space);
	if (oci_read_at(state, lookup->user, path, id, &oci) == 0) {
		*ret_start = oci.start;
		return oci.pid;
	}
	*ret_start = START_NONE;
	snprintf(path, sizeof(path), "%s/init.pid", id);
	return pid_read(state, dir, path);
}

static int find_each(void *data, const struct state_dir *dir, const char *id)
{
	const struct lookup *lookup = data;
	struct finder *finder = lookup->finder;
	struct record record = { .label = engine_containerd.name };
	char path[PATH_SIZE];
	uint64_t start;
	enum fit fit;
	ssize_t n;
	pid_t pid;

	if (claim_in(span_of(lookup->space), span_of(id), &record.identity) == CLAIM_NONE)
		return 0;
	record.identity.user = lookup->user;
	fit = finder_fit(finder, &record);
	if (fit != FIT_NAME) {
		n = bundle_read(finder->state, dir, id, path);
		if (n > 0 && finder_may(finder, finder->state->text, (size_t)n) &&
		    containerd_parse_bundle(finder->state->text, (size_t)n, &record) == 0)
			fit = finder_fit(finder, &record);
	}
	pid = fit == FIT_NONE ? 0 : init_read(lookup, dir, id, &start);
	if (pid > 0)
		finder_offer(finder, &record, fit, pid, start);
	record_clear(&record);
	return finder_is_decided(finder);
}

static int find_space(void *data, const struct state_dir *root, const char *space)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct lookup lookup = *(const struct lookup *)data;
	int r;

	/* Docker's own files say more. */
	if (strcmp(space, "moby") == 0 ||
	    state_dir_descend(lookup.finder->state, root, space, &dir) < 0)
		return 0;
	lookup.space = space;
	r = state_dir_walk(lookup.finder->state, &dir, find_each, &lookup);
	return r == -ENOMEM ? r : 0;
}

static int find_below(struct finder *finder, uid_t user, const struct root *root)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct lookup lookup = { .finder = finder, .root = root, .user = user };

	if (state_dir_open(finder->state, user, root->bundles, &dir) < 0)
		return 0;
	return state_dir_walk(finder->state, &dir, find_space, &lookup) == -ENOMEM ? -ENOMEM : 0;
}

static int find_user(void *data, uid_t user)
{
	return find_below(data, user, &roots[0]);
}

static int containerd_find(struct finder *finder)
{
	int r = 0;

	if (!finder_wants(finder, engine_containerd.name))
		return 0;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(roots); i++)
		r = find_below(finder, 0, &roots[i]);
	if (r == 0)
		r = state_users_walk(finder->state, find_user, finder);
	return r == -ENOMEM ? r : 0;
}

const struct engine engine_containerd = {
	.name = "containerd",
	.kin = "containerd",
	.match_cgroup = containerd_match_cgroup,
	.match_command = containerd_match_command,
	.starts = containerd_starts,
	.describe = containerd_describe,
	.list = containerd_list,
	.find = containerd_find,
};
