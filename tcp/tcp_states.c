/* tcp_states.c: the states of both ends of a connection, after each call.
 * Slide: shutdown() of input: no message to the other end. Absent an EOS,
 *      the OS hedges: TIME_WAIT.
 * New: (Linux) /proc/net/tcp, which has the states; a socket's own TCP_INFO
 *      ends with the socket. We look until the two ends agree.
 * Try: 1$ tcp_states
 */
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

/* The states, as numbered in the kernel's tcp_states.h; 0: no socket. */
static const char *const names[] = {
    "-",         "ESTABLISHED", "SYN_SENT", "SYN_RECV",   "FIN_WAIT1",
    "FIN_WAIT2", "TIME_WAIT",   "CLOSE",    "CLOSE_WAIT", "LAST_ACK",
    "LISTEN",    "CLOSING",     "SYN_RECV"};
enum {
    NONE,
    ESTABLISHED,
    FIN_WAIT2 = 5,
    TIME_WAIT,
    CLOSE_WAIT = 8,
    LISTEN = 10
};

struct ends {
    unsigned listener, client, server;
};

/* Looks the states up in the kernel's table: one pass for all three. */
static struct ends look(unsigned listening, unsigned port)
{
    char line[256];
    unsigned from = 0, to = 0, state = 0;
    struct ends ends = {NONE, NONE, NONE};
    FILE *table = fopen("/proc/net/tcp", "r");
    if (table == NULL)
        fail("/proc/net/tcp");
    while (fgets(line, sizeof line, table) != NULL) {
        sscanf(line, " %*d: %*x:%x %*x:%x %x", &from, &to, &state);
        if (from == listening && to == 0)
            ends.listener = state;
        else if (from == listening && to == port)
            ends.server = state;
        else if (from == port && to == listening)
            ends.client = state;
    }
    fclose(table);
    return ends;
}

/* Prints the states after a call, once both ends agree on what happened. */
static void show(const char *call, unsigned listening, unsigned port)
{
    struct ends e = {NONE, NONE, NONE};
    double start = now();
    bool settled = false;
    while (!settled && now() - start < 5) {
        poll(NULL, 0, 1);
        e = look(listening, port);
        settled = e.listener == LISTEN &&
                  ((e.client == e.server && e.client <= ESTABLISHED) ||
                   (e.client == FIN_WAIT2 && e.server == CLOSE_WAIT) ||
                   (e.client == CLOSE_WAIT && e.server == FIN_WAIT2) ||
                   (e.client == TIME_WAIT && e.server == NONE) ||
                   (e.client == NONE && e.server == TIME_WAIT));
    }
    printf("%-27s%-10s%-13s%s\n", call, names[e.listener % 13],
           names[e.client % 13], names[e.server % 13]);
}

static struct sockaddr_in address_of_socket(int sock)
{
    struct sockaddr_in local;
    socklen_t length = sizeof local;
    if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
        fail("getsockname");
    return local;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "the states of both ends of a connection, after each call", NULL);
    printf("after the call             listener  client       server\n");
    int listener = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1)
        fail("socket");
    if (listen(listener, 1) == -1) /* unbound: at a port that it chooses */
        fail("listen");
    unsigned port = ntohs(address_of_socket(listener).sin_port);
    show("listen()", port, 0);
    for (int server_first = 0; server_first < 2; server_first++) {
        struct sockaddr_in peer = address_of_socket(listener);
        int sock = socket(PF_INET, SOCK_STREAM, 0);
        if (sock == -1)
            fail("socket");
        if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
            fail("connect");
        unsigned client = ntohs(address_of_socket(sock).sin_port);
        show("client: connect()", port, client);
        int conn = accept(listener, NULL, NULL);
        if (conn == -1)
            fail("accept");
        show("server: accept()", port, client);
        if (!server_first) {
            if (shutdown(sock, SHUT_RD) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_RD)", port, client);
            if (shutdown(sock, SHUT_WR) == -1)
                fail("shutdown");
            show("client: shutdown(SHUT_WR)", port, client);
        }
        close(conn);
        show("server: close()", port, client);
        close(sock);
        show("client: close()", port, client);
    }
    close(listener);
}
