/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far two words are apart, to suggest what somebody may have meant.
 */
#ifndef NSPID_BASE_NEAREST_H
#define NSPID_BASE_NEAREST_H

#include <stddef.h>

/* Keeps the nearest of the words that were offered. */
struct nearest {
	const char *word; /* what was typed, not NUL-terminated */
	size_t len;
	const char *best; /* NULL: nothing is near enough */
	unsigned distance;
};

struct nearest nearest_begin(const char *word, size_t len);

/* Offers a word (borrowed). Case does not count; a common beginning makes words near. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
