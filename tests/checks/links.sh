#!/bin/sh
# links.sh: each link of the READMEs leads to a file that is there, and to a
# heading of it.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
files=$(find . -name '*.md' ! -path './build*' ! -path './.git/*')
printf '%s\n' "$files" | while read -r file; do
    grep -o '](\([^)]*\))' "$file" | sed 's/](\(.*\))/\1/' | grep -v '^http' |
        while read -r link; do
            path=$(dirname "$file")/${link%%#*}
            [ -n "${link%%#*}" ] || path=$file
            if [ ! -e "$path" ]; then
                echo "$file: no $path"
            elif [ "${link#*#}" != "$link" ]; then
                sed -n 's/^##* *//p' "$path" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-' |
                    grep -qx -- "${link#*#}" || echo "$file: no heading $link"
            fi
        done
done > "$folder/wrong"
cat "$folder/wrong"
[ ! -s "$folder/wrong" ]
