# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# A Docker daemon without a network, on its default paths, which are the ones nspid knows.

DOCKER_IMAGE=
DOCKERD=           # PID of the daemon
DOCKERD_OWN=0      # 1 when this test started it

docker_answers() {
	timeout 5 docker version >/dev/null 2>&1
}

# A daemon that already runs is used and left alone. Otherwise one is started that touches
# neither bridges nor packet filters; its containers have no network at all.
docker_start() {
	unset DOCKER_HOST DOCKER_CONTEXT
	e_lock daemons
	if docker_answers; then
		DOCKERD=$(cat /run/docker.pid)
		return 0
	fi
	# dockerd uses a containerd whose socket exists, even if nobody listens there.
	containerd_drop_stale_socket
	dockerd --bridge=none --iptables=false --ip6tables=false >"$tmp/dockerd.log" 2>&1 &
	DOCKERD=$!
	# shellcheck disable=SC2034 # for the tests
	DOCKERD_OWN=1
	undo e_stop_child "$DOCKERD"
	e_wait 60 "dockerd" docker_answers
}

# docker_image ROOT
docker_image() {
	DOCKER_IMAGE=$E_TAG-image
	tar -C "$1" -c . | docker import - "$DOCKER_IMAGE" >/dev/null || e_die "docker import"
	undo docker rmi -f "$DOCKER_IMAGE"
}

# docker_run NAME OPTION... -- COMMAND...
docker_run() {
	local name=$1 options=()

	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	undo docker rm -f "$name"
	docker run -d --name "$name" --network none "${options[@]}" "$DOCKER_IMAGE" "$@" \
		>/dev/null || e_die "docker run $name"
}

docker_id() {
	docker inspect -f '{{.Id}}' "$1"
}

docker_init() {
	docker inspect -f '{{.State.Pid}}' "$1"
}

# The host's PIDs of a container's processes, as Docker counts them.
docker_pids() {
	docker top "$1" -eo pid | tail -n +2 | sort -n
}

docker_shim() {
	e_parent "$(docker_init "$1")"
}

# What ps inside says, without the ps itself.
docker_inner_pids() {
	docker exec "$1" ps -o pid,comm | awk 'NR > 1 && $2 != "ps" { print $1 }'
}

# docker_exec NAME COMMAND...: returns when the process is there; prints its PID on the host.
docker_exec() {
	local name=$1 before after

	shift
	before=$(docker_pids "$name")
	docker exec -d "$name" "$@" || return 1
	local deadline=$((SECONDS + 10))
	while [ "$SECONDS" -lt "$deadline" ]; do
		after=$(docker_pids "$name")
		if [ "$after" != "$before" ]; then
			comm -13 <(sort <<<"$before") <(sort <<<"$after")
			return 0
		fi
		sleep 0.05
	done
	return 1
}
