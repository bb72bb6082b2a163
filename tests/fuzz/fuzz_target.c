/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz target: the grammar of targets, and strict numbers. Paths are left out: they are opened.
 *
 * Like the unit test, this takes the place of command/commands.c for target.c.
 */
#include <stdarg.h>

#include "base/number.h"
#include "command/target.h"
#include "tests/fuzz/fuzz.h"

static unsigned said;

enum status commands_fail(const struct command *command, enum status status, bool hint,
                          const char *format, ...)
{
	va_list args;
	char text[4096];

	(void)command;
	(void)hint;
	va_start(args, format);
	PROMISE(vsnprintf(text, sizeof(text), format, args) > 0);
	va_end(args);
	said++;
	return status;
}

static void target_check(const char *text)
{
	struct target target;
	int r;

	said = 0;
	r = target_parse(NULL, text, &target);
	/* Either a target and nothing said, or an error that was said once. */
	PROMISE(r < 0 ? said == 0 : said == 1 && (r == STATUS_USAGE || r == STATUS_NOTHING));
	if (r >= 0)
		return;
	PROMISE(target.text == text);
	if (target.at)
		PROMISE(target.number > 0 && target.number <= NUMBER_PID_MAX);
	if (target.kind == TARGET_PROCESS || target.kind == TARGET_INIT)
		PROMISE(target.pid > 0 && target.pid <= NUMBER_PID_MAX);
	if (target.kind == TARGET_CONTAINER) {
		PROMISE(target.name > text - 1 && target.name <= text + strlen(text) &&
		        target.name[0]);
		PROMISE(memchr(target.engine, '\0', sizeof(target.engine)));
	}
	target_facts(&target);
}

static void number_check(const char *text)
{
	const char *cursor = text;
	uint64_t strict, loose = number_scan(&cursor, text + strlen(text));
	pid_t pid;

	if (number_parse(text, strlen(text), &strict) == 0) {
		PROMISE(*cursor == '\0');
		/* The last few numbers below the limit may be taken for it. */
		PROMISE(loose == strict || (loose == UINT64_MAX && strict > UINT64_MAX - 10));
	}
	if (number_parse_pid(text, &pid) == 0)
		PROMISE(pid > 0 && pid <= NUMBER_PID_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(data, size);
	const char *slash = strchr(text, '/');

	number_check(text);
	if (!slash || strncmp(text, "k8s:", 4) == 0 || strstr(text, "@k8s:"))
		target_check(text);
	return 0;
}
