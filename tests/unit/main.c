/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner of all unit tests.
 *
 *     CK_RUN_SUITE=parse tests/unit/unit      one suite
 *     CK_FORK=no ...                          without processes of their own: debuggers, valgrind
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/unit/suites.h"

#define UNIT_CREATE(name) name##_suite,

int main(void)
{
	static Suite *(*const create[])(void) = { UNIT_SUITES(UNIT_CREATE) };
	SRunner *runner = srunner_create(NULL);
	int failed, run;

	setenv("TZ", "UTC", 1);
	tzset();
	/* Widths of characters come from the locale; C.UTF-8 is everywhere since glibc 2.35. */
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		fputs("there is no locale C.UTF-8: tests of widths will fail\n", stderr);
	for (size_t i = 0; i < sizeof(create) / sizeof(create[0]); i++)
		srunner_add_suite(runner, create[i]());
	srunner_run_all(runner, getenv("CK_VERBOSITY") ? CK_ENV : CK_VERBOSE);
	failed = srunner_ntests_failed(runner);
	run = srunner_ntests_run(runner);
	srunner_free(runner);
	return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
