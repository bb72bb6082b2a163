/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking in the background: a thread that refreshes snapshots while keys are answered.
 *
 * From scanner_start() until scanner_take() the collector and the snapshot `before` belong to the
 * thread: the caller may read `before`, but neither change nor free it, nor use the collector.
 */
#ifndef NSPID_COMMAND_TOP_SCANNER_H
#define NSPID_COMMAND_TOP_SCANNER_H

#include "collect/collect.h"

struct scanner;

/* What was seen. The caller owns the snapshot (snapshot_done() and free()); NULL with an error. */
struct sight {
	int error; /* 0 or -errno */
	struct snapshot *snapshot;
	struct machine machine;
};

/*
 * Starts the thread, with all signals blocked in it but those of crashes. The collector is borrowed until
 * scanner_free(). 0 or -errno.
 */
int scanner_open(struct collector *collector, struct scanner **ret_scanner);

/* Readable when a sight can be taken. Borrowed. */
int scanner_fd(const struct scanner *scanner);

/* Whether the thread is looking, or has a sight that was not taken. */
bool scanner_is_busy(const struct scanner *scanner);

/* Asks for a refresh of `before` (or NULL). Not while it is busy. */
void scanner_start(struct scanner *scanner, unsigned facts, const struct snapshot *before);

/* Takes what was seen; false: not yet there. */
bool scanner_take(struct scanner *scanner, struct sight *ret_sight);

/*
 * Ends the thread and frees everything. False: it did not end in time, because the kernel holds it
 * in a read; then it, the collector and `before` have to be left alone until the program exits.
 */
bool scanner_free(struct scanner *scanner);

#endif
