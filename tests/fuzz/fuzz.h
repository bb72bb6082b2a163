/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What fuzz targets share: the entry point, and a copy of the input that sanitizers watch the ends
 * of.
 */
#ifndef NSPID_TESTS_FUZZ_H
#define NSPID_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* Called with each input; a broken promise of the code under test ends the program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The promise must hold, whatever the input was. */
#define PROMISE(condition)                                                                         \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);    \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* The bytes in memory of just that size. Free it. */
static inline char *fuzz_copy(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	PROMISE(copy);
	if (size)
		memcpy(copy, data, size);
	return copy;
}

/* The same with a NUL behind it. */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);

	PROMISE(copy);
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

#endif
