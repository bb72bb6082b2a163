/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running live view, as its files share it: top-live.c runs it, top-act.c does what is asked.
 */
#ifndef NSPID_COMMAND_TOP_LIVE_H
#define NSPID_COMMAND_TOP_LIVE_H

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
	int signal; /* that ended it */
	/* of an open question about a signal */
	struct live_victim *victims;
	size_t nvictims;
	int victim_signal;
};

/* Does what the state asks for. */
void top_act_do(struct top *top, const struct live_outcome *outcome);

/* Does what a key or the mouse asks for, in a dialog or without one. */
void top_act_input(struct top *top, const struct screen_input *input);

/* Asks for a refresh as soon as possible. */
void top_live_rescan(struct top *top);

#endif
