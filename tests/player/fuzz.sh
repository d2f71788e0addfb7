#!/bin/sh
# fuzz.sh PLAYER SOURCES COUNT: the player reads COUNT mutants of the READMEs.
# It never crashes or hangs, and where it can't read one, says file and line.
set -u
player=$1 sources=$2 count=$3
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

i=0
while [ $i -lt "$count" ]; do
    set -- "$sources"/*/README.md "$sources"/tests/transcripts/*.md
    shift $((i % $#))
    # Some lines lost, doubled, cut, or with a byte of the grammar put in.
    LC_ALL=C awk -v seed=$i '
        BEGIN { srand(seed); bytes = "`$|>?^#<> \t\n\\\001\200\377aZ09_" }
        rand() < 0.98 {
            if (rand() < 0.04) {
                at = int(rand() * (length($0) + 1))
                $0 = substr($0, 1, at) substr(bytes, 1 + int(rand() * length(bytes)), 1) \
                     substr($0, at + 1 + (rand() < 0.5))
            }
            if (rand() < 0.02) $0 = substr($0, 1, int(rand() * length($0)))
            print
            if (rand() < 0.02) print
            if (rand() < 0.002) exit
        }' "$1" > "$folder/mutant.md"
    said=$("$player" --index "$folder/mutant.md" 2>&1)
    status=$?
    case $status:$said in
    0:*) ;;
    2:"$folder/mutant.md:"[0-9]*) ;;
    *)
        printf 'mutant %d of %s: status %d\n%s\n' $i "$1" $status "$said"
        exit 1
        ;;
    esac
    i=$((i + 1))
done
