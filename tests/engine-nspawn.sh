#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Machines of systemd-nspawn, in the cgroups that machined, a service and a plain start give.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/nspawn.sh"

engines_begin systemd-nspawn nsenter
# A dash needs escaping in the name of a scope, not in the instance of a service.
scope=$E_TAG-scope
service=$E_TAG-service
plain=$E_TAG-plain
for name in "$scope" "$service" "$plain"; do
	e_root "$tmp/$name"
done
nspawn_start "$scope" "$tmp/$scope" "/machine.slice/machine-$E_TAG\\x2dscope.scope" "$E_WORK"
scope_supervisor=$NSPAWN
nspawn_start "$service" "$tmp/$service" \
	"/machine.slice/systemd-nspawn@$service.service" "$E_WORK"
service_supervisor=$NSPAWN
# No name in the cgroup at all: the supervisor's command line and the mounts have it.
nspawn_start "$plain" "$tmp/$plain" "/$E_TAG" "$E_WORK"
plain_supervisor=$NSPAWN
scope_init=$(nspawn_init "$scope_supervisor")

# What a shell of machined ends up as: in the machine's namespaces and in the payload's cgroup.
nsenter -t "$scope_init" -m -u -i -n -p /bin/sleep 1001 </dev/null &
enter=$!
undo e_kill "$enter"
e_child "$enter" sleep
entered=$E_CHILD
undo kill -KILL "$entered"
e_cgroup_enter "/machine.slice/machine-$E_TAG\\x2dscope.scope/payload" "$entered"
# The one that waits outside has the machine's mounts and the host's cgroup: neither fish nor fowl.
e_kill "$enter"
e_wait 10 "the entered process" e_ns_holds "$(readlink "/proc/$scope_init/ns/pid")" 3
look

e_section "every process of every machine"
while read -r name supervisor; do
	init=$(nspawn_init "$supervisor")
	namespace=$(readlink "/proc/$init/ns/pid")
	[ "$init" = "$scope_init" ] || e_wait 10 "the processes of $name" e_ns_holds "$namespace" 2
	look
	mapfile -t pids < <(e_ns_pids "$namespace")
	check_members "nspawn:$name" "${pids[@]}"
	check_fields "$init" engine=nspawn name="$name"
	check_none "the supervisor of $name" "$supervisor"
	check_target "nspawn:$name" "$init" "${pids[*]}"
	check_filter "one machine" "${pids[*]}" --container "$name"
	check_filter_has "one engine" "${pids[*]}" --engine nspawn
done <<LIST
$scope $scope_supervisor
$service $service_supervisor
$plain $plain_supervisor
LIST
check_fields "$entered" label="nspawn:$scope"

e_section "targets"
check_unknown "$E_TAG-scoep" "$scope"
inner=$(for pid in $(e_ns_pids "$(readlink "/proc/$scope_init/ns/pid")"); do e_inner "$pid"; done)
check_ps "$scope" "$inner"

engines_end
