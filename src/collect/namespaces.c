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

/* What the descriptor tells of the namespace itself. */
static void namespace_describe(struct namespace *ns, unsigned facts, int fd)
{
	if (facts & FACT_OWNER)
		owner_learn(ns, fd);
	if (facts & FACT_UNIQUE)
		(void)nsfs_unique(fd, &ns->unique);
}

/*
 * The kernel tells the init even to those who may not read the init's own link, but only in the
 * numbers of our own namespace; on kernels that do not translate, none is known.
 */
static void init_ask(const struct snapshot *snapshot, struct namespace *ns, int fd)
{
	pid_t init = snapshot->own_view ? nsfs_process_from(fd, 1) : -1;

	if (init > 0)
		ns->init_pid = init;
}

/*
 * Describes a new namespace and climbs to its parents, each of which may be new too. The kernel
 * refuses (EPERM) what lies above the caller's own namespace; levels derived from chains remain.
 * Of namespaces that no process led to, the init is asked for. Takes over fd.
 */
static int namespace_learn(struct snapshot *snapshot, unsigned facts, uint32_t index, int fd,
                           bool by_process)
{
	_cleanup_close_ int at = fd;
	bool is_new = true;

	while (is_new && index != NAMESPACE_VIEW) {
		int parent_fd;
		uint32_t parent;
		uint64_t id;
		int r;

		namespace_describe(&snapshot->namespaces[index], facts, at);
		if (!by_process)
			init_ask(snapshot, &snapshot->namespaces[index], at);
		by_process = false;
		if (!(facts & FACT_HIERARCHY) || snapshot->namespaces[index].parent_known)
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
	struct namespace *ns = &snapshot->namespaces[index];
	int fd;

	/* Right below the view there is nothing to ask. */
	if (ns->level == 1) {
		ns->parent = NAMESPACE_VIEW;
		ns->parent_known = true;
		facts &= ~(unsigned)FACT_HIERARCHY;
	}
	if (!(facts & (FACT_HIERARCHY | FACT_OWNER | FACT_UNIQUE)))
		return 0;
	fd = procfs_open_namespace(dir_fd, "ns/pid");
	/* Gone meanwhile, or a fixture: the next process of this namespace cannot tell more. */
	return fd < 0 ? 0 : namespace_learn(snapshot, facts, index, fd, true);
}

/*
 * Ids are used again at once. An init that is another than the one of the namespace with this id
 * belongs to a new one: the old one, and all that lived in it, ended, and the new one takes its
 * place. True: it is to be learnt anew.
 */
static bool init_note(struct namespace *ns, pid_t init)
{
	bool renewed = ns->init_pid && ns->init_pid != init;

	if (renewed)
		*ns = (struct namespace){
			.id = ns->id,
			.level = LEVEL_UNKNOWN,
			.parent = NAMESPACE_NONE,
			.init = PROCESS_NONE,
			.renewed = true,
		};
	ns->init_pid = init;
	return renewed;
}

int namespaces_place(struct snapshot *snapshot, unsigned facts, const struct placed *process,
                     int dir_fd, uint32_t *ret_ns)
{
	uint64_t id;
	bool is_new;
	int r = procfs_read_namespace(dir_fd, "ns/pid", &id);

	*ret_ns = NAMESPACE_NONE;
	if (err_is_denied(r) || r == -EINVAL)
		return 0;
	if (r >= 0)
		r = snapshot_intern_namespace(snapshot, id, ret_ns, &is_new);
	if (r >= 0 && process->init && init_note(&snapshot->namespaces[*ret_ns], process->init))
		is_new = true;
	if (r < 0 || !is_new)
		return r;
	snapshot->namespaces[*ret_ns].level = process->level;
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
 * A descriptor of the namespace with this id at a path; -1 where that is another file, such as one
 * that was mounted over it: nothing is opened for reading before that is known.
 */
static int held_open(int proc_fd, int dir_fd, const char *path, uint64_t id)
{
	_cleanup_close_ int place = openat(dir_fd, path, O_PATH | O_CLOEXEC);
	struct statfs fs;
	uint64_t found;
	char name[32];

	if (place < 0 || fstatfs(place, &fs) < 0 || fs.f_type != NSFS_MAGIC_NUMBER)
		return -1;
	if (nsfs_id(place, &found) < 0 || found != id)
		return -1;
	snprintf(name, sizeof(name), "self/fd/%d", place);
	return openat(proc_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static int held_learn(struct snapshot *snapshot, unsigned facts, uint32_t index, int fd)
{
	return fd < 0 ? 0 : namespace_learn(snapshot, facts, index, fd, false);
}

int namespaces_add_mounted(struct snapshot *snapshot, unsigned facts, int proc_fd,
                           const char *pid_name, struct procfs_buffer *buffer)
{
	/* A path of another mount namespace leads to some other file in ours: only the id is known. */
	bool ours = strcmp(pid_name, "self") == 0;
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

		if (r > 0 && ours)
			r = held_learn(snapshot, facts, index,
			               held_open(proc_fd, AT_FDCWD, path, id));
		if (r < 0)
			return r;
	}
	return 0;
}

/* A link "pid:[N]" of a process to what is no known namespace. */
static int link_add(struct snapshot *snapshot, unsigned facts, int proc_fd, const char *path,
                    enum hold hold)
{
	uint32_t index;
	uint64_t id;
	int r;

	if (procfs_read_namespace(proc_fd, path, &id) < 0)
		return 0;
	r = held_add(snapshot, id, hold, path, &index);
	if (r > 0)
		r = held_learn(snapshot, facts, index, held_open(proc_fd, proc_fd, path, id));
	return r;
}

/* After unshare(), or when the init that it forked ended, none of its processes leads there. */
static int for_children_add(struct snapshot *snapshot, unsigned facts, int proc_fd, pid_t pid)
{
	char path[48];

	snprintf(path, sizeof(path), "%d/ns/pid_for_children", (int)pid);
	return link_add(snapshot, facts, proc_fd, path, HOLD_CHILDREN);
}

static int descriptor_add(struct snapshot *snapshot, unsigned facts, int proc_fd, pid_t pid,
                          const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%d/fd/%s", (int)pid, name);
	return link_add(snapshot, facts, proc_fd, path, HOLD_FD);
}

static int descriptors_add(struct snapshot *snapshot, unsigned facts, int proc_fd, pid_t pid)
{
	_cleanup_close_ int fd_dir = -1;
	struct procfs_walk walk;
	const char *name;
	char path[32];
	pid_t number;
	int r;

	snprintf(path, sizeof(path), "%d/fd", (int)pid);
	fd_dir = openat(proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd_dir < 0)
		return 0;
	r = descriptor_add(snapshot, facts, proc_fd, pid, "0"); /* the walk skips 0 */
	if (r < 0)
		return r;
	r = procfs_walk_start(&walk, fd_dir);
	while (r >= 0 && (r = procfs_walk_next(&walk, &name, &number)) > 0)
		r = descriptor_add(snapshot, facts, proc_fd, pid, name);
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
		if (r >= 0)
			r = for_children_add(snapshot, facts, proc_fd, process->pid);
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
