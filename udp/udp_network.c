/* udp_network.c: passes messages on, and loses, doubles and swaps some.
 * Slide: no guarantee of delivery or order. NAT makes many look like one.
 * New: a badly behaved network, by a fixed rule or by chance. Like a NAT it
 *      sends all from its own port; its table has one row: who sent last.
 * Try: 1$ udp_recvfrom 5678
 *      2$ udp_network 5679 localhost 5678
 *      3$ udp_many_send localhost 5679 5
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
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

/* A number from 0 to 99, by chance: the same for the same seed everywhere.
 * The generator is the C standard's example for rand() (C11, 7.22.2.2).
 */
static int chance(uint32_t *seed)
{
    *seed = *seed * 1103515245 + 12345;
    return (int)(*seed / 65536 % 32768 % 100);
}

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

/* Whether a socket of this machine has the address: bind() tells. */
static bool is_taken(const struct sockaddr_in *local)
{
    int other = socket(PF_INET, SOCK_DGRAM, 0);
    if (other == -1)
        fail("socket");
    int bound = bind(other, (const struct sockaddr *)local, sizeof *local);
    bool taken = bound == -1 && errno == EADDRINUSE;
    close(other);
    return taken;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "PORT TO_HOST TO_PORT [LOSS] [SEED]",
          "passes messages on, and loses, doubles and swaps some",
          "udp_recvfrom TO_PORT, and udp_many_send localhost PORT 5");
    int loss = argc > 4 ? number(argv[4], "a loss in percent", 0, 100) : -1;
    uint32_t seed = argc > 5
                        ? (uint32_t)number(argv[5], "a seed", 0, 1000000000)
                        : 1;

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    struct sockaddr_in local = address_any(argv[1]);
    struct sockaddr_in to = address_of(argv[2], argv[3]), asker = {0};
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (to.sin_port == local.sin_port && is_taken(&to))
        refuse(argv[3], "this port is our own: it would send to itself");
    if (loss == -1)
        fprintf(stderr,
                "of five messages, the 2nd is lost, the 3rd doubled, "
                "the 4th and 5th swapped\n");
    else
        fprintf(stderr, "each message is lost by chance: %d in 100\n",
                loss);

    char buffer[65507], held[65507];
    ssize_t count, held_count = 0;
    struct sockaddr_in held_to = {0};
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
        bool answer = peer.sin_port == to.sin_port; /* from any host */
        if (!answer)
            asker = peer;
        struct sockaddr_in next = answer ? asker : to;
        if (next.sin_port == 0) {
            fprintf(stderr, "an answer came, but nobody has asked\n");
            continue;
        }
        int fate = in++ % 5;
        if (loss != -1)
            fate = chance(&seed) < loss ? LOST : PASSED;
        if (fate == PASSED || fate == DOUBLED || fate == SWAPPED)
            out += pass(sock, buffer, count, &next);
        if (fate == DOUBLED)
            out += pass(sock, buffer, count, &next);
        if (fate == SWAPPED)
            out += pass(sock, held, held_count, &held_to);
        if (fate == HELD) {
            memcpy(held, buffer, (size_t)(held_count = count));
            held_to = next;
        }
        printf("%d in, %d out: from %s, %s", in, out, address_text(&peer),
               fates[fate]);
        print_bytes(buffer, count);
    }
}
