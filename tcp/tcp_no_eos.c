/* tcp_no_eos.c: one end has closed, and the other end never does.
 * Slide: absent an EOS, how does the OS know that no more data will arrive?
 *      It hedges, with the connection in the TIME_WAIT state.
 * New: (Linux) it hedges in FIN_WAIT2, and gives up after tcp_fin_timeout,
 *      by default 60 s, or after TCP_LINGER2, here 1 s. TIME_WAIT comes
 *      after both ends' EOS: see tcp_states.
 * Try: 1$ tcp_no_eos
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

static void show(const char *when, struct ends ends)
{
    printf("%-34s%-13s%s\n", when, state_name(ends.client),
           state_name(ends.server));
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "",
          "one end has closed, and the other end never does", NULL);
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
    unsigned port = ntohs(local.sin_port), client = ntohs(peer.sin_port);

    printf("%-34s%-13s%s\n", "", "client", "server");
    int seconds = 1;
    if (setsockopt(sock, IPPROTO_TCP, TCP_LINGER2, &seconds,
                   sizeof seconds) == -1)
        fail("setsockopt");
    show("before", settled_ends(port, client));
    /* The FIN goes out before close(). If its ACK comes amid close(), Linux
     * ends FIN_WAIT2 with a RST, and the server sees the end. */
    if (shutdown(sock, SHUT_WR) == -1)
        fail("shutdown");
    settled_ends(port, client);
    close(sock);
    double start = now();
    show("client: close()", settled_ends(port, client));
    struct ends ends;
    while ((ends = ends_now(port, client)).client != 0 &&
           now() - start < 20)
        poll(NULL, 0, 50);
    char when[40];
    snprintf(when, sizeof when, "%.1f s later", now() - start);
    show(when, ends);

    if (send(conn, "hello", 5, 0) == -1)
        fail("send");
    poll(&(struct pollfd){conn, 0, 0}, 1, 5000); /* until the RST is here */
    show("server: send() of 5 bytes: RST", ends_now(port, client));
    close(conn);
    close(listener);
}
