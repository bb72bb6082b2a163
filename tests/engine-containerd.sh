#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers of a real containerd, through ctr: nspid against ctr task ls and ctr task ps.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/containerd.sh"

engines_begin containerd ctr runc setpriv
e_root "$tmp/root"
containerd_start

web=$E_TAG-web
side=$E_TAG-side
other=$E_TAG-other
elsewhere=$E_TAG-elsewhere
ctr_run default "$web" "$tmp/root" -- "$E_WORK"
ctr_run default "$side" "$tmp/root" --with-ns "pid:/proc/$(ctr_init default "$web")/ns/pid" \
	-- "$E_WORK"
undo e_cgroup_forget "/$E_TAG"
ctr_run default "$elsewhere" "$tmp/root" --cgroup "/$E_TAG/unrelated" -- "$E_WORK"
# A containerd namespace of its own.
ctr_run "$E_TAG" "$other" "$tmp/root" -- "$E_WORK"
undo ctr namespaces rm "$E_TAG"
web_exec=$(ctr_exec default "$web" e1 /bin/sleep 1001) || e_die "ctr task exec"
side_exec=$(ctr_exec default "$side" e2 /bin/sleep 1002) || e_die "ctr task exec"
look

e_section "every process of every container, exec'd ones too"
while read -r namespace name; do
	mapfile -t pids < <(ctr_pids "$namespace" "$name")
	check_members "containerd:$name" "${pids[@]}"
	check_fields "$(ctr_init "$namespace" "$name")" engine=containerd id="$name" name="$name"
	check_none "the shim of $name" "$(e_parent "$(ctr_init "$namespace" "$name")")"
done <<LIST
default $web
default $side
default $elsewhere
$E_TAG $other
LIST
check_fields "$web_exec" label="containerd:$web"
check_fields "$side_exec" label="containerd:$side"
[ -z "$CONTAINERD" ] || check_none "containerd" "$CONTAINERD"

e_section "targets"
check_target "containerd:$other" "$(ctr_init "$E_TAG" "$other")" "$(ctr_pids "$E_TAG" "$other")"
check_run "by name alone" 0 "$(ctr_init default "$web")" map -q "1@$web"
check_run "a guest's PID 1 is its host's" 0 "$(ctr_init default "$web")" map -q "1@$side"
inner=$(ctr task exec --exec-id e3 "$web" /bin/ps -o pid,comm </dev/null |
	awk 'NR > 1 && $2 != "ps" { print $1 }')
check_ps "$web" "$inner"
check_unknown "$E_TAG-wbe" "$web"

e_section "filters"
check_filter "one container" "$(ctr_pids default "$side")" --container "$side"
check_filter_has "one engine" "$(ctr_pids default "$web")" --engine containerd

e_section "an ordinary user is told engine and id"
check_as_user "$(ctr_init default "$web")" engine=containerd id="$web"

e_section "containers removed while nspid looks"
come_and_go() {
	local i

	for ((i = 0; i < 6; i++)); do
		ctr run -d --null-io --rootfs "$tmp/root" "$E_TAG-churn" "$E_WORK" || return 1
		ctr task rm -f "$E_TAG-churn"
		ctr containers rm "$E_TAG-churn" || return 1
	done
}
undo ctr_remove default "$E_TAG-churn"
check_churn 20 "^containerd:$E_TAG-[a-z]+\$" come_and_go

engines_end
