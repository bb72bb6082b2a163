#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid top -b: frames as plain tables and as JSON lines.

set -u
# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual
set -- --proc "$proc"

run 0 top -b -n 1 -o PID,NSPID,STATE,COMMAND --noheadings "$@" '~3976'
cat >"$tmp/expected" <<'END'
3976     1 S     nginx: master process
4005     7 R     nginx: worker process
4006     8 S     nginx: worker process
4007     9 Z     [logrotate]
4100    30 S     sh
END
same 'one frame of a target, as a plain table' "$tmp/expected" "$out"

run 0 top -b -n 3 -d 0.1 -o PID "$@"
equal 'three frames, each with a head' 3 "$(grep -c '^# [0-9T:+-]* .*: 17 processes, 4 namespaces' "$out")"
equal 'three frames, each with headings' 3 "$(grep -c '^ *PID' "$out")"
equal 'an empty line between two' 2 "$(grep -c '^$' "$out")"

run 0 top -b -n 2 -d 0.1 --json -o PID,CPU "$@"
equal 'JSON: one line a frame' 2 "$(wc -l <"$out")"
equal 'JSON: each line is a document' '17 17' "$(jq '.processes | length' "$out" | xargs)"
equal 'JSON: of this command' top "$(jq -rs '.[0].nspid.command' "$out")"

run 0 top -b -n 1 --sort -PID -o PID --noheadings "$@"
equal '--sort' 5011 "$(head -n 1 "$out" | tr -d ' ')"

# What is busy comes first: 5005 used most of its life, 700 a part of it.
world busy <<'END'
process chain=1 name=systemd start=10
process chain=700 ppid=1 name=bash start=20 ticks=1000
process chain=5005 ppid=1 name=java start=20 ticks=9000
self pid=1
END
run 0 top -b -n 1 -o PID --noheadings --proc "$proc"
equal 'without --sort: by CPU' '5005 700 1' "$(xargs <"$out")"
run 0 top -b -n 1 -o PID --json --proc "$proc"
equal 'without --sort: JSON too' '5005 700 1' "$(jq -r '.processes[].pid' "$out" | xargs)"
world usual
set -- --proc "$proc"

run 0 top -b -n 1 -T -o PID,TGID --noheadings "$@"
equal '-T: threads too' 1 "$(grep -c '5001 *5000' "$out")"

# Without -n it goes on until nobody reads.
"$NSPID" top -b -d 0.1 -o PID --noheadings "$@" 2>"$err" | head -n 40 >"$out"
equal 'without -n: goes on' 40 "$(wc -l <"$out")"
empty 'without -n: says nothing when nobody reads any more' "$err"

for bad in '-d 0' '-d 0.05' '-d 3601' '-d 1x' '-d -1' '-d 1e1' '-d ""' '-n 0' '-n -1' '-n x' '-n ""' '-n 99999999999999999999'; do
	eval "run 2 top -b $bad" && pass "$bad is refused: $(head -n 1 "$err")"
done
said 1 "nspid: 4242: no process has the PID 4242" top -b -n 1 4242
run 2 top -o NOPE && pass "-o NOPE is said before that this is no terminal: $(head -n 1 "$err")"
equal 'and that alone' 0 "$(grep -c terminal "$err")"
run 2 top --sort NOPE && pass "--sort NOPE is said before that this is no terminal: $(head -n 1 "$err")"
equal 'and that alone' 0 "$(grep -c terminal "$err")"
run 2 top --json && pass "--json without -b is refused: $(head -n 1 "$err")"

finish
