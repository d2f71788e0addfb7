/* tcp_client2.c: sends all of stdin, then copies the answer to stdout.
 * Slide: shutdown() ends one direction. read() and write() work as well.
 * New: shutdown() of output; the answer still arrives. All is sent before
 *      anything is read, so a server that echoes more than the sockets
 *      buffer would wait for us, and we for it.
 * Try: 1$ tcp_server2 5678
 *      2$ echo hello | tcp_client2 localhost 5678
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
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
    usage(argc, argv, "HOST PORT",
          "sends all of stdin, then copies the answer to stdout",
          "tcp_server2 PORT");
    signal(SIGPIPE, SIG_IGN); /* a server that left is an error, no death */

    static char buffer[1048576]; /* too large for a small stack */
    int sock = open_connection(argv[1], argv[2]);
    long long total = 0;
    ssize_t count;
    while ((count = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) {
        for (ssize_t part, sent = 0; sent < count; sent += part) {
            part = write(sock, buffer + sent, (size_t)(count - sent));
            if (part == -1)
                fail("write");
        }
        total += count;
    }
    if (count == -1)
        fail("read");
    if (shutdown(sock, SHUT_WR) == -1)
        fail("shutdown");
    fprintf(stderr, "sent %lld bytes and the end of the stream\n", total);

    while ((count = read(sock, buffer, sizeof buffer)) > 0)
        copy_bytes(buffer, count);
    if (count == -1)
        fail("read");
    close(sock);
}
