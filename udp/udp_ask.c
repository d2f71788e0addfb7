/* udp_ask.c: asks, and asks again until the answer comes.
 * Slide: a packet lost is re-sent, with exponential backoff; messages have
 *      IDs. That is TCP: for UDP, a program does it itself.
 * New: "2.1 again" is message 2, try 1; poll() waits for the answer, which
 *      begins in the same way, but not for ever.
 * Try: 1$ udp_echo 5678
 *      2$ udp_ask localhost 5678 hello again
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

enum { TRIES = 5 };

/* Prints what comes until the answer to message `id`, tried so many times,
 * or until so many seconds have passed; returns whether the answer came.
 */
static bool answered(int sock, int id, int tries, double seconds)
{
    char buffer[65507 + 1], *end;
    double left, deadline = now() + seconds;
    while ((left = deadline - now()) > 0) { /* whatever else may come */
        struct pollfd polled = {sock, POLLIN, 0};
        int ready = poll(&polled, 1, (int)(left * 1000) + 1);
        if (ready == -1)
            fail("poll");
        if (ready == 0)
            return false;
        ssize_t count = recv(sock, buffer, sizeof buffer - 1, 0);
        if (count == -1) {
            complain("recv");
            sleep(1); /* no memory? It would fail again at once */
            continue;
        }
        buffer[count] = '\0';
        long its_id = strtol(buffer, &end, 10);
        long its_try = *end == '.' ? strtol(end + 1, &end, 10) : 0;
        bool ours = *end == ' ' && its_try >= 1 && its_try <= TRIES;
        bool answer = ours && its_id == id && its_try <= tries;
        if (answer)
            printf(its_try < tries ? "answer, late" : "answer");
        else if (ours && its_id >= 1 && its_id < id)
            printf("duplicate");
        else
            printf("not asked for");
        print_bytes(buffer, count);
        if (answer)
            return true;
    }
    return false;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST PORT MESSAGE...",
          "asks, and asks again until the answer comes", "udp_echo PORT");

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in peer = address_of(argv[1], argv[2]);
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    for (int i = 1; i <= argc - 3; i++) {
        char message[strlen(argv[i + 2]) + 32];
        bool done = false;
        int tries = 0;
        for (double wait = 1; !done; wait *= 2) { /* 1 s: RFC 6298 */
            if (tries++ == TRIES)
                fail_because("recv", "no answer",
                             "nobody answers at this port, or all of it "
                             "was lost or late");
            snprintf(message, sizeof message, "%d.%d %s", i, tries,
                     argv[i + 2]);
            if (send(sock, message, strlen(message), 0) == -1) {
                if (errno != ECONNREFUSED)
                    fail("send");
                complain("send"); /* the try before found nobody */
            }
            fprintf(stderr, "try %d.%d, waiting %g s\n", i, tries, wait);
            done = answered(sock, i, tries, wait);
        }
    }
    close(sock);
}
