#!/bin/sh
# player.sh PLAYER CASE: the player fails when it should, and says why.
set -u
player=$1 case=$2

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

# plays STATUS WORDS...: the transcript on stdin; the player must end with this
# status, and each of the WORDS must stand in what it says.
plays() {
    { printf '# A title\n\n```console it\n'; cat; printf '```\n'; } > "$folder/t.md"
    judge "$@"
}
judge() {
    expected=$1; shift
    said=$("$player" "$folder/t.md" it 2>&1)
    status=$?
    [ $status -eq "$expected" ] || complain "status $status, not $expected"
    for words; do
        case $said in
        *"$words"*) ;;
        *) complain "it does not say: $words" ;;
        esac
    done
}
complain() {
    printf '%s\n%s\n' "$1" "$said"
    exit 1
}
short() { # a deadline that is meant to pass
    PATIENCE=0.02; export PATIENCE
}

case $case in
passes)
    plays 0 'a| one two' <<'END'
# every kind of line
a$ echo one two; read x; echo "got $x"; cat; exit 3
a| one <word>
a> typed
a| got typed
b$ cat
b> twice
b| twice
b^C
a^D
a? 3
b$ printf 'no line feed'
b| no <...>feed
c$ echo <word>
c| two
END
    ;;
missing_line)
    short
    plays 1 't.md:6' 'expected: a| two' 'came:     nothing more in 0.6 s' '  | one' <<'END'
a$ echo one; sleep 100
a| one
a| two
END
    ;;
extra_line)
    plays 1 't.md:6' 'expected: a| three' 'came:     a| two' '  | one' <<'END'
a$ printf 'one\ntwo\nthree\n'
a| one
a| three
END
    ;;
wrong_line)
    plays 1 't.md:5' 'expected: a| hello' 'came:     a| hello ' '  | hello ' <<'END'
a$ echo 'hello '
a| hello
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
    plays 1 't.md:6' 'expected: a| two' 'came:     the command ended with status 4' <<'END'
a$ echo one; exit 4
a| one
a| two
END
    ;;
wrong_status)
    plays 1 't.md:5' 'expected: a? 3' 'came:     the command ended with status 4' <<'END'
a$ exit 4
a? 3
END
    ;;
no_status)
    plays 1 't.md:4' 'expected: a? 0' 'status 1' <<'END'
a$ false
END
    ;;
signal_death)
    plays 1 'expected: a? 0' 'status 139' 'Segmentation' <<'END'
a$ kill -SEGV $$
END
    ;;
unpressed_signal)
    plays 1 'expected: a? 0' 'status 130' 'Interrupt' <<'END'
a$ kill -INT $$
END
    ;;
hangs)
    short
    plays 1 't.md:5' 'it still runs' <<'END'
a$ echo one; sleep 100
a| one
END
    ;;
left_behind)
    short
    plays 1 't.md:5' 'left a program behind' <<'END'
a$ echo one; sleep 100 &
a| one
END
    ;;
escaped)
    # it has left its terminal as well: only Linux tells
    [ "$(uname)" = Linux ] || { echo 'skipped: only Linux tells'; exit 77; }
    short
    plays 1 'left a program behind' <<'END'
a$ sleep 3 > /dev/null 2>&1 < /dev/null & echo one
a| one
END
    ;;
extra_at_end)
    plays 1 't.md:5' 'no more lines' 'came:     a| two' <<'END'
a$ echo one; echo two
a| one
END
    ;;
bound_word)
    plays 1 't.md:6' 'came:     a| 2' <<'END'
a$ echo 1; echo 2
a| <n>
a| <n>
END
    ;;
shared_port)
    # the same number is the same port in commands and in lines; not its own
    plays 0 <<'END'
a$ echo 5678; echo 127.0.0.1:5678; echo x5678 5678.1 15678 56780
a| 5678
a| 127.0.0.1:5678
a| x5678 5678.1 15678 56780
b$ [ 5678 != 5679 ]
# a word that looks like a port is none
b$ echo $((2839 * 2))
b| <word>
c$ echo <word>
c| <word>
END
    ;;
unread_key)
    plays 1 't.md:7' 'the program still runs, and what is typed reaches it' <<'END'
a$ echo $$
a| <pid>
b$ while kill -0 <pid> 2> /dev/null; do :; done
a> two
END
    ;;
signal_ignored_before)
    # as under nohup, or in the background of a shell: Ctrl-C works all the same
    trap '' INT QUIT
    plays 0 <<'END'
a$ cat
a> one
a| one
a^C
END
    ;;
privilege)
    [ "$(uname)" = Linux ] || { echo 'skipped: only Linux tells'; exit 77; }
    plays 0 'CapEff' <<'END'
a$ grep CapEff /proc/self/status
a| CapEff:<...>
END
    bits=$(printf '%s\n' "$said" | sed -n 's/.*CapEff:\\x09//p')
    [ $(( 0x$bits & 0x2400 )) -eq 0 ] || complain "a program could use port 80"
    ;;
not_parsed)
    # wrong LINE WORDS TEXT: it can't be read, and this line says why
    wrong() {
        printf "$3" > "$folder/t.md"
        judge 2 "t.md:$1: " "$2"
    }
    wrong 1 'a transcript without a name' '```console\na$ true\n```\n'
    wrong 1 'not "```console NAME"' '```consoleit\na$ true\n```\n'
    wrong 1 'a name is letters' '```console it-er\na$ true\n```\n'
    wrong 1 'may need' '```console it windows\na$ true\n```\n'
    wrong 1 'an empty transcript' '```console it\n```\n'
    wrong 2 'a transcript without an end' '\n```console it\na$ true\n'
    wrong 2 'not a line of a transcript' '```console it\nhello\n```\n'
    wrong 2 'not a line of a transcript' '```console it\na$true\n```\n'
    wrong 2 'a command is missing' '```console it\na$ \n```\n'
    wrong 3 'not a line of a transcript' '```console it\na$ true\na^X\n```\n'
    wrong 2 'no command runs' '```console it\na| one\n```\n'
    wrong 3 'a status is' '```console it\na$ true\na? 256\n```\n'
    wrong 4 'has ended already' '```console it\na$ true\na? 0\na| x\n```\n'
    wrong 8 'a seventh' '```console it\na$ x\nb$ x\nc$ x\nd$ x\ne$ x\nf$ x\ng$ x\n```\n'
    wrong 4 'this name is taken' '```console it\na$ x\n```\n```console it\na$ x\n```\n'
    wrong 2 'a NUL byte' '```console it\na$ tr\0ue\n```\n'
    : > "$folder/t.md"
    judge 2 'no transcript "it"'
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
