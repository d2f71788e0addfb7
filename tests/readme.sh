#!/bin/sh
# readme.sh claims|links SOURCES BUILD: what the READMEs promise is there.
set -u
check=$1 build=$3
cd "$2" || exit 1
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }

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
*) wrong "no check $check" ;;
esac
exit $failed
