/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Classes of failure, decided in one place: a process is gone, or it is hidden from us.
 *
 * Both take a negative errno, as every function of this program returns it.
 */
#ifndef NSPID_BASE_ERRORS_H
#define NSPID_BASE_ERRORS_H

#include <errno.h>
#include <stdbool.h>

/* The process ended: open() says ENOENT, read() on an open file of procfs says ESRCH (proc(5)). */
static inline bool err_is_gone(int error)
{
	return error == -ENOENT || error == -ESRCH;
}

/* The kernel refuses: ptrace access checks say EACCES, hidepid=1 says EPERM (ptrace(2), proc(5)). */
static inline bool err_is_denied(int error)
{
	return error == -EACCES || error == -EPERM;
}

#endif
