#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A look that takes seconds holds up no key.
#
# strace makes every openat() slow. The program is to end by itself after a number of refreshes: if keys
# were read between two looks only, it would have ended before so many were answered one by one.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

need strace
strace -f -o /dev/null -e trace=openat -e inject=openat:delay_enter=1 true 2>/dev/null ||
	skip 'strace cannot trace here'

# The sanitizers look for leaks by tracing too, which a traced program cannot.
real=$NSPID
NSPID=$tmp/slow
cat >"$NSPID" <<END
#!/bin/sh
export ASAN_OPTIONS="\$ASAN_OPTIONS:detect_leaks=0"
exec strace -f -o /dev/null -e trace=openat -e inject=openat:delay_enter=120000:when=40+ $real "\$@"
END
chmod +x "$NSPID"

world usual
terminal 100x30
start -n 3 -d 0.1 --proc "$proc"
press n
sees 'the mode changes' ' namespaces'
press t
sees 'and again' ' tree'
press f
sees 'and again' ' processes'
press '?'
sees 'help opens' 'nspid top: the keys'
press q
sees_no 'and closes' 'nspid top: the keys'
press /
type_text 'web'
sees 'a search is typed' 'Search:  web'
press C-g
sees_no 'and left' 'Search:'
press F6
sees 'a list opens' 'Sort by'
press C-g
sees_no 'and closes' 'Sort by'
equal 'it goes on looking all the time' '' "$(screen | grep -o 'ended: .*')"
ends '-n 3' 0

# A look that is under way does not hold up the end either.
start -d 0.1 --proc "$proc"
ends 'q' 0 q

finish
