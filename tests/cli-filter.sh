#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The filters of table, tree and list.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

# filtered 'PID PID ...' OPTION...: what table shows.
filtered() {
	local expected=$1

	shift
	nspid table --noheadings --raw -o PID "$@"
	status_is "table $*" 0 $? || return
	equal "table $*" "$expected" "$(tr '\n' ' ' <"$out" | sed 's/ $//')"
}

filtered '3976 4005 4006 4007 4100' --ns ~3976
filtered '3976 4005 4006 4007 4100' --ns 4026532254
filtered '5000 5005' --ns 5005
filtered '5010 5011' --ns '1@~5010'
filtered '1 2 3 4 7 500 501 700' --ns host

filtered '4005 4006 4007' --user www-data
filtered '4005 4006 4007' --user 33
filtered '700 5000 5005 5010' --user ann
filtered '5011' --user 1001
filtered '' --user 4242
filtered '' --user 4242 --sort NAME

filtered '4005' --state R
filtered '4007' --state Z
filtered '5005' --state l
filtered '4007 5005' --state Zl
filtered '4005 4007 5011' --state RZD

filtered '3976 4005 4006' --name '^nginx$'
filtered '4 4005 4006' --name worker # kworker, too
filtered '3976' --name 'master process'
filtered '5000' --name '-jar /app'
filtered '500 5011' --name 'id web|now$'
filtered '' --name 'no such thing'

filtered '1 2 3 4 7 500 501 700' --level 0
filtered '5010 5011' --level 2
filtered '5000 5005 5010 5011' --min-level 1 ~5000 ~5010
filtered '3976 4005 4006 4007 4100 5000 5005 5010 5011' --min-level 1
filtered '' --level 3

# All must hold; targets narrow besides.
filtered '4005' --user www-data --state R
filtered '5010' --ns ~5010 --user ann
filtered '4006' 4005 4006 --state S
filtered '' --level 0 --min-level 1

# A name that nothing has is a mistake, and no empty answer.
said 1 "nspid: 'nosuch': no such container: nspid list shows those there are" table --container nosuch
said 2 "nspid: --container '': which one?
Try 'nspid table --help'." table --container ''
said 2 "nspid: --engine 'dokcer': did you mean docker?
Try 'nspid table --help'." table --engine dokcer
engines='docker podman cri-o containerd runc crun lxc lxd incus nspawn sandbox'
said 2 "nspid: --engine 'xx': engines are $engines
Try 'nspid list --help'." list --engine xx
said 1 "nspid: --pod 'nosuch': no such pod" tree --pod nosuch
filtered '' --engine docker

# Under a filter, a tree of a target keeps what connects the chosen with it.
golden 0 tree --state Zl ~5000 <<'END'
 PID NSPID NAME
           pid:[4026532300] (init 5000→1, 2 processes)
5000     1 └─java
5005     5   └─headless
END
golden 0 tree -f -T ~5000 <<'END'
 PID NSPID NAME
           pid:[4026532300] (init 5000→1, 2 processes)
5000     1 └─java
5001     2   ├─GC
5002     3   ├─C2
5005     5   ├─headless
             └─pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1     └─sandbox
5011     2       └─job
END

# tree shows what connects the chosen; list the namespaces with one of them.
golden 0 tree --user 1001 <<'END'
 PID NSPID NAME
   1     1 systemd
 501   501 └─shim
             └─pid:[4026532300] (init 5000→1, 2 processes)
5000     1     └─java
                 └─pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1         └─sandbox
5011     2           └─job
END
golden 0 list --state Zl --sort NS -o NS,NPROCS <<'END'
        NS NPROCS
4026532254      5
4026532300      2
END
golden 0 list --min-level 2 -o NS,LEVEL <<'END'
        NS LEVEL
4026532400     2
END
golden 0 list --ns 5011 -o NS <<'END'
        NS
4026532400
END
nspid list --user 4242 -o NS
status_is 'list of nothing' 0 $?
empty 'list of nothing' "$out"

# Counts say what was seen, whatever is shown.
nspid table --level 2 --json -o PID
query 'JSON with a filter: counts of everything' '17 2' '"\(.counts.processes) \(.processes | length)"'

finish
