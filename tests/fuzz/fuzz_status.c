/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: the parser of /proc/PID/status.
 */
#include "collect/parse.h"
#include "tests/fuzz/fuzz.h"

static void status_check(const char *text, size_t size, bool want_signals)
{
	struct status_fields fields;

	if (parse_status(text, size, want_signals, &fields) < 0)
		return;
	PROMISE(fields.pid > 0);
	PROMISE(fields.nchain >= 0 && fields.nchain <= LEVEL_MAX + 1);
	PROMISE(fields.name_len < PARSE_NAME_MAX && fields.name[fields.name_len] == '\0');
	PROMISE(fields.kthread == 0 || fields.kthread == 1);
	PROMISE(fields.tgid >= 0 && fields.ppid >= 0 && fields.tracer >= 0);
	for (int i = 0; i < fields.nchain; i++)
		PROMISE(fields.chain[i] >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_copy(data, size);

	status_check(text, size, false);
	status_check(text, size, true);
	return 0;
}
