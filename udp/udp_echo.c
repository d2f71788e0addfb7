/* udp_echo.c: sends each message back to whoever sent it.
 * Slide: recvfrom() tells who sent it. See udp_recvfrom.c.
 * New: sendto() to the address that recvfrom() has filled in, which may
 *      be forged. It may answer from another address than was asked.
 * Try: 1$ udp_echo 5678
 *      2$ udp_ask localhost 5678 hello
 *      Ctrl-C ends it.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "PORT", "sends each message back to whoever sent it",
          "udp_ask localhost PORT hello");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in local = address_any(argv[1]);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    fprintf(stderr, "waiting for messages on port %s\n", argv[1]);

    char buffer[65507]; /* the largest datagram: none is cut short */
    for (;;) {
        struct sockaddr_in peer;
        socklen_t peer_length = sizeof peer;
        ssize_t count = recvfrom(sock, buffer, sizeof buffer, 0,
                                 (struct sockaddr *)&peer, &peer_length);
        if (count == -1) {
            complain("recvfrom");
            sleep(1); /* no memory? It would fail again at once */
            continue;
        }
        printf("received %zd bytes", count);
        printf(" from %s", address_text(&peer));
        print_bytes(buffer, count);
        count = sendto(sock, buffer, (size_t)count, 0,
                       (struct sockaddr *)&peer, peer_length);
        if (count == -1)
            complain("sendto");
    }
}
