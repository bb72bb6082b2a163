/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading cgroup paths from the outside to the inside: each component is shown to every engine.
 *
 * Of several containers on one path the last is the innermost. An engine in a container makes its
 * cgroups below the container's, so the ones before it are those around it.
 */
#include <stdlib.h>

#include "base/number.h"
#include "collect/runtime/cgroup.h"

/* What a path says besides containers, gathered on the way down. */
struct walk {
	uid_t user;          /* of user-UID.slice */
	struct span pod_uid; /* of a pod's own component */
};

enum { ROUND_V2, ROUND_SYSTEMD, ROUND_REST, ROUND_END };

static int line_round(struct span number, struct span controllers)
{
	if (span_is(number, "0") && controllers.len == 0)
		return ROUND_V2;
	return span_is(controllers, "name=systemd") ? ROUND_SYSTEMD : ROUND_REST;
}

bool cgroup_next_path(struct cgroup_lines *lines, struct span *ret_path)
{
	for (; lines->round < ROUND_END; lines->round++, lines->at = 0) {
		struct span rest = { lines->text + lines->at, lines->len - lines->at };

		while (rest.len > 0) {
			struct span line = span_cut(&rest, '\n');
			struct span number = span_cut(&line, ':');
			struct span controllers = span_cut(&line, ':');

			lines->at = lines->len - rest.len;
			/* Where its cgroup was removed already (proc_cgroup_show()). */
			span_chop(&line, " (deleted)");
			if (line_round(number, controllers) != lines->round || line.len < 2)
				continue;
			*ret_path = line;
			return true;
		}
	}
	return false;
}

/* "user-1000.slice": state of that user's engines is in their home. */
static bool step_is_user(struct span name, uid_t *ret_user)
{
	uint64_t value;

	if (!span_skip(&name, "user-") || !span_chop(&name, ".slice"))
		return false;
	if (number_parse(name.text, name.len, &value) < 0 || value == 0 || value >= UINT32_MAX)
		return false;
	*ret_user = (uid_t)value;
	return true;
}

static bool is_pod_uid(struct span uid)
{
	/* A UUID, with '_' for '-' in a slice's name, or 32 digits for a static pod. */
	if (uid.len != 36 && uid.len != 32)
		return false;
	for (size_t i = 0; i < uid.len; i++) {
		if (!strchr("0123456789abcdefABCDEF-_", uid.text[i]))
			return false;
	}
	return true;
}

/* "pod<UID>" of the cgroupfs driver, "kubepods-burstable-pod<UID>.slice" of the systemd one. */
static bool step_is_pod(struct span name, struct span *ret_uid)
{
	struct span slice = span_cut(&name, ':');

	if (span_chop(&slice, ".slice") && span_starts(slice, "kube"))
		slice = span_cut_last(&slice, '-');
	if (!span_skip(&slice, "pod") || !is_pod_uid(slice))
		return false;
	*ret_uid = slice;
	return true;
}

static enum claim step_ask(const struct cgroup_step *step, struct identity *ret_identity)
{
	for (const struct engine *const *engine = engines_all; *engine; engine++) {
		enum claim claim = CLAIM_NONE;

		if ((*engine)->match_cgroup)
			claim = (*engine)->match_cgroup(step, ret_identity);
		if (claim != CLAIM_NONE)
			return claim;
	}
	return CLAIM_NONE;
}

static void walk_note(struct walk *walk, struct span name)
{
	/* The first is systemd's; below it that user makes cgroups of any name. */
	if (walk->user == 0)
		step_is_user(name, &walk->user);
	step_is_pod(name, &walk->pod_uid);
}

static void uid_store(struct span uid, char *buffer, size_t size)
{
	span_store(uid, buffer, size);
	for (char *c = buffer; *c; c++) {
		if (*c == '_')
			*c = '-';
	}
}

/* Adds an identity as the innermost; of too many the outermost is forgotten. */
static void chain_push(struct cgroup_verdict *verdict, const struct identity *identity)
{
	if (verdict->count == CGROUP_CHAIN) {
		memmove(verdict->chain, verdict->chain + 1,
		        (CGROUP_CHAIN - 1) * sizeof(verdict->chain[0]));
		verdict->count--;
	}
	verdict->chain[verdict->count++] = *identity;
}

/* The next component that is not empty: "//" comes from fixtures, though not from the kernel. */
static struct span component_next(struct span *rest)
{
	struct span name = { rest->text, 0 };

	while (rest->len > 0 && name.len == 0)
		name = span_cut(rest, '/');
	return name;
}

static void path_judge(struct span path, struct cgroup_verdict *verdict)
{
	struct cgroup_step step = { .before = SPAN_NONE };
	struct walk walk = { .user = 0 };
	struct identity identity;

	step.name = component_next(&path);
	for (; step.name.len > 0; step.before = step.name, step.name = step.after) {
		enum claim claim;

		step.behind = path;
		step.after = component_next(&path);
		walk_note(&walk, step.name);
		claim = step_ask(&step, &identity);
		if (claim == CLAIM_NONE)
			continue;
		verdict->claim = claim;
		if (claim == CLAIM_MONITOR)
			return;
		identity.user = walk.user;
		if (walk.pod_uid.len)
			uid_store(walk.pod_uid, identity.pod_uid, sizeof(identity.pod_uid));
		walk.pod_uid = SPAN_NONE;
		chain_push(verdict, &identity);
	}
}

void cgroup_judge(const char *text, size_t len, struct cgroup_verdict *ret_verdict)
{
	struct cgroup_lines lines = { .text = text, .len = len };
	struct span path, before = SPAN_NONE;

	ret_verdict->claim = CLAIM_NONE;
	ret_verdict->count = 0;
	while (ret_verdict->claim == CLAIM_NONE && cgroup_next_path(&lines, &path)) {
		if (!span_equals(path, before))
			path_judge(path, ret_verdict);
		before = path;
	}
}

uid_t cgroup_path_user(struct span path)
{
	uid_t user = 0;

	while (user == 0 && path.len > 0)
		step_is_user(span_cut(&path, '/'), &user);
	return user;
}

uid_t cgroup_user(const char *text, size_t len)
{
	struct cgroup_lines lines = { .text = text, .len = len };
	struct span path;
	uid_t user = 0;

	while (user == 0 && cgroup_next_path(&lines, &path))
		user = cgroup_path_user(path);
	return user;
}

/* The types of unit that have processes (systemd.unit(5)). */
static bool is_unit(struct span name)
{
	static const char *const types[] = { ".service", ".scope", ".socket", ".mount", ".swap" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (name.len > strlen(types[i]) && span_ends(name, types[i]))
			return true;
	}
	return false;
}

static struct span path_unit(struct span path)
{
	while (path.len > 0) {
		struct span name = span_cut_last(&path, '/');

		if (is_unit(name))
			return name;
	}
	return SPAN_NONE;
}

struct span cgroup_unit(const char *text, size_t len)
{
	struct cgroup_lines lines = { .text = text, .len = len };
	struct span path, unit = SPAN_NONE;

	/* On v1 and hybrid hosts systemd's own hierarchy is a line beside that of v2. */
	while (cgroup_next_path(&lines, &path) && lines.round <= ROUND_SYSTEMD) {
		struct span found = path_unit(path);

		if (found.len)
			unit = found;
	}
	return unit;
}
