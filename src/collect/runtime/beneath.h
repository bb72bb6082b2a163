/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens files by paths that must not lead out of a folder.
 */
#ifndef NSPID_RUNTIME_BENEATH_H
#define NSPID_RUNTIME_BENEATH_H

#include <stdbool.h>

/* Whose the links on a path may be. */
enum trust {
	TRUST_ROOT, /* the administrator's: absolute ones start at the folder, as in a chroot */
	TRUST_USER, /* a user's: no way out of the folder, and no other file system */
	TRUST_NONE, /* nobody's: no link at all, and no other file system */
};

/*
 * Opens `path` below dir_fd; O_CLOEXEC is implied. *no_openat2 remembers that the kernel (before
 * Linux 5.6) or a filter refuses openat2(2): then links of users are not followed at all. A
 * descriptor; -ELOOP or -EXDEV: it leads out; or another -errno.
 */
int beneath_open(bool *no_openat2, int dir_fd, const char *path, int flags, enum trust trust);

/*
 * The same for TRUST_ROOT, looking at no path for which `avoid` says true, nor below it: -EREMOTE.
 * Those are paths below dir_fd, without links.
 */
typedef bool (*beneath_avoid)(const void *data, const char *path);
int beneath_open_around(int dir_fd, const char *path, int flags, beneath_avoid avoid,
                        const void *data);

#endif
