/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Escaping of foreign text, and its width on a terminal.
 *
 * UTF-8 is decoded here and not by the locale: the same bytes must give the same text under
 * LC_ALL=C, and mbrtowc() cannot be asked for one encoding only.
 */
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "base/escape.h"

/* What the first byte says of the length of its character; 0: no character starts with it. */
static size_t utf8_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xC2)
		return 0;
	if (first < 0xE0)
		return 2;
	if (first < 0xF0)
		return 3;
	return first < 0xF5 ? 4 : 0;
}

/* Length of the well-formed UTF-8 character at p (RFC 3629), or 0; its code point in *ret_code. */
static size_t utf8_decode(const unsigned char *p, size_t left, uint32_t *ret_code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = utf8_length(p[0]);
	uint32_t code;

	if (len == 0 || len > left)
		return 0;
	code = len == 1 ? p[0] : p[0] & (0x7FU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3F);
	}
	if (code < smallest[len] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return 0;
	*ret_code = code;
	return len;
}

/* Characters that print nothing of their own but change what a terminal or reader shows. */
static bool code_is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD ||
	       (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
	       (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || code == 0x061C ||
	       (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE0FFF) ||
	       (code >= 0xE000 && code <= 0xF8FF) || (code & 0xFFFE) == 0xFFFE;
}

/* A buffer that counts on past its end, and never holds half a unit. */
struct sink {
	char *buffer;
	size_t size;
	size_t len; /* of the whole text */
	bool full;
};

static void sink_put(struct sink *sink, const char *bytes, size_t len)
{
	if (!sink->full && sink->len + len < sink->size)
		memcpy(sink->buffer + sink->len, bytes, len);
	else if (!sink->full) {
		sink->full = true;
		if (sink->size > 0)
			sink->buffer[sink->len] = '\0';
	}
	sink->len += len;
}

static void sink_put_hex(struct sink *sink, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	char text[4] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };

	sink_put(sink, text, sizeof(text));
}

static bool code_is_plain(uint32_t code, unsigned flags)
{
	if (code_is_unsafe(code) || (code >= 0x80 && (flags & ESCAPE_NON_ASCII)))
		return false;
	if (code == ' ' || code == 0xA0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200A))
		return !(flags & ESCAPE_SPACE);
	return true;
}

static void escape_one(struct sink *sink, const char *p, size_t len, uint32_t code, unsigned flags)
{
	if (code == '\\' && !(flags & ESCAPE_ESCAPED))
		sink_put(sink, "\\\\", 2);
	else if (code_is_plain(code, flags))
		sink_put(sink, p, len);
	else
		for (size_t i = 0; i < len; i++)
			sink_put_hex(sink, (unsigned char)p[i]);
}

size_t escape_text(const char *bytes, size_t len, unsigned flags, char *buffer, size_t size)
{
	struct sink sink = { .buffer = buffer, .size = size };
	size_t i = 0;

	while (i < len) {
		uint32_t code = 0;
		size_t unit = utf8_decode((const unsigned char *)bytes + i, len - i, &code);

		if (unit == 0)
			sink_put_hex(&sink, (unsigned char)bytes[i]);
		else if (code == 0 && (flags & ESCAPE_ARGUMENTS))
			sink_put(&sink, flags & ESCAPE_SPACE ? "\\x20" : " ",
			         flags & ESCAPE_SPACE ? 4 : 1);
		else
			escape_one(&sink, bytes + i, unit, code, flags);
		i += unit ? unit : 1;
	}
	if (!sink.full && size > 0)
		buffer[sink.len] = '\0';
	return sink.len;
}

static int code_width(uint32_t code)
{
	int width;

	if (code < 0x7F)
		return code >= 0x20;
	width = wcwidth((wchar_t)code);
	return width < 0 ? 1 : width;
}

size_t escape_width(const char *text)
{
	size_t len = strlen(text), width = 0;

	for (size_t i = 0; i < len;) {
		uint32_t code = 0;
		size_t unit = utf8_decode((const unsigned char *)text + i, len - i, &code);

		width += unit ? (size_t)code_width(code) : 1;
		i += unit ? unit : 1;
	}
	return width;
}

size_t escape_fit(const char *text, size_t columns)
{
	size_t len = strlen(text), width = 0, i = 0;

	while (i < len) {
		uint32_t code = 0;
		size_t unit = utf8_decode((const unsigned char *)text + i, len - i, &code);

		width += unit ? (size_t)code_width(code) : 1;
		if (width > columns)
			break;
		i += unit ? unit : 1;
	}
	return i;
}
