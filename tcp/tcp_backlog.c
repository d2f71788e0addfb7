/* tcp_backlog.c: who is connected before accept(), and who has to wait.
 * Slide: listen() once; accept() N times.
 * New: (Linux) the kernel completes connections by itself, and keeps one
 *      more than listen()'s backlog for accept(). The next client's SYN is
 *      dropped; the client sends it again, until there is room or it gives
 *      up.
 * Try: 1$ tcp_backlog 3
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Begins to connect, without waiting for the answer. Then it waits until
 * the connection is there, or the kernel has sent the SYN again.
 */
static int begin_to_connect(const struct sockaddr_in *peer)
{
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");
    if (fcntl(sock, F_SETFL, O_NONBLOCK) == -1)
        fail("fcntl");
    if (connect(sock, (const struct sockaddr *)peer, sizeof *peer) == -1 &&
        errno != EINPROGRESS)
        fail("connect");
    while (poll(&(struct pollfd){sock, POLLOUT, 0}, 1, 10) == 0 &&
           info_of(sock).tcpi_total_retrans == 0)
        ;
    return sock;
}

static void show_waiting(const struct sockaddr_in *local)
{
    struct kernel_socket *all;
    unsigned port = ntohs(local->sin_port);
    size_t count = read_sockets("tcp", port, 1, &all);
    const struct kernel_socket *listener = find_socket(all, count, port, 0);
    if (listener != NULL)
        printf("the kernel: %s, %lu wait for accept()\n",
               state_name(listener->state), listener->in);
    free(all);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[BACKLOG]",
          "who is connected before accept(), and who has to wait", NULL);
    int backlog = argc == 1 ? 1 : number(argv[1], "a backlog", 0, 50);

    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    struct sockaddr_in local = address_loopback();
    socklen_t length = sizeof local;
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, backlog) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    printf("listen() with a backlog of %d\n", backlog);

    int sock = -1;
    for (int i = 1; i <= backlog + 2; i++) { /* left open: they wait */
        sock = begin_to_connect(&local);
        struct tcp_info info = info_of(sock);
        printf("client %d: %s, SYN re-sent: %u\n", i,
               state_name(info.tcpi_state), info.tcpi_total_retrans);
    }
    show_waiting(&local);
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");
    printf("accept() of client 1\n");
    if (poll(&(struct pollfd){sock, POLLOUT, 0}, 1, 20000) == -1)
        fail("poll");
    printf("client %d: %s\n", backlog + 2,
           state_name(info_of(sock).tcpi_state));
    close(conn);
    close(listener);
}
