#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid top while processes come and go as fast as they can, the terminal changes its size all the
# time, and keys are pressed without a pause.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

need_namespaces
need pgrep
[ -x "$helpers/storm" ] || skip "$helpers/storm is not built"

sizes='20x5 500x200 80x24 21x6 1x1 200x50 100x3 2x40 133x7 300x10 80x25 40x12'
keys='Down n Up t PPage f NPage F5 Home End Left Right + - * n p p Tab > < I F Space U H H K K Z Z ? q'

# resize COLUMNSxROWS
resize() {
	mux resize-window -x "${1%x*}" -y "${1#*x}"
}

rss() {
	awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"
}

terminal 90x30
start -d 0.1
pid=$(top_pid)
"$helpers/storm" --seconds 120 --crowd 200 --namespaces 10 >"$tmp/storm" 2>&1 &
storm=$!
at_exit "kill $storm 2>/dev/null; wait $storm 2>/dev/null"
first=
for _ in 1 2 3 4 5 6; do
	for size in $sizes; do
		resize "$size"
		# shellcheck disable=SC2086 # words
		press $keys
	done
	[ -n "$first" ] || first=$(rss "$pid")
done
resize 90x30
press C-g
sees 'after the storm of sizes and keys it draws' 'F10Quit'
press '?'
sees 'and answers' 'nspid top: the keys'
press q
sees_no 'and goes on' 'nspid top: the keys'
last=$(rss "$pid")
# Arrays grow with the most processes there ever were; what leaks grows with each of some hundred
# refreshes.
equal "memory stays: $first KiB before, $last KiB now" yes \
	"$([ "$last" -lt $((first * 2 + 8192)) ] && echo yes)"
ends 'q' 0 q
kill -0 "$storm" 2>/dev/null || fail 'the storm goes on all the time' 'a living process' "$(cat "$tmp/storm")"

# Killed in the middle of it.
start -d 0.1
resize 120x20
kill -TERM "$(top_pid)"
resize 90x30
ends 'SIGTERM in the storm' 143
start -d 0.1
resize 120x20
kill -SEGV "$(top_pid)"
resize 90x30
ends 'SIGSEGV in the storm' 139

finish
