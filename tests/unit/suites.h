/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * THE list of suites: each NAME stands for `Suite *NAME_suite(void)` in a file of its own.
 */
#ifndef NSPID_TESTS_SUITES_H
#define NSPID_TESTS_SUITES_H

#include <check.h>

#define UNIT_SUITES(SUITE)                                                                         \
	SUITE(number)                                                                              \
	SUITE(arena)                                                                               \
	SUITE(idmap)                                                                               \
	SUITE(escape)                                                                              \
	SUITE(nearest)                                                                             \
	SUITE(parse_status)                                                                        \
	SUITE(parse)                                                                               \
	SUITE(snapshot)                                                                            \
	SUITE(pidmap)                                                                              \
	SUITE(forest)                                                                              \
	SUITE(infer)                                                                               \
	SUITE(procfs)                                                                              \
	SUITE(collect)                                                                             \
	SUITE(refresh)                                                                             \
	SUITE(nsfs)                                                                                \
	SUITE(cell)                                                                                \
	SUITE(columns)                                                                             \
	SUITE(document)                                                                            \
	SUITE(target)                                                                              \
	SUITE(runtime)                                                                             \
	SUITE(runtime_state)                                                                       \
	SUITE(verdict)                                                                             \
	SUITE(live)

#define UNIT_DECLARE(name) Suite *name##_suite(void);
UNIT_SUITES(UNIT_DECLARE)

#endif
