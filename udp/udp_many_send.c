/* udp_many_send.c: sends COUNT messages, numbered, to a UDP port of a host.
 * Slide: connect() binds a socket to a destination, then send() needs no
 *      address; for UDP it is just a convenience.
 * New: connect(), which sends nothing. It also lets the kernel tell us that
 *      nobody is there, at a send after the one that found out.
 * Try: 1$ udp_recv 5678
 *      2$ udp_many_send localhost 5678 3
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST PORT COUNT", "sends COUNT messages",
          "udp_recv PORT");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in peer = address_of(argv[1], argv[2]);
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    int total = number(argv[3], "a count", 1, 1000000000);
    double start = now();
    for (int i = 1; i <= total; i++) {
        char message[32];
        snprintf(message, sizeof message, "message %d", i);
        if (send(sock, message, strlen(message), 0) == -1)
            fail("send");
    }
    fprintf(stderr, "sent %d, %.0f/s\n", total, total / (now() - start));
    close(sock);
}
