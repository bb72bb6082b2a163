# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2154 # $tmp is that of tests/lib.sh
# bubblewrap: a PID namespace, but neither a cgroup nor state of its own.

BWRAP=          # PID of the outer bwrap that bwrap_start started last
BWRAP_INIT=     # what bwrap says of its child: PID 1 of the sandbox

# bwrap_start OPTION... -- COMMAND...
bwrap_start() {
	: >"$tmp/bwrap.info"
	bwrap --unshare-pid --die-with-parent --ro-bind / / --proc /proc --dev /dev --info-fd 7 \
		"$@" 7>"$tmp/bwrap.info" </dev/null >/dev/null 2>&1 &
	BWRAP=$!
	# --die-with-parent: the sandbox goes with it.
	undo e_kill "$BWRAP"
	e_wait 10 "bwrap's report" jq -e '.["child-pid"]' "$tmp/bwrap.info"
	# shellcheck disable=SC2034 # for the tests
	BWRAP_INIT=$(jq '.["child-pid"]' "$tmp/bwrap.info")
}
