#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs the benchmark on the programs of this build.
#
# $NSPID is the program (default ./nspid), $builddir the build tree (default .); arguments, and the
# words of $BENCH_ARGS, go to measure: --quick, --part sizes, --rounds 5, ... (see README.md).
set -u

builddir=${builddir:-.}
helpers=$builddir/tests/bench
nspid=${NSPID:-$builddir/nspid}

for helper in load floor measure; do
	if [ ! -x "$helpers/$helper" ]; then
		echo "bench: $helpers/$helper is missing: run make bench" >&2
		exit 1
	fi
done
if [ "$(id -u)" -ne 0 ]; then
	echo "bench: needs root, to make PID namespaces and to read those of others" >&2
	exit 1
fi

# shellcheck disable=SC2086 # BENCH_ARGS holds words
exec "$helpers/measure" --nspid "$nspid" --helpers "$helpers" ${BENCH_ARGS:-} "$@"
