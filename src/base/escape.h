/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Foreign text made safe: the one way by which names and command lines leave the program.
 *
 * Printable characters of the locale-independent UTF-8 set stay; control characters, bidirectional
 * overrides and bytes that are no UTF-8 become \xHH, as `ls -b` and util-linux write them; a
 * backslash becomes \\ so that the result is unambiguous.
 */
#ifndef NSPID_BASE_ESCAPE_H
#define NSPID_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

enum escape_flag {
	ESCAPE_SPACE = 1 << 0,     /* white space too, for output that is split at spaces */
	ESCAPE_NON_ASCII = 1 << 1, /* everything beyond ASCII too */
	ESCAPE_ARGUMENTS = 1 << 2, /* NUL separates arguments: written as a space */
	ESCAPE_ESCAPED = 1 << 3,   /* parts are escaped already: backslashes stay as they are */
};

/*
 * Escapes bytes[0..len) into buffer, NUL-terminated, cut to size between characters (an escape
 * sequence counts as one). Returns the length that the whole text has.
 */
size_t escape_text(const char *bytes, size_t len, unsigned flags, char *buffer, size_t size);

/* Columns that escaped UTF-8 text takes on a terminal; wide characters take two, combining none. */
size_t escape_width(const char *text);

/* Bytes of the longest start of escaped text that takes at most `columns` columns. */
size_t escape_fit(const char *text, size_t columns);

#endif
