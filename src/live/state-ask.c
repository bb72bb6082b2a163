/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the user is asked for: the texts that stand there already, and what answers do.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/number.h"
#include "live/state-parts.h"

/* --- columns --- */

static size_t column_place(const struct column_list *list, const char *name)
{
	size_t at = 0;

	while (at < list->count && strcmp(list->columns[at]->name, name) != 0)
		at++;
	return at;
}

int live_state_toggle_column(struct live_state *state, const char *name)
{
	struct column_list *list = state_columns(state);
	const struct column *column =
		live_columns_find(name, strlen(name), live_state_row_kind(state));
	size_t at;

	if (!column)
		return -EINVAL;
	at = column_place(list, column->name);
	if (at == list->count)
		return columns_add(list, column);
	/* A view without columns is none. */
	if (list->count == 1)
		return -EINVAL;
	list->count--;
	memmove(&list->columns[at], &list->columns[at + 1],
	        (list->count - at) * sizeof(const struct column *));
	return 0;
}

int live_state_move_column(struct live_state *state, const char *name, int by)
{
	struct column_list *list = state_columns(state);
	const struct column *column =
		live_columns_find(name, strlen(name), live_state_row_kind(state));
	size_t at = column ? column_place(list, column->name) : list->count, to;

	if (at == list->count)
		return -EINVAL;
	to = by < 0 ? at - 1 : at + 1;
	if (by == 0 || to >= list->count)
		return 0;
	list->columns[at] = list->columns[to];
	list->columns[to] = column;
	return 0;
}

static void columns_write(const struct column_list *list, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < list->count && used < size; i++)
		used += (size_t)snprintf(buffer + used, size - used, "%s%s", i ? "," : "",
		                         list->columns[i]->name);
}

/* --- what is asked --- */

/* "2.0", "0.25": as many decimals as it takes. */
static void delay_write(unsigned delay, char *text)
{
	int len = snprintf(text, PROMPT_SIZE, "%u.%03u", delay / 1000, delay % 1000);

	for (int zeros = 0; zeros < 2 && text[len - 1] == '0'; zeros++)
		text[--len] = '\0';
}

static void prompt_write(const struct live_state *state, enum live_prompt prompt)
{
	const struct live_order *order = &state->settings.sort[state->settings.mode];
	char *text = state->prompt_text;

	text[0] = '\0';
	switch (prompt) {
	case LIVE_PROMPT_DELAY:
		delay_write(state->settings.delay, text);
		break;
	case LIVE_PROMPT_SORT:
		snprintf(text, PROMPT_SIZE, "%s%s", order->descending ? "-" : "",
		         order->column->name);
		break;
	case LIVE_PROMPT_COLUMNS:
		columns_write(live_state_columns(state), text, PROMPT_SIZE);
		break;
	case LIVE_PROMPT_SIGNAL:
		snprintf(text, PROMPT_SIZE, "TERM");
		break;
	default:
		break;
	}
}

const char *live_state_prompt_text(const struct live_state *state, enum live_prompt prompt)
{
	switch (prompt) {
	case LIVE_PROMPT_SEARCH:
		return state->search.text;
	case LIVE_PROMPT_FILTER:
		return state->filter.text;
	case LIVE_PROMPT_EXPORT:
		return state->file;
	case LIVE_PROMPT_USER:
		return state->user;
	case LIVE_PROMPT_CONTAINER:
		return state->container;
	default:
		prompt_write(state, prompt);
		return state->prompt_text;
	}
}

/* --- answers --- */

/* Says why an answer is refused; the text is the user's, maybe pasted from anywhere. */
static int refuse(struct live_state *state, const char *what, const char *text)
{
	char safe[LIVE_TEXT_SIZE];

	escape_text(text, strlen(text), 0, safe, sizeof(safe));
	state_say(state, "%s: '%s'", what, safe);
	return -EINVAL;
}

static int rebuild(struct live_state *state)
{
	int r = state_rebuild(state);

	state_show_cursor(state);
	return r;
}

static int answer_pattern(struct live_state *state, struct live_pattern *pattern, const char *text)
{
	char reason[128];
	int r = live_pattern_set(pattern, text, reason, sizeof(reason));

	if (r == -E2BIG)
		return refuse(state, "too long", text);
	return r < 0 ? refuse(state, reason, text) : 0;
}

static int answer_search(struct live_state *state, const char *text)
{
	int r = answer_pattern(state, &state->search, text);

	/* Each letter is looked for from where the search began, and none from there on. */
	state_return(state);
	if (r >= 0 && text[0])
		state_search(state, state->cursor, 1);
	return r;
}

static int answer_filter(struct live_state *state, const char *text)
{
	int r = answer_pattern(state, &state->filter, text);

	return r < 0 ? r : rebuild(state);
}

static bool user_exists(const struct snapshot *snapshot, const char *text)
{
	uint64_t number;

	if (number_parse(text, strlen(text), &number) == 0)
		return number < UINT32_MAX;
	for (size_t i = 0; snapshot && i < snapshot->nusers; i++) {
		if (strcmp(snapshot->user_names[i], text) == 0)
			return true;
	}
	return false;
}

static bool container_exists(const struct snapshot *snapshot, const char *text)
{
	if (strcmp(text, LIVE_NO_CONTAINER) == 0)
		return true;
	for (uint32_t i = 0; snapshot && i < snapshot->ncontainers; i++) {
		if (live_container_is(snapshot, i, text))
			return true;
	}
	return false;
}

static void text_keep(char *text, char *safe, const char *from)
{
	size_t len = strlen(from);

	memcpy(text, from, len + 1);
	escape_text(from, len, 0, safe, LIVE_TEXT_SIZE * 2);
}

static int answer_user(struct live_state *state, const char *text)
{
	if (text[0] && !user_exists(state_newest(state), text))
		return refuse(state, "no such user", text);
	text_keep(state->user, state->user_safe, text);
	return rebuild(state);
}

static int answer_container(struct live_state *state, const char *text)
{
	if (text[0] && !container_exists(state_newest(state), text))
		return refuse(state, "no such container", text);
	text_keep(state->container, state->container_safe, text);
	return rebuild(state);
}

static int answer_sort(struct live_state *state, const char *text)
{
	struct live_order order;

	if (live_order_parse(text, live_state_row_kind(state), &order) < 0)
		return refuse(state, "no such column", text);
	*state_order(state) = order;
	return rebuild(state);
}

static int answer_columns(struct live_state *state, const char *text)
{
	struct column_list *list = state_columns(state);
	char name[64];
	const char *bad;
	size_t len;
	int r = live_columns_parse(text, list, live_state_row_kind(state), list, &bad, &len);

	if (r == -E2BIG)
		return refuse(state, "too many columns", "");
	if (r < 0) {
		snprintf(name, sizeof(name), "%.*s",
		         (int)(len < sizeof(name) ? len : sizeof(name) - 1), bad);
		return refuse(state, "no such column", name);
	}
	return 0;
}

static int answer_delay(struct live_state *state, const char *text)
{
	if (live_settings_parse_delay(text, &state->settings.delay) < 0)
		return refuse(state, "the delay must be from 0.1 to 3600 seconds", text);
	return 0;
}

static int answer_export(struct live_state *state, const char *text)
{
	if (!text[0])
		return refuse(state, "a file name is needed", text);
	memcpy(state->file, text, strlen(text) + 1);
	return 0;
}

static int answer_signal(struct live_state *state, const char *text)
{
	int number = signal_parse(text);

	if (number < 0)
		return refuse(state, "no such signal", text);
	state->signal = number;
	return 0;
}

void live_state_leave(struct live_state *state, enum live_prompt prompt)
{
	state->message[0] = '\0';
	if (prompt == LIVE_PROMPT_SEARCH)
		state_return(state);
}

int live_state_answer(struct live_state *state, enum live_prompt prompt, const char *text,
                      struct live_outcome *ret_outcome)
{
	static int (*const answers[])(struct live_state *, const char *) = {
		[LIVE_PROMPT_SEARCH] = answer_search, [LIVE_PROMPT_FILTER] = answer_filter,
		[LIVE_PROMPT_DELAY] = answer_delay,   [LIVE_PROMPT_EXPORT] = answer_export,
		[LIVE_PROMPT_USER] = answer_user,     [LIVE_PROMPT_CONTAINER] = answer_container,
		[LIVE_PROMPT_SORT] = answer_sort,     [LIVE_PROMPT_COLUMNS] = answer_columns,
		[LIVE_PROMPT_SIGNAL] = answer_signal,
	};
	enum live_do what = prompt == LIVE_PROMPT_EXPORT   ? LIVE_DO_EXPORT
	                    : prompt == LIVE_PROMPT_SIGNAL ? LIVE_DO_SIGNAL
	                                                   : LIVE_DO_NOTHING;
	int r;

	state->message[0] = '\0';
	if (prompt <= LIVE_PROMPT_NONE || prompt > LIVE_PROMPT_SIGNAL)
		return -EINVAL;
	if (strlen(text) >= (prompt == LIVE_PROMPT_COLUMNS ? PROMPT_SIZE : LIVE_TEXT_SIZE))
		return refuse(state, "too long", text);
	r = answers[prompt](state, text);
	if (r < 0)
		return r;
	*ret_outcome = state_outcome(state, what, LIVE_PROMPT_NONE);
	return 0;
}
