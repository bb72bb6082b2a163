#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Containers of a real Docker daemon: nspid against docker inspect, docker top and ps inside.
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/containerd.sh"
. "$srcdir/tests/engines/docker.sh"
. "$srcdir/tests/engines/runc.sh"

engines_begin docker dockerd runc nsenter setpriv
e_root "$tmp/root"
docker_start
docker_image "$tmp/root"

web=$E_TAG-web
side=$E_TAG-side
hostpid=$E_TAG-hostpid
init=$E_TAG-init
private=$E_TAG-private
outer=$E_TAG-outer
docker_run "$web" -- "$E_WORK"
docker_run "$side" --pid="container:$web" -- "$E_WORK"
docker_run "$hostpid" --pid=host -- "$E_WORK"
docker_run "$init" --init -- "$E_WORK"
docker_run "$private" --cgroupns=private -- "$E_WORK"
web_exec=$(docker_exec "$web" sleep 1001) || e_die "docker exec"
side_exec=$(docker_exec "$side" sleep 1002) || e_die "docker exec"
look

e_section "every process of every container, exec'd ones too"
for name in "$web" "$side" "$hostpid" "$init" "$private"; do
	mapfile -t pids < <(docker_pids "$name")
	check_members "docker:$name" "${pids[@]}"
	check_none "the shim of $name" "$(docker_shim "$name")"
done
check_fields "$web_exec" label="docker:$web"
check_fields "$side_exec" label="docker:$side"

e_section "daemons"
check_none "dockerd" "$DOCKERD"
if [ "$DOCKERD_OWN" = 1 ]; then
	read -ra children <"/proc/$DOCKERD/task/$DOCKERD/children"
	[ "${#children[@]}" -eq 0 ] || check_none "Docker's containerd" "${children[@]}"
fi
check_none "this test" $$

e_section "the whole record"
web_id=$(docker_id "$web")
web_init=$(docker_init "$web")
check_fields "$web_init" engine=docker id="$web_id" name="$web" label="docker:$web" \
	image="$DOCKER_IMAGE" pod=null podns=null
check_columns "$web_init" engine=docker cid="$web_id" cname="$web" image="$DOCKER_IMAGE" \
	pod=null podns=null

e_section "targets"
web_pids=$(docker_pids "$web")
check_target "docker:$web" "$web_init" "$web_pids"
check_run "by name alone" 0 "$web_init" map -q "1@$web"
check_run "by a prefix of the id" 0 "$web_init" map -q "1@$(e_prefix "$web_id")"
check_run "by the whole id" 0 "$web_init" map -q "1@$web_id"
check_run "a guest's PID 1 is its host's" 0 "$web_init" map -q "1@$side"
check_run "PID 1 of --pid=host" 0 1 map -q "1@$hostpid"
check_ps "$web" "$(docker_inner_pids "$web")"
check_ps "$init" "$(docker_inner_pids "$init")"
check_unknown "$E_TAG-wbe" "$web"

e_section "filters"
check_filter "one container" "$(docker_pids "$side")" --container "$side"
check_filter_has "one engine" "$web_pids $(docker_pids "$side")" --engine docker
check_filter "no such container" "" --container "$E_TAG-none"

e_section "the namespace list"
n list --json -o NS,INIT,CONTAINER >"$tmp/list.json"
equal "the container of a namespace" "docker:$init" "$(jq -r --argjson p \
	"$(docker_init "$init")" '.namespaces[] | select(.init == $p) | .container.label' \
	"$tmp/list.json")"
equal "the host's namespace names the --pid=host container that lives in it" "docker:$hostpid" \
	"$(jq -r --arg wanted "docker:$hostpid" '[.namespaces[] | select(.init == 1)][0].container |
		if type == "array" then .[] else . end | .label | select(. == $wanted)' "$tmp/list.json")"

e_section "a process put in from outside: its cgroup stays the host's, its mounts tell"
nsenter -t "$web_init" -m -p -u -i /bin/sleep 1003 </dev/null &
enter=$!
undo e_kill "$enter"
e_child "$enter" sleep
entered=$E_CHILD
undo kill -KILL "$entered"
# The one that waits outside has the container's mounts as well: neither fish nor fowl.
e_kill "$enter"
look
check_fields "$entered" label="docker:$web"
kill -KILL "$entered"

e_section "one name in two engines"
runc_run "$web" "$tmp/root" . "$E_WORK"
check_ambiguous "$web" "docker:$web" "runc:$web"
check_run "the full spelling still works" 0 "$web_init" map -q "1@docker:$web"
runc delete -f "$web"

e_section "a rename"
docker rename "$init" "$init-renamed"
look
check_fields "$(docker_init "$init-renamed")" label="docker:$init-renamed"
docker rename "$init-renamed" "$init"

e_section "an ordinary user is told engine and id"
check_as_user "$web_init" engine=docker id="$web_id"

e_section "a container in a container: the innermost wins"
# The host's runc, run in the container with the host's files as root, like the engine of an
# image would; its cgroup is below the outer container's, as Docker in Docker makes it.
# ALL without SYS_RESOURCE instead of --privileged: the test's own root may lack it.
docker_run "$outer" --cap-add ALL --cap-drop SYS_RESOURCE --cgroupns=host -v /:/host \
	--security-opt seccomp=unconfined --security-opt apparmor=unconfined -- "$E_WORK"
inner_id=$(printf '%s' "$E_TAG" | sha256sum | cut -d' ' -f1)
bundle=$tmp/inner
mkdir "$bundle"
(cd "$bundle" && runc spec)
jq --arg root "$tmp/root" --arg work "$E_WORK" \
	--arg cgroup "/docker/$(docker_id "$outer")/docker/$inner_id" \
	'.process.terminal = false | .root.path = $root | .process.args = [$work] |
	.linux.cgroupsPath = $cgroup' "$bundle/config.json" >"$bundle/new.json"
mv "$bundle/new.json" "$bundle/config.json"
docker exec "$outer" sh -c "mount -t proc proc /host/proc && exec chroot /host $(command -v runc) \
	--root $bundle/state run -d -b $bundle $inner_id" </dev/null >/dev/null \
	2>"$tmp/inner.log" || e_die "runc in docker: $(cat "$tmp/inner.log")"
# The state file has its PID in the outer container's numbers.
inner_init=
for pid in $(e_cgroup_pids "/docker/$(docker_id "$outer")/docker/$inner_id"); do
	[ "$(e_inner "$pid")" != 1 ] || inner_init=$pid
done
[ -n "$inner_init" ] || e_die "the inner container's init is nowhere"
look
check_fields "$inner_init" engine=docker id="$inner_id"
check_fields "$(docker_init "$outer")" label="docker:$outer"
docker rm -f "$outer" >/dev/null

e_section "containers removed while nspid looks"
come_and_go() {
	local i

	for ((i = 0; i < 6; i++)); do
		docker run -d --name "$E_TAG-churn" --network none "$DOCKER_IMAGE" "$E_WORK" || return 1
		docker rm -f "$E_TAG-churn" || return 1
	done
}
undo docker rm -f "$E_TAG-churn"
# The file with the name may go between the process and the name: then the id is the label.
check_churn 20 "^docker:($E_TAG-[a-z]+|[0-9a-f]{12,64})\$" come_and_go

e_section "a daemon that hangs"
# A daemon of somebody else's is stopped only where the machine is there for tests.
if [ "$DOCKERD_OWN" = 1 ] || [ "${NSPID_TESTS_MUST_RUN:-}" = 1 ]; then
	undo kill -CONT "$DOCKERD"
	answers() {
		n table --json -o PID,NSPID,NS,CONTAINER --container "$web" | jq -c .processes
		n list --json -o NS,INIT,CONTAINER | jq -c --arg tag "docker:$E_TAG" \
			'[.namespaces[] | select(.container.label // "" | startswith($tag))]'
		n map -q "1@$web"
		n ps "$init" --noheadings -o PID,NAME
	}
	before=$(answers)
	kill -STOP "$DOCKERD"
	e_wait 5 "dockerd stopped" grep -q '^State:.T' "/proc/$DOCKERD/status"
	if timeout 2 docker ps >/dev/null 2>&1; then
		e_die "dockerd answers although it is stopped"
	fi
	during=$(answers)
	kill -CONT "$DOCKERD"
	check_match "there is an answer at all" "docker:$web" "$before"
	equal "the same answers with dockerd stopped" "$before" "$during"
else
	echo "not checked: the daemon that runs here is not this test's to stop"
fi

engines_end
