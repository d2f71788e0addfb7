#!/bin/sh
# chains.sh: the steps of the table in scripts/programs are as small as it says.
set -u
failed=0
table=$(scripts/programs) || exit 1
while read -r program folder kind predecessor most; do
    [ "$predecessor" != - ] || continue
    lines=$(scripts/programs --diff "$program" | grep -c '^[-+]')
    if [ "$lines" -eq 0 ] || [ "$lines" -gt "$most" ]; then
        echo "$folder: $predecessor -> $program: $lines lines differ, not 1 to $most"
        failed=1
    fi
done << END
$table
END
exit $failed
