/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows as an aligned table, with or without a tree in one of its columns.
 */
#ifndef NSPID_VIEW_TABLE_H
#define NSPID_VIEW_TABLE_H

#include <stdio.h>

#include "view/columns.h"

#define TABLE_NO_TREE SIZE_MAX

struct table_spec {
	const struct column_list *columns; /* borrowed until table_free() */
	FILE *out;
	enum cell_style style; /* CELL_STYLE_RAW: one space between fields, no alignment */
	bool headings;
	bool color;
	size_t width;       /* of the terminal; 0: nothing is cut */
	size_t tree_column; /* index in columns, or TABLE_NO_TREE */
};

/* What a line is, for its colour. */
enum table_mark {
	TABLE_PLAIN,
	TABLE_BOUNDARY, /* a namespace among processes */
	TABLE_ZOMBIE,
	TABLE_KERNEL,
	TABLE_CONTEXT, /* shown only to connect others */
};

struct table;

/* 0 or -ENOMEM. */
int table_new(const struct table_spec *spec, struct table **ret_table);
void table_free(struct table *table);

/* Adds a row; prefix (or NULL) is drawn in front of the tree column. 0 or -ENOMEM. */
int table_add(struct table *table, const struct row *row, const char *prefix, enum table_mark mark);

/*
 * Adds a line that has `text` in the tree column and, in the first column that is not the tree
 * column, nothing. Text must be escaped. Left out of raw output. 0 or -ENOMEM.
 */
int table_add_text(struct table *table, const char *prefix, const char *text, enum table_mark mark);

/* Prints what was added. 0, or -errno of writing. */
int table_print(struct table *table);

#endif
