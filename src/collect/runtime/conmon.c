/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Podman and CRI-O: both run each container below a conmon, and store it with containers/storage.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "collect/runtime/command.h"
#include "collect/runtime/conmon.h"
#include "collect/runtime/kubernetes.h"
#include "collect/runtime/oci.h"

#define CONTAINERS_FILE "containers.json"

static const char *const runtimes[] = { "run/runc", "run/crun" };

/* <engine>-<64>.scope of the systemd driver, <engine>-<64> of cgroupfs, "a.slice:engine:<64>". */
static bool cut_id(struct span name, const char *prefix, const char *middle, struct span *ret_id)
{
	struct span rest = name;

	if (identity_cut_id(name, prefix, ret_id))
		return true;
	*ret_id = span_cut_last(&rest, ':');
	return span_is_id(*ret_id) && span_ends(rest, middle);
}

/* The container itself is in "container" of its scope; its monitor is anywhere else. */
static bool is_supervisor(const struct cgroup_step *step)
{
	struct span behind = step->behind;

	return span_is(step->after, "supervisor") ||
	       (!span_is(step->after, "container") &&
	        span_is(span_cut_last(&behind, '/'), "supervisor"));
}

static enum claim podman_match_cgroup(const struct cgroup_step *step, struct identity *ret_identity)
{
	struct span id;

	if (identity_cut_id(step->name, "libpod-conmon-", &id) ||
	    (span_is(step->before, "libpod_parent") && span_is(step->name, "conmon")))
		return CLAIM_MONITOR;
	if (cut_id(step->name, "libpod-", ":libpod", &id))
		return is_supervisor(step) ? CLAIM_MONITOR
		                           : identity_claim(&engine_podman, id, ret_identity);
	if (identity_cut_id(step->name, "libpod-payload-", &id))
		return identity_claim(&engine_podman, id, ret_identity);
	/* Rootless before version 2: podman-<pid>.scope/<64>. */
	if (span_starts(step->before, "podman-") && span_ends(step->before, ".scope") &&
	    span_is_id(step->name))
		return identity_claim(&engine_podman, step->name, ret_identity);
	return CLAIM_NONE;
}

static enum claim crio_match_cgroup(const struct cgroup_step *step, struct identity *ret_identity)
{
	struct span id;

	if (identity_cut_id(step->name, "crio-conmon-", &id))
		return CLAIM_MONITOR;
	if (cut_id(step->name, "crio-", ":crio", &id))
		return identity_claim(&engine_crio, id, ret_identity);
	return CLAIM_NONE;
}

bool conmon_parse(struct span command, struct span *ret_id, struct span *ret_name)
{
	static const char *const id[] = { "-c", "--cid", NULL };
	static const char *const name[] = { "-n", "--name", NULL };

	if (!span_is(command_program(command), "conmon"))
		return false;
	*ret_id = command_option(command, id);
	*ret_name = command_option(command, name);
	return span_is_id(*ret_id);
}

static enum claim conmon_claim(struct span command, bool crio, const struct engine *engine,
                               struct identity *ret_identity)
{
	struct span id, name;

	if (!conmon_parse(command, &id, &name) || span_starts(name, "k8s_") != crio)
		return CLAIM_NONE;
	if (identity_claim(engine, id, ret_identity) == CLAIM_NONE)
		return CLAIM_NONE;
	span_store(name, ret_identity->name, sizeof(ret_identity->name));
	return CLAIM_CONTAINER;
}

static enum claim podman_match_command(struct span command, struct identity *ret_identity)
{
	return conmon_claim(command, false, &engine_podman, ret_identity);
}

static enum claim crio_match_command(struct span command, struct identity *ret_identity)
{
	return conmon_claim(command, true, &engine_crio, ret_identity);
}

/* <driver>-containers/<64>/userdata/<file>, bound to where the container reads it. */
static enum claim podman_match_mount(const struct mount *mount, struct identity *ret_identity)
{
	static const char *const points[] = { "/run/.containerenv", "/etc/hostname", "/etc/hosts",
		                              "/etc/resolv.conf" };
	struct span rest = mount->root, leaf = span_cut_last(&rest, '/'), id;

	if (!span_chop(&rest, "/userdata"))
		return CLAIM_NONE;
	id = span_cut_last(&rest, '/');
	if (!span_is_id(id) || !span_ends(rest, "-containers"))
		return CLAIM_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(points); i++) {
		if (span_is(mount->point, points[i]) && span_is(leaf, strrchr(points[i], '/') + 1))
			return identity_claim(&engine_podman, id, ret_identity);
	}
	return CLAIM_NONE;
}

/* The storage drivers, each with a folder of its own. */
static const char *const drivers[] = {
	"overlay-containers", "vfs-containers",  "btrfs-containers",
	"zfs-containers",     "aufs-containers", "devicemapper-containers",
};

/* The containers of one user (0: the system's) and driver, read again when the file is replaced. */
struct shelf {
	const char *driver;
	struct timespec changed;
	ino_t inode;
	struct storage storage;
};

struct rack {
	uid_t user;
	unsigned look; /* of the state, when its files were looked at */
	bool is_new;
	struct shelf shelves[ARRAY_SIZE(drivers)];
};

struct racks {
	struct rack *all;
	size_t count;
};

static void racks_done(void *memory)
{
	struct racks *racks = memory;

	for (size_t i = 0; i < racks->count; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(drivers); j++)
			storage_done(&racks->all[i].shelves[j].storage);
	}
	free(racks->all);
}

static struct rack *rack_get(struct racks *racks, uid_t user)
{
	struct rack *moved;

	for (size_t i = 0; i < racks->count; i++) {
		if (racks->all[i].user == user)
			return &racks->all[i];
	}
	moved = reallocarray(racks->all, racks->count + 1, sizeof(*moved));
	if (!moved)
		return NULL;
	racks->all = moved;
	moved = &racks->all[racks->count++];
	*moved = (struct rack){ .user = user, .is_new = true };
	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		moved->shelves[i].driver = drivers[i];
	return moved;
}

/* Reads a containers.json unless it is known already. 0 or -ENOMEM; a bad one is empty. */
static int shelf_read(struct state *state, const struct state_dir *dir, struct shelf *shelf)
{
	struct stat st;
	ssize_t n;
	int r;

	if (fstatat(dir->fd, CONTAINERS_FILE, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (st.st_ino == shelf->inode && st.st_mtim.tv_sec == shelf->changed.tv_sec &&
	    st.st_mtim.tv_nsec == shelf->changed.tv_nsec)
		return 0;
	storage_done(&shelf->storage);
	shelf->inode = st.st_ino;
	shelf->changed = st.st_mtim;
	n = state_read(state, dir, CONTAINERS_FILE);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 0;
	r = storage_parse(state->text, (size_t)n, &shelf->storage);
	if (r == -EBADMSG)
		state_tell_text(state, dir->path, CONTAINERS_FILE, "not a JSON array, or cut off");
	return r == -ENOMEM ? r : 0;
}

/* What is done with each of a user's shelves; non-zero ends the walk. */
typedef int (*shelf_each)(void *data, const struct shelf *shelf);

/* Looks at a user's files, once a look: all containers of a snapshot are in them by then. */
static int rack_read(struct state *state, struct rack *rack)
{
	const char *path =
		rack->user ? ".local/share/containers/storage" : "var/lib/containers/storage";
	_cleanup_state_dir_ struct state_dir above = STATE_DIR_NONE;
	int r = 0;

	if (!rack->is_new && rack->look == state->look)
		return 0;
	rack->is_new = false;
	rack->look = state->look;
	if (state_dir_open(state, rack->user, path, &above) < 0)
		return 0;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(drivers); i++) {
		_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;

		if (state_dir_descend(state, &above, drivers[i], &dir) == 0)
			r = shelf_read(state, &dir, &rack->shelves[i]);
	}
	return r;
}

/* 1: `each` ended it; 0; -ENOMEM. */
static int shelves_walk(struct state *state, uid_t user, shelf_each each, void *data)
{
	static const char owner;
	struct racks *racks = state_remember(state, &owner, sizeof(*racks), racks_done);
	struct rack *rack = racks ? rack_get(racks, user) : NULL;
	int r = 0;

	if (!rack || rack_read(state, rack) < 0)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(drivers); i++)
		r = each(data, &rack->shelves[i]);
	return r < 0 && r != -ENOMEM ? 0 : r;
}

static int stored_take(const struct stored *stored, struct record *record)
{
	int r = stored->name ? kubernetes_read_name(stored->name, record) : 0;

	if (r > 0)
		record->label = engine_crio.name;
	else if (r == 0)
		r = record_set(&record->name, stored->name);
	return r < 0 ? r : record_set(&record->image, stored->image);
}

static int describe_each(void *data, const struct shelf *shelf)
{
	struct record *record = data;
	const struct stored *stored = storage_find(&shelf->storage, record->identity.id);

	if (!stored)
		return 0;
	return stored_take(stored, record) < 0 ? -ENOMEM : 1;
}

/* From what conmon's command line says where the files may not be read. */
static int describe_by_name(struct state *state, struct record *record)
{
	int r = kubernetes_read_name(record->identity.name, record);

	if (r == 0 && !record->name && record->identity.engine == &engine_crio &&
	    !record->identity.user) {
		r = kubernetes_read_logs(state, record);
		if (r == 0 && !record->pod)
			r = kubernetes_read_pods(state, record);
	}
	return r < 0 ? r : 0;
}

static int storage_describe(struct state *state, struct record *record)
{
	int r = shelves_walk(state, record->identity.user, describe_each, record);

	if (r == 0 || (r > 0 && !record->name))
		r = describe_by_name(state, record);
	return r < 0 ? r : 0;
}

struct lookup {
	struct finder *finder;
	const struct engine *engine;
	uid_t user;
};

/* The init from the runtime's state; else from conmon's pidfile, which has no start time. */
static pid_t init_read(const struct lookup *lookup, const struct shelf *shelf, const char *id,
                       uint64_t *ret_start)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	struct state *state = lookup->finder->state;
	char path[STATE_PATH];
	const char *cursor;
	uint64_t pid;
	ssize_t n;

	for (size_t i = 0; i < ARRAY_SIZE(runtimes); i++) {
		_cleanup_oci_state_ struct oci_state oci = { .start = START_NONE };

		if (oci_read_at(state, lookup->user, runtimes[i], id, &oci) < 0)
			continue;
		*ret_start = oci.start;
		return oci.pid;
	}
	*ret_start = START_NONE;
	snprintf(path, sizeof(path), "run/containers%s/%s", lookup->user ? "" : "/storage",
	         shelf->driver);
	if (state_dir_open(state, lookup->user, path, &dir) < 0)
		return 0;
	snprintf(path, sizeof(path), "%s/userdata/pidfile", id);
	n = state_read(state, &dir, path);
	if (n <= 0)
		return 0;
	cursor = state->text;
	pid = number_scan(&cursor, state->text + n);
	return pid <= NUMBER_PID_MAX ? (pid_t)pid : 0;
}

static int find_stored(const struct lookup *lookup, const struct shelf *shelf,
                       const struct stored *stored)
{
	struct record record = { .label = lookup->engine->name };
	struct finder *finder = lookup->finder;
	enum fit fit;
	uint64_t start;
	pid_t pid;

	if (identity_claim(lookup->engine, span_of(stored->id), &record.identity) == CLAIM_NONE)
		return 0;
	record.identity.user = lookup->user;
	if (stored_take(stored, &record) < 0) {
		record_clear(&record);
		return -ENOMEM;
	}
	fit = finder_fit(finder, &record);
	if (fit != FIT_NONE && strcmp(record.label, lookup->engine->name) == 0) {
		pid = init_read(lookup, shelf, stored->id, &start);
		if (pid > 0)
			finder_offer(finder, &record, fit, pid, start);
	}
	record_clear(&record);
	return finder_is_decided(finder);
}

static int find_each(void *data, const struct shelf *shelf)
{
	const struct lookup *lookup = data;
	int r = 0;

	for (size_t i = 0; r == 0 && i < shelf->storage.count; i++)
		r = find_stored(lookup, shelf, &shelf->storage.all[i]);
	return r;
}

static int find_user(void *data, uid_t user)
{
	struct lookup *lookup = data;

	lookup->user = user;
	return shelves_walk(lookup->finder->state, user, find_each, lookup);
}

static int storage_find_init(struct finder *finder, const struct engine *engine)
{
	struct lookup lookup = { .finder = finder, .engine = engine };
	int r;

	if (!finder_wants(finder, engine->name))
		return 0;
	r = find_user(&lookup, 0);
	if (r == 0 && engine == &engine_podman)
		r = state_users_walk(finder->state, find_user, &lookup);
	return r == -ENOMEM ? r : 0;
}

static int podman_find(struct finder *finder)
{
	return storage_find_init(finder, &engine_podman);
}

static int crio_find(struct finder *finder)
{
	return storage_find_init(finder, &engine_crio);
}

/*
 * An ordinary user may not read the engines' files, but conmon's command line, which has the name
 * that the container was made with. The files come first: a new name is only in them.
 */
static int conmon_learn(struct record *record, const struct identity *monitor)
{
	int r;

	if (record->name || !monitor->name[0] || strcmp(record->identity.id, monitor->id) != 0)
		return 0;
	r = kubernetes_read_name(monitor->name, record);
	return r == 0 ? record_set(&record->name, monitor->name) : r < 0 ? r : 0;
}

const struct engine engine_podman = {
	.name = "podman",
	.kin = "storage",
	.match_cgroup = podman_match_cgroup,
	.match_command = podman_match_command,
	.match_mount = podman_match_mount,
	.describe = storage_describe,
	.learn = conmon_learn,
	.find = podman_find,
};

const struct engine engine_crio = {
	.name = "cri-o",
	.kin = "storage",
	.match_cgroup = crio_match_cgroup,
	.match_command = crio_match_command,
	.describe = storage_describe,
	.learn = conmon_learn,
	.find = crio_find,
};
