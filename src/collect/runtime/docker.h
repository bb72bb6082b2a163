/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Docker's config.v2.json.
 */
#ifndef NSPID_RUNTIME_DOCKER_H
#define NSPID_RUNTIME_DOCKER_H

#include "collect/runtime/record.h"

/*
 * Takes name, image and pod of a container, and the PID of its init (0: it does not run). 0,
 * -EBADMSG or -ENOMEM.
 */
int docker_parse_config(const char *text, size_t len, struct record *record, pid_t *ret_pid);

#endif
