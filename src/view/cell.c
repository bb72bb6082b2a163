/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells as text, as JSON and in order.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "view/cell.h"

/* Writes formatted text at buffer[used...), as far as it fits, and returns the new length. */
static _printf_(4, 5) size_t
	text_add(char *buffer, size_t size, size_t used, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(used < size ? buffer + used : NULL, used < size ? size - used : 0, format,
	              args);
	va_end(args);
	return used + (n > 0 ? (size_t)n : 0);
}

static size_t size_format(int64_t bytes, char *buffer, size_t size)
{
	static const char units[] = "BKMGTPE";
	double value = (double)bytes;
	int unit = 0;

	while (value >= 1023.5 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	if (unit == 0)
		return text_add(buffer, size, 0, "%" PRId64 "B", bytes);
	return text_add(buffer, size, 0, value < 99.95 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

/* [DAYS-]HH:MM:SS, as the TIME of ps(1). */
static size_t duration_format(int64_t hundredths, char *buffer, size_t size)
{
	int64_t seconds = hundredths / 100;
	size_t used = 0;

	if (seconds >= 86400)
		used = text_add(buffer, size, used, "%" PRId64 "-", seconds / 86400);
	return text_add(buffer, size, used, "%02d:%02d:%02d", (int)(seconds % 86400 / 3600),
	                (int)(seconds % 3600 / 60), (int)(seconds % 60));
}

static size_t moment_format(int64_t moment, char *buffer, size_t size)
{
	time_t seconds = (time_t)moment;
	char text[32];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) ||
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm) == 0)
		return text_add(buffer, size, 0, "%" PRId64, moment);
	return text_add(buffer, size, 0, "%s", text);
}

static size_t chain_format(const struct cell *cell, bool plain, char *buffer, size_t size)
{
	const char *arrow = plain ? ">" : "→";
	size_t used = 0;

	if (cell->npids == 0)
		used = text_add(buffer, size, 0, "-");
	for (size_t i = 0; i < cell->npids; i++)
		used = text_add(buffer, size, used, "%s%d", i ? arrow : "", (int)cell->pids[i]);
	return used;
}

static size_t namespace_format(const struct cell *cell, char *buffer, size_t size)
{
	const struct namespace *ns = cell->ns;

	if (ns->id)
		return text_add(buffer, size, 0, "%s%" PRIu64, cell->inferred ? "~" : "", ns->id);
	if (ns->init_pid)
		return text_add(buffer, size, 0, "~%d", (int)ns->init_pid);
	return text_add(buffer, size, 0, "?");
}

/* Escaped text as one part of a longer one. */
static size_t part_add(char *buffer, size_t size, size_t used, const char *text, unsigned flags)
{
	return used + escape_text(text, strlen(text), flags, used < size ? buffer + used : NULL,
	                          used < size ? size - used : 0);
}

enum { ID_SHORT = 12 }; /* as docker ps shows them */

static size_t short_id_add(char *buffer, size_t size, size_t used, const char *id, unsigned flags)
{
	size_t len = strnlen(id, ID_SHORT);

	return used + escape_text(id, len, flags, used < size ? buffer + used : NULL,
	                          used < size ? size - used : 0);
}

static size_t container_format(const struct container *container, unsigned flags, char *buffer,
                               size_t size)
{
	size_t used = 0;

	if (container->pod) {
		used = text_add(buffer, size, used, "k8s:");
		used = part_add(buffer, size, used,
		                container->pod_namespace ? container->pod_namespace : "?", flags);
		used = text_add(buffer, size, used, "/");
		used = part_add(buffer, size, used, container->pod, flags);
		if (!container->name)
			return used;
		used = text_add(buffer, size, used, "/");
		return part_add(buffer, size, used, container->name, flags);
	}
	used = part_add(buffer, size, used, container->engine ? container->engine : "?", flags);
	used = text_add(buffer, size, used, ":");
	if (container->name)
		return part_add(buffer, size, used, container->name, flags);
	return container->id ? short_id_add(buffer, size, used, container->id, flags)
	                     : text_add(buffer, size, used, "?");
}

size_t cell_format_container(const struct container *container, char *buffer, size_t size)
{
	return container_format(container, 0, buffer, size);
}

static size_t containers_format(const struct cell *cell, unsigned flags, char *buffer, size_t size)
{
	size_t used = 0;

	if (cell->nindices == 0)
		used = text_add(buffer, size, 0, "-");
	for (size_t i = 0; i < cell->nindices; i++) {
		if (i > 0)
			used = text_add(buffer, size, used, ",");
		used += container_format(&cell->containers[cell->indices[i]], flags,
		                         used < size ? buffer + used : NULL,
		                         used < size ? size - used : 0);
	}
	return used;
}

static size_t foreign_format(const struct cell *cell, unsigned flags, char *buffer, size_t size)
{
	size_t used = cell->bracketed ? text_add(buffer, size, 0, "[") : 0;

	used += escape_text(cell->text, cell->len, flags, used < size ? buffer + used : NULL,
	                    used < size ? size - used : 0);
	return cell->bracketed ? text_add(buffer, size, used, "]") : used;
}

static unsigned escape_flags(const struct cell *cell, enum cell_style style)
{
	unsigned flags = 0;

	if (style == CELL_STYLE_RAW)
		flags |= ESCAPE_SPACE;
	if (style == CELL_STYLE_ASCII)
		flags |= ESCAPE_NON_ASCII;
	if (cell->kind == CELL_COMMAND)
		flags |= ESCAPE_ARGUMENTS;
	return flags;
}

static size_t number_format(const struct cell *cell, enum cell_style style, char *buffer,
                            size_t size)
{
	bool raw = style == CELL_STYLE_RAW;

	if (cell->kind == CELL_SIZE && !raw)
		return size_format(cell->number, buffer, size);
	if (cell->kind == CELL_DURATION && !raw)
		return duration_format(cell->number, buffer, size);
	if (cell->kind == CELL_DURATION)
		return text_add(buffer, size, 0, "%.2f", (double)cell->number / 100);
	if (cell->kind == CELL_MOMENT && !raw)
		return moment_format(cell->number, buffer, size);
	return text_add(buffer, size, 0, "%s%" PRId64, cell->inferred ? "~" : "", cell->number);
}

size_t cell_format(const struct cell *cell, enum cell_style style, char *buffer, size_t size)
{
	unsigned flags = escape_flags(cell, style);

	if (size > 0)
		buffer[0] = '\0';
	switch (cell->kind) {
	case CELL_NONE:
		return text_add(buffer, size, 0, "-");
	case CELL_UNKNOWN:
		return text_add(buffer, size, 0, "?");
	case CELL_REAL:
		return text_add(buffer, size, 0, "%.1f", cell->real);
	case CELL_TEXT:
	case CELL_COMMAND:
		return foreign_format(cell, flags, buffer, size);
	case CELL_CHAIN:
		return chain_format(cell, style != CELL_STYLE_HUMAN, buffer, size);
	case CELL_NAMESPACE:
		return namespace_format(cell, buffer, size);
	case CELL_CONTAINERS:
		return containers_format(cell, flags, buffer, size);
	default:
		return number_format(cell, style, buffer, size);
	}
}

/* JSON demands UTF-8: what is none, and what would act on a terminal, is escaped as in text. */
static json_t *text_json(const struct cell *cell)
{
	unsigned flags = cell->kind == CELL_COMMAND ? ESCAPE_ARGUMENTS : 0;
	size_t size = cell->len * 4 + 3;
	_cleanup_free_ char *buffer = malloc(size);
	size_t len;

	if (!buffer)
		return NULL;
	len = foreign_format(cell, flags, buffer, size);
	return json_stringn_nocheck(buffer, len);
}

static json_t *string_json(const char *text)
{
	struct cell cell = { .kind = CELL_TEXT };

	if (!text)
		return json_null();
	cell.text = text;
	cell.len = strlen(text);
	return text_json(&cell);
}

static json_t *container_json(const struct container *base, uint32_t index)
{
	const struct container *container = &base[index];
	char label[512];

	cell_format_container(container, label, sizeof(label));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "label", json_string(label),
	                 "engine", string_json(container->engine), "id", string_json(container->id),
	                 "name", string_json(container->name), "pod", string_json(container->pod),
	                 "podns", string_json(container->pod_namespace), "image",
	                 string_json(container->image), "outer",
	                 container->outer == CONTAINER_NONE
	                         ? json_null()
	                         : container_json(base, container->outer));
}

static json_t *containers_json(const struct cell *cell)
{
	json_t *array;

	if (cell->nindices == 0)
		return json_null();
	if (cell->nindices == 1)
		return container_json(cell->containers, cell->indices[0]);
	array = json_array();
	for (size_t i = 0; array && i < cell->nindices; i++)
		json_array_append_new(array, container_json(cell->containers, cell->indices[i]));
	return array;
}

static json_t *chain_json(const struct cell *cell)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < cell->npids; i++)
		json_array_append_new(array, json_integer(cell->pids[i]));
	return array;
}

static json_t *number_json(const struct cell *cell)
{
	char text[24];

	if (!cell->nameless)
		return json_integer(cell->number);
	snprintf(text, sizeof(text), "%" PRId64, cell->number);
	return json_string(text);
}

json_t *cell_json(const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NONE:
	case CELL_UNKNOWN:
		return json_null();
	case CELL_REAL:
		return json_real(round(cell->real * 10) / 10);
	case CELL_DURATION:
		return json_real((double)cell->number / 100);
	case CELL_TEXT:
	case CELL_COMMAND:
		return text_json(cell);
	case CELL_CHAIN:
		return chain_json(cell);
	case CELL_NAMESPACE:
		return cell->ns->id ? json_integer((json_int_t)cell->ns->id) : json_null();
	case CELL_CONTAINERS:
		return containers_json(cell);
	default:
		return number_json(cell);
	}
}

static int chain_compare(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < a->npids && i < b->npids; i++) {
		if (a->pids[i] != b->pids[i])
			return a->pids[i] < b->pids[i] ? -1 : 1;
	}
	return (a->npids > b->npids) - (a->npids < b->npids);
}

static int text_compare(const struct cell *a, const struct cell *b)
{
	size_t shorter = a->len < b->len ? a->len : b->len;
	int order = shorter ? memcmp(a->text, b->text, shorter) : 0;

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int containers_compare(const struct cell *a, const struct cell *b)
{
	char x[512], y[512];

	containers_format(a, 0, x, sizeof(x));
	containers_format(b, 0, y, sizeof(y));
	return strcmp(x, y);
}

static int namespace_compare(const struct namespace *a, const struct namespace *b)
{
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return (a->init_pid > b->init_pid) - (a->init_pid < b->init_pid);
}

bool cell_is_empty(const struct cell *cell)
{
	return cell->kind == CELL_NONE || cell->kind == CELL_UNKNOWN ||
	       (cell->kind == CELL_CONTAINERS && cell->nindices == 0);
}

int cell_compare(const struct cell *a, const struct cell *b)
{
	if (cell_is_empty(a) || cell_is_empty(b)) {
		int x = cell_is_empty(a) ? 1 + (a->kind == CELL_NONE) : 0;
		int y = cell_is_empty(b) ? 1 + (b->kind == CELL_NONE) : 0;

		return x - y;
	}
	switch (a->kind) {
	case CELL_REAL:
		return (a->real > b->real) - (a->real < b->real);
	case CELL_TEXT:
	case CELL_COMMAND:
		return text_compare(a, b);
	case CELL_CHAIN:
		return chain_compare(a, b);
	case CELL_NAMESPACE:
		return namespace_compare(a->ns, b->ns);
	case CELL_CONTAINERS:
		return containers_compare(a, b);
	default:
		return (a->number > b->number) - (a->number < b->number);
	}
}
