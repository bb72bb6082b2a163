/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom a signal is for, and how signals are written.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "live/state-parts.h"

/* Those that are sent by hand come first. */
static const struct {
	int number;
	const char *name, *help;
} signals[] = {
	{ SIGTERM, "TERM", "please end" },
	{ SIGKILL, "KILL", "end at once" },
	{ SIGINT, "INT", "interrupt, as Ctrl-C" },
	{ SIGHUP, "HUP", "the terminal is gone; daemons read their settings again" },
	{ SIGQUIT, "QUIT", "quit with a core dump" },
	{ SIGSTOP, "STOP", "stop" },
	{ SIGCONT, "CONT", "go on" },
	{ SIGTSTP, "TSTP", "stop, as Ctrl-Z" },
	{ SIGUSR1, "USR1", "for the program's own use" },
	{ SIGUSR2, "USR2", "for the program's own use" },
	{ SIGABRT, "ABRT", "abort with a core dump" },
	{ SIGALRM, "ALRM", "alarm clock" },
	{ SIGCHLD, "CHLD", "a child ended: parents may reap their zombies" },
	{ SIGWINCH, "WINCH", "the window has another size" },
	{ SIGPIPE, "PIPE", "nobody reads the pipe" },
	{ SIGURG, "URG", "urgent data" },
	{ SIGIO, "IO", "input or output is possible" },
	{ SIGPWR, "PWR", "power failure" },
	{ SIGTTIN, "TTIN", "read from the terminal in the background" },
	{ SIGTTOU, "TTOU", "written to the terminal in the background" },
	{ SIGVTALRM, "VTALRM", "virtual alarm clock" },
	{ SIGPROF, "PROF", "profiling timer" },
	{ SIGXCPU, "XCPU", "limit of CPU time" },
	{ SIGXFSZ, "XFSZ", "limit of file size" },
	{ SIGTRAP, "TRAP", "trap" },
	{ SIGSYS, "SYS", "bad system call" },
	{ SIGILL, "ILL", "illegal instruction" },
	{ SIGBUS, "BUS", "bus error" },
	{ SIGFPE, "FPE", "arithmetic error" },
	{ SIGSEGV, "SEGV", "segmentation fault" },
};

bool signal_at(size_t index, int *ret_number, const char **ret_help)
{
	if (index >= ARRAY_SIZE(signals))
		return false;
	*ret_number = signals[index].number;
	*ret_help = signals[index].help;
	return true;
}

const char *signal_name(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		if (signals[i].number == number)
			return signals[i].name;
	}
	return NULL;
}

/* "RTMIN", "RTMIN+3": the stop signal of systemd is one. */
static int realtime_parse(const char *text)
{
	uint64_t more = 0;

	if (text[0] == '+' && number_parse(text + 1, strlen(text + 1), &more) < 0)
		return -EINVAL;
	if ((text[0] && text[0] != '+') || more > (uint64_t)(SIGRTMAX - SIGRTMIN))
		return -EINVAL;
	return SIGRTMIN + (int)more;
}

int signal_parse(const char *text)
{
	uint64_t number;

	if (number_parse(text, strlen(text), &number) == 0)
		return number >= 1 && number <= (uint64_t)SIGRTMAX ? (int)number : -EINVAL;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	if (strncasecmp(text, "RTMIN", 5) == 0)
		return realtime_parse(text + 5);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		if (strcasecmp(signals[i].name, text) == 0)
			return signals[i].number;
	}
	return -EINVAL;
}

static void victim_add(struct live_state *state, const struct process *process)
{
	if (!process || live_room(&state->victims, &state->victims_size, state->nvictims + 1,
	                          sizeof(*state->victims)) < 0)
		return;
	state->victims[state->nvictims++] =
		(struct live_victim){ .pid = process->pid, .start = process->start };
}

/* The process that a row means: of a thread its process, of a namespace its init. */
static const struct process *row_victim(const struct live_row *row)
{
	const struct snapshot *snapshot = row->row.snapshot;

	if (row->ended)
		return NULL;
	if (row->kind == LIVE_ROW_THREAD)
		return snapshot_find_process(snapshot, row->row.process->tgid);
	if (row->row.process)
		return row->row.process;
	return row->row.ns->init == PROCESS_NONE ? NULL : &snapshot->processes[row->row.ns->init];
}

static const struct process *page_victim(const struct live_state *state)
{
	const struct snapshot *snapshot = state_newest(state);
	const struct process *thread;
	const struct namespace *ns;

	if (!state->subject_is_namespace) {
		thread = state_find_thread(snapshot, state->subject);
		return thread ? snapshot_find_process(snapshot, thread->tgid)
		              : state_find_process(snapshot, state->subject);
	}
	ns = state_find_namespace(snapshot, state->subject);
	return ns && ns->init != PROCESS_NONE ? &snapshot->processes[ns->init] : NULL;
}

bool victims_fix(struct live_state *state)
{
	const struct snapshot *snapshot = state_newest(state);
	struct live_row row;

	state->nvictims = 0;
	if (state->open == LIVE_PAGE_DETAILS) {
		victim_add(state, page_victim(state));
	} else if (state->open == LIVE_PAGE_NONE && state->tags.count) {
		for (size_t i = 0; i < state->tags.count; i++)
			victim_add(state, state_find_process(snapshot, state->tags.keys[i]));
	} else if (state->open == LIVE_PAGE_NONE && state->body.count) {
		live_state_row(state, state->cursor, &row);
		victim_add(state, row_victim(&row));
	}
	if (!state->nvictims)
		state_say(state, "there is no process to send a signal to");
	return state->nvictims > 0;
}

const struct live_victim *live_state_victims(const struct live_state *state, size_t *ret_count)
{
	*ret_count = state->nvictims;
	return state->victims;
}

int live_state_signal(const struct live_state *state)
{
	return state->signal;
}

const struct process *live_state_find(const struct live_state *state,
                                      const struct live_victim *victim)
{
	const struct snapshot *snapshot = state_newest(state);
	const struct process *process =
		snapshot ? snapshot_find_process(snapshot, victim->pid) : NULL;

	return process && process->start == victim->start ? process : NULL;
}
