/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of the tests of container names.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/runtime_world.h"

static const struct fixture_process systemd = { .chain = "1", .name = "systemd", .mounts = 1 };

static void notice_take(void *data, const char *text)
{
	struct world *world = data;
	size_t used = strlen(world->notices);

	world->nnotices++;
	snprintf(world->notices + used, sizeof(world->notices) - used, "%s\n", text);
}

void world_open(struct world *world, const struct fixture_process *table, size_t count)
{
	*world = (struct world){ 0 };
	fixture_open(&world->fixture);
	fixture_add(&world->fixture, &systemd);
	fixture_add_all(&world->fixture, table, count);
	fixture_set_self(&world->fixture, 1);
	ck_assert_int_eq(collector_open(fixture_proc_fd(&world->fixture),
	                                fixture_root_fd(&world->fixture), &world->collector),
	                 0);
	collector_set_notice(world->collector, notice_take, world);
}

void world_close(struct world *world)
{
	snapshot_done(&world->snapshot);
	collector_free(world->collector);
	fixture_close(&world->fixture);
}

void world_write(struct world *world, const char *path, const char *text)
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), "../%s", path);
	fixture_write_text(&world->fixture, name, text);
}

void world_look(struct world *world)
{
	unsigned facts = FACT_NAMESPACE | FACT_CGROUP | FACT_CONTAINER | FACT_START;

	snapshot_done(&world->snapshot);
	ck_assert_int_eq(collect_snapshot(world->collector, facts, &world->snapshot), 0);
}

static size_t container_print(const struct container *container, char *buffer, size_t size)
{
	const char *name = container->name;
	int n;

	if (container->pod)
		n = snprintf(buffer, size, "%s:%s/%s/%s", container->engine,
		             container->pod_namespace ? container->pod_namespace : "?",
		             container->pod, name ? name : "?");
	else if (name)
		n = snprintf(buffer, size, "%s:%s", container->engine, name);
	else
		n = snprintf(buffer, size, "%s:@%.4s", container->engine,
		             container->id ? container->id : "");
	return (size_t)n;
}

const char *world_container(const struct world *world, pid_t pid)
{
	static char text[1024];
	const struct snapshot *snapshot = &world->snapshot;
	uint32_t index = unit_process(snapshot, pid)->container;
	size_t used = 0;

	if (index == CONTAINER_NONE)
		return "-";
	for (; index != CONTAINER_NONE; index = snapshot->containers[index].outer) {
		if (used)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " in ");
		used += container_print(&snapshot->containers[index], text + used,
		                        sizeof(text) - used);
	}
	return text;
}

void world_expect(const struct world *world, pid_t pid, const char *container)
{
	const char *got = world_container(world, pid);

	ck_assert_msg(strcmp(got, container) == 0, "process %d: expected '%s', got '%s'", (int)pid,
	              container, got);
}

void world_expect_all(const struct world *world, const struct expectation *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		world_expect(world, table[i].pid, table[i].container);
}

const char *world_find(const struct world *world, const char *engine, const char *name)
{
	static char text[64];
	struct runtime_init init;
	struct runtime *runtime;
	int root_fd = fixture_root_fd(&world->fixture);
	int proc_fd = fixture_proc_fd(&world->fixture);
	int r;

	ck_assert_int_eq(runtime_open(root_fd, proc_fd, &runtime), 0);
	r = runtime_find_init(runtime, engine, name, &init);
	if (r < 0)
		snprintf(text, sizeof(text), "%s", strerrorname_np(-r));
	else if (init.start == START_NONE)
		snprintf(text, sizeof(text), "%d:-", (int)init.pid);
	else
		snprintf(text, sizeof(text), "%d:%llu", (int)init.pid,
		         (unsigned long long)init.start);
	runtime_free(runtime);
	close(root_fd);
	close(proc_fd);
	return text;
}
