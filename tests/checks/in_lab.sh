# in_lab.sh: what the checks in the lab share; they read it by ".", in the project's
# folder. It brings up a lab of its own, or skips the check with the reason.
# shellcheck shell=sh
folder=$(mktemp -d) || exit 1
chmod 755 "$folder"
started=
failed=0
trap 'end_all; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
wrong() { printf '%s\n' "$1"; failed=1; }
LAB=checks-$$
export LAB
on() { scripts/lab "$@" < /dev/null; }

# says NAME TEXT [TIMES]: NAME has said this, in as many lines, or does so in 30 s;
# or the check has failed.
says() {
    looks=0
    until [ "$(grep -c -- "$2" "$folder/$1")" -ge "${3-1}" ]; do
        looks=$((looks + 1))
        if [ $looks -eq 600 ]; then
            wrong "$1 does not say \"$2\", but:
$(tail -n 50 "$folder/$1")"
            exit 1
        fi
        sleep 0.05
    done
}

# begin NAME TEXT HOST PROGRAM...: starts it, and goes on when it has said TEXT. What
# it says is kept in the file NAME. Without a HOST, it is the lab that starts.
begin() {
    name=$1 text=$2
    shift 2
    : > "$folder/$name"
    scripts/lab "$@" > "$folder/$name" 2>&1 < /dev/null &
    started="$name:$!:${2-} $started"
    says "$name" "$text"
}

# end NAME: ends it; if it has failed before, that is wrong.
end() {
    for one in $started; do
        [ "${one%%:*}" = "$1" ] || continue
        program=${one##*:}
        one=${one%:*}
        if [ -z "$program" ]; then
            kill "${one#*:}" 2> /dev/null
        else # the lab's own processes are all that it sees
            on router sh -c 'kill $(pidof "$0")' "$program" > /dev/null 2>&1
        fi
        wait "${one#*:}" 2> /dev/null
        status=$?
        [ $status -eq 0 ] || [ $status -gt 128 ] || wrong "$1 has failed, with $status:
$(tail -n 50 "$folder/$1")"
    done
    started=$(printf ' %s' "$started" | sed "s/ $1:[^ ]*//")
}
end_all() {
    for one in $started; do end "${one%%:*}"; done
}

reason=$(scripts/lab --check 2>&1) || {
    printf 'no lab: %s\n' "$reason"
    exit 77
}
begin lab 'the lab is up'
