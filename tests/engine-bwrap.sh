#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# PID namespaces that no engine has made: bubblewrap's are "sandbox", a bare unshare's nothing.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/bwrap.sh"

engines_begin bwrap unshare

bwrap_start sh -c 'sleep 1001 & sleep 1002 & wait'
outer=$BWRAP
inside=$BWRAP_INIT
bwrap_start --as-pid-1 sleep 1003
outer_as_pid_1=$BWRAP
inside_as_pid_1=$BWRAP_INIT
unshare -pf --mount-proc --kill-child sleep 1004 </dev/null &
unshare=$!
undo e_kill "$unshare"
e_child "$unshare" sleep
unshared=$E_CHILD
namespace=$(readlink "/proc/$inside/ns/pid")
e_wait 10 "the sandbox's processes" e_ns_holds "$namespace" 4
look

# sandbox_of WHAT REGEX PID...: all of them in one sandbox.
sandbox_of() {
	local what=$1 regex=$2 labels

	shift 2
	labels=$(for pid in "$@"; do
		jq -r --argjson p "$pid" '.processes[] | select(.pid == $p) |
			.container.label // "none"' "$tmp/table.json"
	done | sort -u)
	check_match "$what" "$regex" "$labels"
	check_columns "$1" engine=sandbox
}

e_section "everything inside is in a sandbox, what set it up is not"
mapfile -t pids < <(e_ns_pids "$namespace")
sandbox_of "bwrap" '^sandbox:bwrap[^[:space:]]*$' "${pids[@]}"
sandbox_of "bwrap --as-pid-1" '^sandbox:bwrap[^[:space:]]*$' "$inside_as_pid_1"
check_none "the bwrap outside" "$outer" "$outer_as_pid_1"
check_none "unshare, outside and inside: a bare namespace is nobody's sandbox" "$unshare" "$unshared"
check_none "this test" $$

e_section "as a namespace, it is a target like any other"
check_run "its init" 0 "$inside" map -q "1@~$inside"
inner=$(for pid in "${pids[@]}"; do e_inner "$pid"; done)
check_ps "~$inside" "$inner"

e_section "filters"
check_filter_has "one engine" "${pids[*]} $inside_as_pid_1" --engine sandbox

e_section "sandboxes that come and go"
come_and_go() {
	local i

	for ((i = 0; i < 10; i++)); do
		bwrap --unshare-pid --ro-bind / / --proc /proc --dev /dev --ro-bind \
			"$tmp/work" "/tmp" "/tmp/$E_TAG" || return 1
	done
}
mkdir "$tmp/work"
printf '#!/bin/sh\nsleep 0.3\n' >"$tmp/work/$E_TAG"
chmod 755 "$tmp/work/$E_TAG"
check_churn 20 '^sandbox' come_and_go

engines_end
