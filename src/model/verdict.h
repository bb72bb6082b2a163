/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a signal would do to the init of a PID namespace.
 *
 * The kernel drops every signal for an init that has no handler for it, but SIGKILL and SIGSTOP
 * from an ancestor namespace (pid_namespaces(7), SIGNAL_UNKILLABLE in kernel/signal.c).
 */
#ifndef NSPID_MODEL_VERDICT_H
#define NSPID_MODEL_VERDICT_H

#include "model/snapshot.h"

enum verdict {
	VERDICT_DELIVERED, /* not an init, or SIGKILL or SIGSTOP from outside: it acts */
	VERDICT_HANDLED,   /* likely: it has a handler, or waits for the signal */
	VERDICT_MAYBE,     /* it has a handler that may do nothing (node, a shell with a child) */
	VERDICT_IGNORED,   /* sure: it set the signal to be ignored */
	VERDICT_BLOCKED,   /* blocked, and nobody is seen to wait for it: may stay pending */
	VERDICT_DROPPED, /* neither handled nor blocked: the kernel drops it, unless it is in sigwait */
	VERDICT_UNKNOWN, /* its signal sets were not read */
};

/*
 * What `signal` would do to this process, sent from the view namespace (for the view's own PID 1:
 * from inside). Needs FACT_SIGNALS.
 */
enum verdict verdict_of(const struct snapshot *snapshot, const struct process *process, int signal);

/* One sentence for people, such as "the kernel will drop it: PID 1 has no handler for SIGTERM". */
const char *verdict_sentence(enum verdict verdict);

#endif
