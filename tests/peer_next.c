/* peer_next.c: two more peers that misbehave, for the programs of what the
 * lecture leads to. (Linux) Both end at the end of stdin.
 *
 *   peer_next full PORT         listens, and has its queue full: the kernel
 *                               drops whoever else would connect
 *   peer_next pulled HOST PORT  connects, and then hears no more, as if its
 *                               cable were pulled: IP_MINTTL, see tcp_backoff
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "report.h"
#include "address.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "KIND [HOST] PORT", "misbehaves", NULL);
    int sock = socket(PF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");
    if (strcmp(argv[1], "full") == 0 && argc == 3) {
        int listener = socket(PF_INET, SOCK_STREAM, 0), on = 1;
        if (listener == -1)
            fail("socket");
        struct sockaddr_in local = address_of("127.0.0.1", argv[2]);
        int set = setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on,
                             sizeof on);
        if (set == -1)
            fail("setsockopt");
        if (bind(listener, (struct sockaddr *)&local, sizeof local) == -1)
            fail("bind");
        if (listen(listener, 0) == -1)
            fail("listen");
        if (connect(sock, (struct sockaddr *)&local, sizeof local) == -1)
            fail("connect");
        fprintf(stderr, "full\n");
    } else if (strcmp(argv[1], "pulled") == 0 && argc == 4) {
        struct sockaddr_in peer = address_of(argv[2], argv[3]);
        if (connect(sock, (struct sockaddr *)&peer, sizeof peer) == -1)
            fail("connect");
        int ttl = 255;
        int set = setsockopt(sock, IPPROTO_IP, IP_MINTTL, &ttl, sizeof ttl);
        if (set == -1)
            fail("setsockopt");
        fprintf(stderr, "pulled\n");
    } else {
        refuse(argv[1], "not this, or not with so many arguments");
    }
    while (getchar() != EOF)
        ;
}
