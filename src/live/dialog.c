/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialogs: what keys do to them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "live/dialog.h"
#include "live/keys.h"

static void items_free(struct dialog *dialog)
{
	for (size_t i = 0; i < dialog->nitems; i++) {
		free(dialog->items[i].text);
		free(dialog->items[i].help);
	}
	free(dialog->items);
	dialog->items = NULL;
	dialog->nitems = 0;
}

void dialog_close(struct dialog *dialog)
{
	items_free(dialog);
	live_lines_done(&dialog->lines);
	*dialog = (struct dialog){ 0 };
}

static void text_set(struct dialog *dialog, const char *text)
{
	dialog->len = strnlen(text, sizeof(dialog->text) - 1);
	memcpy(dialog->text, text, dialog->len);
	dialog->text[dialog->len] = '\0';
	dialog->cursor = dialog->len;
}

static void open_begin(struct dialog *dialog, enum dialog_kind kind, const char *title)
{
	dialog_close(dialog);
	dialog->kind = kind;
	strncpy(dialog->title, title, sizeof(dialog->title) - 1);
}

int dialog_open_text(struct dialog *dialog, const char *title, const char *text)
{
	open_begin(dialog, DIALOG_TEXT, title);
	text_set(dialog, text);
	dialog->offered = dialog->len > 0;
	return 0;
}

int dialog_set_choices(struct dialog *dialog, const struct live_choice *choices, size_t count)
{
	struct dialog_item *items = calloc(count + 1, sizeof(*items));
	size_t selected = dialog->selected;

	if (!items)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		items[i].text = strdup(choices[i].text);
		items[i].help = strdup(choices[i].help ? choices[i].help : "");
		items[i].current = choices[i].current;
		items[i].number = choices[i].number;
		if (items[i].text && dialog->nitems &&
		    strcmp(items[i].text, dialog_answer(dialog)) == 0)
			selected = i;
	}
	items_free(dialog);
	dialog->items = items;
	dialog->nitems = count;
	dialog->selected = selected < count ? selected : count ? count - 1 : 0;
	for (size_t i = 0; i < count; i++) {
		if (!items[i].text || !items[i].help)
			return -ENOMEM;
	}
	return 0;
}

static int list_open(struct dialog *dialog, enum dialog_kind kind, const char *title,
                     const struct live_choice *choices, size_t count)
{
	int r;

	open_begin(dialog, kind, title);
	r = dialog_set_choices(dialog, choices, count);
	if (r < 0)
		dialog_close(dialog);
	return r;
}

int dialog_open_choice(struct dialog *dialog, const char *title, const struct live_choice *choices,
                       size_t count)
{
	int r = list_open(dialog, DIALOG_CHOICE, title, choices, count);

	for (size_t i = 0; r >= 0 && i < count; i++) {
		if (choices[i].current)
			dialog->selected = i;
	}
	return r;
}

int dialog_open_columns(struct dialog *dialog, const char *title, const struct live_choice *choices,
                        size_t count)
{
	return list_open(dialog, DIALOG_COLUMNS, title, choices, count);
}

int dialog_open_question(struct dialog *dialog, const char *title, struct live_lines *lines)
{
	open_begin(dialog, DIALOG_QUESTION, title);
	dialog->lines = *lines;
	*lines = (struct live_lines){ 0 };
	return 0;
}

const char *dialog_answer(const struct dialog *dialog)
{
	if (dialog->kind == DIALOG_TEXT || dialog->nitems == 0)
		return dialog->text;
	return dialog->items[dialog->selected].text;
}

/* --- text --- */

static size_t utf8_write(uint32_t code, char *bytes)
{
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xC0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		bytes[0] = (char)(0xE0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t character_before(const struct dialog *dialog, size_t at)
{
	while (at > 0 && is_inside(dialog->text[--at]))
		;
	return at;
}

static size_t character_after(const struct dialog *dialog, size_t at)
{
	if (at < dialog->len)
		at++;
	while (at < dialog->len && is_inside(dialog->text[at]))
		at++;
	return at;
}

static void text_cut(struct dialog *dialog, size_t from, size_t to)
{
	memmove(dialog->text + from, dialog->text + to, dialog->len - to + 1);
	dialog->len -= to - from;
	dialog->cursor = from;
}

static bool text_insert(struct dialog *dialog, uint32_t code)
{
	char bytes[4];
	size_t len;

	if (code < ' ' || code == 0x7F || code >= 0x110000 || (code >= 0xD800 && code < 0xE000))
		return false;
	len = utf8_write(code, bytes);
	if (dialog->len + len >= sizeof(dialog->text))
		return true;
	memmove(dialog->text + dialog->cursor + len, dialog->text + dialog->cursor,
	        dialog->len - dialog->cursor + 1);
	memcpy(dialog->text + dialog->cursor, bytes, len);
	dialog->len += len;
	dialog->cursor += len;
	return true;
}

static size_t word_before(const struct dialog *dialog)
{
	size_t at = dialog->cursor;

	while (at > 0 && dialog->text[at - 1] == ' ')
		at--;
	while (at > 0 && dialog->text[at - 1] != ' ')
		at--;
	return at;
}

/* The keys of every line editor. */
static void text_key(struct dialog *dialog, uint32_t code)
{
	switch (code) {
	case LIVE_KEY_BACKSPACE:
		text_cut(dialog, character_before(dialog, dialog->cursor), dialog->cursor);
		break;
	case LIVE_KEY_DELETE:
	case LIVE_CTRL('D'):
		text_cut(dialog, dialog->cursor, character_after(dialog, dialog->cursor));
		break;
	case LIVE_KEY_LEFT:
		dialog->cursor = character_before(dialog, dialog->cursor);
		break;
	case LIVE_KEY_RIGHT:
		dialog->cursor = character_after(dialog, dialog->cursor);
		break;
	case LIVE_KEY_HOME:
	case LIVE_CTRL('A'):
		dialog->cursor = 0;
		break;
	case LIVE_KEY_END:
	case LIVE_CTRL('E'):
		dialog->cursor = dialog->len;
		break;
	case LIVE_CTRL('U'):
		text_cut(dialog, 0, dialog->cursor);
		break;
	case LIVE_CTRL('K'):
		text_cut(dialog, dialog->cursor, dialog->len);
		break;
	case LIVE_CTRL('W'):
		text_cut(dialog, word_before(dialog), dialog->cursor);
		break;
	default:
		text_insert(dialog, code);
	}
}

/* What leaves every dialog. Ctrl-G means nothing elsewhere, so that it can be pressed anywhere. */
static bool code_leaves(uint32_t code)
{
	return code == LIVE_KEY_ESCAPE || code == LIVE_F(10) || code == LIVE_CTRL('G');
}

static enum dialog_result text_feed(struct dialog *dialog, uint32_t code)
{
	if (code == LIVE_KEY_ENTER)
		return DIALOG_ANSWERED;
	if (code_leaves(code))
		return DIALOG_LEFT;
	if (dialog->offered && code >= ' ' && code < LIVE_KEY_UP)
		text_set(dialog, "");
	dialog->offered = false;
	text_key(dialog, code);
	return DIALOG_OPEN;
}

/* --- lists --- */

static void list_move(struct dialog *dialog, long by)
{
	long to = (long)dialog->selected + by, last = (long)dialog->nitems - 1;

	if (dialog->kind == DIALOG_QUESTION) {
		to = (long)dialog->first + by;
		last = (long)dialog->lines.nlines - (dialog->height > 0 ? dialog->height : 1);
		last = last < 0 ? 0 : last;
	}
	to = to > last ? last : to;
	to = to < 0 ? 0 : to;
	if (dialog->kind == DIALOG_QUESTION)
		dialog->first = (size_t)to;
	else
		dialog->selected = (size_t)to;
}

static bool list_key(struct dialog *dialog, uint32_t code)
{
	long page = dialog->height > 1 ? dialog->height - 1 : 1, all = 1L << 30;

	switch (code) {
	case LIVE_KEY_UP:
	case LIVE_CTRL('P'):
		list_move(dialog, -1);
		return true;
	case LIVE_KEY_DOWN:
	case LIVE_CTRL('N'):
		list_move(dialog, 1);
		return true;
	case LIVE_KEY_PAGE_UP:
		list_move(dialog, -page);
		return true;
	case LIVE_KEY_PAGE_DOWN:
		list_move(dialog, page);
		return true;
	case LIVE_KEY_HOME:
		list_move(dialog, -all);
		return true;
	case LIVE_KEY_END:
		list_move(dialog, all);
		return true;
	default:
		return false;
	}
}

/* How well an entry fits what was typed; the better ones are larger. */
enum fit {
	FIT_NONE,
	FIT_HELP,
	FIT_INSIDE,
	FIT_BEGINS,
	FIT_WHOLE,
};

static enum fit word_fit(const char *word, const struct dialog *dialog)
{
	if (strncasecmp(word, dialog->text, dialog->len) != 0)
		return FIT_NONE;
	return word[dialog->len] ? FIT_BEGINS : FIT_WHOLE;
}

/* A number is meant as a whole: 1 is neither 15 nor a user whose name has it in it. */
static enum fit number_fit(const struct dialog_item *item, const struct dialog *dialog)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", item->number);
	return strcmp(item->text, dialog->text) == 0 ||
	                       (item->number && strcmp(number, dialog->text) == 0)
	               ? FIT_WHOLE
	               : FIT_NONE;
}

static enum fit item_fit(const struct dialog_item *item, const struct dialog *dialog)
{
	const char *name = strchr(item->text, ':');
	enum fit fit, other = FIT_NONE;

	if (strspn(dialog->text, "0123456789") == dialog->len)
		return number_fit(item, dialog);
	fit = word_fit(item->text, dialog);
	/* An order is found without its minus, a container without its engine. */
	if (item->text[0] == '-')
		other = word_fit(item->text + 1, dialog);
	else if (name)
		other = word_fit(name + 1, dialog);
	fit = other > fit ? other : fit;
	if (fit == FIT_NONE && strcasestr(item->text, dialog->text))
		fit = FIT_INSIDE;
	if (fit == FIT_NONE && dialog->seeks_help && strcasestr(item->help, dialog->text))
		fit = FIT_HELP;
	return fit;
}

/* Goes to the first of those that fit best. */
static bool list_seek(struct dialog *dialog)
{
	enum fit best = FIT_NONE;

	for (size_t i = 0; i < dialog->nitems; i++) {
		enum fit fit = item_fit(&dialog->items[i], dialog);

		if (fit <= best)
			continue;
		best = fit;
		dialog->selected = i;
	}
	return best != FIT_NONE;
}

static enum dialog_result choice_feed(struct dialog *dialog, uint32_t code)
{
	if (code_leaves(code))
		return DIALOG_LEFT;
	if (list_key(dialog, code)) {
		text_set(dialog, "");
		return DIALOG_OPEN;
	}
	if (code == LIVE_KEY_ENTER) {
		/* What fits nothing in the list is an answer of its own. */
		if (dialog->len > 0 && !list_seek(dialog))
			items_free(dialog);
		return DIALOG_ANSWERED;
	}
	if (code == LIVE_KEY_BACKSPACE || code == LIVE_CTRL('U') || code == LIVE_CTRL('W') ||
	    code >= ' ')
		text_key(dialog, code);
	if (dialog->len > 0)
		list_seek(dialog);
	return DIALOG_OPEN;
}

static enum dialog_result columns_feed(struct dialog *dialog, uint32_t code)
{
	if (code_leaves(code))
		return DIALOG_LEFT;
	if (list_key(dialog, code) || dialog->nitems == 0)
		return DIALOG_OPEN;
	switch (code) {
	case ' ':
	case LIVE_KEY_ENTER:
		return DIALOG_TOGGLED;
	case LIVE_F(7):
	case '-':
	case '[':
		return DIALOG_MOVED_UP;
	case LIVE_F(8):
	case '+':
	case ']':
		return DIALOG_MOVED_DOWN;
	case 'q':
	case LIVE_F(2):
		return DIALOG_LEFT;
	default:
		return DIALOG_OPEN;
	}
}

static enum dialog_result question_feed(struct dialog *dialog, uint32_t code)
{
	if (code_leaves(code))
		return DIALOG_LEFT;
	if (list_key(dialog, code))
		return DIALOG_OPEN;
	switch (code) {
	case 'y':
	case 'Y':
	case LIVE_KEY_ENTER:
		return DIALOG_ANSWERED;
	case 'n':
	case 'N':
	case 'q':
		return DIALOG_LEFT;
	default:
		return DIALOG_OPEN;
	}
}

/* --- the mouse --- */

static enum dialog_result mouse_feed(struct dialog *dialog, const struct screen_input *input)
{
	size_t index;

	if (input->event == SCREEN_WHEEL_UP || input->event == SCREEN_WHEEL_DOWN) {
		list_move(dialog, input->event == SCREEN_WHEEL_UP ? -3 : 3);
		return DIALOG_OPEN;
	}
	if (dialog->kind != DIALOG_CHOICE && dialog->kind != DIALOG_COLUMNS)
		return DIALOG_OPEN;
	if (input->y < dialog->top || input->y >= dialog->top + dialog->height ||
	    input->x < dialog->left || input->x >= dialog->left + dialog->width)
		return DIALOG_OPEN;
	index = dialog->first + (size_t)(input->y - dialog->top);
	if (index >= dialog->nitems)
		return DIALOG_OPEN;
	/* The second click on the same is the answer. */
	if (index == dialog->selected)
		return dialog->kind == DIALOG_COLUMNS ? DIALOG_TOGGLED : DIALOG_ANSWERED;
	dialog->selected = index;
	return DIALOG_OPEN;
}

enum dialog_result dialog_feed(struct dialog *dialog, const struct screen_input *input)
{
	if (input->event != SCREEN_KEY)
		return dialog->kind == DIALOG_TEXT ? DIALOG_OPEN : mouse_feed(dialog, input);
	/* What is pasted is text: it answers nothing. */
	if (input->pasted && (input->code < ' ' || input->code >= LIVE_KEY_UP ||
	                      (dialog->kind != DIALOG_TEXT && dialog->kind != DIALOG_CHOICE)))
		return DIALOG_OPEN;
	switch (dialog->kind) {
	case DIALOG_TEXT:
		return text_feed(dialog, input->code);
	case DIALOG_CHOICE:
		return choice_feed(dialog, input->code);
	case DIALOG_COLUMNS:
		return columns_feed(dialog, input->code);
	case DIALOG_QUESTION:
		return question_feed(dialog, input->code);
	default:
		return DIALOG_LEFT;
	}
}
