/* udp_sendfrom.c: sends one message, from a port of its own choice.
 * Slide: a sender may bind as well, and choose the port that it sends from.
 * New: bind(). Without it the kernel binds the socket to an ephemeral port
 *      at the first sendto().
 * Try: 1$ udp_recvfrom 5678
 *      2$ udp_sendfrom 5679 localhost 5678 hello
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
    usage(argc, argv, "FROM_PORT HOST PORT MESSAGE", "sends one message",
          "udp_recvfrom PORT");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in local = address_any(argv[1]);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    struct sockaddr_in peer = address_of(argv[2], argv[3]);
    const char *message = argv[4];
    size_t length = strlen(message);
    ssize_t count = sendto(sock, message, length, 0,
                           (struct sockaddr *)&peer, sizeof peer);
    if (count == -1)
        fail("sendto");
    fprintf(stderr, "sent %zd bytes to %s\n", count, address_text(&peer));
    close(sock);
}
