/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes the targets of the command line stand for, anew in each refresh.
 */
#ifndef NSPID_COMMAND_TOP_LOOK_H
#define NSPID_COMMAND_TOP_LOOK_H

#include "command/session.h"

/*
 * Sets the flag of each process of the snapshot that the targets mean; all are false before. With
 * `say`, a target that is not there is an error as in any command: the exit status is returned.
 * Without, nobody is told: what is watched may end and come back. -1: done.
 */
int top_look_choose(const struct session *session, const struct snapshot *snapshot, bool say,
                    bool *chosen);

#endif
