# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the command-line tests share: worlds that mkproc builds, and golden output.
#
#	. "${srcdir:-.}/tests/cli.sh"
#	world usual                     # from tests/golden/usual.proc; $proc is its procfs
#	golden 0 tree -N <<'END'        # exit status, standard output, and nothing on standard error
#	...
#	END
#	said 3 'nspid: ...' table       # exit status and standard error
#	finish

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

need jq locale timeout
[ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null)" = UTF-8 ] || skip 'there is no locale C.UTF-8'
[ -x "$helpers/mkproc" ] || skip "$helpers/mkproc is not built"
export LC_ALL=C.UTF-8 TZ=UTC

# Names of users and containers come from below this folder, and not from the machine of the test.
export NSPID_STATE_ROOT=$tmp/root
mkdir -p "$NSPID_STATE_ROOT/etc"
cat >"$NSPID_STATE_ROOT/etc/passwd" <<'END'
root:x:0:0::/root:/bin/sh
www-data:x:33:33::/:/bin/false
ann:x:1000:1000::/home/ann:/bin/sh
END

proc=

# world NAME: from tests/golden/NAME.proc, or from standard input where there is no such file.
world() {
	local from="${srcdir:-.}/tests/golden/$1.proc"

	proc=$tmp/$1/proc
	[ -f "$from" ] || from=/dev/stdin
	mkdir -p "$tmp/$1"
	"$helpers/mkproc" "$proc" <"$from" || {
		printf 'FAIL: the world %s cannot be built\n' "$1"
		exit 1
	}
}

# nspid COMMAND ARGUMENT...: in this world. Output in $out, errors in $err. One that does not end is a
# failure: status 124.
nspid() {
	timeout 120 "$NSPID" "$1" --proc "$proc" "${@:2}" >"$out" 2>"$err"
}

# status WHAT EXPECTED GOT
status_is() {
	[ "$2" = "$3" ] || fail "$1: exit status" "$2" "$3; $(head -c 500 -- "$err" | cat -v)"
	[ "$2" = "$3" ]
}

# golden STATUS COMMAND ARGUMENT...: standard output is what stands on standard input; nothing else is
# said, unless the status is 3.
golden() {
	local want=$1

	shift
	cat >"$tmp/expected"
	nspid "$@"
	status_is "nspid $*" "$want" $? || return
	if [ "$want" != 3 ] && [ -s "$err" ]; then
		fail "nspid $*" 'nothing on standard error' "$(head -c 500 -- "$err" | cat -v)"
		return
	fi
	same "nspid $*" "$tmp/expected" "$out"
}

# said STATUS LINE COMMAND ARGUMENT...: LINE is all that is on standard error.
said() {
	local want=$1 line=$2

	shift 2
	nspid "$@"
	status_is "nspid $*" "$want" $? || return
	equal "nspid $*: what is said" "$line" "$(cat -- "$err")"
}

# query WHAT EXPECTED FILTER: what jq finds in the last output.
query() {
	equal "$1" "$2" "$(jq -r "$3" "$out" 2>&1)"
}
