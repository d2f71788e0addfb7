/* udp_overflow.c: sends to a receiver that does not read.
 * Slide: there is little buffering for messages going out or coming in.
 * New: (Linux) SO_MEMINFO has the kernel's own count of the messages that
 *      it dropped at this socket, as when its buffer is full. No send()
 *      failed.
 * Try: 1$ udp_overflow 1000
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "[COUNT]", "sends to a receiver that does not read",
          NULL);
    int total = argc == 1 ? 1000
                          : number(argv[1], "a count", 1, 1000000000);

    int receiver = socket(PF_INET, SOCK_DGRAM, 0);
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (receiver == -1 || sock == -1)
        fail("socket");
    struct sockaddr_in peer = address_loopback();
    if (bind(receiver, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("bind");
    socklen_t length = sizeof peer;
    if (getsockname(receiver, (struct sockaddr *)&peer, &length) == -1)
        fail("getsockname");
    int space;
    length = sizeof space;
    if (getsockopt(receiver, SOL_SOCKET, SO_RCVBUF, &space, &length) == -1)
        fail("getsockopt");
    printf("the receiver's buffer: %d bytes, the kernel's bookkeeping "
           "included\n",
           space);

    for (int i = 1; i <= total; i++) {
        char message[32];
        snprintf(message, sizeof message, "message %d", i);
        if (sendto(sock, message, strlen(message), 0,
                   (struct sockaddr *)&peer, sizeof peer) == -1)
            fail("sendto");
    }
    printf("sent:    %d\n", total);

    /* Some may be on their way: read until all are accounted for. */
    int kept = 0;
    double deadline = now() + 5;
    while (kept + (int)drops_of(receiver) < total && now() < deadline) {
        char buffer[32];
        if (recv(receiver, buffer, sizeof buffer, MSG_DONTWAIT) >= 0)
            kept++;
        else if (errno == EAGAIN)
            poll(&(struct pollfd){receiver, POLLIN, 0}, 1, 10);
        else
            fail("recv");
    }
    int dropped = (int)drops_of(receiver);
    printf("kept:    %d\n", kept);
    printf("lost:    %d\n", total - kept);
    printf("dropped: %d, says the kernel%s\n", dropped,
           dropped == total - kept ? ": the same" : "");
    close(sock);
    close(receiver);
}
