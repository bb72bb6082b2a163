#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers of LXC: nspid against lxc-info, lxc-attach and the payload's cgroup.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/lxc.sh"
. "$srcdir/tests/engines/runc.sh"

engines_begin lxc-start lxc-info lxc-attach lxc-stop lxc-wait runc setpriv
e_root "$tmp/root"

one=$E_TAG-one
two=$E_TAG.two
lxc_start "$one" "$tmp/root"
lxc_start "$two" "$tmp/root"
lxc-attach -n "$one" -- /bin/sleep 1001 </dev/null >/dev/null 2>&1 &
attach=$!
undo e_kill "$attach"
three_inside() {
	[ "$(lxc_pids "$one" | wc -l)" -eq 3 ]
}
e_wait 10 "lxc-attach" three_inside
look

e_section "every process of every container, attached ones too"
for name in "$one" "$two"; do
	mapfile -t pids < <(lxc_pids "$name")
	check_members "lxc:$name" "${pids[@]}"
	init=$(lxc_init "$name")
	check_fields "$init" engine=lxc name="$name"
	check_none "the monitor of $name" "$(e_parent "$init")"
done
check_none "lxc-attach" "$attach"

e_section "targets"
check_target "lxc:$one" "$(lxc_init "$one")" "$(lxc_pids "$one")"
check_run "by name alone" 0 "$(lxc_init "$two")" map -q "1@$two"
check_ps "$one" "$(lxc_inner_pids "$one")"
check_unknown "$E_TAG-oen" "$one"

e_section "filters"
check_filter "one container" "$(lxc_pids "$two")" --container "$two"
check_filter_has "one engine" "$(lxc_pids "$one")" --engine lxc

e_section "one name in two engines"
runc_run "$one" "$tmp/root" . "$E_WORK"
check_ambiguous "$one" "lxc:$one" "runc:$one"
runc delete -f "$one"

e_section "an ordinary user is told the same"
check_as_user "$(lxc_init "$one")" engine=lxc name="$one" label="lxc:$one"

e_section "containers stopped while nspid looks"
come_and_go() {
	local i

	for ((i = 0; i < 6; i++)); do
		lxc-start -n "$two" -f "$tmp/$two.lxc" || return 1
		lxc-stop -k -n "$two" || return 1
	done
}
lxc-stop -k -n "$two"
check_churn 20 "^lxc:${E_TAG}[.-](one|two)\$" come_and_go

engines_end
