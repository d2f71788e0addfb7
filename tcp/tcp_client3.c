/* tcp_client3.c: sends all of stdin, and copies the answer meanwhile.
 * Slide: a connection allows both read and write.
 * New: a child sends while we receive, so that neither end waits for the
 *      other, however much a server echoes. Both processes have the socket:
 *      shutdown() ends its output for both, close() would not.
 * Try: 1$ server 5678
 *      2$ seq 10000000 | tcp_client3 localhost 5678 | tail -n 1
 */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

static void send_stdin(int sock)
{
    static char buffer[1048576]; /* too large for a small stack */
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
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST PORT",
          "sends all of stdin, and copies the answer meanwhile",
          "server PORT");
    signal(SIGPIPE, SIG_IGN); /* a server that left is an error, no death */

    static char buffer[1048576]; /* too large for a small stack */
    int sock = open_connection(argv[1], argv[2]);
    ssize_t count;
    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        send_stdin(sock);
        return 0;
    }
    while ((count = read(sock, buffer, sizeof buffer)) > 0)
        copy_bytes(buffer, count);
    if (count == -1)
        fail("read");
    close(sock);
    int status;
    if (waitpid(child, &status, 0) == -1)
        fail("waitpid");
    return status == 0 ? 0 : 1; /* the child has said why */
}
