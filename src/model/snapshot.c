/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot: filling, finishing and looking up.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/snapshot.h"

/* Makes room for one more element of `width` bytes. */
static int array_grow(void **array, size_t count, size_t *size, size_t width)
{
	size_t bigger = *size ? *size * 2 : 64;
	void *moved;

	if (count < *size)
		return 0;
	moved = reallocarray(*array, bigger, width);
	if (!moved)
		return -ENOMEM;
	*array = moved;
	*size = bigger;
	return 0;
}

static struct process *process_append(struct process **array, size_t *count, size_t *size)
{
	struct process *process;

	if (array_grow((void **)array, *count, size, sizeof(**array)) < 0)
		return NULL;
	process = &(*array)[(*count)++];
	*process = (struct process){
		.ns = NAMESPACE_NONE,
		.container = CONTAINER_NONE,
		.start = START_NONE,
		.level = LEVEL_UNKNOWN,
		.state = '?',
	};
	return process;
}

struct process *snapshot_add_process(struct snapshot *snapshot)
{
	return process_append(&snapshot->processes, &snapshot->nprocesses,
	                      &snapshot->processes_size);
}

struct process *snapshot_add_thread(struct snapshot *snapshot)
{
	return process_append(&snapshot->threads, &snapshot->nthreads, &snapshot->threads_size);
}

void snapshot_drop_process(struct snapshot *snapshot)
{
	snapshot->nprocesses--;
}

void snapshot_drop_thread(struct snapshot *snapshot)
{
	snapshot->nthreads--;
}

static int namespace_append(struct snapshot *snapshot, uint32_t *ret_index)
{
	int r = array_grow((void **)&snapshot->namespaces, snapshot->nnamespaces,
	                   &snapshot->namespaces_size, sizeof(*snapshot->namespaces));

	if (r < 0)
		return r;
	snapshot->namespaces[snapshot->nnamespaces] = (struct namespace){
		.level = LEVEL_UNKNOWN,
		.parent = NAMESPACE_NONE,
		.init = PROCESS_NONE,
	};
	*ret_index = (uint32_t)snapshot->nnamespaces++;
	return 0;
}

int snapshot_identify_namespace(struct snapshot *snapshot, uint32_t index, uint64_t id)
{
	snapshot->namespaces[index].id = id;
	return idmap_put(&snapshot->by_id, id, index);
}

int snapshot_intern_namespace(struct snapshot *snapshot, uint64_t id, uint32_t *ret_index,
                              bool *ret_new)
{
	uint32_t index = id ? idmap_get(&snapshot->by_id, id) : IDMAP_NONE;
	int r = 0;

	*ret_new = index == IDMAP_NONE;
	if (*ret_new) {
		r = namespace_append(snapshot, &index);
		if (r == 0 && id)
			r = snapshot_identify_namespace(snapshot, index, id);
	}
	if (r == 0)
		*ret_index = index;
	return r;
}

int snapshot_init(struct snapshot *snapshot)
{
	uint32_t view;
	bool is_new;
	int r;

	*snapshot = (struct snapshot){ .ticks_per_second = 100 };
	r = snapshot_intern_namespace(snapshot, 0, &view, &is_new);
	if (r < 0)
		return r;
	snapshot->namespaces[view].level = 0;
	return 0;
}

void snapshot_done(struct snapshot *snapshot)
{
	free(snapshot->processes);
	free(snapshot->threads);
	free(snapshot->namespaces);
	free(snapshot->containers);
	free(snapshot->numbers);
	free(snapshot->user_names);
	idmap_done(&snapshot->users);
	idmap_done(&snapshot->by_id);
	idmap_done(&snapshot->by_init);
	arena_done(&snapshot->arena);
	*snapshot = (struct snapshot){ 0 };
}

struct container *snapshot_add_container(struct snapshot *snapshot)
{
	struct container *container;

	if (array_grow((void **)&snapshot->containers, snapshot->ncontainers,
	               &snapshot->containers_size, sizeof(*snapshot->containers)) < 0)
		return NULL;
	container = &snapshot->containers[snapshot->ncontainers++];
	*container = (struct container){ .outer = CONTAINER_NONE };
	return container;
}

int snapshot_add_user(struct snapshot *snapshot, uid_t uid, const char *name)
{
	const char *copy;

	if (idmap_get(&snapshot->users, uid) != IDMAP_NONE)
		return 0;
	if (array_grow((void **)&snapshot->user_names, snapshot->nusers, &snapshot->users_size,
	               sizeof(*snapshot->user_names)) < 0)
		return -ENOMEM;
	copy = arena_copy(&snapshot->arena, name, strlen(name));
	if (!copy)
		return -ENOMEM;
	snapshot->user_names[snapshot->nusers++] = copy;
	return idmap_put(&snapshot->users, uid, (uint32_t)snapshot->nusers - 1);
}

const char *snapshot_find_user(const struct snapshot *snapshot, uid_t uid)
{
	uint32_t index = idmap_get(&snapshot->users, uid);

	return index == IDMAP_NONE ? NULL : snapshot->user_names[index];
}

static int process_order(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->tgid != y->tgid)
		return x->tgid < y->tgid ? -1 : 1;
	return (x->pid > y->pid) - (x->pid < y->pid);
}

/* getdents() of procfs gives ascending PIDs; a fixture on another file system does not. */
static void processes_sort(struct process *array, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (process_order(&array[i - 1], &array[i]) > 0) {
			qsort(array, count, sizeof(*array), process_order);
			return;
		}
	}
}

static void namespaces_reset(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->nnamespaces; i++) {
		struct namespace *ns = &snapshot->namespaces[i];

		ns->nprocs = ns->nthreads = ns->nzombies = 0;
		ns->init = PROCESS_NONE;
		ns->containers = NULL;
		ns->ncontainers = 0;
	}
}

static int namespace_count(struct snapshot *snapshot, uint32_t index)
{
	const struct process *process = &snapshot->processes[index];
	struct namespace *ns = &snapshot->namespaces[process->ns];

	ns->nprocs++;
	ns->nthreads += process->nthreads;
	ns->nzombies += process_is_zombie(process);
	if (ns->level == LEVEL_UNKNOWN)
		ns->level = process->level;
	if (!process_is_init(process))
		return 0;
	ns->init = index;
	ns->init_pid = process->pid;
	return idmap_put(&snapshot->by_init, (uint64_t)process->pid, process->ns);
}

/*
 * The parent of an init below the view lives exactly one level up, in the namespace that its own
 * was made from: only a process active there can make one, and reparenting stays on its level
 * (create_pid_namespace() and find_new_reaper() in the kernel).
 */
static void parent_derive(struct snapshot *snapshot, struct namespace *ns)
{
	const struct process *parent;

	if (ns->parent_known || ns->init == PROCESS_NONE)
		return;
	parent = snapshot_find_process(snapshot, snapshot->processes[ns->init].ppid);
	if (ns->level == 1) {
		ns->parent = NAMESPACE_VIEW;
		ns->parent_known = true;
	} else if (parent && parent->level == ns->level - 1 && parent->ns != NAMESPACE_NONE) {
		ns->parent = parent->ns;
		ns->parent_known = true;
	}
}

/* A namespace without processes knows its level only from its parent. */
static void level_derive(struct snapshot *snapshot, struct namespace *ns)
{
	const struct namespace *up = ns;
	int steps = 0;

	while (up->level == LEVEL_UNKNOWN && up->parent != NAMESPACE_NONE && steps <= LEVEL_MAX) {
		up = &snapshot->namespaces[up->parent];
		steps++;
	}
	if (up->level != LEVEL_UNKNOWN)
		ns->level = up->level + steps;
}

/* Adds a container to the list of its namespace, keeping the few there are free of doubles. */
static bool container_listed(const struct namespace *ns, uint32_t container)
{
	for (uint32_t i = 0; i < ns->ncontainers; i++) {
		if (ns->containers[i] == container)
			return true;
	}
	return false;
}

static int container_list(struct snapshot *snapshot, struct namespace *ns, uint32_t container)
{
	uint32_t *list = (uint32_t *)(uintptr_t)ns->containers;

	/* Capacities are powers of two: full when the count is one. */
	if ((ns->ncontainers & (ns->ncontainers - 1)) == 0) {
		size_t room = ns->ncontainers ? (size_t)ns->ncontainers * 2 : 1;

		list = arena_alloc(&snapshot->arena, room * sizeof(*list));
		if (!list)
			return -ENOMEM;
		if (ns->ncontainers)
			memcpy(list, ns->containers, ns->ncontainers * sizeof(*list));
		ns->containers = list;
	}
	list[ns->ncontainers++] = container;
	return 0;
}

static int containers_list(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		int r;

		if (process->container == CONTAINER_NONE || process->ns == NAMESPACE_NONE)
			continue;
		if (container_listed(&snapshot->namespaces[process->ns], process->container))
			continue;
		r = container_list(snapshot, &snapshot->namespaces[process->ns],
		                   process->container);
		if (r < 0)
			return r;
	}
	return 0;
}

/* A thread lives where its process does: setns() and unshare() move children only. */
static void threads_place(struct snapshot *snapshot)
{
	size_t at = 0;

	for (size_t i = 0; i < snapshot->nthreads; i++) {
		struct process *thread = &snapshot->threads[i];

		while (at < snapshot->nprocesses && snapshot->processes[at].pid < thread->tgid)
			at++;
		if (at == snapshot->nprocesses || snapshot->processes[at].pid != thread->tgid)
			continue;
		thread->ns = snapshot->processes[at].ns;
		thread->inferred = snapshot->processes[at].inferred;
		thread->container = snapshot->processes[at].container;
		thread->cgroup = snapshot->processes[at].cgroup;
	}
}

void snapshot_sort(struct snapshot *snapshot)
{
	processes_sort(snapshot->processes, snapshot->nprocesses);
	processes_sort(snapshot->threads, snapshot->nthreads);
}

int snapshot_finish(struct snapshot *snapshot)
{
	int r;

	snapshot_sort(snapshot);
	namespaces_reset(snapshot);
	snapshot->counts.inferred = snapshot->counts.unknown = 0;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (snapshot->processes[i].ns == NAMESPACE_NONE) {
			snapshot->counts.unknown++;
			continue;
		}
		snapshot->counts.inferred += snapshot->processes[i].inferred;
		r = namespace_count(snapshot, (uint32_t)i);
		if (r < 0)
			return r;
	}
	snapshot->namespaces[NAMESPACE_VIEW].parent_known = true;
	for (size_t i = 1; i < snapshot->nnamespaces; i++)
		parent_derive(snapshot, &snapshot->namespaces[i]);
	for (size_t i = 1; i < snapshot->nnamespaces; i++)
		level_derive(snapshot, &snapshot->namespaces[i]);
	threads_place(snapshot);
	return containers_list(snapshot);
}

static const struct process *process_search(const struct process *array, size_t count, pid_t pid)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (array[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && array[low].pid == pid ? &array[low] : NULL;
}

const struct process *snapshot_find_process(const struct snapshot *snapshot, pid_t pid)
{
	return process_search(snapshot->processes, snapshot->nprocesses, pid);
}

const struct process *snapshot_find_thread(const struct snapshot *snapshot, pid_t tid)
{
	/* Threads are in order of their processes, so that their own numbers are not. */
	for (size_t i = 0; i < snapshot->nthreads; i++) {
		if (snapshot->threads[i].pid == tid)
			return &snapshot->threads[i];
	}
	return snapshot_find_process(snapshot, tid);
}

uint32_t snapshot_find_namespace(const struct snapshot *snapshot, uint64_t id)
{
	return id ? idmap_get(&snapshot->by_id, id) : NAMESPACE_NONE;
}

uint32_t snapshot_find_namespace_by_init(const struct snapshot *snapshot, pid_t init)
{
	return idmap_get(&snapshot->by_init, (uint64_t)init);
}

const struct namespace *snapshot_namespace_of(const struct snapshot *snapshot,
                                              const struct process *process)
{
	return process->ns == NAMESPACE_NONE ? NULL : &snapshot->namespaces[process->ns];
}

const struct container *snapshot_container_of(const struct snapshot *snapshot,
                                              const struct process *process)
{
	return process->container == CONTAINER_NONE ? NULL
	                                            : &snapshot->containers[process->container];
}

uint32_t snapshot_namespace_index(const struct snapshot *snapshot, const struct namespace *ns)
{
	return (uint32_t)(ns - snapshot->namespaces);
}

static int namespace_order(const void *a, const void *b, void *data)
{
	const struct namespace *namespaces = data;
	const struct namespace *x = &namespaces[*(const uint32_t *)a];
	const struct namespace *y = &namespaces[*(const uint32_t *)b];

	if (x->level != y->level) /* unknown ones come last */
		return (unsigned)x->level < (unsigned)y->level ? -1 : 1;
	if (x->init_pid != y->init_pid) /* those without one come last */
		return (unsigned)x->init_pid - 1 < (unsigned)y->init_pid - 1 ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

void snapshot_order_namespaces(const struct snapshot *snapshot, uint32_t *ret_order)
{
	for (uint32_t i = 0; i < snapshot->nnamespaces; i++)
		ret_order[i] = i;
	/* A view that has not looked yet has none, and no arrays. */
	if (snapshot->nnamespaces == 0)
		return;
	qsort_r(ret_order, snapshot->nnamespaces, sizeof(*ret_order), namespace_order,
	        snapshot->namespaces);
}

int snapshot_within(const struct snapshot *snapshot, uint32_t inner, uint32_t outer)
{
	int level = snapshot->namespaces[outer].level;

	for (int steps = 0; inner != outer && steps <= LEVEL_MAX; steps++) {
		const struct namespace *ns = &snapshot->namespaces[inner];

		if (ns->level != LEVEL_UNKNOWN && ns->level <= level)
			return 0;
		if (ns->parent == NAMESPACE_NONE)
			return ns->parent_known ? 0 : -1;
		inner = ns->parent;
	}
	return inner == outer;
}

bool snapshot_is_within(const struct snapshot *snapshot, uint32_t inner, uint32_t outer)
{
	return inner != NAMESPACE_NONE && outer != NAMESPACE_NONE &&
	       snapshot_within(snapshot, inner, outer) > 0;
}
