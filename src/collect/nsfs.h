/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The namespace ioctls (ioctl_nsfs(2)): parent, owner, unique id and PID translation.
 *
 * All take a descriptor of a PID namespace file and return what the kernel says for the caller's
 * own PID namespace, which need not be that of the procfs that is read.
 */
#ifndef NSPID_COLLECT_NSFS_H
#define NSPID_COLLECT_NSFS_H

#include <stdint.h>
#include <sys/types.h>

/* The inode of an open namespace file. 0 or -errno. */
int nsfs_id(int fd, uint64_t *ret_id);

/* 0 when fd is a PID namespace; -EINVAL: a namespace of another type; -ENOTTY: no namespace. */
int nsfs_check_pid(int fd);

/* A descriptor of the parent (Linux 4.9). -EPERM: the parent is not below the caller's. */
int nsfs_open_parent(int fd);

/* The user namespace that owns it and that one's creator (Linux 4.9, 4.11). 0 or -errno. */
int nsfs_owner(int fd, uint64_t *ret_userns, uid_t *ret_owner);

/* An id that is never used again (Linux 6.18). 0, or -ENOTTY on older kernels. */
int nsfs_unique(int fd, uint64_t *ret_unique);

/*
 * Whether the kernel translates PIDs (Linux 6.11). Asked once, with the caller's own namespace
 * and PID: on 6.18.15 and 6.19 the ioctl says ENOTTY for a PID that does not exist, so that an
 * error of a translation cannot answer this. own_fd: the caller's ns/pid.
 */
int nsfs_can_translate(int own_fd);

/*
 * The caller's number of what namespace fd calls `pid`, a process (thread group) or any thread.
 * -ESRCH: there is none, or it is not visible from here.
 */
pid_t nsfs_process_from(int fd, pid_t pid);
pid_t nsfs_thread_from(int fd, pid_t pid);

/* The number that namespace fd has for what the caller calls `pid`. Errors as above. */
pid_t nsfs_process_in(int fd, pid_t pid);
pid_t nsfs_thread_in(int fd, pid_t pid);

#endif
