/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Podman and CRI-O share: the monitor conmon, and containers/storage.
 */
#ifndef NSPID_RUNTIME_CONMON_H
#define NSPID_RUNTIME_CONMON_H

#include "collect/runtime/record.h"

/* One container of a containers.json. */
struct stored {
	char id[65];
	char *name, *image; /* NULL: unknown */
};

/* All of them. */
struct storage {
	struct stored *all;
	size_t count, size;
	struct idmap by_id; /* hash of the id -> index */
};

/* Takes a containers.json into an empty storage. 0, -EBADMSG or -ENOMEM. */
int storage_parse(const char *text, size_t len, struct storage *ret_storage);
const struct stored *storage_find(const struct storage *storage, const char *id);
void storage_done(struct storage *storage);

/* Container id and name in a conmon's command line; false: it is none. */
bool conmon_parse(struct span command, struct span *ret_id, struct span *ret_name);

#endif
