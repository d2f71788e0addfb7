/* tcp_stream.c: three sends over UDP and TCP, and how many recvs they are.
 * Slide: UDP is packet-based, one send is one receive. TCP is a stream.
 * New: both ends in one program. In a network the stream's pieces are
 *      chance; here we wait until all has arrived, to see the rule.
 * Try: 1$ tcp_stream
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
    struct sockaddr_in local = {0};
    socklen_t length = sizeof local;
    local.sin_family = AF_INET;
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
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

/* Receives this many times, with a buffer of this size. */
static void receive(int sock, const char *protocol, size_t size, int recvs)
{
    char buffer[100];
    while (recvs-- > 0) {
        ssize_t count = recv(sock, buffer, size, 0);
        if (count == -1)
            fail("recv");
        printf("%s: received %zd bytes, buffer %zu", protocol, count, size);
        print_bytes(buffer, count);
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "three sends over UDP and TCP, and how many recvs they are",
          NULL);

    int receiver = socket(PF_INET, SOCK_DGRAM, 0);
    int sender = socket(PF_INET, SOCK_DGRAM, 0);
    if (receiver == -1 || sender == -1)
        fail("socket");
    struct sockaddr_in peer = bind_to_any_port(receiver);
    if (connect(sender, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    send_three(sender, "UDP");
    receive(receiver, "UDP", 100, 3);
    send_three(sender, "UDP");
    receive(receiver, "UDP", 4, 3); /* what does not fit is gone */
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

    char all[11];
    send_three(sock, "TCP");
    if (recv(conn, all, sizeof all, MSG_PEEK | MSG_WAITALL) == -1)
        fail("recv");
    receive(conn, "TCP", 100, 1);
    send_three(sock, "TCP");
    if (recv(conn, all, sizeof all, MSG_PEEK | MSG_WAITALL) == -1)
        fail("recv");
    receive(conn, "TCP", 4, 3); /* what does not fit waits */
    close(conn);
    close(sock);
    close(listener);
}
