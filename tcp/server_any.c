/* server_any.c: echoes each connection, by IPv6 or IPv4, until its end.
 * Slide: none: what the lecture leads to. See server.c.
 * New: one listening socket for both, an IPv6 one with IPV6_V6ONLY off: an
 *      IPv4 address a.b.c.d is ::ffff:a.b.c.d there. OpenBSD has none such,
 *      inet6(4): a server needs two sockets there.
 * Try: 1$ server_any 5678      (Ctrl-C ends it and its children)
 *      2$ tcp_client_any localhost 5678 hello
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

/* Returns addr as text, "[::1]:5678" (RFC 5952), which the next call
 * overwrites. What is left out: the interface of a link-local address.
 */
static const char *text_of(const struct sockaddr_in6 *addr)
{
    static char text[INET6_ADDRSTRLEN + sizeof "[]:65535"];
    char host[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &addr->sin6_addr, host, sizeof host);
    snprintf(text, sizeof text, "[%s]:%u", host,
             (unsigned)ntohs(addr->sin6_port));
    return text;
}

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
          "echoes each connection, by IPv6 or IPv4, until its end",
          "tcp_client_any localhost PORT hello");
    signal(SIGCHLD, SIG_IGN); /* an ended child leaves no zombie */
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of send() */

    int listener = socket(PF_INET6, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    struct sockaddr_in6 local = {0};
    local.sin6_family = AF_INET6;
    local.sin6_port = address_any(argv[1]).sin_port;
    local.sin6_addr = in6addr_any;
    int on = 1, off = 0;
    int set = setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on,
                         sizeof on);
    if (set == -1)
        fail("setsockopt");
    set = setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (set == -1)
        fail("setsockopt");
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, SOMAXCONN) == -1) /* how many may wait */
        fail("listen");
    fprintf(stderr, "listening on port %s\n", argv[1]);

    for (;;) {
        struct sockaddr_in6 peer;
        socklen_t length = sizeof peer;
        int conn = accept(listener, (struct sockaddr *)&peer, &length);
        if (conn == -1) {
            complain("accept");
            if (errno != ECONNABORTED) /* no descriptors, or no memory? */
                sleep(1);              /* it would fail again at once */
            continue;
        }
        fprintf(stderr, "accepted %s\n", text_of(&peer));
        pid_t child = fork();
        if (child == -1)
            complain("fork");
        if (child == 0) {
            close(listener);
            while (answer(conn) > 0)
                ;
            fprintf(stderr, "finished %s\n", text_of(&peer));
            return 0;
        }
        close(conn);
    }
}
