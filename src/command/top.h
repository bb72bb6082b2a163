/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of `nspid top` that its files share.
 */
#ifndef NSPID_COMMAND_TOP_H
#define NSPID_COMMAND_TOP_H

#include "command/session.h"
#include "live/settings.h"

/* What the options of top say, parsed. */
struct top_options {
	unsigned delay; /* milliseconds; 0: not given */
	uint64_t count; /* refreshes until the end; 0: no end */
};

/* top -b: frames one after the other on standard output. */
enum status top_run_batch(struct session *session, const struct top_options *options);

/*
 * The live view. `complaint` (or "") is shown at the start. *ret_signal is the signal that ended
 * it, from which the program should now die, or 0.
 */
enum status top_run_live(struct session *session, const struct top_options *options,
                         const struct live_settings *settings, const char *complaint,
                         int *ret_signal);

/*
 * The settings file of the user. top_settings_read() leaves *settings alone where there is none;
 * when it is bad it does so too, and puts one escaped line about it into complaint.
 */
void top_settings_read(struct live_settings *settings, char *complaint, size_t size);

/* Replaces the file as a whole. 0 or -errno; what is to be said about it, escaped, in message. */
int top_settings_write(const struct live_settings *settings, char *message, size_t size);

#endif
