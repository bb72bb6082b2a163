#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid as an ordinary user: what it infers is right, what is ambiguous stays unknown, and it says so.

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

uid=65534

as_user() {
	setpriv --reuid "$uid" --regid "$uid" --clear-groups -- "$@"
}

# Runs nspid as that user, with an exit status that fits what it says: 3 when something is unknown.
look() {
	local status

	as_user "$NSPID" "$@" >"$out" 2>"$err"
	status=$?
	cp "$out" "$tmp/look.json"
	equal "nspid $*: status 3 exactly when something stayed unknown" \
		"$(jq 'if .counts.unknown > 0 or .counts.hidden != 0 then 3 else 0 end' "$out")" \
		"$status"
}

# "PID CHAIN NS INIT" of each row; NS and INIT are `-` where they are not said.
rows() {
	jq -r '.processes[] | "\(.pid) \(.chain | join(",")) \(.ns // "-") \(.nsinit // "-")"' \
		"$tmp/look.json"
}

# Prints each row that contradicts the truth.
contradictions() {
	awk 'NR == FNR {
		if ($1 == "ns") {
			init[$2] = $5
		} else if ($1 == "process") {
			ns[$2] = $3
			chain[$2] = $5
			level[$2] = $4
		}
		next
	}
	!($1 in ns) { next }
	$2 != chain[$1] { print "chain of", $1, "is", chain[$1], "and not", $2 }
	$3 != "-" && $3 != ns[$1] { print "namespace of", $1, "is", ns[$1], "and not", $3 }
	level[$1] > 0 && $4 != "-" && $4 != init[ns[$1]] {
		print "init of the namespace of", $1, "is", init[ns[$1]], "and not", $4
	}' "$tmp/$1.truth" -
}

# "PID" of the processes of a nest whose namespace stayed unknown.
unknowns() {
	jq -r '.processes[] | select(.ns == null and .nsinit == null) | "\(.pid) 0"' \
		"$tmp/look.json" | awk 'NR == FNR { if ($1 == "process") ours[$2]; next }
		$1 in ours { print $1 }' "$tmp/$1.truth" - | sort
}

# Kinds that parent, session and init always tell apart; the others may be ambiguous.
certain() {
	awk '$1 == "process" && $4 > 0 && $6 !~ /^(entered|stray|unreaped|injected)$/ { print $2 }' \
		"$tmp/$1.truth" | sort
}

check_against_truth() {
	rows | contradictions "$1" >"$tmp/wrong"
	empty "$2: nothing that is said is wrong" "$tmp/wrong"
	awk '$1 == "process" { print $2 }' "$tmp/$1.truth" | sort >"$tmp/expected"
	rows | awk '{ print $1 }' | sort | comm -12 "$tmp/expected" - >"$tmp/got"
	same "$2: every process is shown" "$tmp/expected" "$tmp/got"
	certain "$1" | comm -12 - <(unknowns "$1") >"$tmp/wrong"
	empty "$2: nothing is unknown that could be inferred" "$tmp/wrong"
}

check_counts() {
	equal "$1: counts.unknown and counts.inferred are those of the rows" \
		"$(jq -c '[([.processes[] | select(.ns == null and .nsinit == null)] | length),
			([.processes[] | select(.inferred)] | length)]' "$tmp/look.json")" \
		"$(jq -c '[.counts.unknown, .counts.inferred]' "$tmp/look.json")"
}

# Each namespace once, with its processes; those that are ambiguous may be missing. Between two runs
# of nspid, namespaces of others may come and go, and with them what is ambiguous.
check_spaces() {
	look list --json -o NS,TYPE,LEVEL,NPROCS,INIT
	jq -r '.namespaces[] | "row \(.ns // 0) \(.init // 0) \(.level) \(.nprocs) \(.type)"' \
		"$tmp/look.json" | awk '
	$1 == "ns" && $11 == "processes" { init[$2] = $5; level[$2] = $4; most[$2] = least[$2] = $6 }
	$1 == "process" { rest[$3] += $6 ~ /^(entered|stray|unreaped|injected)$/ }
	$1 == "row" {
		for (ns in init) {
			if ($2 != ns && $3 != init[ns])
				continue
			rows[ns]++
			if ($2 != 0 && $2 != ns || $3 != init[ns] || $4 != level[ns] ||
			    $5 > most[ns] || $5 < most[ns] - rest[ns])
				print "namespace", ns, "of init", init[ns] ":", $0
		}
	}
	END {
		for (ns in init)
			if (rows[ns] != 1)
				print "namespace", ns, "of init", init[ns], "is in", rows[ns] + 0, "rows"
	}' "$tmp/$1.truth" - >"$tmp/wrong"
	empty "$2: list: each namespace once, its id, init, level and processes" "$tmp/wrong"
}

check_random() {
	local seed=${NSPID_SEED:-$((RANDOM * 32768 + RANDOM))} i

	for ((i = seed; i < seed + 4; i++)); do
		nest_start random --random "$i"
		look table --json -o PID,CHAIN,NS,NSINIT
		check_against_truth random "NSPID_SEED=$i"
		check_counts "NSPID_SEED=$i"
		check_spaces random "NSPID_SEED=$i"
		nest_stop random
	done
}

# mount_view NAME: the procfs of the outermost namespace of a nest, at $tmp/proc.
mount_view() {
	local init

	init=$(awk '$1 == "process" && $4 == 1 && $6 == "init" { print $2 }' "$tmp/$1.truth")
	mkdir -p "$tmp/proc"
	nsenter --pid --target "$init" mount -t proc proc "$tmp/proc" || exit 1
	# shellcheck disable=SC2016
	at_exit 'umount "$tmp/proc" 2>/dev/null'
}

unmount_view() {
	umount "$tmp/proc"
}

# Reads chains of processes as the host sees them; prints them as the outermost namespace does, each
# with the PID of its namespace's init there.
inits() {
	awk 'NR == FNR { if ($1 == "process" && $6 == "init") init[$4] = $5; next }
	{
		level = split($1, c, ",") - 1
		split(init[level], i, ",")
		sub(/^[0-9]+,/, "", $1)
		print $1, i[2]
	}' "$tmp/$1.truth" -
}

# Namespaces of the same depth in which its number is free: nobody can tell where a stray belongs. On
# a depth that only one namespace has, everybody can.
check_ambiguous() {
	local twins

	nest_start twins '[ plain ] [ 5*plain stray ] [ plain ]'
	look table --json -o PID,CHAIN,NS,NSINIT
	check_against_truth twins 'twins'
	twins=$(nest_pids twins stray)
	equal 'twins: a stray among namespaces of equal depth is unknown' "$twins" \
		"$(unknowns twins)"
	equal 'twins: hence status 3' true "$(jq '.counts.unknown > 0' "$tmp/look.json")"
	look list --json
	nest_stop twins

	# In a view of its own, so that no namespace of others is on these levels.
	nest_start alone '[ tree:4x1 [ 2*plain stray ] ]'
	mount_view alone
	look table --json -o PID,CHAIN,NS,NSINIT --proc "$tmp/proc"
	awk '$1 == "process" && $6 == "stray" { print $5 }' "$tmp/alone.truth" | inits alone |
		sort >"$tmp/expected"
	jq -r '.processes[] | "\(.chain | join(",")) \(.nsinit)"' "$tmp/look.json" |
		awk 'NR == FNR { strays[$1]; next } $1 in strays' "$tmp/expected" - |
		sort >"$tmp/got"
	same 'alone: strays on levels with one namespace are inferred, and rightly' \
		"$tmp/expected" "$tmp/got"
	unmount_view
	nest_stop alone
}

# A namespace whose id may not be read is named by its init, and this name is understood.
check_names() {
	local init pid nspid

	nest_start names '[ 2*plain uid:65534 uid:1000 ]'
	pid=$(nest_pids names uid | while read -r pid; do
		[ "$(stat -c %u "/proc/$pid")" != 1000 ] || printf '%s\n' "$pid"
	done)
	init=$(nest_pids names init)
	# Of its own process the user may read the namespace, and thereby everybody's in it.
	as_user "$NSPID" table --raw --noheadings --quiet -o PID,NS >"$out"
	equal 'names: one readable process gives the id to all of the namespace' \
		"$(awk '$1 == "process" && $4 == 1 { print $2, $3 }' "$tmp/names.truth" | sort)" \
		"$(awk 'NR == FNR { if ($1 == "process" && $4 == 1) ours[$2]; next }
			$1 in ours { sub(/^~/, "", $2); print }' "$tmp/names.truth" "$out" | sort)"
	nest_stop names

	nest_start names '[ 2*plain uid:1000 ]'
	init=$(nest_pids names init)
	pid=$(nest_pids names uid)
	nspid=$(nest_chain names "$pid" | sed 's/.*,//')
	as_user "$NSPID" table --raw --noheadings --quiet -o PID,NS >"$out"
	equal 'names: a namespace that may not be read is ~INIT' "$pid ~$init" \
		"$(awk -v pid="$pid" '$1 == pid' "$out")"
	equal "names: map -q $nspid@~$init" "$pid" \
		"$(as_user "$NSPID" map -q "$nspid@~$init" 2>"$err")"
	equal "names: map -q $pid@host --to ~$init" "$nspid" \
		"$(as_user "$NSPID" map -q "$pid@host" --to "~$init" 2>"$err")"
	as_user "$NSPID" ps --json --quiet -o PID,HOSTPID "~$init" >"$out"
	equal "names: ps ~$init" \
		"$(awk '$1 == "process" && $4 == 1 { sub(/.*,/, "", $5); print $5, $2 }' \
			"$tmp/names.truth" | sort)" \
		"$(jq -r '.processes[] | "\(.pid) \(.hostpid)"' "$out" | sort)"
	as_user "$NSPID" list --raw --noheadings --quiet -o NS,LEVEL,NPROCS,INIT "~$init" >"$out"
	equal "names: list ~$init" "~$init 1 4 $init" "$(cat "$out")"
	"$NSPID" map -q "$nspid@~$init" >"$out" 2>"$err"
	equal "names: root may say ~$init too" "$pid" "$(cat "$out")"
	nest_stop names
}

# The kernel tells the ids of the ancestors of a namespace that may be read: they are the inferred ones.
check_ancestors() {
	nest_start ancestors '[ plain [ plain [ uid:65534 plain ] ] ]'
	look table --json -o PID,CHAIN,NS,NSINIT
	check_against_truth ancestors ancestors
	check_spaces ancestors ancestors
	nest_stop ancestors
}

check_message() {
	local status

	nest_start message '[ 2*plain stray ] [ plain ]'
	as_user "$NSPID" table >"$out" 2>"$err"
	equal 'message: status 3 with a stray' 3 $?
	equal 'message: one line on standard error' 1 "$(wc -l <"$err")"
	look table --json -o PID,NS
	equal 'message: it has the number of the unknown' 1 \
		"$(grep -c -w "$(jq .counts.unknown "$tmp/look.json")" "$err")"
	as_user "$NSPID" table --quiet >"$out" 2>"$err"
	status=$?
	empty 'message: --quiet drops it' "$err"
	equal 'message: --quiet does not change the status' 3 "$status"
	nest_stop message
}

# In a view of its own, where nothing is ambiguous, all is inferred and the status is 0.
check_complete() {
	nest_start complete '[ plain zombie [ chain:3 orphan ] [ session ] ]'
	mount_view complete
	as_user "$NSPID" table --json -o PID,NS --proc "$tmp/proc" >"$out" 2>"$err"
	equal 'complete: status 0 when all could be inferred' 0 $?
	equal 'complete: nothing is unknown' '[0,0]' \
		"$(jq -c '[.counts.unknown, .counts.hidden]' "$out")"
	unmount_view
	nest_stop complete
}

# hidepid MODE: of a procfs of its own, so that nobody else's changes.
check_hidepid() {
	local mode=$1

	mkdir -p "$tmp/proc"
	if ! mount -t proc -o "hidepid=$mode" proc "$tmp/proc"; then
		printf 'skip: no hidepid=%s\n' "$mode"
		return
	fi
	# shellcheck disable=SC2016
	at_exit 'umount "$tmp/proc" 2>/dev/null'
	look table --json -o PID,CHAIN,NS,NSINIT --proc "$tmp/proc"
	rows | contradictions hide >"$tmp/wrong"
	empty "hidepid=$mode: nothing that is said is wrong" "$tmp/wrong"
	equal "hidepid=$mode: the user's own process is shown" 1 \
		"$(rows | grep -c "^$own $(nest_chain hide "$own") ")"
	case $mode in
	0)
		check_against_truth hide "hidepid=$mode"
		;;
	1)
		equal "hidepid=1: hidden ones are counted" true \
			"$(jq --argjson least "$(wc -l <"$tmp/others")" '.counts.hidden >= $least' "$out")"
		;;
	*)
		equal "hidepid=$mode: that others are not listed is said: hidden is not known" null \
			"$(jq .counts.hidden "$out")"
		;;
	esac
	if [ "$mode" != 0 ]; then
		equal "hidepid=$mode: one line on standard error" 1 "$(wc -l <"$err")"
		rows | awk 'NR == FNR { hidden[$1]; next } $1 in hidden' "$tmp/others" - >"$tmp/wrong"
		empty "hidepid=$mode: nothing is made up about others" "$tmp/wrong"
	fi
	"$NSPID" table --json -o PID,CHAIN,NS,NSINIT --proc "$tmp/proc" >"$tmp/look.json" 2>"$err"
	check_against_truth hide "hidepid=$mode, root"
	umount "$tmp/proc"
}

need_namespaces
need setpriv stat comm nsenter mount
chmod 711 "$tmp"
if ! as_user test -x "$NSPID"; then
	cp "$NSPID" "$tmp/nspid" && chmod 755 "$tmp/nspid" && NSPID=$tmp/nspid
fi
as_user "$NSPID" --version >/dev/null || skip "$NSPID does not run as an ordinary user"
check_random
check_ambiguous
check_names
check_ancestors
check_message
check_complete
nest_start hide '[ 2*plain uid:65534 [ plain ] ] plain'
own=$(nest_pids hide uid)
awk -v own="$own" '$1 == "process" && $2 != own { print $2 }' "$tmp/hide.truth" >"$tmp/others"
for mode in 0 1 2 4; do
	check_hidepid "$mode"
done
nest_stop hide
finish
