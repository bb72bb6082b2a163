/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One table of looks: for 256 colours, for 8, and for none.
 *
 * Text stands on the terminal's own background, dark or light, in colours that can be read on both;
 * only what has a background of its own here also has a foreground of its own.
 */
#include <curses.h>

#include "live/screen-style.h"

enum { NONE = -1 };

struct look {
	short fg, bg;   /* of 256 */
	short fg8, bg8; /* of 8 */
	attr_t attrs;   /* added to the colours; bold only where 8 have to do for more */
	attr_t mono;    /* instead of them */
};

static const struct look looks[STYLE_COUNT] = {
	[STYLE_PLAIN] = { NONE, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_DIM] = { 244, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_LABEL] = { 37, NONE, COLOR_CYAN, NONE, A_NORMAL, A_NORMAL },
	[STYLE_VALUE] = { NONE, NONE, NONE, NONE, A_BOLD, A_BOLD },
	[STYLE_BAR_LOW] = { 71, NONE, COLOR_GREEN, NONE, A_NORMAL, A_NORMAL },
	[STYLE_BAR_MIDDLE] = { 178, NONE, COLOR_YELLOW, NONE, A_NORMAL, A_NORMAL },
	[STYLE_BAR_HIGH] = { 167, NONE, COLOR_RED, NONE, A_NORMAL, A_BOLD },
	[STYLE_HEADING] = { 16, 71, COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_REVERSE },
	[STYLE_HEADING_SORT] = { 16, 80, COLOR_BLACK, COLOR_CYAN, A_NORMAL,
	                         A_REVERSE | A_UNDERLINE },
	[STYLE_CURSOR] = { 16, 80, COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
	[STYLE_CURSOR_FOLLOW] = { 16, 179, COLOR_BLACK, COLOR_YELLOW, A_NORMAL,
	                          A_REVERSE | A_BOLD },
	[STYLE_TAGGED] = { 178, NONE, COLOR_YELLOW, NONE, A_BOLD, A_BOLD },
	[STYLE_NEW] = { 71, NONE, COLOR_GREEN, NONE, A_NORMAL, A_BOLD },
	[STYLE_ENDED] = { 244, NONE, NONE, NONE, A_DIM, A_DIM },
	[STYLE_ZOMBIE] = { 167, NONE, COLOR_RED, NONE, A_NORMAL, A_NORMAL },
	[STYLE_KERNEL] = { 244, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_CONTEXT] = { 244, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_BRANCH] = { 66, NONE, COLOR_CYAN, NONE, A_NORMAL, A_NORMAL },
	[STYLE_MATCH] = { 16, 179, COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_UNDERLINE },
	[STYLE_KEY] = { NONE, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_HINT] = { 16, 80, COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
	[STYLE_PROMPT] = { 16, 80, COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
	[STYLE_ALERT] = { 231, 131, COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE | A_BOLD },
	[STYLE_DIALOG] = { NONE, NONE, NONE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_DIALOG_TITLE] = { 16, 71, COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_REVERSE },
	[STYLE_DIALOG_CURSOR] = { 16, 80, COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
	[STYLE_NAMESPACE + 0] = { 74, NONE, COLOR_CYAN, NONE, A_NORMAL, A_NORMAL },
	[STYLE_NAMESPACE + 1] = { 172, NONE, COLOR_YELLOW, NONE, A_NORMAL, A_NORMAL },
	[STYLE_NAMESPACE + 2] = { 140, NONE, COLOR_MAGENTA, NONE, A_NORMAL, A_NORMAL },
	[STYLE_NAMESPACE + 3] = { 71, NONE, COLOR_GREEN, NONE, A_NORMAL, A_NORMAL },
	[STYLE_NAMESPACE + 4] = { 168, NONE, COLOR_MAGENTA, NONE, A_BOLD, A_NORMAL },
	[STYLE_NAMESPACE + 5] = { 37, NONE, COLOR_CYAN, NONE, A_BOLD, A_NORMAL },
	[STYLE_NAMESPACE + 6] = { 142, NONE, COLOR_YELLOW, NONE, A_BOLD, A_NORMAL },
	[STYLE_NAMESPACE + 7] = { 104, NONE, COLOR_BLUE, NONE, A_BOLD, A_NORMAL },
	[STYLE_NAMESPACE + 8] = { 173, NONE, COLOR_GREEN, NONE, A_BOLD, A_NORMAL },
	[STYLE_NAMESPACE + 9] = { 109, NONE, COLOR_BLUE, NONE, A_NORMAL, A_NORMAL },
	[STYLE_NAMESPACE + 10] = { 176, NONE, COLOR_CYAN, NONE, A_NORMAL, A_NORMAL },
};

static bool has_color, has_many;

void screen_style_start(enum live_colors colors)
{
	has_color = colors != LIVE_COLORS_NEVER && has_colors() && start_color() == OK;
	if (!has_color)
		return;
	has_many = colors != LIVE_COLORS_8 && COLORS >= 256;
	/* Where the terminal's own colours cannot be named, light on dark has to do. */
	if (use_default_colors() != OK)
		assume_default_colors(COLOR_WHITE, COLOR_BLACK);
	for (int i = 0; i < STYLE_COUNT; i++) {
		const struct look *look = &looks[i];

		if (has_many)
			init_pair((short)(i + 1), look->fg, look->bg);
		else
			init_pair((short)(i + 1), look->fg8, look->bg8);
	}
}

void screen_style_use(enum screen_style style)
{
	const struct look *look = &looks[style];

	if (has_color && (int)style + 1 < COLOR_PAIRS)
		attr_set(has_many && style >= STYLE_NAMESPACE ? A_NORMAL : look->attrs,
		         (short)(style + 1), NULL);
	else
		attr_set(look->mono, 0, NULL);
}

/*
 * The ids of one container's namespaces follow each other, so that PID namespaces are some numbers
 * apart: over a prime number of styles, neighbours differ.
 */
enum screen_style screen_style_namespace(uint64_t id)
{
	return (enum screen_style)(STYLE_NAMESPACE + id % STYLE_NAMESPACES);
}
