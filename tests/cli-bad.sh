#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Bad input: one line on standard error that names the thing, the documented exit status, and nothing on
# standard output that could be taken for an answer. Usage errors add a line that leads to the help.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

# bad STATUS COMMAND LINE WORD...: LINE is what is said of `nspid WORD...`, without "nspid: " in front. COMMAND
# is whose help the second line leads to: "-" for that of the program, "none" for no such line.
bad() {
	local want=$1 help=$2 line=$3 what expected status

	shift 3
	printf -v what '%q ' nspid "$@"
	expected="nspid: $line"
	case $help in
	none) ;;
	-) expected+=$'\n'"Try 'nspid --help'." ;;
	*) expected+=$'\n'"Try 'nspid $help --help'." ;;
	esac
	timeout 120 "$NSPID" "$@" >"$out" 2>"$err"
	status=$?
	status_is "$what" "$want" "$status" || return
	equal "$what" "$expected" "$(cat -- "$err")"
	[ ! -s "$out" ] || fail "$what: standard output" 'nothing' "$(head -c 300 -- "$out")"
}

# The same in the usual world, for a command that takes targets: ask STATUS HELP LINE COMMAND WORD...
ask() {
	bad "$1" "$2" "$3" "$4" --proc "$proc" "${@:5}"
}

# --- PIDs -------------------------------------------------------------------------------

range='PIDs go from 1 to 4194304, namespace ids start at 4026531836'
for command in table tree list ps; do
	ask 1 none '12345: no process has the PID 12345' "$command" 12345
	ask 2 "$command" "'0': $range" "$command" 0
	ask 2 "$command" "'4194305': $range" "$command" 4194305
	ask 2 "$command" "'99999999999999999999': $range" "$command" 99999999999999999999
	ask 2 "$command" "'-5': $range" "$command" -- -5
	ask 1 none "'4005x': no such container: nspid list shows those there are" "$command" 4005x
done
ask 1 none '12345: no process is known by that number in any namespace seen here' map 12345
ask 2 map "'0': $range" map 0
ask 2 map "'4194305': $range" map 4194305
ask 2 map "'-5': $range" map -- -5
ask 2 map "map: unknown option '-5'" map -5
ask 2 map "'7.5' is not a PID: write 1@7.5 for its init, or nspid ps 7.5 for all" map 7.5
ask 2 map "'': the target is empty" map ''
ask 2 table "'': the target is empty" table ''

# --- namespaces and places -----------------------------------------------------------------

ask 1 none '4026532999: no process seen here lives in the PID namespace 4026532999' ps 4026532999
ask 1 none 'pid:[4026532999]: no process seen here lives in the PID namespace 4026532999' list 'pid:[4026532999]'
ask 1 none '~4005: the process 4005 is not the init of a namespace that is seen here' table '~4005'
ask 2 table "'~x': a namespace by its init is written ~PID" table '~x'
ask 2 table "'pid:[x]': a namespace is written pid:[NUMBER]" table 'pid:[x]'
ask 2 table "'7@': the target is empty" table 7@
ask 2 map "'7@': the target is empty" map 7@
ask 2 table "'@web': a PID from 1 to 4194304 stands in front of @" table @web
ask 2 map "'@web': a PID from 1 to 4194304 stands in front of @" map @web
ask 2 map "'0@host': a PID from 1 to 4194304 stands in front of @" map 0@host
ask 2 map "'x@host': a PID from 1 to 4194304 stands in front of @" map x@host
ask 1 none "'7@web': no such container: nspid list shows those there are" map 7@web
ask 1 none '9@~5010: no process has the number 9 there' map 9@~5010
ask 1 none '7@12345: no process has the PID 12345' map 7@12345
ask 2 table "':web': a container is written ENGINE:NAME" table :web
ask 2 table "'docker:': a container is written ENGINE:NAME" table docker:
ask 2 map "'4026532254' is not a PID: write 1@4026532254 for its init, or nspid ps 4026532254 for all" map 4026532254

# --- paths -----------------------------------------------------------------------------------

ask 1 none "$tmp/nothing: No such file or directory" ps "$tmp/nothing"
: >"$tmp/file"
ask 2 none "$tmp/file: not a namespace file" ps "$tmp/file"
ask 2 none "$tmp: not a namespace file" ps "$tmp"
ask 2 none '/proc/self/ns/uts: a namespace of another type, not a PID namespace' ps /proc/self/ns/uts
ask 2 none '/proc/self/ns/uts: a namespace of another type, not a PID namespace' map 1@/proc/self/ns/uts
mkfifo "$tmp/fifo"
ask 2 none "$tmp/fifo: not a namespace file" ps "$tmp/fifo"

# --- columns, options, commands: with the nearest name -------------------------------------------

ask 2 table "unknown column 'COMAND': did you mean COMMAND?" table -o PID,COMAND
ask 2 table "unknown column 'xyzzy': nspid --columns lists them" table -o xyzzy
ask 2 table "unknown column '': nspid --columns lists them" table -o ''
ask 2 table "unknown column '': nspid --columns lists them" table -o PID,
ask 2 list "unknown column 'NPROC': did you mean NPROCS?" list -o NPROC
ask 2 tree "unknown column 'nsipd': did you mean NSPID?" tree -o nsipd
ask 2 table "--sort: unknown column 'THREDS': did you mean THREADS?" table --sort -THREDS
ask 2 table "--sort: unknown column ''" table --sort -
ask 2 table "too many columns: at most 48" table -o "$(printf 'PID,%.0s' {1..50})PID"
ask 2 table "table: unknown option '--treads': did you mean '--threads'?" table --treads
ask 2 table "table: unknown option '--xyzzy'" table --xyzzy=5
ask 2 table "table: unknown option '-Z'" table -Z
ask 2 table "table: unknown option '-N'" table -N
ask 2 table "table: unknown option '--held': did you mean '--help'?" table --held
ask 2 table "table: option '--output' needs a value" table --output
ask 2 table "table: option '-o' needs a value" table -o
ask 2 table "--color 'sometimes': must be auto, always or never" table --color sometimes
bad 2 - "unknown command 'tabel': did you mean 'table'?" tabel
bad 2 - "unknown command 'xyzzy'" xyzzy
bad 2 - "unknown command ''" ''
bad 2 - "unknown option '--json' in front of a command" --json table
bad 2 - 'which command? tree, table, list, ps, map, top'
ask 2 ps 'ps: whose processes? Name a target' ps
ask 2 ps 'ps: one target at a time' ps 1 2
ask 2 map 'map: which PID? A number, NUMBER@TARGET, or - for standard input' map
ask 2 map "'x@': a PID from 1 to 4194304 stands in front of @" map 7 --to x@

# --- filters -----------------------------------------------------------------------------------

ask 2 table "--level 'x': must be a number from 0 to 32" table --level x
ask 2 table "--level '33': must be a number from 0 to 32" table --level 33
ask 2 table "--min-level '-1': must be a number from 0 to 32" table --min-level -1
ask 2 table "--state 'Q': states are R S D T t Z X I, and l for Zl" table --state Q
ask 2 table "--state '': states are R S D T t Z X I, and l for Zl" table --state ''
ask 2 table "--user 'nobody-here': no such user" table --user nobody-here
nspid table --name '('
status_is 'table --name with a bad pattern' 2 $?
equal 'table --name with a bad pattern: named' 1 "$(grep -c "^nspid: --name '(': " "$err")"
empty 'table --name with a bad pattern: no answer' "$out"
ask 2 table "'~x': a namespace by its init is written ~PID" table --ns ~x
ask 1 none '12345: no process has the PID 12345' table --ns 12345

# --- --proc ------------------------------------------------------------------------------------

mkdir "$tmp/empty"
for command in table tree list; do
	bad 2 none "$tmp/empty: not a procfs: no process in it" "$command" --proc "$tmp/empty"
done
bad 2 none "$tmp/empty: not a procfs: no process in it" map --proc "$tmp/empty" 7
bad 2 none "/etc: not a procfs: no process in it" ps --proc /etc 1
bad 2 none "$tmp/nothing: No such file or directory" table --proc "$tmp/nothing"
bad 2 none "$tmp/file: Not a directory" table --proc "$tmp/file"
bad 2 none ': No such file or directory' table --proc ''

# --- standard output closed, full, or gone ---------------------------------------------------------

# written COMMAND ARGUMENT...: standard output is the caller's.
written() {
	timeout 120 "$NSPID" "$1" --proc "$proc" "${@:2}"
}
for form in table 'table --raw' 'table --json' tree 'tree --json' list 'ps host' 'map 7' 'map -q 7' 'map --json 7' \
	'table --help' 'table --columns' 'table -V'; do
	# shellcheck disable=SC2086
	written $form >/dev/full 2>"$err"
	status_is "nspid $form >/dev/full" 2 $?
	equal "nspid $form >/dev/full: said" 'nspid: standard output: No space left on device' "$(cat "$err")"
	# shellcheck disable=SC2086
	written $form >&- 2>"$err"
	status_is "nspid $form >&-" 2 $?
	equal "nspid $form >&-: said" 'nspid: standard output: Bad file descriptor' "$(cat "$err")"
done
for form in --help --version --columns; do
	"$NSPID" "$form" >/dev/full 2>"$err"
	status_is "nspid $form >/dev/full" 2 $?
done
# A reader that has seen enough is no error that anybody needs to hear of.
(
	trap '' PIPE
	"$NSPID" table --proc "$proc" 2>"$err"
	printf '%s\n' $? >"$tmp/status"
) | :
equal 'nspid table | : is silent' '' "$(cat "$err")"

# --- standard error closed: the answer and the status are the same ---------------------------------

"$NSPID" map --proc "$proc" -q 4005 >"$out" 2>&-
status_is 'map -q 4005 2>&-' 0 $?
equal 'map -q 4005 2>&-: the answer' 4005 "$(cat "$out")"
"$NSPID" map --proc "$proc" -q 12345 >"$out" 2>&-
equal 'map -q 12345 2>&-: exit status' 1 $?
empty 'map -q 12345 2>&-: no answer' "$out"

# --- no locale, and locales that do not exist -------------------------------------------------------

for locale in C POSIX xx_YY.UTF-8 ''; do
	env LC_ALL="$locale" LANG= "$NSPID" table --proc "$proc" -o CHAIN,PID 5011 >"$out" 2>"$err"
	status_is "LC_ALL='$locale'" 0 $?
	equal "LC_ALL='$locale': no character beyond ASCII" '5011>8>2 5011' "$(sed -n 2p "$out")"
	empty "LC_ALL='$locale': nothing is said" "$err"
done

# --- help is help, and goes to standard output --------------------------------------------------------

for command in tree table list ps map; do
	"$NSPID" "$command" --help >"$out" 2>"$err"
	status_is "$command --help" 0 $?
	empty "$command --help: nothing on standard error" "$err"
	equal "$command --help: no line beyond 80 columns" '' "$(grep -E '.{81,}' "$out")"
	"$NSPID" "$command" -h >"$tmp/short" 2>&1
	same "$command -h is the same" "$out" "$tmp/short"
done

finish
