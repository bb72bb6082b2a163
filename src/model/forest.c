/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building the rows of trees.
 *
 * Children are linked lists over arrays (first child, next sibling), so that a tree costs no
 * allocation per node and is walked with an explicit stack.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/forest.h"

#define NODE_NONE UINT32_MAX

enum shown {
	SHOWN_NOT,
	SHOWN_CONTEXT,
	SHOWN_CHOSEN,
};

struct builder {
	const struct snapshot *snapshot;
	const struct forest_options *options;
	uint32_t *first;   /* first child of each process, NODE_NONE: none */
	uint32_t *next;    /* next sibling */
	uint32_t *parent;  /* NODE_NONE: a root */
	uint8_t *shown;    /* enum shown */
	uint8_t *placed;   /* already a row; guards against loops that races can make */
	uint32_t *threads; /* first thread of each process in snapshot->threads */
	struct forest *forest;
	size_t size; /* rows allocated */
};

const struct forest_style forest_style_utf8 = { "├─", "└─", "│ ", "  ", "… " };
const struct forest_style forest_style_ascii = { "|-", "`-", "| ", "  ", ".. " };

static struct forest_row *row_add(struct builder *builder)
{
	struct forest *forest = builder->forest;

	if (forest->nrows == builder->size) {
		size_t bigger = builder->size ? builder->size * 2 : 256;
		struct forest_row *moved = reallocarray(forest->rows, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		forest->rows = moved;
		builder->size = bigger;
	}
	return &forest->rows[forest->nrows++];
}

static uint32_t row_put(struct builder *builder, enum forest_kind kind, uint32_t index,
                        uint32_t parent)
{
	struct forest_row *row = row_add(builder);

	if (!row)
		return FOREST_NO_PARENT;
	*row = (struct forest_row){ .kind = kind, .index = index, .parent = parent, .last = true };
	if (parent != FOREST_NO_PARENT) {
		row->depth = builder->forest->rows[parent].depth + 1;
		builder->forest->rows[parent].children = true;
	}
	return (uint32_t)builder->forest->nrows - 1;
}

static uint32_t process_parent(const struct builder *builder, uint32_t index)
{
	const struct snapshot *snapshot = builder->snapshot;
	const struct process *process = &snapshot->processes[index];
	const struct process *parent = snapshot_find_process(snapshot, process->ppid);

	/* A parent on a deeper level has got the PID of one that ended. */
	if (!parent || parent == process || parent->level > process->level)
		return NODE_NONE;
	return (uint32_t)(parent - snapshot->processes);
}

/* The process that comes at this place among its siblings. */
static uint32_t process_at(const struct builder *builder, uint32_t place)
{
	return builder->options->order ? builder->options->order[place] : place;
}

/* Links from the back, so that siblings come in their order. */
static void children_link(struct builder *builder)
{
	for (uint32_t place = (uint32_t)builder->snapshot->nprocesses; place-- > 0;) {
		uint32_t i = process_at(builder, place);
		uint32_t parent = process_parent(builder, i);

		if (builder->options->roots && builder->options->roots[i])
			parent = NODE_NONE;
		builder->parent[i] = parent;
		if (parent == NODE_NONE)
			continue;
		builder->next[i] = builder->first[parent];
		builder->first[parent] = i;
	}
}

static void ancestors_show(struct builder *builder, uint32_t index)
{
	for (index = builder->parent[index]; index != NODE_NONE; index = builder->parent[index]) {
		if (builder->shown[index] != SHOWN_NOT)
			return;
		builder->shown[index] = SHOWN_CONTEXT;
	}
}

static void shown_mark(struct builder *builder)
{
	const bool *chosen = builder->options->chosen;
	size_t count = builder->snapshot->nprocesses;

	if (!chosen) {
		memset(builder->shown, SHOWN_CHOSEN, count);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (chosen[i])
			builder->shown[i] = SHOWN_CHOSEN;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (chosen[i])
			ancestors_show(builder, i);
	}
}

static bool kernel_is_folded(const struct builder *builder, uint32_t index)
{
	return builder->options->fold_kernel && builder->snapshot->processes[index].kthread &&
	       builder->first[index] == NODE_NONE;
}

static bool leaf_is_alike(const struct builder *builder, uint32_t a, uint32_t b)
{
	const struct process *x = &builder->snapshot->processes[a];
	const struct process *y = &builder->snapshot->processes[b];

	if (builder->first[b] != NODE_NONE || x->ns != y->ns)
		return false;
	/* Threads that are shown are children, which folding would hide. */
	if (builder->options->threads && (x->nthreads > 1 || y->nthreads > 1))
		return a == b;
	if (kernel_is_folded(builder, a))
		return kernel_is_folded(builder, b);
	return builder->options->fold && builder->first[a] == NODE_NONE &&
	       strcmp(x->name, y->name) == 0;
}

/* How many leaves from `index` on, among its siblings, are alike. */
static uint32_t alike_count(const struct builder *builder, uint32_t index)
{
	uint32_t count = 0;

	if (!builder->options->fold && !kernel_is_folded(builder, index))
		return 1;
	for (uint32_t at = index; at != NODE_NONE; at = builder->next[at]) {
		if (builder->shown[at] && !builder->placed[at] && leaf_is_alike(builder, index, at))
			count++;
	}
	return count ? count : 1;
}

static void alike_place(struct builder *builder, uint32_t index)
{
	for (uint32_t at = index; at != NODE_NONE; at = builder->next[at]) {
		if (builder->shown[at] && leaf_is_alike(builder, index, at))
			builder->placed[at] = true;
	}
}

static int threads_put(struct builder *builder, uint32_t index, uint32_t row)
{
	const struct snapshot *snapshot = builder->snapshot;
	pid_t tgid = snapshot->processes[index].pid;

	if (!builder->options->threads || !builder->threads)
		return 0;
	for (uint32_t i = builder->threads[index];
	     i < snapshot->nthreads && snapshot->threads[i].tgid == tgid; i++) {
		if (row_put(builder, FOREST_THREAD, i, row) == FOREST_NO_PARENT)
			return -ENOMEM;
	}
	return 0;
}

static int process_put(struct builder *builder, uint32_t index, uint32_t parent_row,
                       uint32_t *ret_row)
{
	uint32_t count = alike_count(builder, index);
	uint32_t row =
		row_put(builder, count > 1 ? FOREST_FOLD : FOREST_PROCESS, index, parent_row);

	if (row == FOREST_NO_PARENT)
		return -ENOMEM;
	if (parent_row != FOREST_NO_PARENT &&
	    builder->forest->rows[parent_row].kind == FOREST_NAMESPACE)
		builder->forest->rows[parent_row].count += count;
	*ret_row = row;
	builder->forest->rows[row].count = count;
	builder->forest->rows[row].context = builder->shown[index] == SHOWN_CONTEXT;
	if (count > 1)
		alike_place(builder, index);
	builder->placed[index] = true;
	return count > 1 ? 0 : threads_put(builder, index, row);
}

/*
 * The walk. Each frame is a list of siblings; those that live in another namespace than their
 * parent wait until the others are done and then come below a boundary row each namespace.
 */
struct frame {
	uint32_t at;         /* next sibling to look at */
	uint32_t head;       /* the first that may still wait */
	uint32_t parent_row; /* row of their parent */
	uint32_t row;        /* row below which they go now: the parent's, or a boundary */
	uint32_t ns;         /* namespace to show now; the parent's own at first */
	int level;           /* its level, which tells unknown ones apart */
};

struct stack {
	struct frame *frames;
	size_t count, size;
};

static int frame_push(struct stack *stack, uint32_t head, uint32_t row, uint32_t ns, int level)
{
	if (stack->count == stack->size) {
		size_t bigger = stack->size ? stack->size * 2 : 64;
		struct frame *moved = reallocarray(stack->frames, bigger, sizeof(*moved));

		if (!moved)
			return -ENOMEM;
		stack->frames = moved;
		stack->size = bigger;
	}
	stack->frames[stack->count++] = (struct frame){
		.at = head,
		.head = head,
		.row = row,
		.parent_row = row,
		.ns = ns,
		.level = level,
	};
	return 0;
}

static bool is_waiting(const struct builder *builder, uint32_t index)
{
	return builder->shown[index] != SHOWN_NOT && !builder->placed[index];
}

/* Opens the boundary of the next namespace that has waiting siblings. 1, 0: none left, -ENOMEM. */
static int boundary_open(struct builder *builder, struct frame *frame)
{
	uint32_t row;

	while (frame->head != NODE_NONE && !is_waiting(builder, frame->head))
		frame->head = builder->next[frame->head];
	frame->at = frame->head;
	if (frame->at == NODE_NONE)
		return 0;
	frame->ns = builder->snapshot->processes[frame->at].ns;
	frame->level = builder->snapshot->processes[frame->at].level;
	frame->row = frame->parent_row;
	if (frame->ns == NAMESPACE_NONE && !builder->options->unknown)
		return 1;
	row = row_put(builder, FOREST_NAMESPACE, frame->ns, frame->parent_row);
	if (row == FOREST_NO_PARENT)
		return -ENOMEM;
	frame->row = row;
	return 1;
}

/* Whether a process lives in the namespace that the frame shows now, as far as can be told. */
static bool is_inside(const struct builder *builder, const struct frame *frame, uint32_t index)
{
	const struct process *process = &builder->snapshot->processes[index];

	if (process->ns != frame->ns)
		return false;
	return process->ns != NAMESPACE_NONE || !builder->options->unknown ||
	       process->level == frame->level;
}

/* The next sibling of the frame that is to be shown now, or NODE_NONE. */
static uint32_t sibling_next(const struct builder *builder, struct frame *frame)
{
	while (frame->at != NODE_NONE) {
		uint32_t at = frame->at;

		frame->at = builder->next[at];
		if (is_waiting(builder, at) && is_inside(builder, frame, at))
			return at;
	}
	return NODE_NONE;
}

static int frame_step(struct builder *builder, struct stack *stack)
{
	struct frame *frame = &stack->frames[stack->count - 1];
	uint32_t index = sibling_next(builder, frame), row;
	int r;

	if (index == NODE_NONE) {
		r = boundary_open(builder, frame);
		if (r == 0)
			stack->count--;
		return r < 0 ? r : 0;
	}
	r = process_put(builder, index, frame->row, &row);
	if (r < 0 || builder->first[index] == NODE_NONE)
		return r;
	return frame_push(stack, builder->first[index], row, builder->snapshot->processes[index].ns,
	                  builder->snapshot->processes[index].level);
}

static int siblings_put(struct builder *builder, struct stack *stack, uint32_t head)
{
	int r = frame_push(stack, head, FOREST_NO_PARENT, NAMESPACE_VIEW, 0);

	while (r >= 0 && stack->count > 0)
		r = frame_step(builder, stack);
	return r;
}

/*
 * Roots are siblings, as if the view were their parent: what lives below it, because its parent is
 * gone, outside or not chosen, comes below the boundary of its namespace, too.
 */
static int trees_put(struct builder *builder)
{
	struct stack stack = { 0 };
	uint32_t head = NODE_NONE;
	int r;

	for (uint32_t place = (uint32_t)builder->snapshot->nprocesses; place-- > 0;) {
		uint32_t i = process_at(builder, place);

		if (builder->parent[i] != NODE_NONE)
			continue;
		builder->next[i] = head;
		head = i;
	}
	r = siblings_put(builder, &stack, head);
	/* What is left hangs in a loop of parents, which only a race can tie: it is opened somewhere. */
	for (uint32_t i = 0; r >= 0 && i < builder->snapshot->nprocesses; i++) {
		if (!is_waiting(builder, i))
			continue;
		builder->next[i] = NODE_NONE;
		r = siblings_put(builder, &stack, i);
	}
	free(stack.frames);
	return r;
}

static void threads_index(struct builder *builder)
{
	const struct snapshot *snapshot = builder->snapshot;
	uint32_t thread = 0;

	for (uint32_t i = 0; i < snapshot->nprocesses; i++) {
		while (thread < snapshot->nthreads &&
		       snapshot->threads[thread].tgid < snapshot->processes[i].pid)
			thread++;
		builder->threads[i] = thread;
	}
}

/* From the back, the first row seen of each parent is its last child. */
static int last_mark(struct forest *forest)
{
	_cleanup_free_ uint8_t *seen = calloc(forest->nrows + 1, 1);

	if (!seen)
		return -ENOMEM;
	for (size_t i = forest->nrows; i-- > 0;) {
		struct forest_row *row = &forest->rows[i];
		size_t parent = row->parent == FOREST_NO_PARENT ? forest->nrows : row->parent;

		row->last = !seen[parent];
		seen[parent] = 1;
	}
	return 0;
}

static int processes_build(struct builder *builder)
{
	size_t count = builder->snapshot->nprocesses;
	_cleanup_free_ uint32_t *links = malloc((count + 1) * 4 * sizeof(*links));
	_cleanup_free_ uint8_t *marks = calloc(count + 1, 2);

	if (!links || !marks)
		return -ENOMEM;
	memset(links, 0xff, (count + 1) * 4 * sizeof(*links)); /* NODE_NONE */
	builder->first = links;
	builder->next = links + count;
	builder->parent = links + 2 * count;
	builder->threads = links + 3 * count;
	builder->shown = marks;
	builder->placed = marks + count;
	children_link(builder);
	threads_index(builder);
	shown_mark(builder);
	return trees_put(builder);
}

/* Namespaces: parents come before children in no particular order, so levels are gone through. */
static int namespace_put(struct builder *builder, uint32_t index, uint32_t parent_row)
{
	const struct snapshot *snapshot = builder->snapshot;
	uint32_t row = row_put(builder, FOREST_NAMESPACE, index, parent_row);

	if (row == FOREST_NO_PARENT)
		return -ENOMEM;
	builder->forest->rows[row].count = snapshot->namespaces[index].nprocs;
	return 0;
}

struct namespace_frame {
	uint32_t at, row;
};

/* At most LEVEL_MAX deep, which the kernel guarantees: a fixed stack suffices. */
static int namespaces_build(struct builder *builder, const bool *wanted)
{
	const struct snapshot *snapshot = builder->snapshot;
	size_t count = snapshot->nnamespaces;
	_cleanup_free_ uint32_t *links = malloc((count + 1) * 2 * sizeof(*links));
	_cleanup_free_ uint32_t *order = malloc((count + 1) * sizeof(*order));
	struct namespace_frame stack[LEVEL_MAX + 3];
	uint32_t *first = links, *next = links ? links + count + 1 : NULL;
	int top = 0, r;

	if (!links || !order)
		return -ENOMEM;
	memset(links, 0xff, (count + 1) * 2 * sizeof(*links));
	if (builder->options->order)
		memcpy(order, builder->options->order, count * sizeof(*order));
	else
		snapshot_order_namespaces(snapshot, order);
	for (uint32_t i = (uint32_t)count; i-- > 0;) {
		uint32_t parent = snapshot->namespaces[order[i]].parent;
		uint32_t slot = parent == NAMESPACE_NONE ? (uint32_t)count : parent;

		next[order[i]] = first[slot];
		first[slot] = order[i];
	}
	stack[0] = (struct namespace_frame){ first[count], FOREST_NO_PARENT };
	while (top >= 0) {
		uint32_t at = stack[top].at, row = stack[top].row;

		if (at == NODE_NONE) {
			top--;
			continue;
		}
		stack[top].at = next[at];
		if (!wanted || wanted[at]) {
			r = namespace_put(builder, at, row);
			if (r < 0)
				return r;
			row = (uint32_t)builder->forest->nrows - 1;
		}
		if (first[at] != NODE_NONE && top + 1 < LEVEL_MAX + 3)
			stack[++top] = (struct namespace_frame){ first[at], row };
	}
	return 0;
}

/* With chosen processes, the namespaces that they live in. */
static int namespaces_chosen(struct builder *builder)
{
	const struct snapshot *snapshot = builder->snapshot;
	const bool *chosen = builder->options->chosen;
	_cleanup_free_ bool *wanted = calloc(snapshot->nnamespaces + 1, sizeof(*wanted));

	if (!wanted)
		return -ENOMEM;
	if (!chosen)
		return namespaces_build(builder, NULL);
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (chosen[i] && snapshot->processes[i].ns != NAMESPACE_NONE)
			wanted[snapshot->processes[i].ns] = true;
	}
	return namespaces_build(builder, wanted);
}

int forest_build(const struct snapshot *snapshot, const struct forest_options *options,
                 struct forest *ret_forest)
{
	struct forest forest = { 0 };
	struct builder builder = { .snapshot = snapshot, .options = options, .forest = &forest };
	int r = options->namespaces_only ? namespaces_chosen(&builder) : processes_build(&builder);

	if (r >= 0)
		r = last_mark(&forest);
	if (r < 0) {
		forest_done(&forest);
		return r;
	}
	*ret_forest = forest;
	return 0;
}

void forest_done(struct forest *forest)
{
	free(forest->rows);
	*forest = (struct forest){ 0 };
}

size_t forest_prefix(const struct forest *forest, size_t row, const struct forest_style *style,
                     size_t levels, char *buffer, size_t size)
{
	const char *parts[FOREST_PREFIX_LEVELS + 1];
	const struct forest_row *at = &forest->rows[row];
	size_t count = 0, used = 0;

	if (size == 0)
		return 0;
	if (levels > FOREST_PREFIX_LEVELS)
		levels = FOREST_PREFIX_LEVELS;
	if (at->depth > 0)
		parts[count++] = at->last ? style->last : style->branch;
	while (at->depth > 1 && count < levels) {
		at = &forest->rows[at->parent];
		parts[count++] = at->last ? style->space : style->line;
	}
	if (at->depth > 1)
		parts[count++] = style->cut;
	while (count > 0) {
		size_t len = strlen(parts[--count]);

		if (used + len >= size)
			break;
		memcpy(buffer + used, parts[count], len);
		used += len;
	}
	buffer[used] = '\0';
	return used;
}
