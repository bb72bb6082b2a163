/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openat2(2) where there is one, and what comes near to it where there is none.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "collect/runtime/beneath.h"
#include "collect/runtime/span.h"

enum { LINKS_MAX = 40 }; /* MAXSYMLINKS of the kernel */

static int open_by_kernel(int dir_fd, const char *path, int flags, enum trust trust)
{
	static const unsigned long long resolve[] = {
		[TRUST_ROOT] = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
		[TRUST_USER] = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
		[TRUST_NONE] = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	struct open_how how = { .flags = (unsigned)flags, .resolve = resolve[trust] };
	long fd = -1;

	/* EAGAIN: something was renamed meanwhile, so that ".." could not be judged. */
	for (int tries = 0; tries < 3; tries++) {
		fd = syscall(SYS_openat2, dir_fd, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd < 0 ? -errno : (int)fd;
}

/* Opens one component, which must be no link. */
static int open_component(int dir_fd, const char *name, int flags)
{
	char target[1];
	int fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_CLOEXEC), error = -errno;

	if (fd >= 0)
		return fd;
	/* With O_DIRECTORY a link is said to be no directory. */
	if (error == -ENOTDIR && readlinkat(dir_fd, name, target, sizeof(target)) >= 0)
		return -ELOOP;
	return error;
}

/* Component by component: nothing can be put in between while we look. */
static int open_by_steps(int dir_fd, const char *path, int flags)
{
	struct span rest = span_of(path);
	_cleanup_close_ int held = -1;
	char name[NAME_MAX + 1];

	for (;;) {
		struct span part = span_cut(&rest, '/');
		int fd;

		if (span_is(part, "..") || !span_store(part, name, sizeof(name)))
			return -EXDEV;
		fd = open_component(held < 0 ? dir_fd : held, part.len ? name : ".",
		                    rest.len ? O_PATH | O_DIRECTORY : flags);
		if (fd < 0 || rest.len == 0)
			return fd;
		if (held >= 0)
			close(held);
		held = fd;
	}
}

/* A path of which the beginning is known to hold no link. */
struct path {
	char done[PATH_MAX];
	char left[PATH_MAX];
	int links;
	beneath_avoid avoid; /* or NULL */
	const void *avoid_data;
};

static bool text_join(char *buffer, const char *a, const char *between, struct span b)
{
	char joined[PATH_MAX];
	int n = snprintf(joined, sizeof(joined), "%s%s%.*s", a, between, (int)b.len, b.text);

	if (n < 0 || (size_t)n >= sizeof(joined))
		return false;
	memcpy(buffer, joined, (size_t)n + 1);
	return true;
}

/* Puts the target of a link in front of what is left. */
static int link_enter(struct path *path, struct span rest, char *target, size_t len)
{
	if (++path->links > LINKS_MAX)
		return -ELOOP;
	target[len] = '\0';
	if (*target == '/')
		path->done[0] = '\0';
	return text_join(path->left, target, "/", rest) ? 0 : -ENAMETOOLONG;
}

/* Moves one component from `left` to `done`, or follows it. */
static int path_step(struct path *path, int root_fd)
{
	struct span rest = span_of(path->left), part = span_cut(&rest, '/');
	struct span above = span_of(path->done);
	char next[PATH_MAX], target[PATH_MAX];
	ssize_t n = -1;

	if (span_is(part, "..")) {
		span_cut_last(&above, '/');
		path->done[above.len] = '\0';
	} else if (part.len > 0 && !span_is(part, ".")) {
		if (!text_join(next, path->done, *path->done ? "/" : "", part))
			return -ENAMETOOLONG;
		if (path->avoid && path->avoid(path->avoid_data, next))
			return -EREMOTE;
		n = readlinkat(root_fd, next, target, sizeof(target) - 1);
		if (n >= 0)
			return link_enter(path, rest, target, (size_t)n);
		memcpy(path->done, next, sizeof(next));
	}
	memmove(path->left, rest.text, rest.len + 1);
	return 0;
}

/* As in a chroot to the folder. Only for paths that nobody but root can change. */
int beneath_open_around(int dir_fd, const char *path, int flags, beneath_avoid avoid,
                        const void *data)
{
	struct path walked = { .avoid = avoid, .avoid_data = data };
	int r = 0;

	if (!span_store(span_of(path), walked.left, sizeof(walked.left)))
		return -ENAMETOOLONG;
	while (r == 0 && walked.left[0])
		r = path_step(&walked, dir_fd);
	return r < 0 ? r : open_by_steps(dir_fd, walked.done, flags);
}

int beneath_open(bool *no_openat2, int dir_fd, const char *path, int flags, enum trust trust)
{
	int fd;

	if (!*no_openat2) {
		fd = open_by_kernel(dir_fd, path, flags | O_CLOEXEC, trust);
		/* EPERM: open() of these flags has no other reason for it than a seccomp filter. */
		if (fd != -ENOSYS && fd != -EPERM)
			return fd;
		*no_openat2 = true;
	}
	return trust == TRUST_ROOT ? beneath_open_around(dir_fd, path, flags, NULL, NULL)
	                           : open_by_steps(dir_fd, path, flags);
}
