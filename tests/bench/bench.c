/* bench.c: what scripts/bench measures with.
 *
 *   bench run FILE COMMAND...      runs it, its stdout into FILE, its stderr
 *                                  away: wall seconds and peak memory, KiB
 *   bench spawn COUNT COMMAND...   runs it COUNT times: wall seconds
 *   bench count PORT               counts datagrams, until 0.2 s are silent
 *   bench sendto HOST PORT COUNT   what udp_many_send does, without connect()
 *   bench echo PORT                accept, recv, send, close, and nothing else
 *   bench rounds HOST PORT IDLE    one client's round trip, in microseconds,
 *                                  beside IDLE clients that are connected; it
 *                                  waits for the end of its stdin then
 */
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

/* Runs the command; returns its status. A NULL file: stdout away. */
static int run(const char *file, char *command[])
{
    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        int out = file == NULL
                      ? null
                      : open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    int status;
    if (waitpid(child, &status, 0) == -1)
        fail("waitpid");
    return status;
}

static int socket_of(int type)
{
    int sock = socket(PF_INET, type, 0);
    if (sock == -1)
        fail("socket");
    return sock;
}

static void bind_to(int sock, const char *port)
{
    struct sockaddr_in local = address_any(port);
    int on = 1;
    setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
}

static void count(const char *port)
{
    int sock = socket_of(SOCK_DGRAM);
    long messages = 0;
    char buffer[2048];
    bind_to(sock, port);
    printf("ready\n");
    while (recv(sock, buffer, sizeof buffer, 0) >= 0) {
        struct timeval silence = {.tv_usec = 200000};
        if (messages++ == 0)
            setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &silence,
                       sizeof silence);
    }
    printf("%ld\n", messages);
}

static void send_unconnected(const char *host, const char *port, int total)
{
    int sock = socket_of(SOCK_DGRAM);
    struct sockaddr_in peer = address_of(host, port);
    double start = now();
    for (int i = 1; i <= total; i++) {
        char message[32];
        snprintf(message, sizeof message, "message %d", i);
        if (sendto(sock, message, strlen(message), 0,
                   (struct sockaddr *)&peer, sizeof peer) == -1)
            fail("sendto");
    }
    printf("%.0f\n", total / (now() - start));
}

static void echo(const char *port)
{
    int listener = socket_of(SOCK_STREAM), conn;
    char buffer[65536];
    bind_to(listener, port);
    if (listen(listener, SOMAXCONN) == -1)
        fail("listen");
    printf("ready\n");
    while ((conn = accept(listener, NULL, NULL)) != -1) {
        ssize_t got = recv(conn, buffer, sizeof buffer, 0);
        if (got > 0 && send(conn, buffer, (size_t)got, 0) != got)
            fail("send");
        close(conn);
    }
}

static int connected(const struct sockaddr_in *peer)
{
    int sock = socket_of(SOCK_STREAM);
    if (connect(sock, (const struct sockaddr *)peer, sizeof *peer) == -1)
        fail("connect");
    return sock;
}

/* One byte there and back. */
static void round_trip(int sock)
{
    char byte = 'x';
    if (send(sock, &byte, 1, 0) != 1 || recv(sock, &byte, 1, 0) != 1)
        fail("round trip");
}

static void rounds(const char *host, const char *port, int idle)
{
    struct sockaddr_in peer = address_of(host, port);
    for (int i = 0; i < idle; i++)
        round_trip(connected(&peer)); /* served, then silent */
    int sock = connected(&peer);
    for (int i = 0; i < 1000; i++)
        round_trip(sock);
    double start = now();
    for (int i = 0; i < 10000; i++)
        round_trip(sock);
    printf("%.2f\n", (now() - start) / 10000 * 1e6);
    char none;
    while (read(STDIN_FILENO, &none, 1) > 0)
        ;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "WHAT ARGUMENT...", "measures for scripts/bench",
          NULL);
    const char *what = argv[1];
    double start = now();
    if (strcmp(what, "run") == 0 && argc > 3) {
        int status = run(argv[2], argv + 3);
        double seconds = now() - start;
        struct rusage used;
        getrusage(RUSAGE_CHILDREN, &used);
        printf("%.4f %ld\n", seconds, used.ru_maxrss);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    } else if (strcmp(what, "spawn") == 0 && argc > 3) {
        for (int i = number(argv[2], "a count", 1, INT_MAX); i > 0; i--)
            if (run(NULL, argv + 3) != 0)
                return 1;
        printf("%.4f\n", now() - start);
    } else if (strcmp(what, "count") == 0 && argc == 3) {
        count(argv[2]);
    } else if (strcmp(what, "sendto") == 0 && argc == 5) {
        send_unconnected(argv[2], argv[3],
                         number(argv[4], "a count", 1, INT_MAX));
    } else if (strcmp(what, "echo") == 0 && argc == 3) {
        echo(argv[2]);
    } else if (strcmp(what, "rounds") == 0 && argc == 5) {
        rounds(argv[2], argv[3], number(argv[4], "a number", 0, 10000));
    } else {
        refuse(what, "not this, or not with so many arguments");
    }
}
