/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line of the screen, written from left to right and clipped: no text can leave its place.
 *
 * All text must be escaped already (base/escape.h). Widths are terminal columns.
 */
#ifndef NSPID_LIVE_SCREEN_LINE_H
#define NSPID_LIVE_SCREEN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "live/screen-style.h"

struct screen_line {
	int y, x, end; /* the next position, and the first beyond */
	size_t skip;   /* columns that are still to be left out: the body can be moved */
};

/* The line y from x to end, without its first `skip` columns. */
struct screen_line screen_line_begin(int y, int x, int end, size_t skip);

/* Text as it is. */
void screen_line_put(struct screen_line *line, enum screen_style style, const char *text);
void screen_line_print(struct screen_line *line, enum screen_style style, const char *format, ...)
	_printf_(3, 4);

/* Text in a field: padded, or cut with a mark at its end. */
void screen_line_field(struct screen_line *line, enum screen_style style, const char *text,
                       size_t width, bool right);

void screen_line_space(struct screen_line *line, enum screen_style style, size_t width);

/* Blanks up to the end. */
void screen_line_fill(struct screen_line *line, enum screen_style style);

/* Text that ends at the right margin, where it fits beside what is there. */
void screen_line_right(struct screen_line *line, enum screen_style style, const char *text);

/* What stands for the rest of a text that was cut. */
const char *screen_cut_mark(void);

#endif
