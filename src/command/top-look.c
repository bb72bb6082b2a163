/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes the targets stand for.
 */
#include "command/top-look.h"

static void place_mark(const struct snapshot *snapshot, const struct place *place, bool *chosen)
{
	for (size_t i = 0; i < snapshot->nprocesses; i++)
		chosen[i] |= target_holds(snapshot, place, &snapshot->processes[i]);
}

int top_look_choose(const struct session *session, const struct snapshot *snapshot, bool say,
                    bool *chosen)
{
	int r = -1;

	commands_hush(!say);
	for (size_t i = 0; i < session->ntargets && (r < 0 || !say); i++) {
		struct place place;

		r = target_resolve(session->command, snapshot, &session->targets[i], &place);
		if (r < 0)
			place_mark(snapshot, &place, chosen);
	}
	commands_hush(false);
	return say ? r : -1;
}
