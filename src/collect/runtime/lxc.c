/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LXC, and LXD and Incus, which run their containers through liblxc.
 *
 * The name is in the cgroup; nothing else must be read. What is said of the engine that used
 * liblxc, best first: the monitor's command line, then whose folder of containers has that name.
 * LXD and Incus put the project in front of the name, PROJECT_NAME, in all but the default one.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "collect/procfs.h"
#include "collect/runtime/command.h"
#include "collect/runtime/lxc.h"

static enum claim lxc_match_cgroup(const struct cgroup_step *step, struct identity *ret_identity)
{
	struct span name = step->name;

	if (span_starts(name, "lxc.monitor."))
		return CLAIM_MONITOR;
	if (span_is(step->before, "lxc.monitor"))
		return CLAIM_MONITOR;
	/* "lxc/NAME" is what versions before 4.0 made. */
	if (span_skip(&name, "lxc.payload.") || span_is(step->before, "lxc.payload") ||
	    span_is(step->before, "lxc"))
		return identity_claim(&engine_lxc, name, ret_identity);
	return CLAIM_NONE;
}

/* "[lxc monitor] LXCPATH NAME", one argument. The path is kept as the identity's space. */
static enum claim lxc_match_command(struct span command, struct identity *ret_identity)
{
	struct span path = span_cut(&command, '\0'), name;

	if (!span_skip(&path, "[lxc monitor] "))
		return CLAIM_NONE;
	name = span_cut_last(&path, ' ');
	if (identity_claim(&engine_lxc, name, ret_identity) == CLAIM_NONE)
		return CLAIM_NONE;
	span_store(path, ret_identity->space, sizeof(ret_identity->space));
	return CLAIM_CONTAINER;
}

static void label_by_path(struct record *record, struct span path)
{
	if (span_contains(path, "/incus"))
		record->label = "incus";
	else if (span_contains(path, "/lxd"))
		record->label = "lxd";
}

/* "lx1-1" is the cgroup of lx1 where the folder "lx1" was left over from before. */
static bool is_renumbered(struct span cgroup, const char *name)
{
	if (!span_skip(&cgroup, name) || !span_skip(&cgroup, "-") || cgroup.len == 0)
		return false;
	return strspn(cgroup.text, "0123456789") >= cgroup.len;
}

static int lxc_learn(struct record *record, const struct identity *monitor)
{
	struct span cgroup = span_of(record->identity.id);

	if (!span_is(cgroup, monitor->id) && !is_renumbered(cgroup, monitor->id))
		return 0;
	label_by_path(record, span_of(monitor->space));
	return record_set(&record->name, monitor->id);
}

/* The rest of the first line that starts with `key`, blanks in front of it aside. */
static struct span line_find(struct span text, const char *key)
{
	while (text.len > 0) {
		struct span line = span_cut(&text, '\n');

		while (span_skip(&line, " "))
			;
		if (!span_skip(&line, key))
			continue;
		while (span_skip(&line, " "))
			;
		while (span_chop(&line, " ") || span_chop(&line, "\r"))
			;
		return line;
	}
	return SPAN_NONE;
}

int lxc_parse_config(const char *text, size_t len, struct record *record)
{
	/* Written by lxc-create for the template "download" and its like: -d debian -r bookworm. */
	struct span line =
		line_find((struct span){ text, len }, "# Parameters passed to the template:");
	struct span distribution = SPAN_NONE, release = SPAN_NONE;
	char image[IDENTITY_ID];
	int n;

	while (line.len > 0) {
		struct span word = span_cut(&line, ' ');

		if (span_is(word, "-d") || span_is(word, "--dist"))
			distribution = span_cut(&line, ' ');
		else if (span_is(word, "-r") || span_is(word, "--release"))
			release = span_cut(&line, ' ');
	}
	if (!distribution.len || distribution.len + release.len > IDENTITY_ID - 2)
		return 0;
	n = snprintf(image, sizeof(image), "%.*s%s%.*s", (int)distribution.len, distribution.text,
	             release.len ? "/" : "", (int)release.len, release.text);
	return n > 0 ? record_set(&record->image, image) : 0;
}

int lxc_parse_backup(const char *text, size_t len, struct record *record)
{
	struct span line = line_find((struct span){ text, len }, "image.description:");

	if (span_skip(&line, "\"") || span_skip(&line, "'"))
		line.len -= line.len > 0;
	return line.len > 0 && !memchr(line.text, '\0', line.len)
	               ? record_set_span(&record->image, line)
	               : 0;
}

static const struct home {
	const char *path, *label, *file;
	int (*parse)(const char *text, size_t len, struct record *record);
} homes[] = {
	{ "var/lib/lxc", "lxc", "config", lxc_parse_config },
	{ "var/lib/incus/containers", "incus", "backup.yaml", lxc_parse_backup },
	{ "var/snap/lxd/common/lxd/containers", "lxd", "backup.yaml", lxc_parse_backup },
	{ "var/lib/lxd/containers", "lxd", "backup.yaml", lxc_parse_backup },
};

/* 1: its folder is there; 0: it is not; -ENOMEM. */
static int describe_in(struct state *state, const struct home *home, struct record *record)
{
	_cleanup_state_dir_ struct state_dir dir = STATE_DIR_NONE;
	char path[STATE_PATH];
	ssize_t n;
	int r;

	snprintf(path, sizeof(path), "%s/%s", home->path, record->identity.id);
	/* Incus and LXD link the folder to their storage pool. */
	if (state_dir_open(state, 0, path, &dir) < 0)
		return 0;
	record->label = home->label;
	n = state_read(state, &dir, home->file);
	if (n < 0)
		return n == -ENOMEM ? -ENOMEM : 1;
	r = home->parse(state->text, (size_t)n, record);
	return r < 0 ? r : 1;
}

static int lxc_describe(struct state *state, struct record *record)
{
	int r = 0;

	/* These are root's folders. */
	if (!span_is_plain(span_of(record->identity.id)) || record->identity.user)
		return 0;
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(homes); i++)
		r = describe_in(state, &homes[i], record);
	return r < 0 ? r : 0;
}

/*
 * Each monitor listens at an abstract socket called LXCPATH/NAME/command, an ordinary user's too.
 * Of a list too long to be read nothing is known.
 */
static bool has_socket(struct state *state, const char *name)
{
	enum { LIMIT = 512 * 1024 };
	_cleanup_(procfs_buffer_done) struct procfs_buffer buffer = { 0 };
	char needle[IDENTITY_ID + 16];
	ssize_t n = procfs_read(state->proc_fd, "self/net/unix", LIMIT, &buffer);
	int len = snprintf(needle, sizeof(needle), "/%s/command", name);

	return n == LIMIT || (n > 0 && memmem(buffer.text, (size_t)n, needle, (size_t)len) != NULL);
}

static bool lxc_may_run(struct state *state, struct span name)
{
	char text[IDENTITY_ID], payload[IDENTITY_ID + 16];

	if (!span_store(name, text, sizeof(text)))
		return false;
	snprintf(payload, sizeof(payload), "lxc.payload.%s", text);
	if (state_has_cgroup(state, "", payload) || state_has_cgroup(state, "lxc.payload", text) ||
	    state_has_cgroup(state, "lxc", text))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		if (state_path_has(state, homes[i].path, text))
			return true;
	}
	return has_socket(state, text);
}

const struct engine engine_lxc = {
	.name = "lxc",
	.forks = { "lxd", "incus" },
	.no_id = true,
	.match_cgroup = lxc_match_cgroup,
	.match_command = lxc_match_command,
	.describe = lxc_describe,
	.learn = lxc_learn,
	.may_run = lxc_may_run,
};
