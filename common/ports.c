/* ports.c: lists the sockets that the kernel keeps, or those of one port.
 * Slide: the OS keeps a mapping from port numbers to process and socket.
 * New: (Linux) /proc/net/udp and /proc/net/tcp are that mapping, for IPv4.
 *      An inode there leads to the processes with this socket. "none": no
 *      process has it, or none yet. in, out: bytes that wait.
 * Try: 1$ udp_recv 5678
 *      2$ ports 5678
 */
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "kernel.h"

/* The first of the socket's processes. A fork() may just have moved it to a
 * process that is new: we look again, unless it is another user's, whose
 * processes we can't see.
 */
static const struct socket_process *
process_of(const struct kernel_socket *sock, struct processes *processes)
{
    static int looks = 3; /* so many more may be made */
    const struct socket_process *found;
    while ((found = first_with_inode(sock->inode, processes)) == NULL &&
           looks > 0 && (geteuid() == 0 || geteuid() == sock->owner)) {
        looks--;
        read_processes(processes);
    }
    return found;
}

static void print_processes(const struct kernel_socket *sock,
                            struct processes *processes)
{
    const struct socket_process *process = NULL;
    if (sock->inode == 0)
        printf("none");
    else if ((process = process_of(sock, processes)) == NULL)
        printf("unseen");
    while (process != NULL) {
        print_process_name(process->pid);
        printf(" (%d)", process->pid);
        process++;
        if (process == processes->all + processes->count ||
            process->inode != sock->inode)
            break;
        printf(", ");
    }
    putchar('\n');
}

static void list(const char *protocol, const struct kernel_socket *rows,
                 size_t count, struct processes *processes)
{
    for (const struct kernel_socket *row = rows; row < rows + count;
         row++) {
        printf("%s %-17s ", protocol, address_text(&row->local));
        printf("%-17s ",
               row->peer.sin_port == 0 ? "-" : address_text(&row->peer));
        bool tcp = strcmp(protocol, "tcp") == 0;
        printf("%-11s ", state_name(tcp ? row->state : 0));
        printf("%3lu %3lu ", row->in, row->out);
        print_processes(row, processes);
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[PORT]", "lists the sockets that the kernel keeps",
          "udp_recv PORT");
    unsigned port = argc == 1
                        ? 0
                        : (unsigned)number(argv[1], "a port", 1, 65535);
    printf("    local             peer              state        in out "
           "process\n");
    struct kernel_socket *udp, *tcp; /* first: whose sockets they are */
    size_t udp_count = read_sockets("udp", port, 2, &udp);
    size_t tcp_count = read_sockets("tcp", port, 2, &tcp);
    struct processes processes = {0};
    read_processes(&processes);
    list("udp", udp, udp_count, &processes);
    list("tcp", tcp, tcp_count, &processes);
    free(udp);
    free(tcp);
    free(processes.all);
    if (has_ipv6_sockets("udp", port) || has_ipv6_sockets("tcp", port))
        fprintf(stderr,
                "not listed: IPv6 sockets%s, which ss -tuanp lists\n",
                port == 0 ? "" : " with this port");
}
