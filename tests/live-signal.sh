#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Signals from nspid top: to the process that is shown and to no other, after a question that says
# what an init makes of them.
#
# All of it happens in a PID namespace of its own, so that numbers can be given out again.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

need_namespaces
need pgrep sleep
unshare --pid --fork --mount-proc sh -c 'echo 300 >/proc/sys/kernel/ns_last_pid' 2>/dev/null ||
	skip 'PIDs cannot be given out again here'

# select_process NAME: the cursor goes to the process of that command line.
select_process() {
	press Home /
	wait_for "$patience" shows 'Search:'
	press C-u
	type_text "/^$1/"
	press Enter
	sees "the cursor goes to $1" "search /^$1/"
}

# Esc, and nothing behind it until it was read: both together would be a key with Alt.
unsearch() {
	press Escape
	sees_no 'Esc drops the search' 'search /'
}

# row COMMAND: how its row ends on the screen; the head may hold the same words.
row() {
	printf -- '-         %s' "$1"
}

# The shell inside: its sleeps are told apart by their lengths.
terminal 100x30
type_text 'exec unshare --pid --fork --mount-proc env PS1="inside> " bash --norc --noprofile --noediting'
press Enter
wait_for "$patience" shows 'inside>' || skip 'no shell in a namespace of its own'
type_line 'sleep 1001 & sleep 1002 & sleep 1003 & unshare --pid --fork sleep 1004 & true'

start -d 0.5
select_process 'sleep 1001'
press k
sees 'k: signals to choose from' 'TERM'
press Enter
sees 'it asks before it sends' 'Send SIGTERM to 1 process?'
press n
sees_no 'n: no' 'Send SIGTERM'
sees 'n: nothing was sent' "$(row 'sleep 1001')"
press F9 Enter
sees 'F9 asks as well' 'Send SIGTERM to 1 process?'
press y
sees 'y: sent' 'SIGTERM sent to 1 process'
sees_no 'and the process is gone' "$(row 'sleep 1001')"

# Two that were tagged, with a signal that was typed.
unsearch
select_process 'sleep 1002'
press Space
select_process 'sleep 1003'
press Space
sees 'two are tagged' '2 tagged'
press k
sees 'signals to choose from' 'TERM'
type_text 'KILL'
press Enter
sees 'both are meant' 'Send SIGKILL to 2 processes?'
press Enter
sees 'both got it' 'SIGKILL sent to 2 processes'
sees_no 'and one is gone' "$(row 'sleep 1002')"
sees_no 'and so is the other' "$(row 'sleep 1003')"

# The init of a namespace has no handler: the kernel drops what is sent, and the question says so.
unsearch
press U
select_process 'sleep 1004'
press k
sees 'signals to choose from' 'TERM'
press Enter
sees 'what an init makes of SIGTERM' 'the kernel will drop it'
press Escape
sees_no 'left' 'Send SIGTERM'
press k
sees 'signals to choose from' 'TERM'
type_text 'KILL'
press Enter
sees 'what SIGKILL does to an init' 'with it the whole namespace ends'
press Escape
sees_no 'left' 'Send SIGKILL'
unsearch
ends 'q' 0 q

# An init that changed its mind since its signals were last read: what it does now is what is said.
type_line "setsid -f unshare --pid --fork --kill-child bash -c '
	until [ -e $tmp/trap ]; do sleep 0.1; done
	trap : TERM; : >$tmp/trapped; while :; do sleep 0.1; done' 1007"
start -d 0.5
select_process "bash -c .*1007"
press k
sees 'signals to choose from' 'TERM'
press Enter
sees 'before it has a handler' 'the kernel will drop it'
: >"$tmp/trap"
press Escape
sees_no 'left' 'Send SIGTERM'
wait_for "$patience" test -e "$tmp/trapped"
press k
sees 'signals to choose from' 'TERM'
press Enter
sees 'as soon as it has one' 'has a handler'
press Escape
sees_no 'left' 'Send SIGTERM'
unsearch
ends 'q' 0 q

# The PID of the process that was asked about is given to another one before the answer.
type_line "(while [ ! -e $tmp/another ]; do sleep 0.1; done
	pid=\$(pgrep -f '^sleep 1005'); kill -KILL \$pid; while kill -0 \$pid; do sleep 0.1; done
	echo \$((pid - 1)) >/proc/sys/kernel/ns_last_pid; sleep 1006 &
	echo \$pid \$! >$tmp/pids; wait) 2>/dev/null & setsid -f sleep 1005; true"
start -d 0.5
select_process 'sleep 1005'
press k
sees 'signals to choose from' 'TERM'
press Enter
sees 'it asks' 'Send SIGTERM to 1 process?'
: >"$tmp/another"
wait_for "$patience" test -s "$tmp/pids"
read -r asked another <"$tmp/pids"
equal 'the PID was given out again' "$asked" "$another"
sees 'the other process is there' "$(row 'sleep 1006')"
press y
sees 'it is not sent to the other process' 'that process is gone'
sees 'which lives' "$(row 'sleep 1006')"
unsearch
ends 'q' 0 q

finish
