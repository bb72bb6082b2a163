/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The load program as a child: started, waited for until all its processes stand, and ended.
 */
#ifndef NSPID_BENCH_STANDING_H
#define NSPID_BENCH_STANDING_H

#include <sys/types.h>

struct standing {
	pid_t pid;
	int input;  /* closing it ends the load, also when this program is killed */
	pid_t init; /* of the first namespace */
};

/*
 * Starts @program with @namespaces of @in_each processes and @on_host outside; with @state_root not
 * NULL as simulated containers. The load says itself on standard error why it cannot stand. Returns
 * 0 or -errno; after success standing_end() is due.
 */
int standing_start(const char *program, const char *state_root, unsigned namespaces,
                   unsigned in_each, unsigned on_host, struct standing *ret_standing);

/* Ends the load and waits until the last of its processes is gone. */
void standing_end(struct standing *standing);

#endif
