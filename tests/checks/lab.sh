#!/bin/sh
# lab.sh TREE CASE: scripts/lab keeps its word. 77: there can be no lab here.
#   passes    COMMAND on a host is as it would be here
#   ends      whichever of its processes ends, and however, nothing is left
#   unreaped  the first, where process 1 of the machine waits for nobody
#   users     an ordinary user, one without a home, no network, blanks in the path
#   refuses   where there can be no lab it says so, and what to do about it
#   many [N]  N labs (20) up and down, then 8 at once: figures, and nothing left
set -u
tree=$1 case=$2
lab=$tree/scripts/lab
"$lab" --check || exit 77
folder=$(mktemp -d) || exit 1
LAB=check-$$
export LAB
outside=
trap 'kill $outside 2> /dev/null; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

complain() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}
equal() { # WHAT CAME EXPECTED
    [ "$2" = "$3" ] || complain "$1: \"$2\", not \"$3\""
}
# Starts a lab, "$@" before it if need be, and returns when it is ready. All of its
# processes have the fifo for their stdout, so its end is the end of the last one.
up() {
    mkfifo "$folder/$LAB"
    # exec: $! may be a shell before the command (yash)
    exec "$@" "$lab" > "$folder/$LAB" 2>&1 &
    outside=$!
    exec 3< "$folder/$LAB"
    rm "$folder/$LAB"
    said=
    until [ "${said#the lab is up}" != "$said" ]; do
        read -r said <&3 || complain "no lab came up"
    done
}
gone() { # its last process has ended, and left nothing
    cat <&3 > /dev/null
    exec 3<&-
    pids=$(pids)
    [ -z "$pids" ] || complain "left behind: $pids"
    equal 'mounts' "$(cat /proc/self/mounts)" "$mounts"
}
pids() { # of the processes of this lab
    grep -ls "sockets-la[b]:$LAB:" /proc/[0-9]*/cmdline | cut -d / -f 3
}
pid_of() { # the lab's process with this name
    grep -ls "sockets-la[b]:$LAB:$1:" /proc/[0-9]*/cmdline | cut -d / -f 3
}
down() {
    kill -TERM "$outside"
    wait "$outside"
    status=$? outside= # its number may be another's soon
    equal 'status after SIGTERM' "$(kill -l $status)" TERM # 143 in most shells
    gone
}
mounts=$(cat /proc/self/mounts)

passes() {
    up /bin/sh
    for host in a b c new router; do
        said=$("$lab" $host sh -c 'printf "<%s>" "$@"; pwd; cat; echo err >&2; exit 7' \
            x 'two  blanks' "a'\"\$(b)\\" '' '*' << END 2>&1
stdin
END
        )
        equal "$host's status" $? 7
        equal "$host's words" "$said" "<two  blanks><a'\"\$(b)\\><><*>$PWD
stdin
err"
    done
    "$lab" a sh -c 'kill -KILL $$' 2> /dev/null
    equal 'status of a killed command' $? 137
    PATH=/usr/bin:/bin "$lab" a exit 3 2> /dev/null # 126, if one of its folders is closed to us
    equal "status of a command that isn't there" $? 127
    "$lab" d true 2> /dev/null
    equal "status of a host that isn't there" $? 2
    equal 'a host from a host' "$("$lab" a "$lab" b ip -br -4 addr show eth0 | awk '{ print $3 }')" 192.168.1.28/24
    equal 'the shell' "$(echo 'ip route show default | cut -d " " -f 1-5; exit 4' | "$lab" c)" 'default via 192.168.2.1 dev eth0'
    "$lab" a ping 192.168.2.100 1 > /dev/null || complain 'no way from a to c'
    # Who ends the one outside ends COMMAND: its end of the fifo closes. (Of SIGTERM
    # mksh and yash end only when what they wait for has.)
    mkfifo "$folder/b"
    exec "$lab" b sh -c 'echo here; exec sleep 1000' > "$folder/b" &
    exec 4< "$folder/b"
    read -r _ <&4
    kill -KILL $!
    cat <&4
    "$lab" > /dev/null 2>&1
    equal 'status of a second lab of one name' $? 1
    down
    LAB=none-$$ "$lab" a true 2> /dev/null
    equal 'status without a lab' $? 1
    LAB='a b' "$lab" a true 2> /dev/null
    equal 'status of a LAB that is no word' $? 2
}

# The test that kills a command's parent, below a process 1 that is sleep.
unreaped() {
    mkfifo "$folder/result"
    unshare --user --map-root-user --pid --fork --kill-child --mount-proc sh -c '
        { sh "$0" "$1" passes; echo $?; } > "$2" 2>&1 &
        exec sleep 1000' "$0" "$tree" "$folder/result" &
    outside=$! said=$(cat "$folder/result")
    { kill -KILL "$outside" && wait "$outside"; } 2> /dev/null # it is deaf to others
    outside=
    case $said in *'
0') ;; *) complain "it says: $said" ;; esac
}

ends() {
    for who in outside cables router a b c new sleep; do
        for signal in KILL TERM HUP; do
            up /bin/sh
            "$lab" b sleep 1000 2> /dev/null &
            case $who in
            sleep) # it is started after the lab has said that it is up
                pid='' looks=0
                while [ -z "$pid" ] && [ $looks -lt 1000 ]; do
                    pid=$(cat /proc/[0-9]*/stat 2> /dev/null | awk -v new="$(pid_of new)" '$4 == new { print $1 }')
                    looks=$((looks + 1))
                done
                ;;
            *) pid=$(pid_of $who) ;;
            esac
            [ -n "$pid" ] || complain "no process $who"
            echo "SIG$signal to $(tr '\0' ' ' < "/proc/$pid/cmdline")"
            kill -$signal "$pid"
            # Process 1 is deaf to what it does not handle, as any process 1 is.
            case $signal$who in TERMcables | HUPcables) kill -KILL "$pid" ;; esac
            gone
            wait
            outside=
        done
    done
}

users() {
    mkdir "$folder/a tree"
    cp -R "$tree/scripts" "$folder/a tree/"
    mkdir -p "$folder/a tree/build/bin"
    chmod -R a+rX "$folder"
    lab="$folder/a tree/scripts/lab"
    up /bin/sh
    equal 'address' "$("$lab" a ip -br -4 addr show eth0 | awk '{ print $3 }')" 192.168.1.100/24
    down
    if [ "$(id -u)" -eq 0 ]; then
        up unshare --net
        equal 'address' "$("$lab" a ip -br -4 addr show eth0 | awk '{ print $3 }')" 192.168.1.100/24
        down
        for home in HOME=/nonexistent HOME; do
            nobody="setpriv --reuid 65534 --regid 65534 --clear-groups env -u $home"
            [ $home = HOME ] || nobody="${nobody% -u *} $home"
            up $nobody SHELL=/usr/sbin/nologin /bin/sh
            "$lab" a true 2> /dev/null
            equal "status with another user's lab alone" $? 1
            equal 'address' "$(cd / && echo 'ip -br -4 addr show eth0' | $nobody /bin/sh "$lab" a 2>&1 | awk '{ print $3 }')" 192.168.1.100/24
            down
        done
    fi
}

# Runs --check with one thing against it: it ends with 1 and says WORDS, in one line.
refused() { # WORDS COMMAND...
    words=$1
    shift
    for way in --check ''; do
        said=$("$@" "$lab" $way 2>&1)
        equal "status for \"$words\"" "$?: $said" "1: $said"
        case $said in *"$words"*) ;; *) complain "not \"$words\": $said" ;; esac
        equal "lines of \"$said\"" "$(printf '%s\n' "$said" | wc -l)" 1
    done
    printf '%s\n' "$said"
}
refuses() {
    for kind in user net mnt pid; do
        refused "sudo sysctl user.max_${kind}_namespaces=" unshare --user --map-root-user sh -c \
            "echo 0 > /proc/sys/user/max_${kind}_namespaces; exec \"\$@\"" sh
    done
    mkdir "$folder/bin"
    for tool in sh '[' echo printf readlink sed uname dirname id cat tr grep mount ip unshare nsenter setpriv apt-get; do
        where=$(PATH=$PATH:/usr/sbin:/sbin command -v "$tool") && ln -s "$where" "$folder/bin/"
    done
    sed 's/^PATH=.*//' "$lab" > "$folder/lab" # it looks in /sbin as well
    mkdir "$folder/scripts"
    mv "$folder/lab" "$folder/scripts/"
    chmod +x "$folder/scripts/lab"
    lab=$folder/scripts/lab
    for tool in ip unshare nsenter setpriv; do
        mv "$folder/bin/$tool" "$folder/"
        refused "$tool: missing. This installs it: sudo " env PATH="$folder/bin" /bin/sh
        mv "$folder/$tool" "$folder/bin/"
    done
    if command -v busybox > /dev/null; then
        for tool in ip unshare setpriv; do ln -sf "$(command -v busybox)" "$folder/bin/$tool"; done
        refused "This installs others: sudo " env PATH="$folder/bin" /bin/sh
    fi
    lab=$tree/scripts/lab
    [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups true 2> /dev/null || {
        echo 'nobody else can be had: not tried what refuses others'
        return 0
    }
    # A second /proc, such as a chroot's, would make these trials succeed.
    [ "$(grep -c ' - proc ' /proc/self/mountinfo)" -eq 1 ] || {
        echo 'there are several /proc: not tried what covers one'
        return 0
    }
    # As Debian and Ubuntu may have it: there the trial fails by another reason.
    for setting in unprivileged_userns_clone=0 apparmor_restrict_unprivileged_userns=1; do
        allows=${setting%=*}=$((1 - ${setting#*=}))
        refused "sudo sysctl kernel.$allows" unshare --mount sh -c "
            mount -t tmpfs none /proc/sys/kernel && echo ${setting#*=} > /proc/sys/kernel/${setting%=*} &&
                chmod 644 /proc/sys/kernel/${setting%=*}
            exec setpriv --reuid 65534 --regid 65534 --clear-groups \"\$@\"" sh
    done
    # As a container has it: some of /proc is covered, and no new one may be had.
    refused '--security-opt systempaths=unconfined' unshare --mount sh -c \
        'mount -t tmpfs none /proc/acpi || mount -t tmpfs none /proc/fs || exit 1; exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' sh
}

many() {
    count=${1:-20}
    first=$(date +%s)
    for number in $(seq "$count"); do
        up /bin/sh
        down
    done
    echo "$count labs up and down in $(($(date +%s) - first)) s"
    mkfifo "$folder/maps" # all have it: it ends when the last process does
    started=
    for number in $(seq 8); do
        LAB=check-$$-$number "$lab" > "$folder/maps" 2>&1 &
        started="$started $!"
    done
    exec 3< "$folder/maps"
    for number in $(seq 8); do
        until read -r map <&3 && [ "${map#the lab is up}" != "$map" ]; do :; done
    done
    for number in $(seq 8); do
        LAB=check-$$-$number "$lab" a ip -br -4 addr show eth0 | grep -q 192.168.1.100 || complain "no a in lab $number"
    done
    kill -TERM $started
    LAB=check-$$-[0-9]
    gone
    echo '8 at once'
}

shift 2
$case "$@"
