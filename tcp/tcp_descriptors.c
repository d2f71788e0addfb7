/* tcp_descriptors.c: a socket is a file descriptor.
 * Slide: the listening socket works only with accept(). The connected one
 *      works with send(), recv(), read() and write(), in both directions.
 * New: the same socket by poll(), read() and write(), and as the stdout of
 *      another program, as a shell's redirection does it: dup2().
 * Try: 1$ tcp_descriptors
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

static void show(const char *call, ssize_t result)
{
    printf("%-28s%zd%s%s\n", call, result, result == -1 ? ": " : "",
           result == -1 ? strerror(errno) : "");
}

/* The same, with the bytes that were read. */
static void show_bytes(const char *call, const char *buffer, ssize_t count)
{
    printf("%-28s%zd", call, count);
    print_bytes(buffer, count);
}

/* Runs echo with the socket as its stdout: what "echo three >&5" does. */
static void redirect(int conn)
{
    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        if (dup2(conn, STDOUT_FILENO) == -1)
            fail("dup2");
        execlp("echo", "echo", "three", (char *)NULL);
        fail("execlp");
    }
    int status;
    if (waitpid(child, &status, 0) == -1)
        fail("waitpid");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "", "a socket is a file descriptor", NULL);
    signal(SIGPIPE, SIG_IGN); /* we want send()'s error, no death */
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1 || sock == -1)
        fail("socket");
    struct sockaddr_in peer = address_loopback();
    socklen_t length = sizeof peer;
    if (bind(listener, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("bind");
    if (listen(listener, 1) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&peer, &length) == -1)
        fail("getsockname");

    char buffer[100];
    struct pollfd waiting = {listener, POLLIN, 0};
    show("listener: recv()", recv(listener, buffer, sizeof buffer, 0));
    show("listener: send()", send(listener, "hello", 5, 0));
    show("listener: poll() ready", poll(&waiting, 1, 0));
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    show("  after connect()", poll(&waiting, 1, 5000));
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");
    show("listener: accept()", conn);

    show("client: write()", write(sock, "one", 3));
    ssize_t count = recv(conn, buffer, sizeof buffer, 0);
    show_bytes("server: recv()", buffer, count);
    show("server: send()", send(conn, "two", 3, 0));
    count = read(sock, buffer, sizeof buffer);
    show_bytes("client: read()", buffer, count);
    redirect(conn);
    count = read(sock, buffer, sizeof buffer);
    show_bytes("client: read(), from echo", buffer, count);
    close(conn);
    close(sock);
    close(listener);
}
