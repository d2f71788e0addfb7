/* udp_lh_recv.c: prints each message sent to 127.0.0.1.
 * Slide: udp_lh_recv.c binds to localhost only.
 * New: the address that bind() gets: 127.0.0.1, not INADDR_ANY. A message
 *      to any other address of this machine finds no socket.
 * Try: 1$ udp_lh_recv 5678
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
    usage(argc, argv, "PORT", "prints each message sent to 127.0.0.1",
          "udp_send localhost PORT hello");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in local = address_of("127.0.0.1", argv[1]);
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
