/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialogs as they look.
 */
#include <curses.h>
#include <string.h>

#include "base/escape.h"
#include "live/dialog.h"
#include "live/screen-line.h"

enum {
	MARGIN = 2, /* columns and lines that stay free around a list, where there is room */
	TYPED_SIZE = DIALOG_TEXT_MAX * 4 + 1,
};

struct edges {
	const char *top_left, *top_right, *bottom_left, *bottom_right, *across, *down;
};

static const struct edges *edges(void)
{
	static const struct edges lines = { "┌", "┐", "└", "┘", "─", "│" };
	static const struct edges ascii = { "+", "+", "+", "+", "-", "|" };

	return screen_is_ascii() ? &ascii : &lines;
}

static void typed_escape(const char *text, size_t len, char typed[TYPED_SIZE])
{
	escape_text(text, len, screen_is_ascii() ? ESCAPE_NON_ASCII : 0, typed, TYPED_SIZE);
}

/* A line of text, moved so far that the cursor is in sight. */
static void prompt_draw(const struct dialog *dialog)
{
	struct screen_line line = screen_line_begin(screen_height() - 1, 0, screen_width(), 0);
	char typed[TYPED_SIZE];
	size_t before, room;
	int x;

	screen_line_print(&line, STYLE_PROMPT, " %s ", dialog->title);
	screen_line_space(&line, STYLE_PLAIN, 1);
	room = line.end > line.x + 1 ? (size_t)(line.end - line.x - 1) : 0;
	typed_escape(dialog->text, dialog->cursor, typed);
	before = escape_width(typed);
	line.skip = before > room ? before - room : 0;
	x = line.x + (int)(before - line.skip);
	typed_escape(dialog->text, dialog->len, typed);
	screen_line_put(&line, dialog->offered ? STYLE_DIALOG_CURSOR : STYLE_PLAIN, typed);
	screen_line_fill(&line, STYLE_PLAIN);
	move(screen_height() - 1, x < screen_width() ? x : screen_width() - 1);
	curs_set(1);
}

static size_t widest_item(const struct dialog *dialog, size_t *ret_text)
{
	size_t text = 0, help = 0;

	for (size_t i = 0; i < dialog->nitems; i++) {
		size_t wide = escape_width(dialog->items[i].text);

		text = wide > text ? wide : text;
		wide = escape_width(dialog->items[i].help);
		help = wide > help ? wide : help;
	}
	*ret_text = text;
	return 2 + text + (help ? 2 + help : 0);
}

static size_t widest_line(const struct dialog *dialog)
{
	size_t widest = 0;

	for (size_t i = 0; i < dialog->lines.nlines; i++) {
		size_t wide = escape_width(live_lines_text(&dialog->lines, i));

		widest = wide > widest ? wide : widest;
	}
	return widest;
}

static int between(int low, int value, int high)
{
	value = value > high ? high : value;
	return value < low ? low : value;
}

/* Puts the box in the middle, as large as its contents ask and the screen allows. */
static void box_place(struct dialog *dialog, size_t contents, size_t lines, const char *foot)
{
	size_t title = escape_width(dialog->title) + 2, below = escape_width(foot) + 2;

	contents = contents > title ? contents : title;
	contents = contents > below ? contents : below;
	if (contents > 4096)
		contents = 4096;
	if (lines > 4096)
		lines = 4096;
	dialog->width = between(1, (int)contents,
	                        screen_width() - 2 - (screen_width() > 60 ? 2 * MARGIN : 0));
	dialog->height = between(1, (int)lines,
	                         screen_height() - 2 - (screen_height() > 20 ? 2 * MARGIN : 0));
	dialog->top = (screen_height() - dialog->height) / 2;
	dialog->left = (screen_width() - dialog->width) / 2;
	if (dialog->top < 1)
		dialog->top = 1;
}

static void edge_draw(const struct dialog *dialog, int y, const char *left, const char *right,
                      const char *text, enum screen_style style)
{
	struct screen_line line =
		screen_line_begin(y, dialog->left - 1, dialog->left + dialog->width + 1, 0);
	size_t wide = escape_width(text), room = (size_t)dialog->width;
	/* Narrower, the blanks around it go first, and then its end. */
	size_t blanks = wide + 2 <= room ? 1 : 0;

	wide = wide + 2 * blanks <= room ? wide : room;
	screen_line_put(&line, STYLE_DIALOG, left);
	if (*text) {
		screen_line_space(&line, style, blanks);
		screen_line_field(&line, style, text, wide, false);
		screen_line_space(&line, style, blanks);
		room -= wide + 2 * blanks;
	}
	while (room-- > 0)
		screen_line_put(&line, STYLE_DIALOG, edges()->across);
	screen_line_put(&line, STYLE_DIALOG, right);
}

static struct screen_line inside_begin(const struct dialog *dialog, int i)
{
	int y = dialog->top + i;
	struct screen_line edge =
		screen_line_begin(y, dialog->left - 1, dialog->left + dialog->width + 1, 0);

	screen_line_put(&edge, STYLE_DIALOG, edges()->down);
	edge.x = dialog->left + dialog->width;
	screen_line_put(&edge, STYLE_DIALOG, edges()->down);
	return screen_line_begin(y, dialog->left, dialog->left + dialog->width, 0);
}

static void box_draw(const struct dialog *dialog, const char *foot)
{
	edge_draw(dialog, dialog->top - 1, edges()->top_left, edges()->top_right, dialog->title,
	          STYLE_DIALOG_TITLE);
	edge_draw(dialog, dialog->top + dialog->height, edges()->bottom_left, edges()->bottom_right,
	          foot, STYLE_DIM);
}

static void item_draw(const struct dialog *dialog, size_t index, size_t text_width,
                      struct screen_line *line)
{
	const struct dialog_item *item = &dialog->items[index];
	bool selected = index == dialog->selected;
	const char *mark = item->current ? (dialog->kind == DIALOG_COLUMNS ? "x " : "* ") : "  ";
	enum screen_style style = selected ? STYLE_DIALOG_CURSOR : STYLE_DIALOG;

	screen_line_put(line, selected ? style : STYLE_LABEL, mark);
	screen_line_field(line, style, *item->text ? item->text : "(all)", text_width, false);
	screen_line_space(line, style, 2);
	if (line->x < line->end)
		screen_line_field(line, selected ? style : STYLE_DIM, item->help,
		                  (size_t)(line->end - line->x), false);
	screen_line_fill(line, style);
}

static void list_draw(struct dialog *dialog)
{
	const char *foot =
		dialog->kind == DIALOG_COLUMNS ? "Space shows, F7 F8 move, Esc" : "Enter, Esc";
	char typed[TYPED_SIZE];
	size_t text_width, contents = widest_item(dialog, &text_width);

	if (text_width < 5)
		text_width = 5; /* "(all)" */
	box_place(dialog, contents + 3, dialog->nitems, foot);
	if (dialog->selected < dialog->first)
		dialog->first = dialog->selected;
	if (dialog->selected >= dialog->first + (size_t)dialog->height)
		dialog->first = dialog->selected - (size_t)dialog->height + 1;
	if (dialog->first + (size_t)dialog->height > dialog->nitems)
		dialog->first = dialog->nitems > (size_t)dialog->height
		                        ? dialog->nitems - (size_t)dialog->height
		                        : 0;
	typed_escape(dialog->text, dialog->len, typed);
	box_draw(dialog, dialog->len ? typed : foot);
	for (int i = 0; i < dialog->height; i++) {
		struct screen_line line = inside_begin(dialog, i);

		if (dialog->first + (size_t)i < dialog->nitems)
			item_draw(dialog, dialog->first + (size_t)i, text_width, &line);
		else
			screen_line_fill(&line, STYLE_DIALOG);
	}
}

static void question_draw(struct dialog *dialog)
{
	const char *foot = "Enter or y: yes, Esc or n: no";

	box_place(dialog, widest_line(dialog) + 2, dialog->lines.nlines, foot);
	if (dialog->first + (size_t)dialog->height > dialog->lines.nlines)
		dialog->first = 0;
	box_draw(dialog, foot);
	for (int i = 0; i < dialog->height; i++) {
		struct screen_line line = inside_begin(dialog, i);
		size_t index = dialog->first + (size_t)i;

		screen_line_space(&line, STYLE_DIALOG, 1);
		if (index < dialog->lines.nlines)
			screen_line_put(&line,
			                dialog->lines.lines[index].kind == LIVE_LINE_WARNING
			                        ? STYLE_ZOMBIE
			                        : STYLE_DIALOG,
			                live_lines_text(&dialog->lines, index));
		screen_line_fill(&line, STYLE_DIALOG);
	}
}

void dialog_draw(struct dialog *dialog)
{
	switch (dialog->kind) {
	case DIALOG_TEXT:
		prompt_draw(dialog);
		break;
	case DIALOG_CHOICE:
	case DIALOG_COLUMNS:
		list_draw(dialog);
		break;
	case DIALOG_QUESTION:
		question_draw(dialog);
		break;
	default:
		break;
	}
}
