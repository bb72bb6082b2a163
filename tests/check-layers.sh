#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guards the arrows of the source tree: command -> {live, view, collect} -> model -> base.
#
# Each rule is tried on a planted violation first, so that a rule which finds nothing has shown
# that it could.

. "${srcdir:-.}/tests/lib.sh"

source_dir=${srcdir:-.}/src

# The folders that a file of folder $1 may include from.
allowed_folders()
{
	case $1 in
	base) echo 'base' ;;
	model) echo 'model base' ;;
	collect) echo 'collect model base' ;;
	view) echo 'view model base' ;;
	live) echo 'live view model base' ;;
	command) echo 'command live view collect model base' ;;
	.) echo 'command live view collect model base' ;;
	*) echo '' ;;
	esac
}

# Prints the sources below $1, relative to it.
list_sources()
{
	(cd "$1" && find . -name '*.[ch]' | sed 's,^\./,,' | LC_ALL=C sort)
}

# Prints file $1 with comments blanked; lines keep their numbers.
without_comments()
{
	awk '{
		line = $0
		out = ""
		while (line != "") {
			if (inside) {
				end = index(line, "*/")
				if (!end)
					break
				line = substr(line, end + 2)
				inside = 0
			} else {
				start = index(line, "/*")
				if (!start) {
					out = out line
					break
				}
				out = out substr(line, 1, start - 1) " "
				line = substr(line, start + 2)
				inside = 1
			}
		}
		print out
	}' "$1"
}

# Prints "LINE TARGET" for each #include of file $1, with its quotes or brackets.
list_includes()
{
	without_comments "$1" |
		sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\([<"][^>"]*[>"]\).*/\1/;t found
			b
			:found
			=
			p' | paste -d ' ' - -
}

# Upward and sideways includes below $1.
find_bad_includes()
{
	local root=$1 file folder line target to

	list_sources "$root" | while read -r file; do
		folder=.
		[[ $file != */* ]] || folder=${file%%/*}
		list_includes "$root/$file" | while read -r line target; do
			[[ $target == \"*\" && $target != '"config.h"' ]] || continue
			target=${target//\"/}
			to=$folder
			[[ $target != */* ]] || to=${target%%/*}
			[[ $target == ../* || " $(allowed_folders "$folder") " != *" $to "* ]] || continue
			echo "$file:$line: $folder includes \"$target\""
		done
	done
}

# Prints the files below $1 that include a header matching $2 but do not match $3 themselves.
find_library_outside()
{
	local root=$1 file line target

	list_sources "$root" | while read -r file; do
		[[ ! $file =~ $3 ]] || continue
		list_includes "$root/$file" | while read -r line target; do
			if [[ $target =~ $2 ]]; then
				echo "$file:$line: includes $target"
			fi
		done
	done
}

find_curses_outside()
{
	find_library_outside "$1" '^<(n?curses[a-z]*/)?(n?curses|panel|term)\.h>$' '^live/(screen|dialog)[a-z-]*\.[ch]$'
}

find_libproc_outside()
{
	find_library_outside "$1" '^<libproc2/' '^collect/vitals\.c$'
}

find_smartcols_outside()
{
	find_library_outside "$1" '^<libsmartcols' '^view/'
}

# Lines of the files below $1 in folders matching $2 that match the extended expression $3.
find_text()
{
	local root=$1 file

	list_sources "$root" | while read -r file; do
		[[ $file =~ $2 ]] || continue
		without_comments "$root/$file" | grep -nE -- "$3" | sed "s,^,$file:,"
	done
}

# All input hangs off a root directory descriptor: only these folders know where it is.
find_proc_paths()
{
	find_text "$1" '^(base|model|collect|view|live)/' '"/proc'
}

# Core code neither ends the program nor prints errors; the commands say it once.
find_exits()
{
	find_text "$1" '^(base|model|collect|view|live|command)/' '(^|[^_[:alnum:]])(exit|err|errx|error)[[:space:]]*\('
}

find_messages()
{
	find_text "$1" '^(base|model|collect|view)/' '(^|[^_[:alnum:]])(perror|warnx?|assert_perror)[[:space:]]*\(|[^_[:alnum:]]stderr([^_[:alnum:]]|$)'
}

# The model is pure data and logic, base knows nothing of /proc.
find_model_io()
{
	find_text "$1" '^model/' '#[[:space:]]*include[[:space:]]*<(fcntl|dirent|unistd|stdio|sys/(ioctl|stat|socket)|jansson)\.h>'
}

rules='find_bad_includes find_curses_outside find_libproc_outside find_smartcols_outside
	find_proc_paths find_exits find_messages find_model_io'

# Prints what rule $1 finds in a tree with one file $2 that holds the line $3.
find_planted()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/$(dirname "$2")"
	printf '/* "no comment\n */\n%s\n' "$3" >"$tmp/tree/$2"
	$1 "$tmp/tree" | grep -oE '^[^:]*:[0-9]*:'
}

demand_found()
{
	equal "$1 finds '$3' in $2" "$2:3:" "$(find_planted "$@")"
}

demand_allowed()
{
	equal "$1 allows '$3' in $2" '' "$(find_planted "$@")"
}

demand_found find_bad_includes base/arena.c '#include "model/snapshot.h"'
demand_found find_bad_includes model/forest.c '#include "view/columns.h"'
demand_found find_bad_includes model/forest.c '# include "collect/collect.h"'
demand_found find_bad_includes collect/runtime/lxc.c '#include "view/cell.h"'
demand_found find_bad_includes collect/collect.c '#include "live/state.h"'
demand_found find_bad_includes view/tree.c '#include "collect/collect.h"'
demand_found find_bad_includes view/tree.c '#include "live/state.h"'
demand_found find_bad_includes live/state.c '#include "collect/collect.h"'
demand_found find_bad_includes live/state.c '#include "command/target.h"'
demand_found find_bad_includes model/forest.c '#include "../view/cell.h"'
demand_found find_bad_includes other/file.c '#include "base/arena.h"'
demand_found find_bad_includes main.c '#include "other/file.h"'
demand_found find_curses_outside live/state.c '#include <ncurses.h>'
demand_found find_curses_outside view/table.c '#include <curses.h>'
demand_found find_curses_outside live/keys.c '#include <ncursesw/curses.h>'
demand_found find_libproc_outside collect/procfs.c '#include <libproc2/pids.h>'
demand_found find_smartcols_outside command/list.c '#include <libsmartcols.h>'
demand_found find_smartcols_outside command/list.c '#include <libsmartcols/libsmartcols.h>'
demand_found find_proc_paths collect/procfs.c 'int fd = open("/proc/self/status", O_RDONLY);'
demand_found find_exits command/list.c '	exit(1);'
demand_found find_exits collect/procfs.c 'x ? exit (1) : 0;'
demand_found find_messages collect/procfs.c '	fprintf(stderr, "no");'
demand_found find_messages base/arena.c '	perror("no");'
demand_found find_model_io model/snapshot.c '#include <fcntl.h>'

demand_allowed find_bad_includes command/list.c '#include "view/table.h"'
demand_allowed find_bad_includes live/state.c '#include "view/columns.h"'
demand_allowed find_bad_includes collect/runtime/lxc.c '#include "collect/runtime/runtime.h"'
demand_allowed find_bad_includes view/table.c '#include "config.h"'
demand_allowed find_bad_includes view/table.c '/* #include "collect/collect.h" */'
demand_allowed find_curses_outside live/screen.c '#include <ncurses.h>'
demand_allowed find_libproc_outside collect/vitals.c '#include <libproc2/pids.h>'
demand_allowed find_smartcols_outside view/table.c '#include <libsmartcols/libsmartcols.h>'
demand_allowed find_proc_paths command/options.c 'const char *proc = "/proc";'
demand_allowed find_exits collect/procfs.c 'process->exiting = process_exit(stat);'
demand_allowed find_exits main.c 'exit(status);'

count=$(list_sources "$source_dir" | wc -l)
[[ $count -gt 10 ]] || fail 'there are sources to look at' 'more than 10' "$count"
for rule in $rules; do
	equal "$rule: nothing in $count files" '' "$($rule "$source_dir")"
done

finish
