/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid map: one PID, every name.
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "command/map.h"
#include "model/pidmap.h"

enum {
	WANTED_MAX = 32,
	INDEX_WORTH = 8, /* so many questions pay for sorting all numbers */
	AMBIGUOUS_SHOWN = 8,
};

struct mapping {
	struct session *session;
	struct map_inputs inputs;
	bool by_to; /* --to was given */
	struct target to;
	uint32_t to_ns;
};

static int row_add(struct mapping *mapping, struct map_input *input, const struct process *process)
{
	struct row *row = session_add_row(mapping->session, process, NULL);

	if (!row)
		return (int)session_fail(mapping->session->command, -ENOMEM, "rows");
	row->asked = input->text;
	if (mapping->by_to)
		row->to = pidmap_in(&mapping->session->snapshot, process, mapping->to_ns);
	input->nrows++;
	return -1;
}

static int matches_add(struct mapping *mapping, struct map_input *input)
{
	const struct process *process;
	size_t cursor = 0;
	int r = -1;

	while (r < 0 &&
	       (process = pidmap_next(&mapping->session->snapshot, input->target.pid, &cursor)))
		r = row_add(mapping, input, process);
	return r;
}

static int input_answer(struct mapping *mapping, struct map_input *input)
{
	const struct session *session = mapping->session;
	const struct snapshot *snapshot = &session->snapshot;
	struct place place;
	int r;

	input->first = session->nrows;
	if (input->target.at) {
		r = target_resolve(session->command, snapshot, &input->target, &place);
		if (r < 0)
			return row_add(mapping, input, place.process);
		input->status = (enum status)r;
		/* The others may have an answer. */
		return r == STATUS_NOTHING || r == STATUS_INCOMPLETE ? -1 : r;
	}
	r = matches_add(mapping, input);
	if (r < 0 && input->nrows == 0)
		input->status = (enum status)target_missing(
			session->command, snapshot, input->text,
			session->request->threads ? "process or thread" : "process");
	return r;
}

/* The number that -q prints for a row: there, with --to, else in the view. 0: not visible there. */
static pid_t row_number(const struct mapping *mapping, const struct row *row)
{
	return mapping->by_to ? row->to : row->process->pid;
}

static void quiet_print(const struct mapping *mapping, const struct map_input *input,
                        bool line_each)
{
	bool any = false;

	for (size_t i = 0; i < input->nrows; i++) {
		pid_t number = row_number(mapping, &mapping->session->rows[input->first + i]);

		if (number <= 0)
			continue;
		printf("%s%d", any ? (line_each ? " " : "\n") : "", (int)number);
		any = true;
	}
	if (any)
		putchar('\n');
	else if (line_each)
		puts("-");
}

/* Under --one, an input with several answers is an error that lists them. */
static int ambiguous_say(const struct mapping *mapping, const struct map_input *input)
{
	const struct row *rows = mapping->session->rows + input->first;
	char list[AMBIGUOUS_SHOWN * 20 + 32];
	size_t used = 0;

	if (input->nrows <= 1)
		return -1;
	for (size_t i = 0; i < input->nrows && i < AMBIGUOUS_SHOWN; i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%d@host",
		                         i ? ", " : "", (int)rows[i].process->pid);
	if (input->nrows > AMBIGUOUS_SHOWN)
		snprintf(list + used, sizeof(list) - used, " and %zu more",
		         input->nrows - AMBIGUOUS_SHOWN);
	return (int)commands_fail(mapping->session->command, STATUS_AMBIGUOUS, false,
	                          "%s: %zu processes fit: %s", input->text, input->nrows, list);
}

/* A process that the target of --to does not see has no number there. */
static enum status number_missing(const struct mapping *mapping, const struct map_input *input)
{
	const struct session *session = mapping->session;
	bool unknown = false;

	if (!mapping->by_to || input->nrows == 0)
		return STATUS_DONE;
	for (size_t i = 0; i < input->nrows; i++) {
		if (session->rows[input->first + i].to > 0)
			return STATUS_DONE;
		unknown |= session->rows[input->first + i].to < 0;
	}
	if (unknown)
		return commands_fail(session->command, STATUS_INCOMPLETE, false,
		                     "%s: its number in %s is unknown to this user", input->text,
		                     session->request->to);
	return commands_fail(session->command, STATUS_NOTHING, false, "%s: not visible from %s",
	                     input->text, session->request->to);
}

static size_t rows_unknown(const struct session *session)
{
	size_t unknown = 0;

	for (size_t i = 0; i < session->nrows; i++)
		unknown += session->rows[i].process->ns == NAMESPACE_NONE;
	return unknown;
}

/* What is missing altogether: something unknown weighs more than something that is not there. */
static enum status inputs_status(struct mapping *mapping)
{
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < mapping->inputs.count; i++) {
		struct map_input *input = &mapping->inputs.all[i];

		if (input->bad)
			continue;
		if (input->status == STATUS_DONE)
			input->status = number_missing(mapping, input);
		if (input->status > status)
			status = input->status;
	}
	return status;
}

static int output_print(struct mapping *mapping)
{
	struct session *session = mapping->session;
	bool several = mapping->inputs.count != 1 || session->request->ntargets > 1;

	if (session->request->json || !session->request->quiet) {
		if (session->nrows > 0 || session->request->json)
			return session_print(session, ROW_PROCESS);
		return -1;
	}
	for (size_t i = 0; i < mapping->inputs.count; i++)
		quiet_print(mapping, &mapping->inputs.all[i], several);
	return -1;
}

static int answers_print(struct mapping *mapping)
{
	enum status status;
	int r = -1;

	for (size_t i = 0; r < 0 && mapping->session->request->one && i < mapping->inputs.count;
	     i++)
		r = ambiguous_say(mapping, &mapping->inputs.all[i]);
	if (r < 0)
		r = output_print(mapping);
	status = inputs_status(mapping);
	if (r >= 0)
		return r;
	if (mapping->inputs.bad)
		return STATUS_USAGE;
	return status == STATUS_DONE ? -1 : (int)status;
}

/* Whether a process carries a number that was asked for: only these are read in full. */
static bool process_is_asked(void *data, const struct process *process)
{
	const struct mapping *mapping = data;

	for (size_t i = 0; i < mapping->inputs.count; i++) {
		const struct target *target = &mapping->inputs.all[i].target;

		if (pidmap_carries(process, target->at ? target->number : target->pid))
			return true;
	}
	return false;
}

static int look(struct mapping *mapping)
{
	struct session *session = mapping->session;
	unsigned facts = 0;
	struct place place;
	int r;

	for (size_t i = 0; i < mapping->inputs.count; i++)
		facts |= target_facts(&mapping->inputs.all[i].target);
	if (mapping->by_to)
		facts |= target_facts(&mapping->to) | FACT_NAMESPACE | FACT_HIERARCHY;
	/* Just numbers need no more than the chains. */
	if (!session->request->quiet || session->request->json || session->sort)
		facts |= session_facts(session);
	if (session->request->one)
		facts |= FACT_NAMESPACE;
	if (session->request->threads)
		facts |= FACT_THREADS;
	/* A long list would be gone through for each process: it reads all. */
	if (mapping->inputs.count <= WANTED_MAX)
		collector_set_wanted(session->collector, process_is_asked, mapping);
	r = session_look(session, facts);
	if (r < 0 && mapping->by_to) {
		r = target_resolve(session->command, &session->snapshot, &mapping->to, &place);
		mapping->to_ns = r < 0 ? place.ns : 0;
	}
	if (r < 0 && mapping->by_to && mapping->to_ns == NAMESPACE_NONE)
		r = (int)commands_fail(session->command, STATUS_INCOMPLETE, false,
		                       "%s: its namespace is unknown to this user",
		                       session->request->to);
	return r;
}

static int scan_answer(struct mapping *mapping)
{
	int r = look(mapping);

	/* Without memory for the index, every answer takes longer. */
	if (r < 0 && mapping->inputs.count > INDEX_WORTH)
		(void)pidmap_index(&mapping->session->snapshot);
	for (size_t i = 0; r < 0 && i < mapping->inputs.count; i++) {
		if (!mapping->inputs.all[i].bad)
			r = input_answer(mapping, &mapping->inputs.all[i]);
	}
	if (r < 0)
		r = answers_print(mapping);
	return r < 0 ? (int)session_report(mapping->session, rows_unknown(mapping->session)) : r;
}

static int translated_say(struct mapping *mapping, const struct map_input *input)
{
	return (int)commands_fail(mapping->session->command, STATUS_NOTHING, false,
	                          "%s: no process has the number %d there", input->text,
	                          (int)input->target.number);
}

/* The row of a process whose PID the kernel told: read it and its ancestors alone. */
static int translated_show(struct mapping *mapping, struct map_input *input, pid_t pid, pid_t to)
{
	struct session *session = mapping->session;
	const struct process *process;
	int r = collect_lineage(session->collector,
	                        session_facts(session) | FACT_NAMESPACE | FACT_HIERARCHY, pid,
	                        &session->snapshot);

	if (r < 0)
		return -EOPNOTSUPP;
	process = snapshot_find_process(&session->snapshot, pid);
	if (!process || process->ns == NAMESPACE_NONE) {
		snapshot_done(&session->snapshot);
		return -EOPNOTSUPP;
	}
	mapping->by_to = false; /* the number there is known already */
	r = row_add(mapping, input, process);
	if (r >= 0)
		return r;
	session->rows[0].to = to;
	r = session_print(session, ROW_PROCESS);
	return r < 0 ? (int)STATUS_DONE : r;
}

/* One input with a place, and no threads to list: answered without a scan. -EOPNOTSUPP: scan. */
static int direct_answer(struct mapping *mapping)
{
	struct map_input *input = mapping->inputs.all;
	const struct session *session = mapping->session;
	pid_t pid = 0, to = -1;
	int r;

	if (mapping->inputs.count != 1 || input->bad || session->request->ntargets != 1)
		return -EOPNOTSUPP;
	if (session->request->threads && !session->request->quiet)
		return -EOPNOTSUPP;
	r = map_translate(mapping->session, &input->target, mapping->by_to ? &mapping->to : NULL,
	                  &pid, &to);
	/* A scan has the words, and the document, for what is not there. */
	if (r == -ESRCH && !session->request->json)
		return translated_say(mapping, input);
	if (r < 0 || (mapping->by_to && to == 0))
		return -EOPNOTSUPP;
	if (!session->request->quiet || session->request->json)
		return translated_show(mapping, input, pid, to);
	printf("%d\n", (int)(mapping->by_to ? to : pid));
	return STATUS_DONE;
}

static int run(struct mapping *mapping)
{
	const struct request *request = mapping->session->request;
	int r = -1;

	if (request->to) {
		mapping->by_to = true;
		r = target_parse(request->command, request->to, &mapping->to);
	}
	if (r >= 0)
		return r;
	r = direct_answer(mapping);
	return r == -EOPNOTSUPP ? scan_answer(mapping) : r;
}

/* Several numbers need a column that says which one a row answers; --to one with the number there. */
static const char *columns_default(const struct request *request, const struct map_inputs *inputs)
{
	bool several = inputs->count > 1 || request->ntargets > 1;

	if (several && request->to)
		return "ASKED,TO,PID,NSPID,CHAIN,NS,CONTAINER,COMMAND";
	if (several)
		return "ASKED,PID,NSPID,CHAIN,NS,CONTAINER,COMMAND";
	return request->to ? "TO,PID,NSPID,CHAIN,NS,CONTAINER,COMMAND" : request->command->columns;
}

enum status command_map(const struct request *request)
{
	struct mapping mapping = { .session = NULL };
	struct request bare = *request;
	struct session session;
	int r;

	if (request->ntargets == 0)
		return commands_fail(
			request->command, STATUS_USAGE, true,
			"map: which PID? A number, NUMBER@TARGET, or - for standard input");
	r = map_inputs_read(request, &mapping.inputs);
	if (r >= 0)
		return (enum status)r;
	/* The words are no targets that narrow: the session gets none. */
	bare.ntargets = 0;
	r = session_open(&bare, ROW_PROCESS, columns_default(request, &mapping.inputs), &session);
	if (r < 0) {
		session.request = request;
		mapping.session = &session;
		r = run(&mapping);
		session_done(&session);
	}
	map_inputs_done(&mapping.inputs);
	return (enum status)r;
}
