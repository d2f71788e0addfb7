/* udp_broadcast.c: sends one message to all nodes of a subnet.
 * Slide: DHCP exploits netmask-constrained broadcast.
 * New: SO_BROADCAST. Without it the kernel refuses a broadcast address, so
 *      that nobody floods a subnet by a slip.
 * Try: 1$ udp_recv 5678
 *      2$ udp_broadcast 127.255.255.255 5678 hello
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
    usage(argc, argv, "ADDRESS PORT MESSAGE", "sends one message to all",
          "udp_recv PORT");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    int on = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == -1)
        fail("setsockopt");
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
