#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The mouse in nspid top: rows, headings, hints, lists, the wheel.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

# mouse BUTTON X Y: pressed and released there, counted from 1, as a terminal says it (ctlseqs, X10).
# Buttons: 0 left, 64 wheel up, 65 wheel down.
mouse() {
	local x y b r

	printf -v b '\\x%x' $(($1 + 32))
	printf -v r '\\x%x' $((3 + 32))
	printf -v x '\\x%x' $(($2 + 32))
	printf -v y '\\x%x' $(($3 + 32))
	# shellcheck disable=SC2059 # the numbers are bytes now
	type_text "$(printf "\033[M$b$x$y")"
	# shellcheck disable=SC2059
	[ "$1" -ge 64 ] || type_text "$(printf "\033[M$r$x$y")"
}

# line_of TEXT: the line of the screen that has it, counted from 1.
line_of() {
	screen | grep -nF -e "$1" | head -n 1 | cut -d : -f 1
}

world usual
terminal 100x24
start --proc "$proc"

mouse 0 30 "$(line_of 'java -jar')"
press Enter
sees 'a click selects the row' 'Process 5000'
press q
sees_no 'the details close' 'Process 5000'

mouse 0 8 "$(line_of 'PID NSPID')"
sees 'a click on a heading sorts' 'NSPID△'
mouse 0 8 "$(line_of 'PID NSPID')"
sees 'a second one inverts' 'NSPID▽'

press Home
sees 'the next key brings the hints back' 'F1Help'
mouse 0 3 24
sees 'a click on a hint does what the key does' 'nspid top: the keys'
mouse 65 30 12
sees_no 'the wheel scrolls a page' 'nspid top: the keys'
mouse 64 30 12
sees 'and back' 'nspid top: the keys'
press q
sees_no 'help closes' 'nspid top: the keys'

press u
sees 'a list opens' 'Show only user'
line=$(line_of 'www-data  3 processes')
mouse 0 45 "$line"
mouse 0 45 "$line"
sees 'two clicks choose from it' 'user www-data'
sees_no 'and only that is shown' 'java -jar'
ends 'q' 0 q

finish
