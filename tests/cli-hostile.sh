#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hostile names in every form of output: escaped the same way everywhere, and never raw.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world hostile

golden 0 table -o PID,NAME,CGROUP 10 11 12 13 14 15 16 21 24 <<'END'
PID NAME             CGROUP
 10 \x1b[31mred      /a\x1b[0m
 11 new\x0aline\x09x /b
 12 bad\xff\xc3(     /
 13 \xe2\x80\xaegpj  /
 14 ) R 1 (          /
 15 Grüße            /
 16 a\\x1b[31m       /
 21 x\x7f\x1b\x05    /
 24                  /
END
golden 0 table -o PID,COMMAND 10 11 12 13 14 15 16 20 <<'END'
PID COMMAND
 10 \x1b[2J\x1b]0;title\x07 --x
 11 a\x0ab\x0dc d
 12 \x9b31m \xc2\x9b31m
 13 \xe2\x80\x8b\xef\xbb\xbf
 14 quote" back\\slash ' <b>&
 15 日本
 16 \\e
 20 [\x1b]8;;http://x\x07link]
END
# Raw: fields stay fields, whatever is in them; an empty name does not shift the others.
golden 0 table --raw -o PID,NAME,COMMAND,STATE 11 14 15 24 <<'END'
PID NAME COMMAND STATE
11 new\x0aline\x09x a\x0ab\x0dc\x20d S
14 )\x20R\x201\x20( quote"\x20back\\slash\x20'\x20<b>& S
15 Grüße 日本 S
24 - [] S
END
golden 0 table --ascii -o PID,NAME,COMMAND 15 13 <<'END'
PID NAME                COMMAND
 13 \xe2\x80\xaegpj     \xe2\x80\x8b\xef\xbb\xbf
 15 Gr\xc3\xbc\xc3\x9fe \xe6\x97\xa5\xe6\x9c\xac
END
golden 0 tree ~20 <<'END'
PID NSPID NAME
          pid:[4026532254] (init 20→1, 4 processes)
 20     1 └─\x1b]8;;http://x\x07link
 21     2   ├─x\x7f\x1b\x05
 23     4   ├─x\x7f\x1b\x05
 24     5   └─
END
golden 0 tree -f ~20 <<'END'
PID NSPID NAME
          pid:[4026532254] (init 20→1, 4 processes)
 20     1 └─\x1b]8;;http://x\x07link
            ├─2*[x\x7f\x1b\x05]
 24     5   └─
END

# JSON stays JSON, and says the same.
nspid table --json -o PID,NAME,COMMAND,CGROUP
query 'table --json: names' '["\\x1b[31mred","new\\x0aline\\x09x","bad\\xff\\xc3(","\\xe2\\x80\\xaegpj",") R 1 (","Grüße","a\\\\x1b[31m"]' \
	'[.processes[] | select(.pid >= 10 and .pid < 17).name] | tojson'
query 'table --json: a command line' '\x1b[2J\x1b]0;title\x07 --x' '.processes[] | select(.pid == 10).command'

# No control character but the newline, no C1, no bidirectional override, no broken UTF-8, in any
# output of any command. A name is asked for, too: what is said of it is output as well.
forms=(
	'table' 'table -o PID,NAME,COMMAND,CGROUP' 'table -T -o PID,NAME' 'table --raw -o NAME,COMMAND,CGROUP'
	'table --json -o NAME,COMMAND,CGROUP' 'table --ascii -o NAME,COMMAND,CGROUP' 'table --sort NAME -o NAME'
	'tree' 'tree -a' 'tree -f' 'tree -T' 'tree -N' 'tree --json -o NAME,COMMAND' 'tree --raw -o NAME'
	'tree --ascii' 'list' 'list --json' 'list --raw' 'ps ~20' 'ps ~20 --json' 'ps ~20 -T -o NAME'
	'map 1' 'map 1 --json' 'map 1 --raw' 'table --color always' 'tree -w' 'tree --name red' 'table --verbose'
)
unsafe=$'[\x01-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf'
check_safe() {
	local kind

	for kind in out err; do
		if LC_ALL=C grep -qaP "$unsafe" "$tmp/$kind"; then
			fail "$1: safe on std$kind" 'nothing that acts on a terminal' \
				"$(LC_ALL=C grep -aP "$unsafe" "$tmp/$kind" | head -3 | cat -v)"
		elif ! iconv -f UTF-8 -t UTF-8 "$tmp/$kind" >/dev/null 2>&1; then
			fail "$1: valid UTF-8 on std$kind" 'UTF-8' "$(head -c 300 "$tmp/$kind" | cat -v)"
		else
			pass "$1: safe on std$kind"
		fi
	done
}
for form in "${forms[@]}"; do
	# shellcheck disable=SC2086
	nspid $form
	status_is "nspid $form" 0 $?
	# The colours are nspid's own.
	sed -i 's/\x1b\[[0-9;]*m//g' "$out"
	check_safe "nspid $form"
	LC_ALL=C
	# shellcheck disable=SC2086
	nspid $form
	status_is "nspid $form, LC_ALL=C" 0 $?
	sed -i 's/\x1b\[[0-9;]*m//g' "$out"
	if LC_ALL=C grep -qaP '[^\x00-\x7f]' "$out" && [[ $form != *--json* && $form != *--raw* ]]; then
		fail "nspid $form, LC_ALL=C: ASCII alone" 'no byte above 127' \
			"$(LC_ALL=C grep -aP '[^\x00-\x7f]' "$out" | head -3 | cat -v)"
	else
		pass "nspid $form, LC_ALL=C: ASCII alone"
	fi
	LC_ALL=C.UTF-8
done

# What somebody wrote and nspid repeats is foreign, too: words on standard input above all.
printf '\033[31m\n7@\033]0;x\007\n\xff\xfe\n4005\xe2\x80\xae\n' | {
	nspid map -
	status_is 'map - with hostile words' 2 $?
}
check_safe 'map - with hostile words'
equal 'map - with hostile words: each is named' 4 "$(grep -c '^nspid: ' "$err")"
for word in $'\033[31m' $'\xff' $'1@\033[31m' $'pid:[\033]' $'~\033' $'/no/\033[31m'; do
	nspid table "$word"
	check_safe "table $(printf '%q' "$word")"
	nspid map "$word"
	check_safe "map $(printf '%q' "$word")"
done
nspid table -o $'\033[31m'
check_safe 'table -o with an escape sequence'
nspid table --name $'\033[31m('
check_safe 'table --name with an escape sequence'
nspid $'\033[31m'
check_safe 'a command with an escape sequence'
nspid table $'--\033[31m'
check_safe 'an option with an escape sequence'
nspid table --user $'\033[31m'
check_safe 'table --user with an escape sequence'

finish
