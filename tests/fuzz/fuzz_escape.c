/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: escaping, and the width of its results. The first two bytes are flags and room.
 */
#include <wchar.h>

#include "base/escape.h"
#include "tests/fuzz/fuzz.h"

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes escape_text() in place and returns the length. */
static size_t unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in;) {
		if (*in != '\\') {
			*out++ = *in++;
		} else if (in[1] == '\\') {
			*out++ = '\\';
			in += 2;
		} else {
			PROMISE(in[1] == 'x' && hex_digit(in[2]) >= 0 && hex_digit(in[3]) >= 0);
			*out++ = (char)(hex_digit(in[2]) << 4 | hex_digit(in[3]));
			in += 4;
		}
	}
	return (size_t)(out - text);
}

/* Nothing that acts on a terminal: no control character, nor a C1 one as UTF-8. */
static void safe_check(const char *text, unsigned flags)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		PROMISE(*p >= 0x20 && *p != 0x7F);
		PROMISE(!(*p == 0xC2 && p[1] < 0xA0));
		PROMISE(*p != 0xC0 && *p != 0xC1 && *p < 0xF5);
		if (flags & ESCAPE_SPACE)
			PROMISE(*p != ' ');
		if (flags & ESCAPE_NON_ASCII)
			PROMISE(*p < 0x80);
	}
}

/* Cut, it is a beginning of the whole, and ends between two units. */
static void cut_check(const char *text, size_t len, unsigned flags, const char *whole, size_t room)
{
	_cleanup_free_ char *part = malloc(room ? room : 1);
	size_t used;

	PROMISE(part);
	PROMISE(escape_text(text, len, flags, part, room) == strlen(whole));
	if (room == 0)
		return;
	used = strlen(part);
	PROMISE(used < room && memcmp(part, whole, used) == 0);
	PROMISE((whole[used] & 0xC0) != 0x80);
	safe_check(part, flags);
	if (!(flags & ESCAPE_ARGUMENTS))
		unescape(part);
}

static void width_check(const char *text, size_t columns)
{
	size_t fit = escape_fit(text, columns);
	_cleanup_free_ char *part = strndup(text, fit);

	PROMISE(part && fit <= strlen(text));
	PROMISE(escape_width(part) <= columns);
	PROMISE(escape_fit(text, SIZE_MAX) == strlen(text));
	PROMISE(escape_width(text) <= strlen(text) * 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = size < 2 ? NULL : fuzz_copy(data + 2, size - 2);
	_cleanup_free_ char *whole = NULL;
	unsigned flags;
	size_t len;

	if (size < 2)
		return 0;
	size -= 2;
	flags = data[0] & (ESCAPE_SPACE | ESCAPE_NON_ASCII | ESCAPE_ARGUMENTS);
	whole = malloc(size * 4 + 1);
	PROMISE(whole);
	len = escape_text(text, size, flags, whole, size * 4 + 1);
	PROMISE(len == strlen(whole));
	safe_check(whole, flags);
	cut_check(text, size, flags, whole, data[1]);
	width_check(whole, data[1]);
	if (!(flags & ESCAPE_ARGUMENTS)) {
		PROMISE(unescape(whole) == size);
		PROMISE(size == 0 || memcmp(whole, text, size) == 0);
	}
	return 0;
}
