/* tcp_client.c: sends each message over a connection of its own.
 * Slide: socket() and connect() N times.
 * New: everything. recv() gives what has arrived, which may be less than
 *      was sent; its 0 is the end of the stream: the server has closed.
 *      An empty message is no bytes at all: the server would wait for more.
 * Try: 1$ tcp_server 5678
 *      2$ tcp_client localhost 5678 hello again
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

static int open_connection(const char *host, const char *port)
{
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in peer = address_of(host, port);
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    fprintf(stderr, "connected to %s\n", address_text(&peer));
    return sock;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST PORT MESSAGE...",
          "sends each message over a connection of its own",
          "tcp_server PORT");
    signal(SIGPIPE, SIG_IGN); /* a server that left is an error, no death */

    char buffer[65536];
    for (int i = 3; i < argc; i++) {
        int sock = open_connection(argv[1], argv[2]);
        ssize_t count = (ssize_t)strlen(argv[i]);
        for (ssize_t part, sent = 0; sent < count; sent += part) {
            part = send(sock, argv[i] + sent, (size_t)(count - sent), 0);
            if (part == -1)
                fail("send");
        }
        fprintf(stderr, "sent %zd bytes\n", count);

        while ((count = recv(sock, buffer, sizeof buffer, 0)) > 0) {
            printf("received %zd bytes", count);
            print_bytes(buffer, count);
        }
        if (count == -1)
            fail("recv");
        fprintf(stderr, "end of stream\n");
        close(sock);
    }
}
