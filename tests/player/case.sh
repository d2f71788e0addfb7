# shellcheck shell=sh
# case.sh: what the files of cases share. Each of them reads this, is called
# with PLAYER CASE, and runs the one case of that name, in an empty folder. The
# label of a case, with nothing else on its line, is a test in CTest.
set -u
player=$1 case=$2
case $player in /*) ;; *) player=$PWD/$player ;; esac

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder" || exit 1
unset PATIENCE SOURCES
# What the caller left open, as make does, would count where few files may be open.
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&- 9<&-
said=

complain() {
    printf '%s\n%s\n' "$1" "$said"
    exit 1
}
skip() {
    echo "player_$case: skipped: $1"
    exit 77
}
on_linux() {
    [ "$(uname)" = Linux ] || skip 'only Linux tells'
}
with() {
    command -v "$1" > /dev/null || skip "no $1 here"
}
short() { # a deadline that is meant to pass: 1.5 s
    PATIENCE=0.05
    export PATIENCE
}

# run COMMAND...: its status is then in $status, and what it says in $said.
run() {
    said=$("$@" 2>&1)
    status=$?
}
ends() {
    [ "$status" -eq "$1" ] || complain "status $status, not $1"
}
says() {
    for words; do
        case $said in
        *"$words"*) ;;
        *) complain "it does not say: $words" ;;
        esac
    done
}
says_not() {
    for words; do
        case $said in
        *"$words"*) complain "it says: $words" ;;
        esac
    done
}
# says_only: the lines on stdin.
says_only() {
    cat > only
    [ "$said" = "$(cat only)" ] || complain "not as it should be:
$(cat only)
--- but:"
}

# written: the lines on stdin become the transcript "it" of t.md, from line 4.
written() {
    { printf '# A title\n\n```console it\n'; cat; printf '```\n'; } > t.md
}

# plays STATUS WORDS...: plays the lines on stdin as a transcript. The player
# must end with this status, and say each of the WORDS.
plays() {
    written
    run "$player" t.md it
    ends "$1"
    shift
    says 'it: A title' "$@"
}
