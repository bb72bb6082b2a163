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
	WHILE = 8,       /* seconds */
	NARROW = 99,     /* columns */
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

/* Forgets what was wide once. */
static void layout_age(struct screen_layout *layout, const struct live_state *state, size_t room)
{
	const struct snapshot *snapshot = live_state_snapshot(state);
	double now = snapshot ? snapshot->uptime : 0;
	struct live_status status;

	room -= live_state_left(state);
	live_state_status(state, &status);
	if (status.mode != layout->mode || room != layout->screen) {
		layout->count = 0;
	} else if (now - layout->since < WHILE) {
		return;
	} else {
		memcpy(layout->seen, layout->lately, sizeof(layout->seen));
		memset(layout->lately, 0, sizeof(layout->lately));
	}
	layout->mode = status.mode;
	layout->screen = room;
	layout->since = now;
}

static void seen_keep(struct screen_layout *layout, size_t i, const struct screen_layout *old,
                      const struct column *column)
{
	layout->seen[i] = layout->lately[i] = 0;
	for (size_t j = 0; j < old->count; j++) {
		if (old->columns[j] != column)
			continue;
		layout->seen[i] = old->seen[j];
		layout->lately[i] = old->lately[j];
	}
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

void screen_layout_begin(struct screen_layout *layout, const struct live_state *state, size_t room)
{
	const struct column_list *list = live_state_columns(state);
	const struct column *sort = live_state_sort(state, &(bool){ false });
	struct screen_layout old;

	layout_age(layout, state, room);
	layout->room = room;
	old = *layout;
	layout->count = list->count;
	for (size_t i = 0; i < list->count; i++) {
		const struct column *column = list->columns[i];

		layout->columns[i] = column;
		seen_keep(layout, i, &old, column);
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
	if (width > layout->lately[i])
		layout->lately[i] = width;
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
		sum += layout->left_out[i] ? 0 : layout->width[i] + 1;
	return sum;
}

/* Whether these are the columns that nobody chose. */
static bool columns_are_default(const struct live_state *state)
{
	const struct column_list *list = live_state_columns(state);
	const char *name = live_default_columns;

	for (size_t i = 0; i < list->count; i++) {
		size_t len = strcspn(name, ",");

		if (strlen(list->columns[i]->name) != len ||
		    strncmp(list->columns[i]->name, name, len) != 0)
			return false;
		name += len + (name[len] == ',');
	}
	return !*name;
}

/*
 * On a narrow screen, what matters least is left out for the command. The namespace and the
 * container stand at the boundaries of the tree, too.
 */
static void narrow(struct screen_layout *layout, const struct live_state *state)
{
	static const char *const names[] = { "TIME", "NS", "CONTAINER" };
	const struct column *sort = live_state_sort(state, &(bool){ false });
	size_t count = layout->mode == LIVE_TREE ? ARRAY_SIZE(names) : 1;

	memset(layout->left_out, 0, sizeof(layout->left_out));
	if (layout->screen >= NARROW || !columns_are_default(state))
		return;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < layout->count; j++) {
			if (layout->columns[j] != sort &&
			    strcmp(layout->columns[j]->name, names[i]) == 0)
				layout->left_out[j] = true;
		}
	}
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

void screen_layout_end(struct screen_layout *layout, const struct live_state *state)
{
	size_t tree = live_state_tree_column(state), room = layout->room, sum;

	if (layout->count == 0)
		return;
	for (size_t i = 0; i < layout->count; i++) {
		size_t bound = width_bound(layout->columns[i], i == tree);

		layout->width[i] = layout->seen[i] < bound ? layout->seen[i] : bound;
	}
	narrow(layout, state);
	shrink(layout, room);
	sum = width_sum(layout);
	if (!(layout->columns[layout->count - 1]->flags & COLUMN_RIGHT))
		layout->width[layout->count - 1] = sum < room ? room - sum : 0;
}
