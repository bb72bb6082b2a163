/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the unit tests share: snapshots from a table, and things as text to compare.
 */
#ifndef NSPID_TESTS_UNIT_H
#define NSPID_TESTS_UNIT_H

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/forest.h"
#include "model/snapshot.h"
#include "tests/fixture.h"
#include "tests/unit/suites.h"

/*
 * A finished snapshot from the same kind of table as a fixture, without any file: for tests of the
 * model. Of a process below the view, ns 0 means that its namespace is unknown.
 */
void unit_snapshot(const struct fixture_process *table, size_t count,
                   struct snapshot *ret_snapshot);
#define UNIT_SNAPSHOT(table, ret_snapshot) unit_snapshot(table, ARRAY_SIZE(table), ret_snapshot)

/* The process with this PID, which must be there. */
const struct process *unit_process(const struct snapshot *snapshot, pid_t pid);

/* The index of the namespace with this id, which must be there. */
uint32_t unit_namespace(const struct snapshot *snapshot, uint64_t id);

/*
 * The id of the namespace of a process: "~" in front when it was inferred, "~INIT" where it has no
 * id, "?" when unknown. Valid until the fourth next call.
 */
const char *unit_ns(const struct snapshot *snapshot, pid_t pid);

/* "1 3976>1 ...": PIDs as chains, in the order of the snapshot. Free it. */
char *unit_chains(const struct snapshot *snapshot);

/*
 * The rows of a forest, a line each: branches, then "3976>1 name", "ns 4026532254 (3)" for a
 * boundary, "5*[name]" for a fold, "tid 3980>5 name" for a thread; "." in front of the text of a
 * row that only connects others. Free it.
 */
char *unit_forest(const struct snapshot *snapshot, const struct forest_options *options);

#endif
