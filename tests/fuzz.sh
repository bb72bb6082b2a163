#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every fuzz target with every sample of its corpus.

# shellcheck source=tests/lib.sh
. "${srcdir:-.}/tests/lib.sh" || exit 1

for target in "$helpers"/fuzz/fuzz_*; do
	name=${target##*/fuzz_}
	case $name in
	*.*) continue ;;
	esac
	[ -x "$target" ] || continue
	if "$target" "${srcdir:-.}/tests/fuzz/corpus/$name" >"$out" 2>"$err"; then
		pass "$name: $(cat "$out")"
	else
		fail "$name" 'no broken promise in any sample' "$(head -c 1000 "$err" | cat -v)"
	fi
done

finish
