/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: the parser of /proc/PID/mountinfo. The first byte is the room for paths.
 */
#include "collect/parse.h"
#include "tests/fuzz/fuzz.h"

static void mounts_check(const char *text, size_t size, size_t room)
{
	_cleanup_free_ char *path = malloc(room);
	size_t cursor = 0, before = 0;
	uint64_t id;

	PROMISE(path);
	while (parse_mountinfo_next(text, size, &cursor, &id, path, room) > 0) {
		PROMISE(cursor > before && cursor <= size);
		PROMISE(memchr(path, '\0', room));
		before = cursor;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = size ? (size_t)data[0] + 1 : 1;
	_cleanup_free_ char *text = fuzz_copy(size ? data + 1 : data, size ? size - 1 : 0);
	int hidepid;

	if (size == 0)
		return 0;
	mounts_check(text, size - 1, room);
	parse_mountinfo_first_id(text, size - 1);
	hidepid = parse_mountinfo_hidepid(text, size - 1, 0, 20);
	PROMISE(hidepid >= -1 && hidepid <= 4 && hidepid != 3);
	return 0;
}
