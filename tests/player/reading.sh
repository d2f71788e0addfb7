#!/bin/sh
# reading.sh PLAYER CASE: how the player reads a file: what it can't read, the
# tables, and the index of it all.
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

# wrong LINE TEXT FORMAT: this file can't be read, and this line says why.
wrong() {
    printf "$3" > t.md
    run "$player" t.md it
    ends 2
    [ "$said" = "t.md:$1: $2" ] || complain "it does not say: t.md:$1: $2, of $3"
    run "$player" --index t.md
    ends 2
    says "t.md:$1: $2"
}

# indexed FILE...: the index, with a blank for each tab.
indexed() {
    run "$player" --index "$@"
    ends 0
    said=$(printf '%s\n' "$said" | tr '\t' ' ')
}

case $case in
not_a_block)
    wrong 1 'a transcript without a name' '```console\na$ true\n```\n'
    wrong 1 'a transcript without a name' '```console  \na$ true\n```\n'
    wrong 1 'not "```console NAME"' '```consoleit\na$ true\n```\n'
    wrong 1 'a name is letters, digits and _' '```console it-er\na$ true\n```\n'
    needs='a transcript may need: linux, privileged-ports, strace, glibc, lab, probe, ipv6'
    wrong 1 "$needs" '```console it windows\na$ true\n```\n'
    wrong 1 "$needs" '```console it linux labs\na$ true\n```\n'
    wrong 1 "$needs" '```console it linu\na$ true\n```\n'
    wrong 3 'an empty transcript' '\n\n```console it\n```\n'
    wrong 1 'an empty transcript' '```console it\n\n\n```\n'
    wrong 2 'a transcript without an end' '\n```console it\na$ true\n'
    wrong 2 'a transcript without an end' '\n```console it\na$ true\n ```\n````\n'
    wrong 4 'this name is taken' '```console it\na$ x\n```\n```console it\na$ x\n```\n'
    wrong 7 'this name is taken' \
        '```console a\na$ x\n```\n```console b\na$ x\n```\n```console a\na$ x\n```\n'
    : > t.md
    run "$player" t.md it
    ends 2
    says_only <<'END'
t.md: no transcript "it"
END
    run "$player" none.md it
    ends 2
    says_only <<'END'
none.md: No such file or directory
END
    run "$player" --index t.md none.md
    ends 2
    says 'none.md: No such file or directory'
    ;;
not_a_line)
    wrong 2 'not a line of a transcript' '```console it\nhello\n```\n'
    wrong 2 'not a line of a transcript' '```console it\na$true\n```\n'
    wrong 2 'not a line of a transcript' '```console it\n$ true\n```\n'
    wrong 2 'not a line of a transcript' '```console it\na-b$ true\n```\n'
    wrong 2 'not a line of a transcript' '```console it\n a$ true\n```\n'
    wrong 3 'not a line of a transcript' '```console it\na$ true\na^X\n```\n'
    wrong 3 'not a line of a transcript' '```console it\na$ true\na^Cx\n```\n'
    wrong 3 'not a line of a transcript' '```console it\na$ true\na^C \n```\n'
    wrong 3 'not a line of a transcript' '```console it\na$ true\na^D^C\n```\n'
    wrong 4 'not a line of a transcript' '```console it\na$ true\n\na|x\n```\n'
    wrong 2 'a command is missing' '```console it\na$ \n```\n'
    wrong 2 'a command is missing' '```console it\na$\n```\n'
    wrong 2 'a command is missing' '```console it\na$   \n```\n'
    wrong 2 'no command runs in this terminal yet' '```console it\na| one\n```\n'
    wrong 3 'no command runs in this terminal yet' '```console it\na$ x\nb^C\n```\n'
    wrong 3 'no command runs in this terminal yet' '```console it\n# a\na^D\na$ x\n```\n'
    for status in 256 2555 -1 x '' 1x ' 1' 1.; do
        wrong 3 'a status is a number from 0 to 255' \
            '```console it\na$ true\na? '"$status"'\n```\n'
    done
    wrong 4 'this command has ended already' '```console it\na$ true\na? 0\na| x\n```\n'
    wrong 5 'this command has ended already' \
        '```console it\na$ true\na? 0\nb$ true\na? 1\n```\n'
    wrong 8 'a seventh terminal: six is the most' \
        '```console it\na$ x\nb$ x\nc$ x\nd$ x\ne$ x\nf$ x\ng$ x\n```\n'
    wrong 2 'a NUL byte' '```console it\na$ tr\0ue\n```\n'
    wrong 3 'a NUL byte' '\n\nx\0\n```console it\na$ true\n```\n'
    ;;
file_around)
    # other blocks and their fences; the title is the nearest heading above
    cat > t.md <<'END'
```sh
# no heading
```console not_ours
```
## The *first* title

```console one linux
a$ true
```
###The second
text
# `third` #
| not | a | table | of | a | transcript | of | more | cells | than | eight |
``` c
```console not_ours
a-b
```
```console three strace glibc
a$ true
```
```console four probe lab privileged-ports linux linux
# remark
b$ true
```
END
    printf '```console last\na$ true\n```' > u.md
    indexed t.md u.md t.md
    says_only <<'END'
t.md 7 one linux - The *first* title
t.md 18 three strace glibc - `third` #
t.md 21 four linux privileged-ports lab probe - `third` #
u.md 1 last - - 
t.md 7 one linux - The *first* title
t.md 18 three strace glibc - `third` #
t.md 21 four linux privileged-ports lab probe - `third` #
END
    printf '%s\n' "$("$player" --index u.md)" | grep -q "^u.md	1	last	-	-	$" ||
        complain 'not a tab between them'
    ;;
table)
    cat > t.md <<'END'
| not | the | one |
|---|---|---|
| this | stands | above |
| and | has | more | than | its | head | has |

# How {program} {verb}: {from} {not}

| and | so |
|---|---|
| does | this |

| program | from | verb | only |
|:--|---|---|---|
|udp_recv | | hears | - |
|  udp_x  | ` from \| <...> `|`speaks`|``
| last | `|  ` | `

text
```console peers_{program} linux
# of {program}
x$ echo '{program}{from}:' ${PWD:+{ab}}; f() { echo "{from"; }; f
x| {program}{from}: {ab}
x| {from
# {only}only
y$ echo {only}second
y| second{only}
```
After it the same table stands for this one, which names its columns elsewhere.
```console more_{program}_{verb}x
x$ : '{from} {{program}}{program}} }{ {'
# {only}
```
```console and_{a,b} {program}
```
END
    wrong_t() {
        run "$player" --index t.md
        ends 2
        [ "$said" = "t.md:$1" ] || complain "it does not say: t.md:$1"
    }
    wrong_t '29: a name is letters, digits and _'
    sed '/^| last/s/`|  ` | `/` ` | last/; /and_{a,b}/,$d' t.md > u.md
    mv u.md t.md
    indexed t.md
    says_only <<'END'
t.md 19 peers_udp_recv linux - How udp_recv hears:  {not}
t.md 19 peers_udp_x linux - How udp_x speaks:  from | <...>  {not}
t.md 19 peers_last linux - How last last:   {not}
t.md 29 more_udp_recv_hearsx - - How udp_recv hears:  {not}
t.md 29 more_udp_x_speaksx - - How udp_x speaks:  from | <...>  {not}
t.md 29 more_last_lastx - - How last last:   {not}
END
    run "$player" t.md peers_udp_x peers_udp_recv more_udp_x_speaksx
    ends 0
    says_only <<'END'
peers_udp_x: How udp_x speaks:  from | <...>  {not}
# of udp_x
x$ echo 'udp_x from | <...> :' ${PWD:+{ab}}; f() { echo "{from"; }; f
x| udp_x from | <...> : {ab}
x| {from
# only
y$ echo second
y| second
peers_udp_recv: How udp_recv hears:  {not}
# of udp_recv
x$ echo 'udp_recv:' ${PWD:+{ab}}; f() { echo "{from"; }; f
x| udp_recv: {ab}
x| {from
more_udp_x_speaksx: How udp_x speaks:  from | <...>  {not}
x$ : ' from | <...>  {udp_x}udp_x} }{ {'
# 
END
    ;;
rows_joined)
    cat > t.md <<'END'
| n | word | more |
|-|-|-|
| 1 | one | |
| 1 | uno | - |
| 2 | due | |
| 1b | one | |
```console it_{n}
a$ echo {word}
a| {word}
# {more}
```
END
    indexed t.md
    says_only <<'END'
t.md 7 it_1 - - 
t.md 7 it_2 - - 
t.md 7 it_1b - - 
END
    run "$player" t.md it_1
    ends 0
    says_only <<'END'
it_1: 
a$ echo one
a| one
# 
a$ echo uno
a| uno
END
    # where a row fails is the line of the block
    sed 's/^a| {word}/a| one/' t.md > u.md
    run "$player" u.md it_1
    ends 1
    says 'FAILED at u.md:9, in it_1
expected: a| one
came:     a| uno
'
    # needs: of all its rows
    sed 's/^```c.*/& {more}/; s/| one | |/| one | linux |/; s/| uno | -/| uno | glibc/' t.md > u.md
    indexed u.md
    says 'u.md 7 it_1 linux glibc - ' 'u.md 7 it_2 - -'
    # the same name again, but not one after the other
    wrong 7 'this name is taken' "$(sed 's/^| 1b/| 1/' t.md)\n"
    ;;
not_a_table)
    block='```console it_{n}\na$ x\n```\n'
    wrong 1 'no table above, for the words in braces' "$block"
    wrong 4 'no table above, for the words in braces' "| n |\n|---|\n\n$block"
    wrong 5 'no table above, for the words in braces' "| n |\n|---|\n| 1 |\n# x\n$block"
    wrong 4 'a column of the table is not used' "| n | m |\n|-|-|\n| 1 | 2 |\n$block"
    wrong 4 'a column of the table is not used' "| n | |\n|-|-|\n| 1 | 2 |\n$block"
    wrong 5 'a row without a name' "| n |\n|-|\n| 1 |\n| - |\n$block"
    wrong 4 'a column of the table is not used' "| m |\n|-|\n| 1 |\n$block"
    wrong 4 'a name is letters, digits and _' "| n |\n|-|\n| b-c |\n\`\`\`console {n}\na\$ x\n\`\`\`\n"
    wrong 4 'a row of the table has more cells than its first' \
        "| n |\n|-|\n| 1 | 2 |\n$block"
    wrong 4 'a row of the table has more cells than its first' "| n |\n|-|-|\n| 1 |\n$block"
    wrong 4 'a row of the table has more than eight cells' \
        "| n |\n|-|\n| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |\n$block"
    # eight, and the last of them
    printf '| n | b | c | d | e | f | g | h |\n|-|\n| 1 | | | | | | | x |\n%b' \
        '```console it_{n}\na$ x {h}\n# {b} {c} {d} {e} {f} {g}\n```\n' > t.md
    indexed t.md
    says_only <<'END'
t.md 4 it_1 - - 
END
    # a column without a name is used by nothing, and stands for nothing
    printf '| n | |\n|-|-|\n| 1 | x |\n```console it_{n}\na$ true\n# {}\n```\n' > t.md
    run "$player" t.md it_1
    ends 0
    says '# {}'
    # a word in braces that is not in the name
    printf '```console it needs{n}\na$ x\n```\n' > t.md
    run "$player" --index t.md
    says 'a transcript may need'
    ;;
index)
    cat > README.md <<'END'
| n | claim | lesson | verdict |
|---|---|---|---|
| 1 | One is `so` | [one](udp/README.md#one), [two](#two) and [one](x) | yes |
| 2 | Two | none | no \| it is not |
| 3 | Three is short |
| 4 | So is | [two](x) |
| 0 | None | [two](x) | yes |
| x | None | [two](x) | yes |
| 14 | Last | [two](a(b) [ | |  yes, so |
x | 15 | Not a row | [two](x) | yes |
| 16 | [a | b](c) | d
| 17 | End | [one](a[), [two](b) | e |
END
    cat > t.md <<'END'
# Of one
```console one
a$ udp_recv 5678
a| udp_send
```
# Of two
```console two strace
# udp_ask
a$ true; udp_recvfrom 1 || x.udp_ask2 -udp_send; my_udp_recv; udp_recv_my udp_recv
```
END
    run "$player" --claims README.md
    ends 0
    tab=$(printf '\t')
    says_only <<END
1${tab}one${tab}udp/README.md#one${tab}yes${tab}One is \`so\`
1${tab}two${tab}#two${tab}yes${tab}One is \`so\`
1${tab}one${tab}x${tab}yes${tab}One is \`so\`
2${tab}${tab}${tab}no | it is not${tab}Two
14${tab}two${tab}a(b${tab}yes, so${tab}Last
16${tab}${tab}${tab}d${tab}[a
17${tab}one${tab}a[${tab}e${tab}End
17${tab}two${tab}b${tab}e${tab}End
END
    run "$player" --claims none.md
    ends 2
    says_only <<'END'
none.md: No such file or directory
END
    run "$player" --index --claims none.md t.md
    ends 2
    says_only <<'END'
none.md: No such file or directory
END
    indexed --claims README.md t.md
    says_only <<'END'
t.md 2 one - 1, 1, 17 Of one
t.md 7 two strace 1, 14, 17 Of two
END
    indexed --runs udp_recv t.md
    says_only <<'END'
t.md 2 one - - Of one
t.md 7 two strace - Of two
END
    for word in udp_send udp_recvfrom; do
        indexed --runs $word t.md
        says_only <<'END'
t.md 7 two strace - Of two
END
    done
    for word in udp_ask udp_rec dp_recv recv 2 cv; do
        indexed --runs $word t.md
        says_only < /dev/null
    done
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
