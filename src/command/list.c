/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid list: one row a namespace.
 */
#include <errno.h>

#include "base/cleanup.h"
#include "command/session.h"

/* A target stands for its namespace; a container for every one that its processes live in. */
static void targets_mark(const struct session *session, bool *wanted)
{
	const struct snapshot *snapshot = &session->snapshot;

	for (size_t i = 0; i < session->ntargets; i++) {
		const struct place *place = &session->places[i];

		if (place->container == CONTAINER_NONE) {
			if (place->ns != NAMESPACE_NONE)
				wanted[place->ns] = true;
			continue;
		}
		for (size_t j = 0; j < snapshot->nprocesses; j++) {
			if (target_holds(snapshot, place, &snapshot->processes[j]) &&
			    snapshot->processes[j].ns != NAMESPACE_NONE)
				wanted[snapshot->processes[j].ns] = true;
		}
	}
}

/* A filter lets a namespace through when one of its processes passes. */
static void filters_mark(const struct session *session, bool *passing)
{
	const struct snapshot *snapshot = &session->snapshot;

	for (size_t i = 0; i < snapshot->nnamespaces; i++)
		passing[i] =
			snapshot->namespaces[i].nprocs == 0 &&
			filter_passes_empty(&session->filter, snapshot, &snapshot->namespaces[i]);
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		uint32_t ns = snapshot->processes[i].ns;

		if (ns != NAMESPACE_NONE && !passing[ns])
			passing[ns] =
				filter_passes(&session->filter, snapshot, &snapshot->processes[i]);
	}
}

static int namespaces_add(struct session *session)
{
	const struct snapshot *snapshot = &session->snapshot;
	_cleanup_free_ bool *wanted = calloc(snapshot->nnamespaces * 2 + 2, sizeof(*wanted));
	_cleanup_free_ uint32_t *order = calloc(snapshot->nnamespaces + 1, sizeof(*order));
	bool *passing = wanted ? wanted + snapshot->nnamespaces : NULL;

	if (!wanted || !order)
		return (int)session_fail(session->command, -ENOMEM, "rows");
	snapshot_order_namespaces(snapshot, order);
	targets_mark(session, wanted);
	filters_mark(session, passing);
	for (size_t i = 0; i < snapshot->nnamespaces; i++) {
		if ((session->ntargets > 0 && !wanted[order[i]]) || !passing[order[i]])
			continue;
		if (!session_add_row(session, NULL, &snapshot->namespaces[order[i]]))
			return (int)session_fail(session->command, -ENOMEM, "rows");
	}
	return -1;
}

enum status command_list(const struct request *request)
{
	struct session session;
	enum status status;
	unsigned facts;
	/* Where the namespaces are of several kinds, their kind is worth a column. */
	const char *columns = request->held
	                              ? "NS,TYPE,LEVEL,PARENT,NPROCS,INIT,OWNER,CONTAINER,COMMAND"
	                              : request->command->columns;
	int r = session_open(request, ROW_NAMESPACE, columns, &session);

	if (r >= 0)
		return (enum status)r;
	facts = session_facts(&session) | FACT_NAMESPACE | FACT_HIERARCHY | FACT_MOUNTS;
	if (request->held)
		facts |= FACT_FDS;
	r = session_look(&session, facts);
	if (r < 0)
		r = namespaces_add(&session);
	if (r < 0)
		r = session_print(&session, ROW_NAMESPACE);
	status = r < 0 ? session_report(&session, session.snapshot.counts.unknown) : (enum status)r;
	session_done(&session);
	return status;
}
