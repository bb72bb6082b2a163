/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole screen: head, body, line of hints.
 */
#ifndef NSPID_LIVE_SCREEN_FRAME_H
#define NSPID_LIVE_SCREEN_FRAME_H

#include "live/state.h"

/* Figures of the whole machine; unknown ones are negative. */
struct live_machine {
	char host[65];
	double load[3];
	double cpu_busy; /* percent of all CPUs */
	long cpus;
	double memory_total, memory_used; /* bytes */
	double uptime;                    /* seconds */
};

struct screen_frame {
	const struct live_state *state;
	const struct live_machine *machine;
	const char *message; /* escaped, in place of the hints; empty: the hints */
};

/* How many lines of the body there are on this terminal: for live_state_set_page(). */
size_t screen_frame_page(void);

/* Draws it all, without showing it yet: dialogs come on top. */
void screen_frame_draw(const struct screen_frame *frame);

/* Brings what was drawn to the terminal. */
void screen_frame_show(void);

enum screen_part {
	SCREEN_PART_NONE,
	SCREEN_PART_ROW,     /* index: of the body's line */
	SCREEN_PART_HEADING, /* index: of the column */
	SCREEN_PART_HINT,    /* index: of the key in live_keys_all */
};

/* What was last drawn there. */
enum screen_part screen_frame_find(const struct live_state *state, int x, int y, size_t *ret_index);

#endif
