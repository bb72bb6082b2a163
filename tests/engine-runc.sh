#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers of runc alone: nspid against runc state and runc ps.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/runc.sh"

engines_begin runc setpriv
e_root "$tmp/root"

web=$E_TAG-web
elsewhere=$E_TAG-elsewhere
side=$E_TAG-side
hostpid=$E_TAG-hostpid
undo e_cgroup_forget "/$E_TAG"
# Without a path runc makes a cgroup of the container's name below the caller's; with one the
# name need not be in it.
runc_run "$web" "$tmp/root" . "$E_WORK"
runc_run "$elsewhere" "$tmp/root" ".linux.cgroupsPath = \"/$E_TAG/unrelated\"" "$E_WORK"
runc_run "$side" "$tmp/root" \
	"(.linux.namespaces[] | select(.type == \"pid\")).path = \"/proc/$(runc_init "$web")/ns/pid\"" \
	"$E_WORK"
runc_run "$hostpid" "$tmp/root" '.linux.namespaces |= map(select(.type != "pid"))' "$E_WORK"
web_exec=$(runc_exec "$web" sleep 1001) || e_die "runc exec"
elsewhere_exec=$(runc_exec "$elsewhere" sleep 1002) || e_die "runc exec"
side_exec=$(runc_exec "$side" sleep 1003) || e_die "runc exec"
look

e_section "every process of every container, exec'd ones too"
for name in "$web" "$elsewhere" "$side" "$hostpid"; do
	mapfile -t pids < <(runc_pids "$name")
	check_members "runc:$name" "${pids[@]}"
	check_fields "$(runc_init "$name")" engine=runc id="$name" name="$name"
done
check_fields "$web_exec" label="runc:$web"
check_fields "$elsewhere_exec" label="runc:$elsewhere"
check_fields "$side_exec" label="runc:$side"
check_none "this test" $$

e_section "targets"
check_target "runc:$web" "$(runc_init "$web")" "$(runc_pids "$web")"
check_target "runc:$elsewhere" "$(runc_init "$elsewhere")" "$(runc_pids "$elsewhere")"
check_run "by name alone" 0 "$(runc_init "$web")" map -q "1@$web"
check_run "a guest's PID 1 is its host's" 0 "$(runc_init "$web")" map -q "1@$side"
inner=$(runc exec "$elsewhere" ps -o pid,comm </dev/null |
	awk 'NR > 1 && $2 != "ps" { print $1 }')
check_ps "$elsewhere" "$inner"
check_unknown "$E_TAG-wbe" "$web"

e_section "filters"
check_filter "one container" "$(runc_pids "$side")" --container "runc:$side"
check_filter_has "one engine" "$(runc_pids "$web")" --engine runc

e_section "a container that is paused"
runc pause "$elsewhere" || e_die "runc pause"
check_run "its init" 0 "$(runc_init "$elsewhere")" map -q "1@$elsewhere"
runc resume "$elsewhere"

e_section "containers removed while nspid looks"
come_and_go() {
	local i

	for ((i = 0; i < 10; i++)); do
		runc run -d -b "$tmp/bundle-$web" "$E_TAG-churn" </dev/null || return 1
		runc delete -f "$E_TAG-churn" || return 1
	done
}
undo runc delete -f "$E_TAG-churn"
# Once runc's state is gone nothing knows the name any more: a namespace without an engine.
check_churn 20 "^(runc:$E_TAG-[a-z]+|sandbox(:.*)?)\$" come_and_go

engines_end
