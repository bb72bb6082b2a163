/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The settings as text: one "name = value" a line, parsed strictly.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "live/settings.h"

const char *const live_default_columns = "PID,NSPID,NS,USER,STATE,CPU,RSS,TIME,CONTAINER,COMMAND";
const char *const live_default_namespace_columns =
	"NS,LEVEL,NPROCS,NZOMBIES,CPU,RSS,TIME,INIT,CONTAINER,COMMAND";

static const char *const mode_words[LIVE_MODES] = { "namespaces", "processes", "tree" };
static const char *const color_words[] = { "auto", "never", "8", "256" };

enum name {
	NAME_MODE,
	NAME_COLUMNS,
	NAME_NAMESPACE_COLUMNS,
	NAME_SORT,
	NAME_TREE_SORT,
	NAME_NAMESPACE_SORT,
	NAME_DELAY,
	NAME_COLORS,
	NAMES,
};

static const char *const names[NAMES] = {
	"mode",  "columns", "namespace-columns", "sort", "tree-sort", "namespace-sort",
	"delay", "colors",
};

static const enum live_mode sort_modes[NAMES] = {
	[NAME_SORT] = LIVE_PROCESSES,
	[NAME_TREE_SORT] = LIVE_TREE,
	[NAME_NAMESPACE_SORT] = LIVE_NAMESPACES,
};

void live_settings_default(struct live_settings *ret_settings)
{
	struct live_settings settings = { .mode = LIVE_PROCESSES, .delay = 1000 };
	const char *bad;
	size_t len;

	live_columns_parse(live_default_columns, NULL, ROW_PROCESS, &settings.columns, &bad, &len);
	live_columns_parse(live_default_namespace_columns, NULL, ROW_NAMESPACE,
	                   &settings.namespace_columns, &bad, &len);
	live_order_parse("-CPU", ROW_PROCESS, &settings.sort[LIVE_PROCESSES]);
	live_order_parse("PID", ROW_PROCESS, &settings.sort[LIVE_TREE]);
	live_order_parse("-CPU", ROW_NAMESPACE, &settings.sort[LIVE_NAMESPACES]);
	*ret_settings = settings;
}

/* --- parsing --- */

struct parser {
	struct live_settings settings;
	struct live_settings_error error;
	unsigned seen; /* bit of each enum name */
};

static _printf_(2, 3) int refuse(struct parser *parser, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(parser->error.reason, sizeof(parser->error.reason), format, args);
	va_end(args);
	return -EINVAL;
}

static int word_find(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return (int)i;
	}
	return -EINVAL;
}

/* Refuses a value, which is foreign text. */
static int refuse_value(struct parser *parser, enum name name, const char *value, size_t len)
{
	char safe[64];

	escape_text(value, len, 0, safe, sizeof(safe));
	return refuse(parser, "%s: '%s' is not known", names[name], safe);
}

static int columns_set(struct parser *parser, enum name name, const char *value)
{
	bool process = name == NAME_COLUMNS;
	struct column_list *list =
		process ? &parser->settings.columns : &parser->settings.namespace_columns;
	const char *bad = value;
	size_t len = strlen(value);
	int r;

	if (value[0] == '+')
		return refuse_value(parser, name, value, len);
	r = live_columns_parse(value, NULL, process ? ROW_PROCESS : ROW_NAMESPACE, list, &bad,
	                       &len);
	if (r == -E2BIG)
		return refuse(parser, "%s: too many columns", names[name]);
	return r < 0 ? refuse_value(parser, name, bad, len) : 0;
}

static int value_set(struct parser *parser, enum name name, const char *value)
{
	struct live_settings *settings = &parser->settings;
	int r;

	switch (name) {
	case NAME_MODE:
		r = word_find(mode_words, ARRAY_SIZE(mode_words), value);
		if (r >= 0)
			settings->mode = (enum live_mode)r;
		break;
	case NAME_COLORS:
		r = word_find(color_words, ARRAY_SIZE(color_words), value);
		if (r >= 0)
			settings->colors = (enum live_colors)r;
		break;
	case NAME_COLUMNS:
	case NAME_NAMESPACE_COLUMNS:
		return columns_set(parser, name, value);
	case NAME_DELAY:
		r = live_settings_parse_delay(value, &settings->delay);
		if (r == -ERANGE)
			return refuse(parser, "delay: must be from 0.1 to 3600 seconds");
		break;
	default:
		r = live_order_parse(value,
		                     name == NAME_NAMESPACE_SORT ? ROW_NAMESPACE : ROW_PROCESS,
		                     &settings->sort[sort_modes[name]]);
	}
	return r < 0 ? refuse_value(parser, name, value, strlen(value)) : 0;
}

static char *blanks_trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

static int line_parse(struct parser *parser, char *line)
{
	char *name, *equals, safe[64];
	int r;

	line = blanks_trim(line);
	if (!line[0] || line[0] == '#')
		return 0;
	equals = strchr(line, '=');
	if (!equals)
		return refuse(parser, "'=' is missing");
	*equals = '\0';
	name = blanks_trim(line);
	r = word_find(names, NAMES, name);
	if (r < 0) {
		escape_text(name, strlen(name), 0, safe, sizeof(safe));
		return refuse(parser, "'%s' is no setting", safe);
	}
	if (parser->seen & 1U << r)
		return refuse(parser, "%s is given twice", names[r]);
	parser->seen |= 1U << r;
	return value_set(parser, (enum name)r, blanks_trim(equals + 1));
}

/* Copies the text, refusing what no text file holds. */
static int text_check(struct parser *parser, const char *text, size_t len)
{
	parser->error.line = 1;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == 0x7f || (c < ' ' && c != '\n' && c != '\t'))
			return refuse(parser, "a control character");
		parser->error.line += c == '\n';
	}
	return 0;
}

int live_settings_parse(const char *text, size_t len, struct live_settings *ret_settings,
                        struct live_settings_error *ret_error)
{
	struct parser parser = { .seen = 0 };
	char copy[LIVE_SETTINGS_SIZE + 1], *next = copy, *line;
	int r;

	live_settings_default(&parser.settings);
	if (len > LIVE_SETTINGS_SIZE) {
		r = refuse(&parser, "longer than %d bytes", LIVE_SETTINGS_SIZE);
		*ret_error = parser.error;
		return r;
	}
	r = text_check(&parser, text, len);
	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	for (unsigned number = 1; r >= 0 && (line = strsep(&next, "\n")); number++) {
		parser.error.line = number;
		r = line_parse(&parser, line);
	}
	if (r < 0) {
		*ret_error = parser.error;
		return r;
	}
	*ret_settings = parser.settings;
	return 0;
}

int live_settings_parse_delay(const char *text, unsigned *ret_delay)
{
	unsigned long value = 0, scale = 1000;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (unsigned long)(*at - '0');
		if (value > LIVE_DELAY_MAX)
			return -ERANGE;
	}
	if (at == text && *at != '.')
		return -EINVAL;
	value *= 1000;
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9' && scale > 1; at++) {
			scale /= 10;
			value += scale * (unsigned long)(*at - '0');
		}
		if (scale == 1000)
			return -EINVAL;
	}
	if (*at)
		return -EINVAL;
	if (value < LIVE_DELAY_MIN || value > LIVE_DELAY_MAX)
		return -ERANGE;
	*ret_delay = (unsigned)value;
	return 0;
}

/* --- writing --- */

struct writer {
	char *buffer;
	size_t size, used;
	bool full;
};

static _printf_(2, 3) void put(struct writer *writer, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(writer->buffer + writer->used, writer->size - writer->used, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= writer->size - writer->used)
		writer->full = true;
	else
		writer->used += (size_t)n;
}

static void put_columns(struct writer *writer, enum name name, const struct column_list *list)
{
	put(writer, "%s =%s", names[name], list->count ? " " : "");
	for (size_t i = 0; i < list->count; i++)
		put(writer, "%s%s", i ? "," : "", list->columns[i]->name);
	put(writer, "\n");
}

static void put_sort(struct writer *writer, enum name name, const struct live_settings *settings)
{
	const struct live_order *order = &settings->sort[sort_modes[name]];

	put(writer, "%s = %s%s\n", names[name], order->descending ? "-" : "", order->column->name);
}

int live_settings_format(const struct live_settings *settings, char *buffer, size_t size)
{
	struct writer writer = { .buffer = buffer, .size = size };

	if (size == 0)
		return -E2BIG;
	put(&writer, "# nspid top\n%s = %s\n", names[NAME_MODE], mode_words[settings->mode]);
	put_columns(&writer, NAME_COLUMNS, &settings->columns);
	put_columns(&writer, NAME_NAMESPACE_COLUMNS, &settings->namespace_columns);
	put_sort(&writer, NAME_SORT, settings);
	put_sort(&writer, NAME_TREE_SORT, settings);
	put_sort(&writer, NAME_NAMESPACE_SORT, settings);
	put(&writer, "%s = %u.%03u\n", names[NAME_DELAY], settings->delay / 1000,
	    settings->delay % 1000);
	put(&writer, "%s = %s\n", names[NAME_COLORS], color_words[settings->colors]);
	return writer.full ? -E2BIG : (int)writer.used;
}
