#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers of a real Podman, root's and an ordinary user's: nspid against podman inspect and
# podman top.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/podman.sh"
. "$srcdir/tests/engines/runc.sh"

engines_begin podman conmon runc setpriv
e_root "$tmp/root"
podman_settings
podman_image "$tmp/root"

web=$E_TAG-web
side=$E_TAG-side
hostpid=$E_TAG-hostpid
init=$E_TAG-init
podman_run "$web" -- "$E_WORK"
podman_run "$side" --pid="container:$web" -- "$E_WORK"
podman_run "$hostpid" --pid=host -- "$E_WORK"
# Podman's own choice for --init, catatonit, is a package of its own: any init does.
small_init=$(command -v catatonit tini-static docker-init tini | head -n 1)
[ -n "$small_init" ] || skip 'none of catatonit, tini-static, docker-init and tini is installed'
podman_run "$init" --init --init-path "$small_init" -- "$E_WORK"
web_exec=$(podman_exec "$web" sleep 1001) || e_die "podman exec"
look

e_section "every process of every container, exec'd ones too"
for name in "$web" "$side" "$init"; do
	mapfile -t pids < <(podman_pids "$name" | awk '{ print $1 }')
	check_members "podman:$name" "${pids[@]}"
done
# For --pid=host, podman top lists the whole host and knows no numbers: its cgroup does.
mapfile -t pids < <(e_cgroup_pids "$(sed -n 's/^0:://p' "/proc/$(podman_init "$hostpid")/cgroup")")
check_members "podman:$hostpid" "${pids[@]}"
check_fields "$web_exec" label="podman:$web"

e_section "monitors"
for name in "$web" "$side" "$hostpid"; do
	check_none "conmon of $name" "$(podman_conmon "$name")"
done
check_none "the exec's own conmon" "$(e_parent "$web_exec")"

e_section "the whole record"
web_id=$(podman_id "$web")
web_init=$(podman_init "$web")
check_fields "$web_init" engine=podman id="$web_id" name="$web" label="podman:$web" \
	image="$PODMAN_IMAGE:latest" pod=null podns=null
check_columns "$web_init" engine=podman cid="$web_id" cname="$web" image="$PODMAN_IMAGE:latest"

e_section "targets and numbers, against podman top's hpid and pid"
while read -r hpid pid; do
	check_run "podman top says so" 0 "$pid" map -q "$hpid@host" --to "podman:$web"
	check_run "podman top says so" 0 "$hpid" map -q "$pid@$web"
done < <(podman_pids "$web")
check_target "podman:$web" "$web_init" "$(podman_pids "$web" | awk '{ print $1 }')"
check_run "by a prefix of the id" 0 "$web_init" map -q "1@$(e_prefix "$web_id")"
check_run "a guest's PID 1 is its host's" 0 "$web_init" map -q "1@$side"
check_ps "$web" "$(podman top "$web" pid | tail -n +2)"
# Of a container that shares its namespace podman knows the host's numbers of its own alone.
equal "nspid ps $init -o HOSTPID,PID says what podman top hpid pid does" \
	"$(podman_pids "$init" | awk '{ print $1, $2 }' | sort)" \
	"$(n ps "$init" --raw --noheadings -o HOSTPID,PID | sort)"
check_unknown "$E_TAG-wbe" "$web"

e_section "filters"
check_filter "one container" "$(podman_pids "$side" | awk '{ print $1 }')" --container "$side"
check_filter_has "one engine" "$(podman_pids "$web" | awk '{ print $1 }')" --engine podman

e_section "runc's state of a podman container does not make a second container of it"
equal "labels with that id" "podman:$web" "$(jq -r --arg id "$web_id" \
	'[.processes[].container | select(.id == $id) | .label] | unique | .[]' \
	"$tmp/table.json")"
check_run "by the whole id" 0 "$web_init" map -q "1@$web_id"

e_section "one name in two engines"
runc_run "$web" "$tmp/root" . "$E_WORK"
check_ambiguous "$web" "podman:$web" "runc:$web"
runc delete -f "$web"

e_section "a rename, which conmon's command line never learns of"
podman rename "$side" "$side-renamed"
undo podman rm -f -t 0 "$side-renamed"
look
check_fields "$(podman_init "$side-renamed")" label="podman:$side-renamed"

e_section "a pod with one PID namespace"
pod=$E_TAG-pod
undo podman pod rm -f -t 0 "$pod"
podman pod create --name "$pod" --share pid,uts --infra-image "$PODMAN_IMAGE" \
	--infra-command "$E_WORK" >/dev/null 2>>"$tmp/podman.log" || e_die "podman pod create"
podman_run "$E_TAG-one" --pod "$pod" -- "$E_WORK"
podman_run "$E_TAG-two" --pod "$pod" -- "$E_WORK"
look
for name in "$E_TAG-one" "$E_TAG-two"; do
	mapfile -t pids < <(podman_pids "$name" | awk '{ print $1 }')
	check_members "podman:$name" "${pids[@]}"
done

e_section "an ordinary user is told the name of root's containers too"
check_as_user "$web_init" engine=podman id="$web_id"

e_section "containers removed while nspid looks"
come_and_go() {
	local i

	for ((i = 0; i < 6; i++)); do
		podman run -d --name "$E_TAG-churn" "$PODMAN_IMAGE" "$E_WORK" || return 1
		podman rm -f -t 0 "$E_TAG-churn" || return 1
	done
}
undo podman rm -f -t 0 "$E_TAG-churn"
check_churn 20 "^podman:($E_TAG-[a-z-]+|[0-9a-f]{12,64}|[0-9a-f]{12}-infra)\$" come_and_go

e_section "an ordinary user's Podman"
# A user that exists nowhere: one number, no sub-ids. On cgroup v1 such a container has no
# cgroup of its own, and only its conmon and its mounts tell what it is.
user=$tmp/user
owner=$((61000 + RANDOM % 3000))
mkdir -p "$user/home" "$user/run"
chown -R $owner:$owner "$user"
# Podman wants the user's number in the user database only for a name, not for this.
as_owner() {
	(cd "$user" && HOME=$user/home XDG_RUNTIME_DIR=$user/run setpriv --reuid $owner \
		--regid $owner --clear-groups "$@")
}
undo as_owner podman system reset -f
undo as_owner podman rm -f -a -t 0
tar -C "$tmp/root" -c . | as_owner podman import - "$PODMAN_IMAGE" >/dev/null \
	2>>"$tmp/podman.log" || e_die "podman import: $(tail -n 1 "$tmp/podman.log")"
mine=$E_TAG-mine
as_owner podman run -d --name "$mine" "$PODMAN_IMAGE" "$E_WORK" >/dev/null \
	2>>"$tmp/podman.log" || e_die "podman run: $(tail -n 1 "$tmp/podman.log")"
as_owner podman exec -d "$mine" sleep 1009 >/dev/null 2>>"$tmp/podman.log"
mine_id=$(as_owner podman inspect -f '{{.Id}}' "$mine")
mine_init=$(as_owner podman inspect -f '{{.State.Pid}}' "$mine")
mine_conmon=$(as_owner podman inspect -f '{{.State.ConmonPid}}' "$mine")
mine_ns=$(readlink "/proc/$mine_init/ns/pid")
e_wait 10 "the exec'd process" e_ns_holds "$mine_ns" 3
look
mapfile -t pids < <(e_ns_pids "$mine_ns")
check_members "podman:$mine" "${pids[@]}"
check_fields "$mine_init" engine=podman id="$mine_id" name="$mine"
check_none "conmon" "$mine_conmon"
mapfile -t keepers < <(pgrep -u "$owner" -x podman; pgrep -u "$owner" -x catatonit)
[ "${#keepers[@]}" -eq 0 ] || check_none "the keeper of the user namespace" "${keepers[@]}"
check_target "podman:$mine" "$mine_init" "${pids[*]}"

engines_end
