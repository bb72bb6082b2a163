#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Drives the completions of bash, zsh and fish: what they offer, and what is asked of nspid for it.
#
# A stand-in for nspid answers with known names, so that the expected offers can be written down.
# tests/check-sync.sh is what compares the fixed lists with the program.

. "${srcdir:-.}/tests/lib.sh"
need tmux zsh fish

completions=$(realpath "${srcdir:-.}/completions")

stop_terminals()
{
	local socket

	for socket in "$tmp"/*.tmux; do
		tmux -S "$socket" kill-server 2>/dev/null
	done
}
at_exit stop_terminals

mkdir "$tmp/bin"
cat >"$tmp/bin/nspid" <<'STANDIN'
#!/bin/sh
printf '%s\n' "$*" >>"$NSPID_STANDIN_LOG"
case "$*" in
"list -o NS "*) printf '4026531836\n4026532254\n4026532999\n' ;;
"list -o NS,COMMAND "*) printf '4026531836 /sbin/init\n4026532254 sleep\n4026532999 nginx\n' ;;
"list -o CONTAINER "*) printf -- '-\ndocker:web,podman:db\ndocker:web2\n?\n' ;;
"list -o CNAME "*) printf -- '-\nweb,db\nweb2\n?\n' ;;
"list -o POD "*) printf -- '-\nfront\n' ;;
"table -o PID "*) printf '1\n4005\n4006\n' ;;
"table -o PID,NAME "*) printf '1 systemd\n4005 sleep\n4006 nginx\n' ;;
*) echo "unexpected: $*" >>"$NSPID_STANDIN_LOG" ;;
esac
STANDIN
chmod +x "$tmp/bin/nspid"
export NSPID_STANDIN_LOG=$tmp/asked
export PATH=$tmp/bin:$PATH

# What bash inserts or lists at the end of the line $1, sorted, on one line.
bash_offers()
{
	# shellcheck disable=SC2016 # for the inner shell
	bash --norc -c '
		source "$1/nspid.bash"
		compopt() { :; }
		shopt "-${3:-u}" hostcomplete
		COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDBREAKS=" @><=;|&(:"
		_nspid "${2%% *}"
		printf "%s\n" "${COMPREPLY[@]}" | sed "/^$/d" | LC_ALL=C sort | tr "\n" " "
	' bash "$completions" "$@"
}

fish_offers()
{
	HOME=$tmp fish --no-config -c "
		source $completions/nspid.fish
		complete -C '$1'
	" | cut -f 1 | sort | tr '\n' ' '
}

expect_bash()
{
	equal "bash: $1" "$2" "$(bash_offers "$1")"
}

expect_fish()
{
	equal "fish: $1" "$2" "$(fish_offers "$1")"
}

expect_offers()
{
	expect_bash "$@"
	expect_fish "$@"
}

check_offers()
{
	expect_offers 'nspid ' 'list map ps table top tree '
	expect_offers 'nspid t' 'table top tree '
	expect_offers 'nspid --co' '--columns '

	expect_offers 'nspid list --he' '--held --help '
	expect_offers 'nspid tree --he' '--help '
	expect_offers 'nspid map --o' '--one --output '
	expect_offers 'nspid top --d' '--delay '
	expect_offers 'nspid table --min' '--min-level '
	expect_offers 'nspid ps --min' ''

	expect_offers 'nspid table -o RS' 'RSS '
	expect_offers 'nspid table -o +NSP' '+NSPARENT +NSPID +NSPPID '
	expect_offers 'nspid table -o PID,NAME,RS' 'PID,NAME,RSS '
	expect_offers 'nspid list -o NPR' 'NPROCS '
	expect_offers 'nspid tree -N -o NPR' 'NPROCS '
	expect_offers 'nspid table -o NPROC' ''
	expect_bash 'nspid table -o rs' 'RSS '
	expect_bash 'nspid table --output=RS' 'RSS '
	expect_bash 'nspid table --sort -RS' '-RSS '
	expect_fish 'nspid table --sort=-RS' '--sort=-RSS '

	expect_offers 'nspid tree --color a' 'always auto '
	expect_offers 'nspid tree --engine po' 'podman '

	expect_offers 'nspid list 40265322' '4026532254 '
	expect_offers 'nspid tree 400' '4005 4006 '
	expect_offers 'nspid tree we' 'web web2 '
	expect_offers 'nspid table --ns 40265329' '4026532999 '
	expect_offers 'nspid list --pod f' 'front '
	expect_offers 'nspid map ' '- 1 4005 4006 '
	expect_offers 'nspid map --to d' 'db docker:web docker:web2 '
	expect_offers 'nspid table --container d' 'docker:web docker:web2 '

	# Bash takes such a target for several words, and completes the last one.
	expect_bash 'nspid map 7@we' 'web web2 '
	expect_fish 'nspid map 7@we' '7@web 7@web2 '
	expect_bash 'nspid map 7@docker:w' 'web web2 '
	# Where bash completes names of hosts, its word begins with the @.
	equal 'bash with hostcomplete: nspid map 7@we' '@web @web2 ' \
		"$(bash_offers 'nspid map 7@we' s)"
	expect_bash 'nspid tree podman:' 'db '
	expect_fish 'nspid tree podman:' 'podman:db '
}

check_proc()
{
	rm -f "$NSPID_STANDIN_LOG"
	bash_offers 'nspid list --proc /host/proc 4' >/dev/null
	equal 'bash asks the procfs of the command line' \
		'list -o NS --proc /host/proc --raw --noheadings --quiet' "$(head -n 1 "$NSPID_STANDIN_LOG")"
	rm -f "$NSPID_STANDIN_LOG"
	fish_offers 'nspid list --proc /host/proc 4' >/dev/null
	equal 'fish asks the procfs of the command line' \
		'list -o NS,COMMAND --proc /host/proc --raw --noheadings --quiet' \
		"$(head -n 1 "$NSPID_STANDIN_LOG")"
}

in_terminal()
{
	tmux -S "$tmp/$shell.tmux" "$@"
}

screen_shows()
{
	[[ $(in_terminal capture-pane -p -J 2>&1) == *"$1"* ]]
}

# Types $1 and a tab, and demands that the line becomes $2.
expect_typed()
{
	in_terminal send-keys C-u
	in_terminal send-keys C-l
	in_terminal send-keys -l "$1"
	wait_for 20 screen_shows "$1"
	in_terminal send-keys Tab
	if wait_for 20 screen_shows "$2"; then
		pass "$shell: '$1' and a tab"
	else
		fail "$shell: '$1' and a tab" "$2" "$(in_terminal capture-pane -p -J)"
	fi
}

# Starts interactive shell $1 with the arguments $2 in a terminal, and lets it read line $3.
start_terminal()
{
	shell=$1
	in_terminal -f /dev/null new-session -d -x 120 -y 20 "$shell $2"
	in_terminal send-keys -l "PS1='> '; $3; echo load''ed"
	in_terminal send-keys Enter
	wait_for 20 screen_shows loaded && return
	fail "$shell starts in a terminal" loaded "$(in_terminal capture-pane -p)"
	return 1
}

check_typed()
{
	if start_terminal bash '--norc -i' "source $completions/nspid.bash"; then
		expect_typed 'nspid tab' '> nspid table '
		expect_typed 'nspid map 7@podman:d' '> nspid map 7@podman:db '
		expect_typed 'nspid table -o PID,CGR' '> nspid table -o PID,CGROUP'
		expect_typed 'nspid table --sort=CGR' '> nspid table --sort=CGROUP'
	fi
	if start_terminal zsh '-f -i' "fpath=($completions \$fpath); autoload -U compinit; compinit -u -D"; then
		expect_typed 'nspid tab' '> nspid table '
		expect_typed 'nspid top --del' '> nspid top --delay '
		expect_typed 'nspid map 7@podman:d' '> nspid map 7@podman:db '
		expect_typed 'nspid tree 40265322' '> nspid tree 4026532254 '
		expect_typed 'nspid map 4005@host --to podman:d' '> nspid map 4005@host --to podman:db '
		expect_typed 'nspid table -o PID,CGR' '> nspid table -o PID,CGROUP'
		expect_typed 'nspid list -o +NPR' '> nspid list -o +NPROCS'
		expect_typed 'nspid tree -N -o NPR' '> nspid tree -N -o NPROCS'
	fi
}

# Whatever the completions asked is something that the program understands.
check_questions()
{
	local question status

	sort -u "$NSPID_STANDIN_LOG" >"$tmp/questions"
	while read -r question; do
		# shellcheck disable=SC2086 # words of a command line
		"$NSPID" ${question/\/host\/proc//proc} >"$out" 2>"$err" </dev/null
		status=$?
		[[ $status -ne 3 ]] || status=0
		equal "nspid $question: status" 0 "$status"
	done <"$tmp/questions"
}

rm -f "$NSPID_STANDIN_LOG"
check_offers
check_typed
equal 'all questions have an answer' '' "$(grep unexpected "$NSPID_STANDIN_LOG")"
check_questions
check_proc

finish
