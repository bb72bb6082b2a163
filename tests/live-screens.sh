#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whole screens at fixed input, compared with expected text. The first line of the head, with the name
# of this machine, is left out.

set -u
# shellcheck source=tests/live-lib.sh
. "${srcdir:-.}/tests/live-lib.sh" || exit 1

body() {
	screen | sed 1d
}

# shellcheck disable=SC2317 # wait_for calls it
is_expected() {
	cmp -s <(body) "$tmp/expected"
}

# shown WHAT: the screen becomes what standard input says.
shown() {
	cat >"$tmp/expected"
	wait_for "$patience" is_expected
	body >"$tmp/got"
	same "$1" "$tmp/expected" "$tmp/got"
}

# show SIZE OPTION...: in a terminal of that size.
show() {
	terminal "$1"
	start_until 'F1Help' "${@:2}" --proc "$proc"
}

world usual

show 80x24
shown 'processes at 80x24' <<'END'
 CPU[                             ?]  17 processes, 1 running, 1 zombie
 Mem[                             ?]  4 namespaces, 0 containers, 20 threads
 processes
  PID NSPID         NS USER     S  CPU%▽   RSS CONTAINER COMMAND
    1     1 4026531836 root     S    0.0 1000K -         /sbin/init splash
    7     7 4026531836 root     S    0.0 1000K -         /usr/sbin/cron -f
  500   500 4026531836 root     S    0.0 1000K -         /usr/bin/shim --id web
  501   501 4026531836 root     S    0.0 1000K -         /usr/bin/shim --id db
  700   700 4026531836 ann      S    0.0 1000K -         -bash
 3976     1 4026532254 root     S    0.0 1000K -         nginx: master process
 4005     7 4026532254 www-data R    0.0 1000K -         nginx: worker process
 4006     8 4026532254 www-data S    0.0 1000K -         nginx: worker process
 4007     9 4026532254 www-data Z    0.0 1000K -         [logrotate]
 4100    30 4026532254 root     S    0.0 1000K -         sh
 5000     1 4026532300 ann      S    0.0 1000K -         java -jar /app.jar
 5005     5 4026532300 ann      Zl   0.0 1000K -         [headless]
 5010     1 4026532400 ann      S    0.0 1000K -         sandbox run
 5011     2 4026532400 1001     D    0.0 1000K -         job --now




F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNamespaces
END

press t
shown 'the tree at 80x24' <<'END'
 CPU[                             ?]  17 processes, 1 running, 1 zombie
 Mem[                             ?]  4 namespaces, 0 containers, 20 threads
 tree
 PID△ NSPID USER     S  CPU%   RSS COMMAND
    1     1 root     S   0.0 1000K /sbin/init splash
    7     7 root     S   0.0 1000K ├─/usr/sbin/cron -f
  500   500 root     S   0.0 1000K ├─/usr/bin/shim --id web
                         0.0  4.9M │ └─pid:[4026532254] (init 3976→1, 5 processe
 3976     1 root     S   0.0 1000K │   ├─nginx: master process
 4005     7 www-data R   0.0 1000K │   │ ├─nginx: worker process
 4006     8 www-data S   0.0 1000K │   │ ├─nginx: worker process
 4007     9 www-data Z   0.0 1000K │   │ └─[logrotate]
 4100    30 root     S   0.0 1000K │   └─sh
  501   501 root     S   0.0 1000K ├─/usr/bin/shim --id db
                         0.0  2.0M │ └─pid:[4026532300] (init 5000→1, 2 processe
 5000     1 ann      S   0.0 1000K │   └─java -jar /app.jar
 5005     5 ann      Zl  0.0 1000K │     ├─[headless]
                         0.0  2.0M │     └─pid:[4026532400] (init 5010→7→1, 2 pr
 5010     1 ann      S   0.0 1000K │       └─sandbox run
 5011     2 1001     D   0.0 1000K │         └─job --now
  700   700 ann      S   0.0 1000K └─-bash

F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNamespaces
END

press n
shown 'namespaces at 80x24' <<'END'
 CPU[                             ?]  17 processes, 1 running, 1 zombie
 Mem[                             ?]  4 namespaces, 0 containers, 20 threads
 namespaces
         NS LVL PROCS ZOMB CPU%▽  RSS     TIME INIT CONTAINER COMMAND
 4026531836   0     8    0   0.0 7.8M 00:00:00    1 -         /sbin/init splash
 4026532254   1     5    1   0.0 4.9M 00:00:00 3976 -         nginx: master proc
 4026532300   1     2    0   0.0 2.0M 00:00:00 5000 -         java -jar /app.jar
 4026532400   2     2    0   0.0 2.0M 00:00:00 5010 -         sandbox run














F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNamespaces
END

show 100x20 -o PID,CHAIN,COMMAND --ascii
press t
shown 'the tree in ASCII, with other columns' <<'END'
 CPU[                                           ?]  17 processes, 1 running, 1 zombie
 Mem[                                           ?]  4 namespaces, 0 containers, 20 threads
 tree
 PID^ CHAIN   COMMAND
    1 1       /sbin/init splash
    7 7       |-/usr/sbin/cron -f
  500 500     |-/usr/bin/shim --id web
              | `-pid:[4026532254] (init 3976>1, 5 processes)
 3976 3976>1  |   |-nginx: master process
 4005 4005>7  |   | |-nginx: worker process
 4006 4006>8  |   | |-nginx: worker process
 4007 4007>9  |   | `-[logrotate]
 4100 4100>30 |   `-sh
  501 501     |-/usr/bin/shim --id db
              | `-pid:[4026532300] (init 5000>1, 2 processes)
 5000 5000>1  |   `-java -jar /app.jar
 5005 5005>5  |     |-[headless]
              |     `-pid:[4026532400] (init 5010>7>1, 2 processes)
F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNamespaces
END

show 120x16 -o PID,CHAIN,NSINIT,LEVEL,COMMAND --sort -PID
shown 'chosen columns, sorted the other way' <<'END'
 CPU[                                                     ?]  17 processes, 1 running, 1 zombie
 Mem[                                                     ?]  4 namespaces, 0 containers, 20 threads
 processes
 PID▽ CHAIN    NSINIT LVL COMMAND
 5011 5011→8→2   5010   2 job --now
 5010 5010→7→1   5010   2 sandbox run
 5005 5005→5     5000   1 [headless]
 5000 5000→1     5000   1 java -jar /app.jar
 4100 4100→30    3976   1 sh
 4007 4007→9     3976   1 [logrotate]
 4006 4006→8     3976   1 nginx: worker process
 4005 4005→7     3976   1 nginx: worker process
 3976 3976→1     3976   1 nginx: master process
  700 700           1   0 -bash
F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNamespaces
END

show 20x5
shown 'the smallest screen' <<'END'
    1     1 40265318
    7     7 40265318
  500   500 40265318
F1Help  F2ColumnsF3S
END

show 44x11 '~3976'
shown 'a target, on a small screen' <<'END'
 17 processes, 1 running, 1 zombie
  PID NSPID         NS USER     S CPU%▽   RS
 3976     1 4026532254 root     S   0.0 1000
 4005     7 4026532254 www-data R   0.0 1000
 4006     8 4026532254 www-data S   0.0 1000
 4007     9 4026532254 www-data Z   0.0 1000
 4100    30 4026532254 root     S   0.0 1000


F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6S
END

# What an ordinary user does not see comes first of the counts, and is not cut.
world hidden
for size in 100x24 80x24 50x20 40x12; do
	show "$size"
	sees "the unknown are counted at $size" '1 of unknown namespace'
done

# Names that would take over a terminal, and names of wide and combining characters.
world odd-names <<'END'
process chain=1 name=systemd command=/sbin/init start=10
process chain=20 ppid=1 name=\e[2J command=evil\0\e[2J\e[1;1H\e]0;title\x07end start=20
process chain=21 ppid=1 name=wide command=日本語の名前\0--オプション start=21
process chain=22 ppid=1 name=combine command=e\xcc\x81e\xcc\x81\s|\sz\xcc\xb5 start=22
process chain=23 ppid=1 name=bad command=\xff\xfe\xc3\x28\0\xe2\x80\xae\0rtl start=23
process chain=24 ppid=1 name=\e[31mname start=24
process chain=4194304>1 ppid=1 ns=4026532254 name=big command=big start=26
self pid=1
END
show 72x14 -o PID,NAME,COMMAND,NSPID
shown 'hostile names are escaped, wide ones aligned' <<'END'
 7 processes, 0 running, 0 zombies
     PID NAME         COMMAND                          NSPID
       1 systemd      /sbin/init                           1
      20 \x1b[2J      evil \x1b[2J\x1b[1;1H\x1b]0;tit…    20
      21 wide         日本語の名前 --オプション           21
      22 combine      éé | z̵                              22
      23 bad          \xff\xfe\xc3( \xe2\x80\xae rtl      23
      24 \x1b[31mname [\x1b[31mname]                      24
 4194304 big          big                                  1



F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNames
END

press Right
shown 'moved to the left' <<'END'
 7 processes, 0 running, 0 zombies
 NAME         COMMAND                          NSPID
 systemd      /sbin/init                           1
 \x1b[2J      evil \x1b[2J\x1b[1;1H\x1b]0;tit…    20
 wide         日本語の名前 --オプション           21
 combine      éé | z̵                              22
 bad          \xff\xfe\xc3( \xe2\x80\xae rtl      23
 \x1b[31mname [\x1b[31mname]                      24
 big          big                                  1



F1Help  F2ColumnsF3SearchF4FilterF5Tree  F6Sort  F9SignalF10Quit  nNames
END

# Colours: as many as the terminal has, or none.

# colors WHAT EXPECTED: the kinds of colours on the screen.
colors() {
	local kinds

	kinds=$(mux capture-pane -e -p | grep -oE '38;5;|48;5;|[[;](3|4|9|10)[0-7][;m]' |
		sed -E 's/^[34]8;5;$/256/; s/^[[;](3|4|9|10)[0-7][;m]$/8/' | sort -u | xargs)
	equal "$1" "$2" "$kinds"
}

# has_sgr WHAT PATTERN: a sequence like this is on the screen.
has_sgr() {
	if mux capture-pane -e -p | grep -q "$2"; then
		pass "$1"
	else
		fail "$1" "a sequence like $2" "$(mux capture-pane -e -p | cat -v | head -n 8)"
	fi
}

world usual
# Whether tmux says 256 or 8 for one of the first 8 is its own affair: what counts is that others are there.
show 80x24
has_sgr 'a terminal of 256 colours' '38;5;[0-9][0-9]'
terminal 80x24 TERM=screen
start --proc "$proc"
colors 'a terminal of 8 colours' 8
terminal 80x24 NO_COLOR=1
start --proc "$proc"
colors 'NO_COLOR' ''
terminal 80x24 TERM=vt100
start --proc "$proc"
colors 'a terminal without colours' ''
show 80x24 --color never
colors '--color never' ''
has_sgr 'without colours the cursor is reversed' '\[7m'

finish
