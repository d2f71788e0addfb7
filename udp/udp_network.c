/* udp_network.c: passes messages on, and loses, doubles and swaps some.
 * Slide: no guarantee of delivery or order. NAT makes many look like one.
 * New: a badly behaved network, by a fixed rule. Like a NAT it sends all
 *      from its own port; unlike one it keeps no table for the answers.
 * Try: 1$ udp_recvfrom 5678
 *      2$ udp_network 5679 localhost 5678
 *      3$ udp_many_send localhost 5679 5
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

enum fate { PASSED, LOST, DOUBLED, HELD, SWAPPED };
static const char *const fates[] = {"passed", "lost", "doubled", "held",
                                    "passed, then the one held"};

/* Sends a message on; returns how many went out, 1 or 0. */
static int pass(int sock, const char *message, ssize_t count,
                const struct sockaddr_in *to)
{
    if (sendto(sock, message, (size_t)count, 0, (const struct sockaddr *)to,
               sizeof *to) != -1)
        return 1;
    complain("sendto");
    return 0;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "PORT TO_HOST TO_PORT",
          "passes messages on, and loses, doubles and swaps some",
          "udp_recvfrom TO_PORT, and udp_many_send localhost PORT 5");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    struct sockaddr_in local = address_any(argv[1]);
    struct sockaddr_in to = address_of(argv[2], argv[3]);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    fprintf(stderr, "of five messages, the 2nd is lost, the 3rd doubled, "
                    "the 4th and 5th swapped\n");

    char buffer[65507], held[65507];
    ssize_t count, held_count = 0;
    for (int in = 0, out = 0;;) {
        struct sockaddr_in peer;
        socklen_t peer_length = sizeof peer;
        count = recvfrom(sock, buffer, sizeof buffer, 0,
                         (struct sockaddr *)&peer, &peer_length);
        if (count == -1) {
            complain("recvfrom");
            sleep(1); /* no memory? It would fail again at once */
            continue;
        }
        int fate = in++ % 5;
        if (fate == PASSED || fate == DOUBLED || fate == SWAPPED)
            out += pass(sock, buffer, count, &to);
        if (fate == DOUBLED)
            out += pass(sock, buffer, count, &to);
        if (fate == SWAPPED)
            out += pass(sock, held, held_count, &to);
        if (fate == HELD)
            memcpy(held, buffer, (size_t)(held_count = count));
        printf("%d in, %d out: from %s, %s", in, out, address_text(&peer),
               fates[fate]);
        print_bytes(buffer, count);
    }
}
