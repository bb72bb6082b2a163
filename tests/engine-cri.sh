#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What a Kubernetes node leaves behind, without a cluster: pods made with ctr that have the
# CRI's cgroup paths, annotations and shims (one for a pod, which bears the sandbox's id).
# shellcheck disable=SC1091,SC2317 # sourced from $srcdir; functions called by name
set -u

srcdir=${srcdir:-$(dirname "$0")/..}
. "$srcdir/tests/engines/lib.sh"
. "$srcdir/tests/engines/containerd.sh"

engines_begin containerd ctr runc sha256sum
e_root "$tmp/root"
containerd_start
# On a real node the kubelet would find these and remove them.
[ -n "$CONTAINERD" ] || [ "${NSPID_TESTS_MUST_RUN:-}" = 1 ] ||
	skip "the containerd that runs here may serve a cluster"

cri_id() {
	printf '%s %s' "$E_TAG" "$1" | sha256sum | cut -d' ' -f1
}

# cri_run ID SANDBOX-ID POD CONTAINER CGROUP OPTION...: CONTAINER is "" for the sandbox itself.
cri_run() {
	local id=$1 sandbox=$2 pod=$3 container=$4 cgroup=$5 note=io.kubernetes.cri
	local options=(--annotation "$note.sandbox-id=$sandbox" --annotation
		"$note.sandbox-name=$pod" --annotation "$note.sandbox-namespace=$E_TAG-shop")

	shift 5
	if [ -n "$container" ]; then
		options+=(--annotation "$note.container-type=container" --annotation
			"$note.container-name=$container" --annotation "$note.image-name=shop/$container:1")
	else
		options+=(--annotation "$note.container-type=sandbox")
	fi
	ctr_run k8s.io "$id" "$tmp/root" "${options[@]}" --cgroup "$cgroup" "$@" -- "$E_WORK"
}

# One pod whose containers share a PID namespace, with cgroup paths of the cgroupfs driver.
pod=$E_TAG-webpod
uid=0a1b2c3d-1111-2222-3333-$(cri_id uid | cut -c1-12)
undo e_cgroup_forget "/kubepods/burstable/pod$uid"
undo e_cgroup_forget "/kubepods/besteffort/pod$uid"
shared=$(cri_id shared)
app=$(cri_id app)
log=$(cri_id log)
cri_run "$shared" "$shared" "$pod" "" "/kubepods/burstable/pod$uid/$shared"
sandbox_init=$(ctr_init k8s.io "$shared")
for name in app log; do
	cri_run "${!name}" "$shared" "$pod" $name "/kubepods/burstable/pod$uid/${!name}" \
		--with-ns "pid:/proc/$sandbox_init/ns/pid"
done
# Another, each container in a PID namespace of its own, with the systemd driver's paths and
# with those of a containerd that does not know of that driver.
pod2=$E_TAG-dbpod
slice=kubepods-burstable-podaaaa1111_2222_3333_4444_$(cri_id slice | cut -c1-12).slice
private=$(cri_id private)
db=$(cri_id db)
backup=$(cri_id backup)
base=/kubepods.slice/kubepods-burstable.slice/$slice
undo e_cgroup_forget "$base"
undo e_cgroup_forget "/system.slice/containerd.service/$slice:cri-containerd:$backup"
cri_run "$private" "$private" "$pod2" "" "$base/cri-containerd-$private.scope"
cri_run "$db" "$private" "$pod2" db "$base/cri-containerd-$db.scope"
cri_run "$backup" "$private" "$pod2" backup \
	"/system.slice/containerd.service/$slice:cri-containerd:$backup"
app_exec=$(ctr_exec k8s.io "$app" e1 /bin/sleep 1001) || e_die "ctr task exec"
db_exec=$(ctr_exec k8s.io "$db" e2 /bin/sleep 1002) || e_die "ctr task exec"
look

e_section "every process of every container, exec'd ones too"
while read -r where name id; do
	mapfile -t pids < <(ctr_pids k8s.io "$id")
	check_members "k8s:$E_TAG-shop/$where/$name" "${pids[@]}"
	check_fields "$(ctr_init k8s.io "$id")" id="$id" name="$name" pod="$where" \
		podns="$E_TAG-shop" image="shop/$name:1"
	check_columns "$(ctr_init k8s.io "$id")" cid="$id" cname="$name" pod="$where" \
		podns="$E_TAG-shop" image="shop/$name:1"
done <<LIST
$pod app $app
$pod log $log
$pod2 db $db
$pod2 backup $backup
LIST
check_fields "$app_exec" label="k8s:$E_TAG-shop/$pod/app"
check_fields "$db_exec" label="k8s:$E_TAG-shop/$pod2/db"

e_section "sandboxes and their shims"
for id in "$shared" "$private"; do
	init=$(ctr_init k8s.io "$id")
	check_fields "$init" id="$id" podns="$E_TAG-shop"
	check_match "the label of a sandbox names the pod, not one of its containers" \
		"^k8s:$E_TAG-shop/$E_TAG-(web|db)pod(/POD|/pause|/sandbox)?\$" \
		"$(jq -r --argjson p "$init" '.processes[] | select(.pid == $p) | .container.label' \
			"$tmp/table.json")"
	check_none "the shim of the pod" "$(e_parent "$init")"
done
equal "one shim for the pod: the test is what it says it is" \
	"$(e_parent "$sandbox_init")" "$(e_parent "$(ctr_init k8s.io "$log")")"

e_section "targets"
check_run "a container of a shared namespace" 0 "$sandbox_init" \
	map -q "1@k8s:$E_TAG-shop/$pod/app"
check_run "the pod as a whole" 0 "$sandbox_init" map -q "1@k8s:$E_TAG-shop/$pod"
check_target "k8s:$E_TAG-shop/$pod2/db" "$(ctr_init k8s.io "$db")" "$(ctr_pids k8s.io "$db")"
check_run "by a prefix of the id" 0 "$(ctr_init k8s.io "$db")" map -q "1@$(e_prefix "$db")"
all=
for id in "$shared" "$app" "$log"; do
	for pid in $(ctr_pids k8s.io "$id"); do
		all+=" $(e_inner "$pid")"
	done
done
check_ps "k8s:$E_TAG-shop/$pod/log" "$all"

e_section "filters"
pod2_pids=
for id in "$private" "$db" "$backup"; do
	pod2_pids+=" $(ctr_pids k8s.io "$id")"
done
check_filter "one pod" "$pod2_pids" --pod "$pod2"
check_filter "one container" "$(ctr_pids k8s.io "$db")" --container "k8s:$E_TAG-shop/$pod2/db"
engine=$(jq -r --argjson p "$(ctr_init k8s.io "$db")" \
	'.processes[] | select(.pid == $p) | .engine' "$tmp/table.json")
check_match "the engine" '^(containerd|k8s)$' "$engine"
check_filter_has "one engine" "$pod2_pids" --engine "$engine"

e_section "names from /var/log/containers where annotations say nothing"
bare=$(cri_id bare)
ctr_run k8s.io "$bare" "$tmp/root" --cgroup "/kubepods/besteffort/pod$uid/$bare" -- "$E_WORK"
mkdir -p /var/log/containers
undo rmdir /var/log/containers
link=/var/log/containers/$E_TAG-pod_$E_TAG-shop_bare-$bare.log
undo rm -f "$link"
ln -s "/var/log/pods/$E_TAG-shop_$E_TAG-pod_$uid/bare/0.log" "$link"
look
mapfile -t pids < <(ctr_pids k8s.io "$bare")
check_members "k8s:$E_TAG-shop/$E_TAG-pod/bare" "${pids[@]}"

engines_end
