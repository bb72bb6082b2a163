#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The witness itself: what nest says agrees with /proc, and nothing of it is ever left behind.

# shellcheck disable=SC2317
# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

all='plain orphan leaderless named:"a b" unforked widowed dead dying pinned held uid:1000 chain:3
	shim [ injected entered stray unreaped 2*zombie threads:3 session
		user:1000 [ plain dead dying pinned held entered ] ] tree:2x2 [ plain ]'

# "PID NS CHAIN" of processes and threads by NSpid and ns/pid, for those that the truth names.
by_proc() {
	local what pid rest folder

	while read -r what pid rest; do
		case $what in
		process) folder=/proc/$pid ;;
		thread) folder=/proc/${rest##* }/task/$pid ;;
		*) continue ;;
		esac
		printf '%s %s %s\n' "$pid" "$(readlink "$folder/ns/pid" | tr -dc 0-9)" \
			"$(sed -n 's/^NSpid:\t//p' "$folder/status" | tr '\t' ,)"
	done <"$tmp/$1.truth" | sort
}

by_truth() {
	awk '$1 == "process" || $1 == "thread" { print $2, $3, $5 }' "$tmp/$1.truth" | sort
}

# "NS NPROCS" counted over the whole of /proc.
count_by_proc() {
	local link

	for link in /proc/[0-9]*/ns/pid; do
		readlink "$link" 2>/dev/null
	done | tr -dc '0-9\n' | sort | uniq -c | awk '{ print $2, $1 }'
}

check_truth() {
	by_truth "$1" >"$tmp/got"
	by_proc "$1" >"$tmp/expected"
	same "$2: chains and namespaces are those of /proc" "$tmp/expected" "$tmp/got"
	awk '$1 == "ns" && $6 > 0 { print $2, $6 }' "$tmp/$1.truth" | sort >"$tmp/expected"
	count_by_proc | awk 'NR == FNR { ours[$1]; next } $1 in ours' "$tmp/expected" - |
		sort >"$tmp/got"
	same "$2: no process is forgotten" "$tmp/expected" "$tmp/got"
	by_truth "$1" | sed 's/ [^ ]*,/ /' >"$tmp/lines"
	"$helpers/nest" --check <"$tmp/lines" >"$tmp/verdict"
	equal "$2: --check agrees: $(tail -n 1 "$tmp/verdict")" 0 $?
	"$helpers/nest" --check --nspid <"$tmp/lines" >"$tmp/verdict"
	equal "$2: --check --nspid agrees: $(tail -n 1 "$tmp/verdict")" 0 $?
}

check_lies() {
	local pid ns

	read -r _ pid ns _ < <(grep -w plain "$tmp/all.truth" | grep -w 1)
	printf '%s %s 4000000\n' "$pid" "$ns" | "$helpers/nest" --check >"$tmp/verdict"
	equal '--check finds a wrong number' 1 $?
	printf '1 %s 1\n' "$ns" | "$helpers/nest" --check >"$tmp/verdict"
	equal '--check finds a wrong namespace' 1 $?
}

is_gone() {
	local pid

	while read -r pid; do
		[ ! -e "/proc/$pid" ] || return 1
	done <"$tmp/made"
	! grep -q -F "$tmp/nest." /proc/self/mountinfo
}

check_end() {
	awk '$1 == "process" { print $2 }' "$tmp/$1.truth" >"$tmp/made"
	grep -q -F "$tmp/nest." /proc/self/mountinfo || fail "$2" 'a mount' 'none: the test is broken'
	kill "-$2" "${lib_nests[$1]}"
	wait "${lib_nests[$1]}" 2>/dev/null
	# After SIGKILL it is the machine's init that reaps what is left, when it comes to it.
	wait_for 60 is_gone
	equal "SIG$2: no process and no mount is left" 0 $?
	nest_stop "$1"
}

check_refusals() {
	local description status

	for description in '' '[ plain' '[ plain ] ]' '[ foo ]' entered 'tree:40x1 [ ]' '[ 3plain ]' \
		'threads' 'named:x' 'user:1 [ uid:2 ]'; do
		"$helpers/nest" "$description" </dev/null >"$out" 2>"$err"
		status=$?
		equal "'$description' is refused" '2 1' "$status $(wc -l <"$err")"
	done
	"$helpers/nest" 'tree:33x1 [ ]' </dev/null >"$out" 2>"$err"
	status=$?
	equal '33 levels are refused by the kernel' '1 1' "$status $(wc -l <"$err")"
}

need_namespaces
export TMPDIR=$tmp
nest_start all "$all"
check_truth all 'all words'
check_lies
nest_stop all
nest_start fallback --nspid "$all"
check_truth fallback 'without the ioctls'
check_end fallback TERM
nest_start killed "$all"
check_end killed KILL
# Not a wish, but what makes a seed in a log worth something on another machine.
equal 'a seed gives the same description everywhere' \
	'[ threads:4 orphan injected 3*zombie unforked uid:12345 user:1001 [ entered ] ] user:1000 [ plain dead ] ' \
	"$("$helpers/nest" --describe --random 7 --max-namespaces 3 --max-processes 20)"
check_refusals
finish
