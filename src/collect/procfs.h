/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads files and lists directories of a procfs, below an open directory descriptor.
 *
 * An open /proc/PID directory never switches to another process that gets the same PID: what is
 * opened below it afterwards fails with ESRCH instead. So whatever is read below one descriptor
 * belongs to one process.
 */
#ifndef NSPID_COLLECT_PROCFS_H
#define NSPID_COLLECT_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One reusable buffer. Zero-initialise; free with procfs_buffer_done(). */
struct procfs_buffer {
	char *text; /* NUL-terminated behind its length */
	size_t size;
};
void procfs_buffer_done(struct procfs_buffer *buffer);

/*
 * Reads a whole file below dir_fd, up to `limit` bytes. Returns its length or -errno: ENOENT and
 * ESRCH mean that the process is gone.
 */
ssize_t procfs_read(int dir_fd, const char *name, size_t limit, struct procfs_buffer *buffer);

/*
 * The same for a file that the kernel renders in one piece (status, stat, cgroup, cmdline): one
 * read() does when it does not fill the buffer.
 */
ssize_t procfs_read_once(int dir_fd, const char *name, size_t limit, struct procfs_buffer *buffer);

/*
 * The inode in a namespace link such as "ns/pid": 0 or -errno. EACCES is said only of a process
 * that is there, never of one that is just ending, of which the kernel says it too.
 */
int procfs_read_namespace(int dir_fd, const char *name, uint64_t *ret_id);

/* Opens what such a link names: a descriptor, or -errno as above. */
int procfs_open_namespace(int dir_fd, const char *name);

/* Opens /proc/PID (or task/TID) only as a place to open files from: needs no permission. */
int procfs_open_process(int dir_fd, const char *name);

/* The numeric names of a directory, in the order of the kernel. */
struct procfs_walk {
	int fd; /* borrowed */
	char *buffer;
	size_t used, at;
};
/* 0 or -errno; starts at the beginning of the directory whatever was read before. */
int procfs_walk_start(struct procfs_walk *walk, int fd);
/* 1: *ret_name (valid until the next call) and *ret_pid are set; 0: the end; -errno. */
int procfs_walk_next(struct procfs_walk *walk, const char **ret_name, pid_t *ret_pid);
void procfs_walk_done(struct procfs_walk *walk);

#endif
