/* udp_connected.c: what a connected UDP socket receives, and learns.
 * Slide: connect() binds a socket to a destination; for UDP it is just a
 *      convenience.
 * New: of what arrives from then on, a connected socket gets only what its
 *      destination sent; and it is told that nobody is there. (Linux) With
 *      IP_RECVERR an unconnected socket is told, too.
 * Try: 1$ udp_connected
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

/* A socket at 127.0.0.1, at a port that the kernel chooses: *local. */
static int bound_socket(struct sockaddr_in *local)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    *local = address_loopback();
    socklen_t length = sizeof *local;
    if (bind(sock, (struct sockaddr *)local, sizeof *local) == -1)
        fail("bind");
    if (getsockname(sock, (struct sockaddr *)local, &length) == -1)
        fail("getsockname");
    return sock;
}

static void send_from(int sock, const char *who, const char *message,
                      const struct sockaddr_in *to)
{
    ssize_t count = sendto(sock, message, strlen(message), 0,
                           (const struct sockaddr *)to, sizeof *to);
    printf("%s: sendto() = %zd%s%s\n", who, count, count == -1 ? ": " : "",
           count == -1 ? strerror(errno) : "");
}

static void receive(int sock, const char *who)
{
    char buffer[100];
    poll(&(struct pollfd){sock, POLLIN, 0}, 1, 100); /* it may be empty */
    ssize_t count = recv(sock, buffer, sizeof buffer, MSG_DONTWAIT);
    printf("%s: recv() = %zd", who, count);
    if (count == -1)
        printf(": %s\n", strerror(errno));
    else
        print_bytes(buffer, count);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "what a connected UDP socket receives, and learns", NULL);
    struct sockaddr_in own, friend, other;
    int sock = bound_socket(&own);
    int destination = bound_socket(&friend);
    int stranger = bound_socket(&other);

    send_from(stranger, "stranger", "before", &own);
    receive(sock, "unconnected");
    if (connect(sock, (struct sockaddr *)&friend, sizeof friend) == -1)
        fail("connect");
    send_from(stranger, "stranger", "after", &own);
    send_from(destination, "destination", "hello", &own);
    receive(sock, "connected");
    receive(sock, "connected");

    int on = 1;
    close(destination); /* now nobody is there */
    if (setsockopt(stranger, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == -1)
        fail("setsockopt");
    send_from(sock, "connected", "hello", &friend);
    receive(sock, "connected");
    send_from(stranger, "unconnected, IP_RECVERR", "hello", &friend);
    receive(stranger, "unconnected, IP_RECVERR");
    close(stranger);
    close(sock);
}
