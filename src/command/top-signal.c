/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signal for the very process that was shown.
 *
 * The pidfd comes first: it holds the process, so that its PID cannot be given to another between
 * the check and the signal (pidfd_open(2)).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/errors.h"
#include "collect/parse.h"
#include "collect/procfs.h"
#include "command/top-signal.h"

enum { STAT_LIMIT = 64 * 1024 };

#ifndef SYS_pidfd_send_signal /* the same numbers on all architectures but alpha */
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static int start_read(int proc_fd, pid_t pid, uint64_t *ret_start)
{
	struct procfs_buffer buffer = { 0 };
	struct stat_fields fields;
	char path[32];
	ssize_t n;
	int r;

	snprintf(path, sizeof(path), "%d/stat", (int)pid);
	n = procfs_read_once(proc_fd, path, STAT_LIMIT, &buffer);
	r = n < 0 ? (int)n : parse_stat(buffer.text, (size_t)n, &fields);
	if (r >= 0)
		*ret_start = fields.start;
	procfs_buffer_done(&buffer);
	return r;
}

int top_signal_send(int proc_fd, pid_t pid, uint64_t start, int signal)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
	uint64_t now = 0;
	int r;

	if (pidfd < 0)
		return -errno;
	r = start_read(proc_fd, pid, &now);
	if (err_is_gone(r) || (r >= 0 && now != start))
		return -ESRCH;
	if (r < 0)
		return r;
	return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0U) < 0 ? -errno : 0;
}
