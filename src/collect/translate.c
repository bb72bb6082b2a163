/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers without a scan: one PID by the kernel, one container by its engine's state.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "collect/collector.h"
#include "collect/nsfs.h"
#include "collect/parse.h"

/* The ioctls speak the numbers of our own namespace: of use only when the procfs is its own. */
static int translate_check(struct collector *collector)
{
	_cleanup_close_ int own = procfs_open_namespace(collector->proc_fd, "self/ns/pid");
	struct status_fields fields;
	ssize_t n;

	if (own < 0 || !nsfs_can_translate(own))
		return -EOPNOTSUPP;
	n = procfs_read_once(collector->proc_fd, "self/status", 64 * 1024, &collector->buffer);
	if (n < 0 || parse_status(collector->buffer.text, (size_t)n, false, &fields) < 0)
		return -EOPNOTSUPP;
	return fields.nchain == 1 && fields.pid == getpid() ? 0 : -EOPNOTSUPP;
}

/*
 * The translation of processes answers for a thread, too, with the PID of its process: that the
 * number is one of a thread shows where both translations differ.
 */
static pid_t process_only(pid_t of_process, pid_t of_thread)
{
	if (of_process < 0)
		return of_process;
	return of_process == of_thread ? of_process : -ESRCH;
}

int collect_translate(struct collector *collector, int namespace_fd,
                      enum translate_direction direction, bool threads, pid_t pid, pid_t *ret_pid)
{
	int r = translate_check(collector);
	pid_t found;

	if (r < 0)
		return r;
	if (direction == TRANSLATE_FROM)
		found = nsfs_thread_from(namespace_fd, pid);
	else
		found = nsfs_thread_in(namespace_fd, pid);
	if (!threads && found > 0 && direction == TRANSLATE_FROM)
		found = process_only(nsfs_process_from(namespace_fd, pid), found);
	else if (!threads && found > 0)
		found = process_only(nsfs_process_in(namespace_fd, pid), found);
	if (found < 0)
		return found;
	*ret_pid = found;
	return 0;
}

int collect_open_namespace(struct collector *collector, pid_t pid, uint64_t start)
{
	_cleanup_close_ int dir_fd = -1;
	struct stat_fields fields;
	char name[16];
	ssize_t n;

	snprintf(name, sizeof(name), "%d", (int)pid);
	dir_fd = procfs_open_process(collector->proc_fd, name);
	if (dir_fd < 0)
		return dir_fd;
	if (start != START_NONE) {
		n = procfs_read_once(dir_fd, "stat", 64 * 1024, &collector->buffer);
		if (n < 0)
			return (int)n;
		if (parse_stat(collector->buffer.text, (size_t)n, &fields) < 0 ||
		    fields.start != start)
			return -ESRCH;
	}
	return procfs_open_namespace(dir_fd, "ns/pid");
}

const char *collect_engine_name(size_t index)
{
	return runtime_engine_name(index);
}

int collect_find_container(struct collector *collector, const char *engine, const char *name,
                           pid_t *ret_pid, uint64_t *ret_start)
{
	struct runtime_init init;
	int r;

	if (!collector->runtime)
		return -ENOENT;
	r = runtime_find_init(collector->runtime, engine, name, &init);
	if (r < 0)
		return r;
	*ret_pid = init.pid;
	*ret_start = init.start;
	return 0;
}
