/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the OCI runtimes leave on disk: runc's state.json, crun's status, and bundles' config.json.
 *
 * Every engine that runs its containers through one of them finds its inits there, with the start
 * time that tells a PID from a later process of the same number.
 */
#ifndef NSPID_RUNTIME_OCI_H
#define NSPID_RUNTIME_OCI_H

#include "collect/runtime/find.h"
#include "collect/runtime/places.h"
#include "collect/runtime/record.h"

/* A running container's state. */
struct oci_state {
	pid_t pid;       /* of its init; 0: it does not run */
	uint64_t start;  /* clock ticks after boot, or START_NONE */
	json_t *cgroups; /* paths of its cgroups in the file system: an object, a string or NULL */
	json_t *labels;  /* "key=value" in an array, or NULL */
};
void oci_state_done(struct oci_state *oci);
#define _cleanup_oci_state_ __attribute__((cleanup(oci_state_done)))

/* Each takes one of the formats; the labels only where they are wanted. 0 or -EBADMSG. */
int oci_parse_runc(const char *text, size_t len, bool labels, struct oci_state *ret_oci);
int oci_parse_crun(const char *text, size_t len, struct oci_state *ret_oci);

/*
 * Reads the state of a container below a runtime's root, which holds one folder a container.
 * 0; -ENOENT: none, or it does not run; or -errno, already told.
 */
int oci_read(struct state *state, const struct state_dir *root, const char *id, bool labels,
             struct oci_state *ret_oci);

/* The same without labels, with the root given as for state_dir_open(). */
int oci_read_at(struct state *state, uid_t user, const char *root, const char *id,
                struct oci_state *ret_oci);

/* Whether one of its cgroup paths ends with this path of /proc/PID/cgroup. */
bool oci_has_cgroup(const struct oci_state *oci, struct span path);

/*
 * Offers the running containers below a runtime's root as ones of `engine`. 0 or -ENOMEM. What
 * other engines put there is offered as theirs where their labels say so.
 */
int oci_list(struct places *places, uid_t user, const char *root, const struct engine *engine,
             const char *space);

/* The same with the root as a folder `name` below an open one. */
int oci_list_below(struct places *places, const struct state_dir *above, uid_t user,
                   const char *name, const struct engine *engine, const char *space);

#endif
