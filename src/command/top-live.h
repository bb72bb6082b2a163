/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running live view, as its files share it: top-live.c runs it, top-act.c does what is
 * asked, top-send.c sends signals.
 */
#ifndef NSPID_COMMAND_TOP_LIVE_H
#define NSPID_COMMAND_TOP_LIVE_H

#include "base/cleanup.h"
#include "command/top-scanner.h"
#include "command/top.h"
#include "live/dialog.h"
#include "live/screen-frame.h"
#include "live/state.h"

enum { TOP_MESSAGE_SIZE = 1024 };

struct top {
	struct session *session;
	struct live_state *state;
	struct scanner *scanner;
	struct dialog dialog;
	struct live_machine machine;
	char message[TOP_MESSAGE_SIZE]; /* escaped; empty: the state's own is shown */
	int signal_fd;
	bool end;
	bool dirty;  /* there is something to draw */
	bool again;  /* scan once more as soon as the scanner is free */
	int64_t due; /* of the next refresh, in milliseconds of the monotonic clock */
	uint64_t refreshes, count;
	int signal;                  /* that ended it */
	char asked[DIALOG_TEXT_MAX]; /* what stood in the prompt when it opened */
	int64_t touched; /* time of the last key or message: messages do not stay for ever */
	size_t clicked;  /* row of the last click, and when it was */
	int64_t clicked_at;
	/* of an open question about a signal */
	struct live_victim *victims;
	size_t nvictims;
	int victim_signal;
};

/* Does what the state asks for. */
void top_act_do(struct top *top, const struct live_outcome *outcome);

/* Does what a key or the mouse asks for, in a dialog or without one. */
void top_act_input(struct top *top, const struct screen_input *input);

/* Asks whether to send the signal that was chosen; and sends it. */
void top_send_ask(struct top *top);
void top_send_now(struct top *top);

/* Milliseconds of the monotonic clock. */
int64_t top_live_now(void);

/* A message in the line of hints, until the next key; escaped. */
void top_live_say(struct top *top, const char *format, ...) _printf_(2, 3);

/* Asks for a refresh as soon as possible. */
void top_live_rescan(struct top *top);

#endif
