/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headings, rows and pages. Only what is visible is formatted.
 */
#include <curses.h>
#include <string.h>

#include "base/escape.h"
#include "live/screen-body.h"
#include "live/screen-layout.h"
#include "live/screen-line.h"
#include "live/screen.h"

enum { TEXT_SIZE = 8192 }; /* a cell is cut to the terminal: 2,000 columns of 4 bytes */

/* The layout outlives a frame, so that widths are steady. */
static struct screen_layout layout;
static int heading_x[COLUMNS_MAX + 1];

static enum cell_style cell_style(void)
{
	return screen_is_ascii() ? CELL_STYLE_ASCII : CELL_STYLE_HUMAN;
}

static const struct forest_style *branches(void)
{
	return screen_is_ascii() ? &forest_style_ascii : &forest_style_utf8;
}

/* The text of a cell, behind the branches when it is the one of the tree. */
static size_t cell_text(const struct live_state *state, const struct live_row *row, size_t index,
                        size_t column, char *text)
{
	size_t prefix = 0;
	struct cell cell;

	if (column == live_state_tree_column(state)) {
		prefix = live_state_prefix(state, index, branches(), text, TEXT_SIZE / 2);
		if (row->kind == LIVE_ROW_BOUNDARY) {
			live_row_boundary(row, cell_style(), text + prefix, TEXT_SIZE - prefix);
			return prefix;
		}
	}
	cell = live_row_cell(row, layout.columns[column]);
	/* What a boundary has not needs no mark in every column. */
	if (row->kind == LIVE_ROW_BOUNDARY && cell_is_empty(&cell))
		text[prefix] = '\0';
	else
		cell_format(&cell, cell_style(), text + prefix, TEXT_SIZE - prefix);
	return prefix;
}

static void rows_measure(const struct live_state *state, size_t first, size_t end)
{
	char text[TEXT_SIZE];

	for (size_t i = first; i < end; i++) {
		struct live_row row;

		live_state_row(state, i, &row);
		for (size_t j = 0; j + 1 < layout.count; j++) {
			cell_text(state, &row, i, j, text);
			screen_layout_see(&layout, j, escape_width(text));
		}
	}
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/* Columns that say where a process lives: in the colour of its namespace. */
static bool column_is_place(const struct column *column)
{
	static const char *const names[] = {
		"NSPID", "CHAIN", "NS", "NSINIT", "NSPPID", "CONTAINER", "CNAME", "CID", "INIT",
	};

	return is_one_of(column->name, names, ARRAY_SIZE(names));
}

static enum screen_style place_style(const struct live_row *row)
{
	const struct namespace *ns = row->row.ns;

	/* Where all are at home there is nothing to see. */
	if (!ns || snapshot_namespace_index(row->row.snapshot, ns) == NAMESPACE_VIEW)
		return STYLE_DIM;
	return screen_style_namespace(ns->id ? ns->id : (uint64_t)ns->init_pid);
}

/* One style for the whole row; STYLE_PLAIN: each cell has its own. */
static enum screen_style row_style(const struct live_state *state, const struct live_row *row)
{
	const struct process *process = row->row.process;

	if (row->selected) {
		struct live_status status;

		live_state_status(state, &status);
		return status.follow ? STYLE_CURSOR_FOLLOW : STYLE_CURSOR;
	}
	if (row->tagged)
		return STYLE_TAGGED;
	if (row->ended)
		return STYLE_ENDED;
	if (row->context)
		return STYLE_CONTEXT;
	if (row->kind == LIVE_ROW_BOUNDARY)
		return place_style(row);
	if (process && process_is_zombie(process))
		return STYLE_ZOMBIE;
	return process && process->kthread ? STYLE_KERNEL : STYLE_PLAIN;
}

static enum screen_style cell_style_of(const struct live_row *row, const struct column *column,
                                       const char *text)
{
	if (column_is_place(column))
		return place_style(row);
	if (strcmp(column->name, "STATE") == 0 && text[0] == 'R')
		return STYLE_BAR_LOW;
	if (strcmp(column->name, "STATE") == 0 && text[0] == 'D')
		return STYLE_BAR_HIGH;
	/* What is idle steps back. */
	if (strcmp(text, "0.0") == 0 || strcmp(text, "-") == 0 || strcmp(text, "00:00:00") == 0 ||
	    strcmp(text, "0B") == 0 || strcmp(text, "S") == 0 || strcmp(text, "I") == 0)
		return STYLE_DIM;
	return STYLE_PLAIN;
}

static enum screen_style mark_style(const struct live_row *row, enum screen_style style)
{
	if (style != STYLE_PLAIN)
		return style;
	return row->fresh ? STYLE_NEW : row->found ? STYLE_MATCH : STYLE_PLAIN;
}

static void cell_draw(struct screen_line *line, const struct live_row *row, size_t i, char *text,
                      size_t prefix, enum screen_style style)
{
	const struct column *column = layout.columns[i];
	bool last = i + 1 == layout.count, right = column->flags & COLUMN_RIGHT;
	enum screen_style own =
		style == STYLE_PLAIN ? cell_style_of(row, column, text + prefix) : style;
	size_t width = layout.width[i];

	if (prefix > 0) {
		char first = text[prefix];
		size_t wide;

		text[prefix] = '\0';
		wide = escape_width(text);
		if (wide < width) {
			screen_line_put(line, style == STYLE_PLAIN ? STYLE_BRANCH : style, text);
			width -= wide;
			text[prefix] = first;
			text += prefix;
		} else {
			text[prefix] = first;
		}
		right = false;
	}
	if (last && !right)
		screen_line_put(line, own, text);
	else
		screen_line_field(line, own, text, width, right);
	if (!last)
		screen_line_space(line, style, 1);
}

static void row_draw(const struct live_state *state, size_t index, int y)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	char text[TEXT_SIZE];
	enum screen_style style;
	struct live_row row;

	live_state_row(state, index, &row);
	style = row_style(state, &row);
	screen_line_put(&line, mark_style(&row, style), live_row_mark(&row));
	line.skip = live_state_left(state);
	for (size_t i = 0; i < layout.count && line.x < line.end; i++) {
		if (!layout.left_out[i])
			cell_draw(&line, &row, i, text, cell_text(state, &row, index, i, text),
			          style);
	}
	screen_line_fill(&line, row.selected ? style : STYLE_PLAIN);
}

static void headings_draw(const struct live_state *state, int y)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	bool descending = false;
	const struct column *sort = live_state_sort(state, &descending);
	const char *arrow = screen_is_ascii() ? (descending ? "v" : "^") : (descending ? "▽" : "△");

	screen_line_space(&line, STYLE_HEADING, 1);
	line.skip = live_state_left(state);
	for (size_t i = 0; i < layout.count; i++) {
		const struct column *column = layout.columns[i];
		bool sorted = column == sort;
		char text[80];

		heading_x[i] = line.x;
		if (layout.left_out[i])
			continue;
		snprintf(text, sizeof(text), "%s%s", screen_layout_heading(column),
		         sorted ? arrow : "");
		if (i + 1 == layout.count && !(column->flags & COLUMN_RIGHT))
			screen_line_put(&line, sorted ? STYLE_HEADING_SORT : STYLE_HEADING, text);
		else
			screen_line_field(&line, sorted ? STYLE_HEADING_SORT : STYLE_HEADING, text,
			                  layout.width[i], column->flags & COLUMN_RIGHT);
		if (i + 1 < layout.count)
			screen_line_space(&line, STYLE_HEADING, 1);
	}
	heading_x[layout.count] = line.end;
	screen_line_fill(&line, STYLE_HEADING);
}

size_t screen_body_heading_at(int x)
{
	for (size_t i = 0; i < layout.count; i++) {
		if (x >= heading_x[i] && x < heading_x[i + 1])
			return i;
	}
	return SIZE_MAX;
}

static void empty_draw(const struct live_state *state, int y)
{
	struct screen_line line = screen_line_begin(y, 1, screen_width(), 0);
	struct live_head head;

	live_state_head(state, &head);
	screen_line_put(&line, STYLE_DIM,
	                head.known ? "nothing to show here: Esc drops filters" : "reading ...");
	screen_line_fill(&line, STYLE_PLAIN);
}

void screen_body_draw(const struct live_state *state, int y, int lines)
{
	size_t top = live_state_top(state), count = live_state_rows(state), end;
	size_t room = (size_t)screen_width() - 1 + live_state_left(state);

	end = top + (lines > 0 ? (size_t)lines : 0);
	end = end < count ? end : count;
	screen_layout_begin(&layout, state, room);
	rows_measure(state, top, end);
	screen_layout_end(&layout, state);
	headings_draw(state, y);
	for (int i = 0; i < lines; i++) {
		struct screen_line line = screen_line_begin(y + 1 + i, 0, screen_width(), 0);

		if (top + (size_t)i < end)
			row_draw(state, top + (size_t)i, y + 1 + i);
		else
			screen_line_fill(&line, STYLE_PLAIN);
	}
	if (count == 0 && lines > 0)
		empty_draw(state, y + 1);
}

static enum screen_style page_style(enum live_line_kind kind)
{
	switch (kind) {
	case LIVE_LINE_TITLE:
		return STYLE_VALUE;
	case LIVE_LINE_HEADING:
		return STYLE_LABEL;
	case LIVE_LINE_COMMAND:
		return STYLE_BAR_LOW;
	case LIVE_LINE_WARNING:
		return STYLE_ZOMBIE;
	default:
		return STYLE_PLAIN;
	}
}

static void page_line_draw(const struct live_state *state, const struct live_lines *lines, size_t i,
                           int y)
{
	struct screen_line line = screen_line_begin(y, 1, screen_width(), live_state_left(state));
	const struct live_line *entry = &lines->lines[i];
	const char *text = live_lines_text(lines, i);
	enum screen_style style = page_style(entry->kind);
	char label[256];
	size_t len = escape_fit(text, entry->label);

	if (len > 0 && len < sizeof(label)) {
		memcpy(label, text, len);
		label[len] = '\0';
		screen_line_put(&line, STYLE_LABEL, label);
		text += len;
	}
	screen_line_put(&line, style, text);
	screen_line_fill(&line, STYLE_PLAIN);
}

void screen_page_draw(const struct live_state *state, int y, int lines)
{
	struct screen_line line = screen_line_begin(y, 0, screen_width(), 0);
	size_t first = 0, end;
	const struct live_lines *page = live_state_lines(state, &first);
	bool help = live_state_page(state) == LIVE_PAGE_HELP;
	char where[64];

	end = first + (lines > 0 ? (size_t)lines : 0);
	end = end < page->nlines ? end : page->nlines;
	screen_line_put(&line, STYLE_HEADING, help ? " Help" : " Details");
	snprintf(where, sizeof(where), "%zu-%zu of %zu ", page->nlines ? first + 1 : 0, end,
	         page->nlines);
	screen_line_space(&line, STYLE_HEADING,
	                  (size_t)line.end > (size_t)line.x + strlen(where)
	                          ? (size_t)(line.end - line.x) - strlen(where)
	                          : 0);
	screen_line_put(&line, STYLE_HEADING, where);
	for (int i = 0; i < lines; i++) {
		struct screen_line blank = screen_line_begin(y + 1 + i, 0, screen_width(), 0);

		screen_line_fill(&blank, STYLE_PLAIN);
		if (first + (size_t)i < end)
			page_line_draw(state, page, first + (size_t)i, y + 1 + i);
	}
}
