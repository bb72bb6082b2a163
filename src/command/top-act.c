/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys, the mouse and the state ask for: dialogs, signals, files.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "command/top-live.h"
#include "command/top-signal.h"
#include "live/screen.h"
#include "model/verdict.h"

enum { VICTIMS_LISTED = 200 };

static _printf_(2, 3) void say(struct top *top, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(top->message, sizeof(top->message), format, args);
	va_end(args);
}

/* --- export --- */

static int rows_write(const struct top *top, FILE *out)
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
	return r < 0 ? r : document_end(&document);
}

/* Never over a file that is there, and for nobody else to read: command lines may hold secrets. */
static int file_write(const struct top *top, const char *path)
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
	r = rows_write(top, out);
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
	int r;

	if (strncmp(text, "~/", 2) == 0 && home && *home)
		snprintf(path, sizeof(path), "%s/%s", home, text + 2);
	else
		snprintf(path, sizeof(path), "%s", text);
	escape_text(path, strlen(path), 0, name, sizeof(name));
	r = file_write(top, path);
	if (r < 0)
		say(top, "%.900s: %s", name, strerror(-r));
	else
		say(top, "%zu rows written to %.900s", live_state_rows(top->state), name);
}

static void save(struct top *top)
{
	struct live_settings settings;

	live_state_settings(top->state, &settings);
	top_settings_write(&settings, top->message, sizeof(top->message));
}

/* --- signals --- */

static const char *signal_print(int number, char *buffer, size_t size)
{
	const char *name = sigabbrev_np(number);

	if (name)
		snprintf(buffer, size, "SIG%s", name);
	else if (number >= SIGRTMIN && number <= SIGRTMAX)
		snprintf(buffer, size, "SIGRTMIN+%d", number - SIGRTMIN);
	else
		snprintf(buffer, size, "signal %d", number);
	return buffer;
}

static void victim_describe(const struct top *top, const struct live_victim *victim,
			    struct live_lines *lines)
{
	const struct snapshot *snapshot = live_state_snapshot(top->state);
	const struct process *process = live_state_find(top->state, victim);
	enum verdict verdict;
	char name[256];

	if (!process) {
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d (ended)", (int)victim->pid);
		return;
	}
	escape_text(process->name, strlen(process->name), screen_is_ascii() ? ESCAPE_NON_ASCII : 0,
		    name, sizeof(name));
	if (process->level > 0)
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d  %s  (PID %d inside)",
			       (int)victim->pid, name, (int)process_nspid(process));
	else
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d  %s", (int)victim->pid, name);
	if (process_is_zombie(process))
		live_lines_add(lines, LIVE_LINE_WARNING, NULL,
			       "  a zombie: it has ended, and waits for its parent %d",
			       (int)process->ppid);
	if (!process_is_init(process))
		return;
	verdict = verdict_of(snapshot, process, top->victim_signal);
	live_lines_add(lines, verdict == VERDICT_DELIVERED ? LIVE_LINE_PLAIN : LIVE_LINE_WARNING,
		       NULL, "  PID 1 of its namespace: %s", verdict_sentence(verdict));
	if (verdict == VERDICT_DELIVERED && top->victim_signal == SIGKILL)
		live_lines_add(lines, LIVE_LINE_WARNING, NULL,
			       "  with it the whole namespace ends");
}

/* The question that comes before anything is sent. */
static void signal_ask(struct top *top)
{
	const struct live_victim *victims = live_state_victims(top->state, &top->nvictims);
	struct live_lines lines = { 0 };
	char name[32], title[96];

	top->victim_signal = live_state_signal(top->state);
	free(top->victims);
	top->victims = calloc(top->nvictims + 1, sizeof(*victims));
	if (!top->victims || top->nvictims == 0) {
		say(top,
		    top->victims ? "there is no process to send a signal to" : "out of memory");
		return;
	}
	memcpy(top->victims, victims, top->nvictims * sizeof(*victims));
	for (size_t i = 0; i < top->nvictims && i < VICTIMS_LISTED; i++)
		victim_describe(top, &top->victims[i], &lines);
	if (top->nvictims > VICTIMS_LISTED)
		live_lines_add(&lines, LIVE_LINE_PLAIN, NULL, "and %zu more",
			       top->nvictims - VICTIMS_LISTED);
	snprintf(title, sizeof(title), "Send %s to %zu process%s?",
		 signal_print(top->victim_signal, name, sizeof(name)), top->nvictims,
		 top->nvictims == 1 ? "" : "es");
	dialog_open_question(&top->dialog, title, &lines);
	live_lines_done(&lines);
}

static void signal_send(struct top *top)
{
	int proc_fd = collector_proc_fd(top->session->collector), error = 0;
	size_t sent = 0;
	pid_t failed = 0;
	char name[32];

	for (size_t i = 0; i < top->nvictims; i++) {
		const struct live_victim *victim = &top->victims[i];
		int r = victim->start == START_NONE
				? -ESRCH
				: top_signal_send(proc_fd, victim->pid, victim->start,
						  top->victim_signal);

		if (r >= 0) {
			sent++;
		} else if (!error) {
			error = r;
			failed = victim->pid;
		}
	}
	signal_print(top->victim_signal, name, sizeof(name));
	if (!error)
		say(top, "%s sent to %zu process%s", name, sent, sent == 1 ? "" : "es");
	else
		say(top, "%s sent to %zu of %zu; not to %d: %s", name, sent, top->nvictims,
		    (int)failed, error == -ESRCH ? "that process is gone" : strerror(-error));
	top_live_rescan(top);
}

/* --- dialogs --- */

/* PIDs of another namespace's procfs name other processes here, or none. */
static bool signal_is_possible(struct top *top)
{
	const struct snapshot *snapshot = live_state_snapshot(top->state);

	if (snapshot && snapshot->own_view)
		return true;
	say(top, "no signals here: the PIDs shown are not those of our own PID namespace");
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
	if (r < 0)
		say(top, "%s", strerror(-r));
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
		say(top, "%s", strerror(ENOMEM));
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
		say(top, "there are too many columns");
	choices = live_state_choices(top->state, LIVE_PROMPT_COLUMNS, &count);
	if (dialog_set_choices(&top->dialog, choices, count) < 0)
		dialog_close(&top->dialog);
	/* Facts that a new column needs. */
	top_live_rescan(top);
}

static void dialog_input(struct top *top, const struct screen_input *input)
{
	enum dialog_kind kind = top->dialog.kind;
	enum dialog_result result = dialog_feed(&top->dialog, input);

	switch (result) {
	case DIALOG_OPEN:
		break;
	case DIALOG_LEFT:
		dialog_close(&top->dialog);
		break;
	case DIALOG_ANSWERED:
		if (kind == DIALOG_QUESTION) {
			dialog_close(&top->dialog);
			signal_send(top);
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
		signal_ask(top);
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

static void click_do(struct top *top, const struct screen_input *input)
{
	struct live_outcome outcome = { 0 };
	size_t index;

	switch (screen_frame_find(top->state, input->x, input->y, &index)) {
	case SCREEN_PART_ROW:
		index += live_state_top(top->state);
		/* A click on what is selected opens it. */
		if (index == live_state_cursor(top->state) && index < live_state_rows(top->state))
			action_do(top, LIVE_ACTION_DETAILS);
		else
			live_state_click(top->state, index);
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
	switch (input->event) {
	case SCREEN_KEY:
		action_do(top, live_keys_find(input->code, live_state_place(top->state)));
		break;
	case SCREEN_CLICK:
	case SCREEN_DOUBLE_CLICK:
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
