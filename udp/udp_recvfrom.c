/* udp_recvfrom.c: prints each message, and who sent it.
 * Slide: recvfrom() tells who sent it.
 * New: recvfrom() fills in the sender's address and its length. Before each
 *      call, the length must say how much room there is.
 * Try: 1$ udp_recvfrom 5678
 *      2$ udp_send localhost 5678 hello
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
    usage(argc, argv, "PORT", "prints each message, and who sent it",
          "udp_send localhost PORT hello");

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
    }
}
