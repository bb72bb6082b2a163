/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of mounts that may never answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "collect/parse.h"
#include "collect/runtime/remote.h"

enum { CHUNK = 64 * 1024 }; /* longer than any line: options are at most a page */

static bool is_remote(struct span type)
{
	static const char *const types[] = { "9p",    "afs",   "autofs",   "beegfs", "ceph",
		                             "cifs",  "coda",  "gpfs",     "lustre", "ncpfs",
		                             "nfs",   "nfs4",  "orangefs", "pvfs2",  "smb3",
		                             "smbfs", "vboxsf" };

	if (span_is(type, "fuse") || span_is(type, "fuseblk") || span_starts(type, "fuse."))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (span_is(type, types[i]))
			return true;
	}
	return false;
}

static int point_add(struct remotes *remotes, const char *point)
{
	if (remotes->count == remotes->size) {
		size_t bigger = remotes->size ? remotes->size * 2 : 16;
		char **moved = reallocarray(remotes->points, bigger, sizeof(*moved));

		if (!moved)
			return -ENOMEM;
		remotes->points = moved;
		remotes->size = bigger;
	}
	remotes->points[remotes->count] = strdup(point);
	if (!remotes->points[remotes->count])
		return -ENOMEM;
	remotes->count++;
	return 0;
}

static void point_remove(struct remotes *remotes, const char *point)
{
	for (size_t i = 0; i < remotes->count; i++) {
		if (strcmp(remotes->points[i], point) != 0)
			continue;
		free(remotes->points[i]);
		remotes->points[i] = remotes->points[--remotes->count];
		return;
	}
}

/* 36 35 98:0 /root /point options shared:1 - type source options */
int remotes_take(struct remotes *remotes, struct span line, struct span root)
{
	struct span point, word;
	char path[PATH_MAX];
	const char *below = path;

	for (int i = 0; i < 4; i++)
		span_cut(&line, ' ');
	point = span_cut(&line, ' ');
	do {
		word = span_cut(&line, ' ');
	} while (line.len > 0 && !span_is(word, "-"));
	if (parse_mountinfo_path(point.text, point.len, path, sizeof(path)) < root.len ||
	    memcmp(path, root.text, root.len) != 0)
		return 0;
	below += root.len;
	if (*below != '/')
		return 0;
	below++;
	point_remove(remotes, below);
	return *below && is_remote(span_cut(&line, ' ')) ? point_add(remotes, below) : 0;
}

/* Takes the whole lines, and moves what is left to the front. */
static int chunk_take(struct remotes *remotes, char *chunk, size_t *used, struct span root)
{
	struct span rest = { chunk, *used };
	int r = 0;

	while (r == 0 && memchr(rest.text, '\n', rest.len))
		r = remotes_take(remotes, span_cut(&rest, '\n'), root);
	if (rest.len == CHUNK)
		rest.len = 0;
	memmove(chunk, rest.text, rest.len);
	*used = rest.len;
	return r;
}

/* Where the root is, "" being "/": mountinfo has paths of the process, not of the root. */
static struct span root_find(int proc_fd, int root_fd, char *buffer, size_t size)
{
	char name[32];
	ssize_t n;

	snprintf(name, sizeof(name), "self/fd/%d", root_fd);
	n = readlinkat(proc_fd, name, buffer, size);
	return n > 1 && (size_t)n < size && *buffer == '/' ? (struct span){ buffer, (size_t)n }
	                                                   : SPAN_NONE;
}

int remotes_read(struct remotes *remotes, int proc_fd, int root_fd)
{
	_cleanup_close_ int fd =
		openat(proc_fd, "self/mountinfo", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	_cleanup_free_ char *chunk = fd < 0 ? NULL : malloc(CHUNK);
	char buffer[PATH_MAX];
	struct span root;
	size_t used = 0;
	int r = 0;

	if (fd < 0)
		return 0;
	if (!chunk)
		return -ENOMEM;
	root = root_find(proc_fd, root_fd, buffer, sizeof(buffer));
	while (r == 0) {
		ssize_t n = read(fd, chunk + used, CHUNK - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		used += (size_t)n;
		r = chunk_take(remotes, chunk, &used, root);
	}
	return r;
}

bool remotes_cover(const struct remotes *remotes, const char *path)
{
	for (size_t i = 0; i < remotes->count; i++) {
		size_t len = strlen(remotes->points[i]);

		if (strncmp(path, remotes->points[i], len) == 0 &&
		    (path[len] == '/' || path[len] == '\0'))
			return true;
	}
	return false;
}

void remotes_done(struct remotes *remotes)
{
	for (size_t i = 0; i < remotes->count; i++)
		free(remotes->points[i]);
	free(remotes->points);
	*remotes = (struct remotes){ 0 };
}
