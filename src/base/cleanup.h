/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scope-bound ownership: variables that release what they hold, and macros that hand it over.
 *
 * `_cleanup_free_ char *s` is freed when s leaves its scope; TAKE_PTR(s) gives s away and
 * leaves NULL behind. The same for descriptors with _cleanup_close_ and TAKE_FD.
 */
#ifndef NSPID_BASE_CLEANUP_H
#define NSPID_BASE_CLEANUP_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_freep(void *pointer)
{
	int saved = errno;

	free(*(void **)pointer);
	errno = saved;
}

static inline void cleanup_closep(const int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

static inline void cleanup_fclosep(FILE **file)
{
	int saved = errno;

	if (*file)
		fclose(*file);
	errno = saved;
}

#define _cleanup_(function)  __attribute__((cleanup(function)))
#define _cleanup_free_       _cleanup_(cleanup_freep)
#define _cleanup_close_      _cleanup_(cleanup_closep)
#define _cleanup_fclose_     _cleanup_(cleanup_fclosep)
#define _must_check_         __attribute__((warn_unused_result))
#define _printf_(fmt, first) __attribute__((format(printf, fmt, first)))
#define ARRAY_SIZE(array)    (sizeof(array) / sizeof((array)[0]))

#define TAKE_PTR(pointer)                                                                          \
	({                                                                                         \
		__typeof__(pointer) taken_ = (pointer);                                            \
		(pointer) = NULL;                                                                  \
		taken_;                                                                            \
	})

#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int taken_ = (fd);                                                                 \
		(fd) = -1;                                                                         \
		taken_;                                                                            \
	})

#endif
