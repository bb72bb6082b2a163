/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE key table of the live view: key, how it is written, what it does, one sentence of help.
 *
 * The help screen, the line of hints, the list for the man page and the screen's dispatch all come
 * from it. Nothing here knows of curses: the screen turns what its terminal says into key codes.
 */
#ifndef NSPID_LIVE_KEYS_H
#define NSPID_LIVE_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A key: the code point of a character (control characters are 1 to 31, Escape 27, Space 32), or
 * one of these, which lie beyond Unicode. LIVE_KEY_ALT is added to a character.
 */
enum {
	LIVE_KEY_NONE = 0,
	LIVE_KEY_ENTER = 13, /* also sent for a line feed */
	LIVE_KEY_ESCAPE = 27,
	LIVE_KEY_UP = 0x110000,
	LIVE_KEY_DOWN,
	LIVE_KEY_LEFT,
	LIVE_KEY_RIGHT,
	LIVE_KEY_HOME,
	LIVE_KEY_END,
	LIVE_KEY_PAGE_UP,
	LIVE_KEY_PAGE_DOWN,
	LIVE_KEY_SHIFT_TAB,
	LIVE_KEY_BACKSPACE,
	LIVE_KEY_DELETE,
	LIVE_KEY_F0 = 0x110100, /* LIVE_KEY_F0 + 1 is F1; Shift-F3 arrives as F15 */
	LIVE_KEY_ALT = 0x200000,
};
#define LIVE_CTRL(letter) ((letter)&0x1f)
#define LIVE_F(number)    (LIVE_KEY_F0 + (number))

enum live_action {
	LIVE_ACTION_NONE,
	/* moving; in the pages (help, details) these scroll */
	LIVE_ACTION_UP,
	LIVE_ACTION_DOWN,
	LIVE_ACTION_PAGE_UP,
	LIVE_ACTION_PAGE_DOWN,
	LIVE_ACTION_HALF_UP,
	LIVE_ACTION_HALF_DOWN,
	LIVE_ACTION_FIRST,
	LIVE_ACTION_LAST,
	LIVE_ACTION_LEFT,
	LIVE_ACTION_RIGHT,
	LIVE_ACTION_WHEEL_UP, /* of the mouse: three lines, the selection stays */
	LIVE_ACTION_WHEEL_DOWN,
	LIVE_ACTION_FOLLOW,
	LIVE_ACTION_PARENT, /* select the parent's row (tree) */
	/* what is shown */
	LIVE_ACTION_NAMESPACES,
	LIVE_ACTION_PROCESSES,
	LIVE_ACTION_TREE, /* tree and back */
	LIVE_ACTION_NEXT_MODE,
	LIVE_ACTION_UNFOLD,
	LIVE_ACTION_FOLD,
	LIVE_ACTION_FOLD_ALL, /* fold everything, or unfold it again */
	LIVE_ACTION_THREADS,
	LIVE_ACTION_KERNEL,
	LIVE_ACTION_ZOMBIES,
	LIVE_ACTION_COLUMNS,
	/* finding */
	LIVE_ACTION_SEARCH,
	LIVE_ACTION_SEARCH_NEXT,
	LIVE_ACTION_SEARCH_PREVIOUS,
	LIVE_ACTION_FILTER,
	LIVE_ACTION_USER,
	LIVE_ACTION_CONTAINER,
	/* order */
	LIVE_ACTION_SORT,
	LIVE_ACTION_SORT_LEFT,
	LIVE_ACTION_SORT_RIGHT,
	LIVE_ACTION_SORT_CPU,
	LIVE_ACTION_SORT_MEMORY,
	LIVE_ACTION_SORT_TIME,
	LIVE_ACTION_SORT_PID,
	LIVE_ACTION_INVERT,
	/* doing */
	LIVE_ACTION_DETAILS,
	LIVE_ACTION_TAG,
	LIVE_ACTION_UNTAG_ALL,
	LIVE_ACTION_SIGNAL,
	LIVE_ACTION_EXPORT,
	/* the program */
	LIVE_ACTION_PAUSE,
	LIVE_ACTION_DELAY,
	LIVE_ACTION_REFRESH,
	LIVE_ACTION_REDRAW,
	LIVE_ACTION_SAVE,
	LIVE_ACTION_HELP,
	LIVE_ACTION_CLOSE, /* leave a page; in the body: drop search and filters */
	LIVE_ACTION_QUIT,
	LIVE_ACTIONS, /* their number */
};

/* Where a key acts. */
enum live_place {
	LIVE_IN_BODY = 1 << 0, /* the list or the tree */
	LIVE_IN_PAGE = 1 << 1, /* help and details, which are moved through as in less */
	LIVE_EVERYWHERE = LIVE_IN_BODY | LIVE_IN_PAGE,
};

/*
 * One row of the table. A row with a sentence and those behind it without one are one line of help;
 * an empty sentence: not in the help, as it only repeats another key for pages.
 */
struct live_key {
	uint32_t code;
	const char *label; /* how the key is written: "PgUp", "Ctrl-L", "k" */
	enum live_action action;
	unsigned places;   /* enum live_place bits */
	const char *help;  /* one sentence; NULL: that of the row above; empty: not in the help */
	const char *group; /* heading, where a group begins; NULL: that of the row above */
	const char *hint;  /* one word for the bottom line; NULL: none there */
};

extern const struct live_key live_keys_all[];
extern const size_t live_keys_count;

/* What a key means in one place; LIVE_ACTION_NONE: nothing. */
enum live_action live_keys_find(uint32_t code, enum live_place place);

/*
 * Calls visit for each line of help: group (NULL unless one begins), the labels of all its keys
 * ("k, F9"), the sentence. The texts are valid during the call.
 */
typedef void (*live_keys_visitor)(void *data, const char *group, const char *labels,
                                  const char *help);
void live_keys_visit(live_keys_visitor visit, void *data);

/* Prints the table plainly, one line "LABELS<tab>SENTENCE" an action, for tests and documents. */
void live_keys_print(FILE *out);

#endif
