/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: the parsers of /proc/PID/stat, /proc/stat and the links in /proc/PID/ns.
 */
#include "collect/parse.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_copy(data, size);
	struct stat_fields fields;
	uint64_t value;

	if (parse_stat(text, size, &fields) == 0) {
		PROMISE(fields.name >= text && fields.name + fields.name_len < text + size);
		PROMISE(fields.name[-1] == '(' && fields.name[fields.name_len] == ')');
	}
	if (parse_namespace_link(text, size, &value) == 0)
		PROMISE(size > 6 && memcmp(text, "pid:[", 5) == 0 && text[size - 1] == ']');
	parse_keyed_number(text, size, "btime", &value);
	return 0;
}
