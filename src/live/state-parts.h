/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state as its own files share it. Not for others.
 */
#ifndef NSPID_LIVE_STATE_PARTS_H
#define NSPID_LIVE_STATE_PARTS_H

#include "live/body.h"
#include "live/state.h"

enum {
	PROMPT_SIZE = 1024,
	LEFT_STEP = 8,
	LEFT_MAX = 4096,
	WHEEL_STEP = 3,
};

/* Choices as they are put together: texts move while the pool grows, so that offsets are kept. */
struct live_choices {
	struct live_choice *list;
	size_t count, list_size;
	size_t *offsets; /* two each */
	size_t offsets_size;
	char *pool;
	size_t used, pool_size;
};

struct live_state {
	struct live_settings settings;
	enum cell_style style;

	/* The newest snapshot and the one before; both have flags of what the targets want. */
	struct snapshot snapshots[2];
	bool *wanted[2];
	size_t wanted_size[2];
	unsigned newest;
	bool taken;     /* there is a newest one */
	bool taken_two; /* and one before */
	live_chooser choose;
	void *choose_data;
	int64_t now;

	struct live_shown shown;
	struct live_body body;

	size_t page, top, cursor, left;
	uint64_t selected; /* key of the row under the cursor; 0: none yet */
	bool pinned;       /* the user has chosen it: it is looked for after each refresh */

	bool paused, once, follow, threads, kernel, zombies, fold_all;
	/* Where the cursor was when the open search was asked for. */
	struct {
		bool is_open, pinned;
		size_t cursor, top;
		uint64_t selected;
	} origin;
	struct live_set folds, tags;
	struct live_pattern search, filter;
	char user[LIVE_TEXT_SIZE], user_safe[LIVE_TEXT_SIZE * 2];
	char container[LIVE_TEXT_SIZE], container_safe[LIVE_TEXT_SIZE * 2];
	char file[LIVE_TEXT_SIZE];

	enum live_page open;
	struct live_lines lines;
	size_t first, page_left;
	uint64_t subject; /* of the details */
	bool subject_is_namespace, subject_ended;
	pid_t focus;

	char message[LIVE_TEXT_SIZE * 3];
	char *prompt_text; /* PROMPT_SIZE bytes */
	struct live_choices choices;
	struct live_victim *victims;
	size_t nvictims, victims_size;
	int signal;
};

/* --- state.c --- */

/* Builds the lines again after something changed that decides on them. 0 or -ENOMEM. */
int state_rebuild(struct live_state *state);

/* Puts the cursor on a line and chooses its row. */
void state_select(struct live_state *state, size_t line);

/* Moves the page so that the cursor is on it; or only so that it is full. */
void state_show_cursor(struct live_state *state);
void state_fill_page(struct live_state *state);

void state_say(struct live_state *state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

const struct snapshot *state_newest(const struct live_state *state);
struct live_order *state_order(struct live_state *state);
struct column_list *state_columns(struct live_state *state);

/* The process, thread or namespace of the newest snapshot that has this key, or NULL. */
const struct process *state_find_process(const struct snapshot *snapshot, uint64_t key);
const struct process *state_find_thread(const struct snapshot *snapshot, uint64_t key);
const struct namespace *state_find_namespace(const struct snapshot *snapshot, uint64_t key);

/* Adds LIVE_DO_SCAN where a change needs facts that the newest snapshot does not have. */
struct live_outcome state_outcome(const struct live_state *state, enum live_do what,
                                  enum live_prompt prompt);

/* --- state-act.c --- */

/* Goes to the next line that the search finds, from `from` on, in steps of 1 or -1. */
void state_search(struct live_state *state, size_t from, int step);

/* While a search is typed: puts the cursor back where it was when that began. */
void state_return(struct live_state *state);

/* --- state-page.c --- */

void page_open_details(struct live_state *state);
void page_open_help(struct live_state *state);
void page_close(struct live_state *state);
void page_scroll(struct live_state *state, enum live_action action);
/* After a new snapshot. */
void page_update(struct live_state *state);

/* --- state-signal.c --- */

/* Fixes who is meant; false: nobody, which was said. */
bool victims_fix(struct live_state *state);
/* "TERM", "SIGTERM", "15", "RTMIN+3". The number, or -EINVAL. */
int signal_parse(const char *text);
/* "TERM"; NULL: it has no name. */
const char *signal_name(int number);
/* The signals to choose from, in order; false: no more. */
bool signal_at(size_t index, int *ret_number, const char **ret_help);

#endif
