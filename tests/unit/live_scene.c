/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenes for the tests of the live view.
 */
#include <stdio.h>

#include "tests/unit/live_scene.h"

/* One init with a shell and two containers; CPU says the order of the flat list. */
const struct fixture_process scene_table[SCENE_TABLE] = {
	{ .chain = "1", .name = "systemd", .ticks = 1 },
	{ .chain = "2", .name = "kthreadd", .flags = FIXTURE_KTHREAD },
	{ .chain = "100", .ppid = 1, .name = "bash", .uid = 1000, .ticks = 50 },
	{ .chain = "101", .ppid = 100, .name = "vim", .uid = 1000, .ticks = 5 },
	{ .chain = "500", .ppid = 1, .name = "shim", .ticks = 2 },
	{ .chain = "501 1",
	  .ppid = 500,
	  .ns = SCENE_WEB,
	  .name = "nginx",
	  .cgroup = "docker:web",
	  .ticks = 10 },
	{ .chain = "502 7",
	  .ppid = 501,
	  .ns = SCENE_WEB,
	  .name = "worker",
	  .cgroup = "docker:web",
	  .ticks = 90 },
	{ .chain = "503 8",
	  .ppid = 501,
	  .ns = SCENE_WEB,
	  .name = "gone",
	  .state = 'Z',
	  .cgroup = "docker:web" },
	{ .chain = "600 1",
	  .ppid = 500,
	  .ns = SCENE_DB,
	  .name = "postgres",
	  .cgroup = "podman:db",
	  .ticks = 20 },
};

/* A second later: 101 and 503 ended, 700 is new, 502 is calm and 100 busy. */
const struct fixture_process scene_later[SCENE_LATER] = {
	{ .chain = "1", .name = "systemd", .ticks = 1 },
	{ .chain = "2", .name = "kthreadd", .flags = FIXTURE_KTHREAD },
	{ .chain = "100", .ppid = 1, .name = "bash", .uid = 1000, .ticks = 99 },
	{ .chain = "500", .ppid = 1, .name = "shim", .ticks = 2 },
	{ .chain = "501 1",
	  .ppid = 500,
	  .ns = SCENE_WEB,
	  .name = "nginx",
	  .cgroup = "docker:web",
	  .ticks = 10 },
	{ .chain = "502 7",
	  .ppid = 501,
	  .ns = SCENE_WEB,
	  .name = "worker",
	  .cgroup = "docker:web" },
	{ .chain = "600 1",
	  .ppid = 500,
	  .ns = SCENE_DB,
	  .name = "postgres",
	  .cgroup = "podman:db",
	  .ticks = 20 },
	{ .chain = "700", .ppid = 100, .name = "make", .uid = 1000, .ticks = 30 },
};

static uint32_t container_of(struct snapshot *snapshot, const char *label)
{
	const char *colon = strchr(label, ':');
	size_t engine = (size_t)(colon - label);
	struct container *container;

	for (uint32_t i = 0; i < snapshot->ncontainers; i++) {
		const struct container *known = &snapshot->containers[i];

		if (strncmp(known->engine, label, engine) == 0 &&
		    strcmp(known->name, colon + 1) == 0)
			return i;
	}
	container = snapshot_add_container(snapshot);
	ck_assert_ptr_nonnull(container);
	container->engine = arena_copy(&snapshot->arena, label, engine);
	container->name = arena_copy(&snapshot->arena, colon + 1, strlen(colon + 1));
	container->id = container->name;
	return (uint32_t)snapshot->ncontainers - 1;
}

static void figures_put(struct snapshot *snapshot, const struct fixture_process *given,
                        struct process *process)
{
	struct vitals *vitals = arena_alloc(&snapshot->arena, sizeof(*vitals));

	ck_assert_ptr_nonnull(vitals);
	*vitals = (struct vitals){
		.ticks = given->ticks,
		.cpu = (double)given->ticks,
		.rss = (uint64_t)process->pid << 20,
	};
	process->vitals = vitals;
	if (process->start == START_NONE)
		process->start = (uint64_t)process->pid * 100;
	if (given->cgroup)
		process->container = container_of(snapshot, given->cgroup);
}

void scene_snapshot(const struct fixture_process *table, size_t count,
                    struct snapshot *ret_snapshot)
{
	unit_snapshot(table, count, ret_snapshot);
	for (size_t i = 0; i < count; i++) {
		pid_t pid = (pid_t)strtol(table[i].chain, NULL, 10);

		if (!table[i].tgid)
			figures_put(ret_snapshot, &table[i],
			            (struct process *)(uintptr_t)unit_process(ret_snapshot, pid));
	}
	for (size_t i = 0; i < ret_snapshot->nthreads; i++)
		ret_snapshot->threads[i].start = (uint64_t)ret_snapshot->threads[i].pid * 100;
	ck_assert_int_eq(snapshot_add_user(ret_snapshot, 0, "root"), 0);
	ck_assert_int_eq(snapshot_add_user(ret_snapshot, 1000, "alice"), 0);
	ck_assert_int_eq(snapshot_finish(ret_snapshot), 0);
	ret_snapshot->facts = ~0U;
	ret_snapshot->uptime = 1000;
	ret_snapshot->boot_time = 1700000000;
}

void scene_take(struct live_state *state, const struct fixture_process *table, size_t count)
{
	struct snapshot snapshot;

	scene_snapshot(table, count, &snapshot);
	ck_assert_int_eq(live_state_take(state, &snapshot, 1700001000), 0);
	ck_assert_uint_eq(snapshot.nprocesses, 0);
}

/* --- a large one --- */

/* An assertion costs a message to the runner: too much for each of so many. */
static void must(bool holds)
{
	if (!holds)
		ck_abort_msg("out of memory");
}

static unsigned scatter(unsigned x)
{
	x = (x ^ x >> 16) * 0x45d9f3bU;
	return x ^ x >> 13;
}

static void chain_put(struct snapshot *snapshot, struct process *process, pid_t pid, pid_t inside)
{
	pid_t *chain = arena_alloc(&snapshot->arena, 2 * sizeof(*chain));

	must(chain);
	chain[0] = pid;
	chain[1] = inside;
	process->chain = chain;
	process->level = inside > 0;
	process->pid = process->tgid = pid;
}

static void large_fill(struct snapshot *snapshot, size_t i, size_t per, unsigned turn)
{
	static const char command[] = "/usr/lib/program\0--with=some\0--arguments-of-usual-length";
	struct process *process = snapshot_add_process(snapshot);
	unsigned random = scatter((unsigned)i * 31 + turn);
	bool is_new;
	char name[16];

	must(process);
	/* Each turn one process in a hundred is another one. */
	chain_put(snapshot, process, (pid_t)(2 * i + 1), i < per ? 0 : (pid_t)(i % per + 1));
	process->start = 100 + (i + turn) / 100 % 7;
	process->ppid = i == 0         ? 0
	                : i % per == 0 ? 1
	                               : (pid_t)(2 * (i - i % per + (i % per - 1) / 3) + 1);
	process->state = random % 50 == 0 ? 'Z' : random % 10 == 0 ? 'R' : 'S';
	process->nthreads = 1;
	process->uid = i % 3 ? 1000 : 0;
	process->ns = NAMESPACE_VIEW;
	snprintf(name, sizeof(name), "worker%zu", i % 97);
	process->name = arena_copy(&snapshot->arena, name, strlen(name));
	process->command = arena_copy(&snapshot->arena, command, sizeof(command) - 1);
	process->command_len = sizeof(command) - 1;
	process->vitals = arena_alloc(&snapshot->arena, sizeof(*process->vitals));
	must(process->vitals);
	*process->vitals =
		(struct vitals){ .ticks = random, .rss = random, .cpu = random % 1000 / 10.0 };
	if (i < per)
		return;
	must(snapshot_intern_namespace(snapshot, 4026532000 + i / per, &process->ns, &is_new) == 0);
	process->container = (uint32_t)(i / per - 1);
}

void scene_large(size_t count, size_t namespaces, unsigned turn, struct snapshot *ret_snapshot)
{
	size_t per = count / (namespaces + 1) ? count / (namespaces + 1) : 1;
	char name[32];

	must(snapshot_init(ret_snapshot) == 0);
	must(snapshot_identify_namespace(ret_snapshot, NAMESPACE_VIEW, FIXTURE_VIEW_NS) == 0);
	for (size_t i = 0; i < count; i++)
		large_fill(ret_snapshot, i, per, turn);
	for (size_t i = 0; i * per < count; i++) {
		struct container *container = snapshot_add_container(ret_snapshot);

		must(container);
		snprintf(name, sizeof(name), "box-%u", scatter((unsigned)i));
		container->engine = "docker";
		container->name = arena_copy(&ret_snapshot->arena, name, strlen(name));
	}
	must(snapshot_add_user(ret_snapshot, 0, "root") == 0);
	must(snapshot_add_user(ret_snapshot, 1000, "alice") == 0);
	must(snapshot_finish(ret_snapshot) == 0);
	ret_snapshot->facts = ~0U;
	ret_snapshot->uptime = 1000 + turn;
}

/* --- the state --- */

struct live_state *scene_state(enum live_mode mode, size_t page)
{
	struct live_settings settings;
	struct live_state *state = NULL;

	live_settings_default(&settings);
	settings.mode = mode;
	ck_assert_int_eq(live_state_new(&settings, CELL_STYLE_HUMAN, &state), 0);
	live_state_set_page(state, page);
	return state;
}

static void line_write(const struct live_row *row, FILE *out)
{
	for (uint32_t i = 0; i < row->depth; i++)
		fputc('.', out);
	if (row->kind == LIVE_ROW_THREAD)
		fprintf(out, "%d.%d", (int)row->row.process->tgid, (int)row->row.process->pid);
	else if (row->row.process)
		fprintf(out, "%d", (int)row->row.process->pid);
	else
		fprintf(out, "ns%03u", (unsigned)(row->row.ns->id % 1000));
}

static void marks_write(const struct live_row *row, FILE *out)
{
	fprintf(out, "%s%s%s%s%s%s", row->context ? "~" : "", row->fresh ? "+" : "",
	        row->ended ? "x" : "", row->tagged ? "*" : "", row->found ? "?" : "",
	        row->selected ? ">" : "");
	if (row->folded)
		fprintf(out, "(%u)", row->hidden);
}

static char *buffer_next(size_t *ret_size)
{
	static char texts[4][4096];
	static unsigned turn;

	*ret_size = sizeof(texts[0]);
	return texts[turn++ % 4];
}

const char *scene_text(const struct live_state *state)
{
	size_t size;
	char *text = buffer_next(&size);
	FILE *out = fmemopen(text, size, "w");

	ck_assert_ptr_nonnull(out);
	text[0] = '\0';
	for (size_t i = 0; i < live_state_rows(state); i++) {
		struct live_row row;

		live_state_row(state, i, &row);
		if (i > 0)
			fputc(' ', out);
		line_write(&row, out);
		marks_write(&row, out);
	}
	fclose(out);
	return text;
}

const char *scene_cursor(const struct live_state *state)
{
	struct live_row row;
	size_t size;
	char *text = buffer_next(&size);
	FILE *out;

	if (live_state_rows(state) == 0)
		return "none";
	out = fmemopen(text, size, "w");
	ck_assert_ptr_nonnull(out);
	live_state_row(state, live_state_cursor(state), &row);
	line_write(&row, out);
	fclose(out);
	return text;
}

enum live_do scene_act(struct live_state *state, enum live_action action)
{
	return live_state_act(state, action).what;
}

void scene_keys(struct live_state *state, const char *keys)
{
	for (; *keys; keys++) {
		enum live_action action = live_keys_find((uint32_t)*keys, live_state_place(state));

		ck_assert_msg(action != LIVE_ACTION_NONE, "'%c' means nothing here", *keys);
		live_state_act(state, action);
	}
}

enum live_do scene_answer(struct live_state *state, enum live_prompt prompt, const char *text)
{
	struct live_outcome outcome = { .what = LIVE_DO_NOTHING };
	int r = live_state_answer(state, prompt, text, &outcome);

	ck_assert_msg(r == 0, "'%s' was refused: %s", text, live_state_message(state));
	return outcome.what;
}

void scene_select(struct live_state *state, pid_t pid)
{
	for (size_t i = 0; i < live_state_rows(state); i++) {
		struct live_row row;

		live_state_row(state, i, &row);
		if (row.kind != LIVE_ROW_PROCESS || row.row.process->pid != pid)
			continue;
		ck_assert(live_state_click(state, i));
		return;
	}
	ck_abort_msg("no line of process %d", (int)pid);
}
