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

enum { FILE_LIMIT = 64 * 1024 };

#ifndef SYS_pidfd_send_signal /* the same numbers on all architectures but alpha */
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* Opens /proc/PID, where everything is of one process, which must have that start time. */
static int process_open(int proc_fd, pid_t pid, uint64_t start, struct procfs_buffer *buffer)
{
	_cleanup_close_ int fd = -1;
	struct stat_fields fields;
	char name[16];
	ssize_t n;
	int r;

	snprintf(name, sizeof(name), "%d", (int)pid);
	fd = procfs_open_process(proc_fd, name);
	if (fd < 0)
		return err_is_gone(fd) ? -ESRCH : fd;
	n = procfs_read_once(fd, "stat", FILE_LIMIT, buffer);
	r = n < 0 ? (int)n : parse_stat(buffer->text, (size_t)n, &fields);
	if (err_is_gone(r) || (r >= 0 && fields.start != start))
		return -ESRCH;
	return r < 0 ? r : TAKE_FD(fd);
}

static int start_check(int proc_fd, pid_t pid, uint64_t start)
{
	struct procfs_buffer buffer = { 0 };
	int fd = process_open(proc_fd, pid, start, &buffer);

	procfs_buffer_done(&buffer);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int top_signal_read(int proc_fd, pid_t pid, uint64_t start, struct signals *ret_signals)
{
	struct procfs_buffer buffer = { 0 };
	_cleanup_close_ int fd = process_open(proc_fd, pid, start, &buffer);
	struct status_fields fields;
	ssize_t n = fd;
	int r;

	if (fd >= 0)
		n = procfs_read_once(fd, "status", FILE_LIMIT, &buffer);
	r = n < 0 ? (int)n : parse_status(buffer.text, (size_t)n, true, &fields);
	if (r >= 0)
		*ret_signals = fields.signals;
	procfs_buffer_done(&buffer);
	return err_is_gone(r) ? -ESRCH : r;
}

int top_signal_send(int proc_fd, pid_t pid, uint64_t start, int signal)
{
	_cleanup_close_ int pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
	int r;

	if (pidfd < 0)
		return -errno;
	r = start_check(proc_fd, pid, start);
	if (r < 0)
		return r;
	return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0U) < 0 ? -errno : 0;
}
