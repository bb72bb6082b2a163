/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rule that decides what an init makes of a signal, in the order with the fewest false answers.
 */
#include <signal.h>
#include <string.h>

#include "base/cleanup.h"
#include "model/verdict.h"

/* Inits that take signals with sigwait() or a signalfd, which no signal set shows. */
static const char *const waiting_inits[] = {
	"tini", "docker-init", "tini-static", "catatonit", "podman-init", "systemd",
};

/* Their handler for stop signals restores the default and raises it again: dropped, for an init. */
static const char *const reraising_inits[] = { "node", "nodejs" };

/* A shell runs its traps only after the child in the foreground has ended. */
static const char *const shells[] = {
	"sh", "ash", "bash", "dash", "ksh", "mksh", "zsh", "busybox"
};

static bool name_is_one(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; name && i < count; i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static bool set_has(uint64_t set, int signal)
{
	return signal >= 1 && signal <= 64 && (set >> (signal - 1) & 1);
}

static bool has_child(const struct snapshot *snapshot, const struct process *process)
{
	for (size_t i = 0; i < snapshot->nprocesses; i++) {
		const struct process *other = &snapshot->processes[i];

		if (other->ppid == process->pid && !process_is_zombie(other))
			return true;
	}
	return false;
}

/* Signals of faults, which inits that wait for all others leave out. */
static bool is_fault(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL ||
	       signal == SIGTRAP || signal == SIGABRT || signal == SIGSYS;
}

/* tini by any name: it ignores SIGTTIN and SIGTTOU and catches nothing. */
static bool looks_waiting(const struct process *process, int signal)
{
	const uint64_t tini = UINT64_C(1) << (SIGTTIN - 1) | UINT64_C(1) << (SIGTTOU - 1);

	if (is_fault(signal))
		return false;
	if (name_is_one(process->name, waiting_inits, ARRAY_SIZE(waiting_inits)))
		return true;
	return process->signals->ignored == tini && process->signals->caught == 0;
}

static enum verdict verdict_caught(const struct snapshot *snapshot, const struct process *process)
{
	if (name_is_one(process->name, reraising_inits, ARRAY_SIZE(reraising_inits)))
		return VERDICT_MAYBE;
	if (name_is_one(process->name, shells, ARRAY_SIZE(shells)) && has_child(snapshot, process))
		return VERDICT_MAYBE;
	return VERDICT_HANDLED;
}

static enum verdict verdict_by_sets(const struct snapshot *snapshot, const struct process *process,
                                    int signal)
{
	const struct signals *sets = process->signals;

	if (!sets)
		return VERDICT_UNKNOWN;
	if (set_has(sets->caught, signal))
		return verdict_caught(snapshot, process);
	if (set_has(sets->ignored, signal))
		return VERDICT_IGNORED;
	if (looks_waiting(process, signal))
		return VERDICT_HANDLED;
	return set_has(sets->blocked, signal) ? VERDICT_BLOCKED : VERDICT_DROPPED;
}

enum verdict verdict_of(const struct snapshot *snapshot, const struct process *process, int signal)
{
	/* Nothing is left of a zombie to act on it; threads of the kernel ignore all but their own.
	 */
	if (process_is_zombie(process) || process->kthread)
		return VERDICT_IGNORED;
	if (!process_is_init(process))
		return VERDICT_DELIVERED;
	/* What wakes a stopped process is the sending of SIGCONT, before anything is dropped. */
	if (signal == SIGCONT)
		return VERDICT_DELIVERED;
	if (signal == SIGKILL || signal == SIGSTOP)
		return process->level > 0 ? VERDICT_DELIVERED : VERDICT_DROPPED;
	return verdict_by_sets(snapshot, process, signal);
}

const char *verdict_sentence(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_DELIVERED:
		return "the kernel delivers it";
	case VERDICT_HANDLED:
		return "it has a handler for it, or waits for it";
	case VERDICT_MAYBE:
		return "it has a handler, but this kind of program may do nothing as PID 1";
	case VERDICT_IGNORED:
		return "it ignores this signal: nothing will happen";
	case VERDICT_BLOCKED:
		return "it blocks this signal: it stays pending unless something waits for it";
	case VERDICT_DROPPED:
		return "the kernel will drop it: PID 1 has no handler for this signal";
	default:
		return "its signal handlers are not known: the kernel drops what PID 1 does not "
		       "handle";
	}
}
