#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A crash of the thread that looks in the background gives the terminal back, too.
#
# A library that comes before libproc2 writes to NULL there, or calls itself without an end.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

cc=${CC:-cc}
cat >"$tmp/crash.c" <<'END'
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

static volatile int *volatile nowhere;

static int descend(volatile char *above)
{
	volatile char room[4096];

	room[0] = *above;
	return descend(room) + room[0];
}

int procps_uptime(double *ret_uptime, double *ret_idle)
{
	if (gettid() != getpid() && getenv("CRASH_DEEP"))
		return descend((volatile char *)"");
	if (gettid() != getpid())
		*nowhere = 1;
	*ret_uptime = *ret_idle = 1000;
	return 0;
}
END
# shellcheck disable=SC2086 # CC may carry options
$cc -shared -fPIC -w -O0 -o "$tmp/crash.so" "$tmp/crash.c" || skip 'no library can be made here'

# The address sanitizer wants to be the first library, and does without it when told so.
real=$NSPID
NSPID=$tmp/crashing
cat >"$NSPID" <<END
#!/bin/sh
ASAN_OPTIONS=\$ASAN_OPTIONS:verify_asan_link_order=0 LD_PRELOAD=$tmp/crash.so exec $real "\$@"
END
chmod +x "$NSPID"

terminal 100x30
type_line 'ulimit -c 0'
# The shell's prompt may be back before the screen was ever to be seen.
for how in '' 'CRASH_DEEP=1'; do
	modes >"$tmp/modes.before"
	type_text "clear; $how $NSPID top -d 0.5; echo \"ended: \$?\""
	press Enter
	ends "a crash in the background ${how:+(out of stack) }" 139
done

finish
