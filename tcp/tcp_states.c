/* tcp_states.c: the states of both ends of a connection, after each call.
 * Slide: shutdown() of input: no message to the other end. Absent an EOS,
 *      the OS hedges: TIME_WAIT.
 * New: (Linux) /proc/net/tcp, which has the states; a socket's own TCP_INFO
 *      ends with the socket. We look until the two ends agree.
 * Try: 1$ tcp_states
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

enum { NONE }; /* no socket; the other states: netinet/tcp.h */

struct ends {
    unsigned listener, client, server;
};

static unsigned state_of(const struct kernel_socket *sock)
{
    return sock == NULL ? NONE : sock->state;
}

/* Looks the states up in the kernel's table: one look for all three. Port
 * 0 is no client.
 */
static struct ends look(unsigned listening, unsigned port)
{
    struct kernel_socket *all;
    size_t count = read_sockets("tcp", listening, 1, &all);
    struct ends ends = {NONE, NONE, NONE};
    ends.listener = state_of(find_socket(all, count, listening, 0));
    if (port != 0) {
        ends.client = state_of(find_socket(all, count, port, listening));
        ends.server = state_of(find_socket(all, count, listening, port));
    }
    free(all);
    return ends;
}

/* Prints the states after a call, once both ends agree on what happened. */
static void show(const char *call, unsigned listening, unsigned port)
{
    struct ends e = {NONE, NONE, NONE};
    double start = now();
    bool settled = false;
    while (!settled && now() - start < 5) {
        poll(NULL, 0, 1);
        e = look(listening, port);
        settled = e.listener == TCP_LISTEN &&
                  ((e.client == e.server && e.client <= TCP_ESTABLISHED) ||
                   (e.client == TCP_FIN_WAIT2 &&
                    e.server == TCP_CLOSE_WAIT) ||
                   (e.client == TCP_CLOSE_WAIT &&
                    e.server == TCP_FIN_WAIT2) ||
                   (e.client == TCP_TIME_WAIT && e.server == NONE) ||
                   (e.client == NONE && e.server == TCP_TIME_WAIT));
    }
    printf("%-27s%-10s%-13s%s\n", call, state_name(e.listener),
           state_name(e.client), state_name(e.server));
}

static struct sockaddr_in address_of_socket(int sock)
{
    struct sockaddr_in local;
    socklen_t length = sizeof local;
    if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    return local;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "the states of both ends of a connection, after each call", NULL);
    printf("after the call             listener  client       server\n");
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    if (listen(listener, 1) == -1) /* unbound: at a port that it chooses */
        fail("listen");
    unsigned port = ntohs(address_of_socket(listener).sin_port);
    show("listen()", port, 0);
    for (int server_first = 0; server_first < 2; server_first++) {
        struct sockaddr_in peer = address_of_socket(listener);
        int sock = socket(PF_INET, SOCK_STREAM, 0);
        if (sock == -1)
            fail("socket");
        if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
            fail("connect");
        unsigned client = ntohs(address_of_socket(sock).sin_port);
        show("client: connect()", port, client);
        int conn = accept(listener, NULL, NULL);
        if (conn == -1)
            fail("accept");
        show("server: accept()", port, client);
        if (!server_first) {
            if (shutdown(sock, SHUT_RD) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_RD)", port, client);
            if (shutdown(sock, SHUT_WR) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_WR)", port, client);
        }
        close(conn);
        show("server: close()", port, client);
        close(sock);
        show("client: close()", port, client);
    }
    close(listener);
}
