/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flat lists of processes and namespaces, and what a line stands for.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "live/body.h"

static const struct process *item_process(const struct live_item *item,
                                          const struct snapshot *snapshot)
{
	switch ((enum live_kind)item->kind) {
	case LIVE_ROW_PROCESS:
		return &snapshot->processes[item->index];
	case LIVE_ROW_THREAD:
		return &snapshot->threads[item->index];
	default:
		return NULL;
	}
}

void live_item_row(const struct live_item *item, const struct live_shown *shown,
                   struct live_row *ret_row)
{
	const struct snapshot *snapshot = &shown->snapshot;
	const struct process *process = item_process(item, snapshot);
	uint8_t marks = 0;

	*ret_row = (struct live_row){
		.row = { .snapshot = snapshot, .process = process },
		.kind = (enum live_kind)item->kind,
		.hidden = item->hidden,
		.folded = item->folded,
		.parent = item->parent,
		.context = item->context,
	};
	if (!process) {
		ret_row->row.ns = &snapshot->namespaces[item->index];
		ret_row->sums = shown->sums[item->index];
		marks = shown->namespace_marks[item->index];
	} else {
		ret_row->row.ns = snapshot_namespace_of(snapshot, process);
		marks = item->kind == LIVE_ROW_PROCESS ? shown->marks[item->index] : 0;
		ret_row->depth = item->kind == LIVE_ROW_THREAD;
	}
	ret_row->fresh = marks & LIVE_MARK_NEW;
	ret_row->ended = marks & LIVE_MARK_ENDED;
}

void live_body_row(const struct live_body *body, const struct live_shown *shown, size_t i,
                   struct live_row *ret_row)
{
	live_item_row(&body->items[i], shown, ret_row);
	if (body->drawn.nrows)
		ret_row->depth = body->drawn.rows[i].depth;
}

uint64_t live_body_key(const struct live_body *body, const struct live_shown *shown, size_t i)
{
	const struct live_item *item = &body->items[i];
	const struct process *process = item_process(item, &shown->snapshot);

	if (process)
		return live_process_key(process);
	return live_namespace_id(&shown->snapshot, &shown->snapshot.namespaces[item->index]);
}

size_t live_body_find(const struct live_body *body, const struct live_shown *shown, uint64_t key,
                      size_t near)
{
	size_t found = SIZE_MAX, distance = SIZE_MAX;

	for (size_t i = 0; i < body->count; i++) {
		size_t away = i > near ? i - near : near - i;

		if (away < distance && live_body_key(body, shown, i) == key) {
			found = i;
			distance = away;
		}
	}
	return found;
}

bool live_body_fits(const struct live_body *body, const struct live_shown *shown, size_t i,
                    const struct live_pattern *pattern)
{
	const struct live_item *item = &body->items[i];
	const struct snapshot *snapshot = &shown->snapshot;
	const struct process *process = item_process(item, snapshot);
	const struct container *container;

	if (!process)
		return live_pattern_fits_namespace(pattern, snapshot,
		                                   &snapshot->namespaces[item->index]);
	container = snapshot_container_of(snapshot, process);
	return live_pattern_fits_process(pattern, snapshot, process) ||
	       (container && live_pattern_fits_container(pattern, container));
}

/* --- building --- */

static struct live_item *item_add(struct live_body *body, enum live_kind kind, uint32_t index)
{
	struct live_item *item = &body->items[body->count++];

	*item = (struct live_item){ .kind = (uint8_t)kind, .index = index };
	return item;
}

static int processes_add(struct live_body *body, const struct live_shown *shown)
{
	const struct snapshot *snapshot = &shown->snapshot;

	if (LIVE_ROOM(body, items, body->items, snapshot->nprocesses) < 0)
		return -ENOMEM;
	for (uint32_t i = 0; i < snapshot->nprocesses; i++) {
		if (body->buffers.chosen[i])
			item_add(body, LIVE_ROW_PROCESS, i);
	}
	return 0;
}

static int namespaces_add(struct live_body *body, const struct live_shown *shown,
                          const struct live_scope *scope)
{
	size_t count = shown->snapshot.nnamespaces;
	const uint32_t *order;

	if (live_choose_namespaces(body, shown, scope) < 0 ||
	    LIVE_ROOM(body, links, body->buffers.links, count) < 0 ||
	    LIVE_ROOM(body, items, body->items, count) < 0)
		return -ENOMEM;
	/* Where what they are sorted by is the same, rows must not change places. */
	snapshot_order_namespaces(&shown->snapshot, body->buffers.links);
	order = body->buffers.links;
	for (size_t i = 0; i < count; i++) {
		if (body->buffers.namespaces[order[i]])
			item_add(body, LIVE_ROW_NAMESPACE, order[i]);
	}
	return 0;
}

/* The items move to the spare array; what follows puts them back in another order. */
static int items_set_aside(struct live_body *body, size_t room)
{
	struct live_item *items = body->items;
	size_t size = body->buffers.items_size;

	if (LIVE_ROOM(body, spare, body->buffers.spare, room) < 0)
		return -ENOMEM;
	body->items = body->buffers.spare;
	body->buffers.items_size = body->buffers.spare_size;
	body->buffers.spare = items;
	body->buffers.spare_size = size;
	return 0;
}

static int items_sort(struct live_body *body, const struct live_shown *shown,
                      const struct live_scope *scope)
{
	struct live_sorter *sorter = &body->buffers.sorter;
	size_t count = body->count;

	if (live_sorter_begin(sorter, count, scope->order->descending) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct live_row row;
		struct cell cell;

		live_item_row(&body->items[i], shown, &row);
		cell = live_row_cell(&row, scope->order->column);
		if (live_sorter_set(sorter, i, &shown->snapshot, &cell) < 0)
			return -ENOMEM;
	}
	live_sorter_run(sorter);
	if (items_set_aside(body, count) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		body->items[i] = body->buffers.spare[live_sorter_at(sorter, i)];
	return 0;
}

static size_t threads_find(const struct snapshot *snapshot, pid_t tgid)
{
	size_t low = 0, high = snapshot->nthreads;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (snapshot->threads[middle].tgid < tgid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Threads come right below their process, whatever the order. */
static int threads_add(struct live_body *body, const struct live_shown *shown)
{
	const struct snapshot *snapshot = &shown->snapshot;
	size_t count = body->count;

	if (items_set_aside(body, count + snapshot->nthreads) < 0)
		return -ENOMEM;
	body->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct live_item *item = &body->items[body->count++];
		pid_t tgid;

		*item = body->buffers.spare[i];
		tgid = snapshot->processes[item->index].pid;
		if (shown->marks[item->index] & LIVE_MARK_ENDED)
			continue;
		for (size_t at = threads_find(snapshot, tgid);
		     at < snapshot->nthreads && snapshot->threads[at].tgid == tgid; at++) {
			item->parent = true;
			item_add(body, LIVE_ROW_THREAD, (uint32_t)at);
		}
	}
	return 0;
}

static int flat_build(struct live_body *body, const struct live_shown *shown,
                      const struct live_scope *scope)
{
	int r = scope->mode == LIVE_NAMESPACES ? namespaces_add(body, shown, scope)
	                                       : processes_add(body, shown);

	if (r >= 0)
		r = items_sort(body, shown, scope);
	if (r >= 0 && scope->mode == LIVE_PROCESSES && scope->threads && shown->snapshot.nthreads)
		r = threads_add(body, shown);
	return r;
}

int live_body_build(struct live_body *body, const struct live_shown *shown,
                    const struct live_scope *scope)
{
	int r;

	body->count = 0;
	body->drawn.nrows = 0;
	r = live_choose_processes(body, shown, scope);
	if (r >= 0 && scope->mode == LIVE_TREE)
		r = live_tree_build(body, shown, scope);
	else if (r >= 0)
		r = flat_build(body, shown, scope);
	if (r < 0)
		body->count = body->drawn.nrows = 0;
	return r;
}

void live_body_done(struct live_body *body)
{
	free(body->items);
	free(body->drawn.rows);
	free(body->buffers.spare);
	free(body->buffers.chosen);
	free(body->buffers.namespaces);
	free(body->buffers.containers);
	free(body->buffers.roots);
	free(body->buffers.links);
	live_sorter_done(&body->buffers.sorter);
	*body = (struct live_body){ 0 };
}
