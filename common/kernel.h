/* kernel.h: (Linux) what the kernel keeps of the IPv4 sockets: the tables
 * /proc/net/tcp and /proc/net/udp, and each process's descriptors: proc(5),
 * and proc_net_tcp.rst of the kernel's documentation, which calls the table
 * of TCP deprecated in favour of tcp_diag.
 *
 * That is sock_diag(7), which ss asks. These tables a student can read with
 * cat. While others connect and close, one look at either may repeat a row
 * or miss one.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct kernel_socket {
    struct sockaddr_in local, peer; /* no peer: port 0 */
    unsigned state;                 /* TCP's: TCP_LISTEN of netinet/tcp.h */
    unsigned long in, out; /* bytes that wait, with UDP's overhead; for a
                              listening socket, connections */
    unsigned long inode;   /* 0: no process has it, or none yet */
    uid_t owner;
    bool is_connection; /* TCP's, with a peer */
    size_t order;       /* in which it was read */
};

/* Reads the sockets of "tcp" or "udp" that have this port at either end, or
 * all of them: 0. looks: how often it reads the table, 1 or 2: that both
 * miss the same row is very rare. A row that both have is returned once, as
 * the second has it. Sets *sockets to an array, sorted by ports, that the
 * caller frees; returns how many there are. A table that can't be read ends
 * the program.
 */
size_t read_sockets(const char *protocol, unsigned port, int looks,
                    struct kernel_socket **sockets);

/* Returns the first of count sockets with these ports, or NULL. */
const struct kernel_socket *find_socket(const struct kernel_socket *sockets,
                                        size_t count, unsigned local,
                                        unsigned peer);

/* Are there IPv6 sockets of the protocol with this port, or any at all: 0?
 * read_sockets() does not return these, though one that is bound to :: may
 * receive what comes by IPv4.
 */
bool has_ipv6_sockets(const char *protocol, unsigned port);

/* The states of a listening socket and of both ends of a connection to it;
 * 0: the kernel has no such socket.
 */
struct ends {
    unsigned listener, client, server;
};

/* Looks once at the three. listening: the server's port; client: the
 * client's, or 0 for none.
 */
struct ends ends_now(unsigned listening, unsigned client);

/* Looks until both ends of the connection agree on what has happened, since
 * the other end learns of a call by a segment. After 5 s it returns what
 * there is.
 */
struct ends settled_ends(unsigned listening, unsigned client);

/* Returns the name of a TCP state, "LISTEN"; 0, no state: "-". */
const char *state_name(unsigned state);

/* Returns how many datagrams or segments the kernel has dropped on their
 * way to this socket: SO_MEMINFO.
 */
unsigned drops_of(int sock);

struct socket_process {
    unsigned long inode;
    int pid;
};

struct processes {
    struct socket_process *all; /* sorted by inode; the caller frees it */
    size_t count;
    int last; /* the greatest number of a process that was read */
};

/* Adds which processes have which socket, one pass through all descriptors
 * that we may see: not those of another user. The first call, with {0},
 * looks at all processes, a later one at those that are new since.
 */
void read_processes(struct processes *processes);

/* Returns the first with this inode, or NULL. */
const struct socket_process *
first_with_inode(unsigned long inode, const struct processes *processes);

/* Prints the name of a process to stdout, safely: see bytes.h. */
void print_process_name(int pid);

#endif
