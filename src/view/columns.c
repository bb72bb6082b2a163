/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE table of columns, and how each is filled.
 */
#include <stdio.h>
#include <string.h>

#include "model/pidmap.h"
#include "view/columns.h"

static void set_number(struct cell *cell, int64_t number)
{
	cell->kind = CELL_NUMBER;
	cell->number = number;
}

static void set_text(struct cell *cell, const char *text)
{
	if (!text)
		return;
	cell->kind = CELL_TEXT;
	cell->text = text;
	cell->len = strlen(text);
}

static void set_namespace(struct cell *cell, const struct namespace *ns, bool inferred)
{
	cell->kind = ns ? CELL_NAMESPACE : CELL_UNKNOWN;
	cell->ns = ns;
	cell->inferred = inferred;
}

static int row_lens(const struct row *row)
{
	return row->lens <= row->process->level ? row->lens : 0;
}

static void fill_asked(const struct row *row, struct cell *cell)
{
	set_text(cell, row->asked);
}

static void fill_to(const struct row *row, struct cell *cell)
{
	if (row->to > 0)
		set_number(cell, row->to);
	else if (row->to < 0)
		cell->kind = CELL_UNKNOWN;
}

static void fill_pid(const struct row *row, struct cell *cell)
{
	set_number(cell, row->process->chain[row_lens(row)]);
}

static void fill_hostpid(const struct row *row, struct cell *cell)
{
	set_number(cell, row->process->pid);
}

static void fill_tgid(const struct row *row, struct cell *cell)
{
	set_number(cell, row->process->tgid);
}

static void fill_nspid(const struct row *row, struct cell *cell)
{
	set_number(cell, process_nspid(row->process));
}

static void fill_chain(const struct row *row, struct cell *cell)
{
	cell->kind = CELL_CHAIN;
	cell->pids = row->process->chain;
	cell->npids = row->process->level < 0 ? 1 : (size_t)row->process->level + 1;
}

static void fill_ppid(const struct row *row, struct cell *cell)
{
	pid_t parent = pidmap_parent_at(row->snapshot, row->process, row_lens(row));

	if (parent < 0)
		cell->kind = CELL_UNKNOWN;
	else
		set_number(cell, parent);
}

static void fill_nsppid(const struct row *row, struct cell *cell)
{
	pid_t parent = pidmap_parent_inside(row->snapshot, row->process);

	if (parent < 0)
		cell->kind = CELL_UNKNOWN;
	else
		set_number(cell, parent);
}

static void fill_ns(const struct row *row, struct cell *cell)
{
	bool inferred = row->process ? row->process->inferred : row->ns && row->ns->inferred;

	set_namespace(cell, row->ns, inferred);
}

static void fill_nsinit(const struct row *row, struct cell *cell)
{
	if (!row->ns)
		cell->kind = CELL_UNKNOWN;
	else if (row->ns->init_pid)
		set_number(cell, row->ns->init_pid);
}

static void fill_nsparent(const struct row *row, struct cell *cell)
{
	const struct namespace *ns = row->ns;

	if (!ns || !ns->parent_known)
		cell->kind = CELL_UNKNOWN;
	else if (ns->parent != NAMESPACE_NONE)
		set_namespace(cell, &row->snapshot->namespaces[ns->parent], false);
}

static void fill_level(const struct row *row, struct cell *cell)
{
	int level = row->process ? row->process->level : row->ns->level;

	if (level == LEVEL_UNKNOWN)
		cell->kind = CELL_UNKNOWN;
	else
		set_number(cell, level);
}

static void fill_userns(const struct row *row, struct cell *cell)
{
	if (row->ns && row->ns->userns)
		set_number(cell, (int64_t)row->ns->userns);
	else
		cell->kind = CELL_UNKNOWN;
}

static void set_user(const struct row *row, struct cell *cell, uid_t uid)
{
	const char *name = snapshot_find_user(row->snapshot, uid);

	set_text(cell, name);
	if (name)
		return;
	set_number(cell, uid);
	cell->nameless = true;
}

static void fill_uid(const struct row *row, struct cell *cell)
{
	set_number(cell, row->process->uid);
}

static void fill_user(const struct row *row, struct cell *cell)
{
	set_user(row, cell, row->process->uid);
}

static void fill_owner(const struct row *row, struct cell *cell)
{
	if (row->ns->owner_known)
		set_user(row, cell, row->ns->owner);
	else
		cell->kind = CELL_UNKNOWN;
}

/* A leader that ended before its threads is in state Z too, but nobody can reap it yet. */
static void fill_state(const struct row *row, struct cell *cell)
{
	set_text(cell, "Zl");
	if (row->process->state != 'Z' || process_is_zombie(row->process)) {
		cell->text = &row->process->state;
		cell->len = 1;
	}
}

static void fill_threads(const struct row *row, struct cell *cell)
{
	set_number(cell, row->process->nthreads);
}

static void fill_name(const struct row *row, struct cell *cell)
{
	set_text(cell, row->process->name);
}

static void set_command(const struct process *process, struct cell *cell)
{
	if (process->command) {
		cell->kind = CELL_COMMAND;
		cell->text = process->command;
		cell->len = process->command_len;
	} else {
		set_text(cell, process->name);
		cell->bracketed = true;
	}
}

static void fill_command(const struct row *row, struct cell *cell)
{
	set_command(row->process, cell);
}

static void fill_init_command(const struct row *row, struct cell *cell)
{
	if (row->ns->init != PROCESS_NONE)
		set_command(&row->snapshot->processes[row->ns->init], cell);
	else
		set_text(cell, row->ns->hold_path);
}

static void fill_cgroup(const struct row *row, struct cell *cell)
{
	if (row->process->cgroup)
		set_text(cell, row->process->cgroup->path);
	else
		cell->kind = CELL_UNKNOWN;
}

static int64_t start_moment(const struct snapshot *snapshot, const struct process *process)
{
	return snapshot->boot_time +
	       (int64_t)(process->start / (uint64_t)snapshot->ticks_per_second);
}

static void fill_start(const struct row *row, struct cell *cell)
{
	cell->kind = CELL_UNKNOWN;
	if (row->process->start == START_NONE || row->snapshot->boot_time == 0)
		return;
	cell->kind = CELL_MOMENT;
	cell->number = start_moment(row->snapshot, row->process);
}

static void fill_elapsed(const struct row *row, struct cell *cell)
{
	const struct snapshot *snapshot = row->snapshot;
	int64_t age;

	cell->kind = CELL_UNKNOWN;
	if (row->process->start == START_NONE || snapshot->uptime <= 0)
		return;
	age = (int64_t)(snapshot->uptime * 100) -
	      (int64_t)(row->process->start * 100 / (uint64_t)snapshot->ticks_per_second);
	cell->kind = CELL_DURATION;
	cell->number = age > 0 ? age : 0;
}

static void fill_created(const struct row *row, struct cell *cell)
{
	const struct process *init;

	if (row->ns->init == PROCESS_NONE)
		return;
	init = &row->snapshot->processes[row->ns->init];
	cell->kind = CELL_UNKNOWN;
	if (init->start == START_NONE || row->snapshot->boot_time == 0)
		return;
	cell->kind = CELL_MOMENT;
	cell->number = start_moment(row->snapshot, init);
}

static void fill_cpu(const struct row *row, struct cell *cell)
{
	cell->kind = row->process->vitals ? CELL_REAL : CELL_UNKNOWN;
	if (row->process->vitals)
		cell->real = row->process->vitals->cpu;
}

static void fill_time(const struct row *row, struct cell *cell)
{
	cell->kind = row->process->vitals ? CELL_DURATION : CELL_UNKNOWN;
	if (row->process->vitals)
		cell->number = (int64_t)(row->process->vitals->ticks * 100 /
		                         (uint64_t)row->snapshot->ticks_per_second);
}

static void fill_rss(const struct row *row, struct cell *cell)
{
	cell->kind = row->process->vitals ? CELL_SIZE : CELL_UNKNOWN;
	if (row->process->vitals)
		cell->number = (int64_t)row->process->vitals->rss;
}

static void fill_vsz(const struct row *row, struct cell *cell)
{
	cell->kind = row->process->vitals ? CELL_SIZE : CELL_UNKNOWN;
	if (row->process->vitals)
		cell->number = (int64_t)row->process->vitals->vsz;
}

static void fill_nice(const struct row *row, struct cell *cell)
{
	cell->kind = CELL_UNKNOWN;
	if (row->process->vitals)
		set_number(cell, row->process->vitals->nice);
}

static void fill_tty(const struct row *row, struct cell *cell)
{
	if (!row->process->vitals)
		cell->kind = CELL_UNKNOWN;
	else
		set_text(cell, row->process->vitals->tty[0] ? row->process->vitals->tty : NULL);
}

static void fill_type(const struct row *row, struct cell *cell)
{
	static const char *const words[] = {
		[HOLD_PROCESSES] = "processes",
		[HOLD_FD] = "fd",
		[HOLD_MOUNT] = "mount",
		[HOLD_CHILDREN] = "children",
	};

	/* Nothing else kept it: it is known as the parent of another. */
	set_text(cell, row->ns->hold == HOLD_PROCESSES && row->ns->nprocs == 0
	                       ? "namespace"
	                       : words[row->ns->hold]);
}

static void fill_nprocs(const struct row *row, struct cell *cell)
{
	set_number(cell, row->ns->nprocs);
}

static void fill_nthreads(const struct row *row, struct cell *cell)
{
	set_number(cell, row->ns->nthreads);
}

static void fill_nzombies(const struct row *row, struct cell *cell)
{
	set_number(cell, row->ns->nzombies);
}

/* The containers of a row: that of its process, or all with a process in its namespace. */
static size_t row_containers(const struct row *row, const uint32_t **ret_indices)
{
	if (row->process) {
		*ret_indices = &row->process->container;
		return row->process->container != CONTAINER_NONE;
	}
	*ret_indices = row->ns->containers;
	return row->ns->ncontainers;
}

static void fill_container(const struct row *row, struct cell *cell)
{
	const uint32_t *indices = NULL;
	size_t count = row_containers(row, &indices);

	if (count == 0)
		return;
	cell->kind = CELL_CONTAINERS;
	cell->containers = row->snapshot->containers;
	cell->indices = indices;
	cell->nindices = count;
}

/* The one container of a row; NULL where it has none, or several. */
static const struct container *row_container(const struct row *row)
{
	const uint32_t *indices = NULL;

	return row_containers(row, &indices) == 1 ? &row->snapshot->containers[indices[0]] : NULL;
}

#define FILL_CONTAINER_TEXT(function, member)                                                      \
	static void function(const struct row *row, struct cell *cell)                             \
	{                                                                                          \
		const struct container *container = row_container(row);                            \
                                                                                                   \
		set_text(cell, container ? container->member : NULL);                              \
	}

FILL_CONTAINER_TEXT(fill_engine, engine)
FILL_CONTAINER_TEXT(fill_cid, id)
FILL_CONTAINER_TEXT(fill_cname, name)
FILL_CONTAINER_TEXT(fill_pod, pod)
FILL_CONTAINER_TEXT(fill_podns, pod_namespace)
FILL_CONTAINER_TEXT(fill_image, image)

static void fill_unit(const struct row *row, struct cell *cell)
{
	set_text(cell, row->process->unit);
}

#define RIGHT      COLUMN_RIGHT
#define CUT        COLUMN_CUT
#define DESCENDING COLUMN_DESCENDING

/* NS and NSPARENT need the walk; what it costs below the view is one readlink() a process. */
#define NS        FACT_NAMESPACE
#define HIERARCHY (FACT_NAMESPACE | FACT_HIERARCHY)
#define OWNER     (FACT_NAMESPACE | FACT_OWNER)
#define VITALS    (FACT_VITALS | FACT_START)
#define CONTAINER (FACT_CONTAINER | FACT_CGROUP | FACT_NAMESPACE)
#define HOLDS     (FACT_CONTAINER | FACT_NAMESPACE) /* which containers are in a namespace */

const struct column columns_all[] = {
	/* one row a process */
	{ "PID", "PID in the view namespace (in `ps`: as the target sees it)", ROW_PROCESS, 0,
	  RIGHT, 7, fill_pid },
	{ "NSPID", "PID in the process's own namespace", ROW_PROCESS, 0, RIGHT, 7, fill_nspid },
	{ "CHAIN", "PIDs from the view namespace down to its own", ROW_PROCESS, 0, 0, 16,
	  fill_chain },
	{ "HOSTPID", "PID in the view namespace, also in `ps`", ROW_PROCESS, 0, RIGHT, 7,
	  fill_hostpid },
	{ "TGID", "PID of the process that a thread belongs to", ROW_PROCESS, 0, RIGHT, 7,
	  fill_tgid },
	{ "PPID", "PID of the parent in the view namespace (in `ps`: as the target sees it)",
	  ROW_PROCESS, 0, RIGHT, 7, fill_ppid },
	{ "NSPPID", "PID of the parent in the process's own namespace, 0 when outside", ROW_PROCESS,
	  0, RIGHT, 7, fill_nsppid },
	{ "NS", "PID namespace: its id, or ~INIT where the id may not be read", ROW_PROCESS, NS,
	  RIGHT, 11, fill_ns },
	{ "NSINIT", "PID of the namespace's init in the view namespace", ROW_PROCESS, NS, RIGHT, 7,
	  fill_nsinit },
	{ "NSPARENT", "parent of its PID namespace", ROW_PROCESS, HIERARCHY, RIGHT, 11,
	  fill_nsparent },
	{ "LEVEL", "levels below the view namespace", ROW_PROCESS, 0, RIGHT, 5, fill_level },
	{ "USERNS", "user namespace that owns its PID namespace", ROW_PROCESS, OWNER, RIGHT, 11,
	  fill_userns },
	{ "UID", "effective user id", ROW_PROCESS, 0, RIGHT, 6, fill_uid },
	{ "USER", "name of the effective user", ROW_PROCESS, FACT_USER, 0, 9, fill_user },
	{ "STATE", "state as in ps: R S D T t Z X I; Zl: only the leader ended", ROW_PROCESS, 0, 0,
	  5, fill_state },
	{ "THREADS", "number of threads", ROW_PROCESS, 0, RIGHT, 7, fill_threads },
	{ "NAME", "name of the program", ROW_PROCESS, 0, CUT, 16, fill_name },
	{ "COMMAND", "command line; [name] where there is none", ROW_PROCESS, FACT_COMMAND, CUT, 0,
	  fill_command },
	{ "CGROUP", "path of its cgroup", ROW_PROCESS, FACT_CGROUP, CUT, 24, fill_cgroup },
	{ "START", "time when it started", ROW_PROCESS, FACT_START, 0, 19, fill_start },
	{ "ELAPSED", "time since it started", ROW_PROCESS, FACT_START, RIGHT, 11, fill_elapsed },
	{ "CPU", "percent of one CPU, over its life (in `top`: since the last refresh)",
	  ROW_PROCESS, VITALS, RIGHT | DESCENDING, 5, fill_cpu },
	{ "TIME", "CPU time used", ROW_PROCESS, VITALS, RIGHT | DESCENDING, 9, fill_time },
	{ "RSS", "resident memory", ROW_PROCESS, VITALS, RIGHT | DESCENDING, 6, fill_rss },
	{ "VSZ", "virtual memory", ROW_PROCESS, VITALS, RIGHT | DESCENDING, 6, fill_vsz },
	{ "NICE", "nice value", ROW_PROCESS, VITALS, RIGHT, 4, fill_nice },
	{ "TTY", "controlling terminal", ROW_PROCESS, VITALS, 0, 8, fill_tty },
	{ "CONTAINER", "container it belongs to, as ENGINE:NAME", ROW_PROCESS, CONTAINER, CUT, 20,
	  fill_container },
	{ "ENGINE", "engine of the container", ROW_PROCESS, CONTAINER, 0, 10, fill_engine },
	{ "CID", "full id of the container", ROW_PROCESS, CONTAINER, CUT, 12, fill_cid },
	{ "CNAME", "name of the container alone", ROW_PROCESS, CONTAINER, CUT, 16, fill_cname },
	{ "POD", "Kubernetes pod", ROW_PROCESS, CONTAINER, CUT, 16, fill_pod },
	{ "PODNS", "Kubernetes namespace of the pod", ROW_PROCESS, CONTAINER, CUT, 12, fill_podns },
	{ "IMAGE", "image of the container", ROW_PROCESS, CONTAINER, CUT, 20, fill_image },
	{ "UNIT", "systemd unit", ROW_PROCESS, CONTAINER, CUT, 20, fill_unit },
	{ "ASKED", "`map`: the PID as it was asked for", ROW_PROCESS, 0, RIGHT, 8, fill_asked },
	{ "TO", "`map --to`: PID there", ROW_PROCESS, NS, RIGHT, 7, fill_to },
	/* one row a namespace */
	{ "NS", "id of the namespace, or ~INIT where it may not be read", ROW_NAMESPACE, NS, RIGHT,
	  11, fill_ns },
	{ "TYPE", "what holds it: processes, fd, mount, children, namespace", ROW_NAMESPACE, NS, 0,
	  9, fill_type },
	{ "PARENT", "parent namespace", ROW_NAMESPACE, HIERARCHY, RIGHT, 11, fill_nsparent },
	{ "LEVEL", "levels below the view namespace", ROW_NAMESPACE, NS, RIGHT, 5, fill_level },
	{ "NPROCS", "processes that live in it", ROW_NAMESPACE, NS, RIGHT | DESCENDING, 6,
	  fill_nprocs },
	{ "NTHREADS", "their threads", ROW_NAMESPACE, NS, RIGHT | DESCENDING, 8, fill_nthreads },
	{ "NZOMBIES", "zombies among them", ROW_NAMESPACE, NS, RIGHT | DESCENDING, 8,
	  fill_nzombies },
	{ "INIT", "PID of its init in the view namespace", ROW_NAMESPACE, NS, RIGHT, 7,
	  fill_nsinit },
	{ "USERNS", "user namespace that owns it", ROW_NAMESPACE, OWNER, RIGHT, 11, fill_userns },
	{ "OWNER", "creator of that user namespace", ROW_NAMESPACE, OWNER | FACT_USER, 0, 9,
	  fill_owner },
	{ "CREATED", "time when its init started", ROW_NAMESPACE, NS | FACT_CREATED, 0, 19,
	  fill_created },
	{ "CONTAINER", "containers with a process in it, as ENGINE:NAME", ROW_NAMESPACE, HOLDS, CUT,
	  20, fill_container },
	{ "ENGINE", "engine of its one container", ROW_NAMESPACE, HOLDS, 0, 10, fill_engine },
	{ "CID", "full id of its one container", ROW_NAMESPACE, HOLDS, CUT, 12, fill_cid },
	{ "CNAME", "name of its one container", ROW_NAMESPACE, HOLDS, CUT, 16, fill_cname },
	{ "POD", "Kubernetes pod of its one container", ROW_NAMESPACE, HOLDS, CUT, 16, fill_pod },
	{ "PODNS", "Kubernetes namespace of that pod", ROW_NAMESPACE, HOLDS, CUT, 12, fill_podns },
	{ "IMAGE", "image of its one container", ROW_NAMESPACE, HOLDS, CUT, 20, fill_image },
	{ "COMMAND", "command line of its init, or what else holds it", ROW_NAMESPACE,
	  NS | FACT_INIT_COMMAND, CUT, 0, fill_init_command },
};
const size_t columns_count = sizeof(columns_all) / sizeof(columns_all[0]);
