#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Random trees of namespaces: every mapping that nspid prints equals the kernel's own answer.
#
# NSPID_SEED=N starts with that seed instead of a random one; the trees are N, N+1, ...

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

trees=6
seed=${NSPID_SEED:-$((RANDOM * 32768 + RANDOM))}

# "PID NS LEVEL CHAIN NSPID" of every process, from the truth.
expect_processes() {
	awk '$1 == "process" { n = split($5, c, ","); print $2, $3, $4, $5, c[n] }' \
		"$tmp/tree.truth" | sort
}

check_table() {
	run 0 table --json -o PID,NSPID,CHAIN,NS,LEVEL || return
	cp "$out" "$tmp/table.json"
	expect_processes >"$tmp/expected"
	jq -r '.processes[] | "\(.pid) \(.ns) \(.level) \(.chain | join(",")) \(.nspid)"' "$out" |
		nest_rows tree | sort >"$tmp/got"
	same "$1: table: PID, NS, LEVEL, CHAIN, NSPID of every process" "$tmp/expected" "$tmp/got"
}

check_tree() {
	run 0 tree --json -o PID,NSPID,CHAIN,NS,LEVEL || return
	expect_processes >"$tmp/expected"
	jq -r '.processes[] | "\(.pid) \(.ns) \(.level) \(.chain | join(",")) \(.nspid)"' "$out" |
		nest_rows tree | sort >"$tmp/got"
	same "$1: tree: the same, each process once" "$tmp/expected" "$tmp/got"
}

check_threads() {
	run 0 table -T --json -o PID,CHAIN,NS,LEVEL || return
	awk '$1 == "process" || $1 == "thread" { print $2, $3, $4, $5 }' "$tmp/tree.truth" |
		sort >"$tmp/expected"
	jq -r '.processes[] | "\(.pid) \(.ns) \(.level) \(.chain | join(","))"' "$out" |
		nest_rows tree | sort >"$tmp/got"
	same "$1: table -T: the same of every thread" "$tmp/expected" "$tmp/got"
}

# Field $1 of standard input, a user: its uid.
uids() {
	awk -v field="$1" -F : '
		NR == FNR { uid[$1] = $3; next }
		FNR == 1 { FS = " "; $0 = $0 }
		$field in uid { $field = uid[$field] }
		{ print }' <(getent passwd) -
}

check_list() {
	run 0 list --held --json \
		-o NS,TYPE,PARENT,LEVEL,NPROCS,NTHREADS,NZOMBIES,INIT,USERNS,OWNER || return
	cp "$out" "$tmp/list.json"
	awk '$1 == "ns" { print $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 }' "$tmp/tree.truth" |
		sort >"$tmp/expected"
	jq -r '.namespaces[] | "\(.ns) \(.parent) \(.level) \(.init // 0) \(.nprocs) " +
		"\(.nthreads) \(.nzombies) \(.userns) \(.owner) \(.type)"' "$out" | uids 9 |
		awk 'NR == FNR { ours[$1]; next } $1 in ours' "$tmp/expected" - |
		sort >"$tmp/got"
	same "$1: list --held: parent, level, init, counts, owner and hold of every namespace" \
		"$tmp/expected" "$tmp/got"
}

# Of all processes on the machine, each number of the chain with the namespace it belongs to.
check_with_kernel() {
	jq -r --slurpfile list "$tmp/list.json" '
		($list[0].namespaces | map({(.ns | tostring): .parent}) | add) as $parents |
		.processes[] | select(.ns) | . as $row |
		[.ns | recurse($parents[tostring]; . != null)] | reverse |
		# Between the two runs, namespaces of others may have ended, and their ids come back.
		select(length == ($row.chain | length)) | range(length) as $i | "\($row.pid) \(.[$i]) \($row.chain[$i])"
	' "$tmp/table.json" >"$tmp/mappings"
	if [ -s "$tmp/mappings" ] && "$helpers/nest" --check <"$tmp/mappings" >"$tmp/verdict"; then
		pass "$1: $(tail -n 1 "$tmp/verdict")"
	else
		fail "$1: both directions of the kernel's translation" 'no disagreement' \
			"$(head -n 20 "$tmp/verdict")"
	fi
}

# "NUMBER NS PID" for each process and each namespace that sees it.
expect_views() {
	awk '
	$1 == "ns" { parent[$2] = $3 }
	$1 == "process" { pids[++n] = $2; ns[n] = $3; chain[n] = $5 }
	END {
		for (i = 1; i <= n; i++) {
			at = ns[i]
			for (level = split(chain[i], c, ","); level > 0; level--) {
				print c[level], at, pids[i]
				at = parent[at]
			}
		}
	}' "$tmp/tree.truth"
}

# The namespaces that somebody lives in.
expect_spaces() {
	awk '$1 == "ns" && $6 > 0 { print $2 }' "$tmp/tree.truth"
}

# One run for each process and direction, up to 60 processes a tree; check_map_together() and
# check_map_to() do it for all.
check_map_singly() {
	local pid ns inner

	: >"$tmp/expected"
	: >"$tmp/got"
	while read -r pid ns inner; do
		printf '%s\n' "$inner@$ns $pid" "$pid@host --to $ns $inner" >>"$tmp/expected"
		printf '%s\n' "$inner@$ns $("$NSPID" map -q "$inner@$ns" 2>&1)" \
			"$pid@host --to $ns $("$NSPID" map -q "$pid@host" --to "$ns" 2>&1)" >>"$tmp/got"
	done < <(expect_processes | shuf -n 60 | cut -d ' ' -f 1,2,5)
	same "$1: map -q: one process a run, in both directions" "$tmp/expected" "$tmp/got"
}

# All at once: every number in every namespace, and then numbers that no process has there.
check_map_together() {
	expect_views | sort >"$tmp/views"
	awk '{ print $1 "@" $2 }' "$tmp/views" >"$tmp/asked"
	awk '{ print $3 }' "$tmp/views" >"$tmp/expected"
	"$NSPID" map -q - <"$tmp/asked" >"$tmp/got" 2>"$err"
	empty "$1: map -q -: nothing on standard error" "$err"
	same "$1: map -q -: every number in every namespace" "$tmp/expected" "$tmp/got"
	awk '$1 == "ns" && $6 > 0 { print 4194303 "@" $2 }' "$tmp/tree.truth" >>"$tmp/asked"
	awk '$1 == "ns" && $6 > 0 { print "-" }' "$tmp/tree.truth" >>"$tmp/expected"
	"$NSPID" map -q - <"$tmp/asked" >"$tmp/got" 2>"$err"
	same "$1: map -q -: with numbers that nobody has there" "$tmp/expected" "$tmp/got"
}

check_map_to() {
	local ns

	awk '$1 == "process" { print $2 }' "$tmp/tree.truth" | sort >"$tmp/pids"
	sed 's/$/@host/' "$tmp/pids" >"$tmp/asked"
	expect_spaces >"$tmp/spaces"
	expect_views | awk '
		FILENAME == "-" { number[$2, $3] = $1; next }
		FILENAME == ARGV[2] { pids[++n] = $1; next }
		{
			for (i = 1; i <= n; i++)
				print (($1, pids[i]) in number) ? number[$1, pids[i]] : "-"
		}' - "$tmp/pids" "$tmp/spaces" >"$tmp/expected"
	while read -r ns; do
		"$NSPID" map -q --to "$ns" - <"$tmp/asked" 2>>"$err"
	done <"$tmp/spaces" >"$tmp/got"
	same "$1: map -q --to: every process in every namespace, also where it is not visible" \
		"$tmp/expected" "$tmp/got"
}

# A bare number means it in every namespace: at any level of a chain.
check_map_numbers() {
	expect_views | awk '{ print $1, $3 }' | sort -u >"$tmp/expected"
	awk '{ print $1 }' "$tmp/expected" | sort -u >"$tmp/numbers"
	mapfile -t numbers <"$tmp/numbers"
	run 0 map --json -o PID,NS "${numbers[@]}" || return
	jq -r '.processes[] | "\(.pid) \(.ns) \(.asked)"' "$out" | nest_rows tree |
		awk '{ print $3, $1 }' | sort >"$tmp/got"
	same "$1: map: all who carry a number anywhere" "$tmp/expected" "$tmp/got"
	for number in 1 2 "${numbers[$((RANDOM % ${#numbers[@]}))]}"; do
		run 0 map --json -o PID,NS "$number" || continue
		jq -r '.processes[] | "\(.pid) \(.ns)"' "$out" | nest_rows tree |
			awk '{ print $1 }' | sort >"$tmp/got"
		awk -v number="$number" '$1 == number { print $2 }' "$tmp/expected" |
			sort >"$tmp/carriers"
		same "$1: map $number" "$tmp/carriers" "$tmp/got"
	done
}

check_map_threads() {
	awk '$1 == "thread" { n = split($5, c, ","); print c[n] "@" $3, $2 }' "$tmp/tree.truth" |
		sort >"$tmp/threads"
	[ -s "$tmp/threads" ] || return
	awk '{ print $1 }' "$tmp/threads" >"$tmp/asked"
	awk '{ print $2 }' "$tmp/threads" >"$tmp/expected"
	"$NSPID" map -q -T - <"$tmp/asked" >"$tmp/got" 2>"$err"
	same "$1: map -q -T: every TID" "$tmp/expected" "$tmp/got"
}

check_ps() {
	local ns

	expect_spaces >"$tmp/spaces"
	expect_views | awk 'NR == FNR { ours[$1]; next } $2 in ours { print $2, $1, $3 }' \
		"$tmp/spaces" - | sort >"$tmp/expected"
	: >"$tmp/unsorted"
	while read -r ns; do
		run 0 ps --json -o PID,HOSTPID "$ns" || continue
		jq -r --arg ns "$ns" '.processes[] | "\($ns) \(.pid) \(.hostpid)"' "$out" \
			>>"$tmp/unsorted"
	done <"$tmp/spaces"
	sort "$tmp/unsorted" >"$tmp/got"
	same "$1: ps: what each namespace sees, in its own numbers" "$tmp/expected" "$tmp/got"
}

need_namespaces
for ((i = 0; i < trees; i++)); do
	nest_start tree --random $((seed + i))
	name="seed $((seed + i))"
	printf -- '-- NSPID_SEED=%d: %s\n' $((seed + i)) \
		"$(sed -n 's/^description //p' "$tmp/tree.truth")"
	check_table "$name"
	check_tree "$name"
	check_threads "$name"
	check_list "$name"
	check_with_kernel "$name"
	check_map_singly "$name"
	check_map_together "$name"
	check_map_to "$name"
	check_map_numbers "$name"
	check_map_threads "$name"
	check_ps "$name"
	nest_stop tree
done
finish
