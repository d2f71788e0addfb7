#!/bin/sh
# programs.sh PLAYER BUILD [by_hand]: no program is missing from a list. Each
# has a row in scripts/programs, a lesson, and transcripts of its wrong use;
# its --help says the words of its top comment, which is short.
# by_hand: each program is built as the README writes it.
set -u
player=$1 build=$2 mode=${3-}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }

if [ "$mode" = by_hand ]; then
    line=$(sed -n 's/^    \(cc -Icommon .*\)/\1/p' README.md)
    helpers=${line#*udp/udp_recv.c }
    [ "$line" = "cc -Icommon -o udp_recv udp/udp_recv.c $helpers" ] ||
        wrong "the README's line: $line"
    for program in "$build"/bin/*; do
        name=${program##*/}
        source=$(scripts/programs --source "$name")
        kernel=
        ! grep -q '"kernel.h"' "$source" || kernel=common/kernel.c
        ${CC:-cc} -Icommon -o "$folder/$name" "$source" $helpers $kernel ||
            wrong "$name: not built by hand"
        "$folder/$name" --help > /dev/null || wrong "$name: built by hand, it does not run"
    done
    exit $failed
fi

line_feed='
'
wrong_use=$line_feed$("$player" --index tests/transcripts/wrong_use.md | cut -f 3)$line_feed
table=$line_feed$(scripts/programs)$line_feed
for program in "$build"/bin/*; do
    case $table in
    *"$line_feed${program##*/} "*) ;;
    *) wrong "${program##*/}: no row in scripts/programs" ;;
    esac
done
set --
while read -r name place kind predecessor most; do
    [ -n "$name" ] || continue
    program=$build/bin/$name source=$place/$name.c
    if [ ! -x "$program" ]; then
        [ "$(uname)" != Linux ] || wrong "$name: in scripts/programs, but not built"
        continue
    fi
    set -- "$@" "$source"
    {
        read -r shows && read -r shows || shows='two lines'
        other=
        while read -r line; do
            case $line in 'in another terminal: '*) other=${line#*: } ;; esac
        done
    } << END
$("$program" --help)
END
    read -r first < "$source"
    case $first in
    *"$shows"*) ;;
    *) wrong "$name: --help says \"$shows\", not its top comment" ;;
    esac
    for word in $other; do
        case $word in
        udp_* | tcp_* | server) [ -x "$build/bin/${word%,}" ] || wrong "$name: no program $word" ;;
        esac
    done
    [ -n "$("$player" --index --runs "$name" common/README.md udp/README.md tcp/README.md)" ] ||
        wrong "$name: no lesson runs it: write one in ${source%/*}/README.md"
    for kind in help wrong; do
        case $wrong_use in
        *"$line_feed${kind}_$name$line_feed"*) ;;
        *) wrong "$name: no ${kind}_$name in tests/transcripts/wrong_use.md" ;;
        esac
    done
done << END
$table
END
awk 'FNR == 1 { ended = 0 }
     /\*\// && !ended++ && FNR > 8 {
         print FILENAME ": a top comment of more than 8 lines"; failed = 1
     }
     END { exit failed }' "$@" || failed=1
# A program fits the projector's 76 columns, other files a terminal's 80.
awk 'length > (FILENAME ~ /^tests|\.h$/ ? 80 : 76) {
         print FILENAME ":" FNR ": too long"; failed = 1
     }
     END { exit failed }' common/*.[ch] udp/*.[ch] tcp/*.[ch] tests/*/*.[ch] || failed=1
exit $failed
