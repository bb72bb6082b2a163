/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of the screen, and the line of hints at its foot.
 */
#ifndef NSPID_LIVE_SCREEN_HEAD_H
#define NSPID_LIVE_SCREEN_HEAD_H

#include "live/screen-frame.h"

/* Lines of the head on a terminal of this height: 0 to 4. */
int screen_head_lines(int height);

void screen_head_draw(const struct screen_frame *frame, int lines);

/* The message of the moment, or else the keys that matter here. */
void screen_foot_draw(const struct screen_frame *frame, int y);

/* The key whose hint was last drawn at x, as an index of live_keys_all; SIZE_MAX: none. */
size_t screen_foot_key_at(int x);

#endif
