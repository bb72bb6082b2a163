/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages as lines: adding them, and foreign text made safe for them.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "live/details-lines.h"
#include "live/keys.h"
#include "live/order.h"
#include "live/rows.h"
#include "live/settings.h"

void live_lines_clear(struct live_lines *lines)
{
	lines->used = lines->nlines = 0;
	lines->failed = false;
}

void live_lines_done(struct live_lines *lines)
{
	free(lines->text);
	free(lines->lines);
	*lines = (struct live_lines){ 0 };
}

const char *live_lines_text(const struct live_lines *lines, size_t i)
{
	return lines->text + lines->lines[i].start;
}

/* Room for a line of that length; false: no memory, which the page then says of itself. */
static bool line_begin(struct live_lines *lines, size_t len)
{
	if (live_room(&lines->text, &lines->size, lines->used + len + 1, 1) < 0 ||
	    live_room(&lines->lines, &lines->lines_size, lines->nlines + 1, sizeof(*lines->lines)) <
	            0)
		lines->failed = true;
	return !lines->failed;
}

__attribute__((format(printf, 2, 0))) static void text_append(struct live_lines *lines,
                                                              const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	if (len >= 0 && line_begin(lines, (size_t)len)) {
		vsnprintf(lines->text + lines->used, (size_t)len + 1, format, again);
		lines->used += (size_t)len;
	}
	va_end(again);
}

void live_lines_add(struct live_lines *lines, enum live_line_kind kind, const char *label,
                    const char *format, ...)
{
	struct live_line line = { .kind = kind, .start = (uint32_t)lines->used };
	va_list args;

	if (!line_begin(lines, DETAILS_LABEL + DETAILS_TEXT))
		return;
	if (label) {
		line.label = DETAILS_LABEL;
		lines->used += (size_t)snprintf(lines->text + lines->used, DETAILS_TEXT, "%-*s",
		                                DETAILS_LABEL, label);
	}
	va_start(args, format);
	text_append(lines, format, args);
	va_end(args);
	if (lines->failed)
		return;
	lines->used++;
	lines->lines[lines->nlines++] = line;
}

static unsigned escape_flags(const struct details *details)
{
	return details->style == CELL_STYLE_ASCII ? ESCAPE_NON_ASCII : 0;
}

const char *details_text(const struct details *details, const char *text, char *buffer, size_t size)
{
	if (!text)
		snprintf(buffer, size, "?");
	else
		escape_text(text, strlen(text), escape_flags(details), buffer, size);
	return buffer;
}

const char *details_name(const struct details *details, const struct process *process, char *buffer,
                         size_t size)
{
	char name[64];

	snprintf(buffer, size, "%d %s", (int)process->pid,
	         details_text(details, process->name, name, sizeof(name)));
	return buffer;
}

const char *details_cell(const struct details *details, const struct row *row, const char *column,
                         enum row_kind kind, char *buffer, size_t size)
{
	const struct column *found = columns_find(column, strlen(column), kind);
	struct cell cell = found ? column_cell(found, row) : (struct cell){ .kind = CELL_NONE };

	cell_format(&cell, details->style, buffer, size);
	return buffer;
}

const char *details_namespace(const struct namespace *ns, char *buffer, size_t size)
{
	struct cell cell = { .kind = CELL_NAMESPACE };

	cell.ns = ns;
	if (!ns)
		snprintf(buffer, size, "?");
	else if (ns->id)
		snprintf(buffer, size, "pid:[%" PRIu64 "]", ns->id);
	else
		cell_format(&cell, CELL_STYLE_ASCII, buffer, size);
	return buffer;
}

void details_add_cell(const struct details *details, const struct row *row, const char *label,
                      const char *column, enum row_kind kind)
{
	char text[DETAILS_TEXT];

	live_lines_add(details->lines, LIVE_LINE_PLAIN, label, "%s",
	               details_cell(details, row, column, kind, text, sizeof(text)));
}

static void help_add(void *data, const char *group, const char *labels, const char *help)
{
	struct live_lines *lines = data;

	if (group) {
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%s", "");
		live_lines_add(lines, LIVE_LINE_HEADING, NULL, "%s", group);
	}
	live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "  %-24s %s", labels, help);
}

void live_details_help(struct live_lines *lines)
{
	live_lines_clear(lines);
	live_lines_add(lines, LIVE_LINE_TITLE, NULL, "nspid top: the keys");
	live_keys_visit(help_add, lines);
	help_add(lines, "Mouse", "click", "select the line");
	help_add(lines, NULL, "click on a heading", "sort by this column; again: invert");
	help_add(lines, NULL, "wheel", "scroll");
	for (size_t i = 0; i < live_row_marks_count; i++)
		help_add(lines, i == 0 ? "Marks in front of a line" : NULL, live_row_marks[i].mark,
		         live_row_marks[i].help);
	help_add(lines, "In the columns", "?", "not for this user to see");
	help_add(lines, NULL, "-", "there is no such thing");
	help_add(lines, NULL, "~3976", "the namespace with this init: its id may not be read");
	help_add(lines, NULL, "~4026532254", "deduced from other processes, not read");
}
