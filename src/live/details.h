/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of the live view as lines of text: one process or one namespace in full, and the help.
 */
#ifndef NSPID_LIVE_DETAILS_H
#define NSPID_LIVE_DETAILS_H

#include "view/cell.h"

enum live_line_kind {
	LIVE_LINE_PLAIN,
	LIVE_LINE_TITLE,   /* what the page is about; the first line */
	LIVE_LINE_HEADING, /* of a part of the page */
	LIVE_LINE_COMMAND, /* to be copied into a shell */
	LIVE_LINE_WARNING, /* zombies that nobody reaps, an init that drops SIGTERM, "has ended" */
};

struct live_line {
	enum live_line_kind kind;
	uint32_t start; /* of its text in live_lines.text, NUL-terminated there */
	uint32_t label; /* columns of the label in front ("Container  "): drawn bold; 0: none */
};

/* Zero-initialise before use. Filled again and again without new memory; escaped for a terminal. */
struct live_lines {
	char *text;
	size_t used, size;
	struct live_line *lines;
	size_t nlines, lines_size;
	bool failed; /* out of memory: the end is missing */
};

void live_lines_clear(struct live_lines *lines);
void live_lines_done(struct live_lines *lines);

/* The text of line i. */
const char *live_lines_text(const struct live_lines *lines, size_t i);

/*
 * What all pages are made with. `fmt` must give safe text: foreign text goes through the helpers of
 * details.c. The label is put in front, padded; NULL: the text alone.
 */
void live_lines_add(struct live_lines *lines, enum live_line_kind kind, const char *label,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* What the pages of processes and namespaces need to be complete. */
extern const unsigned live_details_facts;

/*
 * The page of a process (or thread) of the snapshot: its chain with each namespace on it,
 * container, cgroup, user namespace, init, zombies and who must reap them, children, threads,
 * command lines to reach it, and for an init what SIGTERM does. Replaces what the lines held.
 */
void live_details_process(struct live_lines *lines, const struct snapshot *snapshot,
                          const struct process *process, enum cell_style style);

/* The page of a namespace of the snapshot. */
void live_details_namespace(struct live_lines *lines, const struct snapshot *snapshot,
                            const struct namespace *ns, enum cell_style style);

/* The help: the key table and what the marks mean. */
void live_details_help(struct live_lines *lines);

#endif
