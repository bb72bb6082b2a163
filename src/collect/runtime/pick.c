/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk over JSON text that keeps track of nesting and strings, and nothing else.
 *
 * What is picked goes through the real parser; what lies between only has to be balanced.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "base/number.h"
#include "collect/runtime/pick.h"

struct reader {
	const char *at, *end;
	size_t values; /* in the value read last, at most */
};

static void blanks_skip(struct reader *reader)
{
	while (reader->at < reader->end && memchr(" \t\r\n", *reader->at, 4))
		reader->at++;
}

/* Moves behind the string whose opening quote is at `at`. */
static bool string_skip(struct reader *reader)
{
	for (const char *p = reader->at + 1; p < reader->end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"') {
			reader->at = p + 1;
			return true;
		}
	}
	return false;
}

/* Moves to the ',' or bracket that ends a member of what is outermost. */
static bool value_skip(struct reader *reader, char bracket)
{
	size_t depth = 0;

	reader->values = 1;
	while (reader->at < reader->end) {
		char c = *reader->at;

		if (c == '"') {
			if (!string_skip(reader))
				return false;
			continue;
		}
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return c == ',' || c == bracket;
		/* One in front of each comma, and one behind each bracket unless it is empty. */
		reader->values += c == ',' || c == '{' || c == '[';
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		reader->at++;
	}
	return false;
}

static bool key_is(const char *text, size_t len, const char *key)
{
	return len == strlen(key) + 2 && memcmp(text + 1, key, len - 2) == 0;
}

/* Reads one member; of a key that comes twice the last counts, as in Go's decoder. */
static bool member_read(struct reader *reader, struct pick *picks, size_t npicks)
{
	const char *key = reader->at, *value;
	size_t key_len;
	bool too_large;

	if (reader->at == reader->end || *reader->at != '"' || !string_skip(reader))
		return false;
	key_len = (size_t)(reader->at - key);
	blanks_skip(reader);
	if (reader->at == reader->end || *reader->at++ != ':')
		return false;
	blanks_skip(reader);
	value = reader->at;
	if (!value_skip(reader, '}'))
		return false;
	too_large = reader->at - value > PICK_BYTES || reader->values > PICK_VALUES;
	for (size_t i = 0; i < npicks; i++) {
		if (!key_is(key, key_len, picks[i].key))
			continue;
		json_decref(picks[i].value);
		picks[i].value = NULL;
		if (too_large)
			continue;
		picks[i].value =
			json_loadb(value, (size_t)(reader->at - value), JSON_DECODE_ANY, NULL);
		if (!picks[i].value)
			return false;
	}
	return true;
}

static bool object_read(struct reader *reader, struct pick *picks, size_t npicks)
{
	blanks_skip(reader);
	if (reader->at == reader->end || *reader->at++ != '{')
		return false;
	blanks_skip(reader);
	if (reader->at < reader->end && *reader->at == '}')
		return true;
	while (member_read(reader, picks, npicks)) {
		if (*reader->at++ == '}')
			return true;
		blanks_skip(reader);
	}
	return false;
}

int pick_members(const char *text, size_t len, struct pick *picks, size_t npicks)
{
	struct reader reader = { .at = text, .end = text + len };

	for (size_t i = 0; i < npicks; i++)
		picks[i].value = NULL;
	if (object_read(&reader, picks, npicks))
		return 0;
	pick_done(picks, npicks);
	return -EBADMSG;
}

int pick_elements(const char *text, size_t len, pick_each each, void *data)
{
	struct reader reader = { .at = text, .end = text + len };
	int r = 0;

	blanks_skip(&reader);
	if (reader.at == reader.end || *reader.at++ != '[')
		return -EBADMSG;
	while (r == 0) {
		struct span element;

		blanks_skip(&reader);
		element.text = reader.at;
		if (!value_skip(&reader, ']'))
			return -EBADMSG;
		element.len = (size_t)(reader.at - element.text);
		if (element.len > 0)
			r = each(data, element);
		if (*reader.at++ == ']')
			break;
	}
	return r;
}

void pick_done(struct pick *picks, size_t npicks)
{
	for (size_t i = 0; i < npicks; i++) {
		json_decref(picks[i].value);
		picks[i].value = NULL;
	}
}

const char *pick_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

pid_t pick_pid(const json_t *value)
{
	json_int_t number = json_integer_value(value);

	return number > 0 && number <= NUMBER_PID_MAX ? (pid_t)number : 0;
}
