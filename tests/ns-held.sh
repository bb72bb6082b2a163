#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Namespaces without a process: held by a bind mount (list) or by a descriptor (list --held).

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

# "NS PARENT LEVEL TYPE PATH" of the namespaces of a nest that a bind mount or a descriptor holds:
# TYPES is `mount`, or `mount fd` for both. The path is as it is.
expect_held() {
	local ns parent level type path

	while read -r _ ns parent level _ _ _ _ _ _ type path; do
		[ "${2#*"$type"}" = "$2" ] || printf '%s\n' "$ns $parent $level $type $path"
	done < <(grep '^ns ' "$tmp/$1.truth") | sort
}

got_held() {
	jq -r '.namespaces[] | "\(.ns) \(.parent) \(.level) \(.type) \(.command)"' "$out" |
		awk 'NR == FNR {
			if ($1 == "ns")
				ours[$2]
			next
		}
		$1 in ours && $4 != "processes"' "$tmp/$1.truth" - | sort
}

columns=NS,TYPE,PARENT,LEVEL,NPROCS,NTHREADS,NZOMBIES,INIT,USERNS,OWNER,COMMAND

check_lists() {
	run 0 list --json -o "$columns"
	expect_held "$1" mount | sed 's/\\/&&/g' >"$tmp/expected"
	got_held "$1" >"$tmp/got"
	same "$1: list: those that a bind mount holds, and no other" "$tmp/expected" "$tmp/got"
	run 0 list --held --json -o "$columns"
	cp "$out" "$tmp/list.json"
	expect_held "$1" 'mount fd' | sed 's/\\/&&/g' >"$tmp/expected"
	got_held "$1" >"$tmp/got"
	same "$1: list --held: those that a descriptor holds too" "$tmp/expected" "$tmp/got"
	equal "$1: list --held: nobody is in them, and they have no init" '[[0,0,0,null]]' \
		"$(jq -c '[.namespaces[] | select(.type != "processes") |
			[.nprocs, .nthreads, .nzombies, .init]] | unique' "$tmp/list.json")"
}

check_plain_lists() {
	local ns type

	while read -r ns _ _ type _; do
		run 0 list --held --raw --noheadings -o NS,TYPE,NPROCS "$ns"
		equal "list --held $ns: one line" "$ns $type 0" "$(cat "$out")"
	done < <(expect_held held 'mount fd')
}

# The file that holds a namespace is a name of it.
check_targets() {
	local ns path

	while read -r ns _ _ _ path; do
		run 0 list --raw --noheadings -o NS,TYPE "$path"
		equal "list $path: its namespace" "$ns mount" "$(cat "$out")"
		"$NSPID" map -q "1@$path" >"$out" 2>"$err"
		equal "map -q 1@$path: nobody is there: status 1" 1 "$?"
		empty "map -q 1@$path: prints no PID" "$out"
	done < <(expect_held held mount)
}

check_gone() {
	local ns

	expect_held held 'mount fd' >"$tmp/expected"
	nest_stop held
	run 0 list --held --json -o NS,TYPE
	ns=$(jq -r '.namespaces[] | "\(.ns) \(.type)"' "$out" | awk 'NR == FNR {
		held[$1 " " $4]
		next
	}
	$0 in held' "$tmp/expected" -)
	equal 'list --held: they are gone when nothing holds them' '' "$ns"
}

need_namespaces
# A mount point with a space and a backslash, as mountinfo writes in octal.
mkdir "$tmp/mount points\\here"
TMPDIR="$tmp/mount points\\here" nest_start held \
	'pinned held [ pinned held plain [ 2*held pinned ] ] user:12345 [ pinned held ]'
check_lists held
check_plain_lists
check_targets
check_gone
finish
