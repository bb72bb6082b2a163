# SPDX-License-Identifier: GPL-2.0-or-later
#
# fish completion for nspid(1): commands, options, columns and what lives on the machine now.
# tests/check-sync.sh compares the lists with `nspid --help`, tests/completions.sh drives it.

set -g __nspid_process_columns PID NSPID CHAIN HOSTPID TGID PPID NSPPID NS NSINIT NSPARENT LEVEL \
    USERNS UID USER STATE THREADS NAME COMMAND CGROUP START ELAPSED CPU TIME RSS VSZ NICE TTY \
    CONTAINER ENGINE CID CNAME POD PODNS IMAGE UNIT ASKED TO

set -g __nspid_namespace_columns NS TYPE PARENT LEVEL NPROCS NTHREADS NZOMBIES INIT USERNS OWNER \
    CREATED CONTAINER ENGINE CID CNAME POD PODNS IMAGE COMMAND

# The words before the one being completed.
function __nspid_words
    commandline --tokenize --cut-at-cursor --current-process
end

# The command, or nothing where none is given yet.
function __nspid_command
    set -l words (__nspid_words)
    for word in $words[2..-1]
        if contains -- $word list map ps table top tree
            echo $word
            return
        end
    end
    return 1
end

function __nspid_needs_command
    not __nspid_command >/dev/null
end

# Whether the command is one of $argv.
function __nspid_in
    contains -- (__nspid_command; or echo none) $argv
end

# Asks the very program that is being completed, with the --proc of the command line.
function __nspid_ask
    set -l words (__nspid_words)
    set -l proc
    for i in (seq (count $words))
        switch $words[$i]
            case --proc
                set proc --proc $words[(math $i + 1)]
            case '--proc=*'
                set proc $words[$i]
        end
    end
    $words[1] $argv $proc --raw --noheadings --quiet 2>/dev/null
end

# $argv[1]: a column that names containers; one namespace may hold several.
function __nspid_containers
    __nspid_ask list -o $argv[1] | string split , | string match --invert --regex '^[-?]?$'
end

# Everything that names one target. PIDs are many: only for those who begin one.
function __nspid_targets
    printf '%s\n' host\t'view namespace'
    __nspid_ask list -o NS,COMMAND | string replace ' ' \t
    __nspid_containers CONTAINER
    __nspid_containers CNAME
    if string match --quiet --regex '^[0-9]' -- $argv[1]
        __nspid_ask table -o PID,NAME | string replace ' ' \t
    end
end

# The token being completed, without the "--option=" in front of it.
function __nspid_token
    commandline --current-token | string replace --regex '^--?[^=@]*=' ''
end

function __nspid_complete_target
    set -l token (__nspid_token)
    if string match --quiet -- '-*' $token
        return
    else if string match --quiet '*/*' -- $token; and not string match --quiet 'k8s:*' -- $token
        __fish_complete_path $token
    else if string match --quiet '*@*' -- $token
        set -l parts (string split --max 1 @ -- $token)
        __nspid_targets $parts[2] | string replace --regex '^' "$parts[1]@"
    else
        if __nspid_in map; and test -z "$token"
            echo -\t'PIDs from standard input'
            __nspid_ask table -o PID,NAME | string replace ' ' \t
        else
            __nspid_targets $token
        end
    end
end

# A list of columns, "RSS,NS" or "+RSS"; for --sort "-RSS".
function __nspid_complete_columns
    set -l token (__nspid_token)
    set -l before (string match --regex '^(?:.*,|[+-])' -- $token; or echo '')
    set -l columns $__nspid_process_columns
    if __nspid_in list; or string match --quiet --regex -- '^(-N|--namespaces)$' (__nspid_words)
        set columns $__nspid_namespace_columns
    end
    printf '%s\n' $before$columns
end

complete -c nspid -f
complete -c nspid -s h -l help -d 'Print help'
complete -c nspid -s V -l version -d 'Print the version'
complete -c nspid -l columns -d 'List columns'

complete -c nspid -n __nspid_needs_command -a list -d 'One line a namespace'
complete -c nspid -n __nspid_needs_command -a map -d 'One PID, every name'
complete -c nspid -n __nspid_needs_command -a ps -d 'Processes as a namespace sees them'
complete -c nspid -n __nspid_needs_command -a table -d 'One line a process'
complete -c nspid -n __nspid_needs_command -a top -d 'The live view'
complete -c nspid -n __nspid_needs_command -a tree -d 'Processes as a tree'

complete -c nspid -n 'not __nspid_needs_command' -a '(__nspid_complete_target)'

set -l all '__nspid_in list map ps table top tree'
complete -c nspid -n $all -s o -l output -x -a '(__nspid_complete_columns)' -d 'Show these columns'
complete -c nspid -n $all -l sort -x -a '(__nspid_complete_columns)' -d 'Sort by this column'
complete -c nspid -n $all -s J -l json -d 'Print JSON'
complete -c nspid -n $all -s r -l raw \
    -d 'Plain numbers, one space between columns'
complete -c nspid -n '__nspid_in list map ps table tree' -s n -l noheadings -d 'No headings'
complete -c nspid -n '__nspid_in top' -l noheadings -d 'No headings'
complete -c nspid -n $all -s w -l wide -d 'Do not cut lines'
complete -c nspid -n $all -l ascii -d 'ASCII characters only'
complete -c nspid -n $all -l color -x -a 'always auto never' -d 'When to use colours'
complete -c nspid -n $all -s q -l quiet -d 'Less output'
complete -c nspid -n $all -l verbose -d 'Say what was noticed on the way'
complete -c nspid -n $all -l proc -x -a '(__fish_complete_directories)' -d 'Read this procfs'

set -l filtered '__nspid_in list table tree'
complete -c nspid -n $filtered -l ns -x -a '(__nspid_complete_target)' -d 'Only in this namespace'
complete -c nspid -n $filtered -l user -x -a '(__fish_complete_users)' -d 'Only of this user'
complete -c nspid -n $filtered -l state -x -a 'D I R S T X Z l t' -d 'Only in these states'
complete -c nspid -n $filtered -l name -x -d 'Only with a name that matches'
complete -c nspid -n $filtered -l level -x -d 'Only on this level'
complete -c nspid -n $filtered -l min-level -x -d 'Only on this level or deeper'
complete -c nspid -n $filtered -l container -x -a '(__nspid_containers CONTAINER)' \
    -d 'Only in this container'
complete -c nspid -n $filtered -l engine -x \
    -a 'containerd cri-o crun docker incus lxc lxd nspawn podman runc sandbox' \
    -d 'Only of this engine'
complete -c nspid -n $filtered -l pod -x -a '(__nspid_containers POD)' -d 'Only of this pod'

complete -c nspid -n '__nspid_in map ps table top tree' -s T -l threads -d 'Threads too'

complete -c nspid -n '__nspid_in tree' -s N -l namespaces -d 'The namespaces alone'
complete -c nspid -n '__nspid_in tree' -s a -l arguments -d 'Command lines, not names'
complete -c nspid -n '__nspid_in tree' -s f -l fold -d 'Fold identical siblings'
complete -c nspid -n '__nspid_in tree' -s k -l kernel -d 'Do not fold kernel threads'

complete -c nspid -n '__nspid_in list' -l held -d 'Namespaces held by a descriptor, too'

complete -c nspid -n '__nspid_in map' -l to -x -a '(__nspid_complete_target)' \
    -d 'Numbers as this namespace knows them'
complete -c nspid -n '__nspid_in map' -l one -d 'Demand one answer'

complete -c nspid -n '__nspid_in top' -s d -l delay -x -d 'Seconds between refreshes'
complete -c nspid -n '__nspid_in top' -s b -l batch -d 'Print plain frames'
complete -c nspid -n '__nspid_in top' -s n -l count -x -d 'End after so many frames'
complete -c nspid -n '__nspid_in top' -l keys -d 'List the keys'
