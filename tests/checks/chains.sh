#!/bin/sh
# chains.sh: the steps of the table in scripts/programs are as small as it says.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0
scripts/programs > "$folder/table"
while read -r program place predecessor most; do
    [ "$predecessor" != - ] || continue
    scripts/programs --body "$predecessor" > "$folder/a" || failed=1
    scripts/programs --body "$program" > "$folder/b" || failed=1
    lines=$(diff "$folder/a" "$folder/b" | grep -c '^[<>]')
    if [ "$lines" -eq 0 ] || [ "$lines" -gt "$most" ]; then
        echo "$predecessor -> $program: $lines lines differ, not 1 to $most"
        failed=1
    fi
done < "$folder/table"
exit $failed
