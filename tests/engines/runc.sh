# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# runc alone, with its default state folder /run/runc.

# runc_run ID ROOT JQ-FILTER COMMAND...: the filter changes the bundle's config.json.
runc_run() {
	local id=$1 root=$2 filter=$3 bundle=$tmp/bundle-$1

	shift 3
	mkdir "$bundle"
	(cd "$bundle" && runc spec) || e_die "runc spec"
	jq --arg root "$root" '.process.terminal = false | .root.path = $root |
		.process.args = $ARGS.positional | '"$filter" "$bundle/config.json" \
		--args -- "$@" >"$bundle/new.json" || e_die "jq on runc's config.json"
	mv "$bundle/new.json" "$bundle/config.json"
	undo runc delete -f "$id"
	# Its standard streams become the container's.
	runc run -d -b "$bundle" "$id" </dev/null >/dev/null 2>"$tmp/runc.log" ||
		e_die "runc run $id: $(tail -n 1 "$tmp/runc.log")"
}

runc_init() {
	runc state "$1" | jq .pid
}

runc_pids() {
	runc ps -f json "$1" | jq -r '.[]' | sort -n
}

# runc_exec ID COMMAND...: prints the PID on the host.
runc_exec() {
	local id=$1

	shift
	runc exec -d --pid-file "$tmp/exec.pid" "$id" "$@" </dev/null >/dev/null 2>&1 ||
		return 1
	cat "$tmp/exec.pid"
}
