#!/bin/sh
# links.sh: each link of the READMEs leads to a file that is there, and to a
# heading of it.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
find . -name '*.md' ! -path './build*' ! -path './.git/*' > "$folder/files"
# Lines "heading PATH#ANCHOR" and "link FILE PATH ANCHOR".
LC_ALL=C awk '
    function plain(path) {
        while (sub(/[^\/]+\/\.\.\//, "", path))
            ;
        return path
    }
    { file = $0; place = file; sub(/[^\/]*$/, "", place)
      while ((getline line < file) > 0) {
          if (line ~ /^#/) {
              anchor = tolower(line)
              sub(/^#+ */, "", anchor)
              gsub(/[^a-z0-9_ -]/, "", anchor); gsub(/ /, "-", anchor)
              print "heading " file "#" anchor
          }
          while (match(line, /\]\([^)]*\)/)) {
              link = substr(line, RSTART + 2, RLENGTH - 3)
              line = substr(line, RSTART + RLENGTH)
              if (link ~ /^http/)
                  continue
              anchor = link ~ /#/ ? link : ""
              sub(/^[^#]*#/, "", anchor); sub(/#.*/, "", link)
              print "link", file, link == "" ? file : plain(place link), anchor
          }
      }
      close(file)
    }' "$folder/files" > "$folder/all"
while read -r kind file path anchor; do
    [ "$kind" = link ] || continue
    if [ ! -e "$path" ]; then
        echo "$file: no $path"
    elif [ -n "$anchor" ]; then
        echo "heading $path#$anchor" >> "$folder/wanted"
    fi
done < "$folder/all" > "$folder/wrong"
[ ! -e "$folder/wanted" ] ||
    awk 'FNR == NR { there[$0] = 1; next }
         !($0 in there) { print "no " $0 }' "$folder/all" "$folder/wanted" >> "$folder/wrong"
cat "$folder/wrong"
grep -q '^link' "$folder/all" && [ ! -s "$folder/wrong" ]
