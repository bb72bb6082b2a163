/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys: those of htop and less where these have one.
 */
#include <string.h>

#include "live/keys.h"

#define BODY      LIVE_IN_BODY
#define PAGE      LIVE_IN_PAGE
#define BOTH      LIVE_EVERYWHERE
#define ALT       LIVE_KEY_ALT
#define ACT(name) LIVE_ACTION_##name

const struct live_key live_keys_all[] = {
	{ LIVE_KEY_UP, "Up", ACT(UP), BOTH, "move up", "Moving", NULL },
	{ LIVE_CTRL('P'), "Ctrl-P", ACT(UP), BOTH, NULL, NULL, NULL },
	{ ALT + 'k', "Alt-k", ACT(UP), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_DOWN, "Down", ACT(DOWN), BOTH, "move down", NULL, NULL },
	{ 'j', "j", ACT(DOWN), BOTH, NULL, NULL, NULL },
	{ LIVE_CTRL('N'), "Ctrl-N", ACT(DOWN), BOTH, NULL, NULL, NULL },
	{ ALT + 'j', "Alt-j", ACT(DOWN), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_PAGE_UP, "PgUp", ACT(PAGE_UP), BOTH, "move up by a page", NULL, NULL },
	{ LIVE_CTRL('B'), "Ctrl-B", ACT(PAGE_UP), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_PAGE_DOWN, "PgDn", ACT(PAGE_DOWN), BOTH, "move down by a page", NULL, NULL },
	{ LIVE_CTRL('F'), "Ctrl-F", ACT(PAGE_DOWN), BOTH, NULL, NULL, NULL },
	{ LIVE_CTRL('U'), "Ctrl-U", ACT(HALF_UP), BOTH, "move up by half a page", NULL, NULL },
	{ LIVE_CTRL('D'), "Ctrl-D", ACT(HALF_DOWN), BOTH, "move down by half a page", NULL, NULL },
	{ LIVE_KEY_HOME, "Home", ACT(FIRST), BOTH, "go to the first line", NULL, NULL },
	{ 'g', "g", ACT(FIRST), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_END, "End", ACT(LAST), BOTH, "go to the last line", NULL, NULL },
	{ 'G', "G", ACT(LAST), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_LEFT, "Left", ACT(LEFT), BOTH, "scroll to the left", NULL, NULL },
	{ ALT + 'h', "Alt-h", ACT(LEFT), BOTH, NULL, NULL, NULL },
	{ LIVE_KEY_RIGHT, "Right", ACT(RIGHT), BOTH, "scroll to the right", NULL, NULL },
	{ ALT + 'l', "Alt-l", ACT(RIGHT), BOTH, NULL, NULL, NULL },
	{ 'F', "F", ACT(FOLLOW), BODY, "follow: keep the selected process in view as rows move",
	  NULL, NULL },
	{ LIVE_KEY_BACKSPACE, "Backspace", ACT(PARENT), BODY, "go to the parent (in the tree)",
	  NULL, NULL },

	{ 'n', "n", ACT(NAMESPACES), BODY,
	  "namespaces: one line each, with sums over their processes; again: back", "What is shown",
	  "Namespaces" },
	{ 'f', "f", ACT(PROCESSES), BODY, "processes: one line each, sorted", NULL, NULL },
	{ 't', "t", ACT(TREE), BODY, "tree of the processes, with the namespaces; again: back",
	  NULL, NULL },
	{ LIVE_F(5), "F5", ACT(TREE), BODY, NULL, NULL, "Tree" },
	{ '\t', "Tab", ACT(NEXT_MODE), BODY, "the next of these three", NULL, NULL },
	{ '-', "-", ACT(FOLD), BODY, "fold away what is below the line (in the tree)", NULL, NULL },
	{ '+', "+", ACT(UNFOLD), BODY, "unfold it", NULL, NULL },
	{ '=', "=", ACT(UNFOLD), BODY, NULL, NULL, NULL },
	{ '*', "*", ACT(FOLD_ALL), BODY, "fold all lines; again: unfold all", NULL, NULL },
	{ 'H', "H", ACT(THREADS), BODY, "show threads, or hide them", NULL, NULL },
	{ 'K', "K", ACT(KERNEL), BODY, "show threads of the kernel, or hide them", NULL, NULL },
	{ 'Z', "Z", ACT(ZOMBIES), BODY, "show only zombies; again: all", NULL, NULL },
	{ 'o', "o", ACT(COLUMNS), BODY, "choose and order the columns", NULL, NULL },
	{ LIVE_F(2), "F2", ACT(COLUMNS), BODY, NULL, NULL, "Columns" },

	{ '/', "/", ACT(SEARCH), BODY,
	  "search; a /pattern/ between slashes is a regular expression", "Finding", NULL },
	{ LIVE_F(3), "F3", ACT(SEARCH_NEXT), BODY, "search for the next one", NULL, "Search" },
	{ LIVE_F(15), "Shift-F3", ACT(SEARCH_PREVIOUS), BODY, "search for the one before", NULL,
	  NULL },
	{ '\\', "\\", ACT(FILTER), BODY, "filter: show only what matches a text or /pattern/", NULL,
	  NULL },
	{ LIVE_F(4), "F4", ACT(FILTER), BODY, NULL, NULL, "Filter" },
	{ 'u', "u", ACT(USER), BODY, "show only one user", NULL, NULL },
	{ 'c', "c", ACT(CONTAINER), BODY, "show only one container", NULL, NULL },

	{ 's', "s", ACT(SORT), BODY, "choose the column to sort by", "Order", NULL },
	{ LIVE_F(6), "F6", ACT(SORT), BODY, NULL, NULL, "Sort" },
	{ '<', "<", ACT(SORT_LEFT), BODY, "sort by the column to the left", NULL, NULL },
	{ '>', ">", ACT(SORT_RIGHT), BODY, "sort by the column to the right", NULL, NULL },
	{ 'I', "I", ACT(INVERT), BODY, "invert the order", NULL, NULL },
	{ 'P', "P", ACT(SORT_CPU), BODY, "sort by CPU", NULL, NULL },
	{ 'M', "M", ACT(SORT_MEMORY), BODY, "sort by memory", NULL, NULL },
	{ 'T', "T", ACT(SORT_TIME), BODY, "sort by CPU time", NULL, NULL },
	{ 'N', "N", ACT(SORT_PID), BODY, "sort by PID", NULL, NULL },

	{ LIVE_KEY_ENTER, "Enter", ACT(DETAILS), BODY, "details of the process or namespace",
	  "Acting", NULL },
	{ ' ', "Space", ACT(TAG), BODY, "tag the process, or take the tag off", NULL, NULL },
	{ 'U', "U", ACT(UNTAG_ALL), BODY, "take all tags off", NULL, NULL },
	{ 'k', "k", ACT(SIGNAL), BODY,
	  "send a signal to the tagged processes, or to the selected one", NULL, NULL },
	{ LIVE_F(9), "F9", ACT(SIGNAL), BOTH, NULL, NULL, "Signal" },
	{ 'e', "e", ACT(EXPORT), BODY, "export what is shown to a file, as JSON", NULL, NULL },

	{ 'p', "p", ACT(PAUSE), BOTH, "pause; again: go on", "Program", NULL },
	{ 'd', "d", ACT(DELAY), BODY, "set the seconds between refreshes", NULL, NULL },
	{ 'r', "r", ACT(REFRESH), BOTH, "refresh now, also while paused", NULL, NULL },
	{ LIVE_CTRL('L'), "Ctrl-L", ACT(REDRAW), BOTH, "draw the screen anew", NULL, NULL },
	{ 'W', "W", ACT(SAVE), BODY,
	  "write mode, columns, order, delay and colours to the settings file", NULL, NULL },
	{ '?', "?", ACT(HELP), BOTH, "this help", NULL, NULL },
	{ 'h', "h", ACT(HELP), BOTH, NULL, NULL, NULL },
	{ LIVE_F(1), "F1", ACT(HELP), BOTH, NULL, NULL, "Help" },
	{ LIVE_KEY_ESCAPE, "Esc", ACT(CLOSE), BOTH,
	  "leave help or details; in the list: show all again, without search and filters", NULL,
	  NULL },
	{ 'q', "q", ACT(QUIT), BODY, "quit", NULL, NULL },
	{ LIVE_F(10), "F10", ACT(QUIT), BOTH, NULL, NULL, "Quit" },

	/* As in less; these are other words for what stands above, so help does not repeat them. */
	{ 'q', "q", ACT(CLOSE), PAGE, "", NULL, "Close" },
	{ LIVE_KEY_ENTER, "Enter", ACT(CLOSE), PAGE, NULL, NULL, NULL },
	{ LIVE_KEY_BACKSPACE, "Backspace", ACT(CLOSE), PAGE, NULL, NULL, NULL },
	{ 'k', "k", ACT(UP), PAGE, "", NULL, NULL },
	{ ' ', "Space", ACT(PAGE_DOWN), PAGE, "", NULL, NULL },
	{ 'f', "f", ACT(PAGE_DOWN), PAGE, NULL, NULL, NULL },
	{ 'b', "b", ACT(PAGE_UP), PAGE, "", NULL, NULL },
	{ 'u', "u", ACT(HALF_UP), PAGE, "", NULL, NULL },
	{ 'd', "d", ACT(HALF_DOWN), PAGE, "", NULL, NULL },
	{ '<', "<", ACT(FIRST), PAGE, "", NULL, NULL },
	{ '>', ">", ACT(LAST), PAGE, "", NULL, NULL },
};
const size_t live_keys_count = sizeof(live_keys_all) / sizeof(live_keys_all[0]);

enum live_action live_keys_find(uint32_t code, enum live_place place)
{
	if (code == '\n')
		code = LIVE_KEY_ENTER;
	if (code == '\b' || code == 0x7f)
		code = LIVE_KEY_BACKSPACE;
	for (size_t i = 0; i < live_keys_count; i++) {
		if (live_keys_all[i].code == code && (live_keys_all[i].places & place))
			return live_keys_all[i].action;
	}
	return LIVE_ACTION_NONE;
}

static void label_append(char *labels, size_t size, const char *label)
{
	size_t used = strlen(labels);

	snprintf(labels + used, size - used, "%s%s", used ? ", " : "", label);
}

void live_keys_visit(live_keys_visitor visit, void *data)
{
	const char *group = NULL;
	char labels[128] = "";

	for (size_t i = 0; i < live_keys_count; i++) {
		const struct live_key *key = &live_keys_all[i];
		size_t first = i;

		group = key->group;
		labels[0] = '\0';
		label_append(labels, sizeof(labels), key->label);
		while (i + 1 < live_keys_count && !live_keys_all[i + 1].help)
			label_append(labels, sizeof(labels), live_keys_all[++i].label);
		if (live_keys_all[first].help[0])
			visit(data, group, labels, live_keys_all[first].help);
	}
}

static void line_print(void *data, const char *group, const char *labels, const char *help)
{
	(void)group;
	fprintf(data, "%s\t%s\n", labels, help);
}

void live_keys_print(FILE *out)
{
	live_keys_visit(line_print, out);
}
