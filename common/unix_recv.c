/* unix_recv.c: prints each message that arrives at a path of this machine.
 * Slide: domains PF_INET, PF_UNIX ...
 * New: another domain, another kind of address: bind() makes the path. It
 *      stays when the program has ended, and must be removed (rm) before
 *      the next bind().
 * Try: 1$ unix_recv /tmp/path
 *      2$ unix_send /tmp/path hello
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "report.h"
#include "bytes.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "PATH", "prints each message that arrives at a path",
          "unix_send PATH hello");

    int sock = socket(PF_UNIX, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_un local = {.sun_family = AF_UNIX};
    if (argv[1][0] == '\0' || strlen(argv[1]) >= sizeof local.sun_path)
        refuse(argv[1], "no path, or too long for a socket's address");
    strcpy(local.sun_path, argv[1]);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail_because("bind", strerror(errno),
                     errno == EADDRINUSE
                         ? "the path exists: remove it, if no program "
                           "has it, or choose another"
                         : NULL);
    fprintf(stderr, "waiting for messages\n");

    char buffer[65507]; /* a longer message would be cut short */
    for (;;) {
        ssize_t count = recv(sock, buffer, sizeof buffer, 0);
        if (count == -1) {
            complain("recv");
            sleep(1); /* no memory? It would fail again at once */
            continue;
        }
        printf("received %zd bytes", count);
        print_bytes(buffer, count);
    }
}
