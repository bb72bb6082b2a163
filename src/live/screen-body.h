/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The body of the screen: headings, rows, and the pages that take their place.
 */
#ifndef NSPID_LIVE_SCREEN_BODY_H
#define NSPID_LIVE_SCREEN_BODY_H

#include "live/state.h"

/* The headings on line y, and `lines` rows below it. */
void screen_body_draw(const struct live_state *state, int y, int lines);

/* The open page in the same place. */
void screen_page_draw(const struct live_state *state, int y, int lines);

/* The column whose heading was last drawn at x; SIZE_MAX: none. */
size_t screen_body_heading_at(int x);

#endif
