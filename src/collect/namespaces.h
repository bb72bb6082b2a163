/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespaces of a snapshot: which one a process lives in, who made it, and what else holds one.
 */
#ifndef NSPID_COLLECT_NAMESPACES_H
#define NSPID_COLLECT_NAMESPACES_H

#include "collect/procfs.h"
#include "model/snapshot.h"

/*
 * Learns the id of the view namespace, whether it is our own, and with FACT_OWNER who owns it.
 * Nothing is an error: what the permissions hide stays 0.
 */
void namespaces_learn_view(struct snapshot *snapshot, unsigned facts, int proc_fd,
                           struct procfs_buffer *buffer);

/* What is known of a process that is to be placed. */
struct placed {
	int level;  /* or LEVEL_UNKNOWN */
	pid_t init; /* its PID when it is the init of its namespace, else 0 */
};

/*
 * Finds the namespace of a process below the view by the link ns/pid below dir_fd. A namespace seen
 * for the first time gets the facts asked for. What permissions hide is NAMESPACE_NONE. Touches
 * nothing of the snapshot but its namespaces. 0; -ENOENT or -ESRCH: the process is gone; -ENOMEM.
 *
 * Where a namespace is `renewed` afterwards, whatever was placed in it must be placed again.
 */
int namespaces_place(struct snapshot *snapshot, unsigned facts, const struct placed *process,
                     int dir_fd, uint32_t *ret_ns);

/*
 * Gives the inits that namespaces were asked for their namespace, where their own link may not be
 * read. To be called after all have been added.
 */
void namespaces_adopt_inits(struct snapshot *snapshot);

/* Adds namespaces held only by a bind mount, as the mountinfo of `pid_name` ("self") lists them. */
int namespaces_add_mounted(struct snapshot *snapshot, unsigned facts, int proc_fd,
                           const char *pid_name, struct procfs_buffer *buffer);

/* Adds namespaces held only by an open descriptor of any process in the snapshot. */
int namespaces_add_open(struct snapshot *snapshot, unsigned facts, int proc_fd,
                        struct procfs_buffer *buffer);

#endif
