/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clipped writing on one line of the screen.
 */
#include <curses.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "live/screen-line.h"
#include "live/screen.h"

enum { TEXT_SIZE = 1024, SPACES = 64 };

const char *screen_cut_mark(void)
{
	return screen_is_ascii() ? "+" : "…";
}

struct screen_line screen_line_begin(int y, int x, int end, size_t skip)
{
	struct screen_line line = { .y = y, .x = x, .end = end, .skip = skip };

	if (line.end > screen_width())
		line.end = screen_width();
	if (y < 0 || y >= screen_height())
		line.end = line.x;
	return line;
}

static size_t room_of(const struct screen_line *line)
{
	return line->end > line->x ? (size_t)(line->end - line->x) : 0;
}

/* Text of `width` columns, of which none is skipped; cut at the end of the line. */
static void text_write(struct screen_line *line, const char *text, size_t len, size_t width)
{
	size_t room = room_of(line);

	if (len == 0 || room == 0)
		return;
	if (width > room) {
		len = escape_fit(text, room);
		width = room;
	}
	mvaddnstr(line->y, line->x, text, (int)len);
	line->x += (int)width;
}

void screen_line_space(struct screen_line *line, enum screen_style style, size_t width)
{
	static const char spaces[SPACES + 1] =
		"                                                                ";

	screen_style_use(style);
	if (line->skip >= width) {
		line->skip -= width;
		return;
	}
	width -= line->skip;
	line->skip = 0;
	if (width > room_of(line))
		width = room_of(line);
	for (; width > SPACES; width -= SPACES)
		text_write(line, spaces, SPACES, SPACES);
	text_write(line, spaces, width, width);
}

void screen_line_put(struct screen_line *line, enum screen_style style, const char *text)
{
	size_t width = escape_width(text), start = 0;

	if (line->skip >= width) {
		line->skip -= width;
		return;
	}
	if (line->skip > 0) {
		/* A wide character across the edge leaves a blank. */
		size_t left = width - line->skip;

		start = escape_fit(text, line->skip);
		line->skip = 0;
		width = escape_width(text + start);
		if (width > left) {
			start += escape_fit(text + start, width - left + 1);
			width = escape_width(text + start);
		}
		screen_line_space(line, style, left - width);
	}
	screen_style_use(style);
	text_write(line, text + start, strlen(text + start), width);
}

void screen_line_print(struct screen_line *line, enum screen_style style, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	screen_line_put(line, style, text);
}

void screen_line_field(struct screen_line *line, enum screen_style style, const char *text,
                       size_t width, bool right)
{
	size_t wide = escape_width(text), len;
	char cut[TEXT_SIZE];

	if (wide <= width) {
		if (right)
			screen_line_space(line, style, width - wide);
		screen_line_put(line, style, text);
		if (!right)
			screen_line_space(line, style, width - wide);
		return;
	}
	if (width == 0)
		return;
	len = escape_fit(text, width - 1);
	if (len >= sizeof(cut))
		len = escape_fit(text, sizeof(cut) / 8);
	memcpy(cut, text, len);
	cut[len] = '\0';
	screen_line_put(line, style, cut);
	screen_line_space(line, style, width - 1 - escape_width(cut));
	screen_line_put(line, style, screen_cut_mark());
}

void screen_line_fill(struct screen_line *line, enum screen_style style)
{
	line->skip = 0;
	screen_line_space(line, style, room_of(line));
}

void screen_line_right(struct screen_line *line, enum screen_style style, const char *text)
{
	size_t width = escape_width(text);

	if (room_of(line) <= width)
		return;
	screen_line_space(line, STYLE_PLAIN, room_of(line) - width);
	screen_line_put(line, style, text);
}
