#!/bin/sh
# fresh.sh [MIRROR]: the README's two commands in a minimal Debian, made from
# nothing: no compiler, no CMake, no /etc/protocols, no ss, no locale. It needs
# root, debootstrap and a network; CTest does not run it.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/../.."
mirror=${1:-http://deb.debian.org/debian}
[ "$(id -u)" -eq 0 ] || { echo 'fresh.sh: only root can chroot' >&2; exit 1; }
command -v debootstrap > /dev/null || { echo 'fresh.sh: apt-get install debootstrap' >&2; exit 1; }

root=$(mktemp -d)
chmod 755 "$root"
leave() {
    for mounted in dev/pts proc dev/shm; do umount "$root/$mounted" 2> /dev/null || true; done
    rm -rf --one-file-system "$root"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

debootstrap --variant=minbase bookworm "$root" "$mirror" > /dev/null
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
cp /etc/resolv.conf "$root/etc/" 2> /dev/null || true
mkdir "$root/sockets"
tar c --exclude='./build*' --exclude=./.git . | tar x -C "$root/sockets"
[ ! -e "$root/etc/protocols" ] || { echo 'not minimal'; exit 1; }

inside() { # inside USER COMMAND
    chroot --userspec="$1" "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        sh -c "$2" < /dev/null
}

echo '== a user without a compiler is told what to do'
said=$(inside nobody:nogroup '/sockets/scripts/test' 2>&1) && { echo 'it passed?'; exit 1; }
printf '%s\n' "$said"
case $said in *'apt-get install -y'*) ;; *) exit 1 ;; esac

echo '== root without a terminal: it is installed'
inside root:root '/sockets/scripts/test' > "$root/log" 2>&1 || { cat "$root/log"; exit 1; }
grep -E 'tests passed|Skipped' "$root/log"
inside root:root '/sockets/scripts/demo' > "$root/log" 2>&1 || { cat "$root/log"; exit 1; }
grep -c '^receiver *|' "$root/log"

echo '== a user, with a source tree that is read-only'
rm -rf "$root"/sockets/build*
inside nobody:nogroup '/sockets/scripts/test' > "$root/log" 2>&1 || { cat "$root/log"; exit 1; }
grep -E 'tests passed|Skipped' "$root/log"
inside nobody:nogroup '/sockets/scripts/demo udp_recvfrom'
