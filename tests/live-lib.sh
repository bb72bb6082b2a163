# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests of the live view share: a real terminal (tmux) of their own, keys, and waiting for
# what is to be seen.
#
#	. "${srcdir:-.}/tests/live-lib.sh"
#	terminal 100x30                 # a shell in a new terminal of that size
#	start --proc "$proc"            # nspid top there; returns when it has drawn
#	press n                         # keys as tmux names them
#	sees 'what is checked' TEXT     # waits for it on the screen
#	ends 'q' q                      # the key ends it, and the terminal is as before
#	finish

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

need tmux stty

patience=20 # seconds for anything to appear
terminals=0

# For a build with the address sanitizer: crashes are what is tested here, and memory that is kept back
# is not memory that leaks.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
for name in segv sigbus sigfpe sigill abort; do
	ASAN_OPTIONS=$ASAN_OPTIONS:handle_$name=0
done
export ASAN_OPTIONS
export XDG_CONFIG_HOME=$tmp/config TMUX_TMPDIR=$tmp/tmux
mkdir -p "$XDG_CONFIG_HOME" "$TMUX_TMPDIR"
shells=0

mux() {
	tmux -L "$terminals" -f /dev/null "$@"
}
at_exit 'mux kill-server 2>/dev/null'

# terminal COLUMNSxROWS [NAME=VALUE...]: a fresh shell in a fresh terminal.
terminal() {
	local size=$1

	shift
	mux kill-server 2>/dev/null
	# A server that is ending must not be asked for a session.
	terminals=$((terminals + 1))
	mux new-session -d -x "${size%x*}" -y "${size#*x}" \
		"env TERM=tmux-256color PS1='ready> ' $* bash --norc --noprofile --noediting" ';' \
		set-option -g remain-on-exit on ';' set-option -g status off ';' \
		set-option -g escape-time 0 ';' resize-window -x "${size%x*}" -y "${size#*x}" || {
		printf 'FAIL: no terminal: tmux does not start\n'
		exit 1
	}
	wait_for "$patience" shows 'ready>' || {
		printf 'FAIL: no shell in the terminal\n'
		exit 1
	}
}

# The screen as text.
screen() {
	mux capture-pane -p
}

shows() {
	screen | grep -qF -e "$1"
}

shows_not() {
	! screen | grep -qF -e "$1"
}

# press KEY...: as tmux calls them: Up, C-c, F5, q.
press() {
	mux send-keys "$@"
}

# type_text TEXT: letters as they are.
type_text() {
	mux send-keys -l -- "$1"
}

# type_line COMMAND: runs it in the shell, and waits for its end.
type_line() {
	shells=$((shells + 1))
	rm -f -- "$tmp/line.$shells"
	type_text "$1; echo \$? >$tmp/line.$shells"
	press Enter
	wait_for "$patience" test -s "$tmp/line.$shells" || {
		fail "the shell runs: $1" 'an end' "$(screen)"
		return 1
	}
}

# sees WHAT TEXT: TEXT appears.
sees() {
	if wait_for "$patience" shows "$2"; then
		pass "$1"
	else
		fail "$1" "on the screen: $2" "$(screen)"
		return 1
	fi
}

# sees_no WHAT TEXT: TEXT goes away.
sees_no() {
	if wait_for "$patience" shows_not "$2"; then
		pass "$1"
	else
		fail "$1" "not on the screen: $2" "$(screen)"
		return 1
	fi
}

# What programs can change in a terminal, but for its text.
modes() {
	type_line "stty -a >$tmp/stty" || return
	# The size is the terminal's, not ours.
	sed 's/rows [0-9]*; columns [0-9]*; //' -- "$tmp/stty"
	mux display-message -p \
		'alternate #{alternate_on} cursor #{cursor_flag} mouse #{mouse_any_flag} keypad #{keypad_flag} cursorkeys #{keypad_cursor_flag} insert #{insert_flag} wrap #{wrap_flag} origin #{origin_flag}'
}

# start_until TEXT OPTION...: remembers the modes, and starts nspid top in the shell; returns when TEXT
# is to be seen.
start_until() {
	local text=$1

	shift
	modes >"$tmp/modes.before"
	type_text "clear; $NSPID top $*; echo \"ended: \$?\""
	press Enter
	wait_for "$patience" shows "$text" || {
		fail "nspid top $*" "on the screen: $text" "$(screen)"
		return 1
	}
}

# start OPTION...: the same, with the screen that it has when nothing is special.
start() {
	start_until 'F10Quit' "$@"
}

# same_modes WHAT: the terminal is as it was before start.
same_modes() {
	modes >"$tmp/modes.after"
	same "$1" "$tmp/modes.before" "$tmp/modes.after"
}

# ends WHAT STATUS KEY...: these keys end it with that status, and the terminal is as before.
ends() {
	local what=$1 status=$2

	shift 2
	[ $# = 0 ] || press "$@"
	if wait_for "$patience" shows "ended: $status"; then
		pass "$what: ends with $status"
	else
		fail "$what: ends" "ended: $status" "$(screen)"
		return 1
	fi
	same_modes "$what: the terminal is as before"
}

# The PID of the running nspid top.
top_pid() {
	local shell

	shell=$(mux display-message -p '#{pane_pid}')
	pgrep -P "$shell" -x "$(basename -- "$NSPID" | cut -c 1-15)" | head -n 1
}
