#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The odd cases of PID namespaces, each by name.

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

# row PID EXPRESSION: of the last `table --json` in $tmp/table.json.
row() {
	jq -r --argjson pid "$1" ".processes[] | select(.pid == \$pid) | $2" "$tmp/table.json"
}

# space NS EXPRESSION: of the last `list --json` in $tmp/list.json.
space() {
	jq -r --argjson ns "$1" ".namespaces[] | select(.ns == \$ns) | $2" "$tmp/list.json"
}

# Reads both; every check below looks into them.
look() {
	run 0 table --json -o PID,NSPID,CHAIN,PPID,NSPPID,NS,LEVEL,UID,STATE,THREADS,NAME,COMMAND
	cp "$out" "$tmp/table.json"
	run 0 list --json -o NS,TYPE,PARENT,LEVEL,NPROCS,NTHREADS,NZOMBIES,INIT,USERNS,OWNER,COMMAND
	cp "$out" "$tmp/list.json"
}

kernel_ppid() {
	awk '$1 == "PPid:" { print $2 }' "/proc/$1/status"
}

check_parents() {
	local pid

	# A parent is seen inside when it lives in the same namespace; no child lives above it.
	while read -r pid; do
		printf '%s %s\n' "$pid" "$(kernel_ppid "$pid")"
	done < <(awk '$1 == "process" { print $2 }' "$tmp/odd.truth") |
		awk 'NR == FNR {
			if ($1 == "process") {
				ns[$2] = $3
				nspid[$2] = $5
				sub(/.*,/, "", nspid[$2])
				level[$2] = $4
			}
			next
		}
		level[$1] > 0 { print $1, $2, ns[$1] == ns[$2] ? nspid[$2] : 0 }
		' "$tmp/odd.truth" - | sort >"$tmp/expected"
	jq -r '.processes[] | "\(.pid) \(.ns) \(.ppid) \(.nsppid)"' "$tmp/table.json" |
		nest_rows odd | awk 'NR == FNR { inside[$1]; next } $1 in inside { print $1, $3, $4 }' \
		"$tmp/expected" - | sort >"$tmp/got"
	same 'PPID and NSPPID of every process' "$tmp/expected" "$tmp/got"
}

# chains KIND: processes of this kind have the chain and namespace that the kernel gives.
chains() {
	local pid

	while read -r pid; do
		equal "$1: chain and namespace of $pid" \
			"$(nest_chain odd "$pid") $(nest_ns odd "$pid")" \
			"$(row "$pid" '"\(.chain | join(",")) \(.ns)"')"
	done < <(nest_pids odd "$1")
}

check_strangers() {
	local pid

	chains entered
	pid=$(nest_pids odd entered)
	equal 'entered: its parent is outside: NSPPID 0, PPID not' "0 $(kernel_ppid "$pid")" \
		"$(row "$pid" '"\(.nsppid) \(.ppid)"')"
	chains stray
	pid=$(nest_pids odd stray)
	equal 'stray: the parent that died was outside: NSPPID 0' 0 "$(row "$pid" .nsppid)"
	chains injected
	chains orphan
	pid=$(nest_pids odd orphan)
	equal 'orphan: adopted by the init: NSPPID 1' 1 "$(row "$pid" .nsppid)"
	chains session
	chains shim
}

check_unshared() {
	local ours

	chains unforked
	chains widowed
	# Neither of them has a namespace that anybody lives in.
	ours=$(awk '$1 == "ns" { print $2 }' "$tmp/odd.truth" | jq -s -c .)
	jq -r --argjson ours "$ours" '.namespaces[] | select((.ns as $ns | $ours | index($ns)) or
		(.parent as $ns | $ours | index($ns))) | .ns' "$tmp/list.json" | sort >"$tmp/got"
	awk '$1 == "ns" { print $2 }' "$tmp/odd.truth" | sort >"$tmp/expected"
	same 'unforked, widowed: no namespace is listed that nobody lives in' \
		"$tmp/expected" "$tmp/got"
}

check_ended() {
	local pid ns

	chains zombie
	pid=$(nest_pids odd zombie)
	equal 'zombie: state and threads' 'Z 1' "$(row "$pid" '"\(.state) \(.threads)"')"
	chains unreaped
	chains leaderless
	pid=$(nest_pids odd leaderless)
	equal 'leaderless: not taken for a zombie' 'Zl 2' \
		"$(row "$pid" '"\(.state) \(.threads)"')"
	chains dead
	pid=$(nest_pids odd dead)
	ns=$(nest_ns odd "$pid")
	equal 'dead: the namespace of a zombie init' "$pid 1 1" \
		"$(space "$ns" '"\(.init) \(.nprocs) \(.nzombies)"')"
	chains dying
	pid=$(nest_pids odd dying)
	ns=$(nest_ns odd "$pid")
	equal 'dying: the namespace of an init that cannot end' "$pid 2 1" \
		"$(space "$ns" '"\(.init) \(.nprocs) \(.nzombies)"')"
	equal 'dying: its init is no zombie' S "$(row "$pid" .state)"
}

check_owned() {
	local ns

	ns=$(awk '$1 == "ns" && $10 == 12345 { print $2 }' "$tmp/odd.truth")
	equal 'user: owner of the user namespace of a namespace' \
		"$(awk -v ns="$ns" '$1 == "ns" && $2 == ns { print $9, $10 }' "$tmp/odd.truth")" \
		"$(space "$ns" '"\(.userns) \(.owner)"')"
	equal 'uid: an ordinary user in a namespace of root' 12345 \
		"$(row "$(nest_pids odd uid)" .uid)"
}

check_view() {
	local view

	view=$(awk '$1 == "view" { print $2 }' "$tmp/odd.truth")
	# Security modules may keep /proc/1/ns even from root.
	equal 'PID 1 lives in the view namespace' "$view 0 1" \
		"$(row 1 '"\(.ns) \(.level) \(.chain | join(","))"')"
	equal 'the view namespace has PID 1 as its init, and no parent to be seen' '1 null' \
		"$(space "$view" '"\(.init) \(.parent)"')"
	if [ "$(cat /proc/2/comm)" = kthreadd ]; then
		equal 'a thread of the kernel: lives in the view, has no command line' \
			"$view 0 [kthreadd]" "$(row 2 '"\(.ns) \(.level) \(.command)"')"
	fi
}

check_odd() {
	nest_start odd '[ plain entered stray injected orphan session ]
		shim [ threads:2 chain:3 unforked widowed ]
		[ zombie leaderless uid:12345 ] user:12345 [ plain ] dead dying [ unreaped ]'
	look
	check_parents
	check_strangers
	check_unshared
	check_ended
	check_owned
	check_view
	nest_stop odd
}

check_deep() {
	local ns pid chain

	nest_start deep 'tree:32x1[ plain ]'
	run 0 list --json -o NS,LEVEL
	awk '$1 == "ns" { print $2, $4 }' "$tmp/deep.truth" | sort >"$tmp/expected"
	jq -r '.namespaces[] | "\(.ns) \(.level)"' "$out" |
		awk 'NR == FNR { ours[$1]; next } $1 in ours' "$tmp/expected" - | sort >"$tmp/got"
	same '32 levels: every namespace' "$tmp/expected" "$tmp/got"
	read -r pid ns chain < <(awk '$4 == 32 && $6 == "plain" { print $2, $3, $5 }' "$tmp/deep.truth")
	run 0 table --json -o PID,CHAIN
	cp "$out" "$tmp/table.json"
	equal '32 levels: a chain of 33 PIDs' "$chain" "$(row "$pid" '.chain | join(",")')"
	run 0 map -q "2@$ns"
	equal '32 levels: PID 2 of the deepest' "$pid" "$(cat "$out")"
	run 0 map -q "$pid@host" --to "$ns"
	equal '32 levels: and back' 2 "$(cat "$out")"
	run 0 tree -a "$(awk '$1 == "ns" && $4 == 1 { print $2 }' "$tmp/deep.truth")"
	equal '32 levels: tree shows the processes of all' 64 "$(grep -c -F "$helpers/nest" "$out")"
	run 0 tree -N
	equal '32 levels: tree -N shows all namespaces' 32 \
		"$(grep -c -w -f <(awk '$1 == "ns" { print $2 }' "$tmp/deep.truth") "$out")"
	nest_stop deep
}

# What the program may print of the names below: escaped as base/escape.h says.
hostile_names() {
	cat <<-'END'
	a b|a b
	) R 1 (|) R 1 (
	[x]|[x]
	x\ny|x\x0ay
	\e[31mred|\x1b[31mred
	\xff\xfe|\xff\xfe
	\xe2\x80\xaeltr|\xe2\x80\xaeltr
	\xc3\xa4|ä
	tab\x09end|tab\x09end
	back\\slash|back\\slash
	END
}

check_clean() {
	if grep -q '[[:cntrl:]]' "$out"; then
		fail "$1: no control character" 'none' "$(grep '[[:cntrl:]]' "$out" | head -n 3 | cat -v)"
	elif ! LC_ALL=C.UTF-8 iconv -f UTF-8 -t UTF-8 "$out" >"$tmp/utf8" 2>&1; then
		fail "$1: valid UTF-8" 'valid' "$(tail -c 200 "$tmp/utf8" | cat -v)"
	else
		pass "$1: no control character, valid UTF-8"
	fi
}

check_names() {
	local description='' text shown pid command

	while IFS='|' read -r text shown; do
		description+="named:\"$text\" "
	done < <(hostile_names)
	nest_start names "[ $description named:\"\" ]"
	run 0 table --json -o PID,NAME,COMMAND
	cp "$out" "$tmp/table.json"
	while IFS='|' read -r text shown; do
		pid=$(jq -r --arg name "$shown" \
			'.processes[] | select(.name == $name and .command == "\($name) \($name)") | .pid' \
			"$tmp/table.json")
		equal "names: '$text' is shown as '$shown', in NAME and in COMMAND" 1 \
			"$(nest_pids names named | grep -c -x "${pid:-none}")"
	done < <(hostile_names)
	for command in 'table' 'table --raw' 'table --ascii' 'tree -a' 'tree --ascii -a' 'list' 'map 2' \
		"ps $(nest_ns names "$(nest_pids names init)")" 'table --json'; do
		# shellcheck disable=SC2086
		LC_ALL=C.UTF-8 run 0 $command && check_clean "names: $command"
	done
	run 0 table --noheadings --raw -o PID,NAME,COMMAND --ns "$(nest_ns names "$(nest_pids names init)")"
	equal 'names: table --raw: one line and three fields for each process' '12 3' \
		"$(wc -l <"$out") $(awk '{ print NF }' "$out" | sort -u | paste -s -d ' ')"
	run 0 table --noheadings -o NAME,PID --ns "$(nest_ns names "$(nest_pids names init)")"
	equal 'names: table: one line for each process' 12 "$(wc -l <"$out")"
	nest_stop names
}

need_namespaces
check_odd
check_deep
check_names
finish
