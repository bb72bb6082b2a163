/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simulated Docker containers for the benchmark's load: cgroups and a state root, no engine.
 *
 * A container is what a reader of the system can see of one: a cgroup `/docker/<64 hex>` in every
 * hierarchy that readers look at, and below a folder of the caller's choice the files that dockerd
 * and runc would keep in /var/lib/docker and /run/docker. Functions return 0 or -errno; the message
 * for the person is written to standard error where the error happens, since only that place knows
 * the path.
 */
#ifndef NSPID_BENCH_LOAD_DOCKER_H
#define NSPID_BENCH_LOAD_DOCKER_H

#include <sys/types.h>

struct docker;

/*
 * Makes the folders of @count containers, in the cgroup hierarchies and below @state_root, which
 * need not exist. On success @ret_docker is the caller's, to be given to docker_remove(). On
 * failure nothing of it is left.
 */
int docker_create(const char *state_root, unsigned count, struct docker **ret_docker);

/* Moves the calling process into container @index; its later children are born there. */
int docker_join(const struct docker *docker, unsigned index);

/* Writes the state files of container @index, named web@index, whose init is @init_pid. */
int docker_describe(const struct docker *docker, unsigned index, pid_t init_pid);

/*
 * Removes what docker_create() and docker_describe() made, and nothing that was there before. Every
 * process must have left the containers. NULL is allowed.
 */
void docker_remove(struct docker *docker);

#endif
