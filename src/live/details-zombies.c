/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who must reap a zombie, and what an init makes of SIGTERM.
 *
 * The parent of a zombie is its real parent, who alone can reap it (wait(2)), unless a tracer has
 * to look first. A parent on a level above lives outside of the namespace: its init is innocent
 * then.
 */
#include <signal.h>
#include <stdio.h>

#include "live/details-lines.h"
#include "model/verdict.h"

static void reaper_write(const struct details *details, const struct process *zombie, char *buffer,
                         size_t size)
{
	const struct snapshot *snapshot = details->snapshot;
	const struct process *parent = snapshot_find_process(snapshot, zombie->ppid);
	const struct process *tracer =
		zombie->tracer ? snapshot_find_process(snapshot, zombie->tracer) : NULL;
	char name[96];

	if (tracer)
		snprintf(buffer, size, "its tracer %s must wait for it first",
		         details_name(details, tracer, name, sizeof(name)));
	else if (!parent)
		snprintf(buffer, size, "its parent, which is outside of the view, must reap it");
	else if (parent->level < zombie->level && process_is_init(zombie))
		snprintf(buffer, size, "%s, the parent outside of the namespace, must reap it",
		         details_name(details, parent, name, sizeof(name)));
	else if (parent->level < zombie->level)
		snprintf(buffer, size,
		         "%s must reap it: it is outside of the namespace, whose init cannot do it",
		         details_name(details, parent, name, sizeof(name)));
	else if (process_is_init(parent))
		snprintf(buffer, size, "%s, the init, must reap it",
		         details_name(details, parent, name, sizeof(name)));
	else
		snprintf(buffer, size, "%s, its parent, must reap it",
		         details_name(details, parent, name, sizeof(name)));
}

void details_add_reaper(const struct details *details, const struct process *zombie)
{
	char text[256];

	reaper_write(details, zombie, text, sizeof(text));
	live_lines_add(details->lines, LIVE_LINE_WARNING, "Zombie", "it has ended; %s", text);
}

void details_add_zombies(const struct details *details, const struct process *parent, uint32_t ns)
{
	const struct snapshot *snapshot = details->snapshot;
	char name[96], text[256];
	uint32_t count = 0;

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		bool counts = parent ? process->ppid == parent->pid && process != parent
		                     : process->ns == ns;

		if (!counts || !process_is_zombie(process) || ++count > DETAILS_LIST)
			continue;
		reaper_write(details, process, text, sizeof(text));
		live_lines_add(details->lines, LIVE_LINE_WARNING, count == 1 ? "Zombies" : "",
		               "%s: %s", details_name(details, process, name, sizeof(name)), text);
	}
	if (count > DETAILS_LIST)
		live_lines_add(details->lines, LIVE_LINE_WARNING, "", "and %u more",
		               count - DETAILS_LIST);
	if (count == 0)
		live_lines_add(details->lines, LIVE_LINE_PLAIN, "Zombies", "none");
}

void details_add_verdict(const struct details *details, const struct process *init)
{
	enum verdict verdict = verdict_of(details->snapshot, init, SIGTERM);
	bool acts = verdict == VERDICT_DELIVERED || verdict == VERDICT_HANDLED;

	live_lines_add(details->lines, acts ? LIVE_LINE_PLAIN : LIVE_LINE_WARNING, "SIGTERM", "%s",
	               verdict_sentence(verdict));
}
