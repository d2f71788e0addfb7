/* tcp_duplicates.c: the ACKs are lost, so the same data arrives many times.
 * Slide: it requires an ACK from the other end, and messages have IDs for
 *      ACKs and order.
 * New: (Linux) IP_MINTTL at the sender: no ACK reaches it. TCP_INFO of
 *      the receiver counts the segments with data that arrived, and the
 *      bytes that were new: their sequence numbers tell.
 * Try: 1$ tcp_duplicates
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

static struct tcp_info info_of(int sock)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(sock, IPPROTO_TCP, TCP_INFO, &info, &length) == -1)
        fail("getsockopt");
    return info;
}

static void set(int sock, int option, int value)
{
    if (setsockopt(sock, IPPROTO_IP, option, &value, sizeof value) == -1)
        fail("setsockopt");
}

/* Waits until this many segments with data have arrived at conn. */
static struct tcp_info wait_for_segments(int conn, unsigned segments)
{
    struct tcp_info info;
    double start = now();
    while ((info = info_of(conn)).tcpi_data_segs_in < segments) {
        if (now() - start > 20)
            fail_because("TCP_INFO", "no re-send has come", NULL);
        poll(NULL, 0, 1);
    }
    return info;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "the ACKs are lost, so the same data arrives many times", NULL);
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

    set(conn, IP_TTL, 64); /* this system's default may be 255 */
    set(sock, IP_MINTTL, 255);
    if (send(sock, "hello", 5, 0) == -1)
        fail("send");
    printf("sent 5 bytes, and hears no ACK\n");
    for (unsigned i = 1; i <= 4; i++) {
        struct tcp_info info = wait_for_segments(conn, i);
        printf("arrived: segment %u with data; new bytes: %llu in all\n", i,
               info.tcpi_bytes_received);
    }
    set(sock, IP_MINTTL, 0);
    printf("the sender hears ACKs again\n");
    double start = now();
    struct tcp_info info;
    while ((info = info_of(sock)).tcpi_unacked > 0 && now() - start < 20)
        poll(NULL, 0, 1);
    printf("the sender: %u bytes re-sent, %u segments not acknowledged\n",
           (unsigned)info.tcpi_bytes_retrans, info.tcpi_unacked);

    char buffer[100];
    ssize_t count = recv(conn, buffer, sizeof buffer, 0);
    if (count == -1)
        fail("recv");
    printf("received %zd bytes", count);
    print_bytes(buffer, count);
    if (recv(conn, buffer, sizeof buffer, MSG_DONTWAIT) == -1)
        printf("received nothing more: %s\n", strerror(errno));
    close(conn);
    close(sock);
    close(listener);
}
