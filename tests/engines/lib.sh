# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC1091,SC2154 # sourced from $srcdir; variables of tests/lib.sh
# What the tests with real container engines share beside tests/lib.sh: undoing, busybox roots,
# and comparing what nspid says with what an engine says.
#
# A test sources this file, then engines/ENGINE.sh, calls `engines_begin COMMAND...` with the
# commands it cannot do without, makes its checks and ends with `engines_end`. Whatever a test
# starts is registered with `undo` next to the line that starts it, so that every way out
# (success, failed check, signal) takes it away again, newest first.

. "$srcdir/tests/lib.sh"

E_TAG=         # a prefix for every name that is visible to the whole machine
E_WORK=        # what containers run, see e_root
E_CHILD=       # set by e_child

# The fixture itself is broken: nothing after this point would mean anything.
e_die() {
	printf 'FAIL: %s\n' "$*"
	tail -n 20 "$tmp"/*.log 2>/dev/null
	exit 1
}

e_section() {
	printf -- '-- %s\n' "$*"
}

# e_wait SECONDS WHAT COMMAND...: until the command succeeds, or the test dies.
e_wait() {
	local seconds=$1 what=$2

	shift 2
	wait_for "$seconds" "$@" >/dev/null 2>&1 || e_die "waited in vain for: $what"
}

# -- Beginning and end ----------------------------------------------------------------------

# undo COMMAND...: at the end, newest first, whatever happens.
undo() {
	at_exit "e_undo $(printf '%q ' "$@")"
}

# A second signal must not stop the tidying up of the first.
e_undo() {
	trap '' HUP INT TERM
	"$@" >>"$tmp/undo.log" 2>&1
}

# engines_begin COMMAND...
engines_begin() {
	PATH=$PATH:/usr/sbin:/sbin
	[ "$(id -u)" = 0 ] || skip 'needs root'
	need jq busybox timeout flock "$@"
	[ -x "$NSPID" ] || e_die "no $NSPID to test"
	# Names that clash with those of a run that was killed must not matter either.
	E_TAG=$(printf 'nsp%x%04x' $$ "$RANDOM")
	E_WORK=/bin/$E_TAG
	# For tests as another user.
	chmod 755 "$tmp"
	cp "$NSPID" "$tmp/nspid-for-users"
	chmod 755 "$tmp/nspid-for-users"
}

engines_end() {
	if [ "$lib_failures" -gt 0 ]; then
		tail -n 20 "$tmp"/*.log 2>/dev/null
	fi
	finish
}

# Engines that have one daemon or one default socket for the whole machine are tested one
# after the other. The descriptor is inherited by what the test starts, which is no more than
# what it takes down at its end.
e_lock() {
	exec 9>"/run/lock/nspid-tests-$1.lock"
	flock -w 300 9 || e_die "another test holds $1 for too long"
}

# -- Processes ------------------------------------------------------------------------------

# The end of a child of this shell: asked, then forced; reaped by bash.
e_stop_child() {
	local pid=$1 i

	kill -CONT "$pid" 2>/dev/null
	kill -TERM "$pid" 2>/dev/null
	for ((i = 0; i < 200; i++)); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

e_kill() {
	{
		kill -KILL "$1"
		wait "$1"
	} 2>/dev/null
	return 0
}

e_parent() {
	awk '$1 == "PPid:" { print $2 }' "/proc/$1/status"
}

# The PID a process has in its own namespace, as the kernel tells it.
e_inner() {
	awk '$1 == "NSpid:" { print $NF }' "/proc/$1/status"
}

# All processes of a PID namespace (as readlink shows it), by the kernel's links.
e_ns_pids() {
	local link

	for link in /proc/[0-9]*/ns/pid; do
		if [ "$(readlink "$link" 2>/dev/null)" = "$1" ]; then
			link=${link#/proc/}
			echo "${link%%/*}"
		fi
	done | sort -n
}

e_ns_holds() {
	[ "$(e_ns_pids "$1" | wc -l)" -eq "$2" ]
}

# e_child PID COMM: waits until the only child of PID has become COMM; sets E_CHILD. That is
# how nsenter and unshare end up: the forked child is the one inside.
e_child() {
	e_wait 10 "a child of $1" grep -q . "/proc/$1/task/$1/children"
	read -r E_CHILD <"/proc/$1/task/$1/children"
	e_wait 10 "$2 in $E_CHILD" grep -qx "$2" "/proc/$E_CHILD/comm"
}

# All processes below a cgroup folder of the systemd or v2 hierarchy: what the kernel says for
# engines that have no listing of their own.
e_cgroup_pids() {
	local root

	for root in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
		if [ -d "$root$1" ]; then
			find "$root$1" -name cgroup.procs -exec cat {} + | sort -n
			return 0
		fi
	done
	return 1
}

# Makes a cgroup in every hierarchy that names processes (v2, and name=systemd on hybrid
# hosts) and arranges for its removal. Controllers do not matter to anyone here.
e_cgroup_make() {
	local root made=1

	for root in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
		[ -e "$root/cgroup.procs" ] || continue
		mkdir -p "$root$1" || return 1
		made=0
	done
	undo e_cgroup_forget "$1"
	return $made
}

# In every hierarchy, the folder with all below it, then its parents as long as they are empty.
# For what engines leave behind as well: they remove the last folder of a path alone.
e_cgroup_forget() {
	local root path

	for root in /sys/fs/cgroup /sys/fs/cgroup/*; do
		path=$1
		[ ! -d "$root$path" ] || find "$root$path" -depth -type d -exec rmdir {} +
		while path=${path%/*} && [ -n "$path" ]; do
			rmdir "$root$path" || break
		done
	done
}

# e_cgroup_enter CGROUP [PID]: moves that process, or the calling subshell, there.
e_cgroup_enter() {
	local root

	for root in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
		[ -e "$root$1/cgroup.procs" ] || continue
		echo "${2:-$BASHPID}" >"$root$1/cgroup.procs" || return 1
	done
}

# -- A root file system of busybox alone ----------------------------------------------------

# e_root DIR. $E_WORK in it is what the containers run: a shell that stays PID 1 with one child.
# It is called by this test's tag, and so is the process (comm), which tells it from everything
# else on the machine.
e_root() {
	local dir=$1 applet

	! ldd "$(command -v busybox)" >/dev/null 2>&1 || skip 'busybox is not static'
	mkdir -p "$dir"/{bin,dev,etc,proc,root,run,sys,tmp,usr,var}
	cp "$(command -v busybox)" "$dir/bin/busybox"
	for applet in sh sleep ps cat mount mkdir chroot unshare true; do
		ln -s busybox "$dir/bin/$applet"
	done
	# nspawn refuses a tree without this file.
	echo 'ID=busybox' >"$dir/etc/os-release"
	echo 'root:x:0:0:root:/root:/bin/sh' >"$dir/etc/passwd"
	cat >"$dir$E_WORK" <<'WORK'
#!/bin/sh
sleep 1000 &
wait
WORK
	chmod 755 "$dir$E_WORK"
}

# -- What nspid says ------------------------------------------------------------------------

# No run of nspid may take long, least of all with a daemon that hangs.
n() {
	timeout 20 "$NSPID" "$@" </dev/null
}

E_COLUMNS=PID,NSPID,NS,NAME,CONTAINER,ENGINE,CID,CNAME,POD,PODNS,IMAGE

# Every process that runs $E_WORK has its child, so that containers stay as they are.
e_settled() {
	local pid

	for pid in $(pgrep -r R,S,D -x "$E_TAG"); do
		grep -q . "/proc/$pid/task/$pid/children" || return 1
	done
}

# One table of everything, for the check_... functions below.
look() {
	local file=$tmp/table.json status

	e_wait 30 "processes that run $E_WORK" e_settled
	n table --json -o "$E_COLUMNS" >"$file" 2>"$tmp/look.err"
	status=$?
	if [ $status -ne 0 ] || ! jq -e .processes "$file" >/dev/null; then
		fail "nspid table --json" "status 0 and JSON" \
			"status $status: $(head -c 300 "$tmp/look.err")"
		echo '{"processes":[]}' >"$file"
	fi
}

# One line of numbers, sorted: the form in which sets of PIDs are compared.
e_set() {
	printf '%s\n' "$@" | tr -s ' \n' '\n' | sed '/^$/d' | sort -nu | tr '\n' ' ' | sed 's/ $//'
}

# check_match WHAT EXTENDED-REGEX TEXT
check_match() {
	if [[ $3 =~ $2 ]]; then
		pass "$1"
	else
		fail "$1" "something like $2" "$3"
	fi
}

# check_run WHAT STATUS EXPECTED-OUTPUT ARGUMENT...: nspid's status and standard output.
check_run() {
	local what=$1 want_status=$2 want=$3 got status

	shift 3
	got=$(n "$@" 2>"$tmp/run.err")
	status=$?
	equal "$what: nspid $*" "$want_status:$want" "$status:$got"
}

# check_members LABEL PID...: exactly these processes have that CONTAINER.
check_members() {
	local label=$1 got

	shift
	got=$(jq -r --arg l "$label" \
		'.processes[] | select(.container.label == $l) | .pid' "$tmp/table.json")
	equal "exactly the engine's processes are in $label" "$(e_set "$@")" \
		"$(e_set "$got")"
}

# check_none WHAT PID...: these processes are listed and in no container.
check_none() {
	local what=$1 pid got

	shift
	[ $# -gt 0 ] || e_die "no process given for: $what"
	for pid in "$@"; do
		got=$(jq -r --argjson p "$pid" '.processes[] | select(.pid == $p) |
			if .container == null then "none" else .container.label end' \
			"$tmp/table.json")
		equal "$what ($pid) is in no container" none "$got"
	done
}

# check_fields PID FIELD=VALUE...: fields of that process's "container" object.
check_fields() {
	local pid=$1 pair got

	shift
	for pair in "$@"; do
		got=$(jq -r --argjson p "$pid" --arg f "${pair%%=*}" \
			'.processes[] | select(.pid == $p) | .container[$f]' "$tmp/table.json")
		equal "container.${pair%%=*} of process $pid" "${pair#*=}" "$got"
	done
}

# check_columns PID COLUMN=VALUE...: the flat columns of the same row.
check_columns() {
	local pid=$1 pair got

	shift
	for pair in "$@"; do
		got=$(jq -r --argjson p "$pid" --arg f "${pair%%=*}" \
			'.processes[] | select(.pid == $p) | .[$f]' "$tmp/table.json")
		equal "column ${pair%%=*} of process $pid" "${pair#*=}" "$got"
	done
}

# check_filter WHAT "PID..." OPTION...: table narrowed by the options lists these alone.
check_filter() {
	local what=$1 want=$2 got

	shift 2
	got=$(n table --json -o PID "$@" 2>"$tmp/run.err" | jq -r '.processes[].pid')
	equal "$what: nspid table $*" "$(e_set "$want")" "$(e_set "$got")"
}

# check_filter_has ...: like check_filter, for filters that other people's containers fit
# too: all of ours are there.
check_filter_has() {
	local what=$1 want=$2 got pid missing=

	shift 2
	got=" $(n table --json -o PID "$@" 2>"$tmp/run.err" | jq -r '.processes[].pid' |
		tr '\n' ' ')"
	for pid in $want; do
		[[ $got == *" $pid "* ]] || missing+=" $pid"
	done
	equal "$what: nspid table $* has all of ours" "" "$missing"
}

# check_target LABEL INIT "HOST PIDS": a container with a PID namespace of its own, in every
# place where a target is taken.
check_target() {
	local name=$1 init=$2 pids=$3 pid inner

	check_run "its init" 0 "$init" map -q "1@$name"
	for pid in $pids; do
		inner=$(e_inner "$pid")
		check_run "a PID of the host inside" 0 "$inner" map -q "$pid@host" --to "$name"
		check_run "and back" 0 "$pid" map -q "$inner@$name"
	done
	check_filter "narrowed to a container" "$pids" --container "$name"
	equal "nspid map --json 1@$name: what was asked, and of whom" "1@$name $init $name" \
		"$(n map --json "1@$name" -o PID,CONTAINER | jq -r '.processes[] |
			"\(.asked) \(.pid) \(.container.label)"')"
}

# check_ps NAME "INNER PIDS": the target's own process list, in its own numbers.
check_ps() {
	local got

	got=$(n ps "$1" --noheadings 2>"$tmp/run.err" | awk '{ print $1 }')
	equal "nspid ps $1 lists what its own ps does" "$(e_set "$2")" "$(e_set "$got")"
}

# check_unknown NAME NEAR: one line on standard error that names both, nothing else.
check_unknown() {
	local out status err

	out=$(n ps "$1" 2>"$tmp/unknown.err")
	status=$?
	err=$(cat "$tmp/unknown.err")
	equal "nspid ps $1 (no such name): status, output, lines of error" "1::1" \
		"$status:$out:$(wc -l <"$tmp/unknown.err")"
	check_match "the error names what was asked" "$1" "$err"
	check_match "the error names the near miss" "$2([^[:alnum:]]|\$)" "${err//$1/}"
}

# check_ambiguous NAME SPELLING...: an error that lists the unique spellings, each of which
# then works.
check_ambiguous() {
	local name=$1 out status err spelling

	shift
	out=$(n ps "$name" 2>"$tmp/ambiguous.err")
	status=$?
	err=$(cat "$tmp/ambiguous.err")
	equal "nspid ps $name (two of that name): status and output" "2:" "$status:$out"
	for spelling in "$@"; do
		check_match "the error spells $spelling" "$spelling([^[:alnum:]]|\$)" "$err"
		n ps "$spelling" >/dev/null 2>&1
		equal "nspid ps $spelling" 0 $?
	done
}

# e_prefix ID: a prefix that cannot be read as a number.
e_prefix() {
	local length=12

	while [[ ${1:0:length} != *[a-f]* ]]; do
		length=$((length + 1))
	done
	printf '%s\n' "${1:0:length}"
}

# As the user nobody: e_as_user COMMAND...
e_as_user() {
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

# check_as_user PID FIELD=VALUE...: what an ordinary user gets told of that container.
check_as_user() {
	local pid=$1 pair status got

	shift
	e_as_user timeout 20 "$tmp/nspid-for-users" table --json -o PID,CONTAINER \
		>"$tmp/user.json" 2>"$tmp/user.err"
	status=$?
	check_match "as an ordinary user: status" '^[03]$' "$status"
	for pair in "$@"; do
		got=$(jq -r --argjson p "$pid" --arg f "${pair%%=*}" \
			'.processes[] | select(.pid == $p) | .container[$f]' "$tmp/user.json")
		equal "as an ordinary user: container.${pair%%=*} of process $pid" \
			"${pair#*=}" "$got"
	done
}

# check_churn COUNT REGEX COMMAND...: nspid in a loop until COMMAND (which makes and removes
# containers that run $E_WORK) has ended, at least COUNT times. Every run succeeds, prints
# whole JSON, and each such process below level 0 has a label that fits REGEX: an answer is
# whole or the process is gone. Zombies are left out: what waits in vain for a slow PID 1 of
# the host may outlive all that knew its container.
check_churn() {
	local count=$1 regex=$2 churn runs=0 bad=0 seen=0 got reason=

	shift 2
	"$@" >"$tmp/churn.log" 2>&1 &
	churn=$!
	while kill -0 "$churn" 2>/dev/null || [ "$runs" -lt "$count" ]; do
		runs=$((runs + 1))
		if ! n table --json -o PID,NSPID,CHAIN,STATE,NAME,CONTAINER \
			>"$tmp/churn.json" 2>"$tmp/churn.err"; then
			bad=$((bad + 1))
			reason="status not 0: $(head -c 200 "$tmp/churn.err")"
			continue
		fi
		if ! got=$(jq -r --arg name "$E_TAG" '.processes[] |
			select((.name == $name) and (.chain | length) > 1 and
			(.state | startswith("Z") | not)) |
			.container.label // "none"' "$tmp/churn.json"); then
			bad=$((bad + 1))
			reason='not JSON'
			continue
		fi
		[ -z "$got" ] || seen=$((seen + 1))
		if grep -Ev "$regex" <<<"$got" | grep -q .; then
			bad=$((bad + 1))
			reason="a label: $(grep -Ev "$regex" <<<"$got" | head -n 1)"
		fi
	done
	wait "$churn" || e_die "the engine failed to make and remove containers"
	[ "$seen" -gt 0 ] || e_die "no run saw a container of the loop"
	equal "$runs runs while containers come and go: faults" "0 " "$bad $reason"
}
