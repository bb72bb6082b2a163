/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes a few members out of a JSON object without reading the rest of it into memory.
 *
 * A runtime's state is 30 KiB, of which two numbers are wanted: finding their place first is much
 * cheaper than a tree of the whole. A tree takes up to a hundred times the room of its text: of a
 * member that is larger than any engine writes none is made. Pure.
 */
#ifndef NSPID_RUNTIME_PICK_H
#define NSPID_RUNTIME_PICK_H

#include <jansson.h>

#include "collect/runtime/span.h"

enum {
	PICK_BYTES = 256 * 1024, /* of a member */
	PICK_VALUES = 16 * 1024, /* in a member */
};

/* One member of the outermost object. */
struct pick {
	const char *key;
	json_t *value; /* set by pick_members(), owned by the caller; NULL: not there */
};

/*
 * Sets the value of each pick; of one that is too large to NULL. A text that is cut off, or is no
 * object, or whose member is no JSON, leaves all of them NULL. 0 or -EBADMSG.
 */
int pick_members(const char *text, size_t len, struct pick *picks, size_t npicks);

/*
 * Calls `each` with the text of each element of the outermost array, until it returns non-zero.
 * That value; 0; or -EBADMSG: it is no array, or cut off.
 */
typedef int (*pick_each)(void *data, struct span element);
int pick_elements(const char *text, size_t len, pick_each each, void *data);

void pick_done(struct pick *picks, size_t npicks);

/* The text of a string member; NULL: no object, no such member, or no string. Borrowed. */
const char *pick_text(const json_t *object, const char *key);

/* A member that is a PID; 0: it is none. */
pid_t pick_pid(const json_t *value);

#endif
