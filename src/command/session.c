/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every command does before its own job: open, look, choose.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/session.h"

enum status session_fail(const struct command *command, int error, const char *what)
{
	return commands_fail(command, STATUS_USAGE, false, "%s: %s", what, strerror(-error));
}

static int columns_open(const struct request *request, enum row_kind kind, const char *columns,
                        struct session *session)
{
	const char *bad = NULL, *suggestion;
	size_t len = 0;
	char name[64];
	int r = columns_parse(request->output, columns, kind, &session->columns, &bad, &len);

	if (r == -E2BIG)
		return commands_fail(request->command, STATUS_USAGE, true,
		                     "too many columns: at most %d", COLUMNS_MAX);
	if (r >= 0)
		return -1;
	snprintf(name, sizeof(name), "%.*s", (int)(len < sizeof(name) ? len : sizeof(name) - 1),
	         bad);
	suggestion = columns_suggest(name, kind);
	if (suggestion)
		return commands_fail(request->command, STATUS_USAGE, true,
		                     "unknown column '%s': did you mean %s?", name, suggestion);
	return commands_fail(request->command, STATUS_USAGE, true,
	                     "unknown column '%s': nspid --columns lists them", name);
}

static int sort_open(const struct request *request, enum row_kind kind, struct session *session)
{
	const char *name = request->sort, *suggestion;

	if (!name)
		return -1;
	session->descending = name[0] == '-';
	name += session->descending;
	session->sort = columns_find(name, strlen(name), kind);
	if (session->sort)
		return -1;
	suggestion = columns_suggest(name, kind);
	return commands_fail(request->command, STATUS_USAGE, true,
	                     "--sort: unknown column '%s'%s%s%s", name,
	                     suggestion ? ": did you mean " : "", suggestion ? suggestion : "",
	                     suggestion ? "?" : "");
}

static int targets_open(const struct request *request, struct session *session)
{
	session->targets = calloc((size_t)request->ntargets + 1, sizeof(*session->targets));
	if (!session->targets)
		return (int)session_fail(request->command, -ENOMEM, "targets");
	for (int i = 0; i < request->ntargets; i++) {
		int r = target_parse(request->command, request->targets[i], &session->targets[i]);

		if (r >= 0)
			return r;
		session->ntargets++;
	}
	return -1;
}

static void notice_print(void *data, const char *text)
{
	(void)data;
	fprintf(stderr, "nspid: %s\n", text);
}

/* libproc2 reads the procfs at /proc: is it this one? */
static bool procfs_is_usual(int fd)
{
	struct stat own, usual;

	return fstat(fd, &own) == 0 && stat("/proc", &usual) == 0 && own.st_dev == usual.st_dev &&
	       own.st_ino == usual.st_ino;
}

static int collector_start(const struct request *request, struct session *session)
{
	const char *path = request->proc ? request->proc : "/proc";
	const char *root = getenv("NSPID_STATE_ROOT");
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), root_fd;
	bool usual;
	int r;

	if (fd < 0)
		return (int)commands_fail(request->command, STATUS_USAGE, false, "%s: %s", path,
		                          strerror(errno));
	root_fd = open(root && *root ? root : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	usual = procfs_is_usual(fd);
	r = collector_open(fd, root_fd, &session->collector);
	if (r == -ENOTDIR)
		return (int)commands_fail(request->command, STATUS_USAGE, false,
		                          "%s: not a procfs: no process in it", path);
	if (r < 0)
		return (int)session_fail(request->command, r, path);
	collector_set_usual(session->collector, usual);
	if (request->verbose)
		collector_set_notice(session->collector, notice_print, NULL);
	return -1;
}

int session_open(const struct request *request, enum row_kind kind, const char *columns,
                 struct session *ret_session)
{
	struct session session = { .request = request, .command = request->command };
	int r = columns_open(request, kind, columns, &session);

	if (r < 0)
		r = sort_open(request, kind, &session);
	if (r < 0)
		r = targets_open(request, &session);
	if (r < 0)
		r = filter_parse(request, &session.filter);
	if (r < 0)
		r = collector_start(request, &session);
	if (r >= 0) {
		session_done(&session);
		return r;
	}
	*ret_session = session;
	return -1;
}

void session_done(struct session *session)
{
	snapshot_done(&session->snapshot);
	filter_done(&session->filter);
	collector_free(session->collector);
	free(session->targets);
	free(session->places);
	free(session->rows);
	*session = (struct session){ 0 };
}

unsigned session_facts(const struct session *session)
{
	unsigned facts = columns_facts(&session->columns) | filter_facts(&session->filter);

	if (session->sort)
		facts |= session->sort->facts;
	for (size_t i = 0; i < session->ntargets; i++)
		facts |= target_facts(&session->targets[i]) |
		         (session->targets[i].kind == TARGET_CONTAINER ? (unsigned)FACT_CGROUP : 0);
	if (session->request->threads)
		facts |= FACT_THREADS;
	return facts;
}

int session_look(struct session *session, unsigned facts)
{
	int r = collect_snapshot(session->collector, facts, &session->snapshot);

	if (r < 0)
		return (int)session_fail(session->command, r,
		                         session->request->proc ? session->request->proc : "/proc");
	session->places = calloc(session->ntargets + 1, sizeof(*session->places));
	if (!session->places)
		return (int)session_fail(session->command, -ENOMEM, "targets");
	for (size_t i = 0; i < session->ntargets; i++) {
		r = target_resolve(session->command, &session->snapshot, &session->targets[i],
		                   &session->places[i]);
		if (r >= 0)
			return r;
	}
	return filter_resolve(session->command, &session->snapshot, &session->filter);
}

struct row *session_add_row(struct session *session, const struct process *process,
                            const struct namespace *ns)
{
	struct row *row;

	if (session->nrows == session->rows_size) {
		size_t bigger = session->rows_size ? session->rows_size * 2 : 64;
		struct row *moved = reallocarray(session->rows, bigger, sizeof(*moved));

		if (!moved)
			return NULL;
		session->rows = moved;
		session->rows_size = bigger;
	}
	row = &session->rows[session->nrows++];
	*row = (struct row){
		.snapshot = &session->snapshot,
		.process = process,
		.ns = process ? snapshot_namespace_of(&session->snapshot, process) : ns,
	};
	return row;
}

/* Marks what descends from marked ones. Parents mostly have smaller PIDs, so that few rounds do. */
static void descendants_mark(const struct snapshot *snapshot, bool *chosen)
{
	bool changed = true;

	for (int rounds = 0; changed && rounds < 64; rounds++) {
		changed = false;
		for (size_t i = 0; i < snapshot->nprocesses; i++) {
			const struct process *parent;

			if (chosen[i])
				continue;
			parent = snapshot_find_process(snapshot, snapshot->processes[i].ppid);
			if (parent && chosen[parent - snapshot->processes])
				changed = chosen[i] = true;
		}
	}
}

bool *session_choose(const struct session *session, bool descendants)
{
	const struct snapshot *snapshot = &session->snapshot;
	bool *chosen = calloc(snapshot->nprocesses + 1, sizeof(*chosen));

	if (!chosen)
		return NULL;
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		chosen[i] = session->ntargets == 0;
		for (size_t j = 0; j < session->ntargets && !chosen[i]; j++)
			chosen[i] = target_holds(snapshot, &session->places[j],
			                         &snapshot->processes[i]);
	}
	if (descendants && session->ntargets > 0)
		descendants_mark(snapshot, chosen);
	return chosen;
}

void session_filter(const struct session *session, bool *chosen)
{
	const struct snapshot *snapshot = &session->snapshot;

	for (size_t i = 0; session->filter.active && i < snapshot->nprocesses; i++)
		chosen[i] = chosen[i] &&
		            filter_passes(&session->filter, snapshot, &snapshot->processes[i]);
}

int session_add_processes(struct session *session, const bool *chosen)
{
	const struct snapshot *snapshot = &session->snapshot;
	size_t thread = 0;

	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *process = &snapshot->processes[i];
		bool wanted = !chosen || chosen[i];

		if (wanted && !session_add_row(session, process, NULL))
			return (int)session_fail(session->command, -ENOMEM, "rows");
		while (thread < snapshot->nthreads && snapshot->threads[thread].tgid < process->pid)
			thread++;
		for (;
		     thread < snapshot->nthreads && snapshot->threads[thread].tgid == process->pid;
		     thread++) {
			if (wanted && !session_add_row(session, &snapshot->threads[thread], NULL))
				return (int)session_fail(session->command, -ENOMEM, "rows");
		}
	}
	return -1;
}
