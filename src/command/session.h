/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every command does around its own job: open, choose columns, look, print, report.
 */
#ifndef NSPID_COMMAND_SESSION_H
#define NSPID_COMMAND_SESSION_H

#include "collect/collect.h"
#include "command/commands.h"
#include "command/filter.h"
#include "command/target.h"
#include "model/forest.h"
#include "view/document.h"
#include "view/table.h"

struct session {
	const struct request *request;
	const struct command *command;
	struct collector *collector;
	struct column_list columns;
	const struct column *sort; /* or NULL */
	bool descending;
	struct target *targets;
	size_t ntargets;
	struct filter filter;
	struct snapshot snapshot;
	struct place *places; /* one each target, after session_look() */
	struct row *rows;
	size_t nrows;
	size_t rows_size;
};

/*
 * Opens the procfs, and parses columns, sorting, targets and filters. `kind` says for which rows
 * the columns are. -1, or the exit status after an error was said. Release with session_done().
 */
int session_open(const struct request *request, enum row_kind kind, const char *columns,
                 struct session *ret_session);
void session_done(struct session *session);

/* The facts that columns, sorting, targets and filters need. */
unsigned session_facts(const struct session *session);

/* Takes the snapshot and resolves targets and filters. -1 or an exit status. */
int session_look(struct session *session, unsigned facts);

/* Appends a row. NULL: out of memory. */
struct row *session_add_row(struct session *session, const struct process *process,
                            const struct namespace *ns);

/* Adds rows for the processes that `chosen` (NULL: all) and the filters let through. -1 or a status. */
int session_add_processes(struct session *session, const bool *chosen);

/* Which processes the targets mean: one flag each, NULL: out of memory. Free it. */
bool *session_choose(const struct session *session, bool descendants);

/* Takes out those that the filters do not let through. */
void session_filter(const struct session *session, bool *chosen);

/* Sorts and prints the rows. -1 or an exit status. */
int session_print(struct session *session, enum row_kind kind);

/* How tables look here: style, colours, width. */
struct table_spec session_table(const struct session *session);
enum cell_style session_style(const struct session *session);
const struct forest_style *session_branches(const struct session *session);

/*
 * Says what stayed unknown, unless --quiet, and gives the exit status: STATUS_DONE, or
 * STATUS_INCOMPLETE when `unknown` processes or hidden ones may be missing from the answer.
 */
enum status session_report(const struct session *session, size_t unknown);

/* Reports an error of the system (-errno) and gives the exit status. */
enum status session_fail(const struct command *command, int error, const char *what);

#endif
