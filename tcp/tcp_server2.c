/* tcp_server2.c: counts what each client sends, then answers.
 * Slide: shutdown() of output: the other end receives EOS.
 * New: recv() in a loop until its 0, the end of the stream. How many pieces
 *      the stream arrives in is chance.
 * Try: 1$ tcp_server2 5678      (Ctrl-C ends it)
 *      2$ echo hello | tcp_client2 localhost 5678
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

static ssize_t answer(int conn)
{
    char buffer[65536];
    ssize_t count;
    long long total = 0, pieces = 0;
    while ((count = recv(conn, buffer, sizeof buffer, 0)) > 0) {
        total += count;
        pieces++;
    }
    if (count == -1) {
        complain("recv");
        return -1;
    }
    count = snprintf(buffer, sizeof buffer, "%lld bytes in %lld piece%s\n",
                     total, pieces, pieces == 1 ? "" : "s");
    fprintf(stderr, "end of stream after %s", buffer);
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
    usage(argc, argv, "PORT", "counts what each client sends",
          "echo hello | tcp_client2 localhost PORT");
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of send() */

    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    struct sockaddr_in local = address_any(argv[1]);
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
        answer(conn);
        close(conn);
    }
}
