/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The choices of dialogs: users, containers, columns, signals.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "live/state-parts.h"

enum { LABEL_SIZE = 512 };

static int pool_put(struct live_choices *choices, const char *text, size_t *ret_offset)
{
	size_t len = strlen(text) + 1;

	if (live_room(&choices->pool, &choices->pool_size, choices->used + len, 1) < 0)
		return -ENOMEM;
	memcpy(choices->pool + choices->used, text, len);
	*ret_offset = choices->used;
	choices->used += len;
	return 0;
}

static void numbered_add(struct live_choices *choices, const char *text, const char *help,
                         int number, bool current)
{
	size_t at = choices->count;

	if (live_room(&choices->list, &choices->list_size, at + 1, sizeof(*choices->list)) < 0 ||
	    live_room(&choices->offsets, &choices->offsets_size, 2 * at + 2,
	              sizeof(*choices->offsets)) < 0 ||
	    pool_put(choices, text, &choices->offsets[2 * at]) < 0 ||
	    pool_put(choices, help, &choices->offsets[2 * at + 1]) < 0)
		return;
	choices->list[at] = (struct live_choice){ .number = number, .current = current };
	choices->count++;
}

static void choice_add(struct live_choices *choices, const char *text, const char *help,
                       bool current)
{
	numbered_add(choices, text, help, 0, current);
}

/* A process count for each of what is chosen among, sorted by its text. */
struct tally {
	char text[LABEL_SIZE];
	uint32_t count;
};

static int tally_compare(const void *a, const void *b)
{
	return strcmp(((const struct tally *)a)->text, ((const struct tally *)b)->text);
}

static void tallies_add(struct live_state *state, struct tally *tallies, size_t count,
                        const char *current)
{
	char help[48];

	qsort(tallies, count, sizeof(*tallies), tally_compare);
	for (size_t i = 0; i < count; i++) {
		snprintf(help, sizeof(help), "%u process%s", tallies[i].count,
		         tallies[i].count == 1 ? "" : "es");
		choice_add(&state->choices, tallies[i].text, help,
		           strcmp(tallies[i].text, current) == 0);
	}
}

/* By name; by number where there is no name that can be written as it is. */
static void user_begin(const struct snapshot *snapshot, uid_t uid, struct tally *tally)
{
	const char *name = snapshot_find_user(snapshot, uid);

	tally->count = 0;
	if (name)
		escape_text(name, strlen(name), 0, tally->text, sizeof(tally->text));
	if (!name || strcmp(name, tally->text) != 0)
		snprintf(tally->text, sizeof(tally->text), "%u", uid);
}

static void users_add(struct live_state *state)
{
	const struct snapshot *snapshot = state_newest(state);
	_cleanup_free_ struct tally *tallies = NULL;
	struct idmap seen = { 0 };
	size_t count = 0, size = 0;

	choice_add(&state->choices, "", "all users", !state->user[0]);
	for (size_t i = 0; snapshot && i < snapshot->nprocesses; i++) {
		uid_t uid = snapshot->processes[i].uid;
		uint32_t at = idmap_get(&seen, uid);

		if (at == IDMAP_NONE) {
			if (live_room(&tallies, &size, count + 1, sizeof(*tallies)) < 0 ||
			    idmap_put(&seen, uid, (uint32_t)count) < 0)
				break;
			at = (uint32_t)count++;
			user_begin(snapshot, uid, &tallies[at]);
		}
		if (tallies)
			tallies[at].count++;
	}
	idmap_done(&seen);
	if (tallies)
		tallies_add(state, tallies, count, state->user);
}

static void containers_add(struct live_state *state)
{
	const struct snapshot *snapshot = state_newest(state);
	_cleanup_free_ struct tally *tallies = NULL;
	size_t count = snapshot ? snapshot->ncontainers : 0, used = 0;

	choice_add(&state->choices, "", "all processes", !state->container[0]);
	choice_add(&state->choices, LIVE_NO_CONTAINER, "what is in no container",
	           strcmp(state->container, LIVE_NO_CONTAINER) == 0);
	if (!count)
		return;
	tallies = calloc(count, sizeof(*tallies));
	if (!tallies)
		return;
	for (size_t i = 0; i < count; i++)
		cell_format_container(&snapshot->containers[i], tallies[i].text,
		                      sizeof(tallies[i].text));
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (snapshot->processes[i].container != CONTAINER_NONE)
			tallies[snapshot->processes[i].container].count++;
	}
	/* A label that is too long to be given back as an answer is no choice. */
	for (size_t i = 0; i < count; i++) {
		if (strlen(tallies[i].text) < LIVE_TEXT_SIZE)
			tallies[used++] = tallies[i];
	}
	tallies_add(state, tallies, used, state->container);
}

static void orders_add(struct live_state *state)
{
	enum row_kind kind = live_state_row_kind(state);
	const struct live_order *order = state_order(state);
	const struct column *column;
	char text[64];

	for (size_t i = 0; (column = live_columns_at(kind, i)); i++) {
		bool current = column == order->column;
		bool descending = current ? order->descending : column->flags & COLUMN_DESCENDING;

		snprintf(text, sizeof(text), "%s%s", descending ? "-" : "", column->name);
		choice_add(&state->choices, text, column->help, current);
	}
}

static void columns_offer(struct live_state *state)
{
	enum row_kind kind = live_state_row_kind(state);
	const struct column_list *list = state_columns(state);
	const struct column *column;

	for (size_t i = 0; i < list->count; i++)
		choice_add(&state->choices, list->columns[i]->name, list->columns[i]->help, true);
	for (size_t i = 0; (column = live_columns_at(kind, i)); i++) {
		size_t at = 0;

		while (at < list->count && list->columns[at] != column)
			at++;
		if (at == list->count)
			choice_add(&state->choices, column->name, column->help, false);
	}
}

static void signals_add(struct live_state *state)
{
	char help[96];
	const char *about;
	int number;

	for (size_t i = 0; signal_at(i, &number, &about); i++) {
		snprintf(help, sizeof(help), "%2d  %s", number, about);
		numbered_add(&state->choices, signal_name(number), help, number, i == 0);
	}
}

const struct live_choice *live_state_choices(struct live_state *state, enum live_prompt prompt,
                                             size_t *ret_count)
{
	struct live_choices *choices = &state->choices;

	choices->count = choices->used = 0;
	if (prompt == LIVE_PROMPT_USER)
		users_add(state);
	else if (prompt == LIVE_PROMPT_CONTAINER)
		containers_add(state);
	else if (prompt == LIVE_PROMPT_SORT)
		orders_add(state);
	else if (prompt == LIVE_PROMPT_COLUMNS)
		columns_offer(state);
	else if (prompt == LIVE_PROMPT_SIGNAL)
		signals_add(state);
	for (size_t i = 0; i < choices->count; i++) {
		choices->list[i].text = choices->pool + choices->offsets[2 * i];
		choices->list[i].help = choices->pool + choices->offsets[2 * i + 1];
	}
	*ret_count = choices->count;
	return choices->count ? choices->list : NULL;
}
