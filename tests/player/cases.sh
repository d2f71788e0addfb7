#!/bin/sh
# cases.sh PLAYER CASE: the player plays what a transcript says; it fails when
# it should, and says why.
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

case $case in
passes)
    # every kind of line
    plays 0 <<'END'
# a remark
a$ echo one two; read x; echo "got $x"; cat; exit 3
a| one <word>
a> typed
a| got typed
b$ cat
b> <word>
b| <word>
b^C
a^D
a? 3
b$ printf 'no line feed'
b| no <...>feed
#   the last
c$ echo '<word> <other> < <'
c| two <other> < <
END
    says_only <<'END'
it: A title
# a remark
a$ echo one two; read x; echo "got $x"; cat; exit 3
a| one two
a> typed
a| got typed
b$ cat
b> <word>
b| two
b^C
a^D
a? 3
b$ printf 'no line feed'
b| no line feed
# the last
c$ echo '<word> <other> < <'
c| two <other> < <
END
    ;;
missing_line)
    short
    plays 1 <<'END'
a$ printf 'one\n\nthree\nfour'; sleep 100
a| one
a|
a| three
a| four
END
    says_only <<'END'
it: A title
a$ printf 'one\n\nthree\nfour'; sleep 100
a| one
a| 
a| three

FAILED at t.md:8, in it
expected: a| four
came:     nothing more in 1.5 s
All that a showed:
  | one
  | 
  | three
  | four
END
    # what is no event does not put the deadline off
    plays 1 'nothing more in 1.5 s' <<'END'
a$ while :; do printf .; sleep 0.2; done
a| .
END
    ;;
extra_line)
    # all in one piece: busybox's printf writes a terminal a line at a time
    plays 1 <<'END'
a$ printf 'one\ntwo\nthree\n' | cat
a| one
a| three
END
    says_only <<'END'
it: A title
a$ printf 'one\ntwo\nthree\n' | cat
a| one

FAILED at t.md:6, in it
expected: a| three
came:     a| two
All that a showed:
  | one
  | two
  | three
END
    ;;
unread)
    # the cause may be in what another showed, and no step has read
    short
    plays 1 <<'END'
a$ echo read; echo the cause; : > a; exit 1
a| read
b$ echo read
b| read
c$ printf 'another\\n\n'; : > c
d$ until [ -e a ] && [ -e c ]; do sleep 0.05; done; echo both; sleep 100
d| both
d| found
a| the cause
c| another
END
    says_only <<'END'
it: A title
a$ echo read; echo the cause; : > a; exit 1
a| read
b$ echo read
b| read
c$ printf 'another\\n\n'; : > c
d$ until [ -e a ] && [ -e c ]; do sleep 0.05; done; echo both; sleep 100
d| both

FAILED at t.md:11, in it
expected: d| found
came:     nothing more in 1.5 s
Meanwhile a showed:
  | the cause
Meanwhile c showed:
  | another\n
All that d showed:
  | both
END
    ;;
wrong_line)
    differs() { # differs TEXT PATTERN
        printf 'a$ cat shown\na| %s\n' "$2" > block
        printf '%s\n' "$1" > shown
        plays 1 "expected: a| $2
came:     a| $1
" < block
    }
    differs 'hello ' hello
    differs ' hello' hello
    differs hell hello
    differs hello hell
    differs Hello hello
    differs hello jello
    differs '' x
    differs x ''
    differs 'one  two' 'one <word>'
    differs 'one two three' 'one <word>'
    differs 'one ' 'one <word>'
    differs one 'one<word>'
    differs 'ab' 'a<word>b'
    differs 'a b' 'a<...>c'
    differs '<two words>' '<one words>'
    differs 'a<b' 'a>b'
    differs '<>' '<<>>'
    differs 'x-y' '<a-b>'
    differs '12' '<n><n>'
    differs '1221' '<n><n>'
    ;;
flood)
    # of many lines the first, and of what does not fit into memory how much
    awk 'BEGIN { for (i = 1; i <= 303; i++) print i > "many" }' /dev/null
    plays 1 <<'END'
a$ cat many
a| 0
END
    told=$(printf '%s\n' "$said" | grep -c '^  | ')
    says "  | $told
  and $((303 - told)) lines more"
    [ "$told" -lt 303 ] || complain 'all of them'
    head -n "$told" many > few
    plays 1 "  | $told" <<'END'
a$ cat few
a| 0
END
    says_not 'lines more'
    plays 1 <<'END'
a$ yes this line is long so that there are not many of them | head -c 5000000
END
    more=$(printf '%s\n' "$said" | sed -n 's/^  and \([0-9]*\) bytes more$/\1/p')
    said=$(printf '%s\n' "$said" | tail -n 1)
    [ "${more:-0}" -gt 800000 ] && [ "$more" -lt 810000 ] || complain 'not what 4 MiB leave of it'
    ;;
shown_escaped)
    # what is shown can't do anything to the terminal of who plays it
    plays 1 'came:     a| café \t\x1b[1m\x7f\x01~\x1f x\xc2\x9b\xe2\x80\xae\xff\
All that a showed:
  | café \t\x1b[1m\x7f\x01~\x1f x\xc2\x9b\xe2\x80\xae\xff\' <<'END'
a$ printf 'caf\303\251 \t\033[1m\177\001~\037 x\302\233\342\200\256\377\\\n'
a|
END
    plays 0 'a| \x1b' 'a| a\x00b 5678' <<'END'
a$ printf '\033\n'; printf 'a\000b 5678\n'
a| <escape>
a| a<nul>b <port>
END
    ;;
wrong_order)
    plays 1 't.md:5' 'expected: a| two' 'came:     a| one' <<'END'
a$ echo one; echo two
a| two
a| one
END
    ;;
early_end)
    plays 1 <<'END'
a$ echo one; exit 4
a| one
a| two
END
    says_only <<'END'
it: A title
a$ echo one; exit 4
a| one

FAILED at t.md:6, in it
expected: a| two
came:     the command ended with status 4
All that a showed:
  | one
END
    ;;
wrong_status)
    plays 1 <<'END'
a$ exit 4
a? 3
END
    says_only <<'END'
it: A title
a$ exit 4
a? 3

FAILED at t.md:5, in it
expected: a? 3
came:     the command ended with status 4
All that a showed: nothing
END
    plays 1 'expected: a? 0
came:     the command ended with status 127' <<'END'
a$ no_such_program
a| <...>
END
    ;;
statuses)
    plays 0 'a? 255' <<'END'
a$ exit 0
a? 0
a$ exit 255
a? 255
a$ exit 9
a? 09
a$ kill -9 $$
a? 137
a$ trap 'exit 5' INT; echo; while :; do :; done
a|
a^C
a? 5
a$ echo x; exec sleep 100
a| x
a^C
a? 130
a$ true
END
    # Ctrl-C ends it; if it ends otherwise, the transcript must say how
    plays 1 'expected: a? 130
came:     the command ended with status 0
' <<'END'
a$ trap 'exit 0' INT; echo; while :; do :; done
a|
a^C
END
    ;;
no_status)
    plays 1 't.md:4' 'expected: a? 0' 'ended with status 1
' <<'END'
a$ false
END
    ;;
signal_death)
    plays 1 'expected: a? 0' 'status 139, by the signal "Segmentation' <<'END'
a$ kill -SEGV $$
END
    plays 1 'expected: a? 0' 'status 129, by the signal "Hangup' <<'END'
a$ kill -HUP $$
END
    # no signal has these
    plays 1 'ended with status 128
' <<'END'
a$ exit 128
END
    plays 1 'ended with status 255
' <<'END'
a$ exit 255
END
    ;;
unpressed_signal)
    plays 1 'expected: a? 0' 'status 130' 'Interrupt' <<'END'
a$ kill -INT $$
END
    # pressed in the command before
    plays 1 't.md:7' 'expected: a? 0' 'status 130' <<'END'
a$ echo; exec sleep 100
a|
a^C
a$ kill -INT $$
END
    ;;
hangs)
    short
    plays 1 <<'END'
a$ echo one; sleep 100
a| one
END
    says_only <<'END'
it: A title
a$ echo one; sleep 100
a| one

FAILED at t.md:5, in it
expected: the command ends
came:     it still runs after 1.5 s (a server's last line is its ^C)
All that a showed:
  | one
END
    # the terminal has nobody left, but the command runs
    plays 1 'it still runs' <<'END'
a$ exec > /dev/null 2>&1 < /dev/null; sleep 100
END
    # Ctrl-C does not end it
    plays 1 't.md:6' 'it still runs' <<'END'
a$ trap '' INT; echo; sleep 100
a|
a^C
END
    # other terminals go on meanwhile
    plays 1 't.md:4' 'it still runs' 'All that a showed:' <<'END'
a$ sleep 100
b$ true
END
    ;;
extra_at_end)
    plays 1 <<'END'
a$ echo one; echo two
a| one
END
    says_only <<'END'
it: A title
a$ echo one; echo two
a| one

FAILED at t.md:5, in it
expected: no more lines of this command
came:     a| two
All that a showed:
  | one
  | two
END
    plays 1 't.md:5' 'no more lines of this command
came:     a| half
' <<'END'
a$ echo one; printf half
a| one
END
    ;;
bound_word)
    plays 1 't.md:6' 'expected: a| <n>
          <n> is 1
came:     a| 2
' <<'END'
a$ echo 1; echo 2
a| <n>
a| <n>
END
    # the longer and the shorter one are other words; a try that fails is
    # forgotten; a word is as short as it can be
    plays 0 'c| 1 22 [] 1' <<'END'
a$ echo 1 22; echo a.b.c; echo '[]'; echo xyxxy
a| <n> <n_2>
a| <A>.<B>
a| [<...>]
a| <x><y>x<x><y>
b$ [ '<n> <n_2> <A> <B> <x> <y>' = '1 22 a b.c x y' ] || echo '<n> <n_2> <A> <B> <x> <y>'
c$ echo '<n> <n_2> [] <n>'
c| <n> <...> [<...>] <n>
END
    # more words than anybody needs
    i=10
    { while [ $i -lt 60 ]; do
        printf 'a$ echo %d\na| <word_%d>\n' $i $i
        i=$((i + 1))
    done
    printf 'a$ echo 10 59 59\na| <word_10> <word_59> <word_59>\n'
    printf 'a$ echo 60\na| <word_59>\n'; } > block
    plays 1 't.md:107' 'expected: a| <word_59>
          <word_59> is 59
came:     a| 60' < block
    ;;
words_and_ports)
    plays 0 'a| 127.0.0.1:5678 x' 'b> 5678' <<'END'
a$ echo 127.0.0.1:5678 x; cat
a| 127.0.0.1:<port> <x>
b$ cat
b> 5678
b| <port>
b> <port>
b| 5678
b^D
a> <x> <other>
a| x <other>
a^D
END
    ;;
reasons)
    # as glibc has them, in the words of this libc
    plays 0 <<'END'
a$ echo 'x: Connection refused, and more'
a| x: Connection refused, and more
a$ cat /dev/null/x
a| cat: <...>
a? 1
END
    plays 1 'expected: a| x: Broken pipe y
came:     a| x: Broken pip
' <<'END'
a$ echo 'x: Broken pip'
a| x: Broken pipe y
END
    ;;
unread_key)
    # nobody has the terminal open any more, and the player knows the status
    [ "$(uname)" != Linux ] || plays 1 't.md:8, in it
expected: the program still runs, and what is typed reaches it
came:     the command ended with status 3
All that a showed:
  | ' <<'END'
a$ echo $PPID; exit 3
a| <keeper>
b$ while [ "$(ls /proc/<keeper>/fd | wc -l)" -gt 1 ]; do :; done
b? 0
a> two
END
    # it runs, and reads nothing: the terminal keeps some thousand bytes. Past a
    # line that nobody has read it takes no more; before, it drops what is too long
    plays 1 't.md:6' 'expected: the program still runs, and what is typed reaches it
came:     Resource temporarily unavailable
All that a showed:' <<END
a$ sleep 100
a> one
a> $(printf %099999d 0)
END
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
