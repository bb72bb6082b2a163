/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking a running container up by name without a scan of /proc.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "collect/procfs.h"
#include "collect/runtime/cgroup.h"
#include "collect/runtime/find.h"
#include "collect/runtime/owner.h"

enum { CGROUP_LIMIT = 64 * 1024 };

/* NAMESPACE/POD/CONTAINER: neither names nor ids of engines have a slash. */
static void finder_set(struct finder *finder, const char *name)
{
	struct span rest = span_of(name);

	finder->name = rest;
	finder->kubernetes = strchr(name, '/') != NULL;
	if (!finder->kubernetes)
		return;
	finder->pod_namespace = span_cut(&rest, '/');
	finder->pod = span_cut(&rest, '/');
	finder->container = rest;
}

bool finder_wants(const struct finder *finder, const char *label)
{
	if (!finder->engine || strcmp(finder->engine, label) == 0)
		return true;
	/* A pod's containers are those of whichever runtime the kubelet uses. */
	return strcmp(finder->engine, "k8s") == 0 &&
	       (strcmp(label, "containerd") == 0 || strcmp(label, "cri-o") == 0 ||
	        strcmp(label, "docker") == 0);
}

bool finder_may(const struct finder *finder, const char *text, size_t len)
{
	struct span part = finder->kubernetes ? finder->pod : finder->name;

	return memmem(text, len, part.text, part.len) != NULL;
}

bool finder_fits_id(const struct finder *finder, const char *id)
{
	return !finder->kubernetes && span_is_id(span_of(id)) && finder->name.len <= 64 &&
	       memcmp(id, finder->name.text, finder->name.len) == 0;
}

static bool text_is(const char *text, struct span wanted)
{
	return text && span_is(wanted, text);
}

enum fit finder_fit(const struct finder *finder, const struct record *record)
{
	if (finder->engine && strcmp(finder->engine, "k8s") == 0 && !record->pod)
		return FIT_NONE;
	if (finder->kubernetes)
		return text_is(record->pod_namespace, finder->pod_namespace) &&
		                       text_is(record->pod, finder->pod) &&
		                       text_is(record->name, finder->container)
		               ? FIT_NAME
		               : FIT_NONE;
	if (text_is(record->name, finder->name) || span_is(finder->name, record->identity.id))
		return FIT_NAME;
	return finder_fits_id(finder, record->identity.id) ? FIT_ID : FIT_NONE;
}

void finder_offer(struct finder *finder, const struct record *record, enum fit fit, pid_t pid,
                  uint64_t start)
{
	const struct identity *identity = &record->identity;

	if (fit < finder->best || fit == FIT_NONE || pid <= 0)
		return;
	if (identity->user && !owner_has_pid(finder->state, identity->user, pid))
		return;
	if (fit == finder->best && finder->found > 0) {
		/* The same container through another engine's files. */
		if (strcmp(finder->identity.id, identity->id) == 0 && finder->init.pid == pid) {
			if (finder->init.start == START_NONE)
				finder->init.start = start;
			return;
		}
		finder->found++;
		return;
	}
	finder->best = fit;
	finder->found = 1;
	finder->identity = *identity;
	finder->init = (struct runtime_init){ .pid = pid, .start = start };
}

bool finder_is_decided(const struct finder *finder)
{
	return finder->best == FIT_NAME && finder->found > 1;
}

/*
 * State without a start time may be left from before the machine went down. Its PID is believed
 * only if the cgroup of that process names the container.
 */
static int init_check(const struct finder *finder)
{
	_cleanup_(procfs_buffer_done) struct procfs_buffer buffer = { 0 };
	struct cgroup_verdict verdict;
	char name[32];
	ssize_t n;

	if (finder->init.start != START_NONE)
		return 0;
	snprintf(name, sizeof(name), "%d/cgroup", finder->init.pid);
	n = procfs_read_once(finder->state->proc_fd, name, CGROUP_LIMIT, &buffer);
	if (n < 0)
		return -ENOENT;
	cgroup_judge(buffer.text, (size_t)n, &verdict);
	/* In a cgroup of somebody else's, or in a container, that name is anybody's. */
	if (verdict.claim != CLAIM_CONTAINER || verdict.count != 1 ||
	    verdict.chain[0].user != finder->identity.user ||
	    strcmp(verdict.chain[0].id, finder->identity.id) != 0)
		return -ENOENT;
	return 0;
}

/* Whether what was found may share its name with one that no state tells of. */
static bool may_be_another(const struct finder *finder)
{
	if (finder->engine || finder->kubernetes)
		return false;
	if (!span_is_plain(finder->name))
		return true;
	for (const struct engine *const *each = engines_all; *each; each++) {
		if ((*each)->may_run && *each != finder->identity.engine &&
		    (*each)->may_run(finder->state, finder->name))
			return true;
	}
	return false;
}

int find_init(struct state *state, const char *engine, const char *name,
              struct runtime_init *ret_init)
{
	struct finder finder = { .state = state, .engine = engine };
	int r = 0;

	finder_set(&finder, name);
	/* Of a whole pod, which init is meant only the processes can tell. */
	if (!*name || (finder.kubernetes && finder.container.len == 0))
		return -ENOENT;
	for (const struct engine *const *each = engines_all; r == 0 && *each; each++) {
		if ((*each)->find && !finder_is_decided(&finder))
			r = (*each)->find(&finder);
	}
	if (r == 0 && finder.found != 1)
		r = finder.found ? -ENOTUNIQ : -ENOENT;
	if (r == 0)
		r = init_check(&finder);
	if (r == 0 && may_be_another(&finder))
		r = -ENOTUNIQ;
	if (r == 0)
		*ret_init = finder.init;
	return r;
}
