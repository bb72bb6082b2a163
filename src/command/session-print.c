/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the answers of commands leave: style, tables, JSON, and the word about what stayed unknown.
 */
#include <errno.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/session.h"

static bool locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool output_is_ascii(const struct session *session)
{
	return session->request->ascii || !locale_is_utf8();
}

static bool output_has_color(const struct request *request)
{
	const char *terminal = getenv("TERM"), *no_color = getenv("NO_COLOR");

	if (request->color != COLOR_AUTO)
		return request->color == COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no_color && *no_color) && terminal && *terminal &&
	       strcmp(terminal, "dumb") != 0;
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}

enum cell_style session_style(const struct session *session)
{
	if (session->request->raw)
		return CELL_STYLE_RAW;
	return output_is_ascii(session) ? CELL_STYLE_ASCII : CELL_STYLE_HUMAN;
}

struct table_spec session_table(const struct session *session)
{
	const struct request *request = session->request;
	struct table_spec spec = {
		.columns = &session->columns,
		.out = stdout,
		.style = session_style(session),
		.headings = !request->noheadings,
		.color = output_has_color(request),
		.width = request->wide ? 0 : terminal_width(),
		.tree_column = TABLE_NO_TREE,
	};

	return spec;
}

const struct forest_style *session_branches(const struct session *session)
{
	return output_is_ascii(session) ? &forest_style_ascii : &forest_style_utf8;
}

static int json_print(struct session *session, enum row_kind kind)
{
	struct document document = {
		.out = stdout,
		.command = session->command->name,
		.columns = &session->columns,
	};
	int r = document_begin(&document, &session->snapshot, kind);

	for (size_t i = 0; r >= 0 && i < session->nrows; i++)
		r = document_add(&document, &session->rows[i], -1);
	return r < 0 ? r : document_end(&document);
}

static enum table_mark row_mark(const struct row *row)
{
	if (!row->process)
		return TABLE_PLAIN;
	if (process_is_zombie(row->process))
		return TABLE_ZOMBIE;
	return row->process->kthread ? TABLE_KERNEL : TABLE_PLAIN;
}

static int rows_print(struct session *session)
{
	struct table_spec spec = session_table(session);
	struct table *table = NULL;
	int r = table_new(&spec, &table);

	for (size_t i = 0; r >= 0 && i < session->nrows; i++)
		r = table_add(table, &session->rows[i], NULL, row_mark(&session->rows[i]));
	if (r >= 0)
		r = table_print(table);
	table_free(table);
	return r;
}

int session_print(struct session *session, enum row_kind kind)
{
	int r;

	if (session->sort)
		columns_sort(session->rows, session->nrows, session->sort, session->descending);
	r = session->request->json ? json_print(session, kind) : rows_print(session);
	/* An error of writing is said once, by main, when it closes standard output. */
	return r < 0 && r != -EIO ? (int)session_fail(session->command, r, "output") : -1;
}

/* Appends to a list of findings. */
static _printf_(3, 4) void finding_add(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	used += (size_t)snprintf(text + used, size - used, "%s", used ? ", " : "");
	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

/* The remedy: for somebody who is root already, the right is missing, or more than that. */
static const char *remedy(void)
{
	return geteuid() != 0 ? "root, or CAP_SYS_PTRACE, sees all"
	                      : "CAP_SYS_PTRACE is missing, or a security module refuses";
}

enum status session_report(const struct session *session, size_t unknown)
{
	const struct counts *counts = &session->snapshot.counts;
	bool hidden = snapshot_hides(&session->snapshot);
	char text[256] = "";

	if (!(session->snapshot.facts & FACT_NAMESPACE))
		unknown = 0;
	if (counts->inferred)
		finding_add(text, sizeof(text), "the namespace of %u was inferred (~)",
		            counts->inferred);
	if (unknown)
		finding_add(text, sizeof(text), "%s of %zu is unknown",
		            counts->inferred ? "that" : "the namespace", unknown);
	if (counts->hidden_more)
		finding_add(text, sizeof(text), "an unknown number is hidden (hidepid)");
	else if (counts->hidden)
		finding_add(text, sizeof(text), "%u more are hidden (hidepid)", counts->hidden);
	if (text[0] && !session->request->quiet)
		commands_fail(session->command, STATUS_INCOMPLETE, false,
		              "of %zu processes, %s: %s", session->snapshot.nprocesses, text,
		              remedy());
	return unknown || hidden ? STATUS_INCOMPLETE : STATUS_DONE;
}
