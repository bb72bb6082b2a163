#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid top gives the terminal back as it was, whatever ends it.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

need pgrep

# signal_ends NAME STATUS: the signal ends it from outside.
signal_ends() {
	start || return
	kill -s "$1" "$(top_pid)"
	ends "SIG$1" "$2"
}

terminal 100x30
start && ends 'q' 0 q
start && ends 'F10' 0 F10
start && ends 'Ctrl-C' 0 C-c
start && ends 'SIGQUIT by its key' 131 "C-\\"
start -n 2 && ends '-n 2' 0
signal_ends TERM 143
signal_ends INT 0
signal_ends HUP 129
# Crashes: the handler restores, and lets the signal happen. No core is wanted of them.
type_line 'ulimit -c 0'
for crash in SEGV:139 ABRT:134 BUS:135 FPE:136 ILL:132; do
	signal_ends "${crash%:*}" "${crash#*:}"
done

# With a dialog and with a page open, where the cursor is shown and keys mean other things.
start && press / && sees 'a prompt opens' 'Search:' && ends 'Ctrl-C in a prompt' 0 C-c
start && press F6 && sees 'a list opens' 'Sort by' && signal_pid=$(top_pid) && kill -TERM "$signal_pid" &&
	ends 'SIGTERM in a list' 143
start && press '?' && sees 'help opens' ' Help ' && signal_pid=$(top_pid) && kill -SEGV "$signal_pid" &&
	ends 'SIGSEGV in help' 139

# Suspended, the terminal is the shell's, and fg brings everything back.
start
press C-z
sees 'Ctrl-Z stops it' 'Stopped'
same_modes 'stopped: the terminal is as before'
sees_no 'stopped: its screen is gone' 'F10Quit'
type_text 'clear; fg; echo "ended: $?"'
press Enter
sees 'fg draws it again' 'F10Quit'
press '?'
sees 'keys work after fg' ' Help '
press q
sees_no 'help closes' ' Help '
ends 'q after fg' 0 q

# Stopped so that it cannot notice: it must put the terminal right when it goes on.
start
pid=$(top_pid)
kill -STOP "$pid"
sees 'SIGSTOP stops it' 'Stopped'
type_text 'clear; fg; echo "ended: $?"'
press Enter
sees 'SIGCONT draws it again' 'F10Quit'
press '?'
sees 'keys work after SIGCONT' ' Help '
press q
sees_no 'help closes' ' Help '
ends 'q after SIGCONT' 0 q

# Ended, or let go on, while another job has the terminal: that one's screen and modes are left alone.

# is_gone PID
is_gone() {
	! kill -0 "$1" 2>/dev/null
}

# behind_another STOP: it is stopped, and another job is in the foreground.
behind_another() {
	start
	pid=$(top_pid)
	case $1 in
	C-z) press C-z ;;
	*) kill -s "$1" "$pid" ;;
	esac
	sees "$1 stops it" 'Stopped'
	type_text 'clear; echo "another job"; sleep 1000'
	press Enter
	sees 'another job runs' 'another job'
}

for stop in C-z STOP; do
	behind_another "$stop"
	kill -TERM "$pid"
	kill -CONT "$pid"
	if wait_for "$patience" is_gone "$pid"; then
		pass "$stop, SIGTERM and SIGCONT end it in the background"
	else
		fail "$stop, SIGTERM and SIGCONT in the background" 'an end' "$(cat "/proc/$pid/status")"
	fi
	equal "$stop: nothing was drawn" 'another job' "$(screen | sed '/^$/d')"
	press C-c
	# After SIGSTOP, of which it knew nothing, the screen is still its own, and nobody's any more.
	[ "$stop" = STOP ] && type_line 'tput rmcup; tput cnorm; tput rmkx; printf "\033[?1006l\033[?1000l"'
	same_modes "$stop: the terminal is as before"
done

behind_another C-z
kill -CONT "$pid"
sleep 0.5
equal 'let go on in the background, it draws nothing' 'another job' "$(screen | sed '/^$/d')"
press C-c
type_text 'clear; fg; echo "ended: $?"'
press Enter
sees 'fg draws it again' 'F10Quit'
press '?'
sees 'keys work' ' Help '
press q
sees_no 'help closes' ' Help '
ends 'q after fg' 0 q

# Started with the terminal in an odd state, it leaves that behind, and not a sane one.
type_line 'stty -ixon tostop -echoctl'
start && ends 'odd modes' 0 q

# What has no terminal is told so, and pointed to -b.
for way in 'top </dev/null' 'top >/dev/null' 'top 2>&1 | cat'; do
	# shellcheck disable=SC2086
	type_line "clear; $NSPID $way; true"
	[ "$way" = 'top >/dev/null' ] || sees "nspid $way: says why" 'is not a terminal: nspid top -b'
done
"$NSPID" top >"$out" 2>"$err" </dev/null
equal 'without a terminal: exit status' 2 $?
equal 'without a terminal: one line' 1 "$(wc -l <"$err")"
type_line "clear; TERM=dumb $NSPID top"
sees 'TERM=dumb: says why' 'cannot draw on this terminal (TERM=dumb)'
same_modes 'TERM=dumb: the terminal is as before'
type_line "clear; TERM=no-such-terminal $NSPID top"
sees 'TERM unknown: says why' 'cannot draw on this terminal (TERM=no-such-terminal)'
same_modes 'TERM unknown: the terminal is as before'

# The terminal goes away: it ends, and does not spin.
start
pid=$(top_pid)
mux kill-server
if wait_for "$patience" eval "! kill -0 $pid 2>/dev/null"; then
	pass 'without its terminal it ends'
else
	fail 'without its terminal' 'an end' "process $pid is there"
	kill -KILL "$pid"
fi

finish
