/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking up and parsing the columns of the live view.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "live/rows.h"
#include "live/settings.h"

/* Columns of `map`, which have no meaning here. */
static bool is_foreign(const struct column *column)
{
	return strcmp(column->name, "ASKED") == 0 || strcmp(column->name, "TO") == 0;
}

static bool is_named(const struct column *column, const char *name, size_t len)
{
	return strlen(column->name) == len && strncasecmp(column->name, name, len) == 0;
}

const struct column *live_columns_find(const char *name, size_t len, enum row_kind kind)
{
	const struct column *column;

	for (size_t i = 0; kind == ROW_NAMESPACE && i < live_sum_columns_count; i++) {
		if (is_named(&live_sum_columns[i], name, len))
			return &live_sum_columns[i];
	}
	column = columns_find(name, len, kind);
	return column && is_foreign(column) ? NULL : column;
}

const struct column *live_columns_at(enum row_kind kind, size_t index)
{
	for (size_t i = 0; i < columns_count; i++) {
		const struct column *column = &columns_all[i];

		/* One that the view has its own of comes below. */
		if (!(column->rows & kind) ||
		    live_columns_find(column->name, strlen(column->name), kind) != column)
			continue;
		if (index-- == 0)
			return column;
	}
	return kind == ROW_NAMESPACE && index < live_sum_columns_count ? &live_sum_columns[index]
	                                                               : NULL;
}

int live_columns_parse(const char *text, const struct column_list *base, enum row_kind kind,
                       struct column_list *ret_list, const char **ret_bad, size_t *ret_bad_len)
{
	const struct column_words words = { .kind = kind, .find = live_columns_find, .once = true };

	return columns_choose(text, base, &words, ret_list, ret_bad, ret_bad_len);
}

int live_order_parse(const char *text, enum row_kind kind, struct live_order *ret_order)
{
	bool descending = text[0] == '-';
	const struct column *column =
		live_columns_find(text + descending, strlen(text + descending), kind);

	if (!column)
		return -EINVAL;
	*ret_order = (struct live_order){ .column = column, .descending = descending };
	return 0;
}
