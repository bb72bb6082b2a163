/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding the files that engines bind into their containers.
 *
 * Only what is mounted counts, together with where: the host's own mountinfo holds the containers'
 * folders as mount points.
 */
#include "collect/runtime/mounts.h"

/* 36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw (proc_pid_mountinfo(5)) */
static bool line_parse(struct span line, struct mount *ret_mount)
{
	for (int i = 0; i < 3; i++)
		span_cut(&line, ' ');
	ret_mount->root = span_cut(&line, ' ');
	ret_mount->point = span_cut(&line, ' ');
	return ret_mount->point.len > 0;
}

static enum claim mount_ask(const struct mount *mount, struct identity *ret_identity)
{
	for (const struct engine *const *engine = engines_all; *engine; engine++) {
		if ((*engine)->match_mount &&
		    (*engine)->match_mount(mount, ret_identity) == CLAIM_CONTAINER)
			return CLAIM_CONTAINER;
	}
	return CLAIM_NONE;
}

enum claim mounts_judge(const char *text, size_t len, struct identity *ret_identity)
{
	struct span rest = { text, len };
	enum claim claim = CLAIM_NONE;
	struct identity identity;
	struct mount mount;

	while (rest.len > 0) {
		if (!line_parse(span_cut(&rest, '\n'), &mount) ||
		    mount_ask(&mount, &identity) == CLAIM_NONE)
			continue;
		*ret_identity = identity;
		claim = CLAIM_CONTAINER;
	}
	return claim;
}
