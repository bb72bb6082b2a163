/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The screen: starts and ends curses, reads keys and the mouse, draws.
 *
 * Nothing here may be called from a signal handler.
 */
#ifndef NSPID_LIVE_SCREEN_H
#define NSPID_LIVE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "live/settings.h"

struct screen_options {
	enum live_colors colors; /* LIVE_COLORS_AUTO: as many as the terminal has */
	bool ascii;              /* no character beyond ASCII */
};

/*
 * Takes over the terminal on standard input and output. 0; -ENOTTY: it is none; -ENOSYS: curses
 * does not know how to draw on it (TERM).
 */
int screen_open(const struct screen_options *options);

/* Gives the terminal back as it was. A second call does nothing. */
void screen_close(void);

/* Whether the terminal may be drawn on: not while we run in the background. */
bool screen_is_ours(void);

/* The same for a while: the terminal is the shell's until screen_resume(). */
void screen_suspend(void);
void screen_resume(void);

/* Learns the size of the terminal again, after SIGWINCH. */
void screen_resize(void);

/* Everything is to be drawn anew, whatever the terminal shows. */
void screen_repair(void);

/* In characters. */
int screen_height(void);
int screen_width(void);
bool screen_is_ascii(void);

enum screen_event {
	SCREEN_NOTHING,
	SCREEN_KEY,
	SCREEN_CLICK,
	SCREEN_WHEEL_UP,
	SCREEN_WHEEL_DOWN,
};

struct screen_input {
	enum screen_event event;
	uint32_t code; /* SCREEN_KEY: as keys.h writes it */
	bool pasted;   /* it is part of a text that is pasted, and no command */
	int x, y;      /* of the mouse */
};

/* The next key or event that waits; SCREEN_NOTHING: none does. Never blocks. */
struct screen_input screen_read(void);

#endif
