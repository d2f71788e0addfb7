#!/bin/sh
# portable.sh: the core programs and the helpers use nothing that macOS
# or the BSDs lack, and nothing beyond POSIX.1-2008 but getifaddrs(3).
set -u
failed=0
core=$(scripts/programs | awk '$3 == "core" { print $1 }')
for program in address bytes report $core; do
    case $program in
    address | bytes | report) source=common/$program.c ;;
    *) source=$(scripts/programs --source "$program") || { failed=1; continue; } ;;
    esac
    # Linux's own headers, options, calls and files.
    grep -nE '<(linux/|sys/(epoll|eventfd|prctl|signalfd|sendfile|inotify|syscall)|netinet/udp|error|argp)|\b(SO_MEMINFO|SO_RXQ_OVFL|TCP_INFO|TCP_CORK|TCP_QUICKACK|IP_MINTTL|IP_RECVERR|MSG_NOSIGNAL|MSG_MORE|MSG_TRUNC|SOCK_CLOEXEC|SOCK_NONBLOCK|accept4|epoll_|splice|sendfile|recvmmsg|sendmmsg|getrandom|pipe2|dup3|program_invocation|prctl|strlcpy|asprintf|qsort_r|getopt_long|SIOC[A-Z]*)\b|/proc/|_GNU_SOURCE' \
        "$source" && { echo "$source: Linux only"; failed=1; }
    ${CC:-cc} -std=c11 -pedantic-errors -D_POSIX_C_SOURCE=200809L -Icommon -Wall -Wextra -Werror \
        -fsyntax-only "$source" || failed=1
done
exit $failed
