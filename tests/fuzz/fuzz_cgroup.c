/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: the parser of /proc/PID/cgroup.
 */
#include "collect/parse.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_copy(data, size);
	const char *path;
	size_t len;

	if (parse_cgroup(text, size, &path, &len) < 0)
		return 0;
	PROMISE(path > text && path + len <= text + size);
	PROMISE(path[-1] == ':');
	PROMISE(!memchr(path, '\n', len));
	return 0;
}
