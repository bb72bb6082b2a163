/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes a user's state may speak of: only those of that user.
 *
 * Whoever has a /run/user/UID can write there that any process is a container of theirs. The
 * system's state is written by root, who is believed.
 */
#ifndef NSPID_RUNTIME_OWNER_H
#define NSPID_RUNTIME_OWNER_H

#include "collect/runtime/state.h"

/* What is known of a process already. */
struct owned {
	pid_t pid;
	uid_t uid;          /* effective */
	struct span cgroup; /* the text of its cgroup file */
};

/*
 * Whether a process is `user`'s: by its uid, by the slice that systemd put it into, or because it
 * lives in namespaces that the user made, where it may have another uid.
 */
bool owner_has(const struct state *state, uid_t user, const struct owned *process);

/* The same of a process of which nothing was read yet. */
bool owner_has_pid(const struct state *state, uid_t user, pid_t pid);

/* Who made the namespace behind ns/FILE of a process. 0 or -errno. */
int owner_of_namespace(const struct state *state, pid_t pid, const char *file, uid_t *ret_owner);

#endif
