/* tcp_client_timeout.c: sends each message, and does not wait for ever.
 * Slide: none: what the lecture leads to. See tcp_client.c.
 * New: connect() that does not wait, and poll() that does, SECONDS at most;
 *      SO_SNDTIMEO and SO_RCVTIMEO. Each call has the limit for itself: a
 *      server that sends a byte now and then can hold us for longer.
 * Try: 1$ tcp_server 5678
 *      2$ tcp_client_timeout 2 localhost 5678 hello
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

_Noreturn static void give_up(const char *call)
{
    fail_because(call, "the limit has passed",
                 "the peer is slow, silent or away: give it more seconds, "
                 "or see what it says");
}

static int open_connection(const char *host, const char *port, int seconds)
{
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_in peer = address_of(host, port);
    int flags = fcntl(sock, F_GETFL), error;
    if (fcntl(sock, F_SETFL, flags | O_NONBLOCK) == -1)
        fail("fcntl");
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1 &&
        errno != EINPROGRESS)
        fail("connect");
    struct pollfd polled = {sock, POLLOUT, 0};
    int ready = poll(&polled, 1, seconds * 1000);
    if (ready == -1)
        fail("poll");
    if (ready == 0)
        give_up("connect");
    socklen_t length = sizeof error; /* the outcome of connect() */
    if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &error, &length) == -1)
        fail("getsockopt");
    errno = error;
    if (error != 0)
        fail("connect");
    if (fcntl(sock, F_SETFL, flags) == -1) /* wait again from here on */
        fail("fcntl");

    struct timeval limit = {.tv_sec = seconds};
    length = sizeof limit;
    if (setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &limit, length) == -1)
        fail("setsockopt");
    if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &limit, length) == -1)
        fail("setsockopt");
    fprintf(stderr, "connected to %s\n", address_text(&peer));
    return sock;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "SECONDS HOST PORT MESSAGE...",
          "sends each message, and does not wait for ever",
          "tcp_server PORT");
    signal(SIGPIPE, SIG_IGN); /* a server that left is an error, no death */

    int seconds = number(argv[1], "a limit in seconds", 1, 3600);
    char buffer[65536];
    for (int i = 4; i < argc; i++) {
        int sock = open_connection(argv[2], argv[3], seconds);
        ssize_t count = (ssize_t)strlen(argv[i]);
        for (ssize_t part, sent = 0; sent < count; sent += part) {
            part = send(sock, argv[i] + sent, (size_t)(count - sent), 0);
            if (part == -1 && errno == EAGAIN)
                give_up("send");
            if (part == -1 && errno == EINTR)
                part = 0; /* by Ctrl-Z and fg: signal(7) */
            if (part == -1)
                fail("send");
        }
        fprintf(stderr, "sent %zd bytes\n", count);

        while ((count = recv(sock, buffer, sizeof buffer, 0)) > 0 ||
               (count == -1 && errno == EINTR)) {
            if (count == -1)
                continue;
            printf("received %zd bytes", count);
            print_bytes(buffer, count);
        }
        if (count == -1 && errno == EAGAIN)
            give_up("recv");
        if (count == -1)
            fail("recv");
        fprintf(stderr, "end of stream\n");
        close(sock);
    }
}
