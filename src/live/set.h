/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small set of keys of rows (live_row_key()): what is tagged, what is folded.
 */
#ifndef NSPID_LIVE_SET_H
#define NSPID_LIVE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise. */
struct live_set {
	uint64_t *keys; /* ascending */
	size_t count, size;
};

bool live_set_has(const struct live_set *set, uint64_t key);

/* Puts the key in, or takes it out. 0 or -ENOMEM. */
int live_set_put(struct live_set *set, uint64_t key, bool in);

/* Keeps only those that `keep` wants, so that what ended takes no room. */
void live_set_filter(struct live_set *set, bool (*keep)(void *data, uint64_t key), void *data);

/* Empties it; live_set_done() frees it, too. */
void live_set_clear(struct live_set *set);
void live_set_done(struct live_set *set);

#endif
