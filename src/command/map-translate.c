/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers of nspid map that need no scan: the namespace is known, and the kernel translates.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "command/map.h"

/* ~PID stands for the namespace of that process only if it is the init of it. */
static int init_check(struct session *session, int fd, pid_t pid)
{
	pid_t inside;
	int r = collect_translate(session->collector, fd, TRANSLATE_IN, false, pid, &inside);

	if (r < 0)
		return r;
	return inside == 1 ? 0 : -EOPNOTSUPP;
}

static int container_open(struct session *session, const struct target *place)
{
	uint64_t start;
	pid_t pid;
	int r = collect_find_container(session->collector, place->engine[0] ? place->engine : NULL,
	                               place->name, &pid, &start);

	return r < 0 ? r : collect_open_namespace(session->collector, pid, start);
}

/* A descriptor of the namespace of a place; -EOPNOTSUPP where it takes a scan to find it. */
static int place_open(struct session *session, const struct target *place)
{
	_cleanup_close_ int fd = -1;
	int r = 0;

	switch (place->kind) {
	case TARGET_HOST:
		fd = openat(collector_proc_fd(session->collector), "self/ns/pid",
		            O_RDONLY | O_CLOEXEC);
		break;
	case TARGET_PROCESS:
		fd = collect_open_namespace(session->collector, place->pid, START_NONE);
		break;
	case TARGET_INIT:
		fd = collect_open_namespace(session->collector, place->pid, START_NONE);
		r = fd < 0 ? 0 : init_check(session, fd, place->pid);
		break;
	case TARGET_CONTAINER:
		fd = container_open(session, place);
		break;
	default:
		break;
	}
	/* Whatever went wrong here, the scan finds the words for it. */
	if (fd < 0 || r < 0)
		return -EOPNOTSUPP;
	return TAKE_FD(fd);
}

int map_translate(struct session *session, const struct target *target, const struct target *to,
                  pid_t *ret_pid, pid_t *ret_to)
{
	_cleanup_close_ int fd = -1, to_fd = -1;
	bool threads = session->request->threads;
	pid_t pid, inside = -1;
	int r;

	if (!target->at)
		return -EOPNOTSUPP;
	fd = place_open(session, target);
	if (fd < 0)
		return fd;
	r = collect_translate(session->collector, fd, TRANSLATE_FROM, threads, target->number,
	                      &pid);
	if (r < 0)
		return r;
	if (to) {
		to_fd = place_open(session, to);
		if (to_fd < 0)
			return to_fd;
		r = collect_translate(session->collector, to_fd, TRANSLATE_IN, threads, pid,
		                      &inside);
		if (r < 0 && r != -ESRCH)
			return r;
		if (r < 0)
			inside = 0;
	}
	*ret_pid = pid;
	*ret_to = inside;
	return 0;
}
