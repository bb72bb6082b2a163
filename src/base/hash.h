/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash of bytes for struct idmap: FNV-1a with its published constants. Whoever looks up by it
 * compares the bytes themselves.
 */
#ifndef NSPID_BASE_HASH_H
#define NSPID_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* Goes on from `hash`, which is HASH_START at first. */
static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
	return hash;
}

#endif
