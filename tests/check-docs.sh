#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual pages are free of what mandoc's lint warns about, and each is whole.

. "${srcdir:-.}/tests/lib.sh"
need mandoc

lint()
{
	mandoc -T lint -W warning "$@" 2>&1
}

printf '.Dd January 1, 2026\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd y\n.Sh SEE ALSO\n.Bl\n' |
	lint >"$out" && fail 'the lint finds a broken page' 'a warning' "$(cat "$out")"

for page in "${srcdir:-.}"/man/*.[1-8]; do
	name=$(basename "$page")
	equal "$name: mandoc has nothing to warn about" '' "$(lint "$page")"
	title=${name%.*}
	equal "$name: the title is that of the file" ".Dt ${title^^} ${name##*.}" "$(grep '^\.Dt' "$page")"
	equal "$name: no text beyond 80 columns" '' \
		"$(mandoc -T ascii -O width=80 "$page" | sed 's/.\x08//g' | awk 'length($0) > 80')"
done

finish
