/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc/PID/mountinfo says about the container that a process sees the files of. Pure.
 */
#ifndef NSPID_RUNTIME_MOUNTS_H
#define NSPID_RUNTIME_MOUNTS_H

#include "collect/runtime/engine.h"

/* The last mount that an engine knows as its own: it lies on top. */
enum claim mounts_judge(const char *text, size_t len, struct identity *ret_identity);

#endif
