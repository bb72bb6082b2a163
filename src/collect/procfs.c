/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading procfs: files into one buffer, directories by getdents64().
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "collect/parse.h"
#include "collect/procfs.h"

enum {
	BUFFER_FIRST = 16 * 1024, /* more than any status, stat or cgroup */
	WALK_BUFFER = 32 * 1024,
};

void procfs_buffer_done(struct procfs_buffer *buffer)
{
	free(buffer->text);
	*buffer = (struct procfs_buffer){ 0 };
}

/* Room for more than `used` bytes and a NUL. */
static int buffer_grow(struct procfs_buffer *buffer, size_t used)
{
	size_t size = buffer->size ? buffer->size * 2 : BUFFER_FIRST;
	char *text;

	if (used + 1 < buffer->size)
		return 0;
	text = realloc(buffer->text, size);
	if (!text)
		return -ENOMEM;
	buffer->text = text;
	buffer->size = size;
	return 0;
}

static ssize_t fd_read(int fd, size_t limit, bool once, struct procfs_buffer *buffer)
{
	size_t used = 0;

	for (;;) {
		size_t room;
		ssize_t n;
		int r = buffer_grow(buffer, used);

		if (r < 0)
			return r;
		room = buffer->size - 1 - used;
		if (room > limit - used)
			room = limit - used;
		n = room ? read(fd, buffer->text + used, room) : 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		used += (size_t)n;
		if (n == 0 || (once && (size_t)n < room))
			break;
	}
	buffer->text[used] = '\0';
	return (ssize_t)used;
}

static ssize_t file_read(int dir_fd, const char *name, size_t limit, bool once,
                         struct procfs_buffer *buffer)
{
	/* O_NONBLOCK: in a folder that only looks like a procfs this may be a FIFO. */
	_cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return -errno;
	return fd_read(fd, limit, once, buffer);
}

ssize_t procfs_read(int dir_fd, const char *name, size_t limit, struct procfs_buffer *buffer)
{
	return file_read(dir_fd, name, limit, false, buffer);
}

ssize_t procfs_read_once(int dir_fd, const char *name, size_t limit, struct procfs_buffer *buffer)
{
	return file_read(dir_fd, name, limit, true, buffer);
}

/*
 * Tells gone from hidden after a namespace link gave this errno. A process that is reaped between
 * the kernel's look-up of the link and the kernel's reading of it gives EACCES too
 * (proc_ns_readlink() and proc_ns_get_link() start with that error); looked up again, it is gone.
 */
static int link_error(int dir_fd, const char *name, int error)
{
	struct stat st;

	if (error == EACCES && fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return -error;
}

int procfs_read_namespace(int dir_fd, const char *name, uint64_t *ret_id)
{
	char target[64];
	ssize_t n = readlinkat(dir_fd, name, target, sizeof(target));

	if (n < 0)
		return link_error(dir_fd, name, errno);
	return parse_namespace_link(target, (size_t)n, ret_id);
}

int procfs_open_namespace(int dir_fd, const char *name)
{
	/* O_NONBLOCK: what only looks like a procfs may have a link that leads to a FIFO. */
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	return fd < 0 ? link_error(dir_fd, name, errno) : fd;
}

int procfs_open_process(int dir_fd, const char *name)
{
	int fd = openat(dir_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int procfs_walk_start(struct procfs_walk *walk, int fd)
{
	*walk = (struct procfs_walk){ .fd = fd };
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	walk->buffer = malloc(WALK_BUFFER);
	return walk->buffer ? 0 : -ENOMEM;
}

/* Fills the buffer with the next entries. 1, 0 at the end, or -errno. */
static int walk_fill(struct procfs_walk *walk)
{
	ssize_t n = getdents64(walk->fd, walk->buffer, WALK_BUFFER);

	if (n < 0)
		return -errno;
	walk->used = (size_t)n;
	walk->at = 0;
	return n > 0;
}

int procfs_walk_next(struct procfs_walk *walk, const char **ret_name, pid_t *ret_pid)
{
	for (;;) {
		const struct dirent64 *entry;

		if (walk->at >= walk->used) {
			int r = walk_fill(walk);

			if (r <= 0)
				return r;
		}
		entry = (const struct dirent64 *)(const void *)(walk->buffer + walk->at);
		walk->at += entry->d_reclen;
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		if (number_parse_pid(entry->d_name, ret_pid) < 0)
			continue;
		*ret_name = entry->d_name;
		return 1;
	}
}

void procfs_walk_done(struct procfs_walk *walk)
{
	free(walk->buffer);
	walk->buffer = NULL;
}
