# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# A containerd, driven with ctr. It needs no image: ctr runs a folder with --rootfs.

CONTAINERD=
CONTAINERD_SOCKET=/run/containerd/containerd.sock

containerd_answers() {
	timeout 5 ctr version >/dev/null 2>&1
}

# A containerd that was killed leaves its socket behind. Nothing may touch one in use.
containerd_drop_stale_socket() {
	[ -S "$CONTAINERD_SOCKET" ] || return 0
	grep -q " $CONTAINERD_SOCKET\$" /proc/net/unix || rm -f "$CONTAINERD_SOCKET"
}

# Its state folder must be the default one: there nspid looks for bundles, and the shims keep
# runc's state in /run/containerd/runc whatever the daemon was told. Its data can be anywhere.
# The CRI plug-in is left out: it wants a CNI network.
containerd_start() {
	e_lock daemons
	containerd_answers && return 0
	containerd_drop_stale_socket
	cat >"$tmp/containerd.toml" <<TOML
version = 2
root = "$tmp/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
TOML
	containerd -c "$tmp/containerd.toml" >"$tmp/containerd.log" 2>&1 &
	CONTAINERD=$!
	undo containerd_drop_stale_socket
	undo e_stop_child "$CONTAINERD"
	e_wait 30 "containerd" containerd_answers
}

# ctr_run NAMESPACE ID ROOT OPTION... -- COMMAND... (with a whole path: there is no PATH)
ctr_run() {
	local namespace=$1 id=$2 root=$3 options=()

	shift 3
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	undo ctr_remove "$namespace" "$id"
	ctr -n "$namespace" run -d --null-io --rootfs "${options[@]}" "$root" "$id" "$@" ||
		e_die "ctr run $id"
}

ctr_remove() {
	ctr -n "$1" task rm -f "$2"
	ctr -n "$1" containers rm "$2"
}

ctr_init() {
	ctr -n "$1" task ls | awk -v id="$2" '$1 == id { print $2 }'
}

ctr_pids() {
	ctr -n "$1" task ps "$2" | awk 'NR > 1 { print $1 }' | sort -n
}

# ctr_exec NAMESPACE ID EXEC-ID COMMAND...: prints the PID on the host.
ctr_exec() {
	local namespace=$1 id=$2 exec_id=$3

	shift 3
	ctr -n "$namespace" task exec -d --exec-id "$exec_id" "$id" "$@" >/dev/null || return 1
	ctr -n "$namespace" task ps "$id" | awk -v e="ExecID:$exec_id," 'index($0, e) { print $1 }'
}
