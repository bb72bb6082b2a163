/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * containerd's shim, which also holds Docker's containers.
 */
#ifndef NSPID_RUNTIME_CONTAINERD_H
#define NSPID_RUNTIME_CONTAINERD_H

#include "collect/runtime/record.h"

/*
 * The containerd namespace and container id in a shim's command line; false: it is none. The shim
 * of a pod says the id of the pod's sandbox only.
 */
bool containerd_parse_shim(struct span command, struct span *ret_space, struct span *ret_id);

/* Takes names out of a bundle's config.json. 0, -EBADMSG or -ENOMEM. */
int containerd_parse_bundle(const char *text, size_t len, struct record *record);

#endif
