#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every key of the table is pressed at least once, and what the main ones do is looked at.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

need pgrep

# mux_name LABEL: a key as tmux names it.
mux_name() {
	case $1 in
	PgUp) echo PPage ;;
	PgDn) echo NPage ;;
	Esc) echo Escape ;;
	Backspace) echo BSpace ;;
	Shift-Tab) echo BTab ;;
	Del) echo DC ;;
	Ctrl-*) echo "C-$(printf %s "${1#Ctrl-}" | tr '[:upper:]' '[:lower:]')" ;;
	Alt-*) echo "M-${1#Alt-}" ;;
	Shift-*) echo "S-${1#Shift-}" ;;
	*) echo "$1" ;;
	esac
}

# press_label LABEL
press_label() {
	case $1 in
	?) type_text "$1" ;;
	*) press "$(mux_name "$1")" ;;
	esac
}

# answers WHAT: it reads keys: closes what is open (Ctrl-G does nothing where nothing is), opens the
# help and closes it again.
answers() {
	press C-g '?'
	wait_for "$patience" shows 'nspid top: the keys' || {
		fail "$1" 'help opens afterwards' "$(screen)"
		return 1
	}
	press q
	wait_for "$patience" shows_not 'nspid top: the keys' || {
		fail "$1" 'help closes afterwards' "$(screen)"
		return 1
	}
	pass "$1"
}

world usual
terminal 110x40
start --proc "$proc" || finish

run 0 top --keys
cut -f 1 <"$out" | sed 's/, /\n/g' >"$tmp/labels"
equal 'the table has more than 60 keys' yes "$([ "$(wc -l <"$tmp/labels")" -gt 60 ] && echo yes)"
while IFS= read -r label <&3; do
	case $label in
	q | F10) continue ;;
	esac
	for mode in f t n; do
		type_text "$mode"
		press_label "$label"
		# What toggles is toggled back; in a dialog the same key again is just another letter.
		press C-g
		press_label "$label"
	done
	answers "key $label" || break
done 3<"$tmp/labels"
ends 'after every key' 0 q

# What they do.
rm -f -- "$XDG_CONFIG_HOME/nspid/toprc"
start --proc "$proc"
sees 'it begins with processes' ' processes'
press n
sees 'n: namespaces' ' namespaces'
sees 'n: sums of a namespace' '4026532254   1     5    1'
press n
sees 'n again: back' 'nginx: worker'
press t
sees 't: the tree' '├─nginx: worker process'
sees 't: boundaries' '└─pid:[4026532254]'
press t Home
sees_no 't again: flat' '├─'

press '/'
type_text 'java'
sees 'search: acts while it is typed' 'search java'
press Enter
sees_no 'search: Enter ends the prompt' 'Search:'
press Enter
sees 'search goes to the process, Enter opens it' 'Process 5000'
press q
sees_no 'q closes the details' 'Process 5000'
press Escape
sees_no 'Esc drops the search' 'search java'

type_text \\
type_text 'nothing like this'
sees 'filter: acts while it is typed' 'nothing to show here'
press C-g
sees 'filter: taken back when the prompt is left' 'java -jar'
sees_no 'filter: and not said any more' 'filter nothing'
type_text \\
type_text 'nginx'
press Enter
sees_no 'filter: others are gone' 'java -jar'
sees 'filter: said in the head' 'filter nginx'
press Escape
sees 'Esc drops the filter' 'java -jar'

press u
sees 'u: users to choose from' 'www-data'
type_text 'ann'
press Enter
sees_no 'u: only theirs' 'nginx: master'
sees 'u: said in the head' 'user ann'
press Escape
sees 'Esc shows all again' 'nginx: master'

press Z
sees_no 'Z: only zombies' 'java -jar'
sees 'Z: a zombie' '[logrotate]'
press Z
sees 'Z again: all' 'java -jar'

press K
sees 'K: threads of the kernel' '[kthreadd]'
press K
sees_no 'K again: hidden' '[kthreadd]'

press H
sees 'H: threads' ' 5001 '
press H
sees_no 'H again: hidden' ' 5001 '

press F6
sees 's: columns to sort by' 'Sort by'
type_text 'NSPID'
press Enter
sees 's: the heading is marked' 'NSPID△'
press I
sees 'I: the order is inverted' 'NSPID▽'
press '>'
sees '>: the next column' 'NS△'

press F2
sees 'o: columns to choose from' 'Columns'
press Space
sees_no 'o: the first one is hidden' '  PID NSPID'
press Space Escape
sees_no 'Esc leaves the list' 'Columns ─'

press d
sees 'd: asks for seconds' 'Seconds between refreshes:'
type_text '0'
press Enter
sees 'd: refuses what is too short' '0.1'
press d
type_text '0.5'
press Enter
sees_no 'd: takes what is right' 'Seconds'

press p
sees 'p: paused' 'paused'
press p
sees_no 'p again: goes on' 'paused'

press k
sees 'k: no signals by the numbers of another procfs' 'no signals here'

press Space
sees 'Space: tagged' '1 tagged'
press U
sees_no 'U: no tags' 'tagged'

press e
sees 'e: asks for a file' 'Write JSON to file:'
press C-u
type_text "$tmp/export.json"
press Enter
sees 'e: says what was written' 'rows written to'
equal 'e: JSON of the rows' 14 "$(jq '.processes | length' "$tmp/export.json")"
equal 'e: nobody else may read it' 600 "$(stat -c %a "$tmp/export.json")"
press e C-u
type_text "$tmp/export.json"
press Enter
sees 'e: nothing is written over' 'File exists'

press W
sees 'W: says where the settings are' 'the settings are written to'
equal 'W: the columns are among them: the one hidden and shown again comes before the command' \
	'columns = NSPID,NS,USER,STATE,CPU,RSS,TIME,CONTAINER,PID,COMMAND' \
	"$(grep '^columns' "$XDG_CONFIG_HOME/nspid/toprc")"
equal 'W: the delay is among them' 'delay = 0.500' "$(grep '^delay' "$XDG_CONFIG_HOME/nspid/toprc")"
ends 'q' 0 q

start --proc "$proc"
sees 'the settings are read: sorted as before' 'NS△'
ends 'q' 0 q
printf 'mode = sideways\n' >"$XDG_CONFIG_HOME/nspid/toprc"
start_until 'is not used: line 1' --proc "$proc"
sees 'a bad file of settings is reported' 'is not used: line 1'
press Down
sees 'and only once' 'F10Quit'
ends 'q' 0 q
equal 'a bad file of settings is left alone' 'mode = sideways' "$(cat "$XDG_CONFIG_HOME/nspid/toprc")"
rm -f -- "$XDG_CONFIG_HOME/nspid/toprc"
mkdir "$XDG_CONFIG_HOME/nspid/toprc"
start_until 'is not used: not a regular file' --proc "$proc" && pass 'a folder in its place is reported'
ends 'q' 0 q
rmdir "$XDG_CONFIG_HOME/nspid/toprc"
mkfifo "$XDG_CONFIG_HOME/nspid/toprc"
start_until 'is not used: not a regular file' --proc "$proc" && pass 'and so is a pipe, which holds up nothing'
ends 'q' 0 q
rm -f -- "$XDG_CONFIG_HOME/nspid/toprc"

# What TERM has no word for: common keys are known, and the letters of others are no commands.
terminal 110x40 TERM=vt100
start --proc "$proc"
press '?'
sees 'help opens' 'nspid top: the keys'
press End
sees_no 'End goes to the end of it' 'nspid top: the keys'
press Home
sees 'Home goes back' 'nspid top: the keys'
press q
sees_no 'help closes' 'nspid top: the keys'
mux send-keys -H 1b 5b 49 1b 5b 3e 30 3b 31 3b 71 1b 5b 39 39 7e 1b 4f 6e
sleep 0.3
sees 'ESC [ I does not invert the order' 'CPU%▽'
sees_no 'nor are others commands' ' namespaces  '
mux send-keys -H 1b 5b 32 30 30 7e 6e 6b 0d 3f 1b 5b 32 30 31 7e
sleep 0.3
sees 'what is pasted is no command' ' processes'
press /
sees 'a prompt opens' 'Search:'
mux send-keys -H 1b 5b 32 30 30 7e 6a 61 76 61 0d 1b 5b 32 30 31 7e
sees 'but text in a prompt, which it does not answer' 'Search:  java'
press C-g
ends 'q' 0 q

finish
