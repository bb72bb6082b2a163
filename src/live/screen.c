/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Curses begun and ended in one place each, and its keys in our words.
 */
#include <curses.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "live/keys.h"
#include "live/screen-style.h"
#include "live/screen.h"
#include "live/sequence.h"
#include "live/terminal.h"

#include <term.h> /* last: it makes macros of words such as columns and lines */

enum {
	ESCAPE_DELAY = 25,    /* milliseconds in which a sequence must follow its escape */
	SEQUENCE_DELAY = 100, /* and in which one that began must go on */
	PASTE_DELAY = 1,      /* seconds in which what is pasted must go on */
	HEIGHT_MAX = 1000,
	WIDTH_MAX = 2000,
};

static struct {
	SCREEN *curses;
	bool ascii;
	bool pasting; /* keys are the letters of a text that is pasted */
	time_t pasted_at;
	char undo[512];
	size_t undo_len;
} screen;

static int undo_put(int c)
{
	if (screen.undo_len < sizeof(screen.undo))
		screen.undo[screen.undo_len++] = (char)c;
	return c;
}

static void undo_add(const char *capability)
{
	const char *text = tigetstr(capability);

	/* Cancelled and unknown capabilities are told by two different values. */
	if (text && text != (const char *)-1)
		tputs(text, 1, undo_put);
}

/* What endwin() would write, for a crash handler that cannot call it. */
static void undo_prepare(void)
{
	static const char mouse_off[] = "\033[?1006l\033[?1000l";

	screen.undo_len = 0;
	if (tigetstr("kmous") && tigetstr("kmous") != (const char *)-1)
		for (const char *p = mouse_off; *p; p++)
			undo_put(*p);
	undo_add("sgr0");
	undo_add("op");
	undo_add("cnorm");
	undo_add("rmkx");
	undo_add("rmcup");
	undo_put('\r');
	undo_put('\n');
	terminal_set_undo(screen.undo, screen.undo_len);
}

static void modes_set(void)
{
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	meta(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	typeahead(-1);
	set_escdelay(ESCAPE_DELAY);
	curs_set(0);
	mouseinterval(0);
	mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
	                  BUTTON5_PRESSED,
	          NULL);
}

/*
 * newterm() takes a terminal on which the cursor cannot be moved, such as TERM=dumb, and loses
 * memory for one that it does not know: asked beforehand.
 */
static bool can_draw(void)
{
	const char *address;
	bool able;
	int error;

	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return false;
	address = tigetstr("cup");
	able = address && address != (const char *)-1;
	del_curterm(cur_term);
	return able;
}

int screen_open(const struct screen_options *options)
{
	int r;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return -ENOTTY;
	r = terminal_enter(STDIN_FILENO);
	if (r < 0)
		return r;
	/* The size is that of the terminal, whatever LINES and COLUMNS were once exported as. */
	use_env(FALSE);
	use_tioctl(TRUE);
	screen.curses = can_draw() ? newterm(NULL, stdout, stdin) : NULL;
	if (!screen.curses) {
		screen_close();
		return -ENOSYS;
	}
	terminal_hold_errors();
	screen.ascii = options->ascii;
	undo_prepare();
	modes_set();
	screen_style_start(options->colors);
	screen_resize();
	return 0;
}

void screen_close(void)
{
	if (screen.curses) {
		if (!isendwin() && terminal_is_ours())
			endwin();
		delscreen(screen.curses);
	}
	screen.curses = NULL;
	terminal_leave();
}

bool screen_is_ours(void)
{
	return terminal_is_ours();
}

void screen_suspend(void)
{
	if (terminal_is_ours())
		endwin();
	terminal_set_undo("", 0);
}

void screen_resume(void)
{
	terminal_set_undo(screen.undo, screen.undo_len);
	reset_prog_mode();
	screen_resize();
	screen_repair();
	refresh();
}

void screen_resize(void)
{
	int height, width;

	if (!terminal_size(&height, &width))
		return;
	resizeterm(height < HEIGHT_MAX ? height : HEIGHT_MAX,
	           width < WIDTH_MAX ? width : WIDTH_MAX);
}

void screen_repair(void)
{
	clearok(curscr, TRUE);
}

int screen_height(void)
{
	return LINES;
}

int screen_width(void)
{
	return COLS;
}

bool screen_is_ascii(void)
{
	return screen.ascii;
}

static const struct {
	int curses;
	uint32_t code;
} keys[] = {
	{ KEY_UP, LIVE_KEY_UP },           { KEY_DOWN, LIVE_KEY_DOWN },
	{ KEY_LEFT, LIVE_KEY_LEFT },       { KEY_RIGHT, LIVE_KEY_RIGHT },
	{ KEY_HOME, LIVE_KEY_HOME },       { KEY_FIND, LIVE_KEY_HOME },
	{ KEY_A1, LIVE_KEY_HOME },         { KEY_END, LIVE_KEY_END },
	{ KEY_SELECT, LIVE_KEY_END },      { KEY_C1, LIVE_KEY_END },
	{ KEY_PPAGE, LIVE_KEY_PAGE_UP },   { KEY_A3, LIVE_KEY_PAGE_UP },
	{ KEY_NPAGE, LIVE_KEY_PAGE_DOWN }, { KEY_C3, LIVE_KEY_PAGE_DOWN },
	{ KEY_BTAB, LIVE_KEY_SHIFT_TAB },  { KEY_DC, LIVE_KEY_DELETE },
	{ KEY_ENTER, LIVE_KEY_ENTER },     { KEY_BACKSPACE, LIVE_KEY_BACKSPACE },
};

static uint32_t code_of_special(int key)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].curses == key)
			return keys[i].code;
	}
	return key > KEY_F0 && key <= KEY_F(63) ? (uint32_t)LIVE_F(key - KEY_F0) : 0;
}

static uint32_t code_of_character(wint_t character)
{
	if (character == '\n' || character == '\r')
		return LIVE_KEY_ENTER;
	return character == '\b' || character == 0x7f ? (uint32_t)LIVE_KEY_BACKSPACE
	                                              : (uint32_t)character;
}

static struct screen_input mouse_read(void)
{
	struct screen_input input = { .event = SCREEN_NOTHING };
	MEVENT event;

	if (getmouse(&event) != OK)
		return input;
	input.y = event.y;
	input.x = event.x;
	if (event.bstate & BUTTON4_PRESSED)
		input.event = SCREEN_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		input.event = SCREEN_WHEEL_DOWN;
	else if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
		input.event = SCREEN_CLICK;
	return input;
}

/* The next character of a sequence that began; ERR: none comes. */
static int sequence_read(wint_t *character)
{
	int kind;

	timeout(SEQUENCE_DELAY);
	kind = get_wch(character);
	nodelay(stdscr, TRUE);
	if (kind == KEY_CODE_YES)
		ungetch((int)*character);
	else if (kind == OK && *character == LIVE_KEY_ESCAPE)
		unget_wch((wchar_t)*character);
	else
		return kind;
	return ERR;
}

/* What stands behind an escape, which for itself is a key, too. */
static uint32_t escape_read(void)
{
	struct sequence sequence = { 0 };
	enum sequence_step step = SEQUENCE_MORE;
	wint_t character = 0;
	int kind = get_wch(&character);

	if (kind == KEY_CODE_YES)
		ungetch((int)character);
	else if (kind == OK && character == LIVE_KEY_ESCAPE)
		unget_wch((wchar_t)character);
	if (kind != OK || character == LIVE_KEY_ESCAPE)
		return LIVE_KEY_ESCAPE;
	while (kind == OK &&
	       (step = sequence_feed(&sequence, code_of_character(character))) == SEQUENCE_MORE)
		kind = sequence_read(&character);
	if (step == SEQUENCE_MORE)
		step = sequence_end(&sequence);
	if (step == SEQUENCE_PASTE || step == SEQUENCE_PASTE_END) {
		screen.pasting = step == SEQUENCE_PASTE;
		screen.pasted_at = 0;
	}
	return step == SEQUENCE_KEY ? sequence.code : LIVE_KEY_NONE;
}

/* Whether what is read now is pasted. A terminal that forgets to end it must not lock us up. */
static bool is_pasting(void)
{
	struct timespec now;

	if (!screen.pasting)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &now);
	screen.pasting = screen.pasted_at == 0 || now.tv_sec - screen.pasted_at <= PASTE_DELAY;
	screen.pasted_at = screen.pasting ? now.tv_sec : 0;
	return screen.pasting;
}

/* LIVE_KEY_NONE: nothing that we have a word for. */
static uint32_t code_read(int kind, wint_t character, bool pasting)
{
	uint32_t code;

	if (kind != KEY_CODE_YES && character != LIVE_KEY_ESCAPE)
		return code_of_character(character);
	code = kind == KEY_CODE_YES ? code_of_special((int)character) : escape_read();
	return pasting ? LIVE_KEY_NONE : code;
}

struct screen_input screen_read(void)
{
	const struct screen_input nothing = { .event = SCREEN_NOTHING };
	wint_t character = 0;

	for (;;) {
		struct screen_input input = { .event = SCREEN_KEY };
		int kind = get_wch(&character);

		if (kind == ERR)
			return nothing;
		input.pasted = is_pasting();
		if (kind == KEY_CODE_YES && character == KEY_MOUSE) {
			input = mouse_read();
			if (input.event == SCREEN_NOTHING)
				continue;
			return input;
		}
		input.code = code_read(kind, character, input.pasted);
		/* KEY_RESIZE and keys that we have no word for. */
		if (input.code)
			return input;
	}
}
