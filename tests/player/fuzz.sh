#!/bin/sh
# fuzz.sh PLAYER SOURCES COUNT: the player reads COUNT mutants of the READMEs.
# It never crashes or hangs. Where it can't read one, it says file and line;
# else it names the transcripts.
set -u
player=$1 sources=$2 count=$3
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

for file in "$sources"/*/README.md; do
    # A block of a README is one transcript.
    said=$("$player" --index "$file")
    [ "$(printf '%s\n' "$said" | grep -c .)" -eq "$(grep -c '^```console' "$file")" ] || {
        printf '%s: not as many transcripts as it has:\n%s\n' "$file" "$said"
        exit 1
    }
done
i=0 read=0 refused=0
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
    last=$(printf '%s\n' "$said" | tail -n 1)
    case $status:$last in
    0: | 0:"$folder/mutant.md	"[0-9]*"	"*"	"*"	-	"*) read=$((read + 1)) ;;
    2:"$folder/mutant.md:"[0-9]*": "?*) refused=$((refused + 1)) ;;
    *)
        printf 'mutant %d of %s: status %d\n%s\n' $i "$1" $status "$said"
        exit 1
        ;;
    esac
    i=$((i + 1))
done
[ $read -gt 0 ] && [ $refused -gt 0 ] || {
    echo "of $count, $read could be read and $refused not: it does not look"
    exit 1
}
