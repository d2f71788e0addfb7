#!/bin/sh
# updates.sh PLAYER CASE: player --update writes the lines that differ into the
# file, or leaves it byte for byte as it was.
# shellcheck source-path=SCRIPTDIR source=case.sh
. "$(dirname -- "$0")/case.sh"

# updated LINES: all went well, this many lines have changed, and a second
# update changes none.
updated() {
    ends 0
    says_only <<END
t.md: $1 lines changed$([ "$1" -eq 0 ] || echo ': see git diff')
END
    run "$player" --update t.md
    ends 0
    says_only <<'END'
t.md: 0 lines changed
END
}

# becomes OLD SHOWN NEW: the line OLD, where SHOWN is shown, becomes NEW.
becomes() {
    printf '%s\n' "$2" > shown
    printf '```console it\na$ cat shown\na| %s\n```\n' "$1" > t.md
    run "$player" --update t.md
    updated 1
    said=$(sed -n 's/^a| //p' t.md)
    [ "$said" = "$3" ] || complain "$1, where $2 is shown, should be: $3"
}

# refused WORDS...: t.md can't be updated, and is the file that it was.
refused() {
    cp t.md whole
    chmod 640 t.md
    run "$player" --update t.md
    ends 1
    says "$@"
    cmp -s t.md whole || complain 'the file has changed'
    case $(ls -ln t.md) in
    -rw-r-----*) ;;
    *) complain 'the mode has changed' ;;
    esac
    said=$(ls)
    says_not .new
}
mend='
t.md is left as it was: mend this first.'
differs='the rows of its table now need different lines'

# two_rows: a block of the lines on stdin, from line 7 on; the command of each row
# shows the file of its name.
two_rows() {
    { cat <<'END'; cat; printf '```\n'; } > t.md
| name | shows |
|---|---|
| one | old 1 |
| two | old 2 |

```console it_{name}
a$ cat {name}
END
}

case $case in
update_lines)
    # what differs is written, the rest is not touched; the mode is kept
    cat > t.md <<'END'
# A title
a| text that is no transcript's

| a | table |
```console first
a$ echo one; printf 'two\nthree\n\nfive\n'; exit 3
a| one
a| 2
a|
#  a remark
a| 4
a| 5
a? 3
```
```console second
bc$ echo 5678; cat
bc| 5679
bc> typed
bc| tipped  
bc^D
```
The last line has no line feed.
```sh
END
    printf '```' >> t.md
    chmod 604 t.md
    sed 's/^a| 2$/a| two/; s/^a|$/a| three/; s/^a| 4/a|/; s/^a| 5/a| five/
        s/^bc| 5679/bc| 5678/; s/^bc| tipped  /bc| typed/' t.md > wanted
    run "$player" --update t.md
    updated 6
    said=$(diff wanted t.md) || complain 'not as wanted'
    cmp -s wanted t.md || complain 'the last line has changed'
    said=$(ls -ln t.md; ls)
    says '-rw----r--'
    says_not .new
    ;;
update_named)
    # only the ones that are named
    printf '```console %s\na$ echo %s\na| x\n```\n' one 1 two 2 three 3 > t.md
    run "$player" --update t.md two three
    ends 0
    says_only <<'END'
t.md: 2 lines changed: see git diff
END
    said=$(sed -n 's/^a| //p' t.md)
    says_only <<'END'
x
2
3
END
    run "$player" --update t.md one four
    ends 2
    says_only <<'END'
t.md: no transcript "four"
END
    # where another fails, nothing is written
    printf '```console bad\na$ false\na| x\n```\n' >> t.md
    refused 't.md:15' "$mend"
    run "$player" --update t.md one
    ends 0
    # nor where the first fails, and another would change
    printf '```console %s\na$ %s\na| x\n```\n' bad 'exit 1' good 'echo y' > t.md
    refused 't.md:3' "$mend"
    # what is skipped is no failure
    printf '```console skipped strace\na$ echo y\na| x\n```\n' |
        sed 's/y$/one/' > t.md
    mkdir bin
    said=$(PATH=$PWD/bin "$player" --update t.md)
    status=$?
    ends 77
    says_only <<'END'
skipped: skipped: no strace here, or it may not trace
t.md: 0 lines changed
END
    ;;
update_words)
    # each <word> and <...> stays where it still matches
    becomes 'port <port> is open' 'port 1234 is closed' 'port <port> is closed'
    becomes '<n> bytes' 'a 1234567 bytes' 'a <n> bytes'
    becomes 'from <host>:<port>: hi' 'from 127.0.0.1:80: hello' 'from <host>:<port>: hello'
    becomes 'waited <s> s' 'we waited 1.5 s in all' 'we waited <s> s in all'
    becomes 'one <...>' 'uno two three' 'uno <...>'
    becomes '<...> end' 'a b c ends' '<...> ends'
    becomes 'a <...> b' 'a  c' 'a <...> c'
    becomes 'a<...>b' 'ac' 'a<...>'
    becomes '<a> <b>' 'x' '<b>'
    becomes 'gone <a>' '' ''
    becomes 'x' 'a new line' 'a new line'
    becomes 'plain' ' plain ' ' plain '
    becomes '<a> <...>' 'word' '<a><...>'
    becomes 'x < y > z <' 'x < y >= z <' 'x < y >= z <'
    becomes '1 <a> <a> 2' '1 b b 3' '1 <a> <a> 3'
    becomes 'caf<...>é' 'Caf café' 'Caf<...>é'
    becomes '日本 <word> 語' '日本国 é 言語' '日本国 <word> 言語'
    becomes '5678: <a>' '1999: x' '1999: <a>'
    # a word that an earlier line has bound stays only where it is that text
    cat > t.md <<'END'
```console it
a$ echo 12; echo from 12, to 13; echo 12 12; echo 7 7
a| <n>
a| at <n>, at <m>
a| <n>
a| <m> <n>
```
END
    run "$player" --update t.md
    updated 3
    said=$(sed -n 's/^a| //p' t.md)
    says_only <<'END'
<n>
from <n>, to <m>
12 <n>
7 7
END
    ;;
update_rows)
    cat > t.md <<'END'
| name | says | has |
|---|---|---|
| one | ` (1)` | x |
| two | | - |
| three | ` of <...>` | y |

```console it_{name}
a$ echo '{name} is{says} <port>'; echo end; echo '{has}'
a| {name} was{says} <port>
a| end
a| {has}
b$ echo {has} | sed 's/./now &/'
b| {has}
c$ echo '{says}'
c| {has}{says}
```
END
    sed "s/; echo '{has}'//; s/ <port>'/ 80'/; s/ of <...>/ of it/; /^c/d" t.md |
        sed '/^a| {has}/d' > u.md
    mv u.md t.md
    cp t.md before
    run "$player" --update t.md
    updated 2
    said=$(diff -U 0 before t.md | sed 1,2d)
    says_only <<'END'
@@ -9 +9 @@
-a| {name} was{says} <port>
+a| {name} is{says} <port>
@@ -12 +12 @@
-b| {has}
+b| now {has}
END
    # one row's name stands for all of its block
    cp before t.md
    run "$player" --update t.md it_two
    ends 0
    says '2 lines changed'
    # rows that need different lines: one, the last, or all
    for row in one three; do
        sed "s/echo end\$/[ {name} = $row ] \&\& echo is || echo end/" before > t.md
        refused "t.md:10: $differs, and not just in one {head}: change the table, or the line by hand"
        says_not changed
        sed "s/echo end\$/[ {name} = $row ] \&\& echo is || echo are/" before > t.md
        refused "t.md:10: $differs, and not just in one {head}: change the table, or the line by hand"
    done
    # one line more in a row
    sed 's/echo end$/echo end; [ {name} = two ] \&\& echo more/' before > t.md
    refused 'in it_two' "$mend"
    ;;
update_cells)
    # where only some rows differ, or in different ways, it is their cells; the
    # others, and the rest of the table, are not touched
    cat > t.md <<'END'
| name | shows |  also  |
|---|:-:|---|
| one |  old words  | x \| `y` |
| two | ` a \| b` |- |
| three | port <port> of <n>, <...> | `q` |
| four | x | |
| five |gone | |
| six | | last
| seven | `in <n> s` |
| eight |   same |   |
| nine |-|
| ten | `x` | |
| eleven | x | |

```console it_{name}
# {also}
a$ cat {name}
a| it says: {shows}.
```
END
    cp t.md before
    shown() { printf 'it says: %s.\n' "$2" > "$1"; }
    shown one 'new words'
    shown two ' a | c '
    shown three 'at port 80 of 12, etc'
    shown four '`x y`'
    shown five ''
    shown six ' a | b'
    shown seven 'in 3 s, now'
    shown eight same
    : > nine
    shown ten ''
    shown eleven 'x '
    run "$player" --update t.md
    updated 9
    said=$(diff -U 0 before t.md | sed 1,2d)
    says_only <<'END'
@@ -3,7 +3,7 @@
-| one |  old words  | x \| `y` |
-| two | ` a \| b` |- |
-| three | port <port> of <n>, <...> | `q` |
-| four | x | |
-| five |gone | |
-| six | | last
-| seven | `in <n> s` |
+| one | new words | x \| `y` |
+| two | ` a \| c ` |- |
+| three | at port <port> of <n>, <...> | `q` |
+| four | ``x y`` | |
+| five | | |
+| six | ` a \| b` | last
+| seven | `in <n> s, now` |
@@ -12,2 +12,2 @@
-| ten | `x` | |
-| eleven | x | |
+| ten | `` | |
+| eleven | `x ` | |
END
    # the lines that show a cell agree
    two_rows <<'END'
a| {shows}
b$ sed 's/^/again: /' {name}
b| again: {shows}
END
    echo new 1 > one
    echo old 2 > two
    run "$player" --update t.md
    updated 1
    said=$(sed -n 3,4p t.md)
    says_only <<'END'
| one | new 1 |
| two | old 2 |
END
    # a <word> of the cell is known from then on
    two_rows <<'END'
a| {shows}
b$ echo <n>
b| <n>
END
    sed 's/old [12]/for <n> s/' t.md > u.md
    mv u.md t.md
    echo for 1 s > one
    echo in 2 s > two
    run "$player" --update t.md
    updated 1
    said=$(sed -n 4p t.md)
    says_only <<'END'
| two | in <n> s |
END
    # of all rows, but one leaves the line out
    two_rows <<'END'
a| {shows}
END
    awk '{ sub(/old [12]/, "old"); print } /^. two/ { print "| three | - |" }' t.md > u.md
    mv u.md t.md
    echo new > one
    echo new > two
    : > three
    run "$player" --update t.md
    updated 2
    said=$(sed -n 3,5p t.md; grep '^a|' t.md)
    says_only <<'END'
| one | new |
| two | new |
| three | - |
a| {shows}
END
    # all rows alike, around what differs in each: the line
    two_rows <<'END'
a| it was{shows}, <port{name}>
END
    sed 's/old 1//; s/old 2/` for <...>`/' t.md > u.md
    mv u.md t.md
    echo it is, 12 > one
    echo it is for 1 s, 23 > two
    run "$player" --update t.md
    updated 1
    said=$(grep '^a|' t.md)
    says_only <<'END'
a| it is{shows}, <port{name}>
END
    ;;
update_cells_refused)
    # a cell stays if a line needs it so, or another; all refusals are said
    but() { # but LINE OTHER HEAD: how this is said, of the first row
        echo "t.md:$1: $differs, but line $2 needs another {$3} in line 3: change the table, or the line by hand"
    }
    printf 'new 1\nnewer 1\n' > one
    printf 'old 2\nold 2\n' > two
    two_rows <<'END'
a| {shows}
a| {shows}
END
    refused "$(but 8 9 shows)
$(but 9 8 shows)"
    printf 'new 1\nold 1\n' > one
    refused "$(but 8 9 shows)"
    says_not t.md:9
    echo new 1 > one
    echo old 2 > two
    for line in 'b$ : {shows}' 'a? {shows}' '# {shows}'; do
        printf 'a| {shows}\n%s\n' "$line" | two_rows
        case $line in a*) sed 's/old [12]/0/' t.md > u.md && mv u.md t.md && echo 0 > two ;; esac
        refused "$(but 8 9 shows)"
    done
    echo old 2 > two
    printf 'b$ read -r line\nb> {shows}\na$ cat {name}\na| {shows}\n' |
        two_rows
    sed 7d t.md > u.md
    mv u.md t.md
    refused "$(but 10 8 shows)"
    # nor does the name of a transcript change
    echo 'uno: old 1' > one
    echo 'two: old 2' > two
    two_rows <<'END'
a| {name}: {shows}
END
    refused "$(but 8 6 name)"
    # a line that all rows have changed alike keeps the cell
    printf 'old 1 now\nold 1 now\n' > one
    printf 'old 2 now\nold 2\n' > two
    two_rows <<'END'
a| {shows}
a| {shows}
END
    refused "$(but 9 8 shows)"
    says_not t.md:8
    # another cell's new text is no help
    printf 'new 1\nold 1, new 1\n' > one
    printf 'old 2\nold 2, two\n' > two
    two_rows <<'END'
a| {shows}
a| {shows}, {name}
END
    refused "$(but 8 9 shows)
$(but 9 6 name)"
    # what differs is not one cell: around it, in two, or in the same one twice
    for line in '({shows})' '{shows}{name}' '{shows}, {shows}'; do
        case $line in
        '('*) echo '[old 1)' > one; echo '(old 2)' > two ;;
        *,*) echo 'new 1, old 1' > one; echo 'old 2, old 2' > two ;;
        *) echo 'old 1 one' > one; echo 'old 2two' > two ;;
        esac
        printf 'a| %s\n' "$line" | two_rows
        refused "t.md:8: $differs, and not just in one {head}: change"
    done
    # a cell that is "-" would leave the line out
    echo - > one
    echo old 2 > two
    echo 'a| {shows}' | two_rows
    refused "t.md:8: $differs, and not just"
    # a block that was not played needs the cell as it is
    echo new 1 > one
    echo 'a| {shows}' | two_rows
    printf '```console also_{name}\na$ cat {name}\na| {shows}\n```\n' >> t.md
    cp t.md both.md
    run "$player" --update t.md it_one
    ends 1
    says "$(but 8 12 shows)"
    cmp -s t.md both.md || complain 'the file has changed'
    run "$player" --update t.md
    updated 1
    # all rows alike, and a command needs the cells: the line
    echo new > one
    echo new > two
    printf 'a| {shows}\nb$ : {shows}\n' | two_rows
    run "$player" --update t.md
    updated 1
    said=$(sed -n 8p t.md)
    says_only <<'END'
a| new
END
    # but not if a row leaves it out
    printf 'a| {shows}\nb$ : {shows}\n' | two_rows
    awk '{ print } /^. two/ { print "| three | - |" }' t.md > u.md
    mv u.md t.md
    : > three
    refused "t.md:9: $differs, but line 10 needs another"
    ;;
update_link)
    # a link stays one: the file that it leads to is updated
    mkdir deep
    printf '```console it\na$ echo one\na| x\n```\n' > deep/real.md
    ln -s deep/real.md t.md
    run "$player" --update t.md
    updated 1
    [ -h t.md ] || complain 'the link has become a file'
    said=$(ls . deep; grep '^a|' deep/real.md)
    says 'a| one'
    says_not .new
    ;;
update_refused)
    # anything but a line that differs: the file is left as it was
    with_lines() {
        { printf '```console it\na$ echo new\na| old\n'; cat; printf '```\n'; } > t.md
    }
    with_lines <<'END'
b$ exit 3
b? 4
END
    refused 't.md:5, in it
expected: b? 4
came:     the command ended with status 3' "$mend"
    with_lines <<'END'
b$ echo one; echo two
b| one
END
    refused 't.md:5' 'no more lines' "$mend"
    with_lines <<'END'
b$ echo one
b| one
b| two
END
    refused 't.md:6' 'came:     the command ended with status 0' "$mend"
    # what a terminal would not show as text
    with_lines <<'END'
b$ printf '\033[1mone\n'
b| one
END
    refused 't.md:5' 'came:     b| \x1b[1mone' "$mend"
    with_lines <<'END'
b$ printf 'one\177\n'
b| one
END
    refused 't.md:5' 'came:     b| one\x7f' "$mend"
    with_lines <<'END'
b$ printf 'o\000ne\n'
b| one
END
    refused 't.md:5' 'came:     b| o\x00ne' "$mend"
    # a tab is text
    with_lines <<'END'
b$ printf 'o\tne\n'
b| one
END
    run "$player" --update t.md
    updated 2
    # what it has to wait for: 1.5 s, in which the rest comes on a busy machine, too
    short
    with_lines <<'END'
b$ sleep 100
END
    refused 't.md:4' 'it still runs' "$mend"
    with_lines <<'END'
b$ echo one; sleep 100
b| one
b| two
b^C
END
    refused 't.md:6' 'nothing more in 1.5 s' "$mend"
    with_lines <<'END'
b$ echo one; sleep 100 &
b| one
END
    refused 't.md:5' 'left a program behind' "$mend"
    ;;
update_long)
    # 2000 bytes are aligned, one more is not
    long() { # long SHOWN WRITTEN
        printf 'a$ printf "%%0%dd\\n" 0\na| %s\n' "$1" "$2" |
            { echo '```console it'; cat; echo '```'; } > t.md
    }
    long 2000 '<n> bytes'
    run "$player" --update t.md
    updated 1
    said=$(sed -n 's/^a| //p' t.md)
    says_only <<'END'
<n>
END
    long 2001 '<n> bytes'
    refused 't.md:3' "$mend"
    long 20 "$(printf %02000d 1)"
    run "$player" --update t.md
    updated 1
    long 20 "$(printf %02001d 1)"
    refused 't.md:3' "$mend"
    ;;
update_unwritten)
    # the new file can't be written: the reason is told, the old one stays
    printf '```console it\na$ echo one\na| x\n```\n' > t.md
    mkdir t.md.new
    run "$player" --update t.md
    ends 1
    says_only <<'END'
t.md: Is a directory
END
    said=$(cat t.md)
    says 'a| x'
    rmdir t.md.new
    # nor is it, if the disk is full
    if [ -c /dev/full ]; then
        ln -s /dev/full t.md.new
        run "$player" --update t.md
        ends 1
        says_only <<'END'
t.md: No space left on device
END
        said=$(ls; cat t.md)
        says 'a| x'
        says_not .new
    fi
    # the file has gone meanwhile
    printf '```console it\na$ rm t.md; echo one\na| x\n```\n' > t.md
    run "$player" --update t.md
    ends 1
    says_only <<'END'
t.md: No such file or directory
END
    said=$(ls)
    says_not .new
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
