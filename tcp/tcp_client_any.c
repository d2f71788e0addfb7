/* tcp_client_any.c: sends each message, by IPv6 or IPv4.
 * Slide: none: what the lecture leads to. See tcp_client.c.
 * New: getaddrinfo() lists the addresses of a host, of both kinds, and the
 *      port of a service: they are tried in its order until one connects.
 *      shutdown(): a server that echoes until the end of the stream ends.
 * Try: 1$ server_any 5678
 *      2$ tcp_client_any ::1 5678 hello again
 */
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

/* Prints what we do, and the address: "trying [::1]:5678" (RFC 5952). */
static void say(const char *what, const struct addrinfo *peer)
{
    char host[64], port[8]; /* room for fe80::1%eth0, at its longest */
    int error = getnameinfo(peer->ai_addr, peer->ai_addrlen, host,
                            sizeof host, port, sizeof port,
                            NI_NUMERICHOST | NI_NUMERICSERV);
    if (error != 0)
        fail_because("getnameinfo", gai_strerror(error), NULL);
    fprintf(stderr, peer->ai_family == AF_INET6 ? "%s [" : "%s ", what);
    print_name(stderr, host); /* an interface may have any name */
    fprintf(stderr, peer->ai_family == AF_INET6 ? "]:%s\n" : ":%s\n", port);
}

static int open_connection(const char *host, const char *service)
{
    if (strpbrk(service, "abcdefghijklmnopqrstuvwxyz") == NULL)
        number(service, "a port", 1, 65535); /* a name has letters */
    if (strcmp(host, "localhost") == 0)
        host = NULL; /* ::1 and 127.0.0.1, whatever /etc/hosts has */
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    int error = getaddrinfo(host, service, &hints, &found);
    if (error == EAI_SYSTEM)
        fail("getaddrinfo"); /* its reason is in errno */
    if (error != 0)
        fail_because("getaddrinfo", gai_strerror(error),
                     error == EAI_AGAIN
                         ? "it can't be looked up now: try again later"
                         : "check the spelling of host and service, or "
                           "give their numbers");

    struct addrinfo *peer;
    for (peer = found; peer != NULL; peer = peer->ai_next) {
        say("trying", peer);
        int sock = socket(peer->ai_family, SOCK_STREAM, 0);
        if (sock == -1) {
            complain("socket");
            continue;
        }
        if (connect(sock, peer->ai_addr, peer->ai_addrlen) == -1) {
            complain("connect");
            close(sock);
            continue;
        }
        say("connected to", peer);
        freeaddrinfo(found);
        return sock;
    }
    fail_because(
        "connect", "no address is left to try",
        "each try says why; where it was refused, start the server "
        "first, on this port");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST SERVICE MESSAGE...",
          "sends each message, by IPv6 or IPv4", "server_any PORT");
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
        if (shutdown(sock, SHUT_WR) == -1)
            fail("shutdown");
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
