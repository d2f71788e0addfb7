#!/bin/sh
# claims.sh PLAYER BUILD: in the README's table each of the 33 claims has one
# row, a verdict and a lesson; the lesson is where its link says, and CTest
# runs it.
set -u
player=$1 build=$2
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
# (ctest -N would name them, too, and empty the log of the ctest that runs us.)
sed -n 's/^add_test(\([A-Za-z0-9_]*\) .*/\1/p' "$build/tests/transcripts.cmake" > "$folder/run"
"$player" --index common/README.md udp/README.md tcp/README.md > "$folder/index" || exit 1
"$player" --claims README.md > "$folder/claims" || exit 1
awk -F '\t' '
    function wrong(what) { print what; failed = 1 }
    function anchor(heading) { # as the usual hosts make it
        heading = tolower(heading)
        gsub(/[^a-z0-9_ -]/, "", heading); gsub(/ /, "-", heading)
        return heading
    }
    FILENAME ~ /run$/ { run[$0] = 1; next }
    FILENAME ~ /index$/ { where[$3] = $1 "#" anchor($6); next }
    {
        if ($1 != last) rows[$1]++
        last = $1
        if ($4 !~ /^(holds|not so|shown:)/) wrong("claim " $1 ": no verdict: " $4)
        if ($2 == "") { wrong("claim " $1 ": no lesson"); next }
        if (!($2 in run)) wrong("claim " $1 ": CTest does not run " $2)
        if (where[$2] != $3) wrong("claim " $1 ": " $2 " is at " where[$2] ", not " $3)
    }
    END {
        for (claim = 1; claim <= 33; claim++)
            if (rows[claim] != 1) wrong("claim " claim ": " rows[claim] + 0 " rows")
        exit failed
    }' "$folder/run" "$folder/index" "$folder/claims"
