/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the pages share.
 */
#ifndef NSPID_LIVE_DETAILS_LINES_H
#define NSPID_LIVE_DETAILS_LINES_H

#include "live/details.h"
#include "view/columns.h"

enum {
	DETAILS_TEXT = 1024, /* the longest part of a line: foreign text is cut there */
	DETAILS_LABEL = 15,
	DETAILS_LIST = 20, /* so many processes are listed one by one */
};

struct details {
	struct live_lines *lines;
	const struct snapshot *snapshot;
	enum cell_style style;
};

/* "4005 nginx" in buffer: PID and name, escaped. */
const char *details_name(const struct details *details, const struct process *process, char *buffer,
                         size_t size);

/* Escapes a string; NULL gives "?". */
const char *details_text(const struct details *details, const char *text, char *buffer,
                         size_t size);

/* The cell of a column of a row, "-" or "?" where there is no value. */
const char *details_cell(const struct details *details, const struct row *row, const char *column,
                         enum row_kind kind, char *buffer, size_t size);

/* "pid:[4026532254]", "~3976" or "?", escaped. */
const char *details_namespace(const struct namespace *ns, char *buffer, size_t size);

/* A line "label  value" with a cell. */
void details_add_cell(const struct details *details, const struct row *row, const char *label,
                      const char *column, enum row_kind kind);

/* Lines for the container of a page; NULL: none. */
void details_add_container(const struct details *details, uint32_t container);

/* The lines "Reach it": what to type to get there. process may be a zombie or NULL. */
void details_add_reach(const struct details *details, const struct process *process,
                       const struct namespace *ns, uint32_t container);

/* Who must reap this zombie, and what SIGTERM does to this init. */
void details_add_reaper(const struct details *details, const struct process *zombie);
void details_add_verdict(const struct details *details, const struct process *init);

/* The zombies that wait for this process, or that live in this namespace (process NULL). */
void details_add_zombies(const struct details *details, const struct process *parent, uint32_t ns);

#endif
