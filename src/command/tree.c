/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid tree: processes as a tree with namespace boundaries, or the namespaces alone.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/session.h"

enum { TEXT_SIZE = 640, LEVELS_LEAST = 4 };

static const char *const namespaces_columns = "NS,NPROCS,INIT,OWNER,CONTAINER,COMMAND";

/* The column in which branches are drawn: the name, else the last that is not a number. */
static size_t tree_column(const struct session *session, bool namespaces)
{
	const struct column_list *columns = &session->columns;
	const char *name = namespaces ? "NS" : "NAME";

	for (size_t i = 0; i < columns->count; i++) {
		if (strcmp(columns->columns[i]->name, name) == 0)
			return i;
	}
	for (size_t i = 0; i < columns->count && !namespaces; i++) {
		if (strcmp(columns->columns[i]->name, "COMMAND") == 0)
			return i;
	}
	return columns->count - 1;
}

static struct row row_of(const struct session *session, const struct forest_row *node)
{
	const struct snapshot *snapshot = &session->snapshot;
	struct row row = { .snapshot = snapshot };

	if (node->kind == FOREST_NAMESPACE) {
		row.ns = node->index == NAMESPACE_NONE ? NULL : &snapshot->namespaces[node->index];
		return row;
	}
	row.process = node->kind == FOREST_THREAD ? &snapshot->threads[node->index]
	                                          : &snapshot->processes[node->index];
	row.ns = snapshot_namespace_of(snapshot, row.process);
	return row;
}

static size_t text_chain(const struct session *session, const struct process *init, char *text,
                         size_t size)
{
	struct cell cell = { .kind = CELL_CHAIN };

	cell.pids = init->chain;
	cell.npids = init->level < 0 ? 1 : (size_t)init->level + 1;
	return cell_format(&cell, session_style(session), text, size);
}

/* The boundary says what begins here: the namespace, its containers, and its init on both sides. */
static void boundary_text(const struct session *session, const struct namespace *ns, bool entered,
                          char *text, size_t size)
{
	const struct snapshot *snapshot = &session->snapshot;
	struct row row = { .snapshot = snapshot, .ns = ns };
	const struct column *container = columns_find("CONTAINER", 9, ROW_NAMESPACE);
	struct cell cell = { .kind = CELL_NAMESPACE };
	size_t used = 0;

	cell.ns = ns;
	if (ns->id)
		used = (size_t)snprintf(text, size, "pid:[%" PRIu64 "]", ns->id);
	else
		used = cell_format(&cell, CELL_STYLE_ASCII, text, size);
	cell = column_cell(container, &row);
	if (cell.kind == CELL_CONTAINERS && used < size) {
		text[used++] = ' ';
		used += cell_format(&cell, session_style(session), text + used, size - used);
	}
	if (used < size)
		used += (size_t)snprintf(text + used, size - used, " (%s",
		                         entered ? "entered, " : "");
	if (ns->init != PROCESS_NONE && used + 8 < size) {
		used += (size_t)snprintf(text + used, size - used, "init ");
		used += text_chain(session, &snapshot->processes[ns->init], text + used,
		                   size - used);
		used += (size_t)snprintf(text + used, used < size ? size - used : 0, ", ");
	}
	if (used < size)
		snprintf(text + used, size - used, "%u process%s)", ns->nprocs,
		         ns->nprocs == 1 ? "" : "es");
}

/* All that can be told of an unknown namespace is how deep it lies, by those who live in it. */
static void unknown_text(const struct session *session, const struct forest *forest, size_t at,
                         char *text, size_t size)
{
	const struct process *child = &session->snapshot.processes[forest->rows[at + 1].index];

	snprintf(text, size, "? (namespace unknown, level %d)", child->level);
}

/* Whether the init of the namespace is not among the children of its boundary. */
static bool boundary_is_entered(const struct session *session, const struct forest *forest,
                                size_t at)
{
	uint32_t init = session->snapshot.namespaces[forest->rows[at].index].init;

	/* Above a target that is the root of what is shown, nothing can tell. */
	if (forest->rows[at].parent == FOREST_NO_PARENT)
		return false;
	for (size_t i = at + 1; i < forest->nrows && forest->rows[i].depth > forest->rows[at].depth;
	     i++) {
		const struct forest_row *row = &forest->rows[i];

		if (row->parent == at && row->kind != FOREST_NAMESPACE && row->index == init)
			return false;
	}
	return true;
}

static enum table_mark mark_of(const struct forest_row *node, const struct row *row)
{
	if (node->context)
		return TABLE_CONTEXT;
	if (process_is_zombie(row->process))
		return TABLE_ZOMBIE;
	return row->process->kthread ? TABLE_KERNEL : TABLE_PLAIN;
}

static int fold_add(const struct forest_row *node, const struct row *row, struct table *table,
                    enum cell_style style, const char *prefix)
{
	char name[TEXT_SIZE / 2], text[TEXT_SIZE];
	struct cell cell = { .kind = CELL_TEXT };

	cell.text = row->process->name;
	cell.len = strlen(cell.text);
	cell_format(&cell, style, name, sizeof(name));
	if (row->process->kthread)
		snprintf(text, sizeof(text), "%u threads of the kernel", node->count);
	else
		snprintf(text, sizeof(text), "%u*[%s]", node->count, name);
	return table_add_text(table, prefix, text, mark_of(node, row));
}

static int node_add(const struct session *session, const struct forest *forest, size_t at,
                    size_t levels, struct table *table)
{
	const struct forest_row *node = &forest->rows[at];
	struct row row = row_of(session, node);
	char prefix[FOREST_PREFIX_SIZE], text[TEXT_SIZE];

	forest_prefix(forest, at, session_branches(session), levels, prefix, sizeof(prefix));
	if (node->kind == FOREST_FOLD)
		return fold_add(node, &row, table, session_style(session), prefix);
	if (node->kind == FOREST_NAMESPACE && !row.ns) {
		unknown_text(session, forest, at, text, sizeof(text));
		return table_add_text(table, prefix, text, TABLE_BOUNDARY);
	}
	if (node->kind == FOREST_NAMESPACE && !session->request->namespaces) {
		boundary_text(session, row.ns, boundary_is_entered(session, forest, at), text,
		              sizeof(text));
		return table_add_text(table, prefix, text, TABLE_BOUNDARY);
	}
	return table_add(table, &row, prefix, row.process ? mark_of(node, &row) : TABLE_PLAIN);
}

/*
 * How many levels of branches are drawn: on a terminal they leave half of a line to what they lead
 * to; what goes elsewhere is hardly ever cut.
 */
static size_t levels_drawn(const struct table_spec *spec)
{
	size_t half = spec->width / 4; /* two columns a level */

	if (spec->width == 0)
		return FOREST_PREFIX_LEVELS;
	return half > LEVELS_LEAST ? half : LEVELS_LEAST;
}

static int tree_print(const struct session *session, const struct forest *forest)
{
	struct table_spec spec = session_table(session);
	struct table *table = NULL;
	int r;

	spec.tree_column = tree_column(session, session->request->namespaces);
	r = table_new(&spec, &table);
	for (size_t i = 0; r >= 0 && i < forest->nrows; i++)
		r = node_add(session, forest, i, levels_drawn(&spec), table);
	if (r >= 0)
		r = table_print(table);
	table_free(table);
	return r;
}

/* JSON has no boundaries as rows: each process says its namespace. Depths count processes alone. */
static int depth_of(const struct forest *forest, size_t at, bool namespaces)
{
	int depth = 0;

	for (uint32_t up = forest->rows[at].parent; up != FOREST_NO_PARENT;
	     up = forest->rows[up].parent)
		depth += namespaces || forest->rows[up].kind != FOREST_NAMESPACE;
	return depth;
}

static int json_print(const struct session *session, const struct forest *forest)
{
	bool namespaces = session->request->namespaces;
	struct document document = {
		.out = stdout,
		.command = session->command->name,
		.columns = &session->columns,
	};
	int r = document_begin(&document, &session->snapshot,
	                       namespaces ? ROW_NAMESPACE : ROW_PROCESS);

	for (size_t i = 0; r >= 0 && i < forest->nrows; i++) {
		struct row row = row_of(session, &forest->rows[i]);

		if (namespaces || row.process)
			r = document_add(&document, &row, depth_of(forest, i, namespaces));
	}
	return r < 0 ? r : document_end(&document);
}

/* Trees of targets start at the targets: at those of the chosen whose parent is not chosen. */
static bool *roots_of(const struct session *session, const bool *chosen)
{
	const struct snapshot *snapshot = &session->snapshot;
	bool *roots = calloc(snapshot->nprocesses + 1, sizeof(*roots));

	for (size_t i = 0; roots && i < snapshot->nprocesses; i++) {
		const struct process *parent =
			snapshot_find_process(snapshot, snapshot->processes[i].ppid);

		roots[i] = chosen[i] && !(parent && chosen[parent - snapshot->processes]);
	}
	return roots;
}

/* For the tree of namespaces: a target stands for its namespace and all below it. */
static void below_mark(const struct session *session, bool *chosen)
{
	const struct snapshot *snapshot = &session->snapshot;

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];

		if (process->ns == NAMESPACE_NONE || chosen[i])
			continue;
		for (size_t j = 0; j < session->ntargets && !chosen[i]; j++)
			chosen[i] =
				snapshot_is_within(snapshot, process->ns, session->places[j].ns);
	}
}

/* The order of siblings under --sort: that of rows of all processes, or of all namespaces. */
static int siblings_order(struct session *session, uint32_t **ret_order)
{
	const struct snapshot *snapshot = &session->snapshot;
	bool namespaces = session->request->namespaces;
	size_t count = namespaces ? snapshot->nnamespaces : snapshot->nprocesses;
	_cleanup_free_ uint32_t *order = calloc(count + 1, sizeof(*order));

	if (!order)
		return -ENOMEM;
	if (namespaces)
		snapshot_order_namespaces(snapshot, order);
	for (size_t i = 0; i < count; i++) {
		const struct process *process = namespaces ? NULL : &snapshot->processes[i];
		const struct namespace *ns = namespaces ? &snapshot->namespaces[order[i]] : NULL;

		if (!session_add_row(session, process, ns))
			return -ENOMEM;
	}
	columns_sort(session->rows, session->nrows, session->sort, session->descending);
	for (size_t i = 0; i < count; i++)
		order[i] = namespaces ? snapshot_namespace_index(snapshot, session->rows[i].ns)
		                      : (uint32_t)(session->rows[i].process - snapshot->processes);
	*ret_order = TAKE_PTR(order);
	return 0;
}

/*
 * What targets and filters choose, in `options`; both arrays are to be freed. A tree starts at the
 * targets also where a filter shows them as context alone.
 */
static int processes_choose(const struct session *session, struct forest_options *options,
                            bool **ret_chosen, bool **ret_roots)
{
	bool namespaces = session->request->namespaces;
	bool *chosen;

	if (session->ntargets == 0 && !session->filter.active)
		return 0;
	options->chosen = chosen = *ret_chosen = session_choose(session, !namespaces);
	if (!chosen)
		return -ENOMEM;
	if (namespaces)
		below_mark(session, chosen);
	if (session->ntargets > 0) {
		options->roots = *ret_roots = roots_of(session, chosen);
		if (!*ret_roots)
			return -ENOMEM;
	}
	session_filter(session, chosen);
	return 0;
}

static int tree_run(struct session *session)
{
	const struct request *request = session->request;
	_cleanup_free_ bool *chosen = NULL, *roots = NULL;
	_cleanup_free_ uint32_t *order = NULL;
	struct forest_options options = {
		.namespaces_only = request->namespaces,
		.threads = request->threads,
		.unknown = true,
		.fold = request->fold && !request->json,
		.fold_kernel = !request->kernel && !request->json && !session->filter.active,
	};
	struct forest forest;
	int r = session->sort ? siblings_order(session, &order) : 0;

	options.order = order;
	if (r >= 0)
		r = processes_choose(session, &options, &chosen, &roots);
	if (r >= 0)
		r = forest_build(&session->snapshot, &options, &forest);
	if (r < 0)
		return (int)session_fail(session->command, r, "tree");
	r = request->json ? json_print(session, &forest) : tree_print(session, &forest);
	forest_done(&forest);
	return r < 0 && r != -EIO ? (int)session_fail(session->command, r, "output") : -1;
}

enum status command_tree(const struct request *request)
{
	const char *columns = request->command->columns;
	enum row_kind kind = request->namespaces ? ROW_NAMESPACE : ROW_PROCESS;
	struct session session;
	enum status status;
	unsigned facts;
	int r;

	if (request->namespaces)
		columns = namespaces_columns;
	else if (request->arguments)
		columns = "PID,NSPID,COMMAND";
	r = session_open(request, kind, columns, &session);
	if (r >= 0)
		return (enum status)r;
	facts = session_facts(&session) | FACT_NAMESPACE | FACT_HIERARCHY;
	if (!request->json)
		facts |= FACT_CONTAINER; /* for the boundaries */
	if (request->namespaces)
		facts |= FACT_MOUNTS;
	r = session_look(&session, facts);
	if (r < 0)
		r = tree_run(&session);
	status = r < 0 ? session_report(&session, session.snapshot.counts.unknown) : (enum status)r;
	session_done(&session);
	return status;
}
