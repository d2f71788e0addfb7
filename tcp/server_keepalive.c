/* server_keepalive.c: echoes, and finds out about a peer that is gone.
 * Slide: none: what the lecture leads to. See server.c.
 * New: (Linux) SO_KEEPALIVE: after 3 silent seconds the kernel asks the
 *      peer's kernel for an ACK; after 3 times in vain, recv() fails. While
 *      data is not acknowledged it is re-sent instead, for far longer.
 * Try: 1$ server_keepalive 5678      (Ctrl-C ends it and its children)
 *      2$ tcp_client2 localhost 5678
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

static ssize_t answer(int conn)
{
    char buffer[65536];
    ssize_t count = recv(conn, buffer, sizeof buffer, 0);
    if (count == -1)
        complain("recv");
    for (ssize_t part, sent = 0; sent < count; sent += part) {
        part = send(conn, buffer + sent, (size_t)(count - sent), 0);
        if (part == -1) {
            complain("send");
            return -1;
        }
    }
    return count;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "PORT",
          "echoes, and finds out about a peer that is gone",
          "echo hello | tcp_client2 localhost PORT");
    signal(SIGCHLD, SIG_IGN); /* an ended child leaves no zombie */
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of send() */

    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    struct sockaddr_in local = address_any(argv[1]);
    int on = 1;
    int set = setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on,
                         sizeof on);
    if (set == -1)
        fail("setsockopt");
    int idle = 3, interval = 1, probes = 3; /* seconds, seconds, how many */
    set = setsockopt(listener, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    if (set == -1)
        fail("setsockopt");
    set = setsockopt(listener, IPPROTO_TCP, TCP_KEEPIDLE, &idle,
                     sizeof idle);
    if (set == -1)
        fail("setsockopt");
    set = setsockopt(listener, IPPROTO_TCP, TCP_KEEPINTVL, &interval,
                     sizeof interval);
    if (set == -1)
        fail("setsockopt");
    set = setsockopt(listener, IPPROTO_TCP, TCP_KEEPCNT, &probes,
                     sizeof probes);
    if (set == -1)
        fail("setsockopt");
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, SOMAXCONN) == -1) /* how many may wait */
        fail("listen");
    fprintf(stderr, "listening on port %s\n", argv[1]);

    for (;;) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        int conn = accept(listener, (struct sockaddr *)&peer, &length);
        if (conn == -1) {
            complain("accept");
            if (errno != ECONNABORTED) /* no descriptors, or no memory? */
                sleep(1);              /* it would fail again at once */
            continue;
        }
        fprintf(stderr, "accepted %s\n", address_text(&peer));
        pid_t child = fork();
        if (child == -1)
            complain("fork");
        if (child == 0) {
            close(listener);
            while (answer(conn) > 0)
                ;
            fprintf(stderr, "finished %s\n", address_text(&peer));
            return 0;
        }
        close(conn);
    }
}
