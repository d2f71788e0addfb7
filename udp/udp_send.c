/* udp_send.c: sends one message to a UDP port of a host.
 * Slide: sendto(socket, buffer, length, flags, address, address length).
 * New: everything. "sent" means that the kernel took it: nobody says
 *      whether it arrived.
 * Try: 1$ udp_recv 5678
 *      2$ udp_send localhost 5678 hello
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
    usage(argc, argv, "HOST PORT MESSAGE", "sends one message",
          "udp_recv PORT");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in peer = address_of(argv[1], argv[2]);
    const char *message = argv[3];
    size_t length = strlen(message);
    ssize_t count = sendto(sock, message, length, 0,
                           (struct sockaddr *)&peer, sizeof peer);
    if (count == -1)
        fail("sendto");
    fprintf(stderr, "sent %zd bytes to %s\n", count, address_text(&peer));
    close(sock);
}
