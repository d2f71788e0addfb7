#!/bin/sh
# fresh.sh [--no-ci] [SUITE]...: the README's two commands, and .ci/run, in a
# minimal Debian made from nothing: no compiler, no CMake, no /etc/protocols, no
# ss, no locale. SUITE is trixie (13), bookworm (12) or bullseye (11); all three,
# if none is named. It needs root, debootstrap and a network; CTest does not run it.
# The packages come from where this machine's apt gets its own.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/../.."
[ "$(id -u)" -eq 0 ] || { echo 'fresh.sh: only root can chroot' >&2; exit 1; }
command -v debootstrap > /dev/null || { echo 'fresh.sh: apt-get install debootstrap' >&2; exit 1; }
# Mounts of our own: nobody else sees them, and they end as we do.
[ "${1-}" = --mounts ] || exec unshare --mount sh tests/checks/fresh.sh --mounts "$@"
shift
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2> /dev/null |
    grep -v -e security -e updates | head -n 1)
[ -n "$mirror" ] || { echo 'fresh.sh: apt has no source of packages here' >&2; exit 1; }
ci=yes
[ "${1-}" != --no-ci ] || { ci=; shift; }
[ $# -gt 0 ] || set -- trixie bookworm bullseye

root=$(mktemp -d)
leave() {
    for mounted in dev/pts proc sys dev/shm; do
        umount "$root/$mounted" 2> /dev/null || true
    done
    rm -rf --one-file-system "$root"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# inside USER COMMAND: without this machine's environment. Its root is moved, as
# who is in a chroot may make no user namespace: the lab is one.
inside() {
    unshare --mount sh -c 'mount --rbind "$0" "$0" && cd "$0" && pivot_root . . &&
        umount -l . && cd / && exec chroot --userspec="$1" / /usr/bin/env -i \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ sh -c "$2"' "$root" "$1" "$2" < /dev/null
}
shown() { # shown PATTERN USER COMMAND: its lines that match; all, if it fails
    pattern=$1
    shift
    inside "$@" > "$root/log" 2>&1 || { cat "$root/log"; return 1; }
    grep -aE "$pattern" "$root/log"
}

for suite; do
    echo "== $suite"
    debootstrap --variant=minbase "$suite" "$root" "$mirror" > /dev/null
    chmod 755 "$root"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -sf pts/ptmx "$root/dev/ptmx"
    mount -t tmpfs tmpfs "$root/dev/shm"
    cp /etc/resolv.conf "$root/etc/" 2> /dev/null || true
    mkdir "$root/sockets"
    git ls-files -z | tar c --null -T - | tar x -C "$root/sockets"
    [ ! -e "$root/etc/protocols" ] || { echo 'not minimal'; exit 1; }

    echo '-- a user without a compiler is told what to do'
    if inside nobody:nogroup /sockets/scripts/test > "$root/log" 2>&1; then
        echo 'it passed?'
        exit 1
    fi
    grep 'apt-get install -y' "$root/log"

    echo '-- root without a terminal: it is installed'
    shown 'tests passed|^skipped' root:root /sockets/scripts/test
    shown '^receiver -' root:root '/sockets/scripts/demo udp_recvfrom'

    echo '-- a user, with a source tree that is read-only'
    rm -rf "$root"/sockets/build*
    shown 'tests passed|^skipped' nobody:nogroup /sockets/scripts/test

    if [ -n "$ci" ]; then
        echo '-- .ci/run'
        shown '^==|tests passed|^skipped|^all passed' root:root 'bash /sockets/.ci/run'
    fi
    leave
done
