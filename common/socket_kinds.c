/* socket_kinds.c: creates sockets of each kind: what the kernel says.
 * Slide: socket(domain, type, protocol). getprotoent() and its kin turn a
 *      protocol's name into a number. Sockets are file descriptors.
 * New: everything. Applications practically never create raw IP packets: a
 *      raw socket needs privilege.
 * Try: 1$ socket_kinds
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "report.h"

/* The number from the table of names, /etc/protocols. A small system may
 * have none; then it is the header's constant.
 */
static int protocol_number(const char *name, int constant)
{
    const struct protoent *entry = getprotobyname(name);
    int number = entry == NULL ? constant : entry->p_proto;
    printf("%s is %d, %s\n", name, number,
           entry == NULL ? "by netinet/in.h: there is no table of protocols"
                         : "says getprotobyname()");
    return number;
}

static void create(const char *kind, int domain, int type, int protocol)
{
    int sock = socket(domain, type, protocol);
    printf("%-32s%4d  ", kind, protocol);
    if (sock == -1) {
        printf("-1: %s\n", strerror(errno));
        return;
    }
    printf("descriptor %d", sock); /* left open, so that each has its own */
#ifdef SO_PROTOCOL
    socklen_t length = sizeof protocol; /* not POSIX.1-2008's */
    if (getsockopt(sock, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) == 0)
        printf(", protocol %d", protocol);
#endif
    printf("\n");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "", "creates sockets of each kind", NULL);
    int tcp = protocol_number("tcp", IPPROTO_TCP);
    int udp = protocol_number("udp", IPPROTO_UDP);
    int icmp = protocol_number("icmp", IPPROTO_ICMP);

    printf("domain, type, protocol        number  socket()\n");
    create("PF_INET, SOCK_STREAM, tcp", PF_INET, SOCK_STREAM, tcp);
    create("PF_INET, SOCK_STREAM, its own", PF_INET, SOCK_STREAM, 0);
    create("PF_INET, SOCK_DGRAM, udp", PF_INET, SOCK_DGRAM, udp);
    create("PF_INET, SOCK_DGRAM, its own", PF_INET, SOCK_DGRAM, 0);
    create("PF_UNIX, SOCK_STREAM, its own", PF_UNIX, SOCK_STREAM, 0);
    create("PF_INET, SOCK_DGRAM, tcp", PF_INET, SOCK_DGRAM, tcp);
    create("PF_INET, SOCK_RAW, icmp", PF_INET, SOCK_RAW, icmp);
}
