/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A merge sort over keys of 64 bits, with the rest of texts and chains behind them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "live/order.h"

enum key_class {
	KEY_NUMBER,
	KEY_TEXT,
	KEY_CHAIN,
	KEY_UNKNOWN,
	KEY_NONE,
};

struct live_sort_key {
	uint64_t head; /* orders as the value does; equal for texts that begin alike */
	union {
		const char *text;
		const pid_t *pids;
	};
	uint32_t len;
	uint32_t index;
	uint8_t class;
};

int live_room(void *array, size_t *size, size_t count, size_t width)
{
	void **pointer = array, *moved;
	size_t bigger = count + count / 2 + 16;

	if (count <= *size)
		return 0;
	moved = reallocarray(*pointer, bigger, width);
	if (!moved)
		return -ENOMEM;
	*pointer = moved;
	*size = bigger;
	return 0;
}

int live_sorter_begin(struct live_sorter *sorter, size_t count, bool descending)
{
	if (live_room(&sorter->keys, &sorter->size, count, sizeof(*sorter->keys)) < 0 ||
	    live_room(&sorter->spare, &sorter->spare_size, count, sizeof(*sorter->spare)) < 0)
		return -ENOMEM;
	sorter->count = count;
	sorter->descending = descending;
	sorter->ranked = false;
	return 0;
}

struct label {
	uint32_t index;
	char text[256];
};

static int label_compare(const void *a, const void *b)
{
	return strcmp(((const struct label *)a)->text, ((const struct label *)b)->text);
}

/* The place of each container among all by its label: comparing these needs no text. */
static int containers_rank(struct live_sorter *sorter, const struct snapshot *snapshot)
{
	size_t count = snapshot->ncontainers;
	_cleanup_free_ struct label *labels = malloc((count + 1) * sizeof(*labels));
	uint64_t rank = 0;

	if (!labels ||
	    live_room(&sorter->ranks, &sorter->ranks_size, count, sizeof(*sorter->ranks)) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		labels[i].index = (uint32_t)i;
		cell_format_container(&snapshot->containers[i], labels[i].text,
		                      sizeof(labels[i].text));
	}
	qsort(labels, count, sizeof(*labels), label_compare);
	for (size_t i = 0; i < count; i++) {
		rank += i > 0 && label_compare(&labels[i - 1], &labels[i]) != 0;
		sorter->ranks[labels[i].index] = rank;
	}
	sorter->ranked = true;
	return 0;
}

/* Orders as the number does: the sign bit turned, all bits of what is negative. */
static uint64_t head_of_real(double real)
{
	uint64_t bits;

	real += 0.0; /* -0 */
	memcpy(&bits, &real, sizeof(bits));
	return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static uint64_t head_of_number(int64_t number)
{
	return (uint64_t)number ^ UINT64_C(1) << 63;
}

static uint64_t head_of_text(const char *text, size_t len)
{
	uint64_t head = 0;

	for (size_t i = 0; i < sizeof(head); i++)
		head = head << 8 | (i < len ? (unsigned char)text[i] : 0);
	return head;
}

static uint64_t head_of_chain(const pid_t *pids, size_t npids)
{
	return (uint64_t)(npids > 0 ? pids[0] : 0) << 32 | (uint64_t)(npids > 1 ? pids[1] : 0);
}

static int rank_of(struct live_sorter *sorter, const struct snapshot *snapshot, uint32_t container,
                   uint64_t *ret_rank)
{
	if (!sorter->ranked && containers_rank(sorter, snapshot) < 0)
		return -ENOMEM;
	*ret_rank = sorter->ranks[container];
	return 0;
}

int live_sorter_set(struct live_sorter *sorter, size_t index, const struct snapshot *snapshot,
                    const struct cell *cell)
{
	struct live_sort_key *key = &sorter->keys[index];

	*key = (struct live_sort_key){ .index = (uint32_t)index };
	if (cell_is_empty(cell)) {
		key->class = cell->kind == CELL_UNKNOWN ? KEY_UNKNOWN : KEY_NONE;
		return 0;
	}
	switch (cell->kind) {
	case CELL_REAL:
		key->head = head_of_real(cell->real);
		break;
	case CELL_TEXT:
	case CELL_COMMAND:
		key->class = KEY_TEXT;
		key->head = head_of_text(cell->text, cell->len);
		key->text = cell->text;
		key->len = (uint32_t)cell->len;
		break;
	case CELL_CHAIN:
		key->class = KEY_CHAIN;
		key->head = head_of_chain(cell->pids, cell->npids);
		key->pids = cell->pids;
		key->len = (uint32_t)cell->npids;
		break;
	case CELL_NAMESPACE:
		/* Those named by their inits come first: ids are larger than PIDs. */
		key->head = cell->ns->id ? cell->ns->id : (uint64_t)cell->ns->init_pid;
		break;
	case CELL_CONTAINERS:
		return rank_of(sorter, snapshot, cell->indices[0], &key->head);
	default:
		key->head = head_of_number(cell->number);
	}
	return 0;
}

/* Beyond what the heads told; of one kind and not numbers. */
static int rest_compare(const struct live_sort_key *a, const struct live_sort_key *b)
{
	uint32_t shorter = a->len < b->len ? a->len : b->len;
	int order = 0;

	if (a->class == KEY_TEXT && a->text != b->text && shorter)
		order = memcmp(a->text, b->text, shorter);
	for (uint32_t i = 0; a->class == KEY_CHAIN && order == 0 && i < shorter; i++)
		order = (a->pids[i] > b->pids[i]) - (a->pids[i] < b->pids[i]);
	return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Whether b must stand before a, which now stands before b. */
static bool is_reversed(const struct live_sort_key *a, const struct live_sort_key *b,
                        bool descending)
{
	int order;

	if (a->class != b->class)
		order = (int)a->class - (int)b->class;
	else if (a->head != b->head)
		order = a->head < b->head ? -1 : 1;
	else
		order = a->class == KEY_TEXT || a->class == KEY_CHAIN ? rest_compare(a, b) : 0;
	if (descending && a->class < KEY_UNKNOWN && b->class < KEY_UNKNOWN)
		order = -order;
	return order > 0;
}

static void merge(const struct live_sort_key *from, struct live_sort_key *to, size_t begin,
                  size_t middle, size_t end, bool descending)
{
	size_t left = begin, right = middle;

	if (middle >= end || !is_reversed(&from[middle - 1], &from[middle], descending)) {
		memcpy(&to[begin], &from[begin], (end - begin) * sizeof(*to));
		return;
	}
	for (size_t i = begin; i < end; i++) {
		if (left < middle &&
		    (right >= end || !is_reversed(&from[left], &from[right], descending)))
			to[i] = from[left++];
		else
			to[i] = from[right++];
	}
}

void live_sorter_run(struct live_sorter *sorter)
{
	size_t count = sorter->count;

	for (size_t width = 1; width < count; width *= 2) {
		struct live_sort_key *from = sorter->keys;
		size_t size = sorter->size;

		for (size_t begin = 0; begin < count; begin += 2 * width) {
			size_t middle = begin + width < count ? begin + width : count;
			size_t end = middle + width < count ? middle + width : count;

			merge(from, sorter->spare, begin, middle, end, sorter->descending);
		}
		sorter->keys = sorter->spare;
		sorter->size = sorter->spare_size;
		sorter->spare = from;
		sorter->spare_size = size;
	}
}

uint32_t live_sorter_at(const struct live_sorter *sorter, size_t place)
{
	return sorter->keys[place].index;
}

void live_sorter_done(struct live_sorter *sorter)
{
	free(sorter->keys);
	free(sorter->spare);
	free(sorter->ranks);
	*sorter = (struct live_sorter){ 0 };
}
