/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one refresh shows: the processes of now, and among them those that ended since before.
 */
#ifndef NSPID_LIVE_SHOWN_H
#define NSPID_LIVE_SHOWN_H

#include "live/rows.h"

enum live_mark {
	LIVE_MARK_NEW = 1 << 0,
	LIVE_MARK_ENDED = 1 << 1,
};

/* What the head of the screen counts: only what lives. */
struct live_counts {
	size_t processes, threads, running, zombies, kernel, namespaces, containers;
};

/* Zero-initialise; reused by each refresh; free with live_shown_done(). */
struct live_shown {
	/*
	 * Owns no arena: texts are borrowed from `now` and `before`. Of two processes with one PID
	 * the living one comes first, so that lookups find it.
	 */
	struct snapshot snapshot;
	uint8_t *marks;           /* enum live_mark, one each process */
	uint8_t *namespace_marks; /* one each namespace */
	bool *wanted;             /* what the targets let through, one each process */
	struct live_sums *sums;   /* one each namespace */
	struct live_counts counts;
	struct {
		struct process *processes;
		struct namespace *namespaces;
		struct container *containers;
		uint32_t *map, *pool;
		size_t processes_size, namespaces_size, containers_size, marks_size;
		size_t namespace_marks_size, sums_size, map_size, pool_size, wanted_size;
	} buffers;
};

/* A snapshot and the flags of its processes that the targets let through. */
struct live_moment {
	const struct snapshot *snapshot; /* finished */
	const bool *wanted;
};

/*
 * Merges two moments, which must stay as they are until the next call; before->snapshot may be
 * NULL: then nothing is new. 0 or -ENOMEM: nothing is shown then.
 */
int live_shown_build(struct live_shown *shown, const struct live_moment *before,
                     const struct live_moment *now);
void live_shown_done(struct live_shown *shown);

/* Shows nothing. */
void live_shown_clear(struct live_shown *shown);

#endif
