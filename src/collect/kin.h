/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces of siblings, without reading a link for each of them.
 *
 * A child on the level of its parent lives in its parent's namespace: setns() and unshare() only
 * lead to deeper ones, and orphans are adopted on their own level (pid_namespaces(7)). So one link,
 * that of the parent, answers for all its children, if it is certain that the number in their PPid
 * meant that very process: the parent's directory is opened before they are read, and found still
 * alive after. An open directory never switches to another process that gets the number.
 */
#ifndef NSPID_COLLECT_KIN_H
#define NSPID_COLLECT_KIN_H

#include "model/snapshot.h"

struct kin;

/* proc_fd is borrowed. 0 or -ENOMEM. */
int kin_open(int proc_fd, struct kin **ret_kin);
void kin_free(struct kin *kin);

/*
 * Whether the namespace of process number `index`, which has just been read, will be told by
 * kin_settle(). False: read its own link.
 */
bool kin_claim(struct kin *kin, const struct snapshot *snapshot, uint32_t index);

/*
 * Gives the claimed processes the namespaces of their parents, which have been placed by now. One
 * whose parent ended meanwhile calls back: it must be read again. 0 or -errno of the callback.
 */
typedef int (*kin_reread)(void *data, uint32_t index);
int kin_settle(struct kin *kin, struct snapshot *snapshot, kin_reread reread, void *data);

#endif
