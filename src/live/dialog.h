/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialogs: a line of text, a choice from a list, a question. None of them waits.
 *
 * A dialog is fed with keys one by one, and drawn over the frame, which goes on living below it.
 */
#ifndef NSPID_LIVE_DIALOG_H
#define NSPID_LIVE_DIALOG_H

#include "live/details.h"
#include "live/screen.h"
#include "live/state.h"

enum dialog_kind {
	DIALOG_NONE,
	DIALOG_TEXT,    /* in the line of hints */
	DIALOG_CHOICE,  /* one of a list, or what is typed */
	DIALOG_COLUMNS, /* a list in which each can be shown, hidden and moved */
	DIALOG_QUESTION,
};

enum dialog_result {
	DIALOG_OPEN,
	DIALOG_ANSWERED,
	DIALOG_LEFT, /* without an answer */
	/* DIALOG_COLUMNS: about dialog_answer(); dialog_set_choices() follows */
	DIALOG_TOGGLED,
	DIALOG_MOVED_UP,
	DIALOG_MOVED_DOWN,
};

enum { DIALOG_TEXT_MAX = 512 };

struct dialog_item {
	char *text, *help;
	int number;
	bool current;
};

/* Zero-initialise; there is one at a time. */
struct dialog {
	enum dialog_kind kind;
	enum live_prompt prompt; /* what is asked; of no interest to the dialog itself */
	char title[128];
	char text[DIALOG_TEXT_MAX]; /* UTF-8, as typed */
	size_t len, cursor;         /* in bytes */
	bool offered;               /* the text stood there before: the first letter replaces it */
	bool seeks_help;            /* what fits no entry is looked for in their help */
	struct dialog_item *items;
	size_t nitems;
	size_t selected, first;       /* of the list, or the first line of a question */
	struct live_lines lines;      /* of a question */
	int top, left, height, width; /* of the list, as drawn last; borders excluded */
};

/* Each closes what was open before. 0 or -ENOMEM. */
int dialog_open_text(struct dialog *dialog, const char *title, const char *text);
int dialog_open_choice(struct dialog *dialog, const char *title, const struct live_choice *choices,
                       size_t count);
int dialog_open_columns(struct dialog *dialog, const char *title, const struct live_choice *choices,
                        size_t count);
/* Takes over the lines. */
int dialog_open_question(struct dialog *dialog, const char *title, struct live_lines *lines);
void dialog_close(struct dialog *dialog);

/* Other choices in the same list; the selection stays on its text. 0 or -ENOMEM. */
int dialog_set_choices(struct dialog *dialog, const struct live_choice *choices, size_t count);

/* What a key or the mouse does. */
enum dialog_result dialog_feed(struct dialog *dialog, const struct screen_input *input);

/* What was typed or chosen; borrowed. */
const char *dialog_answer(const struct dialog *dialog);

void dialog_draw(struct dialog *dialog);

#endif
