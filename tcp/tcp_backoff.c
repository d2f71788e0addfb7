/* tcp_backoff.c: a receiver goes deaf, and the sender sends again.
 * Slide: a packet lost is re-sent, with exponential backoff. An ACK is
 *      needed even for a shutdown's EOS.
 * New: (Linux) IP_MINTTL 255 drops the segments that arrive here with a
 *      smaller time to live, and IP_TTL gives them 64. TCP_INFO has the
 *      kernel's counts and timer. A "probe" does not double the timer.
 * Try: 1$ tcp_backoff 5
 */
#include <linux/tcp.h>
#include <netinet/in.h>
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
    if (info.tcpi_total_retrans > 0 && info.tcpi_state == 7) /* CLOSE */
        fail_because("TCP_INFO", "the kernel has given up",
                     "tcp_retries2 sets how long it tries: see tcp(7)");
    return info;
}

static void set(int sock, int option, int value)
{
    if (setsockopt(sock, IPPROTO_IP, option, &value, sizeof value) == -1)
        fail("setsockopt");
}

/* Prints each re-send of sock as it happens. Before the last one, the other
 * end, conn, hears again; until then it has lost all since `lost`.
 */
static void watch(int sock, int conn, unsigned retries, unsigned lost)
{
    struct tcp_info info = info_of(sock);
    unsigned before = info.tcpi_total_retrans, late = 0;
    unsigned n = (info.tcpi_rto >> info.tcpi_backoff) / 1000;
    double last = now();
    for (unsigned i = 1; i <= retries; i++) {
        if (i == retries) { /* but not before the last one was lost */
            while (drops_of(conn) - lost < i && now() - last < 5)
                poll(NULL, 0, 1);
            set(conn, IP_MINTTL, 0);
            printf("the receiver hears again\n");
        }
        /* If we looked late, more re-sends have doubled it meanwhile. */
        unsigned armed = info.tcpi_rto / 1000 >> late;
        while ((info = info_of(sock)).tcpi_total_retrans < before + i) {
            if (now() - last > armed / 500.0 + 5)
                fail_because("TCP_INFO", "no re-send", NULL);
            poll(NULL, 0, 1);
        }
        late = info.tcpi_total_retrans - before - i;
        int waited = (int)((now() - last) * 1000);
        last = now();
        printf("re-send %u after %d ms: ", i, waited);
        if (i == 1 && info.tcpi_backoff == late) /* no timer has run out */
            printf("a probe ");
        else
            printf("timer %u ms = %u N ", armed, armed / n);
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
                                              "a number of retries", 2, 9);

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
    if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("connect");
    int conn = accept(listener, NULL, NULL);
    if (conn == -1)
        fail("accept");

    set(sock, IP_TTL, 64); /* this system's default may be 255 */
    for (int eos = 0; eos < 2; eos++) {
        unsigned lost = drops_of(conn);
        set(conn, IP_MINTTL, 255);
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
