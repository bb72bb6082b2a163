#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the README's picture of nspid top: runs it in a real terminal on a scene of real processes, and
# draws what is to be seen. Not a test.
#
#	NSPID=./nspid tests/live-picture.sh >man/top.svg
#
# Needs root, tmux, perl, and a cgroup hierarchy in which directories can be made (v2, or name=systemd).

set -u
export LC_ALL=C.UTF-8

nspid=$(realpath -e -- "${NSPID:-./nspid}") || exit 1
here=$(dirname -- "$(realpath -- "$0")")
tmp=$(mktemp -d) || exit 1
socket=$tmp/terminal

groups=$(awk '$3 == "cgroup2" { print $2; exit } $3 == "cgroup" && $4 ~ /name=systemd/ { print $2; exit }' /proc/mounts)
web=5f0c51fb3a0a4d0f9a6c1d2e7b8890aa1122334455667788990011223344aabb
db=c0ffee0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6

made=
[ -d "$groups/docker" ] || made=1

clean() {
	tmux -S "$socket" kill-server 2>/dev/null
	for id in "$web" "$db"; do
		for _ in 1 2 3 4 5 6 7 8 9 10; do
			rmdir "$groups/docker/$id" 2>/dev/null && break
			sleep 0.2
		done
	done
	[ -z "$made" ] || rmdir "$groups/docker" 2>/dev/null
	rm -rf -- "$tmp"
}
trap clean EXIT

# What an engine leaves behind: names by id, and users.
mkdir -p "$tmp/root/etc" "$tmp/bin" "$groups/docker/$web" "$groups/docker/$db"
for container in "$web:/web" "$db:/db"; do
	folder=$tmp/root/var/lib/docker/containers/${container%%:*}
	mkdir -p "$folder"
	printf '{"ID":"%s","Name":"%s","Config":{"Image":"demo"}}\n' "${container%%:*}" "${container#*:}" \
		>"$folder/config.v2.json"
done
printf '%s\n' 'root:x:0:0::/root:/bin/sh' 'www-data:x:33:33::/:/bin/false' 'postgres:x:999:999::/:/bin/false' \
	'ann:x:1000:1000::/home/ann:/bin/sh' >"$tmp/root/etc/passwd"

ln -s "$nspid" "$tmp/bin/nspid"

# The scene: an init, some services, and two containers, one of which has a zombie and one a sandbox.
cat >"$tmp/scene.pl" <<'END'
use strict;
use POSIX qw(setuid pause _exit WNOHANG);
my ($groups, $web, $db, @view) = @ARGV;
my $call = $^O eq 'linux' ? 272 : 0; # unshare(2) on x86-64

# run NAME, UID, share of a CPU, what it does first: a process that goes on for ever.
sub run {
	my ($name, $uid, $busy, $first) = @_;
	my $pid = fork;
	return $pid if $pid;
	$0 = $name;
	$first->() if $first;
	setuid($uid) if $uid;
	$0 = $name;
	for (;;) {
		my $start = times;
		1 while times - $start < $busy * 0.1;
		select undef, undef, undef, 0.1 * (1 - $busy);
	}
}

sub memory { my $size = shift; our $kept = 'x' x ($size << 20); }

# container SHIM, ID, INIT, UID, CHILDREN: an init in a new PID namespace and a cgroup of its own.
sub container {
	my ($shim, $id, $init, $uid, $children) = @_;
	run($shim, 0, 0, sub {
		syscall($call, 0x20000000) == 0 or die "unshare: $!";
		run($init, $uid, 0, sub {
			if ($id) {
				open my $file, '>', "$groups/docker/$id/cgroup.procs" or die "$id: $!";
				print $file 0;
			}
			$children->();
		});
	});
}

if ($$ == 1) {
	$0 = '/sbin/init';
	run('/usr/sbin/cron -f', 0, 0);
	run('/usr/sbin/sshd -D', 0, 0, sub { run('sshd: ann', 1000, 0) });
	run('/usr/bin/dockerd', 0, 0.02, sub { memory(60) });
	container('/usr/bin/containerd-shim -id web', $web, 'nginx: master process', 0, sub {
		run('nginx: worker process', 33, 0.35, sub { memory(12) });
		run('nginx: worker process', 33, 0.12, sub { memory(9) });
		run('php-fpm: pool www', 33, 0.22, sub { memory(31) });
		fork or do { $0 = 'logrotate'; _exit(0) };
	});
	container('/usr/bin/containerd-shim -id db', $db, 'postgres', 999, sub {
		memory(48);
		run('postgres: checkpointer', 999, 0.01);
		run('postgres: app shop [local] SELECT', 999, 0.55, sub { memory(22) });
		container('runner --isolate', '', 'sandbox', 1000, sub { run('job --nightly', 1000, 0.08) });
	});
	my $top = fork;
	exec @view if !$top;
	waitpid $top, 0;
	exit 0;
}
END

tmux -S "$socket" -f /dev/null new-session -d -x 104 -y 30 \
	"unshare --pid --fork --mount --uts --mount-proc sh -c 'hostname shop; echo 2400 >/proc/sys/kernel/ns_last_pid; exec env PATH=$tmp/bin:$PATH TERM=tmux-256color NSPID_STATE_ROOT=$tmp/root XDG_CONFIG_HOME=$tmp perl $tmp/scene.pl $groups $web $db nspid top 2>$tmp/errors'" \
	';' set-option -g status off || exit 1
sleep 3
tmux -S "$socket" send-keys t
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
	tmux -S "$socket" send-keys Down
done
sleep 3
tmux -S "$socket" capture-pane -N -e -p >"$tmp/screen"
cat -- "$tmp/errors" >&2
LC_ALL=C awk -v title='nspid top' -f "$here/live-render.awk" "$tmp/screen"
