/* peer.c: peers that misbehave, for tests/transcripts/peers.md.
 *
 *   peer datagram HOST PORT  sends stdin as one datagram
 *   peer flood HOST PORT     sends 10000 datagrams at once. stdin is what the
 *                            receiver prints; its first line starts the flood
 *   peer ask HOST PORT       (Linux) sends stdin as one datagram, from
 *                            127.0.0.2, and shows the answer
 *   peer answers PORT        answers each datagram by a line of stdin: by each
 *                            of its parts, between two `|`, in a datagram
 *   peer crowd HOST PORT     500 connections at once; at the end of stdin each
 *                            sends a byte and reads its answer
 *   peer full PORT           listens, and has its backlog full, until the end
 *                            of stdin: whoever else connects has to wait
 *
 * The others take one connection: with a HOST they connect, without they
 * listen and accept.
 *
 *   peer reset [HOST] PORT      sends stdin, reads nothing, and resets
 *   peer fin_reset [HOST] PORT  the same, with the end of the stream before
 *   peer trickle [HOST] PORT    sends stdin, a byte a segment, then reads
 *   peer talk [HOST] PORT       sends stdin, and reads meanwhile
 *   peer pulled [HOST] PORT     (Linux) hears no more, until the end of stdin,
 *                               as if its cable were pulled: see tcp_backoff
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

enum { FLOOD = 10000, CROWD = 500 };

static void set(int sock, int level, int option, int value)
{
    if (setsockopt(sock, level, option, &value, sizeof value) == -1)
        fail("setsockopt");
}

static bool send_all(int sock, const char *bytes, ssize_t count)
{
    for (ssize_t part, sent = 0; sent < count; sent += part) {
        part = send(sock, bytes + sent, (size_t)(count - sent), 0);
        if (part == -1)
            return false;
    }
    return true;
}

/* Sends stdin, at most `most` bytes a send(), until its end or until the
 * other has left, which may be what we provoke.
 */
static void send_stdin(int sock, size_t most)
{
    char buffer[65536];
    ssize_t count;
    while ((count = read(STDIN_FILENO, buffer, most)) > 0)
        if (!send_all(sock, buffer, count))
            return;
    if (count == -1)
        fail("read");
}

static void end_stream(int sock)
{
    if (shutdown(sock, SHUT_WR) == -1)
        fail("shutdown");
}

/* Copies what comes to stdout, until its end. */
static void receive_all(int sock)
{
    char buffer[65536];
    ssize_t count;
    while ((count = recv(sock, buffer, sizeof buffer, 0)) > 0)
        copy_bytes(buffer, count);
    if (count == -1)
        fail("recv");
}

/* To linger for 0 seconds is to send a reset instead of the stream's end. */
static void reset(int sock)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (setsockopt(sock, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) ==
        -1)
        fail("setsockopt");
    close(sock);
}

static int stream_socket(void)
{
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");
    return sock;
}

/* With little room, an answer that we do not read waits at the server. */
static int connected(const struct sockaddr_in *peer, bool little_room)
{
    int sock = stream_socket();
    if (little_room)
        set(sock, SOL_SOCKET, SO_RCVBUF, 4096);
    if (connect(sock, (const struct sockaddr *)peer, sizeof *peer) == -1)
        fail("connect");
    return sock;
}

static int listening(const struct sockaddr_in *local, const char *port,
                     int backlog)
{
    int listener = stream_socket();
    set(listener, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind(listener, (const struct sockaddr *)local, sizeof *local) == -1)
        fail("bind");
    if (listen(listener, backlog) == -1)
        fail("listen");
    fprintf(stderr, "listening on port %s\n", port);
    return listener;
}

static int accepted(const struct sockaddr_in *local, const char *port)
{
    int listener = listening(local, port, 1);
    int sock = accept(listener, NULL, NULL);
    if (sock == -1)
        fail("accept");
    fprintf(stderr, "accepted\n");
    close(listener);
    return sock;
}

static void talk(int sock)
{
    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        receive_all(sock);
        return;
    }
    send_stdin(sock, 65536);
    end_stream(sock);
    int status;
    if (waitpid(child, &status, 0) != child || status != 0)
        fail("waitpid");
}

static void wait_for_end_of_stdin(void)
{
    while (getchar() != EOF)
        ;
}

/* Linux has room for one more than the backlog: that is ourselves. */
static void full(const char *port)
{
    struct sockaddr_in local = address_of("127.0.0.1", port);
    int listener = listening(&local, port, 0);
    int sock = connected(&local, false);
    fprintf(stderr, "full\n");
    wait_for_end_of_stdin();
    close(sock);
    close(listener);
}

/* The kernel drops what comes with a time to live below 255. (A filter would
 * do so whatever comes, but not every kernel lets everybody attach one.)
 */
static void pulled(int sock)
{
#ifdef IP_MINTTL
    set(sock, IPPROTO_IP, IP_MINTTL, 255);
#endif
    fprintf(stderr, "pulled\n");
    wait_for_end_of_stdin();
    close(sock);
}

static void crowd(const struct sockaddr_in *peer)
{
    int socks[CROWD];
    for (int i = 0; i < CROWD; i++)
        socks[i] = connected(peer, false);
    fprintf(stderr, "%d connected\n", CROWD);
    wait_for_end_of_stdin();
    for (int i = 0; i < CROWD; i++) {
        if (!send_all(socks[i], "x", 1))
            fail("send");
        end_stream(socks[i]);
    }
    int answers = 0;
    for (int i = 0; i < CROWD; i++) {
        char buffer[80];
        bool answered = false;
        ssize_t count;
        while ((count = recv(socks[i], buffer, sizeof buffer, 0)) > 0)
            answered = true;
        if (count == -1)
            fail("recv");
        answers += answered;
        close(socks[i]);
    }
    fprintf(stderr, "%d answered\n", answers);
}

static void send_datagram(int sock, const struct sockaddr_in *to,
                          const char *bytes, size_t length)
{
    if (sendto(sock, bytes, length, 0, (const struct sockaddr *)to,
               sizeof *to) == -1)
        fail("sendto");
}

static void datagram(int sock, const struct sockaddr_in *to)
{
    static char buffer[65536];
    size_t length = fread(buffer, 1, sizeof buffer, stdin);
    send_datagram(sock, to, buffer, length);
}

static void ask(int sock, const struct sockaddr_in *to)
{
    struct sockaddr_in local = address_of("127.0.0.2", "1");
    local.sin_port = 0; /* any */
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    datagram(sock, to);
    static char buffer[65536];
    ssize_t count = recv(sock, buffer, sizeof buffer, 0);
    if (count == -1)
        fail("recv");
    printf("answer: %zd bytes", count);
    print_bytes(buffer, count);
}

/* All parts of an answer are sent in well under a second, in which a process
 * for each might not be.
 */
static void answers(const char *port)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    struct sockaddr_in local = address_any(port), asker;
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("bind");
    fprintf(stderr, "answers on port %s\n", port);
    char line[1024];
    while (fgets(line, sizeof line, stdin) != NULL) {
        socklen_t asker_length = sizeof asker;
        if (recvfrom(sock, NULL, 0, 0, (struct sockaddr *)&asker,
                     &asker_length) == -1)
            fail("recvfrom");
        line[strcspn(line, "\n")] = '\0';
        for (char *part = line, *end = line; *end != '\0'; part = end + 1) {
            end = part + strcspn(part, "|");
            send_datagram(sock, &asker, part, (size_t)(end - part));
        }
    }
    fprintf(stderr, "no more answers\n");
}

/* The receiver's queue is full after the flood, and nobody says when there is
 * room again. But each line of the flood that the receiver prints has left
 * the queue: so we send a polite message for each. The one after the last
 * line finds an empty queue, if none before it was taken. We show the first
 * that the receiver prints, and read on so that it can print the rest.
 */
static void flood(int sock, const struct sockaddr_in *to)
{
    char line[256];
    if (fgets(line, sizeof line, stdin) == NULL)
        fail_because("fgets", "the receiver has ended", NULL);
    fputs(line, stdout);
    for (int i = 0; i < FLOOD; i++)
        send_datagram(sock, to, "flood", 5);
    send_datagram(sock, to, "polite", 6);
    bool answered = false;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (answered)
            continue;
        answered = strstr(line, "polite") != NULL;
        if (answered)
            fputs(line, stdout);
        else
            send_datagram(sock, to, "polite", 6);
    }
}

/* What a kind does with a datagram socket or its one connection. */
static void misbehave(const char *kind, int sock)
{
    if (strcmp(kind, "reset") == 0) {
        send_stdin(sock, 65536);
        reset(sock);
    } else if (strcmp(kind, "fin_reset") == 0) {
        send_stdin(sock, 65536);
        end_stream(sock);
        reset(sock);
    } else if (strcmp(kind, "trickle") == 0) {
        set(sock, IPPROTO_TCP, TCP_NODELAY, 1); /* or bytes are gathered */
        send_stdin(sock, 1);
        end_stream(sock);
        fprintf(stderr, "sent\n");
        receive_all(sock);
    } else if (strcmp(kind, "talk") == 0) {
        talk(sock);
    } else if (strcmp(kind, "pulled") == 0) {
        pulled(sock);
    } else {
        refuse(kind, "no such kind: see peer.c");
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "KIND [HOST] PORT", "misbehaves", NULL);
    signal(SIGPIPE, SIG_IGN);
    const char *kind = argv[1];
    if (argc == 3 && strcmp(kind, "full") == 0) {
        full(argv[2]);
        return 0;
    }
    if (argc == 3 && strcmp(kind, "answers") == 0) {
        answers(argv[2]);
        return 0;
    }
    if (argc == 3) {
        struct sockaddr_in local = address_any(argv[2]);
        misbehave(kind, accepted(&local, argv[2]));
        return 0;
    }
    struct sockaddr_in peer = address_of(argv[2], argv[3]);
    if (strcmp(kind, "crowd") == 0) {
        crowd(&peer);
    } else if (strcmp(kind, "datagram") == 0 || strcmp(kind, "ask") == 0 ||
               strcmp(kind, "flood") == 0) {
        int sock = socket(PF_INET, SOCK_DGRAM, 0);
        if (sock == -1)
            fail("socket");
        (*kind == 'd' ? datagram : *kind == 'a' ? ask : flood)(sock, &peer);
    } else {
        misbehave(kind, connected(&peer, strstr(kind, "reset") != NULL));
    }
}
