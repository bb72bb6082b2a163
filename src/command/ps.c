/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid ps: the process list as a namespace sees it, in its own numbers.
 */
#include "command/session.h"
#include "model/pidmap.h"

static int rows_add(struct session *session, uint32_t ns)
{
	const struct snapshot *snapshot = &session->snapshot;
	int level = snapshot->namespaces[ns].level;
	size_t kept = 0;
	int r = session_add_processes(session, NULL);

	if (r >= 0)
		return r;
	for (size_t i = 0; i < session->nrows; i++) {
		if (pidmap_in(snapshot, session->rows[i].process, ns) <= 0)
			continue;
		session->rows[kept] = session->rows[i];
		session->rows[kept++].lens = level;
	}
	session->nrows = kept;
	return -1;
}

/* As ps does, in the order of the numbers that the target sees. */
static void rows_order(struct session *session)
{
	if (!session->sort)
		columns_sort(session->rows, session->nrows, columns_find("PID", 3, ROW_PROCESS),
		             false);
}

static int run(struct session *session)
{
	const struct place *place = session->places;

	if (place->ns == NAMESPACE_NONE)
		return (int)commands_fail(session->command, STATUS_INCOMPLETE, false,
		                          "%s: its namespace is unknown to this user",
		                          session->targets[0].text);
	if (session->snapshot.namespaces[place->ns].level == LEVEL_UNKNOWN)
		return (int)commands_fail(session->command, STATUS_INCOMPLETE, false,
		                          "%s: the level of that namespace is unknown",
		                          session->targets[0].text);
	return rows_add(session, place->ns);
}

enum status command_ps(const struct request *request)
{
	struct session session;
	enum status status;
	int r;

	if (request->ntargets != 1)
		return commands_fail(request->command, STATUS_USAGE, true,
		                     request->ntargets ? "ps: one target at a time"
		                                       : "ps: whose processes? Name a target");
	r = session_open(request, ROW_PROCESS, request->command->columns, &session);
	if (r >= 0)
		return (enum status)r;
	r = session_look(&session, session_facts(&session) | FACT_NAMESPACE | FACT_HIERARCHY);
	if (r < 0)
		r = run(&session);
	if (r < 0) {
		rows_order(&session);
		r = session_print(&session, ROW_PROCESS);
	}
	status = r < 0 ? session_report(&session, session.snapshot.counts.unknown) : (enum status)r;
	session_done(&session);
	return status;
}
