/* server_poll.c: echoes each connection until its end, in one process.
 * Slide: none: what the lecture leads to. See server.c.
 * New: poll() tells which sockets are ready; no other call waits for one.
 *      What a client does not read yet is kept for it, 64 KiB at most, and
 *      nothing more is read from it. A silent client keeps its place.
 * Try: 1$ server_poll 5678      (Ctrl-C ends it)
 *      2$ echo hello | tcp_client2 localhost 5678
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

enum { CLIENTS = 4096 }; /* at once; the kernel lets the others wait */

struct client {
    struct sockaddr_in peer;
    ssize_t count, sent; /* of buffer: received, and sent back */
    char buffer[65536];
};

/* Receives if nothing is kept, and sends what is, as far as it goes without
 * waiting. Returns 0 at the end of the stream, -1 after an error.
 */
static ssize_t answer(int conn, struct client *client)
{
    if (client->sent == client->count) {
        client->sent = client->count = 0;
        ssize_t count = recv(conn, client->buffer, sizeof client->buffer,
                             0);
        if (count == -1 && errno == EAGAIN)
            return 1; /* poll(2): it may be wrong about a socket */
        if (count == -1)
            complain("recv");
        if (count <= 0)
            return count;
        client->count = count;
    }
    for (ssize_t part; client->sent < client->count; client->sent += part) {
        part = send(conn, client->buffer + client->sent,
                    (size_t)(client->count - client->sent), 0);
        if (part == -1 && errno == EAGAIN)
            return 1; /* until it reads, the rest is kept */
        if (part == -1) {
            complain("send");
            return -1;
        }
    }
    return 1;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "PORT",
          "echoes each connection until its end, in one process",
          "echo hello | tcp_client2 localhost PORT");
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
    if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    if (listen(listener, SOMAXCONN) == -1) /* how many may wait */
        fail("listen");
    if (fcntl(listener, F_SETFL, O_NONBLOCK) == -1)
        fail("fcntl");
    fprintf(stderr, "listening on port %s\n", argv[1]);

    static struct pollfd polled[1 + CLIENTS]; /* the listener is 0 */
    static struct client *clients[1 + CLIENTS];
    int last = 0;
    double again = 0; /* when accept() may be called again */
    for (;;) {
        bool rest = last == CLIENTS || now() < again;
        polled[0] = (struct pollfd){rest ? -1 : listener, POLLIN, 0};
        if (poll(polled, (nfds_t)last + 1, rest ? 1000 : -1) == -1) {
            complain("poll");
            sleep(1);
            continue;
        }

        for (int i = last; i > 0; i--) {
            if (polled[i].revents == 0)
                continue;
            if (answer(polled[i].fd, clients[i]) > 0) {
                bool kept = clients[i]->sent < clients[i]->count;
                polled[i].events = kept ? POLLOUT : POLLIN;
                continue;
            }
            fprintf(stderr, "finished %s\n",
                    address_text(&clients[i]->peer));
            close(polled[i].fd);
            free(clients[i]);
            polled[i] = polled[last]; /* the last one takes its place */
            clients[i] = clients[last--];
        }
        if (polled[0].revents == 0)
            continue;

        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        int conn = accept(listener, (struct sockaddr *)&peer, &length);
        if (conn == -1) {
            complain("accept");
            if (errno != ECONNABORTED) /* no descriptors, or no memory? */
                again = now() + 1;     /* it would fail again at once */
            continue;
        }
        fprintf(stderr, "accepted %s\n", address_text(&peer));
        struct client *client = malloc(sizeof *client);
        if (client == NULL || fcntl(conn, F_SETFL, O_NONBLOCK) == -1) {
            complain(client == NULL ? "malloc" : "fcntl");
            free(client);
            close(conn);
            continue;
        }
        client->peer = peer;
        client->sent = client->count = 0;
        clients[++last] = client;
        polled[last] = (struct pollfd){conn, POLLIN, 0};
    }
}
