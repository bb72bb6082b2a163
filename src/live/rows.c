/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells and identities of rows, and the columns of sums.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "live/rows.h"
#include "live/settings.h"

/* A PID ends at 2^22 inclusive; 40 bits of ticks are three centuries. */
enum { KEY_PID_BITS = 23, KEY_START_BITS = 40 };
#define KEY_NAMESPACE (UINT64_C(1) << 63)

static const struct live_sums *sums_of(const struct row *row)
{
	return &((const struct live_row *)(const void *)row)->sums;
}

static void fill_cpu(const struct row *row, struct cell *cell)
{
	const struct live_sums *sums = sums_of(row);

	cell->kind = sums->known ? CELL_REAL : CELL_UNKNOWN;
	if (sums->known)
		cell->real = sums->cpu;
}

static void fill_time(const struct row *row, struct cell *cell)
{
	const struct live_sums *sums = sums_of(row);
	long ticks = row->snapshot->ticks_per_second;

	cell->kind = sums->known && ticks > 0 ? CELL_DURATION : CELL_UNKNOWN;
	if (cell->kind == CELL_DURATION)
		cell->number = (int64_t)(sums->ticks * 100 / (uint64_t)ticks);
}

static void fill_rss(const struct row *row, struct cell *cell)
{
	const struct live_sums *sums = sums_of(row);

	cell->kind = sums->known ? CELL_SIZE : CELL_UNKNOWN;
	if (sums->known)
		cell->number = (int64_t)sums->rss;
}

#define FACTS (FACT_NAMESPACE | FACT_VITALS | FACT_START)
#define FLAGS (COLUMN_RIGHT | COLUMN_DESCENDING)

const struct column live_sum_columns[] = {
	{ "CPU", "percent of one CPU that its processes use together", ROW_NAMESPACE, FACTS, FLAGS,
	  5, fill_cpu },
	{ "TIME", "CPU time that its processes used together", ROW_NAMESPACE, FACTS, FLAGS, 9,
	  fill_time },
	{ "RSS", "resident memory of its processes, shared pages counted for each", ROW_NAMESPACE,
	  FACTS, FLAGS, 6, fill_rss },
};
const size_t live_sum_columns_count = ARRAY_SIZE(live_sum_columns);

/* What a boundary shows in a column of processes: the figure of that name of its namespace. */
static const struct column *boundary_column(const struct column *column)
{
	static const char *const shared[] = { "NS",   "LEVEL", "USERNS",   "CPU",
		                              "TIME", "RSS",   "CONTAINER" };

	if (column->rows & ROW_NAMESPACE)
		return column;
	for (size_t i = 0; i < ARRAY_SIZE(shared); i++) {
		if (strcmp(shared[i], column->name) == 0)
			return live_columns_find(shared[i], strlen(shared[i]), ROW_NAMESPACE);
	}
	return NULL;
}

struct cell live_row_cell(const struct live_row *row, const struct column *column)
{
	const struct column *used = column;
	struct cell none = { .kind = CELL_NONE };

	if (!row->row.process)
		used = boundary_column(column);
	else if (!(column->rows & ROW_PROCESS))
		used = NULL;
	return used ? column_cell(used, &row->row) : none;
}

/* Text that is put together in a buffer, cut where that ends. */
struct text {
	char *buffer;
	size_t size, used;
};

static void text_skip(struct text *text, size_t more)
{
	text->used = text->used + more < text->size ? text->used + more : text->size - 1;
}

static _printf_(2, 3) void text_add(struct text *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->buffer + text->used, text->size - text->used, format, args);
	va_end(args);
	text_skip(text, n > 0 ? (size_t)n : 0);
}

static void text_add_cell(struct text *text, const struct cell *cell, enum cell_style style)
{
	text_skip(text,
	          cell_format(cell, style, text->buffer + text->used, text->size - text->used));
}

static void text_add_init(struct text *text, const struct process *init, enum cell_style style)
{
	struct cell chain = { .kind = CELL_CHAIN };

	chain.pids = init->chain;
	chain.npids = init->level < 0 ? 1 : (size_t)init->level + 1;
	text_add(text, "init ");
	text_add_cell(text, &chain, style);
	text_add(text, ", ");
}

size_t live_row_boundary(const struct live_row *row, enum cell_style style, char *buffer,
                         size_t size)
{
	const struct snapshot *snapshot = row->row.snapshot;
	const struct namespace *ns = row->row.ns;
	struct cell id = { .kind = CELL_NAMESPACE }, containers = { .kind = CELL_CONTAINERS };
	struct text text = { .buffer = buffer, .size = size };

	if (size == 0)
		return 0;
	buffer[0] = '\0';
	id.ns = ns;
	containers.containers = snapshot->containers;
	containers.indices = ns->containers;
	containers.nindices = ns->ncontainers;
	if (ns->id)
		text_add(&text, "pid:[%" PRIu64 "]", ns->id);
	else
		text_add_cell(&text, &id, style);
	if (!cell_is_empty(&containers)) {
		text_add(&text, " ");
		text_add_cell(&text, &containers, style);
	}
	text_add(&text, " (");
	if (ns->init != PROCESS_NONE)
		text_add_init(&text, &snapshot->processes[ns->init], style);
	text_add(&text, "%" PRIu32 " process%s)", ns->nprocs, ns->nprocs == 1 ? "" : "es");
	return text.used;
}

uint64_t live_process_key(const struct process *process)
{
	uint64_t start = process->start & ((UINT64_C(1) << KEY_START_BITS) - 1);

	return start << KEY_PID_BITS | (uint64_t)process->pid;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x9e3779b97f4a7c15);
	return x ^ x >> 29;
}

uint64_t live_namespace_id(const struct snapshot *snapshot, const struct namespace *ns)
{
	uint64_t key = ns->unique;

	/* The view is the view, even when its init cannot be read. */
	if (ns == &snapshot->namespaces[NAMESPACE_VIEW])
		return KEY_NAMESPACE;
	if (!key) {
		key = mix(ns->id) + (uint64_t)ns->init_pid;
		if (ns->init != PROCESS_NONE)
			key = mix(key) + snapshot->processes[ns->init].start;
	}
	return KEY_NAMESPACE | (mix(key) >> 1 | 1);
}

uint64_t live_row_key(const struct live_row *row)
{
	if (row->row.process)
		return live_process_key(row->row.process);
	return live_namespace_id(row->row.snapshot, row->row.ns);
}

static bool is_tagged(const struct live_row *row)
{
	return row->tagged;
}

static bool has_ended(const struct live_row *row)
{
	return row->ended;
}

static bool is_fresh(const struct live_row *row)
{
	return row->fresh;
}

static bool is_found(const struct live_row *row)
{
	return row->found;
}

const struct live_row_mark live_row_marks[] = {
	{ "*", "tagged", is_tagged },
	{ "-", "ended since the last refresh: dimmed, and gone with the next one", has_ended },
	{ "+", "new since the last refresh", is_fresh },
	{ ">", "what the search matches", is_found },
};
const size_t live_row_marks_count = ARRAY_SIZE(live_row_marks);

const char *live_row_mark(const struct live_row *row)
{
	for (size_t i = 0; i < live_row_marks_count; i++) {
		if (live_row_marks[i].fits(row))
			return live_row_marks[i].mark;
	}
	return " ";
}

bool live_key_is_namespace(uint64_t key)
{
	return key & KEY_NAMESPACE;
}

pid_t live_key_pid(uint64_t key)
{
	return (pid_t)(key & ((UINT64_C(1) << KEY_PID_BITS) - 1));
}
