#!/bin/sh
# scripts.sh BUILD: what the README shows of scripts/, where it ends by itself.
set -u
build=$1
failed=0
wrong() { printf '%s\n' "$1"; failed=1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
BUILD=$build
PATIENCE=3 # as long as a test has: others run beside this one
export BUILD PATIENCE
scripts/demo --list > "$folder/list" || wrong "--list failed"
grep -qx '  udp_recvfrom             Who sent it? (14)' "$folder/list" || wrong "--list: no udp_recvfrom"
[ "$(grep -c '^  ' "$folder/list")" = "$(cat */README.md | grep -c '^```console ')" ] ||
    wrong "--list does not have all lessons"
scripts/demo --diff udp_recvfrom | grep -q '^+ .*recvfrom(sock' || wrong "--diff shows no idea"
scripts/demo --diff udp_recv > /dev/null 2>&1 && wrong "--diff without a predecessor"
scripts/demo no_such_lesson > /dev/null 2>&1 && wrong "a lesson that is none"
# The demonstration takes port 5678 itself. Lessons of TCP, because a wrong
# solution of an exercise, which is tested beside this, binds a UDP socket to it.
scripts/demo tcp_server > "$folder/stage" || wrong "tcp_server does not play: $(cat "$folder/stage")"
grep -q '^listening on port [5-9][0-9][0-9][0-9] *|$' "$folder/stage" || wrong "no first column"
grep -q '^ *| \$ tcp_client localhost [5-9][0-9]* hello again$' "$folder/stage" || wrong "no second column"
awk 'length > 80 { exit 1 }' "$folder/stage" || wrong "the stage is wider than 80 columns"
scripts/demo 17 > "$folder/claim" || wrong "claim 17 does not play: $(cat "$folder/claim")"
[ "$(grep -c '^What to notice: ' "$folder/claim")" -ge 2 ] || wrong "claim 17 has two lessons"
# What can't be is told in a line, before anything is built or played.
refused() { # refused WORDS COMMAND...
    words=$1
    shift
    "$@" > "$folder/said" 2>&1 && wrong "it goes on: $*"
    grep -qF -- "$words" "$folder/said" || wrong "not \"$words\": $(cat "$folder/said")"
    [ "$(wc -l < "$folder/said")" -le 2 ] || wrong "too many words: $(cat "$folder/said")"
}
for path in 'a:b' 'a<b>' "a'b" 'a"b' 'a$b' 'a;b' 'a\b' 'a[b' 'a#b' 'a|b' 'a
b'; do
    refused 'move the project' scripts/build "$folder/$path"
done
# Two trees that can't be written to have two folders in TMPDIR. (A file is where a folder
# of theirs should be, and no CMake is run.)
mkdir "$folder/one" "$folder/two" "$folder/bin"
printf '#!/bin/sh\n' > "$folder/bin/cmake"
chmod +x "$folder/bin/cmake"
for tree in one two one; do
    mkdir -p "$folder/$tree/scripts"
    cp scripts/build "$folder/$tree/scripts"
    : > "$folder/$tree/build"
    PATH=$folder/bin:$PATH TMPDIR=$folder "$folder/$tree/scripts/build" || wrong "no folder for $tree"
done > "$folder/said"
[ "$(sort -u "$folder/said" | wc -l)" -eq 2 ] && grep -q "^$folder/sockets-" "$folder/said" ||
    wrong "not a folder for each tree: $(cat "$folder/said")"
refused 'set TMPDIR' env TMPDIR="$folder/none" scripts/test
refused 'the path in TMPDIR' env TMPDIR="$folder/a b" scripts/test
[ "$(id -u)" -eq 0 ] || refused 'only 20 files' sh -c 'ulimit -n 20 && scripts/test'
! unshare -rn true 2> /dev/null || {
    refused 'this kernel has 20:' unshare -rn sh -c 'echo 40000 40019 > /proc/sys/net/ipv4/ip_local_port_range
        exec scripts/test'
}
# A symbolic link to a script finds the project.
for script in scripts/*; do
    ln -s "$PWD/$script" "$folder/link"
    (cd / && "$folder/link" --help) > "$folder/said" 2>&1 || :
    grep -q "$script" "$folder/said" || wrong "a link to $script: $(cat "$folder/said")"
    rm "$folder/link"
done
LC_ALL=C grep -q "$(printf '\033')" "$folder/stage" && wrong "colour in a pipe"
exit $failed
