/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE table of columns: name, help, width, alignment, facts needed and how to fill a cell.
 *
 * A fill function sees one const row and does no I/O.
 */
#ifndef NSPID_VIEW_COLUMNS_H
#define NSPID_VIEW_COLUMNS_H

#include "view/cell.h"

/* What a row stands for; columns say for which they are defined. */
enum row_kind {
	ROW_PROCESS = 1 << 0,
	ROW_NAMESPACE = 1 << 1,
};

struct row {
	const struct snapshot *snapshot;
	const struct process *process; /* NULL on the row of a namespace */
	const struct namespace *ns;    /* of the row or of its process; NULL: unknown */
	int lens;          /* level in whose numbers PID and PPID are given; 0: the view */
	const char *asked; /* `map`: what this row answers; else NULL */
	pid_t to;    /* `map --to`: the number there, 0: not visible from there, -1: unknown */
	int64_t now; /* seconds since the epoch, for ages */
};

enum column_flag {
	COLUMN_RIGHT = 1 << 0,      /* aligned to the right */
	COLUMN_CUT = 1 << 1,        /* may be cut to the terminal's width */
	COLUMN_DESCENDING = 1 << 2, /* the live view sorts the largest first */
};

struct column {
	const char *name; /* upper case; its key in JSON is the same in lower case */
	const char *help; /* one line */
	unsigned rows;    /* enum row_kind bits */
	unsigned facts;   /* enum fact bits */
	unsigned flags;   /* enum column_flag bits */
	int width;        /* usual width in the live view; 0: takes what is left */
	void (*fill)(const struct row *row, struct cell *ret_cell);
};

extern const struct column columns_all[];
extern const size_t columns_count;

/* The cell of a row in a column; fill() expects a zeroed one. */
struct cell column_cell(const struct column *column, const struct row *row);

/* The column of that name (any case) for rows of this kind, or NULL. */
const struct column *columns_find(const char *name, size_t len, enum row_kind kind);

/* The nearest name for a hint, or NULL where nothing is near. */
const char *columns_suggest(const char *name, enum row_kind kind);

enum { COLUMNS_MAX = 48 };

/* A selection of columns, in order. */
struct column_list {
	const struct column *columns[COLUMNS_MAX];
	size_t count;
};

/*
 * Adds a column to a list: as the last, but in front of a last one that is cut to the terminal's
 * width (COLUMN_CUT), behind which it would be out of sight. 0 or -E2BIG.
 */
int columns_add(struct column_list *list, const struct column *column);

/* Which names a text may choose from. */
struct column_words {
	enum row_kind kind;
	const struct column *(*find)(const char *name, size_t len, enum row_kind kind);
	bool once; /* a column that is named twice is there once */
};

/*
 * Parses "A,B", or with a plus in front "+A,B", which adds to `base` (NULL: there is none; it may be
 * ret_list) instead of replacing it, as columns_add() does. 0, -EINVAL (unknown: *ret_bad points at
 * the name and *ret_bad_len is its length) or -E2BIG.
 */
int columns_choose(const char *text, const struct column_list *base,
                   const struct column_words *words, struct column_list *ret_list,
                   const char **ret_bad, size_t *ret_bad_len);

/* The same on all columns of a kind, with the names of the defaults as base; text may be NULL. */
int columns_parse(const char *text, const char *defaults, enum row_kind kind,
                  struct column_list *ret_list, const char **ret_bad, size_t *ret_bad_len);

/* All facts that the list needs. */
unsigned columns_facts(const struct column_list *list);

/* Stable order of rows by one column; unknown and none come last in both directions. */
void columns_sort(struct row *rows, size_t nrows, const struct column *column, bool descending);

#endif
