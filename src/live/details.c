/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of one process and of one namespace.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "live/details-lines.h"

const unsigned live_details_facts = FACT_NAMESPACE | FACT_HIERARCHY | FACT_OWNER | FACT_COMMAND |
                                    FACT_CGROUP | FACT_START | FACT_VITALS | FACT_CONTAINER |
                                    FACT_SIGNALS | FACT_USER;

static void heading_add(const struct details *details, const char *text)
{
	live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "%s", "");
	live_lines_add(details->lines, LIVE_LINE_HEADING, NULL, "%s", text);
}

static void text_add(const struct details *details, const char *label, const char *text)
{
	char safe[DETAILS_TEXT];

	if (text)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, label, "%s",
		               details_text(details, text, safe, sizeof(safe)));
}

void details_add_container(const struct details *details, uint32_t container)
{
	const struct snapshot *snapshot = details->snapshot;
	const struct container *one;
	char label[DETAILS_TEXT / 2], safe[DETAILS_TEXT];

	if (container == CONTAINER_NONE) {
		live_lines_add(details->lines, LIVE_LINE_PLAIN, "Container", "-");
		return;
	}
	one = &snapshot->containers[container];
	/* The label is escaped already, but for what only ASCII forbids. */
	cell_format_container(one, label, sizeof(label));
	if (details->style == CELL_STYLE_ASCII)
		details_text(details, label, safe, sizeof(safe));
	else
		snprintf(safe, sizeof(safe), "%s", label);
	live_lines_add(details->lines, LIVE_LINE_PLAIN, "Container", "%s", safe);
	text_add(details, "  engine", one->engine);
	text_add(details, "  id", one->id);
	text_add(details, "  image", one->image);
	if (one->outer != CONTAINER_NONE) {
		cell_format_container(&snapshot->containers[one->outer], label, sizeof(label));
		live_lines_add(details->lines, LIVE_LINE_PLAIN, "  inside of", "%s",
		               details_text(details, label, safe, sizeof(safe)));
	}
}

/* The namespaces on a chain from the own one up; `namespaces` holds level + 1. */
static void chain_namespaces(const struct snapshot *snapshot, const struct process *process,
                             const struct namespace **namespaces)
{
	uint32_t ns = process->ns;

	for (int level = process->level; level >= 0; level--) {
		namespaces[level] = ns == NAMESPACE_NONE ? NULL : &snapshot->namespaces[ns];
		if (ns != NAMESPACE_NONE)
			ns = snapshot->namespaces[ns].parent;
	}
	namespaces[0] = &snapshot->namespaces[NAMESPACE_VIEW];
}

static void namespace_describe(const struct details *details, const struct namespace *ns,
                               char *buffer, size_t size)
{
	const struct row row = { .snapshot = details->snapshot, .ns = ns };
	char id[48], containers[256] = "", init[32] = "";

	if (!ns) {
		snprintf(buffer, size, "a namespace that is not known");
		return;
	}
	details_namespace(ns, id, sizeof(id));
	if (ns->ncontainers)
		details_cell(details, &row, "CONTAINER", ROW_NAMESPACE, containers,
		             sizeof(containers));
	if (ns->init_pid)
		snprintf(init, sizeof(init), ", init %d", (int)ns->init_pid);
	snprintf(buffer, size, "%s%s%s%s%s", id, containers[0] ? " " : "", containers, init,
	         ns == &details->snapshot->namespaces[NAMESPACE_VIEW] ? ", the view" : "");
}

static void chain_add(const struct details *details, const struct process *process)
{
	const struct namespace *namespaces[LEVEL_MAX + 2] = { NULL };
	char text[512];

	heading_add(details, "PIDs");
	if (process->level < 0 || process->level > LEVEL_MAX) {
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL,
		               "  %7d  in the view; this kernel does not tell the others",
		               (int)process->pid);
		return;
	}
	chain_namespaces(details->snapshot, process, namespaces);
	for (int level = 0; level <= process->level; level++) {
		namespace_describe(details, namespaces[level], text, sizeof(text));
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  %7d  in %s",
		               (int)process->chain[level], text);
	}
}

static void relative_add(const struct details *details, const char *label, pid_t pid)
{
	const struct process *other = snapshot_find_process(details->snapshot, pid);
	char name[96];

	if (other)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, label, "%s",
		               details_name(details, other, name, sizeof(name)));
	else if (pid)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, label, "%d", (int)pid);
	else
		live_lines_add(details->lines, LIVE_LINE_PLAIN, label,
		               "outside of the view, or none");
}

static void process_title(const struct details *details, const struct process *process)
{
	const char *what = process_is_thread(process) ? "Thread" : "Process";
	char name[64];

	details_text(details, process->name, name, sizeof(name));
	if (process->level > 0)
		live_lines_add(details->lines, LIVE_LINE_TITLE, NULL, "%s %d, inside %d: %s", what,
		               (int)process->pid, (int)process_nspid(process), name);
	else
		live_lines_add(details->lines, LIVE_LINE_TITLE, NULL, "%s %d: %s", what,
		               (int)process->pid, name);
}

static void process_facts(const struct details *details, const struct row *row)
{
	static const char *const lines[][2] = {
		{ "Command", "COMMAND" }, { "State", "STATE" },         { "User", "USER" },
		{ "Started", "START" },   { "Running for", "ELAPSED" }, { "CPU %", "CPU" },
		{ "CPU time", "TIME" },   { "Memory", "RSS" },          { "Threads", "THREADS" },
	};
	const struct process *process = row->process;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		details_add_cell(details, row, lines[i][0], lines[i][1], ROW_PROCESS);
	if (process_is_thread(process))
		relative_add(details, "Thread of", process->tgid);
	relative_add(details, "Parent", process->ppid);
	if (process->tracer)
		relative_add(details, "Traced by", process->tracer);
	if (process->kthread)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, "Kind", "a thread of the kernel");
}

static void place_add(const struct details *details, const struct row *row)
{
	const struct process *process = row->process;
	char text[512];

	heading_add(details, "Where it lives");
	namespace_describe(details, row->ns, text, sizeof(text));
	live_lines_add(details->lines, LIVE_LINE_PLAIN, "Namespace", "%s%s", text,
	               process->inferred ? ", deduced" : "");
	if (row->ns && row->ns->init != PROCESS_NONE)
		relative_add(details, "Init", row->ns->init_pid);
	details_add_cell(details, row, "User namespace", "USERNS", ROW_PROCESS);
	details_add_container(details, process->container);
	details_add_cell(details, row, "Cgroup", "CGROUP", ROW_PROCESS);
	if (process->unit)
		details_add_cell(details, row, "Unit", "UNIT", ROW_PROCESS);
}

static void children_add(const struct details *details, const struct process *parent)
{
	const struct snapshot *snapshot = details->snapshot;
	char name[96], inside[32];
	uint32_t count = 0;

	heading_add(details, "Children");
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *child = &snapshot->processes[i];

		if (child->ppid != parent->pid || child == parent || ++count > DETAILS_LIST)
			continue;
		inside[0] = '\0';
		if (child->level > 0)
			snprintf(inside, sizeof(inside), ", inside %d", (int)process_nspid(child));
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  %s%s%s",
		               details_name(details, child, name, sizeof(name)), inside,
		               process_is_zombie(child) ? ", a zombie" : "");
	}
	if (count > DETAILS_LIST)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  and %u more",
		               count - DETAILS_LIST);
	if (count == 0)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  none");
}

/* They are read of the process whose page is open, and of all while the list shows them. */
static void threads_add(const struct details *details, const struct process *process)
{
	const struct snapshot *snapshot = details->snapshot;
	char name[96];
	uint32_t count = 0;

	if (snapshot->nthreads == 0 || process->nthreads < 2)
		return;
	heading_add(details, "Threads");
	for (size_t i = 0; i < snapshot->nthreads && snapshot->threads[i].tgid <= process->tgid;
	     i++) {
		if (snapshot->threads[i].tgid == process->tgid && ++count <= DETAILS_LIST)
			live_lines_add(
				details->lines, LIVE_LINE_PLAIN, NULL, "  %s",
				details_name(details, &snapshot->threads[i], name, sizeof(name)));
	}
	if (count > DETAILS_LIST)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  and %u more",
		               count - DETAILS_LIST);
}

void live_details_process(struct live_lines *lines, const struct snapshot *snapshot,
                          const struct process *process, enum cell_style style)
{
	const struct details details = { .lines = lines, .snapshot = snapshot, .style = style };
	const struct namespace *ns = snapshot_namespace_of(snapshot, process);
	const struct row row = { .snapshot = snapshot, .process = process, .ns = ns };

	live_lines_clear(lines);
	process_title(&details, process);
	process_facts(&details, &row);
	if (process_is_zombie(process))
		details_add_reaper(&details, process);
	else if (!process_is_thread(process))
		details_add_zombies(&details, process, NAMESPACE_NONE);
	if (process_is_init(process))
		details_add_verdict(&details, process);
	chain_add(&details, process);
	place_add(&details, &row);
	details_add_reach(&details, process, ns, process->container);
	children_add(&details, process);
	threads_add(&details, process);
}

static void members_add(const struct details *details, uint32_t ns)
{
	const struct snapshot *snapshot = details->snapshot;
	char name[96];
	uint32_t count = 0;

	heading_add(details, "Processes");
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];

		if (process->ns != ns || ++count > DETAILS_LIST)
			continue;
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  %7d  inside %s",
		               (int)process_nspid(process),
		               details_name(details, process, name, sizeof(name)));
	}
	if (count > DETAILS_LIST)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  and %u more",
		               count - DETAILS_LIST);
	if (count == 0)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, NULL, "  none");
}

static void namespace_facts(const struct details *details, const struct row *row)
{
	static const char *const lines[][2] = {
		{ "Level", "LEVEL" },           { "Parent", "PARENT" }, { "Processes", "NPROCS" },
		{ "Threads", "NTHREADS" },      { "Held by", "TYPE" },  { "Created", "CREATED" },
		{ "User namespace", "USERNS" }, { "Owner", "OWNER" },
	};
	const struct namespace *ns = row->ns;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		details_add_cell(details, row, lines[i][0], lines[i][1], ROW_NAMESPACE);
	text_add(details, "Held at", ns->hold_path);
	if (ns->init != PROCESS_NONE)
		relative_add(details, "Init", ns->init_pid);
	else
		live_lines_add(details->lines, LIVE_LINE_PLAIN, "Init", "none that can be seen");
}

void live_details_namespace(struct live_lines *lines, const struct snapshot *snapshot,
                            const struct namespace *ns, enum cell_style style)
{
	const struct details details = { .lines = lines, .snapshot = snapshot, .style = style };
	const struct row row = { .snapshot = snapshot, .ns = ns };
	uint32_t index = snapshot_namespace_index(snapshot, ns);
	char id[48];

	live_lines_clear(lines);
	live_lines_add(lines, LIVE_LINE_TITLE, NULL, "PID namespace %s%s",
	               details_namespace(ns, id, sizeof(id)),
	               index == NAMESPACE_VIEW ? ", the view" : "");
	namespace_facts(&details, &row);
	details_add_zombies(&details, NULL, index);
	if (ns->init != PROCESS_NONE)
		details_add_verdict(&details, &snapshot->processes[ns->init]);
	for (uint32_t i = 0; i < ns->ncontainers; i++)
		details_add_container(&details, ns->containers[i]);
	details_add_reach(&details, NULL, ns,
	                  ns->ncontainers == 1 ? ns->containers[0] : CONTAINER_NONE);
	members_add(&details, index);
}
