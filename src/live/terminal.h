/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal as it was before us: kept when it is entered, given back on every way out.
 *
 * This file knows the modes of the line and which bytes undo what a screen library did; it does
 * not draw. There is one terminal, since a signal handler can only know one.
 */
#ifndef NSPID_LIVE_TERMINAL_H
#define NSPID_LIVE_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Keeps the modes of the terminal at `fd` (borrowed) and arms a handler for crashes (SIGSEGV,
 * SIGBUS, SIGILL, SIGFPE, SIGABRT), which gives the terminal back and lets the signal happen as if
 * there were no handler. 0, or -errno: no terminal.
 */
int terminal_enter(int fd);

/*
 * The bytes that a crash handler writes to undo what was done to the screen: leave the alternate
 * one, show the cursor, and so on. Copied; 0 bytes: nothing to undo. What does not fit is left out.
 */
void terminal_set_undo(const char *bytes, size_t len);

/*
 * Keeps back what is written to standard error, if that is a terminal, until terminal_leave(): it
 * would be written across the screen. Beyond some 64 KiB it is lost.
 */
void terminal_hold_errors(void);

/*
 * For threads other than the one that entered: their signal mask must leave crashes open, since the
 * kernel kills at once where the signal of a fault is blocked; and the stack of the handler is each
 * thread's own. What was set before is to be set again by terminal_thread_leave().
 */
void terminal_open_crashes(sigset_t *blocked);
struct terminal_thread {
	stack_t before;
	char stack[64 * 1024]; /* a crash may be the end of the stack */
};
void terminal_thread_enter(struct terminal_thread *thread);
void terminal_thread_leave(const struct terminal_thread *thread);

/* Gives the modes back, and disarms the handler. A second call does nothing. */
void terminal_leave(void);

/*
 * Whether we may write to the terminal and set its modes: not while another job of the shell has
 * it. A terminal that is not the controlling one knows no jobs.
 */
bool terminal_is_ours(void);

/* The size of the terminal in characters; false: it does not tell. */
bool terminal_size(int *ret_rows, int *ret_columns);

#endif
