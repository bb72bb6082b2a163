/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide the columns of the body are.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "live/screen-layout.h"

enum {
	TREE_MAX = 48,   /* the tree's column, where others follow it */
	OPEN_MAX = 32,   /* a column without a usual width, in the same case */
	NUMBER_MAX = 24, /* no number is longer, and none is cut */
	LAST_MIN = 24,   /* what the last column should have, before others are cut for it, */
	SHRUNK_MIN = 10, /* down to this */
};

const char *screen_layout_heading(const struct column *column)
{
	static const char *const shorter[][2] = {
		{ "STATE", "S" },      { "CPU", "CPU%" },      { "THREADS", "THR" },
		{ "LEVEL", "LVL" },    { "NPROCS", "PROCS" },  { "NICE", "NI" },
		{ "NTHREADS", "THR" }, { "NZOMBIES", "ZOMB" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(shorter); i++) {
		if (strcmp(shorter[i][0], column->name) == 0)
			return shorter[i][1];
	}
	return column->name;
}

static size_t seen_before(const struct screen_layout *old, const struct column *column)
{
	for (size_t i = 0; i < old->count; i++) {
		if (old->columns[i] == column)
			return old->seen[i];
	}
	return 0;
}

/* Numbers of the view namespace are as long as the largest of them, wherever that one is. */
static size_t pid_width(const struct live_state *state, const struct column *column)
{
	static const char *const names[] = { "PID", "HOSTPID", "TGID", "PPID" };
	const struct snapshot *snapshot = live_state_snapshot(state);
	char text[16];

	if (!snapshot || snapshot->nprocesses == 0)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], column->name) == 0)
			return (size_t)snprintf(
				text, sizeof(text), "%d",
				(int)snapshot->processes[snapshot->nprocesses - 1].pid);
	}
	return 0;
}

void screen_layout_begin(struct screen_layout *layout, const struct live_state *state)
{
	const struct column_list *list = live_state_columns(state);
	const struct column *sort = live_state_sort(state, &(bool){ false });
	const struct screen_layout old = *layout;

	layout->count = list->count;
	for (size_t i = 0; i < list->count; i++) {
		const struct column *column = list->columns[i];

		layout->columns[i] = column;
		layout->seen[i] = seen_before(&old, column);
		/* The arrow of the sorted column stands behind its heading. */
		screen_layout_see(layout, i,
		                  strlen(screen_layout_heading(column)) + (column == sort));
		screen_layout_see(layout, i, pid_width(state, column));
	}
}

void screen_layout_see(struct screen_layout *layout, size_t i, size_t width)
{
	if (width > layout->seen[i])
		layout->seen[i] = width;
}

static size_t width_bound(const struct column *column, bool tree)
{
	size_t heading = strlen(screen_layout_heading(column)) + 1, usual = (size_t)column->width;

	if (tree)
		return TREE_MAX;
	if (column->flags & COLUMN_RIGHT)
		return NUMBER_MAX;
	if (usual == 0)
		return OPEN_MAX;
	return usual > heading ? usual : heading;
}

static size_t width_sum(const struct screen_layout *layout)
{
	size_t sum = 0;

	for (size_t i = 0; i + 1 < layout->count; i++)
		sum += layout->width[i] + 1;
	return sum;
}

/* Texts that may be cut give way to the last column, which mostly is the command. */
static void shrink(struct screen_layout *layout, size_t room)
{
	size_t wanted = room / 4 < LAST_MIN ? room / 4 : LAST_MIN;

	for (size_t i = layout->count - 1; i-- > 0;) {
		size_t sum = width_sum(layout),
		       over = sum + wanted > room ? sum + wanted - room : 0;
		size_t spare = layout->width[i] > SHRUNK_MIN ? layout->width[i] - SHRUNK_MIN : 0;

		if (layout->columns[i]->flags & COLUMN_CUT)
			layout->width[i] -= spare < over ? spare : over;
	}
}

void screen_layout_end(struct screen_layout *layout, const struct live_state *state, size_t room)
{
	size_t tree = live_state_tree_column(state), sum;

	if (layout->count == 0)
		return;
	for (size_t i = 0; i < layout->count; i++) {
		size_t bound = width_bound(layout->columns[i], i == tree);

		layout->width[i] = layout->seen[i] < bound ? layout->seen[i] : bound;
	}
	shrink(layout, room);
	sum = width_sum(layout);
	if (!(layout->columns[layout->count - 1]->flags & COLUMN_RIGHT))
		layout->width[layout->count - 1] = sum < room ? room - sum : 0;
}
