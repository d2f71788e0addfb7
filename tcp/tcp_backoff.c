/* tcp_backoff.c: a receiver goes deaf, and the sender sends again.
 * Slide: a packet lost is re-sent, with exponential backoff. An ACK is
 *      needed even for a shutdown's EOS.
 * New: (Linux) IP_MINTTL 255 drops what arrives on a connection: loopback's
 *      TTL is 64. TCP_INFO has the kernel's counts and timer. Re-send 1 is
 *      a tail loss probe (RFC 8985); the doubling starts after it.
 * Try: 1$ tcp_backoff 5
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"
#include "kernel.h"

static struct tcp_info info_of(int sock)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(sock, IPPROTO_TCP, TCP_INFO, &info, &length) == -1)
        fail("getsockopt");
    if (info.tcpi_state == TCP_CLOSE)
        fail_because("TCP_INFO", "the kernel has given up",
                     "it sends again as often as tcp_retries2: see tcp(7)");
    return info;
}

/* conn will receive only segments with at least this time to live. */
static void set_least_ttl(int conn, int ttl)
{
    if (setsockopt(conn, IPPROTO_IP, IP_MINTTL, &ttl, sizeof ttl) == -1)
        fail("setsockopt");
}

/* Prints each re-send of sock as it happens. Before the last one, the other
 * end, conn, hears again; until then it has lost all since `lost`.
 */
static void watch(int sock, int conn, unsigned retries, unsigned lost)
{
    struct tcp_info info = info_of(sock);
    unsigned before = info.tcpi_total_retrans;
    double last = now(), first = 0; /* the second re-send's timer: N */
    for (unsigned i = 1; i <= retries; i++) {
        if (i == retries) { /* but not before the last one was lost */
            while (drops_of(conn) - lost < i)
                poll(NULL, 0, 1);
            set_least_ttl(conn, 0);
            printf("the receiver hears again\n");
        }
        /* If we looked late, more re-sends have doubled it meanwhile. */
        unsigned late = info.tcpi_total_retrans - before - (i - 1);
        unsigned armed = info.tcpi_rto / 1000 >> late;
        while ((info = info_of(sock)).tcpi_total_retrans < before + i)
            poll(NULL, 0, 1);
        int waited = (int)((now() - last) * 1000);
        last = now();
        printf("re-send %u after %d ms: timer %u ms ", i, waited, armed);
        if (i == 2)
            first = armed;
        if (i > 1)
            printf("= %g N ", armed / first);
        for (int mark = 0; mark < waited; mark += 50)
            putchar('=');
        printf("\n");
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[RETRIES]",
          "a receiver goes deaf, and the sender sends again", NULL);
    unsigned retries = argc == 1
                           ? 4
                           : (unsigned)number(argv[1],
                                              "a number of retries", 1, 9);

    int listener = socket(PF_INET, SOCK_STREAM, 0);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (listener == -1 || sock == -1)
        fail("socket");
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    if (listen(listener, 1) == -1)
        fail("listen");
    if (getsockname(listener, (struct sockaddr *)&peer, &length) == -1)
        fail("getsockname");
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");

    for (int eos = 0; eos < 2; eos++) {
        unsigned lost = drops_of(conn);
        set_least_ttl(conn, 255);
        if (!eos && send(sock, "hello", 5, 0) == -1)
            fail("send");
        if (eos && shutdown(sock, SHUT_WR) == -1)
            fail("shutdown");
        printf("sent %s to a deaf receiver\n", eos ? "EOS" : "5 bytes");
        watch(sock, conn, retries, lost);
        char buffer[100];
        ssize_t count = recv(conn, buffer, sizeof buffer, 0);
        if (count == -1)
            fail("recv");
        printf("received %zd bytes%s", count, count == 0 ? ", EOS" : "");
        print_bytes(buffer, count);
    }
    close(conn);
    close(sock);
    close(listener);
}
