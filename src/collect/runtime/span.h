/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of somebody else's text: a pointer and a length, never owned, not NUL-terminated.
 */
#ifndef NSPID_RUNTIME_SPAN_H
#define NSPID_RUNTIME_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *text;
	size_t len;
};

#define SPAN_NONE ((struct span){ "", 0 })

static inline struct span span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

static inline bool span_is(struct span span, const char *text)
{
	return span.len == strlen(text) && memcmp(span.text, text, span.len) == 0;
}

static inline bool span_equals(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.text, b.text, a.len) == 0;
}

/* Takes a beginning (or an end) off; false and unchanged where it is not there. */
static inline bool span_skip(struct span *span, const char *prefix)
{
	size_t len = strlen(prefix);

	if (span->len < len || memcmp(span->text, prefix, len) != 0)
		return false;
	span->text += len;
	span->len -= len;
	return true;
}

static inline bool span_chop(struct span *span, const char *suffix)
{
	size_t len = strlen(suffix);

	if (span->len < len || memcmp(span->text + span->len - len, suffix, len) != 0)
		return false;
	span->len -= len;
	return true;
}

static inline bool span_starts(struct span span, const char *prefix)
{
	return span_skip(&span, prefix);
}

static inline bool span_ends(struct span span, const char *suffix)
{
	return span_chop(&span, suffix);
}

static inline bool span_contains(struct span span, const char *text)
{
	return memmem(span.text, span.len, text, strlen(text)) != NULL;
}

/* Cuts the part before the first `mark` off *rest; the whole where there is none. */
static inline struct span span_cut(struct span *rest, char mark)
{
	const char *at = rest->len ? memchr(rest->text, mark, rest->len) : NULL;
	struct span part = { rest->text, at ? (size_t)(at - rest->text) : rest->len };
	size_t used = part.len + (at != NULL);

	rest->text += used;
	rest->len -= used;
	return part;
}

/* Cuts the part behind the last `mark` off *rest; the whole where there is none. */
static inline struct span span_cut_last(struct span *rest, char mark)
{
	const char *at = rest->len ? memrchr(rest->text, mark, rest->len) : NULL;
	struct span part = *rest;

	if (!at) {
		rest->len = 0;
		return part;
	}
	part.text = at + 1;
	part.len = rest->len - (size_t)(at + 1 - rest->text);
	rest->len = (size_t)(at - rest->text);
	return part;
}

/* A copy with a NUL behind it; false and unchanged where it does not fit or holds a NUL. */
static inline bool span_store(struct span span, char *buffer, size_t size)
{
	if (span.len >= size || memchr(span.text, '\0', span.len))
		return false;
	memcpy(buffer, span.text, span.len);
	buffer[span.len] = '\0';
	return true;
}

/* 64 lower-case hexadecimal digits: an id that Docker, Podman or a CRI drew at random. */
static inline bool span_is_id(struct span span)
{
	if (span.len != 64)
		return false;
	for (size_t i = 0; i < span.len; i++) {
		char c = span.text[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return false;
	}
	return true;
}

/* Fit to be one component of a path: no slash, no dots alone, nothing beyond [A-Za-z0-9_.-]. */
static inline bool span_is_plain(struct span span)
{
	if (span.len == 0 || span.len > 255 || span_is(span, ".") || span_is(span, ".."))
		return false;
	for (size_t i = 0; i < span.len; i++) {
		char c = span.text[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') &&
		    c != '_' && c != '.' && c != '-')
			return false;
	}
	return true;
}

#endif
