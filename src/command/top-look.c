/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes the targets stand for.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/top-look.h"

/* The grammar of targets tells on standard error what is not there; here it is not an error. */
static int errors_hush(void)
{
	_cleanup_close_ int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (kept >= 0 && null >= 0)
		dup2(null, STDERR_FILENO);
	return kept;
}

static void errors_tell(int kept)
{
	if (kept < 0)
		return;
	dup2(kept, STDERR_FILENO);
	close(kept);
}

static bool place_holds(const struct place *place, const struct process *process)
{
	if (place->process)
		return process->tgid == place->process->tgid;
	if (place->container != CONTAINER_NONE)
		return process->container == place->container;
	return process->ns == place->ns;
}

static void place_mark(const struct snapshot *snapshot, const struct place *place, bool *chosen)
{
	for (size_t i = 0; i < snapshot->nprocesses; i++)
		chosen[i] |= place_holds(place, &snapshot->processes[i]);
}

int top_look_choose(const struct session *session, const struct snapshot *snapshot, bool say,
		    bool *chosen)
{
	int kept = -1, r = -1;

	if (!say)
		kept = errors_hush();
	for (size_t i = 0; i < session->ntargets && (r < 0 || !say); i++) {
		struct place place;

		r = target_resolve(session->command, snapshot, &session->targets[i], &place);
		if (r < 0)
			place_mark(snapshot, &place, chosen);
	}
	errors_tell(kept);
	return say ? r : -1;
}
