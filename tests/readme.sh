#!/bin/sh
# readme.sh claims|links SOURCES BUILD: what the READMEs promise is there.
set -u
check=$1 build=$3
cd "$2" || exit 1
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }

# The source file of a program.
source_of() { ls common/"$1.c" udp/"$1.c" tcp/"$1.c" 2> /dev/null; }

# awk: the anchor of a heading, as the usual hosts make it.
anchor='function anchor(heading) {
    sub(/^#+ */, "", heading); heading = tolower(heading)
    gsub(/[^a-z0-9_ -]/, "", heading); gsub(/ /, "-", heading)
    return heading
}'

case $check in
claims)
    # Each of the 33 claims has a row, a lesson and a verdict; the lesson is
    # where the link says, and CTest runs it.
    (cd "$build" && ctest -N | sed -n 's/^ *Test *#[0-9]*: //p') |
        awk "$anchor"'
        function wrong(what) { print what; failed = 1 }
        FILENAME == "-" { run[$0] = 1; next }
        FILENAME != "README.md" {
            if (/^#/) at = anchor($0)
            if ($1 == "```console") where[$2] = FILENAME "#" at
            next
        }
        /^\| [0-9]+ \|/ {
            split($0, cell, " *\\| *")
            claim = cell[2]; rows[claim]++
            if (cell[5] !~ /^(holds|shown:)/) wrong("claim " claim ": no verdict")
            while (match(cell[4], /\[[a-z0-9_]+\]\([^)]*\)/)) {
                link = substr(cell[4], RSTART + 1, RLENGTH - 2)
                cell[4] = substr(cell[4], RSTART + RLENGTH)
                split(link, part, /\]\(/)
                lessons[claim]++
                if (!(part[1] in run)) wrong("claim " claim ": CTest does not run " part[1])
                if (where[part[1]] != part[2])
                    wrong("claim " claim ": " part[1] " is not where the link says")
            }
        }
        END {
            for (claim = 1; claim <= 33; claim++) {
                if (rows[claim] != 1) wrong("claim " claim ": not one row")
                if (!lessons[claim]) wrong("claim " claim ": no lesson")
            }
            exit failed
        }' - common/README.md udp/README.md tcp/README.md README.md || failed=1
    ;;
links)
    # Each link leads to a file that is there, and to a heading of it.
    list=$(mktemp) || exit 1
    for file in README.md */README.md; do
        grep -o '](\([^)]*\))' "$file" | sed "s/](\(.*\))/\1/; s|^|$(dirname "$file") $file |"
    done | grep -v ' http' | while read -r folder file link; do
        path=$folder/${link%%#*}
        [ -n "${link%%#*}" ] || path=$file
        [ -e "$path" ] || echo "$file: no $path"
        case $link in *'#'*) echo "$path#${link#*#}" >&3 ;; esac
    done 3> "$list" | grep . && failed=1
    awk "$anchor"'
        FILENAME != list { if (/^#/) there["./" FILENAME "#" anchor($0)] = 1; next }
        { sub(/^\.\//, ""); while (sub(/[a-z]+\/\.\.\//, "")); link = "./" $0
          if (!(link in there)) { print "no heading: " link; failed = 1 } }
        END { exit failed }' list="$list" README.md common/README.md udp/README.md \
        tcp/README.md "$list" || failed=1
    rm -f "$list"
    ;;
chains)
    # The steps of scripts/chains are as small as it says.
    body() { awk 'NR == 1 && /^\/\*/ { c = 1 } !c { print } /\*\// { c = 0 }' "$1"; }
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    grep -v '^#' scripts/chains > "$folder/chains"
    while read -r program predecessor most; do
        body "$(source_of "$predecessor")" > "$folder/a"
        body "$(source_of "$program")" > "$folder/b"
        lines=$(diff "$folder/a" "$folder/b" | grep -c '^[<>]')
        [ "$lines" -gt 0 ] && [ "$lines" -le "$most" ] ||
            wrong "$predecessor -> $program: $lines lines differ, not 1 to $most"
    done < "$folder/chains"
    ;;
programs)
    # --help says the words of the top comment, which is short; each program is
    # built as the README writes it, and has a lesson or a line in one.
    for program in "$build"/bin/*; do
        name=${program##*/}
        source=$(source_of "$name")
        [ -f "$source" ] || wrong "$name: no source"
        shows=$("$program" --help | sed -n 2p)
        head -n 1 "$source" | grep -qF -- "$shows" ||
            wrong "$name: --help says \"$shows\", not its top comment"
        other=$("$program" --help | sed -n 's/^in another terminal: //p')
        for word in $other; do
            case $word in
            udp_* | tcp_* | server) [ -x "$build/bin/${word%,}" ] || wrong "$name: no program $word" ;;
            esac
        done
        [ "$(awk '/\*\// { print NR; exit }' "$source")" -le 8 ] ||
            wrong "$source: a top comment of more than 8 lines"
        awk 'length > 76 { exit 1 }' "$source" || wrong "$source: a line of more than 76"
        grep -q "^[a-z0-9]*\\$ .*\b$name\b" */README.md || wrong "$name: no lesson runs it"
    done
    ;;
by_hand)
    # Each program by the README's one line, with nothing but a compiler.
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    line=$(sed -n 's/^    \(cc -Icommon .*\)/\1/p' README.md)
    [ "$line" = 'cc -Icommon -o udp_recv udp/udp_recv.c common/address.c common/report.c common/bytes.c' ] ||
        wrong "the README's line: $line"
    for program in "$build"/bin/*; do
        name=${program##*/}
        kernel=
        if grep -q '"kernel.h"' "$(source_of "$name")"; then
            kernel=common/kernel.c
            grep -v '^    ' README.md | grep -q "\`$name\`.*" || wrong "the README does not say that $name needs $kernel"
        fi
        ${CC:-cc} -Icommon -o "$folder/$name" "$(source_of "$name")" common/address.c common/report.c common/bytes.c $kernel ||
            wrong "$name: not built by hand"
        "$folder/$name" --help > /dev/null || wrong "$name: built by hand, it does not run"
    done
    ;;
scripts)
    # What the README shows of scripts/, where it ends by itself.
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    BUILD=$build
    export BUILD
    scripts/demo --list > "$folder/list" || wrong "--list failed"
    grep -qx '  udp_recvfrom             Who sent it? (14)' "$folder/list" || wrong "--list: no udp_recvfrom"
    [ "$(grep -c '^  ' "$folder/list")" = "$(cat */README.md | grep -c '^```console ')" ] ||
        wrong "--list does not have all lessons"
    scripts/demo --diff udp_recvfrom | grep -q '^+ .*recvfrom(sock' || wrong "--diff shows no idea"
    scripts/demo --diff udp_recv > /dev/null 2>&1 && wrong "--diff without a predecessor"
    scripts/demo no_such_lesson > /dev/null 2>&1 && wrong "a lesson that is none"
    scripts/demo udp_recvfrom > "$folder/stage" || wrong "udp_recvfrom does not play"
    grep -q '^waiting for messages on port 5678 *|$' "$folder/stage" || wrong "no first column"
    grep -q '^ *| \$ udp_send localhost 5678 hello$' "$folder/stage" || wrong "no second column"
    awk 'length > 80 { exit 1 }' "$folder/stage" || wrong "the stage is wider than 80 columns"
    LC_ALL=C grep -q "$(printf '\033')" "$folder/stage" && wrong "colour in a pipe"
    demo=$PWD/scripts/demo try=$PWD/scripts/try udp=$PWD/udp
    cd "$folder" || exit 1
    "$try" udp_recvfrom > said 2>&1 && wrong "the exercise plays before it is done"
    cmp -s my_udp_recvfrom.c "$udp/udp_recv.c" || wrong "the exercise is not the predecessor"
    grep -q '^expected: receiver| received 5 bytes from 127.0.0.1:<port>: hello' said ||
        wrong "it does not say where the exercise parts"
    cat "$udp/udp_recvfrom.c" > my_udp_recvfrom.c
    "$try" udp_recvfrom my_udp_recvfrom.c > said 2>&1 || wrong "the solved exercise does not play"
    printf 'mine\n' > my_netmask.c
    "$try" netmask > said 2>&1 && wrong "what is no program plays"
    [ "$(cat my_netmask.c)" = mine ] || wrong "it wrote over my file"
    [ -x "$demo" ] || wrong "no scripts/demo"
    ;;
*) wrong "no check $check" ;;
esac
exit $failed
