/* tcp_order.c: the first of two segments is lost, and the second arrives.
 * Slide: messages have IDs for ACKs and order.
 * New: (Linux) IP_MINTTL drops what has a smaller time to live: first one
 *      segment on its way there, then all ACKs on their way back. TCP_INFO
 *      of the receiver counts the segments that came out of order.
 * Try: 1$ tcp_order
 */
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"
#include "kernel.h"

static struct tcp_info info_of(int sock)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(sock, IPPROTO_TCP, TCP_INFO, &info, &length) == -1)
        fail("getsockopt");
    return info;
}

static void set(int sock, int level, int option, int value)
{
    if (setsockopt(sock, level, option, &value, sizeof value) == -1)
        fail("setsockopt");
}

static void receive(int conn, int flags)
{
    char buffer[100];
    ssize_t count = recv(conn, buffer, sizeof buffer, flags);
    if (count == -1) {
        printf("receiver: recv() = -1: %s\n", strerror(errno));
        return;
    }
    printf("receiver: recv() = %zd", count);
    print_bytes(buffer, count);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "the first of two segments is lost, and the second arrives",
          NULL);
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1 || sock == -1)
        fail("socket");
    struct sockaddr_in peer = address_loopback();
    socklen_t length = sizeof peer;
    if (bind(listener, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("bind");
    if (listen(listener, 1) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&peer, &length) == -1)
        fail("getsockname");
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");

    /* A small segment would wait for the ACK of the one before: Nagle. */
    set(sock, IPPROTO_TCP, TCP_NODELAY, 1);
    set(sock, IPPROTO_IP, IP_TTL, 64); /* a system's default may be 255 */
    set(conn, IPPROTO_IP, IP_TTL, 64);
    set(sock, IPPROTO_IP, IP_MINTTL, 255); /* it re-sends by its timer */
    set(conn, IPPROTO_IP, IP_MINTTL, 255);
    unsigned lost = drops_of(conn);
    double start = now();
    if (send(sock, "one", 3, 0) == -1)
        fail("send");
    while (drops_of(conn) == lost && now() - start < 5)
        ; /* without a sleep: "two" is to come before the re-send */
    set(conn, IPPROTO_IP, IP_MINTTL, 0);
    if (send(sock, "two", 3, 0) == -1)
        fail("send");
    printf("sender: \"one\", which is lost, and \"two\"\n");
    while (info_of(conn).tcpi_rcv_ooopack == 0)
        if (now() - start > 5)
            fail_because("TCP_INFO", "no segment came out of order", NULL);
    receive(conn, MSG_DONTWAIT);
    printf("the kernel: segments out of order: %u, bytes in order: %llu\n",
           info_of(conn).tcpi_rcv_ooopack,
           info_of(conn).tcpi_bytes_received);
    poll(&(struct pollfd){conn, POLLIN, 0}, 1, 20000);
    printf("the kernel, after the re-send: bytes in order: %llu\n",
           info_of(conn).tcpi_bytes_received);
    receive(conn, MSG_DONTWAIT);
    close(conn);
    close(sock);
    close(listener);
}
