#!/bin/sh
# needs.sh PLAYER CASE: what the player needs and what it is told: its command
# line, PATIENCE, the needs of a transcript, root's privilege.
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

# traced ARGUMENT...: strace of the player with t.md, and with $option if that
# is not empty. Its log is in "trace".
option=
traced() {
    ASAN_OPTIONS=detect_leaks=0
    export ASAN_OPTIONS
    strace -o trace true 2> /dev/null || skip 'no strace here, or it may not trace'
    said=$(strace -o trace "$@" "$player" ${option:+"$option"} t.md it 2>&1)
    status=$?
}
injected() {
    grep -q "$1(.*(INJECTED)" trace || complain "strace did not change $1"
}
# skipped REASON: as CTest and scripts/test want it.
skipped() {
    ends 77
    says_only <<END
it: skipped: $1
END
}

# needs NEED: t.md is a transcript that needs this.
needs() {
    printf '```console it %s\na$ echo one\na| one\n```\n' "$1" > t.md
}
# set_to NAME=VALUE...: plays it in a network of its own that is set so.
set_to() {
    on_linux
    for setting; do
        echo "echo ${setting#*=} > /proc/sys/net/ipv4/${setting%=*} &&"
    done > setup
    echo "exec '$player' t.md it" >> setup
    unshare -rn true 2> /dev/null || skip 'no network of its own may be had here'
    run unshare -rn sh setup
}

case $case in
command_line)
    written <<'END'
a$ true
END
    usage='usage: player [--bin FOLDER]... [--stage] FILE NAME...
       player [--bin FOLDER]... --demo FOLDER README FILE... -- WORD...
       player [--bin FOLDER]... --update FILE [NAME]...
       player --index [--claims README] [--runs PROGRAM] FILE...
       player --claims README'
    for arguments in '' 't.md' '--index' '--bin' '--bin x' '--claims' '--runs' '--update' \
        '--no t.md it' '- t.md it' '--claims t.md t.md' '--stage' '--student' '--index --claims t.md'; do
        # shellcheck disable=SC2086 # several words
        run "$player" $arguments
        ends 2
        [ "$said" = "$usage" ] || complain "$arguments: not the usage"
    done
    run "$player" t.md it no_such
    ends 2
    says_only <<'END'
t.md: no transcript "no_such"
END
    ;;
names)
    # in the order of the names, each as often as it is named; one failure, the
    # first or the last, fails all
    printf '```console %s\na$ %s\n```\n' good true bad false skipped_1 true |
        sed '/skipped/s/$/ strace/' > t.md
    export PATH
    named() { # named STATUS NAME...
        expected=$1
        shift
        said=$(PATH=/nowhere "$player" t.md "$@" 2>&1)
        status=$?
        ends "$expected"
        said=$(printf '%s\n' "$said" | sed -n 's/^\([a-z_1]*\): \(skipped.*\)\{0,1\}$/\1/p' | tr '\n' ' ')
        [ "$said" = "$* " ] || complain "not all of: $*"
    }
    sed -i.old 's/a\$ true/a$ \/bin\/true/; s/a\$ false/a$ \/bin\/false/' t.md
    [ -x /bin/true ] || sed -i.old 's,/bin/,/usr/bin/,' t.md
    named 0 good
    named 0 good good
    named 1 bad
    named 1 bad good
    named 1 good bad
    named 1 good bad good
    named 1 bad skipped_1
    named 1 skipped_1 bad
    named 77 skipped_1 good
    named 77 good skipped_1
    named 77 skipped_1
    ;;
path)
    # the last --bin comes first, and the PATH after them
    mkdir one two
    printf '#!/bin/sh\necho one\n' > one/it_is
    printf '#!/bin/sh\necho two\n' > two/it_is
    printf '#!/bin/sh\necho it is also one\n' > one/also
    chmod +x one/* two/*
    written <<'END'
a$ it_is; also; cat /dev/null; echo "$PATH"
a| two
a| it is also one
a| <path>
END
    run "$player" --bin "$PWD/one" --bin "$PWD/two" t.md it
    ends 0
    says "
a| $PWD/two:$PWD/one:$PATH"
    # a shell need not find echo where the PATH does not lead to it; and
    # busybox's calls an awk that is a part of itself just awk
    awk=$(printf '%s\n' "$PATH" | tr : '\n' | while read -r folder; do
        [ ! -x "$folder/awk" ] || printf '%s\n' "$folder/awk"
    done | head -n 1)
    written <<END
a\$ $awk 'BEGIN { print ENVIRON["PATH"] }'
a| <path>
END
    said=$(unset PATH; "$player" --bin /one t.md it)
    says '
a| /one'
    says_not '/one:'
    ;;
patience)
    # what is no number of times above 0 is 1: thirty seconds, each time; what
    # has passed of them when it waits is no part of the wait
    with strace
    written <<'END'
a$ sleep 0.1
END
    patience() { # patience TIMES MILLISECONDS
        PATIENCE=$1
        export PATIENCE
        [ "$1" != - ] || unset PATIENCE
        shift
        option=${2-}
        traced -ttt -e trace=execve,poll
        ends 0
        # the longest that it waits, and how long after its start that began
        first=$(sed -n '1s/ .*//p' trace)
        waits=$(sed -n 's/^\([0-9.]*\) poll(.*, \([0-9]*\)) .*/\2 \1/p' trace | sort -n | tail -n 1)
        said=$(cat trace)
        echo "$waits" | awk -v all="$1" -v first="$first" '
            { exit !($1 <= all + 1 && $1 + 1000 * ($2 - first) >= all - 1) }' ||
            complain "it waits ${waits%% *} ms, not $1 from its start"
    }
    for times in - 0 -1 x '' 1; do
        patience "$times" 30000
    done
    patience 0.1 3000
    patience 2.5 75000
    # and ten before an audience
    patience '' 10000 --stage
    ;;
need_linux)
    written <<'END'
a$ true
END
    sed -i.old 's/ it$/ it linux glibc/' t.md
    run "$player" t.md it
    case $(uname):$(ldd "$player" 2> /dev/null) in
    Linux:*libc.so.6*)
        ends 0
        says 'it: A title' 'a$ true'
        ;;
    Linux:*) skipped 'it counts on how glibc writes, or its SOMAXCONN' ;;
    *) skipped 'it shows what the Linux kernel keeps' ;;
    esac
    ;;
need_proc)
    # hidden, as in some jails
    on_linux
    unshare -rm true 2> /dev/null || skip 'no mounts of its own may be had here'
    for need in linux strace probe; do
        needs $need
        # a sanitizer warns on stderr that it can't read its own name
        run unshare -rm sh -c 'mount -t tmpfs none /proc && exec "$0" t.md it 2> /dev/null' "$player"
        skipped 'no /proc here, in which the kernel shows what it keeps'
    done
    ;;
need_strace)
    needs strace
    mkdir bin
    said=$(PATH=$PWD/bin "$player" t.md it)
    status=$?
    skipped 'no strace here, or it may not trace'
    strace() { # it says so, and ends with this status
        printf '#!/bin/sh\necho "$@" > said\necho why not >&2; exit %s\n' "$1" > bin/strace
        chmod +x bin/strace
        said=$(PATH=$PWD/bin:$PATH "$player" t.md it 2>&1)
        status=$?
    }
    strace 1
    skipped 'no strace here, or it may not trace'
    strace 0
    ends 0
    says_only <<'END'
it: 
a$ echo one
a| one
END
    [ "$(cat said)" = '-o /dev/null true' ] || complain 'not tried'
    ;;
need_lab)
    needs lab
    run "$player" t.md it
    skipped 'no scripts/lab in this folder'
    mkdir scripts
    for status in 1 0; do
        printf '#!/bin/sh\necho "$@" > said\necho why not >&2; exit %s\n' $status > scripts/lab
        chmod +x scripts/lab
        wanted=$status
        run "$player" t.md it
        [ "$(cat said)" = --check ] || complain 'not asked'
        [ $wanted -eq 0 ] || skipped 'why not'
    done
    ends 0
    says_only <<'END'
it: 
a$ echo one
a| one
END
    ;;
need_privileged_ports)
    # In a network of its own, anybody may use the ports from this one on.
    needs privileged-ports
    for least in 0 80; do
        set_to ip_unprivileged_port_start=$least
        skipped 'anybody may use ports below 1024 here'
    done
    for least in 81 1024; do
        set_to ip_unprivileged_port_start=$least
        ends 0
        says 'a| one'
    done
    ;;
need_probe)
    needs probe
    # where the kernel does not say, it does as most do
    usual=$(cd /proc/sys/net/ipv4 2> /dev/null && echo $(cat tcp_sack tcp_early_retrans))
    for name in tcp_sack tcp_early_retrans; do
        [ "$usual" = '1 3' ] || continue
        traced -P /proc/sys/net/ipv4/$name -e trace=?open,openat -e inject=?open,openat:error=ENOENT
        injected 'open[at]*'
        ends 0
    done
    for wrong in tcp_sack=0 tcp_early_retrans=0 tcp_early_retrans=2; do
        set_to tcp_sack=1 tcp_early_retrans=3 $wrong
        skipped 'this kernel is set to send no tail loss probes'
    done
    for right in 3 4; do
        set_to tcp_sack=1 tcp_early_retrans=$right
        ends 0
        says 'a| one'
    done
    ;;
need_ipv6)
    # In a network of its own ::1 comes with the loopback interface, which is
    # down at first: then there is none.
    on_linux
    needs ipv6
    unshare -rn true 2> /dev/null || skip 'no network of its own may be had here'
    run unshare -rn "$player" t.md it
    skipped 'no IPv6 here'
    with ip
    run unshare -rn sh -c 'ip link set lo up && exec "$0" t.md it' "$player"
    [ -e /proc/net/if_inet6 ] || skip 'a kernel without IPv6'
    ends 0
    says 'a| one'
    with strace
    traced -e trace=socket -e inject=socket:error=EAFNOSUPPORT
    injected socket
    skipped 'no IPv6 here'
    ;;
need_ephemeral)
    needs ephemeral
    set_to 'ip_local_port_range=9999 40000'
    skipped 'this kernel is set to give out ports below 10000'
    set_to 'ip_local_port_range=10000 40000'
    ends 0
    ;;
need_buffers)
    needs buffers
    for wrong in 'tcp_rmem=4096 131072 1048575' 'tcp_wmem=4096 16384 1048575'; do
        set_to 'tcp_rmem=4096 131072 1048576' 'tcp_wmem=4096 16384 1048576' "$wrong"
        skipped 'this kernel is set to have small buffers'
    done
    set_to 'tcp_rmem=4096 131072 1048576' 'tcp_wmem=4096 16384 1048576'
    ends 0
    ;;
need_ttl)
    needs ttl
    set_to ip_default_ttl=255
    skipped 'this kernel is set to send with a time to live of 255'
    set_to ip_default_ttl=254
    ends 0
    ;;
need_queue)
    needs queue
    set_to ../core/somaxconn=499
    skipped 'this kernel is set to let few connections wait for accept()'
    set_to ../core/somaxconn=500
    ends 0
    ;;
need_peers)
    # each is looked for on the PATH, and there are other programs called nc
    mkdir bin
    for tool in 'nc: no nc here, or not OpenBSD'"'"'s' 'socat: no socat here'; do
        needs "${tool%%:*}"
        said=$(PATH=$PWD/bin "$player" t.md it)
        status=$?
        skipped "${tool#*: }"
        printf '#!/bin/sh\necho OpenBSD netcat >&2\n' > "bin/${tool%%:*}"
        chmod +x "bin/${tool%%:*}"
        said=$(PATH=$PWD/bin:$PATH "$player" t.md it)
        status=$?
        ends 0
    done
    printf '#!/bin/sh\necho another\n' > bin/nc
    needs nc
    said=$(PATH=$PWD/bin:$PATH "$player" t.md it)
    status=$?
    skipped "no nc here, or not OpenBSD's"
    ;;
privilege_kept)
    # a port below 1024 that the player may use, though the kernel keeps them
    on_linux
    [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 80 ] ||
        skip 'anybody may use ports below 1024 here'
    needs privileged-ports
    traced -e trace=bind -e inject=bind:retval=0
    injected bind
    ends 1
    says_only <<'END'
FAILED: it: ports below 1024 are privileged here, and the player may use them all the same
END
    # the port that is tried is taken: it says nothing of privilege
    traced -e trace=bind -e inject=bind:error=EADDRINUSE
    injected bind
    ends 1
    says 'FAILED: it: ports below 1024'
    ;;
privilege_given_up)
    on_linux
    plays 0 <<'END'
a$ grep -E 'Cap(Inh|Prm|Eff|Bnd)' /proc/self/status
a| CapInh:	<inheritable>
a| CapPrm:	<permitted>
a| CapEff:	<effective>
a| CapBnd:	<bounding>
# and the player's own, which its child has, too
b$ grep -E 'Cap(Prm|Eff|Bnd)' /proc/$PPID/status
b| CapPrm:	<permitted>
b| CapEff:	<effective>
b| CapBnd:	<bounding>
END
    log=$said
    for bits in $(printf '%s\n' "$said" | sed -n 's/.*Cap...:\\t//p'); do
        said="$log
$bits"
        [ $((0x$bits & 0x2400)) -eq 0 ] || [ "$(id -u)" -ne 0 ] ||
            complain 'a program could use port 80, or a raw socket'
    done
    [ "$(printf '%s\n' "$log" | grep -c 'Cap...:')" -eq 7 ] || complain 'not all seven'
    # nothing else is lost
    [ "$(id -u)" -ne 0 ] || {
        own=$(sed -n 's/^CapEff:.//p' /proc/self/status)
        theirs=$(printf '%s\n' "$log" | sed -n 's/^a.*CapEff:\\t//p')
        [ $((0x$own & ~0x2400)) -eq $((0x$theirs)) ] || complain "$own was ours"
    }
    ;;
privilege_not_given_up)
    # the kernel refuses: a failure, for root, and no skip
    on_linux
    [ "$(id -u)" -eq 0 ] || skip 'only root has a privilege to give up'
    needs privileged-ports
    for call in capget capset; do
        traced -e trace=$call -e inject=$call:error=EPERM
        injected $call
        ends 2
        says_only <<'END'
player: capset: Operation not permitted
END
    done
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
