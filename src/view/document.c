/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON documents, row by row.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "view/document.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

enum {
	SCHEMA = 1, /* raised when a key changes its meaning or goes away */
	KEY_SIZE = 32,
};

static void key_of(const struct column *column, char key[KEY_SIZE])
{
	size_t i;

	for (i = 0; column->name[i] && i + 1 < KEY_SIZE; i++)
		key[i] = (char)tolower((unsigned char)column->name[i]);
	key[i] = '\0';
}

/* What goes with a namespace in the row of a process: its init, and whether it was deduced. */
static int namespace_keys(json_t *object, const struct row *row)
{
	pid_t init = row->ns ? row->ns->init_pid : 0;
	int r = json_object_set_new(object, "nsinit", init ? json_integer(init) : json_null());

	return r < 0 ? r
	             : json_object_set_new(object, "inferred",
	                                   json_boolean(row->process->inferred));
}

json_t *document_row(const struct column_list *columns, const struct row *row, int depth)
{
	json_t *object = json_object();
	int r = object ? 0 : -1;

	if (r == 0 && row->asked) {
		struct cell asked = column_cell(columns_find("ASKED", 5, ROW_PROCESS), row);

		r = json_object_set_new(object, "asked", cell_json(&asked));
	}
	for (size_t i = 0; r == 0 && i < columns->count; i++) {
		struct cell cell = column_cell(columns->columns[i], row);
		char key[KEY_SIZE];

		key_of(columns->columns[i], key);
		r = json_object_set_new(object, key, cell_json(&cell));
		if (r == 0 && row->process && strcmp(key, "ns") == 0)
			r = namespace_keys(object, row);
		if (r == 0 && row->process && strcmp(key, "pid") == 0 &&
		    process_is_thread(row->process))
			r = json_object_set_new(object, "tgid", json_integer(row->process->tgid));
	}
	if (r == 0 && depth >= 0)
		r = json_object_set_new(object, "depth", json_integer(depth));
	if (r < 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static int object_write(struct document *document, json_t *object)
{
	int r;

	if (!object)
		return -ENOMEM;
	r = json_dumpf(object, document->out,
	               JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	json_decref(object);
	return r < 0 || ferror(document->out) ? -EIO : 0;
}

static json_t *counts_json(const struct snapshot *snapshot)
{
	const struct counts *counts = &snapshot->counts;
	size_t nthreads = 0;

	if (snapshot->partial)
		return json_null();
	for (size_t i = 0; i < snapshot->nprocesses; i++)
		nthreads += snapshot->processes[i].nthreads;
	return json_pack(
		"{s:I, s:I, s:I, s:I, s:o, s:I, s:I}", "processes",
		(json_int_t)snapshot->nprocesses, "threads", (json_int_t)nthreads, "namespaces",
		(json_int_t)snapshot->nnamespaces, "gone", (json_int_t)counts->gone, "hidden",
		counts->hidden_more ? json_null() : json_integer(counts->hidden), "inferred",
		(json_int_t)counts->inferred, "unknown", (json_int_t)counts->unknown);
}

static json_t *view_json(const struct snapshot *snapshot)
{
	uint64_t id = snapshot->namespaces[NAMESPACE_VIEW].id;

	return json_pack("{s:o}", "ns", id ? json_integer((json_int_t)id) : json_null());
}

static void text_write(struct document *document, const char *text)
{
	fputs(text, document->out);
	if (!document->lines)
		fputs("\n ", document->out);
}

int document_begin(struct document *document, const struct snapshot *snapshot, enum row_kind kind)
{
	json_t *program = json_pack("{s:s, s:i, s:s}", "version", PACKAGE_VERSION, "schema", SCHEMA,
	                            "command", document->command);
	int r;

	document->nrows = 0;
	fputs("{\"nspid\":", document->out);
	r = object_write(document, program);
	text_write(document, ",");
	fputs("\"view\":", document->out);
	if (r >= 0)
		r = object_write(document, view_json(snapshot));
	text_write(document, ",");
	fputs("\"counts\":", document->out);
	if (r >= 0)
		r = object_write(document, counts_json(snapshot));
	text_write(document, ",");
	fprintf(document->out, "\"%s\":[", kind == ROW_PROCESS ? "processes" : "namespaces");
	return r;
}

int document_add(struct document *document, const struct row *row, int depth)
{
	if (document->nrows++ > 0)
		fputc(',', document->out);
	if (!document->lines)
		fputs("\n  ", document->out);
	return object_write(document, document_row(document->columns, row, depth));
}

int document_end(struct document *document)
{
	if (document->nrows > 0 && !document->lines)
		fputs("\n ", document->out);
	fputs("]}\n", document->out);
	return ferror(document->out) ? -EIO : 0;
}
