/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of trees: processes, threads and namespace boundaries as rows with a depth.
 *
 * A boundary row stands between a parent and those of its children that live in another namespace
 * than it does; below it come these children. All loops are iterative: a chain of 30,000 processes
 * must not end the stack.
 */
#ifndef NSPID_MODEL_FOREST_H
#define NSPID_MODEL_FOREST_H

#include "model/snapshot.h"

#define FOREST_NO_PARENT UINT32_MAX

enum forest_kind {
	FOREST_PROCESS,
	FOREST_THREAD,
	FOREST_NAMESPACE, /* a boundary, or a node of the tree of namespaces; see `unknown` */
	FOREST_FOLD,      /* `count` alike leaves, the first of which is `index` */
};

struct forest_row {
	enum forest_kind kind;
	uint32_t index;  /* of the process, the thread or the namespace */
	uint32_t parent; /* row of the parent, or FOREST_NO_PARENT */
	uint32_t depth;  /* 0 for roots */
	uint32_t count;  /* FOREST_FOLD: how many; FOREST_NAMESPACE: processes right below */
	bool last;       /* the last child of its parent */
	bool children;   /* rows follow below it */
	bool context;    /* shown only to connect others: not itself selected */
};

struct forest_options {
	bool namespaces_only; /* the namespaces alone */
	bool threads;         /* rows for threads, where the snapshot has them */
	bool fold;            /* fold alike siblings without children */
	bool fold_kernel;     /* fold the threads of the kernel into one row */
	/* Boundaries (index NAMESPACE_NONE) before children whose namespace is unknown, too. */
	bool unknown;
	/*
	 * The indices of all processes (namespaces_only: of all namespaces) in the order in which
	 * siblings come; NULL: as snapshot_order_namespaces() says, and by PID.
	 */
	const uint32_t *order;
	/*
	 * Which processes to show, one flag for each of snapshot->processes; NULL: all. Ancestors
	 * of the chosen are shown too, as context, up to (and not above) `roots`.
	 */
	const bool *chosen;
	/* With chosen: processes at which a tree starts, one flag each; NULL: only true roots. */
	const bool *roots;
};

struct forest {
	struct forest_row *rows;
	size_t nrows;
};

/* Builds the rows of a finished snapshot. 0 or -ENOMEM. Free with forest_done(). */
int forest_build(const struct snapshot *snapshot, const struct forest_options *options,
                 struct forest *ret_forest);
void forest_done(struct forest *forest);

/* How branches are drawn. */
struct forest_style {
	const char *branch; /* "├─" */
	const char *last;   /* "└─" */
	const char *line;   /* "│ " */
	const char *space;  /* "  " */
	const char *cut;    /* "…": stands for the levels left out of a very deep branch */
};
extern const struct forest_style forest_style_utf8;
extern const struct forest_style forest_style_ascii;

/*
 * Writes the branches in front of a row, NUL-terminated, and returns their length. Of more than
 * `levels` (at most FOREST_PREFIX_LEVELS), the uppermost are left out behind style->cut. `size` of
 * FOREST_PREFIX_SIZE always suffices.
 */
#define FOREST_PREFIX_LEVELS 128
#define FOREST_PREFIX_SIZE   ((FOREST_PREFIX_LEVELS + 2) * 8)
size_t forest_prefix(const struct forest *forest, size_t row, const struct forest_style *style,
                     size_t levels, char *buffer, size_t size);

#endif
