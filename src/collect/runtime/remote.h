/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mounts that may never answer: of network file systems, and of those that a process serves.
 *
 * Looking a name up on such a mount waits for a server, or for a user's program, for as long as it
 * takes. They are known by our own mountinfo, which the kernel writes without asking anybody.
 */
#ifndef NSPID_RUNTIME_REMOTE_H
#define NSPID_RUNTIME_REMOTE_H

#include <stdbool.h>
#include <stddef.h>

#include "collect/runtime/span.h"

/* Zero-initialise. */
struct remotes {
	char **points; /* where they are mounted, below the root and without a slash in front */
	size_t count, size;
};

/*
 * Reads the mountinfo of the process `self` in a procfs; paths are those below root_fd. Without one
 * no such mount is known. The root itself is never taken for one: there is no way around it. 0 or
 * -ENOMEM.
 */
int remotes_read(struct remotes *remotes, int proc_fd, int root_fd);

/* Takes one line of it: a mount lies on those of the same place before it. 0 or -ENOMEM. */
int remotes_take(struct remotes *remotes, struct span line, struct span root);

/* Whether a path below the root leads to such a mount or into one. */
bool remotes_cover(const struct remotes *remotes, const char *path);

void remotes_done(struct remotes *remotes);

#endif
