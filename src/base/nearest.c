/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edit distance (optimal string alignment), over words of a bounded length.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"

enum { WORD_MAX_LEN = 64 };

struct nearest nearest_begin(const char *word, size_t len)
{
	/* A third of the letters may be wrong: beyond that a suggestion is noise. */
	return (struct nearest){ .word = word, .len = len, .distance = (unsigned)(len + 2) / 3 };
}

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned distance_of(const char *a, size_t alen, const char *b, size_t blen)
{
	unsigned row[WORD_MAX_LEN + 1], before[WORD_MAX_LEN + 1] = { 0 }, older[WORD_MAX_LEN + 1];

	for (size_t j = 0; j <= blen; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= alen; i++) {
		unsigned diagonal = row[0];

		memcpy(older, before, sizeof(older));
		memcpy(before, row, sizeof(before));
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= blen; j++) {
			unsigned above = row[j];
			unsigned cost = !same_letter(a[i - 1], b[j - 1]);

			row[j] = smaller(smaller(above, row[j - 1]) + 1, diagonal + cost);
			/* Two letters in the wrong order are one mistake. */
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]))
				row[j] = smaller(row[j], older[j - 2] + 1);
			diagonal = above;
		}
	}
	return row[blen];
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t len = strlen(candidate);
	unsigned distance;

	if (len > WORD_MAX_LEN || nearest->len > WORD_MAX_LEN || nearest->len == 0)
		return;
	distance = distance_of(nearest->word, nearest->len, candidate, len);
	if (nearest->len >= 3 && strncasecmp(nearest->word, candidate, nearest->len) == 0)
		distance = 1;
	if (distance > nearest->distance || (nearest->best && distance == nearest->distance))
		return;
	nearest->best = candidate;
	nearest->distance = distance;
}
