/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the live view: snapshots and actions in, rows and a cursor out.
 *
 * It knows nothing of terminals, does no I/O and never calls the collector. The screen
 *
 *  1. makes it, and tells the number of lines of the body with live_state_set_page();
 *  2. reads a snapshot with the facts that live_state_facts() asks for, on another thread if it
 *     likes, with live_state_snapshot() as `before`: that one stays valid and unchanged until the
 *     next live_state_take();
 *  3. turns keys into actions (keys.h, in the place that live_state_place() gives) and does what
 *     live_state_act() answers: ask something with a dialog and hand the text to
 *     live_state_answer(), scan at once, send signals, write files, end;
 *  4. draws the rows from live_state_top() on, and asks for each only what it shows.
 *
 * Not for several threads at once: only the snapshot may be read elsewhere.
 */
#ifndef NSPID_LIVE_STATE_H
#define NSPID_LIVE_STATE_H

#include "live/details.h"
#include "live/keys.h"
#include "live/rows.h"
#include "live/settings.h"
#include "model/forest.h"

struct live_state;

/*
 * A state without a snapshot and without rows. `style` is for pages, choices and messages:
 * CELL_STYLE_HUMAN or CELL_STYLE_ASCII. 0 or -ENOMEM.
 */
int live_state_new(const struct live_settings *settings, enum cell_style style,
                   struct live_state **ret_state);
void live_state_free(struct live_state *state);

/* The settings as they are now, for writing them. */
void live_state_settings(const struct live_state *state, struct live_settings *ret_settings);

/* --- what it is fed with --- */

/*
 * Narrows all modes to what the targets of the command line mean: called for each snapshot that is
 * taken, sets the flag of each process of it that belongs (all are false before). 0 or -errno,
 * which live_state_take() then returns. Ancestors are not drawn above processes that are chosen.
 */
typedef int (*live_chooser)(void *data, const struct snapshot *snapshot, bool *chosen);
void live_state_set_chooser(struct live_state *state, live_chooser choose, void *data);

/* The number of body lines; at the start and at every resize. */
void live_state_set_page(struct live_state *state, size_t lines);

/* Facts that the next snapshot should have (columns, mode, filters and the open page decide). */
unsigned live_state_facts(const struct live_state *state);

/*
 * The process (0: none) that the next snapshot should know best, with its threads and with what it
 * does with signals at that moment: that of the open page, or the init of the page's namespace.
 */
pid_t live_state_focus(const struct live_state *state);

/* Whether the user asked for a refresh now, in which everything should be read anew. */
bool live_state_wants_all(const struct live_state *state);

/* Whether it is time for a snapshot at all: not while paused, unless one refresh was asked for. */
bool live_state_wants_snapshot(const struct live_state *state);

/*
 * Takes over a finished snapshot: *snapshot is moved and zeroed, also on failure. The one before
 * stays for one more round, to show what ended. While paused it is dropped unless one was asked
 * for. `now` is seconds since the epoch, for ages. Following ends with what was followed, which
 * live_state_message() then says. 0; -ENOMEM or what the chooser said: the rows are then those of
 * the snapshot before.
 */
int live_state_take(struct live_state *state, struct snapshot *snapshot, int64_t now);

/* The newest snapshot, borrowed until the next take; NULL before the first. */
const struct snapshot *live_state_snapshot(const struct live_state *state);

/* --- actions --- */

/* What the screen has to ask. Texts are asked for with live_state_prompt_text() filled in. */
enum live_prompt {
	LIVE_PROMPT_NONE,
	LIVE_PROMPT_SEARCH,    /* text; empty: none */
	LIVE_PROMPT_FILTER,    /* text; empty: none */
	LIVE_PROMPT_DELAY,     /* text: seconds */
	LIVE_PROMPT_EXPORT,    /* text: a file name; answering it gives LIVE_DO_EXPORT */
	LIVE_PROMPT_USER,      /* one of live_state_choices() or a text: name or id; empty: all */
	LIVE_PROMPT_CONTAINER, /* one of the choices or a text: name, engine:name, start of an id */
	LIVE_PROMPT_SORT,      /* one of the choices: a column, "-COLUMN": largest first */
	LIVE_PROMPT_COLUMNS, /* text as -o takes it; or use live_state_toggle_column() and _move_ */
	LIVE_PROMPT_SIGNAL,  /* one of the choices ("TERM") or a number; gives LIVE_DO_SIGNAL */
};

/* What the screen has to do. */
enum live_do {
	LIVE_DO_NOTHING, /* draw */
	LIVE_DO_REDRAW,  /* clear the terminal and draw it all */
	LIVE_DO_ASK,     /* live_outcome.prompt */
	LIVE_DO_SCAN,    /* take a snapshot now: facts were missing, or the user wants it */
	LIVE_DO_SIGNAL,  /* confirm, then send live_state_signal() to live_state_victims() */
	LIVE_DO_EXPORT,  /* write live_state_prompt_text(LIVE_PROMPT_EXPORT) */
	LIVE_DO_SAVE,    /* write the settings */
	LIVE_DO_QUIT,
};

struct live_outcome {
	enum live_do what;
	enum live_prompt prompt; /* with LIVE_DO_ASK */
};

/* Does what a key means. */
struct live_outcome live_state_act(struct live_state *state, enum live_action action);

/* Where keys go now: to the body or to a page. */
enum live_place live_state_place(const struct live_state *state);

/*
 * The answer to a prompt; a search and a filter can be answered at each letter. 0 with
 * *ret_outcome filled, or -EINVAL: not acceptable, live_state_message() says why and nothing
 * changed; -ENOMEM.
 */
int live_state_answer(struct live_state *state, enum live_prompt prompt, const char *text,
                      struct live_outcome *ret_outcome);

/* The dialog was left without an answer: a search that was typed meanwhile moved the cursor. */
void live_state_leave(struct live_state *state, enum live_prompt prompt);

/* What an asked text is now: filled into the dialog. Never NULL; borrowed until the next answer. */
const char *live_state_prompt_text(const struct live_state *state, enum live_prompt prompt);

/* A choice of a dialog; both texts are escaped and borrowed until the next call. */
struct live_choice {
	const char *text; /* what to answer with; "" stands for all */
	const char *help; /* may be empty */
	int number;       /* another way to call it, or 0 */
	bool current;     /* chosen now; for columns: shown */
};

/* The choices of a prompt, in order; *ret_count is 0 for prompts that ask for a text. NULL then. */
const struct live_choice *live_state_choices(struct live_state *state, enum live_prompt prompt,
                                             size_t *ret_count);

/* One line about the last action ("no match for ..."), escaped; empty: nothing to say. */
const char *live_state_message(const struct live_state *state);

/* The mouse: a click on body row i (it is then selected; false: no such row), or on a heading. */
bool live_state_click(struct live_state *state, size_t row);
struct live_outcome live_state_click_heading(struct live_state *state, size_t column);

/* --- signals --- */

/* A process that a signal is meant for, fixed when the dialog was asked for. */
struct live_victim {
	pid_t pid;      /* in the view namespace */
	uint64_t start; /* to be compared again behind the open pidfd; START_NONE: unknown, do not
			   send */
};

/* Those tagged, or else the selected one (the page's, when one is open). Borrowed until the next.
 */
const struct live_victim *live_state_victims(const struct live_state *state, size_t *ret_count);

/* The signal that was answered. */
int live_state_signal(const struct live_state *state);

/* The very process in the newest snapshot, for its name and verdict_of(); NULL: ended. */
const struct process *live_state_find(const struct live_state *state,
                                      const struct live_victim *victim);

/* --- the body --- */

size_t live_state_rows(const struct live_state *state);

/* Row i < live_state_rows(). Cheap: made for this call. */
void live_state_row(const struct live_state *state, size_t i, struct live_row *ret_row);

/* Branches and fold mark of row i in the tree, as forest_prefix(); "" in the other modes. */
size_t live_state_prefix(const struct live_state *state, size_t i, const struct forest_style *style,
                         char *buffer, size_t size);

/* First row to draw; the cursor (a row; 0 without rows), which may be outside of the page. */
size_t live_state_top(const struct live_state *state);
size_t live_state_cursor(const struct live_state *state);

/* Terminal columns that the body is moved to the left, or the page that is open. */
size_t live_state_left(const struct live_state *state);

/* The columns in use, the one sorted by (may not be among them), direction, column of the tree. */
const struct column_list *live_state_columns(const struct live_state *state);
const struct column *live_state_sort(const struct live_state *state, bool *ret_descending);
size_t live_state_tree_column(const struct live_state *state); /* SIZE_MAX: not the tree */

/* enum row_kind of the mode: which columns there are. */
enum row_kind live_state_row_kind(const struct live_state *state);

/* Shows a column of the mode or hides it; moves it to the left (-1) or right (+1). 0, -EINVAL,
 * -E2BIG. */
int live_state_toggle_column(struct live_state *state, const char *name);
int live_state_move_column(struct live_state *state, const char *name, int by);

/* --- pages: help and details --- */

enum live_page {
	LIVE_PAGE_NONE,
	LIVE_PAGE_DETAILS,
	LIVE_PAGE_HELP,
};
enum live_page live_state_page(const struct live_state *state);

/* The lines of the open page and the first to draw; scrolled by the moving actions. */
const struct live_lines *live_state_lines(const struct live_state *state, size_t *ret_first);

/* --- the head --- */

struct live_head {
	uint32_t namespaces, containers, processes, threads, running, zombies;
	uint32_t hidden;  /* listed, but not readable */
	bool hidden_more; /* others are not even listed */
	uint32_t unknown; /* processes whose namespace stayed unknown */
	uint32_t tagged;
	bool known; /* a snapshot was taken */
};
void live_state_head(const struct live_state *state, struct live_head *ret_head);

/* What narrows or changes the view, for the head: all of it in one call. Texts as they were typed.
 */
struct live_status {
	enum live_mode mode;
	bool paused, follow, threads, kernel, zombies;
	bool narrowed;      /* by targets */
	unsigned delay;     /* milliseconds */
	const char *search; /* empty: none; these four are escaped */
	const char *filter;
	const char *user;
	const char *container;
};
void live_state_status(const struct live_state *state, struct live_status *ret_status);

#endif
