#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# While thousands of processes and namespaces come and go, every run of nspid succeeds, is complete
# about what stays, and never mixes two processes.
#
# NSPID_CHURN_RUNS=N sets the number of runs (300), NSPID_CHURN_RATE=N that of processes a second
# (3000; 0: as many as one CPU makes, which takes the runs several times as long).

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

runs=${NSPID_CHURN_RUNS:-300}
rate=${NSPID_CHURN_RATE:-3000}

# Of a document with processes: each row that cannot be that of one process, as text. The storm names
# its processes by their own PID (storm.c).
# shellcheck disable=SC2016
mixed='
def mixed:
	. as $row |
	if (.chain | length) != .level + 1 then "chain and level"
	elif any(.chain[]; . <= 0) then "a PID that is none"
	elif .chain[0] != .pid then "chain and PID"
	elif .chain[-1] != .nspid then "chain and NSPID"
	elif (.name | test("^s[0-9]+[.]")) and .name[1:(.name | index("."))] != "\(.nspid)" then
		"name and NSPID"
	elif (.name | test("^s[0-9]+[.]")) and (.command | test("^s[0-9]+[.]")) and
		(.command | sub(" +$"; "")) != .name then "name and command line"
	else empty end | "\(.): \($row)";
def twice(key): group_by(key)[] | select(length > 1) | "twice: \(.)";
(.processes[] | mixed),
(.processes | twice(.pid)),
(.processes | map(select(.ns)) | twice([.ns, .nspid]))'

stable='.processes[] | "\(.pid) \(.ns) \(.level) \(.chain | join(","))"'

# Checks $out, of `table`, `tree` or `map`, against the lines of $1. Prints what is wrong.
judge_processes() {
	jq -r "$mixed" "$out"
	jq -r "$stable" "$out" | nest_rows nest | sort | diff "$1" -
}

judge_spaces() {
	jq -r '.namespaces[] | "\(.ns) \(.parent) \(.level) \(.init) \(.nprocs) \(.nzombies)"' "$out" |
		awk 'NR == FNR { ours[$1]; next } $1 in ours' "$1" - | sort | diff "$1" -
}

# `ps` of a namespace in which nothing comes or goes.
judge_ps() {
	jq -r '.processes[] | "\(.hostpid) \(.ns) \(.level) \(.chain | join(","))"' "$out" | sort |
		diff <(awk -v ns="$one" '$2 == ns' "$tmp/processes") -
}

# One run and its verdict. $1 is its number.
run_once() {
	case $(($1 % 7)) in
	0)
		run 0 list --json -o NS,PARENT,LEVEL,INIT,NPROCS,NZOMBIES &&
			judge_spaces "$tmp/spaces"
		;;
	1)
		run 0 table --json -o "$columns" && judge_processes "$tmp/processes"
		;;
	2)
		run 0 tree --json -o "$columns" && judge_processes "$tmp/processes"
		;;
	3)
		run 0 map --json -o "$columns" 1 && judge_processes "$tmp/inits"
		;;
	4)
		run 0 table -T --json -o "$columns" && judge_processes "$tmp/threads"
		;;
	5)
		run 0 ps --json -o "HOSTPID,$columns" "$one" && judge_ps
		;;
	6)
		run 0 map -q "$(sed -n "$((1 + $1 % $(wc -l <"$tmp/asked")))p" "$tmp/asked")" &&
			sed -n "$((1 + $1 % $(wc -l <"$tmp/asked")))p" "$tmp/answers" | diff - "$out"
		;;
	esac >"$tmp/wrong"
	[ ! -s "$tmp/wrong" ] || fail "run $1" 'what stays, and no two processes mixed' \
		"$(head -n 12 "$tmp/wrong" | cut -c 1-300 | cat -v)"
}

expectations() {
	awk '$1 == "process" { print $2, $3, $4, $5 }' "$tmp/nest.truth" | sort >"$tmp/processes"
	awk '$4 ~ /(^|,)1$/ || $4 ~ /,1,/' "$tmp/processes" >"$tmp/inits"
	awk '$1 == "ns" { print $2, $3, $4, $5, $6, $8 }' "$tmp/nest.truth" | sort >"$tmp/spaces"
	awk '$1 == "process" || $1 == "thread" { print $2, $3, $4, $5 }' "$tmp/nest.truth" |
		sort >"$tmp/threads"
	awk '{ n = split($4, c, ","); print c[n] "@" $2 }' "$tmp/processes" >"$tmp/asked"
	awk '{ print $1 }' "$tmp/processes" >"$tmp/answers"
	one=$(awk '$1 == "ns" && $4 > level { level = $4; ns = $2 } END { print ns }' "$tmp/nest.truth")
}

storm_start() {
	"$helpers/storm" --seconds 1800 --rate "$rate" "$@" >"$tmp/storm" &
	storm=$!
	at_exit "kill $storm 2>/dev/null"
}

# The storm must have been one: $1 processes at least.
storm_stop() {
	kill -TERM "$storm"
	wait "$storm"
	if [ "$(awk '{ print $2 }' "$tmp/storm")" -ge "$1" ]; then
		pass "$(cat "$tmp/storm")"
	else
		fail 'the storm' "at least $1 processes" "$(cat "$tmp/storm")"
	fi
}

check_runs() {
	local i before=$lib_failures

	for ((i = 0; i < $2; i++)); do
		run_once "$i"
		[ $((lib_failures - before)) -lt 5 ] || break
	done
	[ "$lib_failures" != "$before" ] || pass "$1: $2 runs"
}

# In a namespace of its own, where 400 numbers are used again and again.
main_inside() {
	nest_start nest '[ 2*plain threads:1 [ plain zombie ] ] 3*plain'
	expectations
	storm_start --reuse --namespaces 3 --live 3 --crowd 20
	check_runs 'PIDs that come back soon' "$((runs / 3))"
	storm_stop 1000
	finish
}

need_namespaces
columns=PID,NSPID,CHAIN,NS,LEVEL,NAME,COMMAND
if [ "${1:-}" = --inside ]; then
	main_inside
fi
nest_start nest 'tree:3x2[ 2*plain threads:1 entered zombie ] plain'
expectations
storm_start --namespaces 8 --live 10
check_runs 'storm' "$runs"
storm_stop 3000
nest_stop nest
if unshare --pid --fork --mount-proc --kill-child "$BASH" "$0" --inside; then
	pass 'in a namespace whose PIDs come back soon'
else
	fail 'in a namespace whose PIDs come back soon' 'success' 'see above'
fi
finish
