/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cell: one typed value of one row, and its ways out as text and as JSON.
 *
 * Columns fill cells; tables, trees, JSON, sorting and the live view all read the same cell, so a
 * value cannot differ between them. Foreign text is escaped here and nowhere else.
 */
#ifndef NSPID_VIEW_CELL_H
#define NSPID_VIEW_CELL_H

#include <jansson.h>

#include "model/snapshot.h"

enum cell_kind {
	CELL_NONE,       /* there is no such thing here: printed `-`, JSON null */
	CELL_UNKNOWN,    /* there is one, but not for this user to see: printed `?`, JSON null */
	CELL_NUMBER,     /* number */
	CELL_REAL,       /* real, printed with one decimal */
	CELL_SIZE,       /* number, bytes */
	CELL_DURATION,   /* number, hundredths of a second (JSON: seconds) */
	CELL_MOMENT,     /* number, seconds since the epoch */
	CELL_TEXT,       /* text: raw, maybe hostile */
	CELL_COMMAND,    /* text: arguments separated by NUL, printed with spaces */
	CELL_CHAIN,      /* pids */
	CELL_NAMESPACE,  /* ns: its id, or ~INIT where the id may not be read */
	CELL_CONTAINERS, /* containers */
};

struct cell {
	enum cell_kind kind;
	bool bracketed; /* text in square brackets: a name that stands for a missing command line */
	bool inferred;  /* deduced, not read: marked with ~ in text */
	bool nameless;  /* a number that stands for a name: a text in JSON, as the name would be */
	union {
		int64_t number;
		double real;
		struct {
			const char *text;
			size_t len;
		};
		struct {
			const pid_t *pids;
			size_t npids;
		};
		const struct namespace *ns;
		struct {
			const struct container *containers; /* base of snapshot->containers */
			const uint32_t *indices;
			size_t nindices;
		};
	};
};

enum cell_style {
	CELL_STYLE_HUMAN, /* 12.3M, 1:02:03, escaped text */
	CELL_STYLE_RAW,   /* plain numbers (bytes, seconds), for scripts; white space escaped too */
	CELL_STYLE_ASCII, /* human, without a character beyond ASCII */
};

/*
 * Writes the cell as escaped text that is safe on a terminal, NUL-terminated, cut to size without
 * splitting a character. Returns the length that the whole text has, as snprintf() does.
 */
size_t cell_format(const struct cell *cell, enum cell_style style, char *buffer, size_t size);

/* The value for JSON; a new reference, NULL: out of memory. */
json_t *cell_json(const struct cell *cell);

/* Order for sorting: <0, 0, >0. Values before unknown before none; texts as bytes. */
int cell_compare(const struct cell *a, const struct cell *b);

/* Whether there is no value to show or compare. */
bool cell_is_empty(const struct cell *cell);

/* "docker:web", "k8s:default/web/nginx", or "podman:c855a1f9…" where it has no name; escaped. */
size_t cell_format_container(const struct container *container, char *buffer, size_t size);

#endif
