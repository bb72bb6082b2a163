/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state: taking over snapshots, keeping the selection, giving rows.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "live/state-parts.h"

int live_state_new(const struct live_settings *settings, enum cell_style style,
                   struct live_state **ret_state)
{
	struct live_state *state = calloc(1, sizeof(*state));
	char *text = calloc(1, PROMPT_SIZE);

	if (!state || !text) {
		free(state);
		free(text);
		return -ENOMEM;
	}
	state->settings = *settings;
	state->style = style;
	state->prompt_text = text;
	state->page = 1;
	strcpy(state->file, "nspid-top.json");
	live_shown_clear(&state->shown);
	*ret_state = state;
	return 0;
}

void live_state_free(struct live_state *state)
{
	if (!state)
		return;
	live_body_done(&state->body);
	live_shown_done(&state->shown);
	for (int i = 0; i < 2; i++) {
		snapshot_done(&state->snapshots[i]);
		free(state->wanted[i]);
	}
	live_set_done(&state->folds);
	live_set_done(&state->tags);
	live_pattern_done(&state->search);
	live_pattern_done(&state->filter);
	live_lines_done(&state->lines);
	free(state->prompt_text);
	free(state->choices.list);
	free(state->choices.offsets);
	free(state->choices.pool);
	free(state->victims);
	free(state);
}

void live_state_settings(const struct live_state *state, struct live_settings *ret_settings)
{
	*ret_settings = state->settings;
}

void live_state_set_chooser(struct live_state *state, live_chooser choose, void *data)
{
	state->choose = choose;
	state->choose_data = data;
}

const struct snapshot *state_newest(const struct live_state *state)
{
	return state->taken ? &state->snapshots[state->newest] : NULL;
}

const struct snapshot *live_state_snapshot(const struct live_state *state)
{
	return state_newest(state);
}

struct live_order *state_order(struct live_state *state)
{
	return &state->settings.sort[state->settings.mode];
}

struct column_list *state_columns(struct live_state *state)
{
	return state->settings.mode == LIVE_NAMESPACES ? &state->settings.namespace_columns
	                                               : &state->settings.columns;
}

void state_say(struct live_state *state, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(state->message, sizeof(state->message), format, args);
	va_end(args);
}

/* --- facts --- */

unsigned live_state_facts(const struct live_state *state)
{
	const unsigned texts = FACT_COMMAND | FACT_USER | FACT_CONTAINER | FACT_CGROUP;
	unsigned facts = FACT_NAMESPACE | FACT_HIERARCHY | FACT_UNIQUE | FACT_START | FACT_SIGNALS |
	                 FACT_CONTAINER;
	enum live_mode mode = state->settings.mode;

	facts |= columns_facts(mode == LIVE_NAMESPACES ? &state->settings.namespace_columns
	                                               : &state->settings.columns);
	facts |= state->settings.sort[mode].column->facts;
	if (state->filter.text[0] || state->search.text[0])
		facts |= texts;
	if (state->user[0])
		facts |= FACT_USER;
	if (state->container[0])
		facts |= FACT_CGROUP;
	if (state->threads && mode != LIVE_NAMESPACES)
		facts |= FACT_THREADS;
	if (state->open == LIVE_PAGE_DETAILS)
		facts |= live_details_facts;
	return facts;
}

pid_t live_state_focus(const struct live_state *state)
{
	return state->open == LIVE_PAGE_DETAILS ? state->focus : 0;
}

bool live_state_wants_all(const struct live_state *state)
{
	return state->once;
}

bool live_state_wants_snapshot(const struct live_state *state)
{
	return !state->paused || state->once || !state->taken;
}

struct live_outcome state_outcome(const struct live_state *state, enum live_do what,
                                  enum live_prompt prompt)
{
	const struct snapshot *snapshot = state_newest(state);

	/* What is paused stays as it is, also where it says less than could be asked. */
	if (what == LIVE_DO_NOTHING && live_state_wants_snapshot(state) &&
	    (!snapshot || (live_state_facts(state) & ~snapshot->facts)))
		what = LIVE_DO_SCAN;
	return (struct live_outcome){ .what = what, .prompt = prompt };
}

/* --- the view --- */

void state_fill_page(struct live_state *state)
{
	size_t count = state->body.count;
	size_t last = count > state->page ? count - state->page : 0;

	if (state->top > last)
		state->top = last;
}

void state_show_cursor(struct live_state *state)
{
	if (state->cursor < state->top)
		state->top = state->cursor;
	if (state->cursor >= state->top + state->page)
		state->top = state->cursor - state->page + 1;
	state_fill_page(state);
}

static bool cursor_is_shown(const struct live_state *state)
{
	return state->cursor >= state->top && state->cursor < state->top + state->page;
}

void live_state_set_page(struct live_state *state, size_t lines)
{
	bool shown = cursor_is_shown(state);

	state->page = lines ? lines : 1;
	if (shown)
		state_show_cursor(state);
	else
		state_fill_page(state);
}

void state_select(struct live_state *state, size_t line)
{
	if (state->body.count == 0)
		return;
	state->cursor = line < state->body.count ? line : state->body.count - 1;
	state->selected = live_body_key(&state->body, &state->shown, state->cursor);
	state->pinned = true;
}

/* The selected row wherever it is now; when it is gone, the nearest to where it was. */
static void selection_restore(struct live_state *state)
{
	size_t found = SIZE_MAX;

	if (state->body.count == 0) {
		state->cursor = 0;
		return;
	}
	if (state->pinned && state->selected)
		found = live_body_find(&state->body, &state->shown, state->selected, state->cursor);
	if (found != SIZE_MAX)
		state->cursor = found;
	else if (state->cursor >= state->body.count)
		state->cursor = state->body.count - 1;
	state->selected = live_body_key(&state->body, &state->shown, state->cursor);
}

const struct process *state_find_process(const struct snapshot *snapshot, uint64_t key)
{
	const struct process *process;

	if (!snapshot)
		return NULL;
	process = snapshot_find_process(snapshot, live_key_pid(key));
	return process && live_process_key(process) == key ? process : NULL;
}

const struct process *state_find_thread(const struct snapshot *snapshot, uint64_t key)
{
	for (size_t i = 0; snapshot && i < snapshot->nthreads; i++) {
		if (live_process_key(&snapshot->threads[i]) == key)
			return &snapshot->threads[i];
	}
	return NULL;
}

const struct namespace *state_find_namespace(const struct snapshot *snapshot, uint64_t key)
{
	for (size_t i = 0; snapshot && i < snapshot->nnamespaces; i++) {
		if (live_namespace_id(snapshot, &snapshot->namespaces[i]) == key)
			return &snapshot->namespaces[i];
	}
	return NULL;
}

/* What ended needs no mark any more. */
static bool key_lives(void *data, uint64_t key)
{
	return state_find_process(data, key) || state_find_namespace(data, key);
}

/* What was followed ended, or a filter took it: nothing else is followed in its place. */
static void follow_check(struct live_state *state, uint64_t followed)
{
	const struct snapshot *newest = state_newest(state);
	bool lives = key_lives((void *)newest, followed) || state_find_thread(newest, followed);

	if (lives && state->selected == followed)
		return;
	state->follow = false;
	if (live_key_is_namespace(followed))
		state_say(state, "the namespace %s: following no more",
		          lives ? "is not shown any more" : "has ended");
	else
		state_say(state, "PID %d %s: following no more", (int)live_key_pid(followed),
		          lives ? "is not shown any more" : "has ended");
}

int state_rebuild(struct live_state *state)
{
	const struct live_scope scope = {
		.mode = state->settings.mode,
		.order = &state->settings.sort[state->settings.mode],
		.threads = state->threads,
		.kernel = state->kernel,
		.zombies = state->zombies,
		.targeted = state->choose != NULL,
		.filter = &state->filter,
		.user = state->user,
		.container = state->container,
		.folds = &state->folds,
		.fold_all = state->fold_all,
	};
	uint64_t followed = state->selected;
	int r = live_body_build(&state->body, &state->shown, &scope);

	selection_restore(state);
	if (state->follow && followed)
		follow_check(state, followed);
	state_fill_page(state);
	return r;
}

/* --- taking snapshots --- */

static int wanted_fill(struct live_state *state, unsigned slot)
{
	const struct snapshot *snapshot = &state->snapshots[slot];
	size_t bytes = snapshot->nprocesses * sizeof(bool);

	if (live_room(&state->wanted[slot], &state->wanted_size[slot], snapshot->nprocesses,
	              sizeof(bool)) < 0)
		return -ENOMEM;
	if (bytes)
		memset(state->wanted[slot], !state->choose, bytes);
	return state->choose ? state->choose(state->choose_data, snapshot, state->wanted[slot]) : 0;
}

static int shown_build(struct live_state *state)
{
	unsigned newest = state->newest, older = 1 - newest;
	const struct live_moment now = { &state->snapshots[newest], state->wanted[newest] };
	const struct live_moment before = { state->taken_two ? &state->snapshots[older] : NULL,
		                            state->wanted[older] };

	if (!state->taken)
		return 0;
	return live_shown_build(&state->shown, &before, &now);
}

/* Puts the snapshot into the place of the older one, which nothing borrows from afterwards. */
static int snapshot_put(struct live_state *state, struct snapshot *snapshot)
{
	unsigned older = 1 - state->newest;
	int r;

	live_shown_clear(&state->shown);
	snapshot_done(&state->snapshots[older]);
	state->taken_two = false;
	state->snapshots[older] = *snapshot;
	*snapshot = (struct snapshot){ 0 };
	r = wanted_fill(state, older);
	if (r < 0) {
		snapshot_done(&state->snapshots[older]);
		shown_build(state);
		return r;
	}
	state->taken_two = state->taken;
	state->taken = true;
	state->newest = older;
	return shown_build(state);
}

int live_state_take(struct live_state *state, struct snapshot *snapshot, int64_t now)
{
	bool shown = cursor_is_shown(state);
	int r, rebuilt;

	if (!live_state_wants_snapshot(state)) {
		snapshot_done(snapshot);
		return 0;
	}
	state->once = false;
	state->now = now;
	r = snapshot_put(state, snapshot);
	if (r >= 0) {
		void *newest = &state->snapshots[state->newest];

		live_set_filter(&state->tags, key_lives, newest);
		live_set_filter(&state->folds, key_lives, newest);
	}
	rebuilt = state_rebuild(state);
	/* Lists whose order jumps stay where they are; the tree moves with what is looked at. */
	if (state->follow || (shown && state->settings.mode == LIVE_TREE))
		state_show_cursor(state);
	page_update(state);
	return r < 0 ? r : rebuilt;
}

/* --- what is drawn --- */

size_t live_state_rows(const struct live_state *state)
{
	return state->body.count;
}

void live_state_row(const struct live_state *state, size_t i, struct live_row *ret_row)
{
	live_body_row(&state->body, &state->shown, i, ret_row);
	ret_row->row.now = state->now;
	ret_row->selected = i == state->cursor;
	ret_row->tagged = state->tags.count && ret_row->kind == LIVE_ROW_PROCESS &&
	                  live_set_has(&state->tags, live_row_key(ret_row));
	ret_row->found = state->search.text[0] &&
	                 live_body_fits(&state->body, &state->shown, i, &state->search);
}

enum { LEVELS_DRAWN = 48 };

size_t live_state_prefix(const struct live_state *state, size_t i, const struct forest_style *style,
                         char *buffer, size_t size)
{
	if (state->body.drawn.nrows)
		return forest_prefix(&state->body.drawn, i, style, LEVELS_DRAWN, buffer, size);
	if (size)
		buffer[0] = '\0';
	return 0;
}

size_t live_state_top(const struct live_state *state)
{
	return state->top;
}

size_t live_state_cursor(const struct live_state *state)
{
	return state->cursor;
}

size_t live_state_left(const struct live_state *state)
{
	return state->open == LIVE_PAGE_NONE ? state->left : state->page_left;
}

const struct column_list *live_state_columns(const struct live_state *state)
{
	return state->settings.mode == LIVE_NAMESPACES ? &state->settings.namespace_columns
	                                               : &state->settings.columns;
}

const struct column *live_state_sort(const struct live_state *state, bool *ret_descending)
{
	const struct live_order *order = &state->settings.sort[state->settings.mode];

	*ret_descending = order->descending;
	return order->column;
}

size_t live_state_tree_column(const struct live_state *state)
{
	static const char *const preferred[] = { "COMMAND", "NAME" };
	const struct column_list *columns = &state->settings.columns;

	if (state->settings.mode != LIVE_TREE)
		return SIZE_MAX;
	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < columns->count; j++) {
			if (strcmp(columns->columns[j]->name, preferred[i]) == 0)
				return j;
		}
	}
	return columns->count - 1;
}

enum row_kind live_state_row_kind(const struct live_state *state)
{
	return state->settings.mode == LIVE_NAMESPACES ? ROW_NAMESPACE : ROW_PROCESS;
}

const char *live_state_message(const struct live_state *state)
{
	return state->message;
}

void live_state_head(const struct live_state *state, struct live_head *ret_head)
{
	const struct snapshot *snapshot = state_newest(state);
	const struct live_counts *counts = &state->shown.counts;

	*ret_head = (struct live_head){ .tagged = (uint32_t)state->tags.count };
	if (!snapshot)
		return;
	ret_head->known = true;
	ret_head->namespaces = (uint32_t)counts->namespaces;
	ret_head->containers = (uint32_t)counts->containers;
	ret_head->processes = (uint32_t)counts->processes;
	ret_head->threads = (uint32_t)counts->threads;
	ret_head->running = (uint32_t)counts->running;
	ret_head->zombies = (uint32_t)counts->zombies;
	ret_head->hidden = snapshot->counts.hidden;
	ret_head->hidden_more = snapshot->counts.hidden_more;
	ret_head->unknown = snapshot->counts.unknown;
}

void live_state_status(const struct live_state *state, struct live_status *ret_status)
{
	*ret_status = (struct live_status){
		.mode = state->settings.mode,
		.paused = state->paused,
		.follow = state->follow,
		.threads = state->threads,
		.kernel = state->kernel,
		.zombies = state->zombies,
		.narrowed = state->choose != NULL,
		.delay = state->settings.delay,
		.search = state->search.safe,
		.filter = state->filter.safe,
		.user = state->user_safe,
		.container = state->container_safe,
	};
}
