/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE table of commands and options, and the parser that it feeds.
 */
#include <getopt.h>
#include <stdarg.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/nearest.h"
#include "command/commands.h"
#include "command/help.h"
#include "live/keys.h"
#include "view/columns.h"

enum { MESSAGE_SIZE = 4096 };

/* For which commands an option is. */
enum {
	TREE = 1 << 0,
	TABLE = 1 << 1,
	LIST = 1 << 2,
	PS = 1 << 3,
	MAP = 1 << 4,
	TOP = 1 << 5,
	LISTINGS = TREE | TABLE | LIST | PS,
	FILTERED = TREE | TABLE | LIST,
	PRINTING = LISTINGS | MAP,
	ALL = PRINTING | TOP,
};

const struct command commands_all[] = {
	{ "tree", "[TARGET...]", "processes as a tree, each namespace boundary visible",
	  "Shows processes as a tree. PID is the number in the view namespace, NSPID the\n"
	  "one in the process's own; a line marks each boundary between namespaces. With\n"
	  "targets: what lives in them or descends from them.",
	  "PID,NSPID,NAME", ROW_PROCESS, command_tree, false },
	{ "table", "[TARGET...]", "one row a process, any columns, sorted and filtered",
	  "Shows one row a process. With targets: these processes, and those that live in\n"
	  "these namespaces and containers.",
	  "PID,NSPID,NS,USER,STATE,CONTAINER,COMMAND", ROW_PROCESS, command_table, false },
	{ "list", "[TARGET...]", "one row a namespace",
	  "Shows one row a PID namespace. With targets: these namespaces, and those of\n"
	  "these processes and containers.",
	  "NS,LEVEL,PARENT,NPROCS,NZOMBIES,INIT,OWNER,CONTAINER,COMMAND", ROW_NAMESPACE,
	  command_list, false },
	{ "ps", "TARGET", "the process list as the target sees it, in its own numbers",
	  "Shows the processes that the target's namespace sees, in its own numbers: what\n"
	  "ps would print inside, also where the image has no ps. HOSTPID is the number\n"
	  "outside.",
	  "PID,PPID,HOSTPID,USER,STATE,TIME,COMMAND", ROW_PROCESS, command_ps, true },
	{ "map", "PID...", "one PID, every name: who carries it, in which namespace",
	  "Shows which processes carry a number, in any namespace; or, as PID@TARGET, the\n"
	  "one that the target's namespace calls so. With - the PIDs are read from\n"
	  "standard input.",
	  "PID,NSPID,CHAIN,NS,CONTAINER,COMMAND", ROW_PROCESS, command_map, true },
	{ "top", "[TARGET...]", "the live view",
	  "Shows namespaces, containers and processes as they live. Press ? for the keys.",
	  "PID,NSPID,NS,USER,STATE,CPU,RSS,TIME,CONTAINER,COMMAND", ROW_PROCESS, command_top,
	  false },
};
const size_t commands_count = sizeof(commands_all) / sizeof(commands_all[0]);

enum option_type {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_COLOR,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COLUMNS,
	OPTION_KEYS,
};

#define FIELD(member) offsetof(struct request, member)

struct option_entry {
	char letter; /* '\0': none */
	const char *name;
	const char *argument; /* NULL: a flag */
	const char *help;
	unsigned commands;
	enum option_type type;
	size_t field;
};

static const struct option_entry options_all[] = {
	{ 'N', "namespaces", NULL, "the namespaces alone, as a tree", TREE, OPTION_FLAG,
	  FIELD(namespaces) },
	{ 'a', "arguments", NULL, "command lines instead of names", TREE, OPTION_FLAG,
	  FIELD(arguments) },
	{ 'f', "fold", NULL, "fold alike siblings: 5*[worker]", TREE, OPTION_FLAG, FIELD(fold) },
	{ 'k', "kernel", NULL, "do not fold threads of the kernel", TREE, OPTION_FLAG,
	  FIELD(kernel) },
	{ 0, "held", NULL, "also namespaces held only by a descriptor; adds TYPE", LIST,
	  OPTION_FLAG, FIELD(held) },
	{ 0, "to", "TARGET", "print each PID as this namespace calls it", MAP, OPTION_TEXT,
	  FIELD(to) },
	{ 0, "one", NULL, "exit with 4 if more than one process fits", MAP, OPTION_FLAG,
	  FIELD(one) },
	{ 'q', "quiet", NULL, "just PIDs, nothing else", MAP, OPTION_FLAG, FIELD(quiet) },
	{ 'd', "delay", "SECONDS", "time between refreshes (default 1)", TOP, OPTION_TEXT,
	  FIELD(delay) },
	{ 'b', "batch", NULL, "print frames as plain tables, for logs and scripts", TOP,
	  OPTION_FLAG, FIELD(batch) },
	{ 'n', "count", "N", "end after N refreshes", TOP, OPTION_TEXT, FIELD(count) },
	{ 0, "keys", NULL, "list the keys of the live view", TOP, OPTION_KEYS, 0 },
	{ 'T', "threads", NULL, "show threads, each with its own TID",
	  TREE | TABLE | PS | MAP | TOP, OPTION_FLAG, FIELD(threads) },
	{ 0, "ns", "TARGET", "only what lives in this namespace", FILTERED, OPTION_TEXT,
	  FIELD(filter_ns) },
	{ 0, "user", "USER", "only processes of this user (name or id)", FILTERED, OPTION_TEXT,
	  FIELD(filter_user) },
	{ 0, "state", "STATES", "only processes in one of these states: RSDTtZXIl", FILTERED,
	  OPTION_TEXT, FIELD(filter_state) },
	{ 0, "name", "REGEX", "only processes whose name or command line matches", FILTERED,
	  OPTION_TEXT, FIELD(filter_name) },
	{ 0, "level", "N", "only on this level below the view namespace", FILTERED, OPTION_TEXT,
	  FIELD(filter_level) },
	{ 0, "min-level", "N", "only on this level or deeper", FILTERED, OPTION_TEXT,
	  FIELD(filter_min_level) },
	{ 0, "container", "NAME", "only what belongs to this container", FILTERED, OPTION_TEXT,
	  FIELD(filter_container) },
	{ 0, "engine", "ENGINE", "only containers of this engine", FILTERED, OPTION_TEXT,
	  FIELD(filter_engine) },
	{ 0, "pod", "POD", "only containers of this Kubernetes pod", FILTERED, OPTION_TEXT,
	  FIELD(filter_pod) },
	{ 'o', "output", "COLUMNS", "show these columns, or add +COLUMNS", ALL, OPTION_TEXT,
	  FIELD(output) },
	{ 0, "sort", "[-]COLUMN", "sort by this column; - largest first", ALL, OPTION_TEXT,
	  FIELD(sort) },
	{ 'J', "json", NULL, "print JSON, as nspid-json(5) describes", ALL, OPTION_FLAG,
	  FIELD(json) },
	{ 'r', "raw", NULL, "plain values, one space between columns", ALL, OPTION_FLAG,
	  FIELD(raw) },
	{ 'n', "noheadings", NULL, "no line of headings", PRINTING, OPTION_FLAG,
	  FIELD(noheadings) },
	{ 0, "noheadings", NULL, "no line of headings", TOP, OPTION_FLAG, FIELD(noheadings) },
	{ 'w', "wide", NULL, "do not cut the last column", ALL, OPTION_FLAG, FIELD(wide) },
	{ 0, "ascii", NULL, "no characters beyond ASCII", ALL, OPTION_FLAG, FIELD(ascii) },
	{ 0, "color", "WHEN", "auto, always or never", ALL, OPTION_COLOR, 0 },
	{ 0, "proc", "DIR", "read this procfs instead of /proc", ALL, OPTION_TEXT, FIELD(proc) },
	{ 'q', "quiet", NULL, "do not say what stayed unknown", LISTINGS | TOP, OPTION_FLAG,
	  FIELD(quiet) },
	{ 0, "verbose", NULL, "say which files could not be used, and why", ALL, OPTION_FLAG,
	  FIELD(verbose) },
	{ 0, "columns", NULL, "list all columns with help", ALL, OPTION_COLUMNS, 0 },
	{ 'h', "help", NULL, "show this help", ALL, OPTION_HELP, 0 },
	{ 'V', "version", NULL, "show the version", ALL, OPTION_VERSION, 0 },
};

enum { OPTIONS_COUNT = sizeof(options_all) / sizeof(options_all[0]), OPTION_BASE = 256 };

static unsigned command_bit(const struct command *command)
{
	return 1U << (command - commands_all);
}

const struct command *commands_find(const char *name)
{
	for (size_t i = 0; i < commands_count; i++) {
		if (strcmp(commands_all[i].name, name) == 0)
			return &commands_all[i];
	}
	return NULL;
}

static bool is_hushed;

void commands_hush(bool hushed)
{
	is_hushed = hushed;
}

enum status commands_fail(const struct command *command, enum status status, bool hint,
                          const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	char line[MESSAGE_SIZE];
	va_list args;

	if (is_hushed)
		return status;
	fflush(stdout);
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	/* The words that it names may come from anywhere. */
	if (text)
		escape_text(text, strlen(text), ESCAPE_ESCAPED, line, sizeof(line));
	fprintf(stderr, "nspid: %s\n", text ? line : "out of memory");
	if (hint)
		fprintf(stderr, "Try 'nspid %s%s--help'.\n", command ? command->name : "",
		        command ? " " : "");
	return status;
}

void commands_each_option(const struct command *command, commands_option_visitor visit, void *data)
{
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if (options_all[i].commands & command_bit(command))
			visit(data, options_all[i].letter, options_all[i].name,
			      options_all[i].argument, options_all[i].help);
	}
}

/* Builds what getopt_long() wants from the table. */
static void options_build(const struct command *command, struct option *longs, char *shorts)
{
	size_t count = 0;

	*shorts++ = ':'; /* a missing argument is told apart from an unknown option */
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		const struct option_entry *entry = &options_all[i];

		if (!(entry->commands & command_bit(command)))
			continue;
		longs[count++] = (struct option){ entry->name,
			                          entry->argument ? required_argument : no_argument,
			                          NULL, OPTION_BASE + (int)i };
		if (entry->letter) {
			*shorts++ = entry->letter;
			if (entry->argument)
				*shorts++ = ':';
		}
	}
	longs[count] = (struct option){ 0 };
	*shorts = '\0';
}

static const struct option_entry *option_of(const struct command *command, int code)
{
	if (code >= OPTION_BASE)
		return &options_all[code - OPTION_BASE];
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if ((options_all[i].commands & command_bit(command)) &&
		    options_all[i].letter == code)
			return &options_all[i];
	}
	return NULL;
}

static int color_set(const struct command *command, const char *when, struct request *request)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(when, words[i]) == 0) {
			request->color = (enum color_when)i;
			return -1;
		}
	}
	return commands_fail(command, STATUS_USAGE, true,
	                     "--color '%s': must be auto, always or never", when);
}

/* -1: go on; else the exit status. */
static int option_apply(const struct command *command, const struct option_entry *entry,
                        struct request *request)
{
	char *field = (char *)request + entry->field;

	switch (entry->type) {
	case OPTION_FLAG:
		*(bool *)(void *)field = true;
		return -1;
	case OPTION_TEXT:
		*(const char **)(void *)field = optarg;
		return -1;
	case OPTION_COLOR:
		return color_set(command, optarg, request);
	case OPTION_COLUMNS:
		help_print_columns(stdout, command->kind);
		return STATUS_DONE;
	case OPTION_KEYS:
		live_keys_print(stdout);
		return STATUS_DONE;
	case OPTION_VERSION:
		help_print_version(stdout);
		return STATUS_DONE;
	default:
		help_print_command(stdout, command);
		return STATUS_DONE;
	}
}

static enum status option_unknown(const struct command *command, const char *word)
{
	struct nearest nearest;
	size_t len;

	if (strncmp(word, "--", 2) != 0)
		return commands_fail(command, STATUS_USAGE, true, "%s: unknown option '-%c'",
		                     command->name, optopt);
	len = strcspn(word + 2, "=");
	nearest = nearest_begin(word + 2, len);
	for (size_t i = 0; i < OPTIONS_COUNT; i++) {
		if (options_all[i].commands & command_bit(command))
			nearest_offer(&nearest, options_all[i].name);
	}
	if (nearest.best)
		return commands_fail(command, STATUS_USAGE, true,
		                     "%s: unknown option '%.*s': did you mean '--%s'?",
		                     command->name, (int)len + 2, word, nearest.best);
	return commands_fail(command, STATUS_USAGE, true, "%s: unknown option '%.*s'",
	                     command->name, (int)len + 2, word);
}

int commands_parse(const struct command *command, int argc, char **argv,
                   struct request *ret_request)
{
	struct request request = { .command = command };
	struct option longs[OPTIONS_COUNT + 1];
	char shorts[2 * OPTIONS_COUNT + 2];
	int code, r;

	options_build(command, longs, shorts);
	opterr = 0;
	optind = 1;
	for (;;) {
		const char *word = optind < argc ? argv[optind] : "";

		code = getopt_long(argc, argv, shorts, longs, NULL);
		if (code == -1)
			break;
		if (code == ':')
			return commands_fail(command, STATUS_USAGE, true,
			                     "%s: option '%s' needs a value", command->name,
			                     argv[optind - 1]);
		if (code == '?')
			return option_unknown(command, optopt && optopt < OPTION_BASE ? "-" : word);
		r = option_apply(command, option_of(command, code), &request);
		if (r >= 0)
			return r;
	}
	request.targets = argv + optind;
	request.ntargets = argc - optind;
	*ret_request = request;
	return -1;
}
