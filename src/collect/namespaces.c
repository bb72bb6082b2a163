/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces as the walk meets them, and those that no process lives in.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "collect/namespaces.h"
#include "collect/nsfs.h"
#include "collect/parse.h"

enum {
	NAMESPACE_INITIAL = 0xEFFFFFFC, /* on every machine: PID_NS_INIT_INO of linux/nsfs.h */
	NSFS_MAGIC_NUMBER = 0x6e736673,
	FILE_LIMIT = 64 * 1024,
	MOUNTINFO_LIMIT = 16 * 1024 * 1024,
};

/* Our own entry in this procfs: present, and is it the only level, with our own number? */
static bool view_is_own(int proc_fd, struct procfs_buffer *buffer)
{
	struct status_fields fields;
	ssize_t n = procfs_read_once(proc_fd, "self/status", FILE_LIMIT, buffer);

	return n > 0 && parse_status(buffer->text, (size_t)n, false, &fields) == 0 &&
	       fields.nchain <= 1 && fields.pid == getpid();
}

/* kthreadd is visible in the initial namespace alone. */
static bool view_is_initial(int proc_fd, struct procfs_buffer *buffer)
{
	struct status_fields fields;
	ssize_t n = procfs_read_once(proc_fd, "2/status", FILE_LIMIT, buffer);

	return n > 0 && parse_status(buffer->text, (size_t)n, false, &fields) == 0 &&
	       fields.kthread == 1 && fields.ppid == 0;
}

static void owner_learn(struct namespace *ns, int fd)
{
	uint64_t userns;
	uid_t owner;

	if (nsfs_owner(fd, &userns, &owner) < 0)
		return;
	ns->userns = userns;
	ns->owner = owner;
	ns->owner_known = true;
}

/*
 * What the descriptor tells of the namespace itself. Its init the kernel tells even to those who
 * may not read the init's own link; on kernels that do not translate, none is known.
 */
static void namespace_describe(struct snapshot *snapshot, unsigned facts, uint32_t index, int fd)
{
	struct namespace *ns = &snapshot->namespaces[index];
	pid_t init = snapshot->own_view ? nsfs_process_from(fd, 1) : -1;

	if (init > 0)
		ns->init_pid = init;
	if (facts & FACT_OWNER)
		owner_learn(ns, fd);
	if (facts & FACT_UNIQUE)
		(void)nsfs_unique(fd, &ns->unique);
}

/*
 * Describes a new namespace and climbs to its parents, each of which may be new too. The kernel
 * refuses (EPERM) what lies above the caller's own namespace; levels derived from chains remain.
 * Takes over fd.
 */
static int namespace_learn(struct snapshot *snapshot, unsigned facts, uint32_t index, int fd)
{
	_cleanup_close_ int at = fd;
	bool is_new = true;

	while (is_new && index != NAMESPACE_VIEW) {
		int parent_fd;
		uint32_t parent;
		uint64_t id;
		int r;

		namespace_describe(snapshot, facts, index, at);
		if (!(facts & FACT_HIERARCHY))
			return 0;
		parent_fd = nsfs_open_parent(at);
		if (parent_fd < 0)
			return 0;
		close(at);
		at = parent_fd;
		r = nsfs_id(at, &id);
		if (r >= 0)
			r = snapshot_intern_namespace(snapshot, id, &parent, &is_new);
		if (r < 0)
			return r;
		snapshot->namespaces[index].parent = parent;
		snapshot->namespaces[index].parent_known = true;
		index = parent;
	}
	return 0;
}

static int new_namespace_learn(struct snapshot *snapshot, unsigned facts, uint32_t index,
                               int dir_fd)
{
	int fd;

	if (!(facts & (FACT_HIERARCHY | FACT_OWNER | FACT_UNIQUE)))
		return 0;
	fd = procfs_open_namespace(dir_fd, "ns/pid");
	/* Gone meanwhile, or a fixture: the next process of this namespace cannot tell more. */
	return fd < 0 ? 0 : namespace_learn(snapshot, facts, index, fd);
}

int namespaces_place(struct snapshot *snapshot, unsigned facts, int level, int dir_fd,
                     uint32_t *ret_ns)
{
	uint64_t id;
	bool is_new;
	int r = procfs_read_namespace(dir_fd, "ns/pid", &id);

	*ret_ns = NAMESPACE_NONE;
	if (err_is_denied(r) || r == -EINVAL)
		return 0;
	if (r >= 0)
		r = snapshot_intern_namespace(snapshot, id, ret_ns, &is_new);
	if (r < 0 || !is_new)
		return r;
	snapshot->namespaces[*ret_ns].level = level;
	return new_namespace_learn(snapshot, facts, *ret_ns, dir_fd);
}

/* By its init, or where that may not be looked at, by ourselves. */
static void view_owner_learn(struct snapshot *snapshot, int proc_fd)
{
	_cleanup_close_ int fd = procfs_open_namespace(proc_fd, "1/ns/pid");

	if (fd < 0 && snapshot->own_view)
		fd = procfs_open_namespace(proc_fd, "self/ns/pid");
	if (fd >= 0 && nsfs_check_pid(fd) == 0)
		owner_learn(&snapshot->namespaces[NAMESPACE_VIEW], fd);
}

void namespaces_learn_view(struct snapshot *snapshot, unsigned facts, int proc_fd,
                           struct procfs_buffer *buffer)
{
	uint64_t id = 0;

	snapshot->own_view = view_is_own(proc_fd, buffer);
	if (procfs_read_namespace(proc_fd, "1/ns/pid", &id) < 0) {
		if (snapshot->own_view)
			procfs_read_namespace(proc_fd, "self/ns/pid", &id);
		else if (view_is_initial(proc_fd, buffer))
			id = NAMESPACE_INITIAL;
	}
	if (id)
		snapshot_identify_namespace(snapshot, NAMESPACE_VIEW, id);
	if (facts & FACT_OWNER)
		view_owner_learn(snapshot, proc_fd);
}

/* Adds a namespace that something but a process holds. 1; 0: it is known already; -ENOMEM. */
static int held_add(struct snapshot *snapshot, uint64_t id, enum hold hold, const char *path,
                    uint32_t *ret_index)
{
	struct namespace *ns;
	bool is_new;
	int r = snapshot_intern_namespace(snapshot, id, ret_index, &is_new);

	if (r < 0 || !is_new)
		return r;
	ns = &snapshot->namespaces[*ret_index];
	ns->hold = hold;
	ns->hold_path = arena_copy(&snapshot->arena, path, strlen(path));
	return ns->hold_path ? 1 : -ENOMEM;
}

/*
 * A descriptor of the namespace with this id at a path. The mount may be covered, or in another
 * mount namespace: then only its id is known. -1.
 */
static int held_open(int dir_fd, const char *path, uint64_t id)
{
	_cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct statfs fs;
	uint64_t found;

	if (fd < 0 || fstatfs(fd, &fs) < 0 || fs.f_type != NSFS_MAGIC_NUMBER)
		return -1;
	if (nsfs_id(fd, &found) < 0 || found != id)
		return -1;
	return TAKE_FD(fd);
}

static int held_learn(struct snapshot *snapshot, unsigned facts, uint32_t index, int dir_fd,
                      const char *path)
{
	int fd = held_open(dir_fd, path, snapshot->namespaces[index].id);

	return fd < 0 ? 0 : namespace_learn(snapshot, facts, index, fd);
}

int namespaces_add_mounted(struct snapshot *snapshot, unsigned facts, int proc_fd,
                           const char *pid_name, struct procfs_buffer *buffer)
{
	char name[32], path[PATH_MAX];
	size_t cursor = 0;
	uint32_t index;
	uint64_t id;
	ssize_t n;

	snprintf(name, sizeof(name), "%s/mountinfo", pid_name);
	n = procfs_read(proc_fd, name, MOUNTINFO_LIMIT, buffer);
	if (n < 0)
		return 0;
	while (parse_mountinfo_next(buffer->text, (size_t)n, &cursor, &id, path, sizeof(path))) {
		int r = held_add(snapshot, id, HOLD_MOUNT, path, &index);

		if (r > 0)
			r = held_learn(snapshot, facts, index, AT_FDCWD, path);
		if (r < 0)
			return r;
	}
	return 0;
}

/* One descriptor of a process: a link "pid:[N]" that is no known namespace. */
static int descriptor_add(struct snapshot *snapshot, unsigned facts, int fd_dir, const char *name,
                          const char *process_name)
{
	uint32_t index;
	char path[64];
	uint64_t id;
	int r;

	if (procfs_read_namespace(fd_dir, name, &id) < 0)
		return 0;
	snprintf(path, sizeof(path), "%s/fd/%s", process_name, name);
	r = held_add(snapshot, id, HOLD_FD, path, &index);
	return r > 0 ? held_learn(snapshot, facts, index, fd_dir, name) : r;
}

static int descriptors_add(struct snapshot *snapshot, unsigned facts, int proc_fd, pid_t pid)
{
	_cleanup_close_ int fd_dir = -1;
	char process_name[16], path[32];
	struct procfs_walk walk;
	const char *name;
	pid_t number;
	int r;

	snprintf(process_name, sizeof(process_name), "%d", (int)pid);
	snprintf(path, sizeof(path), "%s/fd", process_name);
	fd_dir = openat(proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd_dir < 0)
		return 0;
	r = descriptor_add(snapshot, facts, fd_dir, "0", process_name); /* the walk skips 0 */
	if (r < 0)
		return r;
	r = procfs_walk_start(&walk, fd_dir);
	while (r >= 0 && (r = procfs_walk_next(&walk, &name, &number)) > 0)
		r = descriptor_add(snapshot, facts, fd_dir, name, process_name);
	procfs_walk_done(&walk);
	return r == -ENOMEM ? r : 0;
}

int namespaces_add_open(struct snapshot *snapshot, unsigned facts, int proc_fd,
                        struct procfs_buffer *buffer)
{
	struct idmap mount_namespaces = { 0 };
	int r = 0;

	for (size_t i = 0; r >= 0 && i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		char name[32];
		uint64_t mounts;
		ssize_t n;
		char link[64];

		if (process->kthread)
			continue;
		r = descriptors_add(snapshot, facts, proc_fd, process->pid);
		if (r < 0)
			break;
		snprintf(name, sizeof(name), "%d/ns/mnt", (int)process->pid);
		n = readlinkat(proc_fd, name, link, sizeof(link) - 1);
		if (n <= 0)
			continue;
		link[n] = '\0';
		mounts = strtoull(link + strcspn(link, "0123456789"), NULL, 10);
		if (mounts == 0 || idmap_get(&mount_namespaces, mounts) != IDMAP_NONE)
			continue;
		r = idmap_put(&mount_namespaces, mounts, 0);
		snprintf(name, sizeof(name), "%d", (int)process->pid);
		if (r >= 0)
			r = namespaces_add_mounted(snapshot, facts, proc_fd, name, buffer);
	}
	idmap_done(&mount_namespaces);
	return r;
}

void namespaces_adopt_inits(struct snapshot *snapshot)
{
	for (uint32_t i = 1; i < snapshot->nnamespaces; i++) {
		struct namespace *ns = &snapshot->namespaces[i];
		/* The snapshot is ours to fill: the lookup only lends it as const. */
		struct process *init =
			(struct process *)(uintptr_t)snapshot_find_process(snapshot, ns->init_pid);

		if (!init || init->ns != NAMESPACE_NONE || !process_is_init(init))
			continue;
		init->ns = i;
		ns->level = init->level;
		ns->hold = HOLD_PROCESSES;
		ns->hold_path = NULL;
	}
}
