/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid top -b: frames as plain tables or JSON lines, for logs and scripts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "command/top-look.h"
#include "command/top.h"

enum { DELAY_DEFAULT = 1000 };

static void threads_add(struct session *session, const struct process *process, size_t *at)
{
	const struct snapshot *snapshot = &session->snapshot;

	while (*at < snapshot->nthreads && snapshot->threads[*at].tgid < process->pid)
		++*at;
	for (; *at < snapshot->nthreads && snapshot->threads[*at].tgid == process->pid; ++*at)
		session_add_row(session, &snapshot->threads[*at], NULL);
}

static int rows_add(struct session *session, const bool *chosen)
{
	const struct snapshot *snapshot = &session->snapshot;
	size_t thread = 0;

	session->nrows = 0;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		if (chosen && !chosen[i])
			continue;
		if (!session_add_row(session, &snapshot->processes[i], NULL))
			return (int)session_fail(session->command, -ENOMEM, "rows");
		threads_add(session, &snapshot->processes[i], &thread);
	}
	return -1;
}

static int json_print(struct session *session)
{
	struct document document = {
		.out = stdout,
		.command = session->command->name,
		.columns = &session->columns,
		.lines = true,
	};
	int r = document_begin(&document, &session->snapshot, ROW_PROCESS);

	for (size_t i = 0; r >= 0 && i < session->nrows; i++)
		r = document_add(&document, &session->rows[i], -1);
	return r < 0 ? r : document_end(&document);
}

/* When and what, above a table; JSON says the latter itself. */
static void head_print(const struct session *session, const struct machine *machine)
{
	const struct snapshot *snapshot = &session->snapshot;
	time_t now = time(NULL);
	char moment[32] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(moment, sizeof(moment), "%Y-%m-%dT%H:%M:%S%z", &tm);
	printf("# %s %s: %zu process%s, %zu namespace%s", moment, machine->host,
	       snapshot->nprocesses, snapshot->nprocesses == 1 ? "" : "es", snapshot->nnamespaces,
	       snapshot->nnamespaces == 1 ? "" : "s");
	if (machine->load[0] >= 0)
		printf(", load %.2f %.2f %.2f", machine->load[0], machine->load[1],
		       machine->load[2]);
	putchar('\n');
}

/* -1, or the exit status after an error was said. */
static int frame_print(struct session *session, bool first)
{
	_cleanup_free_ bool *chosen = calloc(session->snapshot.nprocesses + 1, sizeof(*chosen));
	struct machine machine;
	int r;

	if (!chosen)
		return (int)session_fail(session->command, -ENOMEM, "rows");
	r = top_look_choose(session, &session->snapshot, first, chosen);
	if (r < 0)
		r = rows_add(session, session->ntargets ? chosen : NULL);
	if (r >= 0)
		return r;
	if (session->request->json) {
		if (session->sort)
			columns_sort(session->rows, session->nrows, session->sort,
			             session->descending);
		r = json_print(session);
		return r == -ENOMEM ? (int)session_fail(session->command, r, "output") : -1;
	}
	collect_machine(session->collector, &machine);
	if (!first)
		putchar('\n');
	if (!session->request->noheadings)
		head_print(session, &machine);
	return session_print(session, ROW_PROCESS);
}

/* Frames keep their distance however long each takes; what was missed is left out. */
static void frame_wait(struct timespec *due, unsigned delay_ms)
{
	struct timespec now;

	due->tv_sec += delay_ms / 1000;
	due->tv_nsec += (long)(delay_ms % 1000) * 1000000;
	if (due->tv_nsec >= 1000000000) {
		due->tv_sec++;
		due->tv_nsec -= 1000000000;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec > due->tv_sec || (now.tv_sec == due->tv_sec && now.tv_nsec > due->tv_nsec))
		*due = now;
	else
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, due, NULL) == EINTR)
			;
}

/* As ps users and top users have it: what is busy comes first. */
static void order_default(struct session *session)
{
	if (session->sort)
		return;
	session->sort = columns_find("CPU", strlen("CPU"), ROW_PROCESS);
	session->descending = true;
}

/* Replaces session->snapshot by a newer one. */
static int frame_look(struct session *session, unsigned facts, bool first)
{
	struct snapshot next;
	int r = collect_refresh(session->collector, facts, first ? NULL : &session->snapshot,
	                        &next);

	if (r < 0)
		return (int)session_fail(session->command, r,
		                         session->request->proc ? session->request->proc : "/proc");
	snapshot_done(&session->snapshot);
	session->snapshot = next;
	return -1;
}

enum status top_run_batch(struct session *session, const struct top_options *options)
{
	struct timespec due;
	unsigned facts;
	int r = -1;

	order_default(session);
	/* Counted at the head of each frame, whatever the columns are. */
	facts = session_facts(session) | FACT_NAMESPACE;
	clock_gettime(CLOCK_MONOTONIC, &due);
	for (uint64_t frame = 0; r < 0 && (frame < options->count || options->count == 0);
	     frame++) {
		if (frame > 0)
			frame_wait(&due, options->delay ? options->delay : DELAY_DEFAULT);
		r = frame_look(session, facts, frame == 0);
		if (r < 0)
			r = frame_print(session, frame == 0);
		/* What cannot be written is said by main, as for every command. */
		if (fflush(stdout) != 0 || ferror(stdout))
			break;
	}
	return r < 0 ? session_report(session, session->snapshot.counts.unknown) : (enum status)r;
}
