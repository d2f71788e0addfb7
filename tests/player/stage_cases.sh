#!/bin/sh
# stage_cases.sh BUILD CASE: the stage before a person at a terminal (pty.c),
# with two parts of a lecture of its own.
set -u
pty=$1/tests/bin/pty player=$1/tests/bin/player bin=$1/bin case=$2 project=$PWD

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder" || exit 1
TERM=xterm SHELL=/bin/sh
export TERM SHELL
unset NO_COLOR PAGER LESS ENV

mkdir udp scripts programs
cat > one.md <<'END_OF_FILE'
# The first part

A text of the part, which belongs to no lesson.

```mermaid
not a word of this
```

## What does `cat` answer?

It sends back what *it* gets: see [the `cat`
page](https://example.org/cat). **Each** line.

- as it is

```console one
cat$ cat
echo$ echo hello
echo| hello
cat> typed
cat| typed
# it has more to say
cat^D
```

**What to notice:** one line
came back.

**Try:** `cat` a file, see
[there](x).

## Who keeps a table?

```console table
left$ printf 'a    table of which      the row is         wide\n'
left| a    table of which      the row is         wide
right$ read line; echo "$line"; exit 3
right> two words
right| two words
right? 3
left$ printf '%s\n' 'this is a sentence that is longer than its column, and no table'
left| this is a sentence that is longer than its column, and no table
```
END_OF_FILE
cat > two.md <<'END_OF_FILE'
# The second part

## How long is it?

```console long
a$ seq 12
a| 1
a| 2
a| 3
a| 4
a| 5
a| 6
a| 7
a| 8
a| 9
a| 10
a| 11
a| 12
b$ seq 12
b| 1
b| 2
b| 3
b| 4
b| 5
b| 6
b| 7
b| 8
b| 9
b| 10
b| 11
b| 12
a$ echo ready; exec cat
a| ready
a^C
```

**What to notice:** the page is turned before the answer.
END_OF_FILE
cat > claims.md <<'END_OF_FILE'
| claim | what the slides say | lesson | does it hold? |
|---:|---|---|---|
| 1 | it answers | [one](one.md) | holds |
| 2 | it is long | [long](two.md), [one](one.md) | holds |
| 14 | it has a table | [table](one.md) | holds |
END_OF_FILE

# stage WORDS...: scripts/demo as the player sees it. person SIZE WORDS...: the
# same, at a terminal, with the script on stdin.
stage() {
    "$player" --demo "$folder" claims.md one.md two.md -- "$@"
}
person() {
    size=$1; shift
    "$pty" "$size" "$player" --bin "$folder/programs" --demo "$folder" \
        claims.md one.md two.md -- "$@" || exit 1
}
three_terminals() {
    cat > two.md <<'END'
## How many?
```console three
one$ printf 'a line that is longer than others\n'
one| a line that is longer than others
other$ read line; echo "$line"
other> x
other| x
third$ true
```
**Try:** to see.
END
}
ports_lesson() { # ports_lesson PORT
    cat > two.md <<END
## Which port?
\`\`\`console ports
a\$ echo $1; echo 127.0.0.1:$1; echo 15678 4999 6000
a| $1
a| 127.0.0.1:$1
a| 15678 4999 6000
\`\`\`
**Try:** port $1, RFC 5999 and $1x.
END
}
# same NAME: what stdin says is what the file NAME says.
same() {
    diff - "$1" && return
    echo "FAILED: $1 is not what it should be"
    exit 1
}

case $case in
list_screen)
    # the list: columns, the chosen lesson's question and claims
    person 80x24 > shown <<'END'
see >one
raw
screen
key q
end 0
modes
END
    same shown <<'END'
Sockets, one call at a time: 3 lessons, and the slides' claims that they show
The first part            The second part
>one                  1,2  long                   2
 table                 14
(17 empty rows)
one: What does cat answer?
claim 1: it answers; claim 2: it is long
Enter: open it  a: all  q: leave  a number: its claim
END
    ;;
list_keys)
    person 80x24 <<'END'
see >one
sent ^[0;1;32m>one
key Down
see >table
see claim 14
key Down
see >long
key Down
key Up
see >table
key Right
see >long
key Left
see >one
key Up
key Left
key 9
see claim 9
key 0
key 1
see claim 901
key 2
see a number
key 8
see of claim 8
key Back
gone of claim
key x
key 1
key x
key Enter
see What does cat answer?
see begin
key l
see >one
key 1
key 4
see of claim 14
key Enter
see Who keeps a table?
see begin
key n
see >table
key 7
see of claim 7
key Enter
see a number
key 2
see of claim 2
key PgDn
see What does cat answer?
see begin
key n
see How long is it?
see begin
key l
see >long
key Space
see begin
key PgUp
see Who keeps a table?
see begin
key l
see >table
key a
see What does cat answer?
see begin
key n
see Who keeps a table?
see begin
key ^C
end 130
modes
END
    person 80x24 long one <<'END'
see What does cat answer?
see begin
key n
see How long is it?
see begin
key Left
see What does cat answer?
see begin
key l
see >one
key 1
key 4
see of claim 14
key Back
gone of claim 14
see of claim 1
key Home
see a number
key Right
see >long
key Enter
see begin
key n
see >long
key q
end 0
END
    ;;
list_full)
    # as many lessons as go into three columns of 80 x 24, then into four, where
    # names are cut; and more
    part() { # part NUMBER: a file of 29 lessons
        printf '# Part %d of the lecture\n' "$1"
        for lesson in $(seq 29); do
            printf '## A question?\n```console a_name_of_23_letters_%d%02d\na$ true\n```\n' "$1" "$lesson"
        done
    }
    part 1 | sed -e 's/a_name_of_23_letters_102/a_name_of_22_letter_01/' \
        -e 's/a_name_of_23_letters_103/a_name_of_21_lette_01/' > one.md
    part 2 > two.md
    printf '| %d | says | [%s](x) | holds |\n' 1 a_name_of_23_letters_101 2 a_name_of_22_letter_01 \
        3 a_name_of_21_lette_01 > claims.md
    person 80x24 > shown <<'END' || exit 1
see >a_name_of_23_letters_~ 1
not arrows
screen
key Right
see >a_name_of_23_letters_121
key Right
see >a_name_of_23_letters_211
key Right
key Left
see >a_name_of_23_letters_121
key Up
see >a_name_of_23_letters_120
key Up
see >a_name_of_23_letters_119
key Right
see >a_name_of_23_letters_209
key q
end 0
END
    same shown <<'END'
Sockets, one call at a time: 58 lessons, and the slides' claims that they show
Part 1 of the lecture      a_name_of_23_letters_120  a_name_of_23_letters_210
>a_name_of_23_letters_~ 1  a_name_of_23_letters_121  a_name_of_23_letters_211
 a_name_of_22_letter_01 2  a_name_of_23_letters_122  a_name_of_23_letters_212
 a_name_of_21_lette_01  3  a_name_of_23_letters_123  a_name_of_23_letters_213
 a_name_of_23_letters_104  a_name_of_23_letters_124  a_name_of_23_letters_214
 a_name_of_23_letters_105  a_name_of_23_letters_125  a_name_of_23_letters_215
 a_name_of_23_letters_106  a_name_of_23_letters_126  a_name_of_23_letters_216
 a_name_of_23_letters_107  a_name_of_23_letters_127  a_name_of_23_letters_217
 a_name_of_23_letters_108  a_name_of_23_letters_128  a_name_of_23_letters_218
 a_name_of_23_letters_109  a_name_of_23_letters_129  a_name_of_23_letters_219
 a_name_of_23_letters_110 Part 2 of the lecture      a_name_of_23_letters_220
 a_name_of_23_letters_111  a_name_of_23_letters_201  a_name_of_23_letters_221
 a_name_of_23_letters_112  a_name_of_23_letters_202  a_name_of_23_letters_222
 a_name_of_23_letters_113  a_name_of_23_letters_203  a_name_of_23_letters_223
 a_name_of_23_letters_114  a_name_of_23_letters_204  a_name_of_23_letters_224
 a_name_of_23_letters_115  a_name_of_23_letters_205  a_name_of_23_letters_225
 a_name_of_23_letters_116  a_name_of_23_letters_206  a_name_of_23_letters_226
 a_name_of_23_letters_117  a_name_of_23_letters_207  a_name_of_23_letters_227
 a_name_of_23_letters_118  a_name_of_23_letters_208  a_name_of_23_letters_228
 a_name_of_23_letters_119  a_name_of_23_letters_209  a_name_of_23_letters_229
a_name_of_23_letters_101: A question?
claim 1: says
Enter: open it  a: all  q: leave  a number: its claim
END
    for lesson in $(seq 21); do
        printf '## One more?\n```console more_%d\na$ true\n```\n' "$lesson"
    done > more
    { part 2; head -n 80 more; } > two.md
    person 80x24 > shown <<'END'
see >a_name_of_23_le~ 1
not arrows
screen
key q
end 0
END
    same shown <<'END'
Sockets, one call at a time: 78 lessons, and the slides' claims that they show
Part 1 of the~       a_name_of_23_lett~  a_name_of_23_lett~  more_1
>a_name_of_23_le~ 1  a_name_of_23_lett~  a_name_of_23_lett~  more_2
 a_name_of_22_le~ 2  a_name_of_23_lett~  a_name_of_23_lett~  more_3
 a_name_of_21_le~ 3  a_name_of_23_lett~  a_name_of_23_lett~  more_4
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_5
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_6
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_7
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_8
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_9
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_10
 a_name_of_23_lett~ Part 2 of the~       a_name_of_23_lett~  more_11
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_12
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_13
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_14
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_15
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_16
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_17
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_18
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_19
 a_name_of_23_lett~  a_name_of_23_lett~  a_name_of_23_lett~  more_20
a_name_of_23_letters_101: A question?
claim 1: says
Enter: open it  a: all  q: leave  a number: its claim
END
    { part 2; cat more; } > two.md
    person 80x24 <<'END'
see >a_name_of_23_letters_~ 1
see arrows
not more_1
key Up
key Right
key Right
see >a_name_of_23_letters_211
key Right
see >more_2
key Up
see >more_1
key q
end 0
END
    ;;
list_pages)
    # one column of 30, and few rows: arrows show more
    person 30x8 > shown <<'END'
see >one
screen
key Down
key Down
see >long
screen
size 60x8
see >long
see The first part
key q
end 0
END
    same shown <<'END'
Sockets, one call at a time: ~
The first part
>one                  1,2
 table                 14

one: What does cat answer?
claim 1: it answers; claim 2:~
arrows: more  Enter: open it ~
Sockets, one call at a time: ~
The second part
>long                   2
(2 empty rows)
long: How long is it?
claim 2: it is long
arrows: more  Enter: open it ~
END
    ;;
lesson)
    # each screen of a lesson: the prompt before, what came after, the end
    person 80x24 one > shown <<'END'
see begin
screen
key Enter
see run it
screen
key Enter
see echo hello
screen
key Enter
see type it
screen
key Enter
see press it
screen
key Enter
see Try
screen
key Enter
end 0
modes
END
    same shown <<'END'
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
(19 empty rows)
Enter: begin  ?: keys                                                one  1 of 3
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
(18 empty rows)
Enter: run it  ?: keys                                               one  1 of 3
cursor: 5,6
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
(17 empty rows)
Enter: run it  ?: keys                                               one  1 of 3
cursor: 6,54
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
(15 empty rows)
Enter: type it  ?: keys                                              one  1 of 3
cursor: 8,8
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |
(12 empty rows)
Enter: press it  ?: keys                                             one  1 of 3
cursor: 11,3
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |

What to notice: one line came back.
Try: cat a file, see there.
(9 empty rows)
Enter: go on  ?: keys                                                one  1 of 3
END
    ;;
keys_on)
    # every key that goes on, and some that do nothing
    person 80x24 one --notes notes <<'END'
see begin
key x
key Home
key Right
see run it
key Down
see echo hello
key PgDn
see type it
key Space
see press it
key Esc
key Enter
see Try
key Enter
end 0
END
    [ "$(grep -c '(one ' notes)" = 6 ] || { cat notes; exit 1; }
    ;;
keys_back)
    # back is the lesson anew, up to the pause before; before its beginning
    # it is the lesson before
    person 80x24 one table --notes notes <<'END'
noted 1 (one 
key Left
noted 2 (one 
key n
noted 1 (table 
key Enter
see run it
key Enter
see read line
key Enter
see type it
noted 4 (table 
key PgUp
noted 5 (table 
gone > two words
see read line
see run it
key Back
noted 6 (table 
gone read line
see run it
key r
noted 7 (table 
gone printf
see begin
key Enter
see run it
key Left
noted 9 (table 
see begin
key Left
noted 3 (one 
see What does cat answer?
see begin
key Enter
see run it
key Enter
see echo hello
key r
noted 6 (one 
gone $ cat
see begin
key q
end 0
modes
END
    ;;
keys_beside)
    # the pager, at the New: line; differences; the kernel's table; a shell
    cat > udp/echo.c <<'END'
/* echo
 * New: the newest
 */
END
    : > udp/cat.c
    : > udp/typed.c # what a terminal shows is no program of the lesson's
    cat > scripts/programs <<'END'
case $1 in
--source) echo "udp/$2.c" ;;
--diff) printf 'What %s adds:\n+more\n-less\n same\n' "$2" ;;
esac
END
    printf '#!/bin/sh\necho "udp 0.0.0.0:1 - player (12)"; echo "the table"\n' > programs/ports
    printf '#!/bin/sh\necho "PAGER $*"\n[ -t 0 ] || cat\nread x < /dev/tty\n' > programs/less
    printf '#!/bin/sh\necho "SHELL"; ports; read x; echo "$x"\n' > programs/shell
    chmod +x programs/* scripts/*
    PATH=$folder/programs:$PATH SHELL=$folder/programs/shell
    export PATH SHELL
    person 80x24 one <<'END'
see begin
key s
see PAGER -R -+F -+X +1 udp/cat.c udp/echo.c
modes
key Enter
see begin
raw
key Enter
see $ cat
key Enter
see echo hello
key Enter
see type it
key s
see PAGER -R -+F -+X +2 udp/echo.c udp/cat.c
key Enter
see type it
key d
see What echo adds:
see What cat adds:
sent ^[32m+more^[0m
sent ^[31m-less^[0m
key Enter
see type it
key k
see PAGER -R -+F -+X
see the table
not player (12)
key Enter
see type it
key !
see exit comes back
see SHELL
see the table
modes
type hello
key Enter
see type it
key ?
see a shell, with the programs
key Enter
see type it
see > typed
raw
key q
end 0
modes
END
    # another pager may not stay, and knows no line
    PAGER='cat -n' NO_COLOR=1
    export PAGER NO_COLOR
    printf 'more\n' > udp/cat.c
    person 80x24 one <<'END'
see begin
key s
see      1  more
see [Enter: back to the stage]
key Enter
see begin
key d
see +more
see [Enter: back to the stage]
unsent ^[32m
key Enter
see begin
key q
end 0
END
    ;;
split)
    # an entry that is longer than its row is on one page
    {
        printf '## Longer than a row?\n```console split\na$ cat "$TEXT"\na| one\n'
        for i in 1 2 3 4; do printf 'a| %d%089d\n' $i 0; done
        printf 'b$ true\n```\n'
    } > two.md
    grep '^a| ' two.md | sed 's/a| //' > text
    TEXT=$folder/text
    export TEXT
    person 80x12 split > shown <<'END'
see begin
key Enter
see $ cat
key Enter
see turn the page
screen
key Enter
see run it
screen
key q
end 0
END
    same shown <<'END'
Longer than a row?
a ----------------------------------------------------------------+-b ----------
$ cat "$TEXT"                                                     |
one                                                               |
10000000000000000000000000000000000000000000000000000000000000000 |
  0000000000000000000000000                                       |
20000000000000000000000000000000000000000000000000000000000000000 |
  0000000000000000000000000                                       |
30000000000000000000000000000000000000000000000000000000000000000 |
  0000000000000000000000000                                       |

Enter: turn the page  ?: keys                            split  3 of 3  page 1/2
Longer than a row?
a ----------------------------------------------------------------+-b ----------
40000000000000000000000000000000000000000000000000000000000000000 |
  0000000000000000000000000                                       |
                                                                  | $ true
(6 empty rows)
Enter: run it  ?: keys                                   split  3 of 3  page 2/2
cursor: 5,75
END
    ;;
noticed)
    # what to notice is below what it speaks of, as far as there is room, also on a page
    # of its own
    {
        printf '## Notice?\n```console noticed\na$ seq 3\n'
        seq 3 | sed 's/^/a| /'
        printf 'a$ seq 4\n'
        seq 4 | sed 's/^/a| /'
        printf '```\n**What to notice:** the numbers.\n\n**Try:** seq 5.\n'
    } > two.md
    person 80x14 noticed > shown <<'END'
see begin
key Enter
see $ seq 3
key Enter
see $ seq 4
key Enter
see turn the page
key Enter
see Try
screen
key Enter
end 0
END
    same shown <<'END'
Notice?
a ------------------------------------------------------------------------------
1
2
3
$ seq 4
1
2
3
4

What to notice: the numbers.
Try: seq 5.
Enter: go on  ?: keys                                  noticed  3 of 3  page 2/2
END
    ;;
waiting)
    # while a line is awaited, the last row says so
    printf '## Waiting?\n```console waiting\na$ cat go\na| gone\nb$ true\n```\n' > two.md
    mkfifo go
    person 80x12 waiting > shown <<'END'
see begin
key Enter
see $ cat go
not waiting ...
key Enter
see waiting ...
screen
go
see $ true
gone waiting ...
key q
end 0
END
    same shown <<'END'
Waiting?
a -------------------------------------+-b -------------------------------------
$ cat go                               |
(8 empty rows)
waiting ...                                                      waiting  3 of 3
END
    ;;
turned)
    # a page that was turned stays so, where its answer is shorter than expected
    {
        printf '## Shorter?\n```console turned\na$ seq 6\n'
        seq 6 | sed 's/^/a| /'
        printf 'a$ echo x\na| <%080d>\na$ echo y\na| y\n```\n' 0
    } > two.md
    person 80x12 turned > shown <<'END'
see begin
key Enter
see $ seq 6
key Enter
see turn the page
key Enter
see $ echo x
key Enter
see $ echo y
screen
key q
end 0
END
    same shown <<'END'
Shorter?
a ------------------------------------------------------------------------------
$ echo x
x
$ echo y
(6 empty rows)
Enter: run it  ?: keys                                  turned  3 of 3  page 2/2
cursor: 5,9
END
    ;;
keys_lab)
    # in a lesson of the lab, the table of each host; before the lab is up, of this one
    cat > two.md <<'END'
## In the lab?
```console lab lab
a$ true > "$UP"
a$ cat
a> hello
```
END
    cat > scripts/lab <<'END'
#!/bin/sh
case $* in
--check) ;;
*true) [ -f "$UP" ] ;;
*ports) echo "table $1" ;;
esac
END
    printf '#!/bin/sh\necho "here only"\n' > programs/ports
    printf '#!/bin/sh\n[ -t 0 ] || cat\nread x < /dev/tty\n' > programs/less
    chmod +x programs/* scripts/*
    PATH=$folder/programs:$PATH UP=$folder/up
    export PATH UP
    person 80x24 lab <<'END'
see begin
key k
see no lab is up
see here only
key Enter
see begin
key Enter
see run it
key Enter
see $ cat
key Enter
see type it
key k
see a:
see table a
see router:
see table router
not here only
key Enter
see type it
key q
end 0
END
    ;;
type_ahead)
    # keys pressed before a pause are thrown away
    person 80x24 one --notes notes <<'END'
see begin
type      
see run it
key l
see >one
key q
end 0
END
    [ "$(grep -c '(one ' notes)" = 2 ] || { cat notes; exit 1; }
    ;;
resize)
    # drawn anew for the size that there is, also while a step takes its time
    cat > two.md <<'END'
## Slow
```console slow
a$ echo ready; read go < go; echo $go
a| ready
a| gone
b$ true
```
END
    mkfifo go
    person 80x24 one slow > shown <<'END'
see begin
key Enter
see run it
key Enter
see echo hello
size 60x12
see cat -------------------------+-echo -
screen
size 200x50
see cat ------------------------------------------------------
screen
key n
see Slow
see begin
key Enter
see run it
key Enter
see ready
gone Enter
size 40x10
gone ------------------------------------------------------------
see ready
go
see gone
see run it
blank
group 28
see gone
see run it
key q
end 0
END
    same shown <<'END'
What does cat answer?
cat -------------------------+-echo ------------------------
$ cat                        |
                             | $ echo hello
(7 empty rows)
Enter: run it  ?: keys                 one  1 of 3  page 2/3
cursor: 4,44
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
cat -----------------------------------------------------------------------------------------------+-echo ----------------------------------------------------------------------------------------------
$ cat                                                                                              |
                                                                                                   | $ echo hello
(43 empty rows)
Enter: run it  ?: keys                                                                                                                                                                       one  1 of 3
cursor: 6,114
END
    ;;
narrow)
    # 40 columns: one terminal below the other, as the transcript writes it
    three_terminals
    person 40x16 one three > shown <<'END'
see begin
screen
key Enter
see run it
key Enter
see echo hello
key Enter
see type it
screen
key n
see How many?
see begin
screen
key Enter
see run it
key Enter
see read line
key Enter
see type it
screen
key Enter
see third$ true
key Enter
see to see
key Enter
end 0
END
    same shown <<'END'
What does cat answer?
It sends back what *it* gets: see the
cat page. Each line.
- as it is
cat echo -------------------------------
(10 empty rows)
Enter: begin  ?: keys        one  1 of 3
What does cat answer?
It sends back what *it* gets: see the
cat page. Each line.
- as it is
cat echo -------------------------------
cat$ cat
echo$ echo hello
echo| hello
cat> typed
(6 empty rows)
Enter: type it  ?: keys      one  1 of 3
cursor: 9,11
How many?
one other third ------------------------
(13 empty rows)
Enter: begin  ?: keys      three  3 of 3
How many?
one other third ------------------------
one$ printf 'a line that is longer than
  others\n'
one| a line that is longer than others
other$ read line; echo "$line"
other> x
(8 empty rows)
Enter: type it  ?: keys    three  3 of 3
cursor: 7,9
END
    ;;
three_columns)
    three_terminals
    person 80x24 three > shown <<'END'
see begin
key Enter
see run it
key Enter
see read line
key Enter
see type it
key Enter
see true
key Enter
see to see
screen
key Enter
end 0
END
    same shown <<'END'
How many?
one ----------------------------------+-other --------------------+-third ------
$ printf 'a line that is longer than  |                           |
  others\n'                           |                           |
a line that is longer than others     |                           |
                                      | $ read line; echo "$line" |
                                      | > x                       |
                                      | x                         |
                                      |                           | $ true

Try: to see.
(12 empty rows)
Enter: go on  ?: keys                                              three  3 of 3
END
    ;;
table)
    # a table that is too wide for its column goes under all columns; text wraps
    person 80x24 table > shown <<'END'
see begin
key Enter
see run it
key Enter
see read line
key Enter
see type it
key Enter
see status 3
see run it
key Enter
see and no table
see go on
screen
size 46x30
see this is a sentence    |
screen
key Enter
end 0
END
    same shown <<'END'
Who keeps a table?
left ----------------------------------------+-right ---------------------------
$ printf 'a    table of which      the row   |
  is         wide\n'                         |
left| a    table of which      the row is         wide
                                             | $ read line; echo "$line"; exit 3
                                             | > two words
                                             | two words
                                             | (status 3)
$ printf '%s\n' 'this is a sentence that is  |
  longer than its column, and no table'      |
this is a sentence that is longer than its   |
  column, and no table                       |
(10 empty rows)
Enter: go on  ?: keys                                              table  2 of 3
Who keeps a table?
left -----------------+-right ----------------
$ printf 'a    table  |
  of which      the   |
  row is              |
  wide\n'             |
a table of which the row is wide
                      | $ read line; echo
                      |   "$line"; exit 3
                      | > two words
                      | two words
                      | (status 3)
$ printf '%s\n' 'this |
  is a sentence that  |
  is longer than its  |
  column, and no      |
  table'              |
this is a sentence    |
  that is longer than |
  its column, and no  |
  table               |
(8 empty rows)
Enter: go on  ?: keys            table  2 of 3
END
    # all that its command shows goes there; a sentence with blanks before it
    # is no table
    cat > two.md <<'END'
## Which?
```console which
left$ printf 'short\na    table of which      the row is         wide\nshort again\n'
left| short
left| a    table of which      the row is         wide
left| short again
right$ printf '   a sentence that is indented, and longer than its column\nshort\n'
right|    a sentence that is indented, and longer than its column
right| short
```
END
    stage which > shown || exit 1
    same shown <<'END'

Which?

left ----------------------------------+-right ---------------------------------
$ printf 'short\na    table of which   |
  the row is         wide\nshort       |
  again\n'                             |
left| short
left| a    table of which      the row is         wide
left| short again
                                       | $ printf '   a sentence that is
                                       |   indented, and longer than its
                                       |   column\nshort\n'
                                       |    a sentence that is indented, and
                                       |   longer than its column
                                       | short
END
    ;;
pages)
    # a page is turned before a command whose answer does not fit, by a key; and within
    # an answer that no page has room for
    person 80x24 long > shown <<'END'
see begin
see page 1/2
key Enter
see run it
key Enter
see turn the page
screen
key Enter
see page 2/2
see run it
screen
key Enter
see exec cat
see run it
screen
size 80x12
see page 4/4
screen
size 80x24
see page 2/2
key Enter
see press it
key Enter
see before the answer
screen
key Enter
end 0
END
    same shown <<'END'
How long is it?
a ------------------------------------------+-b --------------------------------
$ seq 12                                    |
1                                           |
2                                           |
3                                           |
4                                           |
5                                           |
6                                           |
7                                           |
8                                           |
9                                           |
10                                          |
11                                          |
12                                          |
(8 empty rows)
Enter: turn the page  ?: keys                             long  3 of 3  page 1/2
How long is it?
a ------------------------------------------+-b --------------------------------
                                            | $ seq 12
(20 empty rows)
Enter: run it  ?: keys                                    long  3 of 3  page 2/2
cursor: 3,55
How long is it?
a ------------------------------------------+-b --------------------------------
                                            | $ seq 12
                                            | 1
                                            | 2
                                            | 3
                                            | 4
                                            | 5
                                            | 6
                                            | 7
                                            | 8
                                            | 9
                                            | 10
                                            | 11
                                            | 12
$ echo ready; exec cat                      |
(7 empty rows)
Enter: run it  ?: keys                                    long  3 of 3  page 2/2
cursor: 16,23
How long is it?
a ------------------------------------------+-b --------------------------------
                                            | 9
                                            | 10
                                            | 11
                                            | 12
$ echo ready; exec cat                      |
(4 empty rows)
Enter: run it  ?: keys                                    long  3 of 3  page 4/4
cursor: 7,23
How long is it?
a ------------------------------------------+-b --------------------------------
                                            | $ seq 12
                                            | 1
                                            | 2
                                            | 3
                                            | 4
                                            | 5
                                            | 6
                                            | 7
                                            | 8
                                            | 9
                                            | 10
                                            | 11
                                            | 12
$ echo ready; exec cat                      |
ready                                       |
^C                                          |

What to notice: the page is turned before the answer.
(3 empty rows)
Enter: go on  ?: keys                                     long  3 of 3  page 2/2
END
    ;;
groups)
    # a page begins with a command, if it takes two rows, too; text of one
    # paragraph; a title that takes two rows; a prompt that fills its row
    cat > two.md <<'END'
## A title that is longer than forty columns, which  it takes?
One paragraph.
```console groups
a$ printf '1\n2\n3\n' && : a command of two rows
a| 1
a| 2
a| 3
a$ printf '4\n5\n' && : another command of two rows
a| 4
a| 5
a$ : and this takes the whole of its row.
```
**Try:** it.
END
    person 40x13 groups > shown <<'END'
see begin
screen
key Enter
see run it
key Enter
see another command
see run it
screen
key Enter
see turn the page
key Enter
see whole
screen
key Enter
see Try
screen
key q
end 0
END
    same shown <<'END'
A title that is longer than forty
columns, which  it takes?
One paragraph.
(9 empty rows)
Enter: begin  ?: keys
A title that is longer than forty
columns, which  it takes?
a --------------------------------------
$ printf '1\n2\n3\n' && : a command of
  two rows
1
2
3
$ printf '4\n5\n' && : another command
  of two rows
(2 empty rows)
Enter: run it  ?: keys
cursor: 10,14
A title that is longer than forty
columns, which  it takes?
a --------------------------------------
$ : and this takes the whole of its row.
(8 empty rows)
Enter: run it  ?: keys
cursor: 4,40
A title that is longer than forty
columns, which  it takes?
a --------------------------------------
$ : and this takes the whole of its row.

Try: it.
(6 empty rows)
Enter: go on  ?: keys
END
    ;;
tall)
    # an answer that no page has room for, a status, and a remark that begins a page:
    # each page is turned by a key; and a command after a table that is wider than its
    # column stands in the column all the same
    {
        printf '## How tall is it?\n```console tall\na$ seq 12; exit 3\n'
        seq 12 | sed 's/^/a| /'
        printf 'a? 3\nb$ seq 7\n'
        seq 7 | sed 's/^/b| /'
        printf '# a remark\nb$ printf "%%050d  wide\\n" 0\nb| %050d  wide\nb$ read -r x\nb^D\n```\n' 0
    } > two.md
    person 80x12 tall > shown <<'END'
see begin
key Enter
see run it
key Enter
see turn the page
screen
key Enter
see (status 3)
see turn the page
screen
key Enter
see run it
key Enter
see turn the page
screen
key Enter
see a remark
see run it
key Left
see turn the page
key Right
see a remark
see run it
key Enter
see read -r x
screen
key q
end 0
END
    same shown <<'END'
How tall is it?
a --------------------------------+-b ------------------------------------------
$ seq 12; exit 3                  |
1                                 |
2                                 |
3                                 |
4                                 |
5                                 |
6                                 |
7                                 |
8                                 |
Enter: turn the page  ?: keys                             tall  3 of 3  page 1/4
How tall is it?
a --------------------------------+-b ------------------------------------------
9                                 |
10                                |
11                                |
12                                |
(status 3)                        |
(4 empty rows)
Enter: turn the page  ?: keys                             tall  3 of 3  page 2/4
How tall is it?
a --------------------------------+-b ------------------------------------------
                                  | $ seq 7
                                  | 1
                                  | 2
                                  | 3
                                  | 4
                                  | 5
                                  | 6
                                  | 7

Enter: turn the page  ?: keys                             tall  3 of 3  page 3/4
How tall is it?
a --------------------------------+-b ------------------------------------------
# a remark
                                  | $ printf "%050d  wide\n" 0
b| 00000000000000000000000000000000000000000000000000  wide
                                  | $ read -r x
(5 empty rows)
Enter: run it  ?: keys                                    tall  3 of 3  page 4/4
cursor: 6,48
END
    ;;
text_page)
    # the lesson's text has a page of its own where not all fits on one
    person 80x14 one > shown <<'END'
see begin
screen
key Enter
see run it
screen
key Enter
see echo hello
key Enter
see type it
key Enter
see press it
key Enter
see Try
screen
key q
end 0
END
    same shown <<'END'
What does cat answer?
It sends back what *it* gets: see the cat page. Each line.
- as it is
(10 empty rows)
Enter: begin  ?: keys                                      one  1 of 3  page 1/2
What does cat answer?
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
(10 empty rows)
Enter: run it  ?: keys                                     one  1 of 3  page 2/2
cursor: 3,6
What does cat answer?
cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |

What to notice: one line came back.
Try: cat a file, see there.

Enter: go on  ?: keys                                      one  1 of 3  page 2/2
END
    ;;
odd_text)
    # wide and combining characters, controls, and what is no character
    cat > two.md <<'END'
## Odd
```console odd
a$ printf '\344\270\226\347\225\214 e\314\201 \033[31m \377 \302\205 x\n%s\n' 世界世界世界世界世界世界世界世界
a| <...>
a| <...>
b$ true
```
END
    person 60x14 odd > shown <<'END'
see begin
key Enter
see run it
key Enter
see true
see run it
unsent ^[31m
screen
size 46x24
see +-b -----
screen
key q
end 0
END
    same shown <<'END'
Odd
a --------------------------------------------+-b ----------
$ printf '\344\270\226\347\225\214 e\314\201  |
  \033[31m \377 \302\205 x\n%s\n'             |
  世界世界世界世界世界世界世界世界            |
世界 e \x1b[31m \xff \xc2\x85 x               |
世界世界世界世界世界世界世界世界              |
                                              | $ true
(5 empty rows)
Enter: run it  ?: keys                           odd  3 of 3
cursor: 8,55
Odd
a ------------------------------+-b ----------
$ printf                        |
  '\344\270\226\347\225\214     |
  e\314\201 \033[31m \377       |
  \302\205 x\n%s\n'             |
  世界世界世界世界世界世界世界  |
  世界                          |
世界 e \x1b[31m \xff \xc2\x85 x |
世界世界世界世界世界世界世界世  |
  界                            |
                                | $ true
(11 empty rows)
Enter: run it  ?: keys             odd  3 of 3
cursor: 12,41
END
    ;;
no_colour)
    NO_COLOR=1 person 80x24 one <<'END'
see begin
key Enter
see run it
sent ^[0;1m
sent ^[0;4m
unsent ;32m
key Enter
see echo hello
key q
end 0
END
    person 80x24 one <<'END'
see begin
key Enter
see run it
sent ;32m
sent one  1 of 3^[0m
key Enter
see echo hello
key q
end 0
END
    ;;
dumb)
    # a terminal that can't move its cursor: rows, and the next step below
    TERM=dumb person 80x24 one table > shown <<'END'
see [Enter: begin  ?: keys]
raw
key l
key Enter
see [Enter: run it  ?: keys: cat$ cat]
key Enter
see [Enter: run it  ?: keys: echo$ echo hello]
screen
key Enter
see [Enter: type it  ?: keys: cat> typed]
key Enter
see keys: cat^D]
gone typed]
key Enter
see Try
see go on
screen
key n
see Who keeps
see begin
key Enter
see keys: left$ printf 'a    table of which      the
key Enter
see keys: right$ read
screen
key Left
see keys: left$ printf 'a    table of which      the
key q
end 0
modes
unsent ^[
END
    same shown <<'END'

What does cat answer?

It sends back what *it* gets: see the cat page. Each line.
- as it is

cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
[Enter: run it  ?: keys: echo$ echo hello]
(15 empty rows)
cursor: 9,43

What does cat answer?

It sends back what *it* gets: see the cat page. Each line.
- as it is

cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |

What to notice: one line came back.
Try: cat a file, see there.
[Enter: go on  ?: keys]
(6 empty rows)
cursor: 18,24
What does cat answer?

It sends back what *it* gets: see the cat page. Each line.
- as it is

cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |

What to notice: one line came back.
Try: cat a file, see there.

Who keeps a table?

left ----------------------------------------+-right ---------------------------
$ printf 'a    table of which      the row   |
  is         wide\n'                         |
left| a    table of which      the row is         wide
[Enter: run it  ?: keys: right$ read line; echo "$line"; exit 3]
cursor: 24,65
END
    (
        unset TERM
        person 80x24 one <<'END'
see [Enter: begin  ?: keys]
key q
end 0
unsent ^[
END
    ) || exit 1
    TERM=dumb "$pty" sh -ic "'$player' --demo . claims.md one.md -- one
        echo it is stopped; read x; fg > /dev/null" <<'END' || exit 1
see [Enter: begin  ?: keys]
raw
key ^Z
see it is stopped
modes
key Enter
raw
key q
end 0
END
    ;;
pipe)
    # all of it, without waits, styles and keys: a pace would take hours
    stage --speed 0.001 one table > shown || exit 1
    same shown <<'END'

What does cat answer?

It sends back what *it* gets: see the cat page. Each line.
- as it is

cat -----------------------------------+-echo ----------------------------------
$ cat                                  |
                                       | $ echo hello
                                       | hello
> typed                                |
typed                                  |
# it has more to say
^D                                     |

What to notice: one line came back.
Try: cat a file, see there.

Who keeps a table?

left ----------------------------------------+-right ---------------------------
$ printf 'a    table of which      the row   |
  is         wide\n'                         |
left| a    table of which      the row is         wide
                                             | $ read line; echo "$line"; exit 3
                                             | > two words
                                             | two words
                                             | (status 3)
$ printf '%s\n' 'this is a sentence that is  |
  longer than its column, and no table'      |
this is a sentence that is longer than its   |
  column, and no table                       |
END
    {
        printf '## \377 e\314\201\n```console odd\n'
        printf '%s\n' 'a$ printf "e\314\201|\n"'
        printf 'a| e\314\201|\n```\n'
    } > two.md
    stage odd > shown || exit 1
    grep -q "^? $(printf 'e\314\201')\$" shown || exit 1
    grep -q "^$(printf 'e\314\201')|\$" shown || exit 1
    stage > all || exit 1
    [ "$(grep -c -- '---' all)" = 3 ] || { cat all; exit 1; }
    ;;
play)
    # by itself; a key is not needed, and goes on at once; no keyboard is fine;
    # but not if nobody has said so (what is read in 0.9 s)
    person 80x24 table <<'END'
see begin
quiet 2
see begin
key q
end 0
END
    person 80x24 --speed 1000 <<'END'
end 0
modes
END
    person 80x24 --play one <<'END'
see begin
see run it
key q
end 0
END
    person 80x24 --play --speed 0.001 one <<'END'
see begin
key Enter
see run it
key Enter
see echo hello
key q
end 0
END
    "$pty" sh -c "exec '$player' --demo . claims.md one.md -- --speed 1000 < /dev/null" <<'END' || exit 1
end 0
END
    "$pty" sh -c "exec '$player' --demo . claims.md one.md -- table < /dev/null" <<'END' || exit 1
see Who keeps a table?
see run it
signal 2
end 130
END
    ;;
usage)
    # refused WORDS...: with status 2, and said why
    refused() {
        words=$1; shift
        stage "$@" > said 2>&1
        [ $? -eq 2 ] && grep -q -- "$words" said && return
        echo "FAILED: $*"; cat said; exit 1
    }
    refused 'no lesson or claim "two": scripts/demo --help' one two
    refused 'no lesson or claim "3"' 3
    refused 'no lesson or claim "0"' 0
    refused 'what is "--sped"' --sped 3
    refused 'what is "--speed"' --speed
    refused 'what is "-x"' -x
    refused 'no speed "0"' --speed 0
    refused 'no speed "-1"' --speed -1
    refused 'no speed "2x"' --speed 2x
    refused 'no/such: No such file' --notes no/such
    refused 'no/such: No such file' --cast no/such one
    refused 'no/such: No such file' --svg no/such one
    stage 14 > shown || exit 1
    grep -q 'Who keeps a table' shown || exit 1
    ! grep -q 'What does cat' shown || exit 1
    stage 2 table > shown || exit 1
    [ "$(grep -c '?$' shown)" = 3 ] || { cat shown; exit 1; }
    "$player" --demo . claims.md -- one > said 2>&1
    [ $? -eq 2 ] || exit 1
    "$player" --demo . none.md one.md -- one > said 2>&1
    [ $? -eq 2 ] || exit 1
    ;;
signals)
    # the terminal is given back, and all that was started has ended
    cat > two.md <<'END'
## Busy
```console busy
a$ echo $$ > pid; echo rea''dy; exec sleep 1000
a| ready
a| more
```
END
    for signal in 1 2 3 15; do
        person 80x24 one <<END || exit 1
see begin
raw
signal $signal
end $((128 + signal))
modes
END
        rm -f pid
        person 80x24 busy <<END || exit 1
see begin
key Enter
see run it
key Enter
see ready
gone Enter
signal $signal
end $((128 + signal))
modes
END
        ! kill -0 "$(cat pid)" 2> /dev/null || { echo "left behind by signal $signal"; exit 1; }
    done
    person 80x24 one <<'END'
see begin
key ^\
end 131
modes
END
    # left by a key, and hung up
    person 80x24 one <<'END'
see begin
hangup
end any
END
    ;;
left)
    # a lesson left by a key ends all that it started
    cat > two.md <<'END'
## Left
```console left
a$ echo $$ > pid; sleep 1000 & echo $! > pid2; echo ready; read x
a| ready
a> x
```
END
    for keys in 'q,q' 'n,x' 'l,q' 'Left,q'; do
        person 80x24 left one <<END
see What does
see begin
key n
see Left
see begin
key Enter
see run it
key Enter
see type it
key ${keys%,*}
gone type it
key ${keys#*,}
end 0
END
        ! kill -0 "$(cat pid)" 2> /dev/null || exit 1
        ! kill -0 "$(cat pid2)" 2> /dev/null || exit 1
    done
    # so does one that has left its group, after a shell beside it, too; but
    # what that shell leaves is its own
    [ "$(uname)" = Linux ] || exit 0
    sed 's/sleep 1000 &/setsid sleep 1000 \&/' two.md > three.md
    printf '%s\n' '#!/bin/sh' 'trap "" HUP' 'sleep 1000 > /dev/null 2>&1 & echo $! > pid3' \
        'read enter' > programs/shell # no HUP, which its terminal's end sends
    chmod +x programs/shell
    SHELL=$folder/programs/shell "$pty" "$player" --demo . claims.md three.md -- left --notes notes <<'END' || exit 1
see begin
key Enter
see run it
key !
see exit comes back
key Enter
see run it
key Enter
see type it
key q
end 0
END
    ! kill -0 "$(cat pid2)" 2> /dev/null || exit 1
    grep -q '^State:.[RS]' "/proc/$(cat pid3)/status" || exit 1 # no zombie
    kill "$(cat pid3)" || exit 1
    ;;
killed)
    # even if the player is killed, or dies: its parent gives the terminal back
    [ "$(uname)" = Linux ] || { echo 'skipped: only Linux tells'; exit 77; }
    cat > two.md <<'END'
## Killed
```console killed
a$ read name < /proc/$PPID/stat; set -- $name; kill -9 $4; sleep 10
a| never
```
END
    person 80x24 killed <<'END'
see begin
raw
key Enter
see run it
key Enter
end 137
modes
END
    # and if that parent is killed, the player gives it back
    sed 's/kill -9 $4/read name < \/proc\/$4\/stat; set -- $name; kill -9 $4/' two.md > three.md
    "$pty" sh -c "'$player' --demo . claims.md three.md -- killed; echo over > notes; read x" <<'END' || exit 1
see begin
raw
key Enter
see run it
key Enter
noted 1 over
modes
key Enter
end 0
END
    ;;
suspended)
    # Ctrl-Z gives the terminal back, fg takes it again
    "$pty" sh -ic "'$player' --demo . claims.md one.md -- one
        echo it is stopped; read x; fg > /dev/null; echo it is over" <<'END' || exit 1
see begin
key ^Z
see it is stopped
modes
key Enter
see begin
raw
key Enter
see run it
key q
see it is over
end 0
modes
END
    ;;
failure)
    # told on the terminal as it was; the lecture goes on, and says so at its end
    cat > two.md <<'END'
## Wrong
```console wrong
a$ echo one; sleep 1000
a| two
```
## After
```console after
a$ true
```
END
    person 80x24 wrong table after <<'END'
see Who keeps
see begin
key n
see Wrong
see begin
key Enter
see run it
key Enter
see expected: a| two
see [Enter: go on  r Enter: again]
modes
type r
key Enter
see Wrong
see begin
key Enter
see run it
key Enter
see [Enter: go on  r Enter: again]
key Enter
see After
see begin
raw
key q
end 1
modes
END
    person 80x24 wrong table <<'END'
see Who keeps
key n
see Wrong
see begin
key Enter
see run it
key Enter
see [Enter: go on  r Enter: again]
type l
key Enter
end 1
END
    stage wrong > said && exit 1
    grep -q '^expected: a| two' said || exit 1
    # the terminals are there, and no terminal is left
    stage --cast cast wrong > said && exit 1
    grep -q '^expected: a| two' said || exit 1
    ;;
skipped)
    # what can't be played here is shown without its session, and why
    cat > two.md <<'END'
## In the lab?
Its text.
```console lab lab
a$ true
```
**Try:** it.
END
    person 80x24 lab > shown <<'END'
see begin
key Enter
see Try
screen
key Enter
end 0
END
    same shown <<'END'
In the lab?
Its text.
This lesson is not played here: no scripts/lab in this folder.
a ------------------------------------------------------------------------------

Try: it.
(17 empty rows)
Enter: go on  ?: keys                                                lab  3 of 3
END
    person 80x24 lab <<'END'
see begin
key q
end 0
END
    ;;
ports_real)
    # the written port where it is free, or another one, which is said
    port=$((5000 + $$ % 500)) real=
    for port in $port $((port + 91)) $((port + 230)) $((port + 307)); do
        ports_lesson $port
        person 80x24 ports > shown <<'END'
see begin
screen
key Enter
see run it
key Enter
see Try
screen
key Enter
end 0
END
        if grep -q "^$port is " shown; then
            moved=$(sed -n "s/^$port is \(....\) here, $port is in use\$/\1/p" shown)
        else
            moved=$port real=yes
        fi
        grep -q "^\$ echo $moved; echo 127.0.0.1:$moved; echo 15678 4999 6000" shown || exit 1
        grep -q "^$moved *\$" shown || exit 1
        grep -q "^127.0.0.1:$moved *\$" shown || exit 1
        grep -q "^Try: port $moved, RFC 5999 " shown || exit 1
    done
    [ -n "$real" ] || { cat shown; exit 1; }
    ;;
ports_moved)
    # a port that is in use, and what a recording shows of it
    port=$((5000 + ($$ + 500) % 900))
    mkfifo said
    "$bin/udp_recv" $port > said 2>&1 &
    server=$!
    read -r line < said
    ports_lesson $port
    person 80x24 ports > shown <<'END'
see begin
screen
key Enter
see run it
key !
see exit comes back
see is in use
screen
type exit
key Enter
see run it
key Enter
see Try
screen
key q
end 0
END
    kill $server
    [ "$line" = "waiting for messages on port $port" ] || { echo "$line"; exit 77; }
    moved=$(sed -n "s/^$port is \(....\) here, $port is in use\$/\1/p" shown | head -n 1)
    [ "$(grep -c "^$port is $moved here, $port is in use\$" shown)" = 3 ] || { cat shown; exit 1; }
    [ "$moved" -ge 6000 ] && [ "$moved" -le 9999 ] || exit 1
    grep -q "^127.0.0.1:$moved *\$" shown || exit 1
    grep -q "^Try: port $moved, RFC 5999 " shown || exit 1
    stage --svg picture ports || exit 1
    grep -q ">127.0.0.1:$port<" picture || { cat picture; exit 1; }
    grep -q ">\$ echo $port; echo 127.0.0.1:$port;" picture || exit 1
    ! grep -q 'in use' picture || exit 1
    ;;
notes)
    # what comes, and what to notice, for whoever teaches
    stage --notes notes one table > all || exit 1
    same notes <<'END'

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
cat$ cat
What to notice: one line came back.
Try: cat a file, see there.

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
cat$ cat
What to notice: one line came back.
Try: cat a file, see there.

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
echo$ echo hello
echo| hello
What to notice: one line came back.
Try: cat a file, see there.

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
cat> typed
cat| typed
# it has more to say
What to notice: one line came back.
Try: cat a file, see there.

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
cat^D
What to notice: one line came back.
Try: cat a file, see there.

What does cat answer?  (one  1 of 3)
claim 1: it answers; claim 2: it is long
What to notice: one line came back.
Try: cat a file, see there.

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
left$ printf 'a    table of which      the row is         wide\n'
left| a    table of which      the row is         wide

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
left$ printf 'a    table of which      the row is         wide\n'
left| a    table of which      the row is         wide

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
right$ read line; echo "$line"; exit 3

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
right> two words
right| two words
right (status 3)

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
left$ printf '%s\n' 'this is a sentence that is longer than its column, and no table'
left| this is a sentence that is longer than its column, and no table

Who keeps a table?  (table  2 of 3)
claim 14: it has a table
END
    # on a terminal, each in its place
    "$pty" sh -c "'$player' --demo . claims.md one.md -- --notes /dev/tty one > all" > shown <<'END' || exit 1
end 0
sent ^[H^[2J
screen
END
    same shown <<'END'
What does cat answer?  (one  1 of 2)
claim 1: it answers; claim 2: it is long
What to notice: one line came back.
Try: cat a file, see there.
(20 empty rows)
cursor: 5,1
END
    ;;
cast)
    # as asciinema plays it: sizes, times, markers, and the screen at the end
    stage --cast cast one table > said || exit 1
    [ ! -s said ] || exit 1
    LC_ALL=C awk '
        function wrong(what) { print what ": " $0; bad = 1; exit }
        NR == 1 {
            if ($0 != "{\"version\": 2, \"width\": 80, \"height\": 24, \"title\": \"What does cat answer?\"}")
                wrong("header")
            next
        }
        !/^\[[0-9]+\.[0-9][0-9][0-9], "[om]", "([^"\\]|\\["\\]|\\u00[0-9a-f][0-9a-f])*"\]$/ { wrong("event") }
        /[^ -~]/ { wrong("a byte that must be escaped") }
        { time = substr($1, 2) + 0 }
        time < last { wrong("time") }
        {
            last = time
            text = $0
            sub(/^[^"]*"[om]", "/, "", text); sub(/"\]$/, "", text)
            printf "%s %s", substr($1, 2), substr($2, 2, 1) > "times"
            if ($2 ~ /m/) { print "", text > "times"; next }
            rows = gsub(/\\u001b\[2K/, "&", text)
            print "", rows, gsub(/\\u001b\[2J/, "&", text) > "times"
            gsub(/\\u001b/, "\033", text); gsub(/\\"/, "\"", text); gsub(/\\\\/, "\\", text)
            printf "%s", text > "bytes"
        }
        END { if (bad || NR < 20) exit 1 }' cast || exit 1
    "$pty" 80x24 cat bytes > shown <<'END' || exit 1
see and no table
end 0
screen
END
    same shown <<'END'
Who keeps a table?
left ----------------------------------------+-right ---------------------------
$ printf 'a    table of which      the row   |
  is         wide\n'                         |
left| a    table of which      the row is         wide
                                             | $ read line; echo "$line"; exit 3
                                             | > two words
                                             | two words
                                             | (status 3)
$ printf '%s\n' 'this is a sentence that is  |
  longer than its column, and no table'      |
this is a sentence that is longer than its   |
  column, and no table                       |
(10 empty rows)
                                                                   table  2 of 3
END
    same times <<'END'
0.000, o 24 1
3.220, m cat
3.220, o 1 0
3.920, o 1 0
3.920, m echo hello
3.920, o 1 0
4.900, o 1 0
4.900, o 1 0
5.000, o 1 0
5.980, o 1 0
5.980, o 1 0
6.080, o 1 0
6.080, o 1 0
7.660, o 1 0
7.660, o 2 0
10.640, o 14 0
11.140, m printf 'a    table of which      the row is         wide\\n'
11.140, o 2 0
14.080, o 2 0
14.080, o 1 0
14.180, m read line; echo \"$line\"; exit 3
14.180, o 1 0
17.920, o 1 0
17.920, o 1 0
18.860, o 1 0
18.860, o 1 0
18.960, o 1 0
18.960, m printf '%s\\n' 'this is a sentence that is longer than its column, and no table'
18.960, o 2 0
23.460, o 2 0
23.460, o 2 0
23.560, o 0 0
26.580, o 0 0
END
    # twice as fast; and what JSON must escape
    cat > two.md <<'END'
## "Quoted" \ and	tab
```console odd
a$ printf '"\\\\"\n'
a| "\\"
```
END
    stage --speed 2 --cast cast2 one table || exit 1
    awk -F '[[,]' '
        NR == FNR { time[FNR] = $2; next }
        FNR > 1 && ($2 * 2 - time[FNR] > 0.003 || time[FNR] - $2 * 2 > 0.003) { exit 1 }
        END { if (FNR < 20) exit 1 }' cast cast2 || exit 1
    stage --cast cast odd || exit 1
    grep -Fq '"title": "\"Quoted\" \\ and\u0009tab"}' cast || { cat cast; exit 1; }
    grep -Fq ', "m", "printf '"'"'\"\\\\\\\\\"\\n'"'"'"]' cast || { cat cast; exit 1; }
    # no room for it is no recording
    if [ -e /dev/full ]; then
        stage --cast /dev/full one 2> said
        [ $? -eq 2 ] && grep -q 'No space left' said || exit 1
    fi
    stage --cast cast table || exit 1
    grep -q '"title": "Who keeps a table?"}$' cast || exit 1
    ;;
svg)
    cat >> one.md <<'END'
## Is 1 < 2 & 3?
```console xml linux
left$ echo '<&>' "  two"
left| <&>   two
```
END
    stage --svg picture xml > said || exit 1
    [ ! -s said ] || exit 1
    same picture <<'END'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 696 96">
<style>
text { font: 14px monospace; white-space: pre; fill: #e6e6e6 }
.title, .run, .key, .names { font-weight: bold }
.run { fill: #7ee787 }
.key { fill: #ff9bce }
.remark { fill: #79c0ff }
.names { fill: #161b22 }
.bar { fill: #e6e6e6 }
</style>
<rect width="100%" height="100%" rx="6" fill="#161b22"/>
<text x="12.0" y="26" textLength="109.2" class="title">Is 1 &lt; 2 &amp; 3?</text>
<rect x="12.0" y="30" width="672.0" height="18" class="bar"/>
<text x="12.0" y="44" textLength="672.0" class="names">left ---------------------------------------------------------------------------</text>
<text x="12.0" y="62" textLength="117.6" class="run">$ echo '&lt;&amp;>' "</text>
<text x="146.4" y="62" textLength="33.6" class="run">two"</text>
<text x="12.0" y="80" textLength="25.2" class="plain">&lt;&amp;></text>
<text x="62.4" y="80" textLength="25.2" class="plain">two</text>
</svg>
END
    stage --svg picture one || exit 1
    grep -v '^\.' picture > short
    same short <<'END'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 696 276">
<style>
text { font: 14px monospace; white-space: pre; fill: #e6e6e6 }
</style>
<rect width="100%" height="100%" rx="6" fill="#161b22"/>
<text x="12.0" y="26" textLength="176.4" class="title">What does cat answer?</text>
<text x="12.0" y="44" textLength="310.8" class="plain">It sends back what *it* gets: see the</text>
<text x="331.2" y="44" textLength="25.2" class="title">cat</text>
<text x="364.8" y="44" textLength="42.0" class="plain">page.</text>
<text x="415.2" y="44" textLength="33.6" class="title">Each</text>
<text x="457.2" y="44" textLength="42.0" class="plain">line.</text>
<text x="12.0" y="62" textLength="84.0" class="plain">- as it is</text>
<rect x="12.0" y="66" width="672.0" height="18" class="bar"/>
<text x="12.0" y="80" textLength="672.0" class="names">cat -----------------------------------+-echo ----------------------------------</text>
<text x="12.0" y="98" textLength="42.0" class="run">$ cat</text>
<text x="339.6" y="98" textLength="8.4" class="plain">|</text>
<text x="339.6" y="116" textLength="8.4" class="plain">|</text>
<text x="356.4" y="116" textLength="100.8" class="run">$ echo hello</text>
<text x="339.6" y="134" textLength="58.8" class="plain">| hello</text>
<text x="12.0" y="152" textLength="58.8" class="key">> typed</text>
<text x="339.6" y="152" textLength="8.4" class="plain">|</text>
<text x="12.0" y="170" textLength="42.0" class="plain">typed</text>
<text x="339.6" y="170" textLength="8.4" class="plain">|</text>
<text x="12.0" y="188" textLength="168.0" class="remark"># it has more to say</text>
<text x="12.0" y="206" textLength="16.8" class="key">^D</text>
<text x="339.6" y="206" textLength="8.4" class="plain">|</text>
<text x="12.0" y="242" textLength="126.0" class="title">What to notice:</text>
<text x="146.4" y="242" textLength="159.6" class="plain">one line came back.</text>
<text x="12.0" y="260" textLength="33.6" class="title">Try:</text>
<text x="54.0" y="260" textLength="25.2" class="title">cat</text>
<text x="87.6" y="260" textLength="151.2" class="plain">a file, see there.</text>
</svg>
END
    ;;
picture)
    # the one in the README is up to date, but for the ephemeral ports
    [ "$(awk '{ print $1 }' /proc/sys/net/ipv4/ip_local_port_range 2> /dev/null || echo 32768)" -ge 10000 ] ||
        { echo 'skipped: this kernel is set to give out ports below 10000'; exit 77; }
    lesson=$(sed -n 's,.*scripts/demo --svg tests/player/stage.svg \([a-z0-9_]*\).*,\1,p' "$project/README.md" | head -n 1)
    BUILD=$1 "$project/scripts/demo" --svg picture "$lesson" || exit 1
    [ -s picture ] || exit 1
    sed 's/127\.0\.0\.1:[3-6][0-9][0-9][0-9][0-9]/127.0.0.1:<port>/g' "$project/tests/player/stage.svg" > old
    sed 's/127\.0\.0\.1:[3-6][0-9][0-9][0-9][0-9]/127.0.0.1:<port>/g' picture > new
    diff old new && exit
    echo "FAILED: the picture is out of date: scripts/demo --svg tests/player/stage.svg $lesson"
    exit 1
    ;;
*)
    echo "no case $case"
    exit 1
    ;;
esac
