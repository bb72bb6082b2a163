/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of nspid map: what was asked, and the way to an answer without a scan.
 */
#ifndef NSPID_COMMAND_MAP_H
#define NSPID_COMMAND_MAP_H

#include "command/session.h"

/* One PID that was asked for. */
struct map_input {
	char *text; /* owned */
	struct target target;
	bool bad;           /* could not be parsed, which was said */
	enum status status; /* STATUS_DONE, or why there is no answer, which was said */
	size_t first;       /* its rows in the session */
	size_t nrows;
};

struct map_inputs {
	struct map_input *all;
	size_t count, size;
	bool bad;
};

/*
 * Takes the words of the command line, and those of standard input for "-". A word of the command
 * line that cannot be parsed ends it; one of standard input is said, and the others go on. -1 or
 * the exit status.
 */
int map_inputs_read(const struct request *request, struct map_inputs *ret_inputs);
void map_inputs_done(struct map_inputs *inputs);

/*
 * Answers one input by the kernel's translation: the PID in the view, and that in `to` (or NULL).
 * 0; -EOPNOTSUPP: only a scan can answer; -ESRCH: there is no such process. *ret_to is 0 when
 * it is not visible there.
 */
int map_translate(struct session *session, const struct target *target, const struct target *to,
                  pid_t *ret_pid, pid_t *ret_to);

#endif
