/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signal for the very process that was shown, never for another that got its PID.
 */
#ifndef NSPID_COMMAND_TOP_SIGNAL_H
#define NSPID_COMMAND_TOP_SIGNAL_H

#include <stdint.h>
#include <sys/types.h>

#include "model/snapshot.h"

/*
 * Opens a pidfd of the process, then makes sure in the procfs at proc_fd that it still has the
 * start time `start`, and sends. The procfs must be that of our own PID namespace. 0; -ESRCH: that
 * process is gone; -EPERM; -ENOSYS: Linux before 5.3; or another -errno.
 */
int top_signal_send(int proc_fd, pid_t pid, uint64_t start, int signal);

/* What that process does with signals at this moment. 0; -ESRCH: it is gone; or another -errno. */
int top_signal_read(int proc_fd, pid_t pid, uint64_t start, struct signals *ret_signals);

#endif
