/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables by libsmartcols; raw output needs no alignment and is written at once.
 *
 * Text is escaped before it gets there, so libsmartcols must not escape it again (NOENCODE).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "view/table.h"

enum {
	CELL_ROOM = 512, /* most cells fit; longer ones are allocated */
	CUT_MIN = 20,    /* columns that a cell may take on any terminal, but the last */
};

struct table {
	struct table_spec spec;
	struct libscols_table *scols;
	char *buffer;
	size_t size;
	bool headed; /* raw output: its headings are written */
};

/*
 * Nothing is cut by libsmartcols: where columns are too wide together, it would break cells into
 * several lines. Lines are cut at the end instead, see cut_print().
 */
static int column_flags(const struct table *table, size_t index)
{
	const struct column *column = table->spec.columns->columns[index];

	if ((column->flags & COLUMN_RIGHT) && index != table->spec.tree_column)
		return SCOLS_FL_RIGHT;
	return 0;
}

static int column_add(struct table *table, size_t index)
{
	const struct column *column = table->spec.columns->columns[index];
	struct libscols_column *added =
		scols_table_new_column(table->scols, column->name, 0.1, column_flags(table, index));

	return added ? 0 : -ENOMEM;
}

static int scols_setup(struct table *table)
{
	int r = 0;

	table->scols = scols_new_table();
	if (!table->scols)
		return -ENOMEM;
	scols_table_enable_noencoding(table->scols, 1);
	scols_table_enable_noheadings(table->scols, !table->spec.headings);
	scols_table_enable_colors(table->scols, table->spec.color);
	scols_table_set_stream(table->scols, table->spec.out);
	scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_NEVER);
	for (size_t i = 0; r >= 0 && i < table->spec.columns->count; i++)
		r = column_add(table, i);
	return r;
}

int table_new(const struct table_spec *spec, struct table **ret_table)
{
	struct table *table = calloc(1, sizeof(*table));
	int r;

	if (!table)
		return -ENOMEM;
	table->spec = *spec;
	table->size = CELL_ROOM;
	table->buffer = malloc(table->size);
	r = table->buffer ? 0 : -ENOMEM;
	if (r >= 0 && spec->style != CELL_STYLE_RAW)
		r = scols_setup(table);
	if (r < 0) {
		table_free(table);
		return r;
	}
	*ret_table = table;
	return 0;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	scols_unref_table(table->scols);
	free(table->buffer);
	free(table);
}

/* The text of a cell behind `used` bytes that are already in the buffer. */
static int cell_text(struct table *table, size_t used, const struct cell *cell)
{
	size_t len = cell_format(cell, table->spec.style, table->buffer + used, table->size - used);

	if (used + len >= table->size) {
		size_t bigger = (used + len + 1) * 2;
		char *moved = realloc(table->buffer, bigger);

		if (!moved)
			return -ENOMEM;
		table->buffer = moved;
		table->size = bigger;
		cell_format(cell, table->spec.style, table->buffer + used, table->size - used);
	}
	return 0;
}

static void raw_headings(struct table *table)
{
	const struct column_list *columns = table->spec.columns;

	table->headed = true;
	if (!table->spec.headings)
		return;
	for (size_t i = 0; i < columns->count; i++)
		fprintf(table->spec.out, "%s%s", i ? " " : "", columns->columns[i]->name);
	fputc('\n', table->spec.out);
}

static int raw_add(struct table *table, const struct row *row)
{
	const struct column_list *columns = table->spec.columns;

	if (!table->headed)
		raw_headings(table);
	for (size_t i = 0; i < columns->count; i++) {
		struct cell cell = column_cell(columns->columns[i], row);
		int r = cell_text(table, 0, &cell);

		if (r < 0)
			return r;
		/* An empty text would shift the fields behind it. */
		fprintf(table->spec.out, "%s%s", i ? " " : "",
		        *table->buffer ? table->buffer : "-");
	}
	fputc('\n', table->spec.out);
	return 0;
}

static const char *mark_color(enum table_mark mark)
{
	switch (mark) {
	case TABLE_BOUNDARY:
		return "cyan";
	case TABLE_ZOMBIE:
		return "red";
	case TABLE_KERNEL:
	case TABLE_CONTEXT:
		return "halfbright";
	default:
		return NULL;
	}
}

static struct libscols_line *line_add(struct table *table, enum table_mark mark)
{
	struct libscols_line *line = scols_table_new_line(table->scols, NULL);
	const char *color = mark_color(mark);

	if (line && color && table->spec.color)
		scols_line_set_color(line, color);
	return line;
}

/*
 * In a locale of single bytes, libsmartcols 2.38 loops for ever over a character of several. None
 * gets here, as cells are ASCII then; should one do, a question mark is better than a hang.
 */
static void bytes_keep_single(char *text)
{
	for (; MB_CUR_MAX == 1 && *text; text++) {
		if ((unsigned char)*text >= 0x80)
			*text = '?';
	}
}

/* One long name must not push the columns behind it off the terminal. */
static void cell_shorten(struct table *table, size_t index, size_t used)
{
	const struct column_list *columns = table->spec.columns;
	size_t room = table->spec.width / 4 > CUT_MIN ? table->spec.width / 4 : CUT_MIN;

	if (table->spec.width && (columns->columns[index]->flags & COLUMN_CUT) &&
	    index + 1 < columns->count)
		table->buffer[used + escape_fit(table->buffer + used, room)] = '\0';
}

/* Puts the prefix of the tree column into the buffer and returns its length. */
static size_t prefix_put(struct table *table, size_t column, const char *prefix)
{
	size_t len = prefix && column == table->spec.tree_column ? strlen(prefix) : 0;

	if (len >= table->size / 2)
		len = 0;
	if (len)
		memcpy(table->buffer, prefix, len);
	return len;
}

int table_add(struct table *table, const struct row *row, const char *prefix, enum table_mark mark)
{
	const struct column_list *columns = table->spec.columns;
	struct libscols_line *line;

	if (!table->scols)
		return raw_add(table, row);
	line = line_add(table, mark);
	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < columns->count; i++) {
		struct cell cell = column_cell(columns->columns[i], row);
		size_t used = prefix_put(table, i, prefix);
		int r = cell_text(table, used, &cell);

		if (r < 0)
			return r;
		cell_shorten(table, i, used);
		bytes_keep_single(table->buffer);
		r = scols_line_set_data(line, i, table->buffer);
		if (r < 0)
			return r;
	}
	return 0;
}

int table_add_text(struct table *table, const char *prefix, const char *text, enum table_mark mark)
{
	_cleanup_free_ char *joined = NULL;
	struct libscols_line *line;

	if (!table->scols)
		return 0;
	line = line_add(table, mark);
	if (!line || asprintf(&joined, "%s%s", prefix ? prefix : "", text) < 0)
		return -ENOMEM;
	bytes_keep_single(joined);
	return scols_line_set_data(line, table->spec.tree_column, joined);
}

/* Bytes of a colour sequence (ESC [ ... m) at the start of the text; 0: none. */
static size_t color_length(const char *text)
{
	size_t len;

	if (strncmp(text, "\x1b[", 2) != 0)
		return 0;
	len = 2 + strspn(text + 2, "0123456789;");
	return text[len] == 'm' ? len + 1 : 0;
}

/* Writes one line, cut to the width; colours are kept to the end, so that they are also reset. */
static void line_cut(FILE *out, const char *line, size_t len, size_t width)
{
	_cleanup_free_ char *plain = strndup(line, len);
	size_t left = width, at = 0;

	while (plain && plain[at]) {
		size_t skip = color_length(plain + at);
		size_t part = skip ? skip : strcspn(plain + at + 1, "\x1b") + 1;
		size_t fit = part;
		char held = plain[at + part];

		plain[at + part] = '\0';
		if (!skip) {
			fit = escape_fit(plain + at, left);
			left -= escape_width(plain + at) < left ? escape_width(plain + at) : left;
		}
		fwrite(plain + at, 1, fit, out);
		plain[at + part] = held;
		at += part;
	}
	fputc('\n', out);
}

/* Every line ends at the terminal's edge: the first columns stay readable on the narrowest one. */
static int cut_print(struct table *table)
{
	_cleanup_free_ char *text = NULL;
	int r = scols_print_table_to_string(table->scols, &text);

	if (r < 0)
		return r;
	for (const char *line = text; line && *line;) {
		size_t len = strcspn(line, "\n");

		line_cut(table->spec.out, line, len, table->spec.width);
		line += len + (line[len] == '\n');
	}
	return 0;
}

int table_print(struct table *table)
{
	int r = 0;

	if (!table->scols) {
		if (!table->headed)
			raw_headings(table);
	} else if (table->spec.width) {
		r = cut_print(table);
	} else {
		r = scols_print_table(table->scols);
	}
	if (r >= 0 && ferror(table->spec.out))
		r = -EIO;
	return r;
}
