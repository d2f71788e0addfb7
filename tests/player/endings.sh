#!/bin/sh
# endings.sh PLAYER CASE: how a play ends: its deadlines, what it leaves behind,
# and a player that is stopped.
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

# gone WORD: no process has this name any more.
gone() {
    for process in /proc/[0-9]*; do
        read -r name 2> /dev/null < "$process/comm" || continue
        [ "$name" != "$1" ] || complain "it has left ${process#/proc/}, $1"
    done
}
# program NAME: makes a program of the lines on stdin.
program() {
    { echo '#!/bin/sh'; cat; } > "$1"
    chmod +x "$1"
}
# plays_on: t.md says by "started" that the player waits, for 4.5 s. Stopped for
# longer, it waits on, and passes after "go".
plays_on() {
    PATIENCE=0.15
    export PATIENCE
    exec "$player" t.md it > log 2>&1 &
    read -r _ < started
    kill -STOP $!
    sleep 4.6
    kill -CONT $!
    sleep 0.3 # in which it would find that its time is over
    said=$(cat log)
    says_not FAILED
    echo > go
    wait $!
    status=$?
    said=$(cat log)
    ends 0
}

case $case in
left_behind)
    short
    plays 1 <<'END'
a$ echo one; sleep 100 &
a| one
END
    says_only <<'END'
it: A title
a$ echo one; sleep 100 &
a| one

FAILED at t.md:5, in it
expected: all that the command started ends
came:     it left a program behind
All that a showed:
  | one
END
    # what ends in time is not left behind
    plays 0 <<'END'
a$ echo one; sleep 0.1 &
a| one
END
    ;;
escaped)
    # it has left its terminal as well: only Linux tells
    on_linux
    short
    plays 1 't.md:5' 'left a program behind' <<'END'
a$ sleep 3 > /dev/null 2>&1 < /dev/null & echo one
a| one
END
    plays 0 <<'END'
a$ sleep 0.1 > /dev/null 2>&1 < /dev/null & echo one
a| one
END
    ;;
escaped_session)
    # it has a session of its own: named at the end, and ended
    on_linux
    with setsid
    PATIENCE=0.1 # 3 s: two programs start in it, and the end waits for it
    export PATIENCE
    name="x ) (y$$" # other suites have theirs
    program "$name" <<'END'
trap '' HUP INT TERM
echo $$ > started
read x < never
END
    mkfifo started never
    plays 1 <<END
a\$ exec setsid './$name' > /dev/null 2>&1 < /dev/null & cat started | sed 's/[0-9]*/started/'
a| started
# the end
END
    says_only <<END
it: A title
a\$ exec setsid './$name' > /dev/null 2>&1 < /dev/null & cat started | sed 's/[0-9]*/started/'
a| started
# the end

FAILED: it left a program behind: $name
END
    gone "$name"
    ;;
failed_and_escaped)
    # as often as the play fails, whatever the program does to stay
    on_linux
    with setsid
    mkfifo started never
    program x$$ <<'END'
trap '' HUP INT TERM QUIT USR1
echo > started
read x < never
END
    i=0
    while [ $i -lt 10 ]; do
        plays 1 'FAILED at t.md:7, in it' "FAILED: it left a program behind: x$$" <<END
a\$ exec setsid ./x$$ > /dev/null 2>&1 < /dev/null & read x < started; echo one; exec sleep 100
a| one
a^C
a? 0
END
        gone x$$
        i=$((i + 1))
    done
    # before its first line
    short
    plays 1 'FAILED at t.md:5, in it' "FAILED: it left a program behind: x$$" <<END
a\$ exec setsid ./x$$ > /dev/null 2>&1 < /dev/null & read x < started; sleep 100
a| one
END
    gone x$$
    # what is no failure: it is still in the terminal's process group
    plays 1 'it still runs' <<'END'
a$ sleep 100 | sleep 99
END
    says_not 'left a program behind'
    ;;
failed_and_forking)
    # each lives for a hundredth of a second, and has started the next
    on_linux
    with setsid
    mkfifo started never
    program x$$ <<END
trap '' HUP INT TERM
[ \$# -eq 0 ] || echo > started
(sleep 0.01; exec ./x$$) &
END
    plays 1 'FAILED at t.md:6, in it' <<END
a\$ exec setsid ./x$$ first > /dev/null 2>&1 < /dev/null & read x < started; echo one; exit 3
a| one
a? 0
END
    says 'FAILED: it left a program behind: '
    gone x$$
    ;;
own_deadline)
    # each step has its own: together they take longer
    PATIENCE=0.1 # 3 s, of which a busy machine may take 1.4 s
    export PATIENCE
    plays 0 <<'END'
a$ sleep 1.6; echo one; sleep 1.6; echo two
a| one
a| two
END
    ;;
stopped)
    # the time that the player was stopped does not count
    plays 0 <<'END'
a$ true
END
    mkfifo started go
    written <<'END'
a$ echo one; read x; echo > started; read x < go; echo two
a| one
a> it waits
a| two
END
    plays_on
    says 'a| two'
    # it begins again, and is not put off for ever
    short
    exec "$player" t.md it > log 2>&1 &
    read -r _ < started
    kill -STOP $!
    kill -CONT $!
    wait $!
    status=$?
    said=$(cat log)
    ends 1
    says 'nothing more in 1.5 s'
    ;;
stopped_at_end)
    # what a player finds that was stopped is not taken for a program left behind
    mkfifo ends started go
    written <<'END'
a$ (read x < ends; echo > started; read x < go) > /dev/null 2>&1 < /dev/null & echo one; read x; echo > ends
a| one
a> it waits
END
    plays_on
    ;;
ended_by_signal)
    # what it has started ends, and the player dies by the same signal
    on_linux
    with setsid
    plays 0 <<'END'
a$ true
END
    mkfifo started never
    program x$$ <<'END'
trap '' HUP INT TERM
echo > started
read x < never
END
    for place in line end orphans; do
        case $place in
        line) written <<END
a\$ exec setsid ./x$$ > /dev/null 2>&1 < /dev/null & trap '' HUP INT TERM; sleep 100
a| one
END
            ;;
        end) written <<END
a\$ exec setsid ./x$$ > /dev/null 2>&1 < /dev/null & sleep 100
END
            ;;
        orphans) written <<END
a\$ exec setsid ./x$$ > /dev/null 2>&1 < /dev/null &
END
            ;;
        esac
        for number in 15 1 2; do
            exec "$player" t.md it > log 2>&1 &
            read -r _ < started
            kill -$number $!
            wait $!
            status=$?
            said=$(cat log)
            # 128 + number in most shells, more in yash
            [ "$(kill -l "$status")" = "$(kill -l "$number")" ] || complain "status $status"
            says 'it: A title'
            says_not FAILED
            gone x$$
        done
    done
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
