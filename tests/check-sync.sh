#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One vocabulary everywhere: what `nspid --help` knows is in the manual page and in the
# completions, and nothing there is stale. Also how help and usage errors are given.
#
# Each comparison prints what differs. It is tried on a spoiled copy first, so that a comparison
# which finds nothing has shown that it could.

. "${srcdir:-.}/tests/lib.sh"

sources=$(realpath "${srcdir:-.}/src")
page=$(realpath "${srcdir:-.}/man/nspid.1")
completions=$(realpath "${srcdir:-.}/completions")

sorted()
{
	LC_ALL=C sort -u
}

# Prints what only one of two sorted lists has; $1 and $3 say whose they are.
differences()
{
	LC_ALL=C comm -23 <(echo "$2") <(echo "$4") | sed -n "s/^..*$/  only in $1: &/p"
	LC_ALL=C comm -13 <(echo "$2") <(echo "$4") | sed -n "s/^..*$/  only in $3: &/p"
}

# -- What the program says ----------------------------------------------------------------------

# Names of the commands.
program_commands()
{
	"$NSPID" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# Options of command $1, or of the program itself: `-o=` and `--output=` with an argument.
program_options()
{
	"$NSPID" ${1:+"$1"} --help | sed -n '/^Options:/,/^$/p' | awk '
		match($0, /^  (-[A-Za-z], |    )--[a-z-]+( [^ ]+)?  /) {
			words = substr($0, 1, RLENGTH)
			count = split(words, word, /[ ,]+/)
			argument = word[count - 1] ~ /^-/ ? "" : "="
			for (i = 1; i <= count; i++)
				if (word[i] ~ /^-/)
					print word[i] argument
		}' | sorted
}

# Columns of "processes" or "namespaces".
program_columns()
{
	"$NSPID" --columns | sed -n "/^Columns of $1/,/^$/s/^  \([A-Z]*\) .*/\1/p" | sorted
}

# Default columns of command $1, as they stand.
program_defaults()
{
	"$NSPID" "$1" --help | sed -n 's/^Default columns: //p'
}

program_statuses()
{
	"$NSPID" --help | sed -n '/^Exit status:/,$p' | grep -oE '\<[0-9] [a-z]+' | cut -c 1 | sorted
}

# Engines that containers may be named by: those of the sources, for no command lists them.
source_engines()
{
	grep -rhoE '(\.name|->label) = "[a-z-]+"' "$sources/collect/runtime" |
		sed 's/.*"\(.*\)"/\1/' | sorted
}

# Keys of the live view and what they do: "Up, Ctrl-P: move up".
program_keys()
{
	"$NSPID" top --keys | sed 's/\t/: /' | sorted
}

# -- What the manual page $page says ------------------------------------------------------------

# Lines of section $1, or of its subsection $2.
page_section()
{
	awk -v section="$1" -v subsection="${2:-}" '
		/^\.Sh / { in_section = substr($0, 5) == section; in_subsection = 0; next }
		/^\.Ss / { in_subsection = substr($0, 5) == subsection; next }
		in_section && (subsection == "" || in_subsection)' "$page"
}

# Options that the items in lines on standard input describe.
page_options()
{
	awk '/^\.It Fl / {
		argument = $0 ~ / Ar / || $0 ~ / Oo / ? "=" : ""
		for (i = 2; i < NF; i++)
			if ($i == "Fl")
				print "-" $(i + 1) argument
	}' | sorted
}

page_columns()
{
	page_section COLUMNS "Columns of $1" | sed -n 's/^\.It Cm \([A-Z]*\)$/\1/p' | sorted
}

page_defaults()
{
	page_section COMMANDS "$1" | sed -n '/^Default columns:$/{n;s/^\.Cm //;s/[ .]//g;p;}'
}

page_engines()
{
	page_section 'NAMES OF CONTAINERS' | sed -n 's/^\.It \([a-z-]*\) Ta.*/\1/p' | sorted
}

# The page begins each sentence with a capital and ends it with a full stop.
page_keys()
{
	page_section 'LIVE VIEW' |
		sed -n '/^\.It Ic /{N;s/^\.It Ic //;s/ , /, /g;s/\n\(.\)/: \l\1/;s/\.$//;s/\\&//g;s/\\e/\\/g;p;}' |
		sorted
}

compare_page()
{
	local command own shared all=''

	differences --help "$(program_commands | sorted)" "${page##*/} COMMANDS" \
		"$(grep -A 999 '^\.Sh COMMANDS' "$page" | sed '/^\.Sh OPTIONS/,$d' | sed -n 's/^\.Ss //p' | sorted)"
	shared=$(page_section OPTIONS | page_options)
	for command in $(program_commands); do
		own=$(page_section COMMANDS "$command" | page_options)
		all+=$(program_options "$command")$'\n'
		differences "$command --help" "$(program_options "$command")" "$command in ${page##*/}" \
			"$(LC_ALL=C comm -12 <(sorted <<<"$own"$'\n'"$shared") \
				<(sorted <<<"$own"$'\n'"$(program_options "$command")") | sed '/^$/d')"
		differences "default columns of $command" "$(program_defaults "$command")" \
			"${page##*/}, $command" "$(page_defaults "$command")"
	done
	differences 'all --help' "$(LC_ALL=C comm -12 <(echo "$shared") <(sorted <<<"$all"))" \
		"${page##*/} OPTIONS" "$shared"
	differences 'nspid --help' "$(program_options '' | LC_ALL=C comm -12 - <(echo "$shared"))" \
		"nspid --help" "$(program_options '')"
	for kind in processes namespaces; do
		differences "--columns, $kind" "$(program_columns $kind)" "${page##*/}" "$(page_columns $kind)"
	done
	differences engines "$(source_engines)" "${page##*/}" "$(page_engines)"
	differences keys "$(program_keys)" "${page##*/}" "$(page_keys)"
	differences 'Exit status in --help' "$(program_statuses)" "${page##*/}" \
		"$(page_section 'EXIT STATUS' | sed -n 's/^\.It \([0-9]\)$/\1/p' | sorted)"
	differences commands "$(program_commands | sorted)" "${page##*/} EXIT STATUS" \
		"$(page_section 'EXIT STATUS' | sed -n 's/^\.It Cm \([a-z]*\) Ta.*/\1/p' | sorted)"
}

# -- What the completions in $completions say ---------------------------------------------------

# Runs the words $2... in shell `bash`, `zsh` or `fish` with its completion loaded.
with_bash()
{
	# shellcheck disable=SC2016 # for the inner shell
	bash --norc -c 'source "$1/nspid.bash"; shift; compopt() { :; }; '"$1" bash "$completions" "${@:2}"
}

with_zsh()
{
	# What the completion system would be given is printed instead.
	# shellcheck disable=SC2016 # for the inner shell
	zsh -f -c '
		_arguments() { print -l -- "$@"; return 0; }
		_describe() { print -l -- ${(P)@[-1]}; }
		_wanted() { print -l -- $columns; }
		compset() { return 1; }
		words=(nspid) CURRENT=2
		source "$1/_nspid" >/dev/null
		shift
		'"$1" zsh "$completions" "${@:2}"
}

with_fish()
{
	local words=$1

	shift
	# shellcheck disable=SC2016 # for the inner shell
	HOME=$tmp fish --no-config -c 'source $argv[1]/nspid.fish; set -e argv[1]; '"$words" "$completions" "$@"
}

bash_commands()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_bash 'printf "%s\n" $_nspid_commands' | sorted
}

# With `=` for those that take an argument.
bash_options()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_bash '
		_nspid_command=$1 _nspid_words= _nspid_program=true _nspid_proc=()
		for option in $(_nspid_options "$1"); do
			if _nspid_offer_argument "$option" "" 2>/dev/null; then
				printf "%s=\n" "$option"
			else
				printf "%s\n" "$option"
			fi
		done' "$1" | sorted
}

bash_engines()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_bash 'printf "%s\n" $_nspid_engines' | sorted
}

bash_columns()
{
	local kind=process

	[[ $1 == processes ]] || kind=namespace
	with_bash "printf '%s\n' \$_nspid_${kind}_columns" | sorted
}

zsh_commands()
{
	with_zsh '_nspid_commands' | sed 's/:.*//' | sorted
}

zsh_options()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_zsh 'if [[ -n $1 ]]; then _nspid_command=$1; _nspid_arguments; else state=; _nspid; fi' "$1" |
		sed -nE 's/^(\([^)]*\))?(-[-a-zA-Z]+)\[.*\](:?).*/\2\3/p' | tr : = | sorted
}

zsh_engines()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_zsh '_wanted() { shift 5; print -l -- "$@"; }; _nspid_engines' | sorted
}

zsh_columns()
{
	local command=table

	[[ $1 == processes ]] || command=list
	# shellcheck disable=SC2016 # for the inner shell
	with_zsh '_nspid_command=$1; _nspid_columns' "$command" | sorted
}

fish_commands()
{
	with_fish 'complete -C "nspid "' | cut -f 1 | sorted
}

# Fish does not tell which of them take an argument.
fish_options()
{
	# shellcheck disable=SC2016 # for the inner shell
	with_fish 'complete -C "nspid $argv[1] -"' "$1" | cut -f 1 | sorted
}

fish_engines()
{
	with_fish 'complete -C "nspid list --engine "' | cut -f 1 | sorted
}

fish_columns()
{
	local kind=process

	[[ $1 == processes ]] || kind=namespace
	with_fish "printf '%s\n' \$__nspid_${kind}_columns" | sorted
}

# $1: the shell; its completion may not be able to tell which options take an argument.
compare_completion()
{
	local shell=$1 command kind filter=cat

	[[ $shell != fish ]] || filter='tr -d ='
	differences --help "$(program_commands | sorted)" "completion of $shell" "$("${shell}_commands")"
	for command in '' $(program_commands); do
		differences "nspid $command --help" "$(program_options "$command" | $filter | sorted)" \
			"completion of $shell" "$("${shell}_options" "$command")"
	done
	differences engines "$(source_engines)" "completion of $shell" "$("${shell}_engines")"
	for kind in processes namespaces; do
		differences "--columns, $kind" "$(program_columns $kind)" "completion of $shell" \
			"$("${shell}_columns" $kind)"
	done
}

# -- Trying the comparisons, then using them ----------------------------------------------------

# Demands that comparison $1 finds $2 where the file ${!3} (a variable's name) is spoiled by the
# sed script $4.
demand_found()
{
	local original=${!3} found

	mkdir -p "$tmp/spoiled"
	if [[ -d $original ]]; then
		cp "$original"/* "$tmp/spoiled"
		printf -v "$3" %s "$tmp/spoiled"
		sed -i "$4" "$tmp/spoiled"/*nspid*
	else
		sed "$4" "$original" >"$tmp/spoiled/page"
		printf -v "$3" %s "$tmp/spoiled/page"
	fi
	found=$($1)
	printf -v "$3" %s "$original"
	if [[ $found == *"$2"* ]]; then
		pass "$1 finds '$2' after $4"
	else
		fail "$1 finds what was spoiled by $4" "$2" "$found"
	fi
}

check_page()
{
	demand_found compare_page 'list --help: --held' page '/^\.It Fl -held/d'
	demand_found compare_page 'list in page: --hold' page 's/^\.It Fl -held/.It Fl -hold\n&/'
	demand_found compare_page 'list in page: --held=' page 's/^\.It Fl -held/& Ar X/'
	demand_found compare_page 'page OPTIONS: --colour=' page 's/^\.It Fl -color.*/.It Fl -colour Ar WHEN\n&/'
	demand_found compare_page 'tree --help: --color=' page '/^\.It Fl -color/d'
	demand_found compare_page 'processes: RSS' page '/^\.It Cm RSS/d'
	demand_found compare_page 'page: RESIDENT' page 's/^\.It Cm RSS/.It Cm RESIDENT\n&/'
	demand_found compare_page 'page: 5' page 's/^\.It 4$/.It 5\n&/'
	demand_found compare_page 'engines: podman' page '/^\.It podman/d'
	demand_found compare_page 'page: rkt' page 's/^\.It podman/.It rkt Ta X\n&/'
	demand_found compare_page 'keys: q, F10: quit' page '/^\.It Ic q /d'
	demand_found compare_page 'page: x: quit' page 's/^\.It Ic q /.It Ic x\nQuit.\n&/'
	demand_found compare_page 'page: q, F10: quite' page 's/^Quit\.$/Quite./'
	demand_found compare_page '--help: map' page 's/^\.Ss map$/.Ss mop/'
	demand_found compare_page 'commands: map' page '/^\.It Cm map Ta/d'
	equal 'the manual page is in step' '' "$(compare_page)"
}

# $1: the shell, $2 a sed script that renames the option --held there.
check_completion()
{
	demand_found "compare_completion $1" 'list --help: --held' completions "$2"
	demand_found "compare_completion $1" "completion of $1: --hold" completions "$2"
	demand_found "compare_completion $1" 'engines: podman' completions 's/\<podman\>/rkt/'
	demand_found "compare_completion $1" "completion of $1: rkt" completions 's/\<podman\>/rkt/'
	demand_found "compare_completion $1" 'processes: RSS' completions 's/\<RSS\>/RESIDENT/'
	demand_found "compare_completion $1" "completion of $1: RESIDENT" completions 's/\<RSS\>/RESIDENT/'
	equal "the completion of $1 is in step" '' "$(compare_completion "$1")"
}

# -- How help and errors are given --------------------------------------------------------------

# Runs nspid with the arguments: sets status, and fills $out and $err.
ask()
{
	"$NSPID" "$@" >"$out" 2>"$err" </dev/null
	status=$?
}

check_help()
{
	ask "$@" --help
	equal "nspid $* --help: status" 0 "$status"
	empty "nspid $* --help: standard error" "$err"
	equal "nspid $* --help: ends with a line feed" 1 "$(tail -c 1 "$out" | wc -l)"
	equal "nspid $* --help: at most 80 columns" '' "$(awk 'length($0) > 80' "$out")"
	mv "$out" "$tmp/help"
	ask "$@" -h
	same "nspid $* -h is --help" "$tmp/help" "$out"
}

# $1 what; an error of usage: two lines, the second of which is $2.
expect_usage_error()
{
	equal "$1: status" 2 "$status"
	empty "$1: standard output" "$out"
	equal "$1: two lines on standard error" 2 "$(wc -l <"$err")"
	equal "$1: last line" "$2" "$(tail -n 1 "$err")"
	equal "$1: says who" 'nspid: ' "$(head -c 7 "$err")"
}

# $1 what, $2 the word that the first line of the error ends with.
expect_suggestion()
{
	equal "$1: a suggestion" "did you mean '$2'?" "$(head -n 1 "$err" | grep -oE "did you mean '[a-z-]+'\?$")"
}

check_usage()
{
	local command option

	check_help
	for command in $(program_commands); do
		check_help "$command"
	done
	ask --no-such-option
	expect_usage_error 'nspid --no-such-option' "Try 'nspid --help'."
	ask
	expect_usage_error 'nspid' "Try 'nspid --help'."
	for command in $(program_commands); do
		ask "${command}x"
		expect_usage_error "nspid ${command}x" "Try 'nspid --help'."
		expect_suggestion "nspid ${command}x" "$command"
		for option in --no-such-option=1 -@; do
			ask "$command" $option
			expect_usage_error "nspid $command $option" "Try 'nspid $command --help'."
		done
		for option in $(program_options "$command" | grep '^--' | tr -d =); do
			ask "$command" "${option}x"
			expect_usage_error "nspid $command ${option}x" "Try 'nspid $command --help'."
			expect_suggestion "nspid $command ${option}x" "$option"
		done
		for option in $(program_options "$command" | grep '=$' | tr -d =); do
			ask "$command" "$option"
			expect_usage_error "nspid $command $option without its value" "Try 'nspid $command --help'."
		done
	done
}

check_version()
{
	ask --version
	equal 'nspid --version: status' 0 "$status"
	equal 'nspid --version: the name in front' 'nspid ' "$(head -c 6 "$out")"
	mv "$out" "$tmp/version"
	ask -V
	same 'nspid -V is --version' "$tmp/version" "$out"
}

check_usage
check_version
check_page
for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null; then
		[ "${NSPID_TESTS_MUST_RUN:-}" != 1 ] || fail "the completion of $shell" "$shell" 'it is not installed'
		continue
	fi
	case $shell in
	fish) check_completion fish 's/-l held/-l hold/' ;;
	*) check_completion $shell 's/--held/--hold/' ;;
	esac
done

finish
