/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the actions do to the state.
 */
#include <string.h>

#include "base/cleanup.h"
#include "live/state-parts.h"

typedef struct live_outcome (*handler)(struct live_state *state, enum live_action action);

static struct live_outcome done(const struct live_state *state)
{
	return state_outcome(state, LIVE_DO_NOTHING, LIVE_PROMPT_NONE);
}

static struct live_outcome ask(const struct live_state *state, enum live_prompt prompt)
{
	return state_outcome(state, LIVE_DO_ASK, prompt);
}

/* Lines again, with the selection in view: the user has just changed them. */
static struct live_outcome rebuilt(struct live_state *state)
{
	if (state_rebuild(state) < 0)
		state_say(state, "out of memory");
	state_show_cursor(state);
	return done(state);
}

/* --- moving --- */

static size_t line_moved(size_t line, size_t count, size_t step, bool down)
{
	if (!down)
		return line > step ? line - step : 0;
	return line + step < count ? line + step : count ? count - 1 : 0;
}

static struct live_outcome act_move(struct live_state *state, enum live_action action)
{
	size_t page = state->page, half = page > 1 ? page / 2 : 1;
	const size_t steps[] = {
		[LIVE_ACTION_UP] = 1,
		[LIVE_ACTION_DOWN] = 1,
		[LIVE_ACTION_PAGE_UP] = page,
		[LIVE_ACTION_PAGE_DOWN] = page,
		[LIVE_ACTION_HALF_UP] = half,
		[LIVE_ACTION_HALF_DOWN] = half,
		[LIVE_ACTION_FIRST] = SIZE_MAX / 2,
		[LIVE_ACTION_LAST] = SIZE_MAX / 2,
	};
	bool down = action == LIVE_ACTION_DOWN || action == LIVE_ACTION_PAGE_DOWN ||
	            action == LIVE_ACTION_HALF_DOWN || action == LIVE_ACTION_LAST;

	state_select(state, line_moved(state->cursor, state->body.count, steps[action], down));
	state_show_cursor(state);
	return done(state);
}

/* A page is moved on its own: the body is found again where it was. */
static struct live_outcome act_side(struct live_state *state, enum live_action action)
{
	size_t *left = state->open == LIVE_PAGE_NONE ? &state->left : &state->page_left;

	if (action == LIVE_ACTION_RIGHT && *left < LEFT_MAX)
		*left += LEFT_STEP;
	if (action == LIVE_ACTION_LEFT)
		*left -= *left ? LEFT_STEP : 0;
	return done(state);
}

static struct live_outcome act_wheel(struct live_state *state, enum live_action action)
{
	if (action == LIVE_ACTION_WHEEL_DOWN)
		state->top += WHEEL_STEP;
	else
		state->top -= state->top < WHEEL_STEP ? state->top : WHEEL_STEP;
	state_fill_page(state);
	return done(state);
}

static struct live_outcome act_follow(struct live_state *state, enum live_action action)
{
	(void)action;
	state->follow = !state->follow;
	if (state->follow) {
		state_select(state, state->cursor);
		state_show_cursor(state);
	}
	state_say(state,
	          state->follow ? "the selected process is kept in view" : "following no more");
	return done(state);
}

static struct live_outcome act_parent(struct live_state *state, enum live_action action)
{
	const struct forest *drawn = &state->body.drawn;

	(void)action;
	if (drawn->nrows == 0) {
		state_say(state, "parents are lines of the tree only");
	} else if (drawn->rows[state->cursor].parent != FOREST_NO_PARENT) {
		state_select(state, drawn->rows[state->cursor].parent);
		state_show_cursor(state);
	}
	return done(state);
}

/* --- what is shown --- */

/* The same thing in the other mode: a process and its namespace, a namespace and its init. */
static void selection_translate(struct live_state *state, enum live_mode mode)
{
	struct live_row row;

	if (state->body.count == 0)
		return;
	live_state_row(state, state->cursor, &row);
	if (mode == LIVE_NAMESPACES && row.row.ns)
		state->selected = live_namespace_id(row.row.snapshot, row.row.ns);
	else if (mode != LIVE_NAMESPACES && !row.row.process && row.row.ns->init != PROCESS_NONE)
		state->selected = live_process_key(&row.row.snapshot->processes[row.row.ns->init]);
}

static struct live_outcome mode_set(struct live_state *state, enum live_mode mode)
{
	if (mode != state->settings.mode && state->pinned)
		selection_translate(state, mode);
	state->settings.mode = mode;
	return rebuilt(state);
}

static struct live_outcome act_mode(struct live_state *state, enum live_action action)
{
	enum live_mode now = state->settings.mode;

	switch (action) {
	case LIVE_ACTION_NAMESPACES:
		return mode_set(state, now == LIVE_NAMESPACES ? LIVE_PROCESSES : LIVE_NAMESPACES);
	case LIVE_ACTION_TREE:
		return mode_set(state, now == LIVE_TREE ? LIVE_PROCESSES : LIVE_TREE);
	case LIVE_ACTION_NEXT_MODE:
		return mode_set(state, (enum live_mode)((now + 1) % LIVE_MODES));
	default:
		return mode_set(state, LIVE_PROCESSES);
	}
}

static struct live_outcome act_fold(struct live_state *state, enum live_action action)
{
	bool fold = action == LIVE_ACTION_FOLD;
	struct live_row row;

	if (state->settings.mode != LIVE_TREE || state->body.count == 0) {
		state_say(state, "only the tree folds");
		return done(state);
	}
	live_state_row(state, state->cursor, &row);
	state_select(state, state->cursor);
	if (!row.parent)
		state_say(state, "there is nothing below this line");
	else if (live_set_put(&state->folds, live_row_key(&row), fold != state->fold_all) < 0)
		state_say(state, "out of memory");
	return rebuilt(state);
}

static struct live_outcome act_fold_all(struct live_state *state, enum live_action action)
{
	const struct forest *drawn = &state->body.drawn;
	size_t root = state->cursor;

	(void)action;
	if (state->settings.mode != LIVE_TREE || drawn->nrows == 0) {
		state_say(state, "only the tree folds");
		return done(state);
	}
	state->fold_all = !state->fold_all;
	live_set_clear(&state->folds);
	while (state->fold_all && drawn->rows[root].parent != FOREST_NO_PARENT)
		root = drawn->rows[root].parent;
	state_select(state, root);
	return rebuilt(state);
}

static struct live_outcome act_toggle(struct live_state *state, enum live_action action)
{
	bool *flag = action == LIVE_ACTION_THREADS  ? &state->threads
	             : action == LIVE_ACTION_KERNEL ? &state->kernel
	                                            : &state->zombies;
	const char *what = action == LIVE_ACTION_THREADS  ? "threads"
	                   : action == LIVE_ACTION_KERNEL ? "threads of the kernel"
	                                                  : "only zombies";

	*flag = !*flag;
	if (action == LIVE_ACTION_ZOMBIES && !*flag)
		state_say(state, "all processes are shown");
	else
		state_say(state, "%s are %s", what, *flag ? "shown" : "hidden");
	return rebuilt(state);
}

/* --- finding --- */

void state_search(struct live_state *state, size_t from, int step)
{
	size_t count = state->body.count;

	for (size_t i = 0; i < count; i++) {
		size_t line = (step > 0 ? from + i : from + count - i) % count;

		if (!live_body_fits(&state->body, &state->shown, line, &state->search))
			continue;
		state_select(state, line);
		state_show_cursor(state);
		return;
	}
	state_say(state, "nothing shown matches %s", state->search.safe);
}

static struct live_outcome search_ask(struct live_state *state)
{
	state->origin.is_open = true;
	state->origin.pinned = state->pinned;
	state->origin.cursor = state->cursor;
	state->origin.top = state->top;
	state->origin.selected = state->selected;
	return ask(state, LIVE_PROMPT_SEARCH);
}

void state_return(struct live_state *state)
{
	size_t line = SIZE_MAX;

	if (!state->origin.is_open || state->body.count == 0)
		return;
	if (state->origin.selected)
		line = live_body_find(&state->body, &state->shown, state->origin.selected,
		                      state->origin.cursor);
	state_select(state, line == SIZE_MAX ? state->origin.cursor : line);
	state->pinned = state->origin.pinned;
	state->top = state->origin.top;
	state_fill_page(state);
}

static struct live_outcome act_search(struct live_state *state, enum live_action action)
{
	size_t count = state->body.count;

	if (action == LIVE_ACTION_SEARCH || !state->search.text[0])
		return search_ask(state);
	if (action == LIVE_ACTION_SEARCH_NEXT)
		state_search(state, state->cursor + 1, 1);
	else
		state_search(state, state->cursor + (count ? count - 1 : 0), -1);
	return done(state);
}

static struct live_outcome act_ask(struct live_state *state, enum live_action action)
{
	static const enum live_prompt prompts[LIVE_ACTIONS] = {
		[LIVE_ACTION_FILTER] = LIVE_PROMPT_FILTER,
		[LIVE_ACTION_USER] = LIVE_PROMPT_USER,
		[LIVE_ACTION_CONTAINER] = LIVE_PROMPT_CONTAINER,
		[LIVE_ACTION_SORT] = LIVE_PROMPT_SORT,
		[LIVE_ACTION_COLUMNS] = LIVE_PROMPT_COLUMNS,
		[LIVE_ACTION_EXPORT] = LIVE_PROMPT_EXPORT,
		[LIVE_ACTION_DELAY] = LIVE_PROMPT_DELAY,
	};

	return ask(state, prompts[action]);
}

/* --- order --- */

static struct live_outcome order_set(struct live_state *state, const struct column *column,
                                     bool descending)
{
	*state_order(state) = (struct live_order){ .column = column, .descending = descending };
	state_say(state, "sorted by %s, %s first", column->name,
	          descending ? "largest" : "smallest");
	return rebuilt(state);
}

static struct live_outcome order_by(struct live_state *state, const struct column *column)
{
	return order_set(state, column, column->flags & COLUMN_DESCENDING);
}

static struct live_outcome act_order_side(struct live_state *state, enum live_action action)
{
	const struct column_list *columns = state_columns(state);
	size_t at = 0;

	while (at < columns->count && columns->columns[at] != state_order(state)->column)
		at++;
	if (at == columns->count)
		at = 0;
	else
		at = line_moved(at, columns->count, 1, action == LIVE_ACTION_SORT_RIGHT);
	if (columns->columns[at] == state_order(state)->column)
		return done(state);
	return order_by(state, columns->columns[at]);
}

static struct live_outcome act_order(struct live_state *state, enum live_action action)
{
	bool namespaces = state->settings.mode == LIVE_NAMESPACES;
	const char *name = action == LIVE_ACTION_SORT_CPU      ? "CPU"
	                   : action == LIVE_ACTION_SORT_MEMORY ? "RSS"
	                   : action == LIVE_ACTION_SORT_TIME   ? "TIME"
	                   : namespaces                        ? "NS"
	                                                       : "PID";

	return order_by(state, live_columns_find(name, strlen(name), live_state_row_kind(state)));
}

static struct live_outcome act_invert(struct live_state *state, enum live_action action)
{
	const struct live_order *order = state_order(state);

	(void)action;
	return order_set(state, order->column, !order->descending);
}

struct live_outcome live_state_click_heading(struct live_state *state, size_t column)
{
	const struct column_list *columns = state_columns(state);

	state->message[0] = '\0';
	if (state->open != LIVE_PAGE_NONE || column >= columns->count)
		return done(state);
	if (columns->columns[column] == state_order(state)->column)
		return act_invert(state, LIVE_ACTION_INVERT);
	return order_by(state, columns->columns[column]);
}

bool live_state_click(struct live_state *state, size_t row)
{
	state->message[0] = '\0';
	if (state->open != LIVE_PAGE_NONE || row >= state->body.count)
		return false;
	state_select(state, row);
	return true;
}

/* --- doing --- */

static struct live_outcome act_details(struct live_state *state, enum live_action action)
{
	(void)action;
	page_open_details(state);
	/* What the page's process does beyond what the list shows is read for the page alone. */
	if (state->open == LIVE_PAGE_DETAILS && live_state_wants_snapshot(state))
		return state_outcome(state, LIVE_DO_SCAN, LIVE_PROMPT_NONE);
	return done(state);
}

static struct live_outcome act_help(struct live_state *state, enum live_action action)
{
	(void)action;
	page_open_help(state);
	return done(state);
}

static struct live_outcome act_tag(struct live_state *state, enum live_action action)
{
	struct live_row row;

	if (action == LIVE_ACTION_UNTAG_ALL) {
		live_set_clear(&state->tags);
		return done(state);
	}
	if (state->body.count == 0)
		return done(state);
	live_state_row(state, state->cursor, &row);
	if (row.kind != LIVE_ROW_PROCESS)
		state_say(state, "only processes can be tagged");
	else if (row.ended)
		state_say(state, "this process has ended");
	else if (live_set_put(&state->tags, live_row_key(&row), !row.tagged) < 0)
		state_say(state, "out of memory");
	return act_move(state, LIVE_ACTION_DOWN);
}

static struct live_outcome act_signal(struct live_state *state, enum live_action action)
{
	(void)action;
	return victims_fix(state) ? ask(state, LIVE_PROMPT_SIGNAL) : done(state);
}

/* --- the program --- */

static struct live_outcome act_pause(struct live_state *state, enum live_action action)
{
	(void)action;
	state->paused = !state->paused;
	return state_outcome(state, state->paused ? LIVE_DO_NOTHING : LIVE_DO_SCAN,
	                     LIVE_PROMPT_NONE);
}

static struct live_outcome act_refresh(struct live_state *state, enum live_action action)
{
	(void)action;
	state->once = true;
	return state_outcome(state, LIVE_DO_SCAN, LIVE_PROMPT_NONE);
}

/* In the body: everything that narrows it is dropped. */
static struct live_outcome act_close(struct live_state *state, enum live_action action)
{
	(void)action;
	live_pattern_done(&state->search);
	live_pattern_done(&state->filter);
	state->user[0] = state->user_safe[0] = '\0';
	state->container[0] = state->container_safe[0] = '\0';
	state->zombies = false;
	return rebuilt(state);
}

static struct live_outcome act_outside(struct live_state *state, enum live_action action)
{
	enum live_do what = action == LIVE_ACTION_REDRAW ? LIVE_DO_REDRAW
	                    : action == LIVE_ACTION_SAVE ? LIVE_DO_SAVE
	                                                 : LIVE_DO_QUIT;

	return state_outcome(state, what, LIVE_PROMPT_NONE);
}

static const handler handlers[LIVE_ACTIONS] = {
	[LIVE_ACTION_UP] = act_move,
	[LIVE_ACTION_DOWN] = act_move,
	[LIVE_ACTION_PAGE_UP] = act_move,
	[LIVE_ACTION_PAGE_DOWN] = act_move,
	[LIVE_ACTION_HALF_UP] = act_move,
	[LIVE_ACTION_HALF_DOWN] = act_move,
	[LIVE_ACTION_FIRST] = act_move,
	[LIVE_ACTION_LAST] = act_move,
	[LIVE_ACTION_LEFT] = act_side,
	[LIVE_ACTION_RIGHT] = act_side,
	[LIVE_ACTION_WHEEL_UP] = act_wheel,
	[LIVE_ACTION_WHEEL_DOWN] = act_wheel,
	[LIVE_ACTION_FOLLOW] = act_follow,
	[LIVE_ACTION_PARENT] = act_parent,
	[LIVE_ACTION_NAMESPACES] = act_mode,
	[LIVE_ACTION_PROCESSES] = act_mode,
	[LIVE_ACTION_TREE] = act_mode,
	[LIVE_ACTION_NEXT_MODE] = act_mode,
	[LIVE_ACTION_UNFOLD] = act_fold,
	[LIVE_ACTION_FOLD] = act_fold,
	[LIVE_ACTION_FOLD_ALL] = act_fold_all,
	[LIVE_ACTION_THREADS] = act_toggle,
	[LIVE_ACTION_KERNEL] = act_toggle,
	[LIVE_ACTION_ZOMBIES] = act_toggle,
	[LIVE_ACTION_COLUMNS] = act_ask,
	[LIVE_ACTION_SEARCH] = act_search,
	[LIVE_ACTION_SEARCH_NEXT] = act_search,
	[LIVE_ACTION_SEARCH_PREVIOUS] = act_search,
	[LIVE_ACTION_FILTER] = act_ask,
	[LIVE_ACTION_USER] = act_ask,
	[LIVE_ACTION_CONTAINER] = act_ask,
	[LIVE_ACTION_SORT] = act_ask,
	[LIVE_ACTION_SORT_LEFT] = act_order_side,
	[LIVE_ACTION_SORT_RIGHT] = act_order_side,
	[LIVE_ACTION_SORT_CPU] = act_order,
	[LIVE_ACTION_SORT_MEMORY] = act_order,
	[LIVE_ACTION_SORT_TIME] = act_order,
	[LIVE_ACTION_SORT_PID] = act_order,
	[LIVE_ACTION_INVERT] = act_invert,
	[LIVE_ACTION_DETAILS] = act_details,
	[LIVE_ACTION_TAG] = act_tag,
	[LIVE_ACTION_UNTAG_ALL] = act_tag,
	[LIVE_ACTION_SIGNAL] = act_signal,
	[LIVE_ACTION_EXPORT] = act_ask,
	[LIVE_ACTION_PAUSE] = act_pause,
	[LIVE_ACTION_DELAY] = act_ask,
	[LIVE_ACTION_REFRESH] = act_refresh,
	[LIVE_ACTION_REDRAW] = act_outside,
	[LIVE_ACTION_SAVE] = act_outside,
	[LIVE_ACTION_HELP] = act_help,
	[LIVE_ACTION_CLOSE] = act_close,
	[LIVE_ACTION_QUIT] = act_outside,
};

/* What means the same on a page. */
static bool acts_on_page(enum live_action action)
{
	return action == LIVE_ACTION_SIGNAL || action == LIVE_ACTION_PAUSE ||
	       action == LIVE_ACTION_REFRESH || action == LIVE_ACTION_REDRAW ||
	       action == LIVE_ACTION_QUIT || action == LIVE_ACTION_LEFT ||
	       action == LIVE_ACTION_RIGHT;
}

static struct live_outcome page_act(struct live_state *state, enum live_action action)
{
	if (acts_on_page(action))
		return handlers[action](state, action);
	if (action == LIVE_ACTION_CLOSE ||
	    (action == LIVE_ACTION_HELP && state->open == LIVE_PAGE_HELP))
		page_close(state);
	else if (action == LIVE_ACTION_HELP)
		page_open_help(state);
	else
		page_scroll(state, action);
	return done(state);
}

struct live_outcome live_state_act(struct live_state *state, enum live_action action)
{
	state->message[0] = '\0';
	state->origin.is_open = false;
	if (action <= LIVE_ACTION_NONE || action >= LIVE_ACTIONS || !handlers[action])
		return done(state);
	if (state->open != LIVE_PAGE_NONE)
		return page_act(state, action);
	return handlers[action](state, action);
}

enum live_place live_state_place(const struct live_state *state)
{
	return state->open == LIVE_PAGE_NONE ? LIVE_IN_BODY : LIVE_IN_PAGE;
}
