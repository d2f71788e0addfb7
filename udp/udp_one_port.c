/* udp_one_port.c: when a second socket may have the same port.
 * Slide: the OS disallows several uses of one port number.
 * New: bind() of a second socket to the port of the first: with the same
 *      address, with another, and with SO_REUSEADDR set on one and on both.
 * Try: 1$ udp_one_port
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

static int new_socket(int reuse)
{
    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    if (setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) ==
        -1)
        fail("setsockopt");
    return sock;
}

/* Binds a second socket, and says what bind() said. */
static void second(const char *what, int reuse, const char *host,
                   in_port_t port)
{
    int sock = new_socket(reuse);
    struct sockaddr_in local = address_of(host, "1");
    local.sin_port = port;
    int bound = bind(sock, (struct sockaddr *)&local, sizeof local);
    printf("%-38s bind() = %d%s%s\n", what, bound, bound == -1 ? ": " : "",
           bound == -1 ? strerror(errno) : "");
    close(sock);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "", "when a second socket may have the same port",
          NULL);
    for (int reuse = 0; reuse < 2; reuse++) {
        int sock = new_socket(reuse);
        struct sockaddr_in local = address_loopback();
        socklen_t length = sizeof local;
        if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
            fail("bind");
        if (getsockname(sock, (struct sockaddr *)&local, &length) == -1)
            fail("getsockname");
        in_port_t port = local.sin_port;
        if (!reuse) {
            printf("the first socket has 127.0.0.1 and a port of UDP\n");
            second("the same", 0, "127.0.0.1", port);
            second("0.0.0.0, which is all addresses", 0, "0.0.0.0", port);
            second("127.0.0.2", 0, "127.0.0.2", port);
            second("the same, only here SO_REUSEADDR", 1, "127.0.0.1",
                   port);
        } else {
            printf("the first socket has SO_REUSEADDR, too\n");
            second("the same, both SO_REUSEADDR", 1, "127.0.0.1", port);
        }
        close(sock);
    }
}
