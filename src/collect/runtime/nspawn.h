/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What systemd writes of its machines.
 */
#ifndef NSPID_RUNTIME_NSPAWN_H
#define NSPID_RUNTIME_NSPAWN_H

#include <sys/types.h>

#include "collect/runtime/span.h"

/* The init of a container in a file of /run/systemd/machines; 0: none, or it is no container. */
pid_t nspawn_parse_machine(const char *text, size_t len);

/* A name in a unit's, with "\x2d" and the like resolved; false: it does not fit. */
bool nspawn_unescape(struct span escaped, char *buffer, size_t size);

#endif
