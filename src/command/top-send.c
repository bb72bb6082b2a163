/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals from the live view: the question that comes first, and what came of them.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "command/top-live.h"
#include "command/top-signal.h"
#include "live/screen.h"
#include "model/verdict.h"

enum { VICTIMS_LISTED = 200 };

static const char *signal_print(int number, char *buffer, size_t size)
{
	const char *name = sigabbrev_np(number);

	if (name)
		snprintf(buffer, size, "SIG%s", name);
	else if (number >= SIGRTMIN && number <= SIGRTMAX)
		snprintf(buffer, size, "SIGRTMIN+%d", number - SIGRTMIN);
	else
		snprintf(buffer, size, "signal %d", number);
	return buffer;
}

/*
 * What the signal does to an init as it is now: the snapshot may know its signal sets of half a
 * minute ago. -ESRCH: it is gone.
 */
static int init_judge(const struct top *top, const struct process *init, enum verdict *ret_verdict)
{
	int proc_fd = collector_proc_fd(top->session->collector), r;
	struct process now = *init;
	struct signals signals;

	r = top_signal_read(proc_fd, init->pid, init->start, &signals);
	now.signals = r >= 0 ? &signals : NULL;
	*ret_verdict = verdict_of(live_state_snapshot(top->state), &now, top->victim_signal);
	return r == -ESRCH ? r : 0;
}

static void verdict_describe(const struct top *top, enum verdict verdict, struct live_lines *lines)
{
	live_lines_add(lines, verdict == VERDICT_DELIVERED ? LIVE_LINE_PLAIN : LIVE_LINE_WARNING,
	               NULL, "  PID 1 of its namespace: %s", verdict_sentence(verdict));
	if (verdict == VERDICT_DELIVERED && top->victim_signal == SIGKILL)
		live_lines_add(lines, LIVE_LINE_WARNING, NULL,
		               "  with it the whole namespace ends");
}

static void victim_describe(const struct top *top, const struct live_victim *victim,
                            struct live_lines *lines)
{
	const struct process *process = live_state_find(top->state, victim);
	enum verdict verdict = VERDICT_UNKNOWN;
	char name[256];

	if (!process || (process_is_init(process) && init_judge(top, process, &verdict) < 0)) {
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d (ended)", (int)victim->pid);
		return;
	}
	escape_text(process->name, strlen(process->name), screen_is_ascii() ? ESCAPE_NON_ASCII : 0,
	            name, sizeof(name));
	if (process->level > 0)
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d  %s  (PID %d inside)",
		               (int)victim->pid, name, (int)process_nspid(process));
	else
		live_lines_add(lines, LIVE_LINE_PLAIN, NULL, "%d  %s", (int)victim->pid, name);
	if (process_is_zombie(process))
		live_lines_add(lines, LIVE_LINE_WARNING, NULL,
		               "  a zombie: it has ended, and waits for its parent %d",
		               (int)process->ppid);
	if (process_is_init(process))
		verdict_describe(top, verdict, lines);
}

/* The question that comes before anything is sent. */
void top_send_ask(struct top *top)
{
	const struct live_victim *victims = live_state_victims(top->state, &top->nvictims);
	struct live_lines lines = { 0 };
	char name[32], title[96];

	top->victim_signal = live_state_signal(top->state);
	free(top->victims);
	top->victims = calloc(top->nvictims + 1, sizeof(*victims));
	if (!top->victims || top->nvictims == 0) {
		top_live_say(top, top->victims ? "there is no process to send a signal to"
		                               : "out of memory");
		return;
	}
	memcpy(top->victims, victims, top->nvictims * sizeof(*victims));
	for (size_t i = 0; i < top->nvictims && i < VICTIMS_LISTED; i++)
		victim_describe(top, &top->victims[i], &lines);
	if (top->nvictims > VICTIMS_LISTED)
		live_lines_add(&lines, LIVE_LINE_PLAIN, NULL, "and %zu more",
		               top->nvictims - VICTIMS_LISTED);
	snprintf(title, sizeof(title), "Send %s to %zu process%s?",
	         signal_print(top->victim_signal, name, sizeof(name)), top->nvictims,
	         top->nvictims == 1 ? "" : "es");
	dialog_open_question(&top->dialog, title, &lines);
	live_lines_done(&lines);
}

void top_send_now(struct top *top)
{
	int proc_fd = collector_proc_fd(top->session->collector), error = 0;
	size_t sent = 0;
	pid_t failed = 0;
	char name[32];

	for (size_t i = 0; i < top->nvictims; i++) {
		const struct live_victim *victim = &top->victims[i];
		int r = victim->start == START_NONE
		                ? -ESRCH
		                : top_signal_send(proc_fd, victim->pid, victim->start,
		                                  top->victim_signal);

		if (r >= 0) {
			sent++;
		} else if (!error) {
			error = r;
			failed = victim->pid;
		}
	}
	signal_print(top->victim_signal, name, sizeof(name));
	if (!error)
		top_live_say(top, "%s sent to %zu process%s", name, sent, sent == 1 ? "" : "es");
	else
		top_live_say(top, "%s sent to %zu of %zu; not to %d: %s", name, sent, top->nvictims,
		             (int)failed,
		             error == -ESRCH ? "that process is gone" : strerror(-error));
	top_live_rescan(top);
}
