/* udp_recv.c: prints each message that arrives at a UDP port.
 * Slide: receiving: bind(), then recv(). It can't say who sent a message.
 * New: everything.
 * Try: 1$ udp_recv 5678
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
    usage(argc, argv, "PORT", "prints each message that arrives",
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
        ssize_t count = recv(sock, buffer, sizeof buffer, 0);
        if (count == -1) {
            complain("recv");
            sleep(1); /* no memory? It would fail again at once */
            continue;
        }
        printf("received %zd bytes", count);
        print_bytes(buffer, count);
    }
}
