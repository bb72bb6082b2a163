#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nspid table: all columns, order, threads, narrowing, raw output.

# shellcheck source=tests/cli.sh
. "${srcdir:-.}/tests/cli.sh" || exit 1

world usual

golden 0 table <<'END'
 PID NSPID         NS USER     STATE CONTAINER COMMAND
   1     1 4026531836 root     S     -         /sbin/init splash
   2     2 4026531836 root     S     -         [kthreadd]
   3     3 4026531836 root     S     -         [rcu_gp]
   4     4 4026531836 root     S     -         [kworker/0:0]
   7     7 4026531836 root     S     -         /usr/sbin/cron -f
 500   500 4026531836 root     S     -         /usr/bin/shim --id web
 501   501 4026531836 root     S     -         /usr/bin/shim --id db
 700   700 4026531836 ann      S     -         -bash
3976     1 4026532254 root     S     -         nginx: master process
4005     7 4026532254 www-data R     -         nginx: worker process
4006     8 4026532254 www-data S     -         nginx: worker process
4007     9 4026532254 www-data Z     -         [logrotate]
4100    30 4026532254 root     S     -         sh
5000     1 4026532300 ann      S     -         java -jar /app.jar
5005     5 4026532300 ann      Zl    -         [headless]
5010     1 4026532400 ann      S     -         sandbox run
5011     2 4026532400 1001     D     -         job --now
END

# Every column of identity, with the numbers as each namespace has them.
golden 0 table -o PID,NSPID,CHAIN,PPID,NSPPID,NS,NSINIT,NSPARENT,LEVEL 4005 4100 5010 5011 1 <<'END'
 PID NSPID CHAIN    PPID NSPPID         NS NSINIT   NSPARENT LEVEL
   1     1 1           0      0 4026531836      1          -     0
4005     7 4005→7   3976      1 4026532254   3976 4026531836     1
4100    30 4100→30   500      0 4026532254   3976 4026531836     1
5010     1 5010→7→1 5000      0 4026532400   5010 4026532300     2
5011     2 5011→8→2 5010      1 4026532400   5010 4026532300     2
END
golden 0 table -o UID,USER,STATE,THREADS,NAME,CGROUP,START,ELAPSED 4007 5000 5005 5011 <<'END'
 UID USER     STATE THREADS NAME      CGROUP    START                ELAPSED
  33 www-data Z           1 logrotate /web      2023-11-14 22:14:15 00:15:45
1000 ann      S           3 java      /db       2023-11-14 22:14:20 00:15:40
1000 ann      Zl          2 headless  /db       2023-11-14 22:14:21 00:15:39
1001 1001     D           1 job       /db/inner 2023-11-14 22:14:23 00:15:37
END
# What only a real procfs can tell is unknown, and what is not there is a dash.
golden 0 table -o PID,USERNS,CPU,TIME,RSS,VSZ,NICE,TTY,CONTAINER,ENGINE,CID,CNAME,POD,PODNS,IMAGE,UNIT 7 <<'END'
PID USERNS CPU     TIME   RSS  VSZ NICE TTY CONTAINER ENGINE CID CNAME POD PODNS IMAGE UNIT
  7      ? 0.0 00:00:00 1000K 7.8M   -5 -   -         -      -   -     -   -     -     cron.service
END

# Columns replace, or with a plus add to, the usual ones; in any case.
golden 0 table -o pid,Name 700 <<'END'
PID NAME
700 bash
END
golden 0 table -o +LEVEL,THREADS 700 <<'END'
PID NSPID         NS USER STATE CONTAINER LEVEL THREADS COMMAND
700   700 4026531836 ann  S     -             0       1 -bash
END

# Order.
golden 0 table --sort -LEVEL -o LEVEL,PID --noheadings 1 7 4005 4006 5011 5010 <<'END'
    2 5010
    2 5011
    1 4005
    1 4006
    0    1
    0    7
END
golden 0 table --sort name -o NAME,PID --noheadings ~5010 ~3976 <<'END'
job       5011
logrotate 4007
nginx     3976
nginx     4005
nginx     4006
sandbox   5010
sh        4100
END
# Order by a column that is not shown, the oldest first.
golden 0 table --sort START -o PID --noheadings 5011 7 1 700 <<'END'
   1
   7
 700
5011
END

# Threads behind their process, with a TID on each level.
golden 0 table -T -o PID,NSPID,TGID,CHAIN,NAME 5000 5005 <<'END'
 PID NSPID TGID CHAIN  NAME
5000     1 5000 5000→1 java
5001     2 5000 5001→2 GC
5002     3 5000 5002→3 C2
5005     5 5005 5005→5 headless
END
golden 0 table -T -o PID 5001 <<'END'
 PID
5000
5001
5002
END

# A namespace as target is what lives in it, not what lives below.
golden 0 table -o PID,NSPID 4026532300 <<'END'
 PID NSPID
5000     1
5005     5
END
golden 0 table -o PID,NSPID 1@4026532400 host --level 2 <<'END'
 PID NSPID
5010     1
END
golden 0 table -o PID 1@4005 <<'END'
 PID
3976
END

# Raw: one space between fields, no alignment, white space escaped, plain numbers.
golden 0 table --raw -o PID,CHAIN,NS,ELAPSED,START,COMMAND 1 5011 2 <<'END'
PID CHAIN NS ELAPSED START COMMAND
1 1 4026531836 999.90 1700000000 /sbin/init\x20splash
2 2 4026531836 999.89 1700000000 [kthreadd]
5011 5011>8>2 4026532400 937.00 1700000063 job\x20--now
END
golden 0 table --raw --noheadings -o PID,UNIT,CONTAINER 1 5011 <<'END'
1 init.scope -
5011 - -
END

# Without a locale and with --ascii there is no character beyond ASCII.
golden 0 table --ascii -o CHAIN,PID 5011 <<'END'
CHAIN     PID
5011>8>2 5011
END
LC_ALL=C golden 0 table -o CHAIN,PID 5011 <<'END'
CHAIN     PID
5011>8>2 5011
END

finish
