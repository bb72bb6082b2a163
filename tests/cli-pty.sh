#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On a pseudo-terminal: lines are cut at its width and never wrapped; in a pipe nothing is cut. Colours.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

[ -x "$helpers/pty" ] || skip "$helpers/pty is not built"
"$helpers/pty" 80 true >/dev/null 2>&1 || skip 'this machine has no pseudo-terminals'
export TERM=xterm-256color

# on COLUMNS COMMAND ARGUMENT...: nspid on a terminal of that width, in this world.
on() {
	timeout 120 "$helpers/pty" "$1" "$NSPID" "$2" --proc "$proc" "${@:3}" >"$out" 2>"$err"
}

plain() {
	sed 's/\x1b\[[0-9;]*m//g' "$out"
}

# The widest line, in columns of a terminal: wide characters take two, combining ones none.
widest() {
	wc -L | tr -d ' '
}

world wide

forms=(
	'table' 'table -o PID,COMMAND' 'table -o COMMAND,PID' 'table -o CGROUP,NAME,COMMAND,CHAIN' 'table -T'
	'table --ascii' 'tree' 'tree -a' 'tree -N' 'tree --ascii -a' 'tree -o NAME,COMMAND' 'list' 'ps ~4194304'
	'map 2' 'map 2 4194301 -o ASKED,COMMAND,PID'
)
for form in "${forms[@]}"; do
	# shellcheck disable=SC2086
	nspid $form
	lines=$(wc -l <"$out")
	for width in 1 8 20 40 80 200 400; do
		# shellcheck disable=SC2086
		on "$width" $form
		status_is "$form on $width columns" 0 $? || continue
		got=$(plain | widest)
		if [ "$got" -gt "$width" ]; then
			fail "$form on $width columns: no line is wider" "at most $width" "$got:
$(plain | awk '{ print length($0) ": " $0 }' | sort -rn | head -3)"
		elif [ "$(wc -l <"$out")" != "$lines" ]; then
			fail "$form on $width columns: no line is wrapped" "$lines lines" "$(wc -l <"$out") lines"
		elif ! iconv -f UTF-8 -t UTF-8 "$out" >/dev/null 2>&1; then
			fail "$form on $width columns: no character is cut in two" 'UTF-8' "$(cat -v "$out")"
		else
			pass "$form on $width columns: cut, not wrapped"
		fi
	done
done

# On a terminal that is wide enough, nothing is lost: the same as in a pipe.
for form in "${forms[@]}"; do
	# shellcheck disable=SC2086
	nspid $form
	sed 's/ *$//' "$out" >"$tmp/piped"
	# shellcheck disable=SC2086
	on 1000 $form
	plain | sed 's/ *$//' >"$tmp/terminal"
	same "$form on 1000 columns is as in a pipe" "$tmp/piped" "$tmp/terminal"
	# shellcheck disable=SC2086
	on 20 $form --wide
	plain | sed 's/ *$//' >"$tmp/terminal"
	same "$form --wide on 20 columns is as in a pipe" "$tmp/piped" "$tmp/terminal"
done

# The last column is what is cut, at the very edge; an accent of its own takes no column.
accents=$(printf 'e\xcc\x81%.0s' {1..16})
on 60 table -o PID,NSPID,COMMAND
equal 'table on 60 columns' "    PID NSPID COMMAND
      1     1 /sbin/init
4194300     5 [dead]
4194301     4 \\x1b[31m\\x1b[31m\\x1b[31m\\x1b[31m\\x1b[31m\\x1b[3
4194302     3 $accents
4194303     2 日本語日本語日本語日本語日本語日本語
4194304     1 /usr/bin/a-program-with-a-long-name --with-one" "$(plain | sed 's/ *$//')"
on 60 table -o PID,COMMAND 4194304
equal 'a line that is cut fills the terminal' 60 "$(plain | widest)"

# JSON and raw output are for programs: never cut.
for form in 'table --raw' 'table --json' 'tree --json' 'map --raw 2'; do
	# shellcheck disable=SC2086
	nspid $form
	cp "$out" "$tmp/piped"
	# shellcheck disable=SC2086
	on 20 $form
	same "$form on 20 columns is as in a pipe" "$tmp/piped" "$out"
done

# Piped, though there is a terminal around: not cut.
"$helpers/pty" 20 sh -c "'$NSPID' table --proc '$proc' -o PID,COMMAND | cat" >"$out"
nspid table -o PID,COMMAND
cp "$out" "$tmp/piped"
"$helpers/pty" 20 sh -c "'$NSPID' table --proc '$proc' -o PID,COMMAND | cat" >"$out"
same 'a pipe on a terminal of 20 columns is not cut' "$tmp/piped" "$out"
# Whatever COLUMNS says.
COLUMNS=20 nspid table -o PID,COMMAND
same 'COLUMNS=20 in a pipe: not cut' "$tmp/piped" "$out"

# A terminal that does not know its width is taken for one of 80 columns.
on 0 table
equal 'a terminal without a width has 80 columns' 80 "$(plain | widest)"

# --- colours ------------------------------------------------------------------------------------

colors() {
	if grep -q $'\033\\[' "$out"; then echo colours; else echo none; fi
}
on 80 tree
equal 'colours on a terminal' colours "$(colors)"
NO_COLOR=1 on 80 tree
equal 'NO_COLOR=1: none' none "$(colors)"
NO_COLOR='' on 80 tree
equal 'an empty NO_COLOR says nothing' colours "$(colors)"
TERM=dumb on 80 tree
equal 'TERM=dumb: none' none "$(colors)"
(unset TERM && on 80 tree)
equal 'no TERM: none' none "$(colors)"
on 80 tree --color never
equal '--color never: none' none "$(colors)"
NO_COLOR=1 on 80 tree --color always
equal '--color always, though NO_COLOR: colours' colours "$(colors)"
nspid tree
equal 'in a pipe: none' none "$(colors)"
nspid tree --color always
equal 'in a pipe with --color always: colours' colours "$(colors)"
nspid table --json --color always
equal 'JSON has no colours' none "$(colors)"
nspid table --raw --color always
equal 'raw output has no colours' none "$(colors)"
# A colour ends where its line ends, also where the line is cut.
for width in 20 80; do
	on "$width" tree -a
	equal "tree -a on $width columns: colours are undone in each line" '' \
		"$(grep $'\033' "$out" | grep -v $'\033\\[0*m' | cat -v)"
done
# A zombie is told by its colour, too.
on 80 table -o PID,STATE 4194300
equal 'a zombie is coloured' 1 "$(grep -c $'\033.*Z' "$out")"

finish
