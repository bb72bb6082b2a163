/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the text of /proc/PID/cgroup says about containers and systemd units. Pure.
 */
#ifndef NSPID_RUNTIME_CGROUP_H
#define NSPID_RUNTIME_CGROUP_H

#include "collect/runtime/engine.h"

enum { CGROUP_CHAIN = 8 }; /* containers inside containers that are told apart */

struct cgroup_verdict {
	enum claim claim; /* CLAIM_MONITOR: outside of what it watches, inside of `chain` */
	size_t count;
	struct identity chain[CGROUP_CHAIN]; /* outermost first; the last is where the process is */
};

/* The hierarchies of a process: the one that says most first. */
struct cgroup_lines {
	const char *text;
	size_t len;
	int round;
	size_t at;
};

/* Moves to the next path that is not "/": of v2, then of systemd, then of the controllers. */
bool cgroup_next_path(struct cgroup_lines *lines, struct span *ret_path);

/* Which containers the first hierarchy names that names any. */
void cgroup_judge(const char *text, size_t len, struct cgroup_verdict *ret_verdict);

/*
 * The user below whose user-UID.slice a hierarchy has the process; 0: none. That slice is made by
 * systemd: of several on a path the outermost counts, as users may make what is below theirs.
 */
uid_t cgroup_user(const char *text, size_t len);
uid_t cgroup_path_user(struct span path);

/* The innermost systemd unit that is no slice, in systemd's hierarchy; empty: none. */
struct span cgroup_unit(const char *text, size_t len);

#endif
