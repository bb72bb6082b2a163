/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON documents: one object with what was looked at, what was missed, and an array of rows.
 *
 * Rows are written one by one, so that 30,000 of them need no more memory than one. The schema is
 * documented in nspid-json(5).
 */
#ifndef NSPID_VIEW_DOCUMENT_H
#define NSPID_VIEW_DOCUMENT_H

#include <stdio.h>

#include "view/columns.h"

struct document {
	FILE *out;
	const char *command;
	const struct column_list *columns;
	bool lines; /* one object a line, without line breaks inside */
	size_t nrows;
};

/* Writes everything up to the rows, which will be `kind`. 0, -ENOMEM, or -EIO. */
int document_begin(struct document *document, const struct snapshot *snapshot, enum row_kind kind);

/* Writes a row; depth < 0: the row has none. 0, -ENOMEM, or -EIO. */
int document_add(struct document *document, const struct row *row, int depth);

int document_end(struct document *document);

/* The object of a row alone; a new reference, NULL: out of memory. */
json_t *document_row(const struct column_list *columns, const struct row *row, int depth);

#endif
