# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the test scripts share: checks, skipping, waiting, tidying up and nests of namespaces.
#
#	. "${srcdir:-.}/tests/lib.sh" || exit 1
#	need_namespaces
#	nest_start web '[ plain ]'      # truth in $tmp/web.truth, see nest.c
#	run 0 table --json              # $NSPID; output in $out, errors in $err
#	equal 'what is checked' "$expected" "$got"
#	finish
#
# From the environment: NSPID (./nspid), builddir (., with the helpers in its tests/), srcdir (.),
# NSPID_TESTS_MUST_RUN=1 (a skip is a failure), NSPID_SEED (for random nests).

set -u
export LC_ALL=C
unset NO_COLOR COLUMNS LINES NSPID_PROC

NSPID=$(realpath -e -- "${NSPID:-./nspid}") || exit 1
helpers=$(realpath -e -- "${builddir:-.}/tests") || exit 1
export NSPID helpers

tmp=$(mktemp -d "${TMPDIR:-/tmp}/nspid-test.XXXXXX") || exit 1
out=$tmp/out
err=$tmp/err

lib_checks=0
lib_failures=0
declare -A lib_nests=() lib_fds=()
lib_at_exit=()

# Has a command line run at the exit, the last one first.
at_exit() {
	lib_at_exit=("$1" "${lib_at_exit[@]}")
}

lib_clean() {
	local status=$? command name

	trap - EXIT
	for command in "${lib_at_exit[@]}"; do
		eval "$command"
	done
	for name in "${!lib_nests[@]}"; do
		nest_stop "$name"
	done
	rm -rf -- "$tmp"
	exit "$status"
}
trap lib_clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

skip() {
	if [ "${NSPID_TESTS_MUST_RUN:-}" = 1 ]; then
		printf 'FAIL: would skip, but NSPID_TESTS_MUST_RUN=1: %s\n' "$1"
		exit 1
	fi
	printf 'skip: %s\n' "$1"
	exit 77
}

# need COMMAND...
need() {
	local command

	for command; do
		command -v "$command" >/dev/null || skip "$command is not installed"
	done
}

need_namespaces() {
	need jq awk unshare
	[ "$(id -u)" = 0 ] || skip 'needs root'
	unshare --pid --fork true 2>/dev/null || skip 'this machine makes no PID namespaces'
	unshare --user true 2>/dev/null || skip 'this machine makes no user namespaces, as in a chroot'
	[ -x "$helpers/nest" ] || skip "$helpers/nest is not built"
}

pass() {
	lib_checks=$((lib_checks + 1))
	printf 'ok: %s\n' "$1"
}

# fail WHAT EXPECTED GOT
fail() {
	lib_checks=$((lib_checks + 1))
	lib_failures=$((lib_failures + 1))
	printf 'FAIL: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
}

# equal WHAT EXPECTED GOT
equal() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2" "$3"
	fi
}

# same WHAT EXPECTED_FILE GOT_FILE: whole files, and a difference is shown as a diff.
same() {
	if [ ! -s "$2" ]; then
		fail "$1" 'something to compare with' 'an empty expectation: the test is broken'
	elif cmp -s -- "$2" "$3"; then
		pass "$1 ($(wc -l <"$2") lines)"
	else
		fail "$1" "$(wc -l <"$2") lines" "$(wc -l <"$3") lines; diff, < expected, > got:"
		diff -- "$2" "$3" | head -n 20 | cat -v
	fi
}

# empty WHAT FILE
empty() {
	if [ -s "$2" ]; then
		fail "$1" 'nothing' "$(head -c 1000 -- "$2" | cat -v)"
	else
		pass "$1"
	fi
}

# run STATUS ARGUMENT...: nspid with these arguments must end with that status. Says nothing when it
# does, so that it can be used in loops; nothing may be on standard error unless STATUS is not 0.
run() {
	local want=$1 status

	shift
	"$NSPID" "$@" >"$out" 2>"$err"
	status=$?
	if [ "$status" != "$want" ]; then
		fail "nspid $*" "exit status $want" "exit status $status; $(head -c 500 "$err")"
		return 1
	fi
	if [ "$want" = 0 ] && [ -s "$err" ]; then
		fail "nspid $*" 'nothing on standard error' "$(head -c 500 "$err")"
		return 1
	fi
}

# finish: the last line of a test.
finish() {
	if [ "$lib_checks" = 0 ]; then
		printf 'FAIL: nothing was checked\n'
		exit 1
	fi
	printf '%d checks, %d failed\n' "$lib_checks" "$lib_failures"
	[ "$lib_failures" = 0 ]
	exit
}

# wait_for SECONDS COMMAND...: until it succeeds; fails when the time is over.
wait_for() {
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# nest_start NAME ARGUMENT...: a nest; returns when it stands and $tmp/NAME.truth is written.
nest_start() {
	local name=$1 line='' in from

	shift
	rm -f -- "$tmp/$name.in" "$tmp/$name.from"
	mkfifo -- "$tmp/$name.in" "$tmp/$name.from"
	"$helpers/nest" --truth "$tmp/$name.truth" "$@" \
		<"$tmp/$name.in" >"$tmp/$name.from" 2>"$tmp/$name.err" &
	lib_nests[$name]=$!
	exec {in}>"$tmp/$name.in" {from}<"$tmp/$name.from"
	lib_fds[$name]=$in
	read -r -t 90 -u "$from" line
	exec {from}<&-
	if [ "$line" != ready ]; then
		printf 'FAIL: no nest: nest %s\n%s\n' "$*" "$(cat -- "$tmp/$name.err")"
		exit 1
	fi
}

# nest_stop NAME: returns when all that it made has ended.
nest_stop() {
	local fd=${lib_fds[$1]}

	kill -TERM "${lib_nests[$1]}" 2>/dev/null
	exec {fd}>&-
	wait "${lib_nests[$1]}"
	unset "lib_nests[$1]" "lib_fds[$1]"
}

# nest_pids NAME KIND: PIDs (of the view) of all processes of this kind.
nest_pids() {
	awk -v kind="$2" '$1 == "process" && $6 == kind { print $2 }' "$tmp/$1.truth"
}

# nest_ns NAME PID: the namespace that this process lives in.
nest_ns() {
	awk -v pid="$2" '$1 == "process" && $2 == pid { print $3 }' "$tmp/$1.truth"
}

# nest_chain NAME PID: "PID,...,PID", the view first.
nest_chain() {
	awk -v pid="$2" '$1 == "process" && $2 == pid { print $5 }' "$tmp/$1.truth"
}

# nest_rows NAME: of lines "PID NS ..." those that are about the nest: in one of its namespaces, or a
# process of it in the view. Other namespaces may come and go on the machine meanwhile.
nest_rows() {
	awk 'NR == FNR {
		if ($1 == "ns")
			ours[$2]
		else if ($1 == "process" && $4 == 0)
			view[$2]
		next
	}
	$2 in ours || $1 in view' "$tmp/$1.truth" -
}
