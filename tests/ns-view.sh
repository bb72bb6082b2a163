#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A procfs of another namespace than the one that nspid runs in: levels, chains and PIDs are those of
# the procfs, whoever reads it.

# Some functions are called by name, and some command lines are for another shell.
# shellcheck disable=SC2016,SC2317
# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

# "PID NS LEVEL CHAIN NSPID" of the processes that namespace $1 sees, as it sees them.
expect_seen_from() {
	awk -v view="$1" '
	$1 == "ns" { parent[$2] = $3 }
	$1 == "process" { ns[++n] = $3; chain[n] = $5 }
	END {
		for (i = 1; i <= n; i++) {
			level = 0
			for (at = ns[i]; at != view && at in parent; at = parent[at])
				level++
			if (at != view)
				continue
			count = split(chain[i], c, ",")
			seen = c[count - level]
			for (j = count - level + 1; j <= count; j++)
				seen = seen "," c[j]
			print c[count - level], ns[i], level, seen, c[count]
		}
	}' "$tmp/nest.truth" | sort
}

got_processes() {
	jq -r '.processes[] | select(.name == "nest") |
		"\(.pid) \(.ns) \(.level) \(.chain | join(",")) \(.nspid)"' "$tmp/table.json" |
		nest_only "$1" | sort
}

# On the host there may be other nests.
nest_only() {
	if [ "$1" = "$host" ]; then
		nest_rows nest
	else
		cat
	fi
}

# "NS PARENT LEVEL INIT NPROCS" below namespace $1, as it sees them.
expect_spaces_below() {
	expect_seen_from "$1" | awk '
	NR == FNR { if ($1 == "ns") { parent[$2] = $3; nprocs[$2] = $6 }; next }
	!($2 in level) { level[$2] = $3 }
	$5 == 1 { init[$2] = $1 }
	END {
		for (ns in level)
			if (level[ns] > 0)
				print ns, parent[ns], level[ns], init[ns], nprocs[ns]
	}' "$tmp/nest.truth" - | sort
}

got_spaces() {
	jq -r '.namespaces[] | select(.level > 0) |
		"\(.ns) \(.parent) \(.level) \(.init // 0) \(.nprocs)"' "$1" |
		awk 'NR == FNR { if ($1 == "ns") ours[$2]; next } $1 in ours' "$tmp/nest.truth" - | sort
}

# Runs nspid as "$@" would be run (a prefix, with its options behind --), and compares with what
# namespace $2 sees. $1 says how it was run.
check_from() {
	local how=$1 view=$2

	shift 2
	"$@" table --json -o PID,NSPID,CHAIN,NS,LEVEL,NAME >"$tmp/table.json" 2>"$err"
	equal "$how: table: status" 0 $?
	empty "$how: table: nothing on standard error" "$err"
	expect_seen_from "$view" >"$tmp/expected"
	got_processes "$view" >"$tmp/got"
	same "$how: table: the processes of that procfs, in its numbers" "$tmp/expected" "$tmp/got"
	equal "$how: the view" "$view" "$(jq .view.ns "$tmp/table.json")"
	"$@" list --json -o NS,PARENT,LEVEL,INIT,NPROCS >"$tmp/list.json" 2>"$err"
	equal "$how: list: status" 0 $?
	expect_spaces_below "$view" | with_reader "$how" >"$tmp/expected"
	got_spaces "$tmp/list.json" >"$tmp/got"
	same "$how: list: namespaces below, their levels and parents" "$tmp/expected" "$tmp/got"
	equal "$how: list: the view is level 0 and has no parent" '0 null' \
		"$(jq -r --argjson view "$view" '.namespaces[] | select(.ns == $view) |
			"\(.level) \(.parent)"' "$tmp/list.json")"
	check_map_from "$how" "$view" "$@"
}

# A reader in the container is one more process in it.
with_reader() {
	if [ "$1" = "$debugging" ]; then
		awk -v ns="$container" '{ $5 += $1 == ns; print }'
	else
		cat
	fi
}

check_map_from() {
	local how=$1 view=$2 pid ns nspid

	shift 2
	expect_seen_from "$view" >"$tmp/seen"
	awk '{ print $5 "@" $2 }' "$tmp/seen" >"$tmp/asked"
	awk '{ print $1 }' "$tmp/seen" >"$tmp/expected"
	"$@" map -q - <"$tmp/asked" >"$tmp/got" 2>"$err"
	equal "$how: map -q -: status" 0 $?
	same "$how: map -q -: PIDs of that procfs" "$tmp/expected" "$tmp/got"
	# One at a time nothing is scanned: the kernel translates, but for the reader's namespace.
	: >"$tmp/expected"
	: >"$tmp/got"
	while read -r pid ns _ _ nspid; do
		printf '%s\n' "$nspid@$ns $pid" "$pid@host --to $ns $nspid" >>"$tmp/expected"
		printf '%s\n' "$nspid@$ns $("$@" map -q "$nspid@$ns" 2>&1)" \
			"$pid@host --to $ns $("$@" map -q "$pid@host" --to "$ns" 2>&1)" >>"$tmp/got"
	done < <(awk '!($2 in seen) || $5 > 2 { seen[$2]; print }' "$tmp/seen" | head -n 12)
	same "$how: map -q, both ways" "$tmp/expected" "$tmp/got"
	pid=$(awk '$3 == 1 && $5 == 1 { print $1; exit }' "$tmp/seen")
	"$@" map --json -o PID,CHAIN,NS "$pid" >"$out"
	equal "$how: map $pid: that process is among its carriers" \
		"$(awk -v pid="$pid" '$1 == pid { print $4, $2 }' "$tmp/seen")" \
		"$(jq -r --argjson pid "$pid" '.processes[] | select(.pid == $pid) |
			"\(.chain | join(",")) \(.ns)"' "$out")"
}

# A reader in a namespace of its own, below which nothing is, with the /proc of the host.
below_host() {
	unshare --pid --fork "$NSPID" "$@"
}

# A reader on the host, with a procfs of the container.
with_proc() {
	"$NSPID" "$@" --proc "$tmp/proc"
}

# A reader in the container, with the container's /proc.
inside() {
	nsenter --pid --target "$init" unshare --mount \
		sh -c 'mount -t proc proc /proc && exec "$@"' sh "$NSPID" "$@"
}

# A reader in the container, with the host's procfs somewhere, as debugging containers have it.
inside_with_host() {
	nsenter --pid --target "$init" unshare --mount \
		sh -c 'mount --bind /proc "$0" && mount -t proc proc /proc && exec "$@" --proc "$0"' \
		"$tmp/host" "$NSPID" "$@"
}

need_namespaces
need nsenter mount
nest_start nest '[ plain ] [ 2*plain entered zombie threads:2
	[ plain stray shim [ 3*plain injected ] ] user:1000 [ plain ] ] [ 3*plain [ plain ] ]'
host=$(awk '$1 == "view" { print $2 }' "$tmp/nest.truth")
# The namespace with others in it, by its init.
container=$(awk '$1 == "process" && $6 == "entered" { print $3 }' "$tmp/nest.truth")
init=$(awk -v ns="$container" '$1 == "ns" && $2 == ns { print $5 }' "$tmp/nest.truth")
debugging="--proc of the host's procfs, in the container"
mkdir "$tmp/proc" "$tmp/host"
at_exit 'umount "$tmp/proc"'
nsenter --pid --target "$init" mount -t proc proc "$tmp/proc" || skip 'cannot mount a procfs'

check_from 'unshare -pf without --mount-proc' "$host" below_host
check_from "--proc of a container's procfs" "$container" with_proc
check_from "in the container" "$container" inside
check_from "$debugging" "$host" inside_with_host

run 0 table --json -o PID,NS --proc "$tmp/proc"
equal "--proc of a container's procfs: nothing but what is in it" \
	"$(expect_seen_from "$container" | wc -l)" "$(jq '.processes | length' "$out")"
finish
