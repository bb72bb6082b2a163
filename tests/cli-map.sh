#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid map: in all its forms.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

# A bare number is looked for in every namespace.
golden 0 map 7 <<'END'
 PID NSPID CHAIN            NS CONTAINER COMMAND
   7     7 7        4026531836 -         /usr/sbin/cron -f
4005     7 4005→7   4026532254 -         nginx: worker process
5010     1 5010→7→1 4026532400 -         sandbox run
END
golden 0 map 5011 <<'END'
 PID NSPID CHAIN            NS CONTAINER COMMAND
5011     2 5011→8→2 4026532400 -         job --now
END
# A number in a place is one process, however the place is named.
for place in ~3976 4026532254 'pid:[4026532254]' 3976 4100; do
	golden 0 map -q "7@$place" <<<4005
done
golden 0 map -q 7@host <<<7
golden 0 map -q 2@~5010 <<<5011
golden 0 map -q 8@~5000 <<<5011
golden 0 map 30@~3976 <<'END'
 PID NSPID CHAIN           NS CONTAINER COMMAND
4100    30 4100→30 4026532254 -         sh
END

# -q prints PIDs alone, a line each.
golden 0 map -q 7 <<'END'
7
4005
5010
END
golden 0 map -q 4005 <<<4005

# --to gives the number there.
golden 0 map -q 4005@host --to ~3976 <<<7
golden 0 map -q 5011@host --to 4026532300 <<<8
golden 0 map -q 5011@host --to ~5010 <<<2
golden 0 map -q 2@~5010 --to ~5000 <<<8
golden 0 map -q 2@~5010 --to host <<<5011
golden 0 map -q 4005 --to 3976 <<<7
golden 0 map 5011@host --to ~5000 <<'END'
TO  PID NSPID CHAIN            NS CONTAINER COMMAND
 8 5011     2 5011→8→2 4026532400 -         job --now
END
# Not all that carry the number are visible there: only those that are have a number.
golden 0 map -q 7 --to ~3976 <<<7
golden 0 map -o TO,PID 7 --to ~3976 <<'END'
TO  PID
 -    7
 7 4005
 - 5010
END

# Several: a line each, in order, and a column that says what a row answers.
golden 0 map -q 7 4005 1@~5010 <<'END'
7 4005 5010
4005
5010
END
golden 0 map 4005 1@~5010 -o ASKED,PID <<'END'
  ASKED  PID
   4005 4005
1@~5010 5010
END
golden 0 map -q 7 7 <<'END'
7 4005 5010
7 4005 5010
END

# --one demands one answer.
golden 0 map --one -q 4005 <<<4005
golden 0 map --one -q 7@~3976 <<<4005
said 4 'nspid: 7: 3 processes fit: 7@host, 4005@host, 5010@host' map --one -q 7
empty 'map --one: no answer where there are several' "$out"
said 4 'nspid: 7: 3 processes fit: 7@host, 4005@host, 5010@host' map --one 4005 7
empty 'map --one: none of several questions is answered' "$out"

# Standard input: one scan for all of it, a line for each, `-` for none, bad words said and passed over.
: | {
	nspid map -q -
	status_is 'map -q - with no word at all' 0 $?
}
empty 'map -q -: no word, no line' "$out"
printf '4005 7@~3976\n\n  5011\t8@~5000\r\n' | {
	nspid map -q -
	status_is 'map -q - with four words' 0 $?
}
equal 'map -q -: a line for each word, in order' '4005
4005
5011
5011' "$(cat "$out")"
printf '4005\n12345\n30@~5000\n7\n' | {
	nspid map -q -
	status_is 'map -q - with some that nobody has' 1 $?
}
equal 'map -q -: a dash for each that nobody has' '4005
-
-
7 4005 5010' "$(cat "$out")"
equal 'map -q -: what nobody has is said' \
	'nspid: 12345: no process is known by that number in any namespace seen here
nspid: 30@~5000: no process has the number 30 there' "$(cat "$err")"
printf '4005\nnonsense@\n0\n5011' | {
	nspid map -q -
	status_is 'map -q - with words that are no PIDs' 2 $?
}
equal 'map -q -: lines stay in step with the words' '4005
-
-
5011' "$(cat "$out")"
equal 'map -q -: bad words are named' '2' "$(grep -c "'nonsense@'\|'0'" "$err")"
seq 1 20000 | {
	nspid map -q -
	status_is 'map -q - with 20,000 words' 1 $?
}
equal 'map -q -: 20,000 words, 20,000 lines' '20000' "$(wc -l <"$out")"
equal 'map -q -: the line of 4100' '4100' "$(sed -n 4100p "$out")"

# Threads, with -T alone.
golden 0 map -T -q 3@~5000 <<<5002
golden 0 map -T -q 5002@host --to ~5000 <<<3
golden 0 map -T -o PID,NSPID,CHAIN,NAME 5001 <<'END'
 PID NSPID CHAIN  NAME
5001     2 5001→2 GC
END
said 1 'nspid: 5001: no process is known by that number in any namespace seen here' map 5001

# Raw, headings, order, JSON.
golden 0 map --raw 4005 -o PID,CHAIN,COMMAND <<'END'
PID CHAIN COMMAND
4005 4005>7 nginx:\x20worker\x20process
END
golden 0 map --noheadings --sort -PID -o PID 7 <<'END'
5010
4005
   7
END
nspid map --json 7 12345 --to ~3976
status_is 'map --json with one that nobody has' 1 $?
query 'map --json: what was asked, the chain as an array, the number there' \
	'["7",7,[7],null]["7",4005,[4005,7],7]["7",5010,[5010,7,1],null]' \
	'[.processes[] | [.asked, .pid, .chain, .to] | tojson] | join("")'
nspid map --json 4005
query 'map --json: namespace and init' '4026532254 3976 false' \
	'.processes[0] | "\(.ns) \(.nsinit) \(.inferred)"'

# What is not there.
said 1 'nspid: 12345: no process is known by that number in any namespace seen here' map 12345
empty 'map: nothing on standard output' "$out"
said 1 'nspid: 30@~5000: no process has the number 30 there' map -q 30@~5000
empty 'map -q: nothing on standard output' "$out"
said 1 'nspid: 4005: not visible from ~5000' map -q 4005 --to ~5000
empty 'map -q --to: nothing on standard output' "$out"

finish
