/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration files of LXC, LXD and Incus.
 */
#ifndef NSPID_RUNTIME_LXC_H
#define NSPID_RUNTIME_LXC_H

#include "collect/runtime/record.h"

/* Takes the image out of a container's config, where a template noted it. 0 or -ENOMEM. */
int lxc_parse_config(const char *text, size_t len, struct record *record);

/* The same of LXD's and Incus's backup.yaml. 0 or -ENOMEM. */
int lxc_parse_backup(const char *text, size_t len, struct record *record);

#endif
