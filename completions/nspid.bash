# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# bash completion for nspid(1): commands, options, columns and what lives on the machine now.
# tests/check-sync.sh compares the lists with `nspid --help`, tests/completions.sh drives it.

_nspid_commands='list map ps table top tree'

_nspid_process_columns='PID NSPID CHAIN HOSTPID TGID PPID NSPPID NS NSINIT NSPARENT LEVEL USERNS
	UID USER STATE THREADS NAME COMMAND CGROUP START ELAPSED CPU TIME RSS VSZ NICE TTY CONTAINER
	ENGINE CID CNAME POD PODNS IMAGE UNIT ASKED TO'

_nspid_namespace_columns='NS TYPE PARENT LEVEL NPROCS NTHREADS NZOMBIES INIT USERNS OWNER
	CREATED CONTAINER ENGINE CID CNAME POD PODNS IMAGE COMMAND'

_nspid_engines='containerd cri-o crun docker incus lxc lxd nspawn podman runc sandbox'

# Prints the options of command $1, or those of nspid itself.
_nspid_options()
{
	local output='--output -o --json -J --noheadings --raw -r --wide -w --ascii --color --quiet -q --verbose
		--threads -T --proc --sort'
	local filters='--ns --user --state --name --level --min-level --container --engine --pod'
	local help='--columns --help -h --version -V'

	case $1 in
	tree) echo "--namespaces -N --arguments -a --fold -f --kernel -k -n $filters $output $help" ;;
	table) echo "-n $filters $output $help" ;;
	list) echo "--held -n $filters ${output/--threads -T/} $help" ;;
	ps) echo "-n $output $help" ;;
	map) echo "--to --one -n $output $help" ;;
	top) echo "--delay -d --batch -b --count -n --keys $output $help" ;;
	*) echo "$help" ;;
	esac
}

# Asks the very program that is being completed, with the --proc of the command line.
_nspid_ask()
{
	"$_nspid_program" "$@" "${_nspid_proc[@]}" --raw --noheadings --quiet 2>/dev/null
}

_nspid_namespaces()
{
	_nspid_ask list -o NS
}

# $1: a column that names containers; one namespace may hold several.
_nspid_containers()
{
	_nspid_ask list -o "$1" | tr ',' '\n' | grep -v -x -e '-' -e '?' -e '' | sort -u
}

_nspid_pids()
{
	_nspid_ask table -o PID
}

# Everything that names one target and starts with $1. PIDs are many: only for those who begin one.
_nspid_targets()
{
	echo host
	_nspid_namespaces
	_nspid_containers CONTAINER
	_nspid_containers CNAME
	if [[ $1 == [0-9]* ]]; then
		_nspid_pids
	fi
}

# Offers those of the words $2 that start with $1, $3 in front of each.
_nspid_offer()
{
	local word

	while read -r word; do
		if [[ $word == "$1"* ]]; then
			COMPREPLY+=("$3$word")
		fi
	done < <(tr -s ' \t' '\n' <<<"$2")
}

# A list of columns, of which $1 is the beginning: "RSS,NS", "+RSS".
_nspid_offer_columns()
{
	local last=${1##*,} before=${1%"${1##*,}"} columns=$_nspid_process_columns

	if [[ $_nspid_command == list || " $_nspid_words " == *\ @(-N|--namespaces)\ * ]]; then
		columns=$_nspid_namespace_columns
	fi
	if [[ -z $before && $last == [+-]* ]]; then
		before=${last:0:1}
		last=${last:1}
	fi
	_nspid_offer "${last^^}" "$columns" "$before"
	compopt -o nospace
}

_nspid_offer_target()
{
	if [[ $1 == */* && $1 != k8s:* ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$1")
		compopt -o filenames
	elif [[ $1 == *@* ]]; then
		_nspid_offer "${1#*@}" "$(_nspid_targets "${1#*@}")" "${1%%@*}@"
	elif [[ $_nspid_command == map && -z $1 ]]; then
		_nspid_offer '' "- $(_nspid_pids)" ''
	else
		_nspid_offer "$1" "$(_nspid_targets "$1")" ''
	fi
}

# Offers arguments of option $1 that start with $2; fails where it is none that takes any.
_nspid_offer_argument()
{
	case $1 in
	-o | --output | --sort) _nspid_offer_columns "$2" ;;
	--color) _nspid_offer "$2" 'always auto never' '' ;;
	--container) _nspid_offer "$2" "$(_nspid_containers CONTAINER)" '' ;;
	--engine) _nspid_offer "$2" "$_nspid_engines" '' ;;
	--ns | --to) _nspid_offer_target "$2" ;;
	--pod) _nspid_offer "$2" "$(_nspid_containers POD)" '' ;;
	--proc)
		mapfile -t COMPREPLY < <(compgen -d -- "$2")
		compopt -o filenames
		;;
	--state) _nspid_offer "$2" 'D I R S T X Z l t' '' ;;
	--user) mapfile -t COMPREPLY < <(compgen -u -- "$2") ;;
	--level | --min-level | --name) ;;
	-d | --delay | -n | --count) [[ $_nspid_command == top ]] ;;
	*) return 1 ;;
	esac
}

_nspid()
{
	local _nspid_program=$1 _nspid_command='' _nspid_words current previous i
	local -a words _nspid_proc=()
	local IFS=$' \t\n'

	# Not COMP_WORDS: those are split at `:`, `=` and `@` too, which stand inside targets.
	_nspid_words=${COMP_LINE:0:COMP_POINT}
	read -ra words <<<"$_nspid_words"
	COMPREPLY=()
	current=''
	if [[ $_nspid_words != *[[:space:]] ]]; then
		current=${words[-1]}
		unset 'words[-1]'
	fi
	previous=${words[-1]:-}
	for ((i = 1; i < ${#words[@]}; i++)); do
		case ${words[i]} in
		--proc) _nspid_proc=(--proc "${words[i + 1]:-/proc}") ;;
		--proc=*) _nspid_proc=("${words[i]}") ;;
		-*) ;;
		*) _nspid_command=${_nspid_command:-${words[i]}} ;;
		esac
	done

	if [[ $current == --*=* ]]; then
		_nspid_offer_argument "${current%%=*}" "${current#*=}"
		COMPREPLY=("${COMPREPLY[@]/#/${current%%=*}=}")
	elif _nspid_offer_argument "$previous" "$current"; then
		:
	elif [[ $current == -?* || ($current == - && $_nspid_command != map) ]]; then
		_nspid_offer "$current" "$(_nspid_options "$_nspid_command")" ''
	elif [[ -z $_nspid_command ]]; then
		_nspid_offer "$current" "$_nspid_commands" ''
	else
		_nspid_offer_target "$current"
	fi
	_nspid_strip "$current"
}

# Readline completes what stands behind the last word break: takes away what is in front of that.
# While it completes names of hosts, as it does unless bash-completion is there, an @ begins the word.
_nspid_strip()
{
	local rest=$1 i

	for ((i = ${#1} - 1; i >= 0; i--)); do
		if [[ $COMP_WORDBREAKS == *"${1:i:1}"* ]]; then
			rest=${1:0:i+1}
			if [[ ${1:i:1} == @ ]] && shopt -q hostcomplete; then
				rest=${1:0:i}
			fi
			COMPREPLY=("${COMPREPLY[@]#"$rest"}")
			return
		fi
	done
}

complete -F _nspid nspid
