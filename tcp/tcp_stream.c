/* tcp_stream.c: three sends over UDP and TCP, and how many recvs they are.
 * Slide: UDP is packet-based, one send is one receive. TCP is a stream.
 * New: both ends in one program. In a network the stream's pieces are
 *      chance; here we wait until all has arrived, to see the rule.
 * Try: 1$ tcp_stream
 *      1$ tcp_stream 4
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

static const char *const messages[] = {"one", "two", "three"};

/* Binds a socket to a port that the kernel chooses; returns its address. */
static struct sockaddr_in bind_to_any_port(int sock)
{
    struct sockaddr_in local = address_loopback();
    socklen_t length = sizeof local;
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    return local;
}

static void send_three(int sock, const char *protocol)
{
    for (int i = 0; i < 3; i++) {
        if (send(sock, messages[i], strlen(messages[i]), 0) == -1)
            fail("send");
        printf("%s: sent %zu bytes: %s\n", protocol, strlen(messages[i]),
               messages[i]);
    }
}

/* Waits until so many bytes have arrived: recv() returns no sooner than the
 * low-water mark says, or than its buffer is full; socket(7).
 */
static void wait_for_bytes(int sock, int bytes)
{
    char all[100];
    int one = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes) ==
        -1)
        fail("setsockopt");
    if (recv(sock, all, sizeof all, MSG_PEEK) == -1)
        fail("recv");
    if (setsockopt(sock, SOL_SOCKET, SO_RCVLOWAT, &one, sizeof one) == -1)
        fail("setsockopt");
}

/* Receives once, with a buffer of this size. */
static ssize_t receive(int sock, const char *protocol, size_t size)
{
    char buffer[100];
    ssize_t count = recv(sock, buffer, size, 0);
    if (count == -1)
        fail("recv");
    printf("%s: received %zd bytes, buffer %zu", protocol, count, size);
    print_bytes(buffer, count);
    return count;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[SIZE]",
          "three sends over UDP and TCP, and how many recvs they are",
          NULL);
    int size = argc == 1 ? 100 : number(argv[1], "a buffer's size", 1, 100);

    int receiver = socket(PF_INET, SOCK_DGRAM, 0);
    int sender = socket(PF_INET, SOCK_DGRAM, 0);
    if (receiver == -1 || sender == -1)
        fail("socket");
    struct sockaddr_in peer = bind_to_any_port(receiver);
    if (connect(sender, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    send_three(sender, "UDP");
    for (int i = 0; i < 3; i++) /* what does not fit is gone */
        receive(receiver, "UDP", (size_t)size);
    close(sender);
    close(receiver);

    int listener = socket(PF_INET, SOCK_STREAM, 0);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1 || sock == -1)
        fail("socket");
    peer = bind_to_any_port(listener);
    if (listen(listener, 1) == -1)
        fail("listen");
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");

    send_three(sock, "TCP");
    wait_for_bytes(conn, 11);
    for (ssize_t got = 0; got < 11;) /* what does not fit waits */
        got += receive(conn, "TCP", (size_t)size);
    close(conn);
    close(sock);
    close(listener);
}
