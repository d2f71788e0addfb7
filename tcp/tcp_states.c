/* tcp_states.c: the states of both ends of a connection, after each call.
 * Slide: shutdown() of output: the other end receives EOS. Of input: no
 *      message to the other end. TIME_WAIT.
 * New: (Linux) the kernel's states, from /proc/net/tcp, and its counts of
 *      segments, from TCP_INFO: how many this client has sent, and how many
 *      have arrived at the server.
 * Try: 1$ tcp_states
 */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

static struct tcp_info info_of(int sock)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(sock, IPPROTO_TCP, TCP_INFO, &info, &length) == -1)
        fail("getsockopt");
    return info;
}

/* Prints the states after a call, once both ends agree on what happened;
 * and the segments, while both programs have their sockets (-1: no socket).
 */
static void show(const char *call, unsigned listening, unsigned port,
                 int sock, int conn)
{
    struct ends e = settled_ends(listening, port);
    printf("%-27s%-10s%-13s%s", call, state_name(e.listener),
           state_name(e.client), state_name(e.server));
    if (sock != -1 && conn != -1)
        printf("%*u%4u", 17 - (int)strlen(state_name(e.server)),
               info_of(sock).tcpi_segs_out, info_of(conn).tcpi_segs_in);
    printf("\n");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "the states of both ends of a connection, after each call", NULL);
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    struct sockaddr_in local = address_loopback(), peer = {0};
    socklen_t length = sizeof local;
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, 1) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    unsigned port = ntohs(local.sin_port);
    printf("after the call             listener  client       server"
           "       sent got\n");
    show("listen()", port, 0, -1, -1);

    for (int server_first = 0; server_first < 2; server_first++) {
        int sock = socket(PF_INET, SOCK_STREAM, 0);
        if (sock == -1)
            fail("socket");
        if (connect(sock, (struct sockaddr *)&local, sizeof local) == -1)
            fail("connect");
        length = sizeof peer;
        if (getsockname(sock, (struct sockaddr *)&peer, &length) == -1)
            fail("getsockname");
        unsigned client = ntohs(peer.sin_port);
        show("client: connect()", port, client, sock, -1);
        int conn = accept(listener, NULL, NULL);
        if (conn == -1)
            fail("accept");
        show("server: accept()", port, client, sock, conn);
        if (!server_first) {
            if (shutdown(sock, SHUT_RD) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_RD)", port, client, sock, conn);
            if (shutdown(sock, SHUT_WR) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_WR)", port, client, sock, conn);
        }
        close(conn);
        show("server: close()", port, client, sock, -1);
        close(sock);
        show("client: close()", port, client, -1, -1);
    }
    close(listener);
}
