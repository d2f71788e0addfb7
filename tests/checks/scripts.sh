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
scripts/demo udp_recvfrom > "$folder/stage" || wrong "udp_recvfrom does not play: $(cat "$folder/stage")"
grep -q '^waiting for messages on port [5-9][0-9][0-9][0-9] *|$' "$folder/stage" || wrong "no first column"
grep -q '^ *| \$ udp_send localhost [5-9][0-9]* hello$' "$folder/stage" || wrong "no second column"
awk 'length > 80 { exit 1 }' "$folder/stage" || wrong "the stage is wider than 80 columns"
scripts/demo 14 > "$folder/claim" || wrong "claim 14 does not play: $(cat "$folder/claim")"
[ "$(grep -c '^What to notice: ' "$folder/claim")" -ge 2 ] || wrong "claim 14 has two lessons"
LC_ALL=C grep -q "$(printf '\033')" "$folder/stage" && wrong "colour in a pipe"
exit $failed
