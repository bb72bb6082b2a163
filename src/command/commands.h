/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE table of commands and options: parsing, --help, and the checks of the documents use it.
 */
#ifndef NSPID_COMMAND_COMMANDS_H
#define NSPID_COMMAND_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Exit statuses, the same for every command. */
enum status {
	STATUS_DONE = 0,
	STATUS_NOTHING = 1,    /* looked everywhere and found nothing */
	STATUS_USAGE = 2,      /* bad words, or what they name cannot be used */
	STATUS_INCOMPLETE = 3, /* something stayed unknown to this user */
	STATUS_AMBIGUOUS = 4,  /* `map --one`: more than one */
};

enum color_when {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What the words of the command line ask for. Texts are borrowed from argv. */
struct request {
	const struct command *command;
	char **targets;
	int ntargets;
	bool json, raw, noheadings, threads, ascii, wide, quiet, verbose;
	bool namespaces, arguments, fold, kernel; /* tree */
	bool held;                                /* list */
	bool one;                                 /* map */
	bool batch;                               /* top */
	enum color_when color;
	const char *output; /* -o */
	const char *sort;
	const char *proc; /* --proc, or NULL: /proc */
	const char *to;   /* map --to */
	const char *filter_ns, *filter_user, *filter_state, *filter_name;
	const char *filter_level, *filter_min_level;
	const char *filter_container, *filter_engine, *filter_pod;
	const char *delay, *count; /* top: as given; NULL: the default */
};

/* Columns that a command shows by default; NULL: it has none. */
struct command {
	const char *name;
	const char *arguments; /* for the usage line: "[TARGET...]" */
	const char *help;      /* one line */
	const char *about;     /* what --help says below the usage line */
	const char *columns;
	unsigned kind; /* enum row_kind of its columns, or 0 */
	enum status (*run)(const struct request *request);
	bool one_namespace; /* it speaks the numbers of one namespace: a target must mean just one */
};

extern const struct command commands_all[];
extern const size_t commands_count;

/* The command of that name, or NULL. */
const struct command *commands_find(const char *name);

/*
 * Parses the words behind the command's name. On success *ret_request is filled and -1 returned;
 * otherwise the exit status: help or the version were printed, or an error was said.
 */
int commands_parse(const struct command *command, int argc, char **argv,
                   struct request *ret_request);

/* One line on standard error, "nspid: " in front; with `hint`, "Try 'nspid ...'" below it. */
enum status commands_fail(const struct command *command, enum status status, bool hint,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* While hushed, commands_fail() says nothing: the live view's targets may come and go. */
void commands_hush(bool hushed);

/* The commands, each in a file of its own. */
enum status command_tree(const struct request *request);
enum status command_table(const struct request *request);
enum status command_list(const struct request *request);
enum status command_ps(const struct request *request);
enum status command_map(const struct request *request);
enum status command_top(const struct request *request);

#endif
