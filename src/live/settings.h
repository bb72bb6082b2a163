/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings of the live view, and their form as text. Reading and writing the file is not done
 * here.
 *
 *     # nspid top
 *     mode = tree
 *     columns = PID,NSPID,NS,USER,CPU,COMMAND
 *     sort = -CPU
 *     tree-sort = PID
 *     namespace-columns = NS,NPROCS,CPU,RSS,CONTAINER
 *     namespace-sort = -CPU
 *     delay = 1.5
 *     colors = auto
 */
#ifndef NSPID_LIVE_SETTINGS_H
#define NSPID_LIVE_SETTINGS_H

#include "view/columns.h"

enum live_mode {
	LIVE_NAMESPACES, /* one row a namespace */
	LIVE_PROCESSES,  /* one row a process, sorted */
	LIVE_TREE,
	LIVE_MODES, /* their number */
};

enum live_colors {
	LIVE_COLORS_AUTO, /* what the terminal says, none with NO_COLOR */
	LIVE_COLORS_NEVER,
	LIVE_COLORS_8,
	LIVE_COLORS_256,
};

enum {
	LIVE_DELAY_MIN = 100, /* milliseconds */
	LIVE_DELAY_MAX = 3600 * 1000,
	LIVE_SETTINGS_SIZE = 4096, /* the longest text that is accepted or written */
};

/* How rows are sorted. */
struct live_order {
	const struct column *column; /* never NULL; need not be among those shown */
	bool descending;
};

/* A plain value: nothing is owned. */
struct live_settings {
	enum live_mode mode;
	struct column_list columns;           /* of the modes processes and tree */
	struct column_list namespace_columns; /* of the mode namespaces */
	struct live_order sort[LIVE_MODES];   /* of each mode; in the tree, among siblings */
	unsigned delay;                       /* milliseconds between refreshes */
	enum live_colors colors;
};

extern const char *const live_default_columns;           /* "PID,NSPID,..." */
extern const char *const live_default_namespace_columns; /* "NS,NPROCS,..." */

void live_settings_default(struct live_settings *ret_settings);

/* What is wrong with a text, for people. */
struct live_settings_error {
	unsigned line;    /* counted from 1; 0: the text as a whole */
	char reason[128]; /* escaped */
};

/*
 * Parses text[0..len). What it does not mention keeps its default. Unknown words, words given
 * twice, values out of range, control characters: all refused. 0, or -EINVAL with *ret_error
 * filled; *ret_settings is written on success only.
 */
int live_settings_parse(const char *text, size_t len, struct live_settings *ret_settings,
                        struct live_settings_error *ret_error);

/*
 * Writes the text form, NUL-terminated; live_settings_parse() gives the same settings back. Returns
 * its length, or -E2BIG when it does not fit (LIVE_SETTINGS_SIZE always suffices).
 */
int live_settings_format(const struct live_settings *settings, char *buffer, size_t size);

/*
 * Seconds with up to three decimals, "0.5" or ".5", as -d and the dialog take them. 0, -EINVAL or
 * -ERANGE.
 */
int live_settings_parse_delay(const char *text, unsigned *ret_delay);

/*
 * "A,B" or "+C" for rows of this kind, as columns_parse() and with its errors. Namespaces have
 * columns here that only the live view has: CPU, TIME and RSS summed over their processes. `base`
 * is what a plus adds to; it may be the list that is written.
 */
int live_columns_parse(const char *text, const struct column_list *base, enum row_kind kind,
                       struct column_list *ret_list, const char **ret_bad, size_t *ret_bad_len);

/* The column of that name (any case) for rows of this kind in the live view, or NULL. */
const struct column *live_columns_find(const char *name, size_t len, enum row_kind kind);

/* All columns for rows of this kind, by index from 0; NULL behind the last. */
const struct column *live_columns_at(enum row_kind kind, size_t index);

/* "[-]COLUMN", as --sort takes it: a minus sorts the largest first. 0 or -EINVAL. */
int live_order_parse(const char *text, enum row_kind kind, struct live_order *ret_order);

#endif
