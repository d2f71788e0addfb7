#!/bin/sh
# readme.sh claims|links SOURCES BUILD: what the READMEs promise is there.
set -u
check=$1 build=$3
cd "$2" || exit 1
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }

# The source file of a program.
source_of() { ls common/"$1.c" udp/"$1.c" tcp/"$1.c" 2> /dev/null; }

# The anchors of a README's headings, as the usual hosts make them.
anchors() {
    sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' |
        sed "s/[^a-z0-9_ -]//g; s/ /-/g"
}

case $check in
claims)
    # Each of the 33 claims has a row, a lesson and a verdict; CTest runs it.
    tests=$(cd "$build" && ctest -N | sed -n 's/^ *Test *#[0-9]*: //p')
    claim=1
    while [ $claim -le 33 ]; do
        row=$(grep "^| $claim |" README.md)
        verdict=$(printf '%s\n' "$row" | cut -d '|' -f 5)
        lessons=$(printf '%s\n' "$row" | grep -o '\[[a-z0-9_]*\]' | tr -d '[]')
        [ "$(printf '%s\n' "$row" | wc -l)" = 1 ] || wrong "claim $claim: not one row"
        [ -n "$lessons" ] || wrong "claim $claim: no lesson"
        case $verdict in ' holds'* | ' shown:'*) ;; *) wrong "claim $claim: no verdict" ;; esac
        for lesson in $lessons; do
            printf '%s\n' "$tests" | grep -qx "$lesson" ||
                wrong "claim $claim: CTest does not run $lesson"
            printf '%s\n' "$row" | grep -o "\[$lesson\]([^)]*)" |
                sed 's/.*(\(.*\)#\(.*\))/\1 \2/' | {
                    read -r file anchor
                    awk -v lesson="$lesson" -v anchor="$anchor" '
                        /^#/ { at = tolower($0); sub(/^#+ /, "", at)
                               gsub(/[^a-z0-9_ -]/, "", at); gsub(/ /, "-", at) }
                        $1 == "```console" && $2 == lesson && at == anchor { found = 1 }
                        END { exit !found }' "$file"
                } || wrong "claim $claim: $lesson is not where the link says"
        done
        claim=$((claim + 1))
    done
    ;;
links)
    for file in README.md */README.md; do
        for link in $(grep -o '](\([^)]*\))' "$file" | sed 's/](\(.*\))/\1/'); do
            path=${link%%#*} anchor=
            case $link in
            http*) continue ;;
            *'#'*) anchor=${link#*#} ;;
            esac
            target=$(dirname "$file")/$path
            [ -n "$path" ] || target=$file
            [ -e "$target" ] || wrong "$file: no $path"
            [ -z "$anchor" ] || anchors "$target" | grep -qx -- "$anchor" ||
                wrong "$file: no heading #$anchor in $path"
        done
    done
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
    [ "$line" = 'cc -Icommon -o udp_recv udp/udp_recv.c common/address.c common/report.c' ] ||
        wrong "the README's line: $line"
    for program in "$build"/bin/*; do
        name=${program##*/}
        ${CC:-cc} -Icommon -o "$folder/$name" "$(source_of "$name")" common/address.c common/report.c ||
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
