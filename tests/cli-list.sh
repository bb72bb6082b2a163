#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid list and ps: namespaces, what holds them, and the list of processes as one of them sees it.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

golden 0 list --sort NS <<'END'
        NS LEVEL     PARENT NPROCS NZOMBIES INIT OWNER CONTAINER COMMAND
4026531836     0          -      8        0    1 ?     -         /sbin/init splash
4026532254     1 4026531836      5        1 3976 ?     -         nginx: master process
4026532300     1 4026531836      2        0 5000 ?     -         java -jar /app.jar
4026532400     2 4026532300      2        0 5010 ?     -         sandbox run
END
golden 0 list --sort NS -o NS,TYPE,NTHREADS,NZOMBIES,USERNS,CREATED <<'END'
        NS TYPE      NTHREADS NZOMBIES USERNS CREATED
4026531836 processes        8        0      ? 2023-11-14 22:13:20
4026532254 processes        5        1      ? 2023-11-14 22:14:10
4026532300 processes        5        0      ? 2023-11-14 22:14:20
4026532400 processes        2        0      ? 2023-11-14 22:14:22
END
# A target stands for its namespace; so does a process, by any name.
golden 0 list -o NS,INIT 4005 <<'END'
        NS INIT
4026532254 3976
END
golden 0 list --sort -NS -o NS 2@~5010 host ~5010 <<'END'
        NS
4026532400
4026531836
END
golden 0 list --raw --sort NPROCS -o NPROCS,NS host ~3976 ~5010 <<'END'
NPROCS NS
2 4026532400
5 4026532254
8 4026531836
END
nspid list --json -o NS,PARENT,LEVEL,NPROCS,OWNER
query 'list --json' \
	'[4026531836,null,0,8,null] [4026532254,4026531836,1,5,null] [4026532300,4026531836,1,2,null] [4026532400,4026532300,2,2,null]' \
	'[.namespaces | sort_by(.ns)[] | [.ns, .parent, .level, .nprocs, .owner] | tojson] | join(" ")'

# --- ps ----------------------------------------------------------------------------

# In the numbers of the target, in their order; who came in from outside has no parent there.
golden 0 ps ~3976 <<'END'
PID PPID HOSTPID USER     STATE     TIME COMMAND
  1    0    3976 root     S     00:00:00 nginx: master process
  7    1    4005 www-data R     00:00:00 nginx: worker process
  8    1    4006 www-data S     00:00:00 nginx: worker process
  9    1    4007 www-data Z     00:00:00 [logrotate]
 30    0    4100 root     S     00:00:00 sh
END
# What lives below is seen, too, by its number here.
golden 0 ps 5005 <<'END'
PID PPID HOSTPID USER STATE     TIME COMMAND
  1    0    5000 ann  S     00:00:00 java -jar /app.jar
  5    1    5005 ann  Zl    00:00:00 [headless]
  7    1    5010 ann  S     00:00:00 sandbox run
  8    7    5011 1001 D     00:00:00 job --now
END
golden 0 ps -o PID,PPID,NSPID,CHAIN 4026532400 <<'END'
PID PPID NSPID CHAIN
  1    0     1 5010→7→1
  2    1     2 5011→8→2
END
golden 0 ps -T -o PID,HOSTPID,NAME ~5000 <<'END'
PID HOSTPID NAME
  1    5000 java
  2    5001 GC
  3    5002 C2
  5    5005 headless
  7    5010 sandbox
  8    5011 job
END
golden 0 ps --sort -PID -o PID --noheadings 1@~5010 <<'END'
  2
  1
END
nspid ps host -o PID
equal 'ps host: everybody' '17' "$(grep -c '[0-9]' "$out")"
nspid ps ~5000 --json -o PID,PPID,HOSTPID
query 'ps --json: numbers of the target' '[1,0,5000][5,1,5005][7,1,5010][8,7,5011]' \
	'[.processes[] | [.pid, .ppid, .hostpid] | tojson] | join("")'

# --- namespaces without processes ----------------------------------------------------

world held <<'END'
process chain=1 name=systemd mountinfo=24\s21\s0:4\spid:[4026532999]\s/run/ns/a\\040b\srw\s-\snsfs\snsfs\srw\n
process chain=500 ppid=1 name=holder
process chain=3976>1 ppid=500 ns=4026532254 name=init
link name=500/fd/5 target=pid:[4026532888]
link name=500/fd/6 target=pid:[4026532254]
self pid=1
END
golden 0 list --sort NS -o NS,TYPE,LEVEL,PARENT,NPROCS,INIT,COMMAND <<'END'
        NS TYPE      LEVEL     PARENT NPROCS INIT COMMAND
4026531836 processes     0          -      2    1 [systemd]
4026532254 processes     1 4026531836      1 3976 [init]
4026532999 mount         ?          ?      0    - /run/ns/a b
END
golden 0 list --held --sort NS -o NS,TYPE,COMMAND <<'END'
        NS TYPE      COMMAND
4026531836 processes [systemd]
4026532254 processes [init]
4026532888 fd        500/fd/5
4026532999 mount     /run/ns/a b
END
nspid tree -N --json -o NS,TYPE
query 'tree -N shows what mounts hold' mount '.namespaces[] | select(.ns == 4026532999).type'

finish
