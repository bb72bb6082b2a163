/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide the columns of the body are.
 *
 * A column is as wide as what was seen in it so far, within bounds: it may grow and does not
 * shrink, so that nothing jumps back and forth while values change.
 */
#ifndef NSPID_LIVE_SCREEN_LAYOUT_H
#define NSPID_LIVE_SCREEN_LAYOUT_H

#include "live/state.h"

struct screen_layout {
	size_t count;
	const struct column *columns[COLUMNS_MAX];
	size_t seen[COLUMNS_MAX];  /* widest text so far */
	size_t width[COLUMNS_MAX]; /* as drawn */
};

/* The heading, which may be shorter than the name of the column. */
const char *screen_layout_heading(const struct column *column);

/* Takes over another selection of columns; what was seen of those that stay is kept. */
void screen_layout_begin(struct screen_layout *layout, const struct live_state *state);

/* A text of `width` columns stands in column i. */
void screen_layout_see(struct screen_layout *layout, size_t i, size_t width);

/* Gives each column its width, on `room` columns; the last one takes what is left. */
void screen_layout_end(struct screen_layout *layout, const struct live_state *state, size_t room);

#endif
