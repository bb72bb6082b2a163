#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid tree: boundaries, folding, threads, narrowing, namespaces alone.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

# Both sides of each boundary are to be seen: host 3976 is PID 1 inside.
golden 0 tree <<'END'
 PID NSPID NAME
   1     1 systemd
   7     7 ├─cron
 500   500 ├─shim
           │ └─pid:[4026532254] (init 3976→1, 5 processes)
3976     1 │   ├─nginx
4005     7 │   │ ├─nginx
4006     8 │   │ ├─nginx
4007     9 │   │ └─logrotate
4100    30 │   └─sh
 501   501 ├─shim
           │ └─pid:[4026532300] (init 5000→1, 2 processes)
5000     1 │   └─java
5005     5 │     ├─headless
           │     └─pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1 │       └─sandbox
5011     2 │         └─job
 700   700 └─bash
   2     2 kthreadd
           └─2 threads of the kernel
END

# --sort orders siblings, on each side of a boundary, and namespaces.
golden 0 tree --sort -pid -o +LEVEL 5000 ~3976 <<'END'
 PID NSPID LEVEL NAME
                 pid:[4026532300] (init 5000→1, 2 processes)
5000     1     1 └─java
5005     5     1   ├─headless
                   └─pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1     2     └─sandbox
5011     2     2       └─job
                 pid:[4026532254] (init 3976→1, 5 processes)
4100    30     1 ├─sh
3976     1     1 └─nginx
4007     9     1   ├─logrotate
4006     8     1   ├─nginx
4005     7     1   └─nginx
END
golden 0 tree -N --sort nprocs -o NS,NPROCS <<'END'
NS             NPROCS
4026531836          8
├─4026532300        2
│ └─4026532400      2
└─4026532254        5
END

# -f folds alike siblings without children, -k unfolds threads of the kernel, -a shows arguments.
golden 0 tree -f ~3976 <<'END'
 PID NSPID NAME
           pid:[4026532254] (init 3976→1, 5 processes)
3976     1 ├─nginx
           │ ├─2*[nginx]
4007     9 │ └─logrotate
4100    30 └─sh
END
golden 0 tree -k 2 <<'END'
PID NSPID NAME
  2     2 kthreadd
  3     3 ├─rcu_gp
  4     4 └─kworker/0:0
END
golden 0 tree -a ~3976 <<'END'
 PID NSPID COMMAND
           pid:[4026532254] (init 3976→1, 5 processes)
3976     1 ├─nginx: master process
4005     7 │ ├─nginx: worker process
4006     8 │ ├─nginx: worker process
4007     9 │ └─[logrotate]
4100    30 └─sh
END

# Threads with TIDs on both sides; below a target comes whatever descends from it.
golden 0 tree -T 5000 <<'END'
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

# Several targets, in any of their spellings; one within another is shown once.
golden 0 tree 4005 'pid:[4026532400]' 7@~5000 <<'END'
 PID NSPID NAME
           pid:[4026532254] (init 3976→1, 5 processes)
4005     7 └─nginx
           pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1 └─sandbox
5011     2   └─job
END

# What only connects the chosen is shown, too.
golden 0 tree --name '^job' <<'END'
 PID NSPID NAME
   1     1 systemd
 501   501 └─shim
             └─pid:[4026532300] (init 5000→1, 2 processes)
5000     1     └─java
                 └─pid:[4026532400] (init 5010→7→1, 2 processes)
5010     1         └─sandbox
5011     2           └─job
END

golden 0 tree -N ~5000 <<'END'
NS           NPROCS INIT OWNER CONTAINER COMMAND
4026532300        2 5000 ?     -         java -jar /app.jar
└─4026532400      2 5010 ?     -         sandbox run
END
golden 0 tree -N -o NS,LEVEL,INIT ~5010 <<'END'
NS         LEVEL INIT
4026532400     2 5010
END

# Branches go before the name wherever it stands. (| ends a line that ends with spaces.)
sed 's/|$//' <<'END' | golden 0 tree -o NAME,PID,CHAIN ~5010
NAME                                           PID CHAIN
pid:[4026532400] (init 5010→7→1, 2 processes)      |
└─sandbox                                     5010 5010→7→1
  └─job                                       5011 5011→8→2
END
golden 0 tree --ascii ~5000 <<'END'
 PID NSPID NAME
           pid:[4026532300] (init 5000>1, 2 processes)
5000     1 `-java
5005     5   |-headless
             `-pid:[4026532400] (init 5010>7>1, 2 processes)
5010     1     `-sandbox
5011     2       `-job
END
golden 0 tree --noheadings 700 <<'END'
700   700 bash
END
# Raw output has no branches and no boundaries: rows alone, for scripts.
golden 0 tree --raw -o PID,NSPID,NAME ~5000 <<'END'
PID NSPID NAME
5000 1 java
5005 5 headless
5010 1 sandbox
5011 2 job
END

# JSON is flat and in the order of the tree; depths count processes, and nothing is folded.
nspid tree --json -o PID,NS
query 'tree --json: order and depth' \
	'1:0 7:1 500:1 3976:2 4005:3 4006:3 4007:3 4100:2 501:1 5000:2 5005:3 5010:3 5011:4 700:1 2:0 3:1 4:1' \
	'[.processes[] | "\(.pid):\(.depth)"] | join(" ")'
nspid tree --json -N -o NS
query 'tree --json -N: depth of each namespace' \
	'4026531836:0 4026532254:1 4026532300:1 4026532400:2' \
	'[.namespaces | sort_by(.ns)[] | "\(.ns):\(.depth)"] | join(" ")'

finish
