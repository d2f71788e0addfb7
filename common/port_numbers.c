/* port_numbers.c: what the kernel says of ports 0, 1, 65535, and of 65536.
 * Slide: port numbers range from 1 to 65535.
 * New: sendto() and bind(), also with ports that our other programs
 *      refuse. A port's field has 16 bits: what the kernel sees of 65536
 *      are its lowest 16, which are 0.
 * Try: 1$ port_numbers
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

static void send_to(int port)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    struct sockaddr_in peer = address_loopback();
    peer.sin_port = htons((uint16_t)port);
    ssize_t count = sendto(sock, "hello", 5, 0, (struct sockaddr *)&peer,
                           sizeof peer);
    printf("sendto() port %-6d= %zd%s%s\n", port, count,
           count == -1 ? ": " : "", count == -1 ? strerror(errno) : "");
    close(sock);
}

static void bind_to(int port)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    struct sockaddr_in local = address_loopback();
    socklen_t length = sizeof local;
    local.sin_port = htons((uint16_t)port);
    int bound = bind(sock, (struct sockaddr *)&local, sizeof local);
    printf("bind()   port %-6d= %d%s%s", port, bound,
           bound == -1 ? ": " : "", bound == -1 ? strerror(errno) : "");
    if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    printf(", the socket has port %u\n", (unsigned)ntohs(local.sin_port));
    close(sock);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "what the kernel says of ports 0, 1, 65535, and of 65536", NULL);
    send_to(0);
    send_to(1);
    send_to(65535);
    send_to(65536);
    bind_to(0);
    bind_to(65536);
}
