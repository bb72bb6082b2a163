#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ordinary users: what is inferred, what stays unknown, what is hidden, and the exit status of each.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

remedy='root, or CAP_SYS_PTRACE, sees all'
[ "$(id -u)" != 0 ] || remedy='CAP_SYS_PTRACE is missing, or a security module refuses'

world hidden

golden 3 table -o PID,NSPID,NS,NSINIT,NSPARENT,NAME <<'END'
 PID NSPID          NS NSINIT   NSPARENT NAME
   1     1  4026531836      1          - systemd
   2     2  4026531836      1          - kthreadd
 500   500  4026531836      1          - shim
 700   700  4026531836      1          - bash
3976     1       ~3976   3976 4026531836 nginx
4005     7       ~3976   3976 4026531836 worker
5000     1       ~5000   5000 4026531836 java
6000    20       ~5000   5000 4026531836 sh
6001    21           ?      ?          ? who
7000     1  4026532254   7000 4026531836 mine
7001     2 ~4026532254   7000 4026531836 setuid
END
report="nspid: of 11 processes, the namespace of 5 was inferred (~), that of 1 is unknown: $remedy"
equal 'table: what is said' "$report" "$(cat "$err")"
nspid table -q -o PID,NS
status_is 'table --quiet' 3 $?
empty 'table --quiet says nothing' "$err"

# Where namespaces are not asked for, nothing is unknown.
nspid table -o PID,NSPID
status_is 'table without namespaces' 0 $?
empty 'table without namespaces says nothing' "$err"

# A namespace whose id may not be read goes by its init, here and as a target.
golden 3 table -o PID,NS ~3976 <<'END'
 PID    NS
3976 ~3976
4005 ~3976
END
golden 3 ps -q ~5000 -o PID,HOSTPID,NAME <<'END'
PID HOSTPID NAME
  1    5000 java
 20    6000 sh
END
golden 0 map -q 7@~3976 <<<4005
golden 3 list -q --sort INIT -o NS,LEVEL,PARENT,NPROCS,INIT,COMMAND <<'END'
        NS LEVEL     PARENT NPROCS INIT COMMAND
4026531836     0          -      4    1 [systemd]
     ~3976     1 4026531836      2 3976 [nginx]
     ~5000     1 4026531836      2 5000 [java]
4026532254     1 4026531836      2 7000 [mine]
END
golden 3 tree -q ~3976 <<'END'
 PID NSPID NAME
           ~3976 (init 3976→1, 2 processes)
3976     1 └─nginx
4005     7   └─worker
END

# A boundary is seen also where nothing is known of what lies behind.
golden 3 tree -q 500 <<'END'
 PID NSPID NAME
 500   500 shim
           ├─~3976 (init 3976→1, 2 processes)
3976     1 │ └─nginx
4005     7 │   └─worker
           ├─~5000 (init 5000→1, 2 processes)
5000     1 │ ├─java
6000    20 │ └─sh
           └─? (namespace unknown, level 1)
6001    21   └─who
END

# JSON: null for an id that is not known; the init names it, and what was deduced is marked.
nspid table -q --json -o PID,NS
query 'JSON: namespaces that were read, inferred, unknown' \
	'700:4026531836:1:false 3976:null:3976:true 6001:null:null:false 7001:4026532254:7000:true' \
	'[.processes[] | select([.pid] | inside([700,3976,6001,7001])) | "\(.pid):\(.ns):\(.nsinit):\(.inferred)"] | join(" ")'
query 'JSON: counts' '{"processes":11,"threads":11,"namespaces":4,"gone":0,"hidden":0,"inferred":5,"unknown":1}' \
	'.counts | tojson'

# What cannot be told is not guessed.
said 3 'nspid: 21@6001: the namespace of that process is unknown to this user' map -q 21@6001
empty 'map in an unknown namespace: no answer' "$out"
said 3 'nspid: 21@~5000: perhaps 6001, whose namespace is unknown to this user' map -q 21@~5000
empty 'map of a number that may be there: no answer' "$out"
said 1 'nspid: 22@~5000: no process has the number 22 there' map -q 22@~5000
said 3 'nspid: 6001: its number in ~5000 is unknown to this user' map -q 6001 --to ~5000
golden 3 map 6001 --to ~5000 -o TO,PID,NS <<'END'
TO  PID NS
 ? 6001  ?
END
said 3 'nspid: 4026532999: not among the namespaces whose id this user may read: name it by its init, ~PID, as nspid list shows it' \
	list 4026532999
said 3 'nspid: 6001: its namespace is unknown to this user' ps 6001
empty 'ps of an unknown namespace: no answer' "$out"

# --- hidden and gone ----------------------------------------------------------------------

# Processes that are listed and may not be read (hidepid=1): counted, and said.
world concealed <<'END'
process chain=1 name=systemd
process chain=10 ppid=1 name=seen
process chain=11 ppid=1 name=concealed hidden
process chain=12 ppid=1 name=concealed hidden
process chain=13 gone
END
unprivileged=$NSPID
cat >"$tmp/confined" <<END
#!/bin/sh
exec "$helpers/mkproc" --confined "$unprivileged" "\$@"
END
chmod +x "$tmp/confined"
NSPID=$tmp/confined
golden 3 table -o PID,NAME,NS <<'END'
PID NAME            NS
  1 systemd 4026531836
 10 seen    4026531836
END
equal 'hidden processes are counted' \
	"nspid: of 2 processes, 2 more are hidden (hidepid): $remedy" \
	"$(cat "$err")"
nspid list -q --json -o NS
query 'JSON: hidden and gone are two things' '2 2 1' '.counts | "\(.processes) \(.hidden) \(.gone)"'
hidden='but 2 processes are hidden from this user (hidepid)'
said 3 "nspid: 11: no process has the PID 11, $hidden" table -q 11
said 3 "nspid: 99: no process is known by that number in any namespace seen here, $hidden" map 99
said 3 "nspid: 9@host: no process has the number 9 there, $hidden" map -q 9@host
NSPID=$unprivileged

# Ended between the listing and the look: no error.
world gone <<'END'
process chain=1 name=systemd
process chain=13 gone
END
golden 0 table -o PID,NAME <<'END'
PID NAME
  1 systemd
END

# A procfs of another namespace, whose id is not known.
world nameless <<'END'
process chain=1 name=init denied
process chain=5 ppid=1 name=sh denied
END
golden 0 table -o PID,NS <<'END'
PID NS
  1 ~1
  5 ~1
END
nspid list --json -o NS
query 'JSON: the view has no id' 'null' '.view.ns'

finish
