/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Docker (Moby), rootful and rootless, alone or below a kubelet (cri-dockerd).
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "collect/runtime/containerd.h"
#include "collect/runtime/docker.h"
#include "collect/runtime/kubernetes.h"
#include "collect/runtime/oci.h"

#define RUNC_ROOT "run/docker/runtime-runc/moby"

/* Data roots, "containers" inside; of the package, of the snap. */
static const char *const system_roots[] = {
	"var/lib/docker/containers",
	"var/snap/docker/common/var-lib-docker/containers",
};

static enum claim docker_match_cgroup(const struct cgroup_step *step, struct identity *ret_identity)
{
	struct span id, rest = step->name;

	/* The systemd driver, there and where no systemd heard it: "a.slice:docker:<64>". */
	if (identity_cut_id(step->name, "docker-", &id))
		return identity_claim(&engine_docker, id, ret_identity);
	id = span_cut_last(&rest, ':');
	if (span_is_id(id) && span_ends(rest, ":docker"))
		return identity_claim(&engine_docker, id, ret_identity);
	if (span_is(step->before, "docker") && span_is_id(step->name))
		return identity_claim(&engine_docker, step->name, ret_identity);
	return CLAIM_NONE;
}

static enum claim docker_match_command(struct span command, struct identity *ret_identity)
{
	struct span space, id;

	if (!containerd_parse_shim(command, &space, &id) || !span_is(space, "moby"))
		return CLAIM_NONE;
	return identity_claim(&engine_docker, id, ret_identity);
}

/* Docker binds three files of its own into every container: <root>/containers/<64>/hostname. */
static enum claim docker_match_mount(const struct mount *mount, struct identity *ret_identity)
{
	static const char *const points[] = { "/etc/hostname", "/etc/hosts", "/etc/resolv.conf" };
	struct span rest = mount->root, leaf = span_cut_last(&rest, '/'), id;

	for (size_t i = 0; i < ARRAY_SIZE(points); i++) {
		if (!span_is(mount->point, points[i]) ||
		    !span_is(leaf, points[i] + strlen("/etc/")))
			continue;
		id = span_cut_last(&rest, '/');
		if (span_is_id(id) && span_ends(rest, "/containers"))
			return identity_claim(&engine_docker, id, ret_identity);
	}
	return CLAIM_NONE;
}

int docker_parse_config(const char *text, size_t len, struct record *record, pid_t *ret_pid)
{
	struct pick picks[] = { { .key = "Name" }, { .key = "Config" }, { .key = "State" } };
	const char *name;
	int r = pick_members(text, len, picks, ARRAY_SIZE(picks));

	if (r < 0)
		return r;
	*ret_pid = 0;
	if (json_is_true(json_object_get(picks[2].value, "Running")))
		*ret_pid = pick_pid(json_object_get(picks[2].value, "Pid"));
	name = json_string_value(picks[0].value);
	if (name && *name == '/')
		name++;
	if (name && *name)
		r = record_set(&record->name, name);
	if (r == 0)
		r = record_set(&record->image, pick_text(picks[1].value, "Image"));
	if (r == 0)
		r = kubernetes_read_annotations(json_object_get(picks[1].value, "Labels"), record);
	if (r == 0 && name && !record->pod)
		r = kubernetes_read_name(name, record);
	pick_done(picks, ARRAY_SIZE(picks));
	return r < 0 ? r : 0;
}

enum { PATH_SIZE = IDENTITY_ID + 32 };

/* Reads a container's file below a data root. Its length, or -errno, already told. */
static ssize_t config_read(struct state *state, const struct state_dir *dir, const char *id,
                           char path[static PATH_SIZE])
{
	if (!span_is_plain(span_of(id)))
		return -ENOENT;
	snprintf(path, PATH_SIZE, "%s/config.v2.json", id);
	return state_read(state, dir, path);
}

/* Describes from one data root. 1: done; 0: not there; -ENOMEM. */
static int describe_in(struct state *state, uid_t user, const char *root, struct record *record)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	char path[PATH_SIZE];
	ssize_t n;
	pid_t pid;
	int r;

	if (state_dir_open(state, user, root, &dir) < 0)
		return 0;
	n = config_read(state, &dir, record->identity.id, path);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 0;
	r = docker_parse_config(state->text, (size_t)n, record, &pid);
	if (r == -EBADMSG)
		state_tell(state, dir.path, path, r);
	return r == -ENOMEM ? r : 1;
}

/* Where the administrator moved the data root to; "" when nowhere. */
static void moved_root(struct state *state, char *buffer, size_t size)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct pick pick = { .key = "data-root" };
	const char *path;

	buffer[0] = '\0';
	if (state_dir_open(state, 0, "etc/docker", &dir) < 0 ||
	    state_pick(state, &dir, "daemon.json", &pick, 1) < 0)
		return;
	path = json_string_value(pick.value);
	if (path && *path == '/' && strlen(path) + sizeof("/containers") < size)
		snprintf(buffer, size, "%s/containers", path + strspn(path, "/"));
	pick_done(&pick, 1);
}

static int docker_describe(struct state *state, struct record *record)
{
	char moved[STATE_PATH];
	int r = 0;

	if (record->identity.user) {
		r = describe_in(state, record->identity.user, ".local/share/docker/containers",
		                record);
		return r < 0 ? r : 0;
	}
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(system_roots); i++)
		r = describe_in(state, 0, system_roots[i], record);
	if (r == 0) {
		moved_root(state, moved, sizeof(moved));
		if (*moved)
			r = describe_in(state, 0, moved, record);
	}
	if (r >= 0 && !record->name)
		r = kubernetes_read_logs(state, record);
	return r < 0 ? r : 0;
}

static int list_user(void *data, uid_t user)
{
	return oci_list(data, user, RUNC_ROOT, &engine_docker, "");
}

/* With --cgroup-parent a container may sit anywhere. */
static int docker_list(struct places *places)
{
	int r = oci_list(places, 0, RUNC_ROOT, &engine_docker, "");

	if (r == 0)
		r = state_users_walk(places->state, list_user, places);
	return r == -ENOMEM ? r : 0;
}

struct lookup {
	struct finder *finder;
	uid_t user;
};

/* Whether the file is worth parsing: two hundred of them are not. */
static bool may_fit(const struct finder *finder, const char *id, size_t len)
{
	char name[IDENTITY_ID + 8];
	int n;

	if (finder->kubernetes || finder_fits_id(finder, id))
		return finder_may(finder, finder->state->text, len) || !finder->kubernetes;
	n = snprintf(name, sizeof(name), "\"/%.*s\"", (int)finder->name.len, finder->name.text);
	return n > 0 && (size_t)n < sizeof(name) &&
	       memmem(finder->state->text, len, name, (size_t)n) != NULL;
}

static int find_each(void *data, const struct state_dir *dir, const char *id)
{
	const struct lookup *lookup = data;
	struct finder *finder = lookup->finder;
	_cleanup_oci_state_ struct oci_state oci = { .start = START_NONE };
	struct record record = { .label = engine_docker.name };
	char path[PATH_SIZE];
	enum fit fit;
	pid_t pid;
	ssize_t n = -ENOENT;

	if (span_is_id(span_of(id)))
		n = config_read(finder->state, dir, id, path);
	if (n < 0 || !may_fit(finder, id, (size_t)n) ||
	    identity_claim(&engine_docker, span_of(id), &record.identity) == CLAIM_NONE)
		return n == -ENOMEM ? -ENOMEM : 0;
	record.identity.user = lookup->user;
	if (docker_parse_config(finder->state->text, (size_t)n, &record, &pid) < 0)
		pid = 0;
	fit = finder_fit(finder, &record);
	if (pid && fit != FIT_NONE) {
		if (oci_read_at(finder->state, lookup->user, RUNC_ROOT, id, &oci) < 0 ||
		    oci.pid != pid)
			oci.start = START_NONE;
		finder_offer(finder, &record, fit, pid, oci.start);
	}
	record_clear(&record);
	return finder_is_decided(finder);
}

static int find_in(struct finder *finder, uid_t user, const char *root)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct lookup lookup = { .finder = finder, .user = user };

	if (state_dir_open(finder->state, user, root, &dir) < 0)
		return 0;
	return state_dir_walk(finder->state, &dir, find_each, &lookup) == -ENOMEM ? -ENOMEM : 0;
}

static int find_user(void *data, uid_t user)
{
	return find_in(data, user, ".local/share/docker/containers");
}

static int docker_find(struct finder *finder)
{
	char moved[STATE_PATH];
	int r = 0;

	if (!finder_wants(finder, engine_docker.name))
		return 0;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(system_roots); i++)
		r = find_in(finder, 0, system_roots[i]);
	moved_root(finder->state, moved, sizeof(moved));
	if (r == 0 && *moved)
		r = find_in(finder, 0, moved);
	if (r == 0)
		r = state_users_walk(finder->state, find_user, finder);
	return r == -ENOMEM ? r : 0;
}

const struct engine engine_docker = {
	.name = "docker",
	.kin = "containerd",
	.match_cgroup = docker_match_cgroup,
	.match_command = docker_match_command,
	.match_mount = docker_match_mount,
	.describe = docker_describe,
	.list = docker_list,
	.find = docker_find,
};
