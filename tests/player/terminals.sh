#!/bin/sh
# terminals.sh PLAYER CASE: what a command finds in its terminal.
# shellcheck disable=SC3045 # dash and busybox have ulimit -n
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

case $case in
six_terminals)
    plays 0 'END_6| 1 2 3 4 5 6' <<'END'
a$ echo 1; read x
a| <1>
B$ echo 2; read x
B| <2>
3$ echo 3; read x
3| <3>
_$ echo 4; read x
_| <4>
a1$ echo 5; read x
a1| <5>
END_6$ echo '<1> <2> <3> <4> <5>' 6; read x
END_6| 1 2 3 4 5 6
a1> go
a> go
B> go
3> go
_> go
END_6> go
a$ true
# a second command of this name
END_6$ true
END
    ;;
keyboard)
    # 80 x 24, no echo, output as it is; the keys work, and Ctrl-C loses nothing
    plays 0 <<'END'
a$ stty size; stty -a | tr ' ;' '\n\n' | grep -Ex -- '-?(echo|echoe|echok|echonl|opost|noflsh|isig|icanon)' | sort
a| 24 80
a| -echo
a| -echoe
a| -echok
a| -echonl
a| -opost
a| icanon
a| isig
a| noflsh
b$ tty; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo three; echo four > /dev/tty
b| /dev/<b>
b| three
b| four
c$ printf 'a\n\tb\r\n\n'
c| a
c| 	b<...>
c|
d$ cat; echo more; read x; echo "$x"
d> one
d| one
d^D
d| more
d> two words
d| two words
END
    ;;
file_as_stdin)
    # and closed: the commands read their terminal all the same
    written <<'END'
a$ cat
a> one
a| one
a^D
END
    for stdin in t.md /dev/null; do
        said=$("$player" t.md it 2>&1 < $stdin)
        status=$?
        ends 0
        says 'a| one'
    done
    said=$("$player" t.md it 2>&1 <&-)
    status=$?
    ends 0
    says 'a| one'
    ;;
descriptors)
    # forty commands, of two transcripts: each sees 0, 1, 2 and nothing else,
    # and the player has as many open at the end as at the start
    { for name in one two; do
        printf '```console %s\n' $name
        i=0
        while [ $i -lt 20 ]; do
            # it looks when the player has started it, and closed its end
            printf 'a$ read x; eval "$(cat seen)"\na> go\na| <player>\n'
            i=$((i + 1))
        done
        printf '```\n'
    done; } > t.md
    cat > seen <<'END'
for file in /dev/fd/*; do
    # (the shell may keep one for itself)
    case $file in
    */[012]) ;;
    *) if [ -e $file ] && env test -e $file; then echo "${file##*/} is open"; fi ;;
    esac
done
[ ! -e /proc/self/fd ] || {
    read -r stat < /proc/$$/stat
    set -- ${stat##*) }
    keeper=$2
    read -r stat < /proc/$keeper/stat
    set -- ${stat##*) }
    player=$2
    set -- /proc/$keeper/fd/*
    echo "keeper:$#,player:$(cd /proc/$player/fd && printf '%s,' *)"
}
END
    uname | grep -qx Linux || echo 'echo none' >> seen
    exec 9< t.md
    run "$player" t.md one two
    ends 0
    lines=$(printf '%s\n' "$said" | grep '^a| ' | sort -u)
    case $lines in
    'a| none' | 'a| keeper:2,player:'[0-9,]*) ;;
    *) complain "they see: $lines" ;;
    esac
    # where it may open few
    exec 9<&-
    (ulimit -n 20 && "$player" t.md one two) > few 2>&1 || {
        said=$(cat few)
        complain 'twenty are too few'
    }
    # twenty that fail, and leave a program behind (busybox's is called exe for a moment)
    if command -v setsid > /dev/null; then
        i=0 names=
        while [ $i -lt 20 ]; do
            names="$names it_$i"
            printf '```console it_%d\na$ exec setsid sleep 100 > /dev/null 2>&1 < /dev/null & exit 1\n```\n' $i
            i=$((i + 1))
        done > t.md
        # shellcheck disable=SC2086 # twenty names
        said=$( (ulimit -n 20 && "$player" t.md $names) 2>&1)
        [ "$(printf '%s\n' "$said" | grep -cE '^FAILED: it_[0-9]* left a program behind: (s|exe$)')" -eq 20 ] ||
            complain 'not all twenty'
        printf '```console one\na$ true\n```\n' > t.md
    fi
    said=$( (ulimit -n 5 && "$player" t.md one) 2>&1)
    status=$?
    ends 1
    case $said in # as glibc and as musl has it
    *'FAILED: no terminal: Too many open files'*) ;;
    *'FAILED: no terminal: No file descriptors available'*) ;;
    *) complain 'why is there no terminal?' ;;
    esac
    ;;
signals_reset)
    # as under nohup, or in the background of a shell: Ctrl-C works all the same
    # shellcheck disable=SC2172 # 64 has no name everywhere
    trap '' HUP INT QUIT PIPE USR1 TERM CONT TSTP TTIN TTOU 64
    plays 0 'a| one' 'b? 141' <<'END'
a$ cat
a> one
a| one
a^C
b$ kill -PIPE $$
b? 141
c$ kill -USR1 $$; echo ignored
c? 138
END
    # (busybox's shell ignores SIGQUIT for its last command)
    [ "$(uname)" != Linux ] || plays 0 'a| SigIgn' <<'END'
a$ grep -E 'Sig(Blk|Ign)' /proc/self/status; :
a| SigBlk:	0000000000000000
a| SigIgn:	0000000000000000
END
    ;;
foreground)
    # Ctrl-C is for all of a command's processes, and for no other command
    plays 0 'a? 130' <<'END'
a$ cat | cat | sh -c 'echo $$ >&2; exec cat'
a| <cat>
b$ cat
b> one
b| one
a^C
a? 130
b> two
b| two
b^C
END
    ;;
keeper_killed)
    # the process that would tell the command's status has gone
    plays 1 'came:     the command ended with status 127' <<'END'
a$ trap '' HUP; kill -9 $PPID; exec sleep 0.1 > /dev/null 2>&1 < /dev/null
a| one
END
    ;;
language)
    # whatever the player's is
    LC_ALL=POSIX LANG=xx_XX.UTF-8 LANGUAGE=de
    export LC_ALL LANG LANGUAGE
    plays 0 'a| é' <<'END'
a$ echo "$LC_ALL $TERM ${LANG-} ${LANGUAGE-}."; printf '\303\251\n'
a| C.UTF-8 dumb  .
a| é
END
    ;;
no_shell)
    on_linux
    with strace
    strace -o trace true 2> /dev/null || skip 'strace may not trace here'
    written <<'END'
a$ echo one
a| one
END
    run env ASAN_OPTIONS=detect_leaks=0 strace -f -o trace -P /bin/sh \
        -e inject=execve:error=ENOENT "$player" t.md it
    grep -q 'execve(.*(INJECTED)' trace || complain 'strace did not change execve'
    ends 1
    says 'came:     a| sh: No such file or directory'
    written <<'END'
a$ echo one
a| <...>
a? 127
END
    run env ASAN_OPTIONS=detect_leaks=0 strace -f -o trace -P /bin/sh \
        -e inject=execve:error=ENOENT "$player" t.md it
    ends 0
    says 'a| sh: No such file or directory'
    ;;
much_output)
    # more than a terminal holds, in a line and in many, from two at once
    cat > much <<'END'
BEGIN {
    for (i = 0; i < 20000; i++)
        printf "%05d", i
    print ""
    for (i = 0; i < 500; i++)
        print i
    printf "end"
}
END
    { printf 'a$ awk -f much\nb$ awk -f much\n'
    for name in a b; do
        awk -f much | sed "s/^/$name| /"
        echo
    done; } > block
    written < block
    # in files: where printf is no part of the shell, so much is no argument
    "$player" t.md it > played 2>&1 || complain "$(tail -n 20 played)"
    tail -n 502 played | sed 's/^b| //' > came
    { awk -f much; echo; } > meant
    cmp meant came || complain 'not all came'
    ;;
pipe_closed)
    # who reads the player's output has gone: it plays on, and leaves nothing
    plays 0 <<'END'
a$ true
END
    mkfifo go
    written <<'END'
a$ echo one; read x < go; echo two; echo $$ > ended; echo three
a| one
a| two
a| three
END
    { "$player" t.md it; echo $? > status; } | { exec <&-; echo > go; }
    said=$(cat ended status)
    [ "$(cat status)" -eq 0 ] || complain 'it does not play on'
    if kill -0 "$(cat ended)" 2> /dev/null; then
        complain 'it left its command behind'
    fi
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
