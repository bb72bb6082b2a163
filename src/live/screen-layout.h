/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide the columns of the body are.
 *
 * A column is as wide as what was seen in it lately, within bounds: it grows at once and shrinks
 * after a while, or with another mode or size of the screen, so that nothing jumps back and forth
 * while values change.
 */
#ifndef NSPID_LIVE_SCREEN_LAYOUT_H
#define NSPID_LIVE_SCREEN_LAYOUT_H

#include "live/state.h"

struct screen_layout {
	size_t count;
	const struct column *columns[COLUMNS_MAX];
	size_t seen[COLUMNS_MAX];   /* widest text of this while and the one before */
	size_t lately[COLUMNS_MAX]; /* of this while */
	size_t width[COLUMNS_MAX];  /* as drawn */
	bool left_out[COLUMNS_MAX]; /* not drawn: on a narrow screen others need the room */
	double since;               /* when the while began, as uptime */
	size_t room, screen;        /* with and without what the body is moved by */
	enum live_mode mode;
};

/* The heading, which may be shorter than the name of the column. */
const char *screen_layout_heading(const struct column *column);

/* Takes over the columns, to be drawn on `room` columns of the screen. */
void screen_layout_begin(struct screen_layout *layout, const struct live_state *state, size_t room);

/* A text of `width` columns stands in column i. */
void screen_layout_see(struct screen_layout *layout, size_t i, size_t width);

/* Gives each column its width; the last one takes what is left. */
void screen_layout_end(struct screen_layout *layout, const struct live_state *state);

#endif
