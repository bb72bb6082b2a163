# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# systemd-nspawn, also where systemd is not PID 1.
#
# machined, which would give the machine its scope and the file in /run/systemd/machines, can
# only be reached where systemd runs. So nspawn is told neither to register (--register=no) nor
# to ask for a scope (--keep-unit: use the unit it is started in), and is started in a cgroup
# that has the name machined would have given it. What it does there is its own: it makes the
# cgroups "supervisor" and "payload" and moves itself and its child.

NSPAWN=   # PID of the supervisor that nspawn_start started last

# nspawn_start NAME ROOT CGROUP COMMAND... The root is locked by nspawn: one for each machine.
nspawn_start() {
	local name=$1 root=$2 cgroup=$3

	shift 3
	e_cgroup_make "$cgroup" || e_die "no cgroup $cgroup"
	(
		e_cgroup_enter "$cgroup"
		exec systemd-nspawn -D "$root" -M "$name" --register=no --keep-unit --quiet "$@"
	) </dev/null >"$tmp/nspawn.log" 2>&1 &
	NSPAWN=$!
	undo nspawn_stop "$NSPAWN" "$name"
	e_wait 20 "machine $name" nspawn_runs "$NSPAWN"
}

# Its init has left nspawn's own program behind.
nspawn_runs() {
	local init

	init=$(nspawn_init "$1")
	[ -n "$init" ] && [ "$(cat "/proc/$init/comm")" != systemd-nspawn ]
}

# The one child of the supervisor that is PID 1 of another namespace.
nspawn_init() {
	local child children

	read -ra children <"/proc/$1/task/$1/children"
	for child in "${children[@]}"; do
		if [ "$(e_inner "$child")" = 1 ]; then
			echo "$child"
			return 0
		fi
	done
	return 1
}

# nspawn ends by itself when its machine's init does; killed itself it would leave the machine.
nspawn_stop() {
	local init

	init=$(nspawn_init "$1") && kill -KILL "$init"
	wait "$1"
	rmdir "/run/systemd/nspawn/propagate/$2"
	return 0
}
