/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with containers, for the tests of their names: a fake procfs beside engines' state.
 */
#ifndef NSPID_TESTS_RUNTIME_WORLD_H
#define NSPID_TESTS_RUNTIME_WORLD_H

#include "collect/collect.h"
#include "collect/runtime/runtime.h"
#include "tests/unit/unit.h"

/* Ids as the engines draw them. */
#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ID_C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define ID_D "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
#define ID_E "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

struct world {
	struct fixture fixture;
	struct collector *collector;
	struct snapshot snapshot; /* of world_look() */
	char notices[8192];       /* a line each, of all looks */
	unsigned nnotices;
};

/* With the processes of a table, and systemd as PID 1 before them. */
void world_open(struct world *world, const struct fixture_process *table, size_t count);
#define WORLD_OPEN(world, table) world_open(world, table, ARRAY_SIZE(table))
void world_close(struct world *world);

/* A file of state, by its path below the root. */
void world_write(struct world *world, const char *path, const char *text);

/* Takes a snapshot, with the start times of processes. */
void world_look(struct world *world);

/*
 * The container of a process: "docker:web", "containerd:shop/webpod/app", "runc:@aaaa" (its id)
 * where it has no name, " in " what is around it behind that; "-" for none.
 */
const char *world_container(const struct world *world, pid_t pid);

void world_expect(const struct world *world, pid_t pid, const char *container);

/* As a line each: "PID CONTAINER". */
struct expectation {
	pid_t pid;
	const char *container;
};
void world_expect_all(const struct world *world, const struct expectation *table, size_t count);
#define WORLD_EXPECT(world, table) world_expect_all(world, table, ARRAY_SIZE(table))

/* The init that runtime_find_init() finds: "15:300", "15:-" without a start, or "ENOENT", ... */
const char *world_find(const struct world *world, const char *engine, const char *name);

#endif
