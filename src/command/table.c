/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid table: one row a process.
 */
#include "base/cleanup.h"
#include "command/session.h"

enum status command_table(const struct request *request)
{
	_cleanup_free_ bool *chosen = NULL;
	struct session session;
	enum status status;
	int r = session_open(request, ROW_PROCESS, request->command->columns, &session);

	if (r >= 0)
		return (enum status)r;
	r = session_look(&session, session_facts(&session));
	if (r < 0) {
		chosen = session_choose(&session, false);
		if (chosen)
			session_filter(&session, chosen);
		r = session_add_processes(&session, chosen);
	}
	if (r < 0)
		r = session_print(&session, ROW_PROCESS);
	status = r < 0 ? session_report(&session, session.snapshot.counts.unknown) : (enum status)r;
	session_done(&session);
	return status;
}
