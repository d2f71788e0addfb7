/* tcp_outlive.c: a program sends, closes and exits; its data still arrives.
 * Slide: a program can connect, send, close() and exit; the OS allows it
 *      immediately, and some TCP work may survive the process.
 * New: (Linux) the receiver is deaf (see tcp_backoff) until the sender is
 *      gone. /proc/net/tcp shows the sender's socket: no process has it.
 * Try: 1$ tcp_outlive
 */
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"
#include "kernel.h"

/* Prints what the kernel keeps of the socket that sent to this port. */
static void show_sender(unsigned receiver, unsigned sender)
{
    bool found = false;
    for (double start = now(); !found && now() - start < 5;) {
        struct kernel_socket *all;
        size_t count = read_sockets("tcp", receiver, 1, &all);
        const struct kernel_socket *sock = find_socket(all, count, sender,
                                                       receiver);
        found = sock != NULL;
        if (found)
            printf("the kernel: %s, %lu not acknowledged, process: %s\n",
                   state_name(sock->state), sock->out,
                   sock->inode == 0 ? "none" : "some");
        free(all);
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "a program sends, closes and exits; its data still arrives",
          NULL);

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
    int ttl = 64, least = 255, status; /* a system's default may be 255 */
    if (setsockopt(sock, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl) == -1)
        fail("setsockopt");
    if (setsockopt(conn, IPPROTO_IP, IP_MINTTL, &least, sizeof least) == -1)
        fail("setsockopt");

    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        close(listener);
        close(conn);
        if (send(sock, "hello", 5, 0) == -1)
            fail("send");
        return close(sock);
    }
    close(sock); /* now the child alone has the sender's socket */
    if (waitpid(child, &status, 0) == -1)
        fail("waitpid");
    if (status != 0)
        return 1; /* the child has said why */
    printf("the sender has sent, closed and exited\n");
    show_sender(ntohs(local.sin_port), ntohs(peer.sin_port));

    least = 0;
    if (setsockopt(conn, IPPROTO_IP, IP_MINTTL, &least, sizeof least) == -1)
        fail("setsockopt");
    printf("the receiver hears again\n");
    char buffer[100];
    ssize_t count;
    while ((count = recv(conn, buffer, sizeof buffer, 0)) > 0) {
        printf("received %zd bytes", count);
        print_bytes(buffer, count);
    }
    if (count == -1)
        fail("recv");
    printf("received %zd bytes, EOS\n", count);
    close(conn);
    close(listener);
}
