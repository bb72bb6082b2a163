/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telling whose a process is.
 */
#include <stdio.h>

#include "base/cleanup.h"
#include "collect/nsfs.h"
#include "collect/parse.h"
#include "collect/procfs.h"
#include "collect/runtime/cgroup.h"
#include "collect/runtime/owner.h"

enum { FILE_LIMIT = 64 * 1024 };

int owner_of_namespace(const struct state *state, pid_t pid, const char *file, uid_t *ret_owner)
{
	_cleanup_close_ int fd = -1;
	uint64_t userns;
	char name[32];

	snprintf(name, sizeof(name), "%d/ns/%s", (int)pid, file);
	fd = procfs_open_namespace(state->proc_fd, name);
	return fd < 0 ? fd : nsfs_owner(fd, &userns, ret_owner);
}

static bool has_namespace(const struct state *state, uid_t user, pid_t pid)
{
	/* With the host's PID namespace (--pid=host) only its mounts are its own. */
	static const char *const files[] = { "pid", "mnt" };
	uid_t owner;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		if (owner_of_namespace(state, pid, files[i], &owner) == 0 && owner == user)
			return true;
	}
	return false;
}

bool owner_has(const struct state *state, uid_t user, const struct owned *process)
{
	return process->uid == user ||
	       cgroup_user(process->cgroup.text, process->cgroup.len) == user ||
	       has_namespace(state, user, process->pid);
}

bool owner_has_pid(const struct state *state, uid_t user, pid_t pid)
{
	_cleanup_(procfs_buffer_done) struct procfs_buffer buffer = { 0 };
	struct owned process = { .pid = pid, .cgroup = SPAN_NONE };
	struct status_fields fields;
	char name[32];
	ssize_t n;

	snprintf(name, sizeof(name), "%d/status", (int)pid);
	n = procfs_read_once(state->proc_fd, name, FILE_LIMIT, &buffer);
	if (n < 0 || parse_status(buffer.text, (size_t)n, false, &fields) < 0)
		return false;
	process.uid = fields.euid;
	snprintf(name, sizeof(name), "%d/cgroup", (int)pid);
	n = procfs_read_once(state->proc_fd, name, FILE_LIMIT, &buffer);
	if (n > 0)
		process.cgroup = (struct span){ buffer.text, (size_t)n };
	return owner_has(state, user, &process);
}
