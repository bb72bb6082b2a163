# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# LXC from a configuration file, so that nothing is left in /var/lib/lxc.

# lxc_start NAME ROOT. lxc.init.cmd is split at blanks by rules of its own: a script in the
# root is the only safe way to say more than one word.
lxc_start() {
	cat >"$tmp/$1.lxc" <<CONF
lxc.rootfs.path = dir:$2
lxc.net.0.type = empty
lxc.init.cmd = $E_WORK
lxc.mount.auto = proc:mixed
lxc.uts.name = $1
CONF
	undo lxc-stop -k -n "$1"
	lxc-start -n "$1" -f "$tmp/$1.lxc" -o "$tmp/lxc.log" -l INFO || e_die "lxc-start $1"
	lxc-wait -n "$1" -s RUNNING -t 20 || e_die "lxc-start $1 said yes, but it does not run"
}

lxc_init() {
	lxc-info -n "$1" -pH
}

# LXC counts no processes itself; its payload cgroup is what it would count by.
lxc_pids() {
	e_cgroup_pids "/lxc.payload.$1"
}

lxc_inner_pids() {
	lxc-attach -n "$1" -- /bin/ps -o pid,comm | awk 'NR > 1 && $2 != "ps" { print $1 }'
}
