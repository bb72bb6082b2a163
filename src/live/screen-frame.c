/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole screen put together.
 */
#include <curses.h>

#include "live/screen-body.h"
#include "live/screen-frame.h"
#include "live/screen-head.h"
#include "live/screen.h"

/* Where the parts are: head, headings, body, and the line of hints where there is room for it. */
struct places {
	int head; /* lines */
	int body; /* its first line: that of the headings */
	int rows;
	int foot; /* the line; -1: none */
};

static struct places places_of(int height)
{
	struct places places = { .head = screen_head_lines(height), .foot = -1 };

	places.body = places.head;
	if (height >= 4)
		places.foot = height - 1;
	places.rows = (places.foot < 0 ? height : places.foot) - places.body - 1;
	if (places.rows < 0)
		places.rows = 0;
	return places;
}

size_t screen_frame_page(void)
{
	return (size_t)places_of(screen_height()).rows;
}

void screen_frame_draw(const struct screen_frame *frame)
{
	struct places places = places_of(screen_height());

	screen_head_draw(frame, places.head);
	if (live_state_page(frame->state) != LIVE_PAGE_NONE)
		screen_page_draw(frame->state, places.body, places.rows);
	else
		screen_body_draw(frame->state, places.body, places.rows);
	if (places.foot >= 0)
		screen_foot_draw(frame, places.foot);
	curs_set(0);
}

void screen_frame_show(void)
{
	refresh();
}

enum screen_part screen_frame_find(const struct live_state *state, int x, int y, size_t *ret_index)
{
	struct places places = places_of(screen_height());
	bool page = live_state_page(state) != LIVE_PAGE_NONE;

	*ret_index = SIZE_MAX;
	if (y == places.foot) {
		*ret_index = screen_foot_key_at(x);
		return *ret_index != SIZE_MAX ? SCREEN_PART_HINT : SCREEN_PART_NONE;
	}
	if (page || y < places.body || y > places.body + places.rows)
		return SCREEN_PART_NONE;
	if (y == places.body) {
		*ret_index = screen_body_heading_at(x);
		return *ret_index != SIZE_MAX ? SCREEN_PART_HEADING : SCREEN_PART_NONE;
	}
	*ret_index = (size_t)(y - places.body - 1);
	return SCREEN_PART_ROW;
}
