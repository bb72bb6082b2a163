/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selections of columns: looking up, parsing, and sorting rows by one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/nearest.h"
#include "view/columns.h"

const struct column *columns_find(const char *name, size_t len, enum row_kind kind)
{
	for (size_t i = 0; i < columns_count; i++) {
		const struct column *column = &columns_all[i];

		if ((column->rows & kind) && strlen(column->name) == len &&
		    strncasecmp(column->name, name, len) == 0)
			return column;
	}
	return NULL;
}

const char *columns_suggest(const char *name, enum row_kind kind)
{
	struct nearest nearest = nearest_begin(name, strlen(name));

	for (size_t i = 0; i < columns_count; i++) {
		if (columns_all[i].rows & kind)
			nearest_offer(&nearest, columns_all[i].name);
	}
	return nearest.best;
}

static bool list_has(const struct column_list *list, const struct column *column)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->columns[i] == column)
			return true;
	}
	return false;
}

int columns_add(struct column_list *list, const struct column *column)
{
	const struct column **at = &list->columns[list->count];
	bool takes_rest = (column->flags & COLUMN_CUT) && column->width == 0;

	if (list->count == COLUMNS_MAX)
		return -E2BIG;
	if (list->count > 0 && (at[-1]->flags & COLUMN_CUT) && !takes_rest) {
		at[0] = at[-1];
		at--;
	}
	*at = column;
	list->count++;
	return 0;
}

static int list_append(struct column_list *list, const struct column *column)
{
	if (list->count == COLUMNS_MAX)
		return -E2BIG;
	list->columns[list->count++] = column;
	return 0;
}

int columns_choose(const char *text, const struct column_list *base,
                   const struct column_words *words, struct column_list *ret_list,
                   const char **ret_bad, size_t *ret_bad_len)
{
	bool adds = text[0] == '+' && base;
	struct column_list list = { .count = 0 };

	if (adds)
		list = *base;
	for (;;) {
		const struct column *column;
		size_t len;
		int r = 0;

		text += *text == '+';
		len = strcspn(text, ",");
		column = words->find(text, len, words->kind);
		if (!column) {
			*ret_bad = text;
			*ret_bad_len = len;
			return -EINVAL;
		}
		if (!(adds || words->once) || !list_has(&list, column))
			r = adds ? columns_add(&list, column) : list_append(&list, column);
		if (r < 0)
			return r;
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*ret_list = list;
	return 0;
}

int columns_parse(const char *text, const char *defaults, enum row_kind kind,
                  struct column_list *ret_list, const char **ret_bad, size_t *ret_bad_len)
{
	const struct column_words words = { .kind = kind, .find = columns_find };
	struct column_list list = { .count = 0 };
	int r = 0;

	if (!text || text[0] == '+')
		r = columns_choose(defaults, NULL, &words, &list, ret_bad, ret_bad_len);
	if (r >= 0 && text)
		r = columns_choose(text, &list, &words, &list, ret_bad, ret_bad_len);
	if (r >= 0)
		*ret_list = list;
	return r;
}

unsigned columns_facts(const struct column_list *list)
{
	unsigned facts = 0;

	for (size_t i = 0; i < list->count; i++)
		facts |= list->columns[i]->facts;
	return facts;
}

struct sort_key {
	struct cell cell;
	size_t index;
	bool descending;
};

static int key_compare(const void *a, const void *b)
{
	const struct sort_key *x = a, *y = b;
	int order = cell_compare(&x->cell, &y->cell);

	if (x->descending && !cell_is_empty(&x->cell) && !cell_is_empty(&y->cell))
		order = -order;
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

void columns_sort(struct row *rows, size_t nrows, const struct column *column, bool descending)
{
	_cleanup_free_ struct sort_key *keys = calloc(nrows + 1, sizeof(*keys));
	_cleanup_free_ struct row *sorted = calloc(nrows + 1, sizeof(*sorted));

	/* Without memory for it, rows stay in the order of their PIDs. */
	if (!keys || !sorted || nrows == 0)
		return;
	for (size_t i = 0; i < nrows; i++) {
		keys[i].index = i;
		keys[i].descending = descending;
		column->fill(&rows[i], &keys[i].cell);
	}
	qsort(keys, nrows, sizeof(*keys), key_compare);
	for (size_t i = 0; i < nrows; i++)
		sorted[i] = rows[keys[i].index];
	memcpy(rows, sorted, nrows * sizeof(*rows));
}

struct cell column_cell(const struct column *column, const struct row *row)
{
	struct cell cell = { .kind = CELL_NONE };

	column->fill(row, &cell);
	return cell;
}
