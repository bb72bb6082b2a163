# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# Podman with its default storage and runc, or for an ordinary user with storage of its own.

PODMAN_IMAGE=

# Settings in a file, so that `podman rm` and its cleanup processes have the same ones.
# The default limits can only be raised with CAP_SYS_RESOURCE, which a root in a container or
# a virtual machine may lack; "file" and cgroupfs because journald and systemd may not run.
podman_settings() {
	cat >"$tmp/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "none"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
	export CONTAINERS_CONF=$tmp/containers.conf
	unset CONTAINER_HOST
}

podman_image() {
	PODMAN_IMAGE=localhost/$E_TAG-image
	tar -C "$1" -c . | podman import - "$PODMAN_IMAGE" >/dev/null 2>>"$tmp/podman.log" ||
		e_die "podman import: $(tail -n 1 "$tmp/podman.log")"
	undo podman rmi -f "$PODMAN_IMAGE"
}

# podman_run NAME OPTION... -- COMMAND...
podman_run() {
	local name=$1 options=()

	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	undo podman rm -f -t 0 "$name"
	podman run -d --name "$name" "${options[@]}" "$PODMAN_IMAGE" "$@" >/dev/null \
		2>>"$tmp/podman.log" || e_die "podman run $name: $(tail -n 1 "$tmp/podman.log")"
}

podman_id() {
	podman inspect -f '{{.Id}}' "$1"
}

podman_init() {
	podman inspect -f '{{.State.Pid}}' "$1"
}

podman_conmon() {
	podman inspect -f '{{.State.ConmonPid}}' "$1"
}

# podman_pids NAME: "hpid pid" lines. In a shared PID namespace podman lists all its processes
# and says "?" for the host's PID of those in other containers.
podman_pids() {
	podman top "$1" hpid pid | awk 'NR > 1 && $1 != "?"'
}

# podman_exec NAME COMMAND...: prints the PID on the host.
podman_exec() {
	local name=$1 before after deadline

	shift
	before=$(podman_pids "$name" | awk '{ print $1 }')
	podman exec -d "$name" "$@" >/dev/null 2>>"$tmp/podman.log" || return 1
	deadline=$((SECONDS + 10))
	while [ "$SECONDS" -lt "$deadline" ]; do
		after=$(podman_pids "$name" | awk '{ print $1 }')
		if [ "$after" != "$before" ]; then
			comm -13 <(sort <<<"$before") <(sort <<<"$after")
			return 0
		fi
		sleep 0.05
	done
	return 1
}
