#!/bin/sh
# ports.sh PLAYER CASE: the ports from 5000 to 5999 of a transcript.
# shellcheck disable=SC3045 # dash and busybox have ulimit -n
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

# The free ports that a transcript was given, one a line: it shows them by
# "echo 5678 | sed s/^/x/", because a line "5678" would be the transcript's.
given() {
    said=$(printf '%s\n' "$said" | sed -n 's/^.*| x//p')
}

case $case in
shared_port)
    # the same number is the same port in commands, typed text and lines; what
    # is part of something else is no port
    plays 0 'a| x5678 5678.1 15678 56780 5678_' <<'END'
a$ echo 5678; echo 127.0.0.1:5678.; echo x5678 5678.1 15678 56780 5678_ _5678 567 .5678; cat
a| 5678
a| 127.0.0.1:5678.
a| x5678 5678.1 15678 56780 5678_ _5678 567 .5678
a> 5678
a| 5678
a^D
b$ [ 5678 != 5679 ]
# a word that looks like a port is none
b$ echo $((2839 * 2))
b| <word>
c$ echo <word>
c| <word>
END
    # the port is another one, of four digits; as the last of a line, too
    plays 0 <<'END'
a$ echo 5678 | sed s/^/x/; echo $((5678 + 0)); printf '5678'
a| x<port>
a| 5678
a| 5678
b$ echo <port>; echo <port>.; echo '<port>.x'; echo <port>.0
b| 5678
b| 5678.
b| 5678.x
b| <port>.0
END
    says 'b| 5678.x
'
    given
    case $said in
    [6-9][0-9][0-9][0-9]) ;;
    *) complain 'not a free port from 6000 to 9999' ;;
    esac
    # none of these is one: they come out as they are written
    plays 0 <<'END'
a$ echo 5678_ _5678 5678.1 .5678 15678 56780 05678 567 5678a A5678 | sed 's/^/x/; s/ / x/g'
a| x5678_ x_5678 x5678.1 x.5678 x15678 x56780 x05678 x567 x5678a xA5678
END
    plays 1 'came:     a| 5678 5679' <<'END'
a$ echo 5678 5679
a| 5678 5678
END
    ;;
first_and_last)
    plays 0 <<'END'
a$ echo 4999 5000 5999 6000 | sed 's/^/x/; s/ / x/g'
a| <...>
END
    given
    # shellcheck disable=SC2086 # four words
    set -- $said
    [ "$1:$4" = 4999:x6000 ] || complain 'a port that is none'
    case $2$3 in
    x[6-9]???x[6-9]???) ;;
    *) complain 'a port of a transcript stands for itself' ;;
    esac
    [ "$2" != "$3" ] || complain 'one port for two'
    # and back; without 6000, which may be the port that stands for one of them
    plays 0 'a| 4999 5000 5999' <<'END'
a$ echo 4999 5000 5999
a| 4999 5000 5999
END
    ;;
byte_order)
    # a port with two equal bytes, as 6168 (0x1818) has, is no transcript's; nor are
    # two of which one is the other with its bytes swapped. Where the player looks
    # first depends on its process id, which exec keeps: it comes past such a port.
    awk 'BEGIN {
        for (i = 5000; i < 5200; i++) numbers = numbers " " i
        print "a$ echo" numbers " | sed \"s/ / x/g; s/^/x/\"\na| <...>"
    }' /dev/null > block
    written < block
    cat > near <<'END'
first=$((6000 + $$ * 37 % 4000))
next=$(((first + 256) / 257 * 257))
[ $((next - first)) -lt 190 ] && [ $next -lt 10000 ] || exit 9
exec "$player" t.md it
END
    export player
    status=9
    while [ "$status" -eq 9 ]; do run sh near; done
    ends 0
    given
    printf '%s\n' "$said" | tr -d x | tr ' ' '\n' | awk '
        { port[$1] }
        END {
            for (p in port) {
                seen++
                if ((p % 256 * 256 + int(p / 256)) in port) print p
            }
            print seen " ports"
        }' > swapped
    said=$(cat swapped)
    [ "$said" = '200 ports' ] || complain 'with its bytes swapped each of these is a port, too'
    ;;
many_ports)
    # each has another; and where few sockets may be open, each transcript
    # gives back what it had
    i=5000
    numbers=
    while [ $i -lt 5024 ]; do
        numbers="$numbers $i"
        i=$((i + 1))
    done
    printf 'a$ echo %s\na|%s\na$ echo %s | tr " " "\\n" | sort | uniq -d\n' \
        "$numbers" "$numbers" "$numbers" > block
    plays 0 "a|$numbers" < block
    for name in one two three; do
        printf '```console %s\na$ echo 5000 5001 5002 5003 5004 5005 5006 5007 | sed "s/^/x/; s/ / x/g"\na| <...>\n```\n' $name
    done > t.md
    said=$( (exec 9<&-; ulimit -n 22; "$player" t.md one two three) 2>&1)
    status=$?
    ends 0
    given
    [ "$(printf '%s\n' "$said" | grep -cx '\(x*[6-9][0-9][0-9][0-9] *\)\{8\}')" -eq 3 ] ||
        complain 'not eight free ports, three times'
    printf '```console one\na$ echo 5000 5001 5002 5003 5004 5005 5006 5007\na| <...>\n```\n' > t.md
    said=$( (exec 9<&-; ulimit -n 9; "$player" t.md one) 2>&1)
    status=$?
    ends 1
    says 'player: no free port from 6000 to 9999'
    printf '```console one\na$ cat\na> 5000 5001 5002 5003 5004 5005 5006\n```\n' > t.md
    said=$( (exec 9<&-; ulimit -n 12; "$player" t.md one) 2>&1)
    status=$?
    ends 1
    says 'player: no free port from 6000 to 9999'
    sed 's/cat/echo x/; s/> 5/| 5/' t.md > u.md
    said=$( (exec 9<&-; ulimit -n 12; "$player" u.md one) 2>&1)
    status=$?
    ends 1
    says 'player: no free port from 6000 to 9999' 'came:     a| x'
    ;;
taken)
    # Where it looks first depends on its process id, which exec keeps. It must
    # pass over what others hold: the UDP port, the TCP port, the guard; and
    # over ports whose connections the kernel remembers, at the other end.
    on_linux
    bin=$(dirname -- "$player")/../../bin
    [ -x "$bin/tcp_server2" ] || complain "no programs in $bin"
    PATH=$bin:$PATH
    mkfifo ready
    cat > hold <<'END'
# who has ended is none of ours any more: its number may be another's soon
ended() { sed '$d' pids > rest && mv rest pids; }
port() { echo $((6000 + ($$ * 37 + $1) % 4000)); }
hold() { # NUMBER COMMAND: until it says that it has the port, or somebody else has
    number=$1
    shift
    (exec "$@" > ready 2>&1 & echo $! >> pids)
    while read -r line <&8; do
        echo "$line" >&2
        case $line in
        *' on port '*) echo "$number" >> held && return ;;
        *'bind: Address already in use') ended; return ;; # another test's player, for a while
        esac # not the server's before it
    done
}
exec 8<> ready
hold 0 udp_recv "$(port 0)"
hold 1 tcp_server "$(port 1)"
hold 2 udp_recv "$(($(port 2) + 9000))"
hold 3 tcp_server2 "$(port 3)"
echo x | tcp_client2 localhost "$(port 3)"
kill "$(tail -n 1 pids)"; ended
hold none server_any "$(port 4)"
tcp_client_any ::1 "$(port 4)" x && echo 4 >> held # not without IPv6
kill "$(tail -n 1 pids)"; ended
port 0 > first
exec "$player" t.md it 8<&-
END
    # what lists the kernel's ports gets none that the kernel remembers
    written <<'END'
a$ : ports; echo 5678 | sed s/^/x/
a| x<port>
b$ read x; parent() { sed 's/.*) . //; s/ .*//' /proc/$1/stat; }; ls /proc/$(parent $$)/fd > /dev/null; ls /proc/$(parent $(parent $$))/fd | wc -l
b> go
b| <open>
END
    run "$player" t.md it
    open=$(printf '%s\n' "$said" | tail -n 1)
    export player PATH
    run sh hold
    # shellcheck disable=SC2046 # four words
    kill $(cat pids) 2> /dev/null
    ends 0
    log=$said
    [ "$(printf '%s\n' "$said" | tail -n 1)" = "$open" ] || complain "not $open: it keeps what it can't use"
    given
    after=$(((said - $(cat first) + 4000) % 4000))
    said=$log
    ! grep -qx $after held || complain "it has number $after, which is taken"
    [ -s held ] || complain 'no port could be taken'
    [ $after -lt 400 ] || complain "number $after? Then it has not met those that are taken"
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
