/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nspid top: the live view, or its frames one after the other.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "command/top.h"

/* -1, or the exit status after an error was said. */
static int options_parse(const struct request *request, struct top_options *ret_options)
{
	struct top_options options = { 0 };

	if (request->delay && live_settings_parse_delay(request->delay, &options.delay) < 0)
		return commands_fail(request->command, STATUS_USAGE, true,
		                     "--delay '%s': must be seconds from %g to %d", request->delay,
		                     LIVE_DELAY_MIN / 1000.0, LIVE_DELAY_MAX / 1000);
	if (request->count &&
	    (number_parse(request->count, strlen(request->count), &options.count) < 0 ||
	     options.count == 0))
		return commands_fail(request->command, STATUS_USAGE, true,
		                     "--count '%s': must be a number of refreshes, at least 1",
		                     request->count);
	if (request->json && !request->batch)
		return commands_fail(request->command, STATUS_USAGE, true, "--json: only with -b");
	*ret_options = options;
	return -1;
}

/* A screen needs both: what is drawn goes to the one, and keys come from the other. */
static int terminal_check(const struct request *request)
{
	bool input = isatty(STDIN_FILENO);

	if (input && isatty(STDOUT_FILENO))
		return -1;
	return commands_fail(request->command, STATUS_USAGE, false,
	                     "top: standard %s is not a terminal: nspid top -b prints plain tables",
	                     input ? "output" : "input");
}

/* Options count more than the file of settings. */
static int settings_apply(const struct session *session, struct live_settings *settings)
{
	const struct request *request = session->request;
	const char *bad;
	size_t len;

	/* That the names are right was seen by session_open(). */
	if (request->output && live_columns_parse(request->output, &settings->columns, ROW_PROCESS,
	                                          &settings->columns, &bad, &len) < 0)
		return commands_fail(request->command, STATUS_USAGE, true,
		                     "too many columns: at most %d", COLUMNS_MAX);
	for (int mode = 0; session->sort && mode < LIVE_MODES; mode++) {
		if (mode != LIVE_NAMESPACES)
			settings->sort[mode] =
				(struct live_order){ session->sort, session->descending };
	}
	return -1;
}

static enum status live_run(struct session *session, const struct top_options *options,
                            int *ret_signal)
{
	struct live_settings settings;
	char complaint[512];
	int r;

	live_settings_default(&settings);
	top_settings_read(&settings, complaint, sizeof(complaint));
	r = settings_apply(session, &settings);
	if (r >= 0)
		return (enum status)r;
	if (options->delay)
		settings.delay = options->delay;
	return top_run_live(session, options, &settings, complaint, ret_signal);
}

/* Whoever started us wants to know that a signal ended us, and which. */
static void die_of(int signal_number)
{
	sigset_t set;

	signal(signal_number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, signal_number);
	raise(signal_number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

enum status command_top(const struct request *request)
{
	struct top_options options = { 0 };
	struct session session;
	enum status status;
	int signal_number = 0, r = options_parse(request, &options);

	if (r < 0)
		r = session_open(request, ROW_PROCESS, request->command->columns, &session);
	if (r >= 0)
		return (enum status)r;
	/* What is wrong with the command line is so wherever it is run. */
	r = request->batch ? -1 : terminal_check(request);
	if (r >= 0) {
		session_done(&session);
		return (enum status)r;
	}
	if (request->batch)
		status = top_run_batch(&session, &options);
	else
		status = live_run(&session, &options, &signal_number);
	session_done(&session);
	if (signal_number)
		die_of(signal_number);
	return status;
}
