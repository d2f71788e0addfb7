/* interfaces.c: lists this machine's interfaces, and the one for ADDRESS.
 * Slide: a machine may have several IP interfaces (try ifconfig).
 * New: an interface's netmask says whom it is directly connected to. The
 *      kernel says so, too: with SO_DONTROUTE connect() of a UDP socket,
 *      which sends nothing, fails where a router is needed. getifaddrs()
 *      is in no standard, but on Linux, macOS and the BSDs.
 * Try: 1$ interfaces 127.1.2.3
 */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

/* The address in four parts; the text is overwritten by the next call. */
static const char *quad(const struct sockaddr *addr, in_addr_t *bits)
{
    static char text[INET_ADDRSTRLEN];
    struct sockaddr_in in;
    memcpy(&in, addr, sizeof in);
    *bits = in.sin_addr.s_addr;
    return inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
}

/* Prints whether the kernel reaches this host without a router, and from
 * which of our addresses: SO_DONTROUTE, socket(7).
 */
static void ask_kernel(const char *host)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    int on = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_DONTROUTE, &on, sizeof on) == -1)
        fail("setsockopt");
    struct sockaddr_in local, peer = address_of(host, "1");
    socklen_t length = sizeof local;
    int connected = connect(sock, (struct sockaddr *)&peer, sizeof peer);
    if (connected == -1 && errno == ENETUNREACH) {
        printf("the kernel: no way without a router\n");
        close(sock);
        return;
    }
    if (connected == -1)
        fail("connect");
    if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    in_addr_t bits;
    printf("the kernel: directly, from %s\n",
           quad((struct sockaddr *)&local, &bits));
    close(sock);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[ADDRESS]",
          "lists this machine's interfaces, and the one for ADDRESS", NULL);
    in_addr_t other = 0;
    if (argc == 2)
        other = address_of(argv[1], "1").sin_addr.s_addr;

    struct ifaddrs *first;
    if (getifaddrs(&first) == -1)
        fail("getifaddrs");
    int connected = 0;
    for (struct ifaddrs *at = first; at != NULL; at = at->ifa_next) {
        if (at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET ||
            at->ifa_netmask == NULL)
            continue;
        in_addr_t address, netmask;
        int printed = print_name(stdout, at->ifa_name);
        printf("%*s ", printed < 10 ? 10 - printed : 0, "");
        printf("%-15s ", quad(at->ifa_addr, &address));
        printf("%s", quad(at->ifa_netmask, &netmask));
        if (argc == 2 && (address & netmask) == (other & netmask)) {
            printf(" directly connected to ");
            print_name(stdout, argv[1]);
            connected++;
        }
        putchar('\n');
    }
    freeifaddrs(first);
    if (argc == 2 && connected == 0) {
        printf("none is directly connected to ");
        print_name(stdout, argv[1]);
        printf("\n");
    }
    if (argc == 2)
        ask_kernel(argv[1]);
}
