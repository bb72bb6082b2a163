/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys, the mouse and the state ask for: dialogs and files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "command/top-live.h"
#include "live/screen.h"

enum { DOUBLE_CLICK = 400 }; /* milliseconds between two clicks on one row */

/* --- export --- */

static int rows_write(const struct top *top, FILE *out, size_t *ret_count)
{
	struct document document = {
		.out = out,
		.command = top->session->command->name,
		.columns = live_state_columns(top->state),
	};
	enum row_kind kind = live_state_row_kind(top->state);
	int r = document_begin(&document, live_state_snapshot(top->state), kind);

	for (size_t i = 0; r >= 0 && i < live_state_rows(top->state); i++) {
		struct live_row row;

		live_state_row(top->state, i, &row);
		if (row.kind == LIVE_ROW_BOUNDARY || row.ended)
			continue;
		r = document_add(&document, &row.row,
		                 live_state_tree_column(top->state) == SIZE_MAX ? -1
		                                                                : (int)row.depth);
	}
	*ret_count = document.nrows;
	return r < 0 ? r : document_end(&document);
}

/* Never over a file that is there, and for nobody else to read: command lines may hold secrets. */
static int file_write(const struct top *top, const char *path, size_t *ret_count)
{
	_cleanup_close_ int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
	FILE *out;
	int r;

	if (fd < 0)
		return -errno;
	out = fdopen(fd, "w");
	if (!out)
		return -errno;
	(void)TAKE_FD(fd);
	r = rows_write(top, out, ret_count);
	if (fclose(out) != 0 && r >= 0)
		r = -errno;
	if (r < 0)
		unlink(path);
	return r;
}

static void export(struct top *top)
{
	const char *text = live_state_prompt_text(top->state, LIVE_PROMPT_EXPORT),
		   *home = getenv("HOME");
	char path[4096], name[sizeof(path)];
	size_t count = 0;
	int r;

	if (strncmp(text, "~/", 2) == 0 && home && *home)
		snprintf(path, sizeof(path), "%s/%s", home, text + 2);
	else
		snprintf(path, sizeof(path), "%s", text);
	escape_text(path, strlen(path), 0, name, sizeof(name));
	r = file_write(top, path, &count);
	if (r < 0)
		top_live_say(top, "%.900s: %s", name, strerror(-r));
	else
		top_live_say(top, "%zu row%s written to %.900s", count, count == 1 ? "" : "s",
		             name);
}

static void save(struct top *top)
{
	struct live_settings settings;

	live_state_settings(top->state, &settings);
	top_settings_write(&settings, top->message, sizeof(top->message));
}

/* --- dialogs --- */

/* PIDs of another namespace's procfs name other processes here, or none. */
static bool signal_is_possible(struct top *top)
{
	const struct snapshot *snapshot = live_state_snapshot(top->state);

	if (snapshot && snapshot->own_view)
		return true;
	top_live_say(top, "no signals here: the PIDs shown are not those of our own PID namespace");
	return false;
}

static const struct {
	enum live_prompt prompt;
	enum dialog_kind kind;
	const char *title;
} prompts[] = {
	{ LIVE_PROMPT_SEARCH, DIALOG_TEXT, "Search:" },
	{ LIVE_PROMPT_FILTER, DIALOG_TEXT, "Filter:" },
	{ LIVE_PROMPT_DELAY, DIALOG_TEXT, "Seconds between refreshes:" },
	{ LIVE_PROMPT_EXPORT, DIALOG_TEXT, "Write JSON to file:" },
	{ LIVE_PROMPT_USER, DIALOG_CHOICE, "Show only user" },
	{ LIVE_PROMPT_CONTAINER, DIALOG_CHOICE, "Show only container" },
	{ LIVE_PROMPT_SORT, DIALOG_CHOICE, "Sort by" },
	{ LIVE_PROMPT_COLUMNS, DIALOG_COLUMNS, "Columns" },
	{ LIVE_PROMPT_SIGNAL, DIALOG_CHOICE, "Send signal" },
};

static void ask(struct top *top, enum live_prompt prompt)
{
	const struct live_choice *choices;
	size_t i = 0, count = 0;
	int r;

	while (i < ARRAY_SIZE(prompts) && prompts[i].prompt != prompt)
		i++;
	if (i == ARRAY_SIZE(prompts) || (prompt == LIVE_PROMPT_SIGNAL && !signal_is_possible(top)))
		return;
	choices = live_state_choices(top->state, prompt, &count);
	if (prompts[i].kind == DIALOG_TEXT)
		r = dialog_open_text(&top->dialog, prompts[i].title,
		                     live_state_prompt_text(top->state, prompt));
	else if (prompts[i].kind == DIALOG_COLUMNS)
		r = dialog_open_columns(&top->dialog, prompts[i].title, choices, count);
	else
		r = dialog_open_choice(&top->dialog, prompts[i].title, choices, count);
	top->dialog.prompt = prompt;
	/* The help of a column says what it is; that of a user counts processes. */
	top->dialog.seeks_help = prompt == LIVE_PROMPT_SORT;
	memcpy(top->asked, top->dialog.text, sizeof(top->asked));
	if (r < 0)
		top_live_say(top, "%s", strerror(-r));
}

static void answer(struct top *top)
{
	enum live_prompt prompt = top->dialog.prompt;
	struct live_outcome outcome = { 0 };
	char text[DIALOG_TEXT_MAX];
	int r;

	snprintf(text, sizeof(text), "%s", dialog_answer(&top->dialog));
	dialog_close(&top->dialog);
	r = live_state_answer(top->state, prompt, text, &outcome);
	if (r == -ENOMEM)
		top_live_say(top, "%s", strerror(ENOMEM));
	if (r >= 0)
		top_act_do(top, &outcome);
}

static void column_change(struct top *top, enum dialog_result result)
{
	const struct live_choice *choices;
	const char *name = dialog_answer(&top->dialog);
	size_t count = 0;
	int r;

	if (result == DIALOG_TOGGLED)
		r = live_state_toggle_column(top->state, name);
	else
		r = live_state_move_column(top->state, name, result == DIALOG_MOVED_UP ? -1 : 1);
	/* A column that is not shown, or stands at the edge, cannot be moved: no reason to speak.
	 */
	if (r == -E2BIG)
		top_live_say(top, "there are too many columns");
	choices = live_state_choices(top->state, LIVE_PROMPT_COLUMNS, &count);
	if (dialog_set_choices(&top->dialog, choices, count) < 0)
		dialog_close(&top->dialog);
	/* Facts that a new column needs. */
	top_live_rescan(top);
}

/* A search and a filter act while they are typed, and are taken back when the prompt is left. */
static void typed_try(struct top *top, const char *text)
{
	enum live_prompt prompt = top->dialog.prompt;
	struct live_outcome outcome;

	/* What cannot be searched for yet will be refused at its end, if it stays like that. */
	if (prompt == LIVE_PROMPT_SEARCH || prompt == LIVE_PROMPT_FILTER)
		(void)live_state_answer(top->state, prompt, text, &outcome);
}

static void dialog_input(struct top *top, const struct screen_input *input)
{
	enum dialog_kind kind = top->dialog.kind;
	char before[DIALOG_TEXT_MAX];
	enum dialog_result result;

	memcpy(before, top->dialog.text, sizeof(before));
	result = dialog_feed(&top->dialog, input);
	switch (result) {
	case DIALOG_OPEN:
		if (strcmp(before, top->dialog.text) != 0)
			typed_try(top, top->dialog.text);
		break;
	case DIALOG_LEFT:
		if (strcmp(top->asked, top->dialog.text) != 0)
			typed_try(top, top->asked);
		live_state_leave(top->state, top->dialog.prompt);
		dialog_close(&top->dialog);
		break;
	case DIALOG_ANSWERED:
		if (kind == DIALOG_QUESTION) {
			dialog_close(&top->dialog);
			top_send_now(top);
		} else {
			answer(top);
		}
		break;
	default:
		column_change(top, result);
	}
}

void top_act_do(struct top *top, const struct live_outcome *outcome)
{
	switch (outcome->what) {
	case LIVE_DO_NOTHING:
		break;
	case LIVE_DO_REDRAW:
		screen_repair();
		break;
	case LIVE_DO_ASK:
		ask(top, outcome->prompt);
		break;
	case LIVE_DO_SCAN:
		top_live_rescan(top);
		break;
	case LIVE_DO_SIGNAL:
		top_send_ask(top);
		break;
	case LIVE_DO_EXPORT:
		export(top);
		break;
	case LIVE_DO_SAVE:
		save(top);
		break;
	case LIVE_DO_QUIT:
		top->end = true;
		break;
	}
}

/* --- keys and the mouse --- */

static void action_do(struct top *top, enum live_action action)
{
	struct live_outcome outcome;

	if (action == LIVE_ACTION_NONE)
		return;
	outcome = live_state_act(top->state, action);
	top_act_do(top, &outcome);
}

/* The second of two quick clicks opens what the first one selected. */
static void row_click(struct top *top, size_t index)
{
	int64_t now = top_live_now();
	bool again = index == top->clicked && now - top->clicked_at < DOUBLE_CLICK;

	top->clicked = index;
	top->clicked_at = now;
	if (live_state_click(top->state, index) && again)
		action_do(top, LIVE_ACTION_DETAILS);
}

static void click_do(struct top *top, const struct screen_input *input)
{
	struct live_outcome outcome = { 0 };
	size_t index;

	switch (screen_frame_find(top->state, input->x, input->y, &index)) {
	case SCREEN_PART_ROW:
		row_click(top, index + live_state_top(top->state));
		break;
	case SCREEN_PART_HEADING:
		outcome = live_state_click_heading(top->state, index);
		top_act_do(top, &outcome);
		break;
	case SCREEN_PART_HINT:
		action_do(top, live_keys_all[index].action);
		break;
	default:
		break;
	}
}

void top_act_input(struct top *top, const struct screen_input *input)
{
	top->message[0] = '\0';
	if (top->dialog.kind != DIALOG_NONE) {
		dialog_input(top, input);
		return;
	}
	if (input->pasted)
		return;
	switch (input->event) {
	case SCREEN_KEY:
		action_do(top, live_keys_find(input->code, live_state_place(top->state)));
		break;
	case SCREEN_CLICK:
		click_do(top, input);
		break;
	case SCREEN_WHEEL_UP:
		action_do(top, LIVE_ACTION_WHEEL_UP);
		break;
	case SCREEN_WHEEL_DOWN:
		action_do(top, LIVE_ACTION_WHEEL_DOWN);
		break;
	default:
		break;
	}
}
