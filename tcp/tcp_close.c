/* tcp_close.c: what close() ends that shutdown() does not, and when.
 * Slide: close() ends both directions. shutdown() ends one direction.
 * New: (Linux) after each call, the kernel's states of both ends. dup()
 *      gives the socket a second descriptor: close() of one sends nothing,
 *      shutdown() of the other ends the connection's output for both.
 * Try: 1$ tcp_close
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

/* Prints what a call returned, and the states, once both ends agree. */
static void show(const char *call, ssize_t result, unsigned listening,
                 unsigned client)
{
    const char *reason = result == -1 ? strerror(errno) : "";
    struct ends e = settled_ends(listening, client);
    printf("%-36s%-3zd %-13s%s", call, result, state_name(e.client),
           state_name(e.server));
    if (result == -1)
        printf("%*s%s", 11 - (int)strlen(state_name(e.server)), "", reason);
    printf("\n");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "what close() ends that shutdown() does not, and when", NULL);
    signal(SIGPIPE, SIG_IGN); /* we want send()'s error, no death */
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1 || sock == -1)
        fail("socket");
    struct sockaddr_in local = address_loopback(), peer = {0};
    socklen_t length = sizeof local;
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, 1) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    if (connect(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("connect");
    length = sizeof peer;
    int conn = accept(listener, (struct sockaddr *)&peer, &length);
    if (conn == -1)
        fail("accept");
    unsigned port = ntohs(local.sin_port), client = ntohs(peer.sin_port);
    char buffer[100];

    printf("%-36s%-4s%-13s%s\n", "call", "=", "client", "server");
    int copy = dup(sock);
    if (copy == -1)
        fail("dup");
    show("client: close(), a copy is left", close(copy), port, client);
    show("client: shutdown(SHUT_WR)", shutdown(sock, SHUT_WR), port,
         client);
    show("server: send() of 5 bytes", send(conn, "hello", 5, 0), port,
         client);
    show("client: recv()", recv(sock, buffer, sizeof buffer, 0), port,
         client);
    show("client: close(), the last one", close(sock), port, client);
    ssize_t count = send(conn, "hello", 5, 0);
    poll(&(struct pollfd){conn, 0, 0}, 1, 5000); /* until the RST is here */
    show("server: send() of 5 bytes", count, port, client);
    show("server: send() of 5 bytes", send(conn, "hello", 5, 0), port,
         client);
    close(conn);
    close(listener);
}
