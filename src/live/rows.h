/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A row of the live view, and its cells.
 */
#ifndef NSPID_LIVE_ROWS_H
#define NSPID_LIVE_ROWS_H

#include "view/columns.h"

enum live_kind {
	LIVE_ROW_PROCESS,
	LIVE_ROW_THREAD,
	LIVE_ROW_NAMESPACE, /* of the mode namespaces: has cells of namespace columns */
	LIVE_ROW_BOUNDARY,  /* a namespace among the processes of the tree: live_row_boundary() */
};

/* What the processes of a namespace use together. */
struct live_sums {
	double cpu;     /* percent of one CPU */
	uint64_t ticks; /* CPU time */
	uint64_t rss;   /* bytes; pages that processes share count for each */
	bool known;     /* vitals were read */
};

/*
 * A row. Everything is borrowed from the state until the next take, action or answer. The first
 * member is what columns, tables and documents work on: hand them &row->row of this very object,
 * never a copy of the member, as the columns of sums look behind it. Processes that ended are rows
 * of row.snapshot too. On a boundary row.process is NULL: use live_row_cell(), which knows.
 */
struct live_row {
	struct row row;
	struct live_sums sums; /* of a namespace or boundary */
	enum live_kind kind;
	uint32_t depth;  /* in the tree; threads in the flat list: 1 */
	uint32_t hidden; /* rows that are folded away below it */
	bool folded;     /* its rows below are folded away */
	bool parent;     /* there are rows below it, shown or not */
	bool context;    /* only here to connect others with their ancestors: passes no filter */
	bool tagged;
	bool fresh; /* was not there at the last refresh */
	bool ended; /* is not there any more: drawn dimmed, gone at the next refresh */
	bool selected;
	bool found; /* matches the search */
};

/*
 * THE table of what the first column of the screen says of a row, also where there are no colours:
 * the help is printed from it. Of several that fit, the first one is shown.
 */
struct live_row_mark {
	const char *mark, *help;
	bool (*fits)(const struct live_row *row);
};
extern const struct live_row_mark live_row_marks[];
extern const size_t live_row_marks_count;

/* The mark of a row, or a space. */
const char *live_row_mark(const struct live_row *row);

/*
 * The cell of a row in a column, also where the row has no such thing: CELL_NONE. A boundary shows
 * the figures of its namespace in the columns that namespaces have too.
 */
struct cell live_row_cell(const struct live_row *row, const struct column *column);

/*
 * What a boundary says in the tree's column: "pid:[4026532254] docker:web (init 3976 → 1, 12
 * processes)", escaped, cut to size. Returns its length.
 */
size_t live_row_boundary(const struct live_row *row, enum cell_style style, char *buffer,
                         size_t size);

/* Columns that only the live view has: what live_row.sums holds, for rows of namespaces. */
extern const struct column live_sum_columns[];
extern const size_t live_sum_columns_count;

/*
 * Identity across snapshots as one number, unique among processes, threads and namespaces: PID and
 * start time; for a namespace the id that is never reused, or the inode with its init (inodes are
 * reused at once). Never 0.
 */
uint64_t live_process_key(const struct process *process);
uint64_t live_namespace_id(const struct snapshot *snapshot, const struct namespace *ns);
uint64_t live_row_key(const struct live_row *row);

bool live_key_is_namespace(uint64_t key);

/* The PID in the key of a process (a meaningless number for a namespace's). */
pid_t live_key_pid(uint64_t key);

#endif
