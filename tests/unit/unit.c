/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unit tests share.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tests/unit/unit.h"

static int chain_read(const char *text, pid_t *pids)
{
	int count = 0;
	char *end;

	for (const char *at = text + strspn(text, " >"); *at; at = end + strspn(end, " >")) {
		ck_assert_int_le(count, LEVEL_MAX);
		pids[count++] = (pid_t)strtol(at, &end, 10);
		ck_assert_ptr_ne(end, at);
	}
	ck_assert_int_gt(count, 0);
	return count;
}

static void chain_take(struct snapshot *snapshot, const char *text, struct process *process)
{
	pid_t pids[LEVEL_MAX + 1];
	int count = chain_read(text, pids);
	pid_t *chain = arena_alloc(&snapshot->arena, (size_t)count * sizeof(*chain));

	ck_assert_ptr_nonnull(chain);
	memcpy(chain, pids, (size_t)count * sizeof(*chain));
	process->chain = chain;
	process->level = count - 1;
	process->pid = process->tgid = chain[0];
}

/* A leader by its own chain: its number in the view, and on the level of the process or 0. */
static void leader_take(const char *text, const struct process *process, pid_t *ret_view,
                        pid_t *ret_inside)
{
	pid_t pids[LEVEL_MAX + 1];
	int count;

	*ret_view = process->pid;
	*ret_inside = process->chain[process->level];
	if (!text)
		return;
	count = chain_read(text, pids);
	*ret_view = pids[0];
	*ret_inside = process->level < count ? pids[process->level] : 0;
}

static void namespace_take(struct snapshot *snapshot, uint64_t id, struct process *process)
{
	bool is_new;

	if (process->level == 0)
		process->ns = NAMESPACE_VIEW;
	else if (id)
		ck_assert_int_eq(snapshot_intern_namespace(snapshot, id, &process->ns, &is_new), 0);
}

static void process_take(struct snapshot *snapshot, const struct fixture_process *given)
{
	struct process *process =
		given->tgid ? snapshot_add_thread(snapshot) : snapshot_add_process(snapshot);
	const char *name = given->name ? given->name : "process";

	ck_assert_ptr_nonnull(process);
	chain_take(snapshot, given->chain, process);
	if (given->tgid)
		process->tgid = given->tgid;
	process->ppid = given->ppid;
	process->tracer = given->tracer;
	process->state = given->state ? given->state : 'S';
	process->uid = given->uid;
	process->nthreads = given->threads ? given->threads : 1;
	process->kthread = given->flags & FIXTURE_KTHREAD;
	process->exiting = given->flags & FIXTURE_EXITING;
	process->start = given->start ? given->start : START_NONE;
	process->name = arena_copy(&snapshot->arena, name, strlen(name));
	if (given->command) {
		process->command_len =
			given->command_len ? given->command_len : strlen(given->command);
		process->command =
			arena_copy(&snapshot->arena, given->command, process->command_len);
	}
	leader_take(given->session, process, &process->session, &process->session_inside);
	leader_take(given->group, process, &process->group, &process->group_inside);
	namespace_take(snapshot, given->ns, process);
}

void unit_snapshot(const struct fixture_process *table, size_t count, struct snapshot *ret_snapshot)
{
	ck_assert_int_eq(snapshot_init(ret_snapshot), 0);
	ck_assert_int_eq(snapshot_identify_namespace(ret_snapshot, NAMESPACE_VIEW, FIXTURE_VIEW_NS),
	                 0);
	for (size_t i = 0; i < count; i++)
		process_take(ret_snapshot, &table[i]);
	ck_assert_int_eq(snapshot_finish(ret_snapshot), 0);
}

const struct process *unit_process(const struct snapshot *snapshot, pid_t pid)
{
	const struct process *process = snapshot_find_process(snapshot, pid);

	ck_assert_msg(process != NULL, "no process %d in the snapshot", (int)pid);
	return process;
}

uint32_t unit_namespace(const struct snapshot *snapshot, uint64_t id)
{
	uint32_t index = snapshot_find_namespace(snapshot, id);

	ck_assert_msg(index != NAMESPACE_NONE, "no namespace %" PRIu64 " in the snapshot", id);
	return index;
}

static void namespace_text(const struct namespace *ns, bool inferred, char *text, size_t size)
{
	if (ns->id)
		snprintf(text, size, "%s%" PRIu64, inferred ? "~" : "", ns->id);
	else
		snprintf(text, size, "~%d", (int)ns->init_pid);
}

const char *unit_ns(const struct snapshot *snapshot, pid_t pid)
{
	static char texts[4][32];
	static unsigned turn;
	char *text = texts[turn++ % 4];
	const struct process *process = unit_process(snapshot, pid);

	if (process->ns == NAMESPACE_NONE)
		return "?";
	namespace_text(&snapshot->namespaces[process->ns], process->inferred, text,
	               sizeof(texts[0]));
	return text;
}

static void chain_put(FILE *out, const struct process *process)
{
	for (int i = 0; i <= (process->level > 0 ? process->level : 0); i++)
		fprintf(out, "%s%d", i ? ">" : "", (int)process->chain[i]);
}

char *unit_chains(const struct snapshot *snapshot)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (i)
			fputc(' ', out);
		chain_put(out, &snapshot->processes[i]);
	}
	fclose(out);
	return text;
}

static void row_put(FILE *out, const struct snapshot *snapshot, const struct forest_row *row)
{
	const struct process *process;
	char text[32];

	if (row->context)
		fputc('.', out);
	if (row->kind == FOREST_NAMESPACE) {
		if (row->index == NAMESPACE_NONE)
			strcpy(text, "?");
		else
			namespace_text(&snapshot->namespaces[row->index], false, text,
			               sizeof(text));
		fprintf(out, "ns %s (%u)\n", text, row->count);
		return;
	}
	process = row->kind == FOREST_THREAD ? &snapshot->threads[row->index]
	                                     : &snapshot->processes[row->index];
	if (row->kind == FOREST_FOLD) {
		fprintf(out, "%u*[%s]\n", row->count, process->name);
		return;
	}
	if (row->kind == FOREST_THREAD)
		fputs("tid ", out);
	chain_put(out, process);
	fprintf(out, " %s\n", process->name);
}

char *unit_forest(const struct snapshot *snapshot, const struct forest_options *options)
{
	char prefix[FOREST_PREFIX_SIZE];
	struct forest forest;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	ck_assert_int_eq(forest_build(snapshot, options, &forest), 0);
	for (size_t i = 0; i < forest.nrows; i++) {
		forest_prefix(&forest, i, &forest_style_utf8, 48, prefix, sizeof(prefix));
		fputs(prefix, out);
		row_put(out, snapshot, &forest.rows[i]);
	}
	forest_done(&forest);
	fclose(out);
	return text;
}
