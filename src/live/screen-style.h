/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How each part of the screen looks: names for attributes and colours, in whatever the terminal
 * has.
 */
#ifndef NSPID_LIVE_SCREEN_STYLE_H
#define NSPID_LIVE_SCREEN_STYLE_H

#include <stdint.h>

#include "live/settings.h"

enum screen_style {
	STYLE_PLAIN,
	STYLE_DIM,   /* separators, what matters less */
	STYLE_LABEL, /* words of the head, before a value */
	STYLE_VALUE,
	STYLE_BAR_LOW, /* the part of a bar that is used: little, much, nearly all */
	STYLE_BAR_MIDDLE,
	STYLE_BAR_HIGH,
	STYLE_HEADING,
	STYLE_HEADING_SORT,
	STYLE_CURSOR,
	STYLE_CURSOR_FOLLOW, /* the cursor stays on its process */
	STYLE_TAGGED,
	STYLE_NEW,
	STYLE_ENDED,
	STYLE_ZOMBIE,
	STYLE_KERNEL,
	STYLE_CONTEXT, /* shown only to connect others */
	STYLE_BRANCH,  /* lines of the tree */
	STYLE_MATCH,
	STYLE_KEY,  /* the line of hints: a key, */
	STYLE_HINT, /* and what it does */
	STYLE_PROMPT,
	STYLE_ALERT,
	STYLE_DIALOG,
	STYLE_DIALOG_TITLE,
	STYLE_DIALOG_CURSOR,
	STYLE_NAMESPACE, /* the first of STYLE_NAMESPACES */
	STYLE_COUNT = STYLE_NAMESPACE + 11,
};

enum { STYLE_NAMESPACES = STYLE_COUNT - STYLE_NAMESPACE };

/* Prepares the colours of the terminal, which curses must have started on. */
void screen_style_start(enum live_colors colors);

/* What follows is drawn like this. */
void screen_style_use(enum screen_style style);

/* The style of the namespace with this id: always the same. */
enum screen_style screen_style_namespace(uint64_t id);

#endif
