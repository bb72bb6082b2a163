/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages that cover the body: help and details.
 */
#include <string.h>

#include "live/state-parts.h"

static size_t last_first(const struct live_state *state)
{
	return state->lines.nlines > state->page ? state->lines.nlines - state->page : 0;
}

/* The last line becomes the second: below the title. */
static void line_raise(struct live_lines *lines)
{
	struct live_line last;

	if (lines->nlines < 3)
		return;
	last = lines->lines[lines->nlines - 1];
	memmove(&lines->lines[2], &lines->lines[1], (lines->nlines - 2) * sizeof(last));
	lines->lines[1] = last;
}

static void ended_say(struct live_state *state)
{
	if (state->subject_ended)
		return;
	state->subject_ended = true;
	live_lines_add(&state->lines, LIVE_LINE_WARNING, NULL,
	               "It has ended. This is what was last known:");
	line_raise(&state->lines);
}

static void namespace_update(struct live_state *state)
{
	const struct snapshot *now = state_newest(state);
	const struct namespace *ns = state_find_namespace(now, state->subject);

	if (ns)
		live_details_namespace(&state->lines, now, ns, state->style);
	else
		ended_say(state);
}

static void process_update(struct live_state *state)
{
	const struct snapshot *now = state_newest(state);
	const struct process *process = state_find_process(now, state->subject);

	if (!process)
		process = state_find_thread(now, state->subject);
	if (process)
		live_details_process(&state->lines, now, process, state->style);
	else
		ended_say(state);
}

void page_update(struct live_state *state)
{
	if (state->open != LIVE_PAGE_DETAILS || state->subject_ended)
		return;
	if (state->subject_is_namespace)
		namespace_update(state);
	else
		process_update(state);
	if (state->first > last_first(state))
		state->first = last_first(state);
}

void page_open_details(struct live_state *state)
{
	struct live_row row;

	if (state->body.count == 0) {
		state_say(state, "there is nothing to show details of");
		return;
	}
	state_select(state, state->cursor);
	live_state_row(state, state->cursor, &row);
	live_lines_clear(&state->lines);
	state->open = LIVE_PAGE_DETAILS;
	state->first = state->page_left = 0;
	state->subject = live_row_key(&row);
	state->subject_is_namespace = !row.row.process;
	state->subject_ended = false;
	state->focus = row.row.process ? row.row.process->tgid : row.row.ns->init_pid;
	/* What ended is in no snapshot that counts any more, but among the rows. */
	if (row.row.process)
		live_details_process(&state->lines, row.row.snapshot, row.row.process,
		                     state->style);
	else
		live_details_namespace(&state->lines, row.row.snapshot, row.row.ns, state->style);
	if (row.ended)
		ended_say(state);
}

void page_open_help(struct live_state *state)
{
	state->open = LIVE_PAGE_HELP;
	state->first = state->page_left = 0;
	live_details_help(&state->lines);
}

void page_close(struct live_state *state)
{
	state->open = LIVE_PAGE_NONE;
	state->first = 0;
	live_lines_clear(&state->lines);
}

void page_scroll(struct live_state *state, enum live_action action)
{
	size_t last = last_first(state), step = 0;
	bool up = false;

	switch (action) {
	case LIVE_ACTION_UP:
		up = true; /* fall through */
	case LIVE_ACTION_DOWN:
		step = 1;
		break;
	case LIVE_ACTION_WHEEL_UP:
		up = true; /* fall through */
	case LIVE_ACTION_WHEEL_DOWN:
		step = WHEEL_STEP;
		break;
	case LIVE_ACTION_HALF_UP:
		up = true; /* fall through */
	case LIVE_ACTION_HALF_DOWN:
		step = state->page > 1 ? state->page / 2 : 1;
		break;
	case LIVE_ACTION_PAGE_UP:
		up = true; /* fall through */
	case LIVE_ACTION_PAGE_DOWN:
		step = state->page;
		break;
	case LIVE_ACTION_FIRST:
		up = true; /* fall through */
	case LIVE_ACTION_LAST:
		step = state->lines.nlines;
		break;
	default:
		return;
	}
	if (up)
		state->first -= state->first < step ? state->first : step;
	else
		state->first = state->first + step < last ? state->first + step : last;
}

enum live_page live_state_page(const struct live_state *state)
{
	return state->open;
}

const struct live_lines *live_state_lines(const struct live_state *state, size_t *ret_first)
{
	*ret_first = state->first;
	return &state->lines;
}
