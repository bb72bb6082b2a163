/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of the tree: the forest in the order of a column, without what is folded away.
 */
#include <errno.h>
#include <string.h>

#include "live/body.h"

#define NONE UINT32_MAX

/* Arrays over the rows of the forest, cut from one. */
struct weave {
	struct forest forest;
	uint32_t *first; /* first child of each row; of the roots behind the last */
	uint32_t *next;  /* next sibling */
	uint32_t *below; /* how many rows are below each */
	uint32_t *drawn; /* where it is drawn */
};

static struct live_item node_item(const struct forest_row *node)
{
	static const uint8_t kinds[] = {
		[FOREST_PROCESS] = LIVE_ROW_PROCESS,
		[FOREST_THREAD] = LIVE_ROW_THREAD,
		[FOREST_NAMESPACE] = LIVE_ROW_BOUNDARY,
		[FOREST_FOLD] = LIVE_ROW_PROCESS,
	};

	return (struct live_item){
		.kind = kinds[node->kind],
		.index = node->index,
		.context = node->context,
		.parent = node->children,
	};
}

/* Trees start at what the targets mean, not at the ancestors of it. */
static int roots_mark(struct live_body *body, const struct live_shown *shown)
{
	const struct snapshot *snapshot = &shown->snapshot;
	bool *roots;

	if (LIVE_ROOM(body, roots, body->buffers.roots, snapshot->nprocesses) < 0)
		return -ENOMEM;
	roots = body->buffers.roots;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *parent =
			snapshot_find_process(snapshot, snapshot->processes[i].ppid);

		roots[i] = shown->wanted[i] &&
		           !(parent && shown->wanted[parent - snapshot->processes]);
	}
	return 0;
}

static int forest_make(struct live_body *body, const struct live_shown *shown,
                       const struct live_scope *scope, struct forest *ret_forest)
{
	struct forest_options options = { .threads = scope->threads,
		                          .chosen = body->buffers.chosen };

	if (scope->targeted) {
		if (roots_mark(body, shown) < 0)
			return -ENOMEM;
		options.roots = body->buffers.roots;
	}
	return forest_build(&shown->snapshot, &options, ret_forest);
}

static int links_make(struct live_body *body, struct weave *weave)
{
	size_t count = weave->forest.nrows + 1;

	if (LIVE_ROOM(body, links, body->buffers.links, 4 * count) < 0)
		return -ENOMEM;
	weave->first = body->buffers.links;
	weave->next = weave->first + count;
	weave->below = weave->next + count;
	weave->drawn = weave->below + count;
	memset(weave->first, 0xff, 2 * count * sizeof(*weave->first)); /* NONE */
	memset(weave->below, 0, count * sizeof(*weave->below));
	return 0;
}

/* The forest is in the order of PIDs as it comes, threads and boundaries behind. */
static bool is_sorted(const struct live_order *order)
{
	return strcmp(order->column->name, "PID") == 0 && !order->descending;
}

static int nodes_sort(struct live_body *body, const struct live_shown *shown,
                      const struct live_scope *scope, const struct forest *forest)
{
	struct live_sorter *sorter = &body->buffers.sorter;

	if (live_sorter_begin(sorter, forest->nrows, scope->order->descending) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < forest->nrows; i++) {
		struct live_item item = node_item(&forest->rows[i]);
		struct live_row row;
		struct cell cell;

		live_item_row(&item, shown, &row);
		cell = live_row_cell(&row, scope->order->column);
		if (live_sorter_set(sorter, i, &shown->snapshot, &cell) < 0)
			return -ENOMEM;
	}
	live_sorter_run(sorter);
	return 0;
}

/* Links siblings from the back, so that the first in order becomes the first child. */
static int siblings_link(struct live_body *body, const struct live_shown *shown,
                         const struct live_scope *scope, struct weave *weave)
{
	const struct forest *forest = &weave->forest;
	bool sorted = is_sorted(scope->order);

	if (!sorted && nodes_sort(body, shown, scope, forest) < 0)
		return -ENOMEM;
	for (size_t place = forest->nrows; place-- > 0;) {
		uint32_t at =
			sorted ? (uint32_t)place : live_sorter_at(&body->buffers.sorter, place);
		uint32_t parent = forest->rows[at].parent;

		if (parent == FOREST_NO_PARENT)
			parent = (uint32_t)forest->nrows;
		weave->next[at] = weave->first[parent];
		weave->first[parent] = at;
	}
	/* Children stand behind their parents in the forest. */
	for (size_t i = forest->nrows; i-- > 0;) {
		if (forest->rows[i].parent != FOREST_NO_PARENT)
			weave->below[forest->rows[i].parent] += weave->below[i] + 1;
	}
	return 0;
}

static uint64_t node_key(const struct forest_row *node, const struct snapshot *snapshot)
{
	if (node->kind == FOREST_NAMESPACE)
		return live_namespace_id(snapshot, &snapshot->namespaces[node->index]);
	return live_process_key(&snapshot->processes[node->index]);
}

static bool node_is_folded(const struct forest_row *node, const struct live_shown *shown,
                           const struct live_scope *scope)
{
	/* What was asked for by a filter must not be hidden by a fold. */
	if (!node->children || scope->filter->text[0] || scope->zombies)
		return false;
	if (scope->folds->count == 0)
		return scope->fold_all;
	return live_set_has(scope->folds, node_key(node, &shown->snapshot)) != scope->fold_all;
}

static void node_draw(struct live_body *body, struct weave *weave, uint32_t at, bool folded)
{
	const struct forest_row *node = &weave->forest.rows[at];
	struct live_item *item = &body->items[body->count];
	struct forest_row *drawn = &body->drawn.rows[body->count];

	*item = node_item(node);
	item->folded = folded;
	item->hidden = folded ? weave->below[at] : 0;
	*drawn = *node;
	drawn->last = weave->next[at] == NONE;
	drawn->children = node->children && !folded;
	if (node->parent != FOREST_NO_PARENT)
		drawn->parent = weave->drawn[node->parent];
	weave->drawn[at] = (uint32_t)body->count++;
	body->drawn.nrows = body->count;
}

/* The next row in depth-first order, when what is below this one is done. */
static uint32_t node_after(const struct weave *weave, uint32_t at)
{
	while (at != FOREST_NO_PARENT && weave->next[at] == NONE)
		at = weave->forest.rows[at].parent;
	return at == FOREST_NO_PARENT ? NONE : weave->next[at];
}

static int tree_draw(struct live_body *body, const struct live_shown *shown,
                     const struct live_scope *scope, struct weave *weave)
{
	size_t count = weave->forest.nrows;
	uint32_t at;

	if (LIVE_ROOM(body, items, body->items, count) < 0 ||
	    LIVE_ROOM(body, drawn, body->drawn.rows, count) < 0 || links_make(body, weave) < 0 ||
	    siblings_link(body, shown, scope, weave) < 0)
		return -ENOMEM;
	at = weave->first[count];
	while (at != NONE) {
		bool folded = node_is_folded(&weave->forest.rows[at], shown, scope);

		node_draw(body, weave, at, folded);
		if (!folded && weave->first[at] != NONE)
			at = weave->first[at];
		else
			at = node_after(weave, at);
	}
	return 0;
}

int live_tree_build(struct live_body *body, const struct live_shown *shown,
                    const struct live_scope *scope)
{
	struct weave weave = { .first = NULL };
	int r = forest_make(body, shown, scope, &weave.forest);

	if (r >= 0)
		r = tree_draw(body, shown, scope, &weave);
	forest_done(&weave.forest);
	return r;
}
