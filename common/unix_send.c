/* unix_send.c: sends one message to a path of this machine.
 * Slide: domains PF_INET, PF_UNIX ...
 * New: another domain, another kind of address: a path instead of a host
 *      and a port. The calls are the same.
 * Try: 1$ unix_recv /tmp/path
 *      2$ unix_send /tmp/path hello
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "report.h"

int main(int argc, char *argv[])
{
    usage(argc, argv, "PATH MESSAGE", "sends one message to a path",
          "unix_recv PATH");

    int sock = socket(PF_UNIX, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");

    struct sockaddr_un peer = {.sun_family = AF_UNIX};
    if (argv[1][0] == '\0' || strlen(argv[1]) >= sizeof peer.sun_path)
        refuse(argv[1], "no path, or too long for a socket's address");
    strcpy(peer.sun_path, argv[1]);
    const char *message = argv[2];
    size_t length = strlen(message);
    ssize_t count = sendto(sock, message, length, 0,
                           (struct sockaddr *)&peer, sizeof peer);
    if (count == -1)
        fail("sendto");
    fprintf(stderr, "sent %zd bytes\n", count);
    close(sock);
}
