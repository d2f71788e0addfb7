/* kernel.c: see kernel.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "bytes.h"
#include "report.h"
#include "kernel.h"

const char *state_name(unsigned state)
{
    /* As numbered in the kernel's tcp_states.h. */
    static const char *const names[] = {
        "-",         "ESTABLISHED", "SYN_SENT", "SYN_RECV",   "FIN_WAIT1",
        "FIN_WAIT2", "TIME_WAIT",   "CLOSE",    "CLOSE_WAIT", "LAST_ACK",
        "LISTEN",    "CLOSING",     "SYN_RECV"};
    return state < sizeof names / sizeof names[0] ? names[state] : "?";
}

unsigned drops_of(int sock)
{
    uint32_t info[SK_MEMINFO_VARS] = {0};
    socklen_t length = sizeof info;
    if (getsockopt(sock, SOL_SOCKET, SO_MEMINFO, info, &length) == -1)
        fail("getsockopt");
    return info[SK_MEMINFO_DROPS];
}

/* An array that is full gets twice the room. */
static void *with_room(void *array, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return array; /* no power of 2: there is room */
    array = realloc(array, (count == 0 ? 1 : 2 * count) * size);
    if (array == NULL)
        fail("realloc");
    return array;
}

static int compare(unsigned long a, unsigned long b)
{
    return (a > b) - (a < b);
}

/* A connection is known by its addresses, whatever has become of its inode.
 * Others may share theirs (SO_REUSEPORT).
 */
static int by_ports(const void *left, const void *right)
{
    const struct kernel_socket *a = left, *b = right;
    int order = compare(ntohs(a->local.sin_port), ntohs(b->local.sin_port));
    if (order == 0)
        order = compare(ntohs(a->peer.sin_port), ntohs(b->peer.sin_port));
    if (order == 0)
        order = compare(ntohl(a->local.sin_addr.s_addr),
                        ntohl(b->local.sin_addr.s_addr));
    if (order == 0)
        order = compare(ntohl(a->peer.sin_addr.s_addr),
                        ntohl(b->peer.sin_addr.s_addr));
    if (order == 0 && !a->is_connection)
        order = compare(a->inode, b->inode);
    return order;
}

static int by_ports_and_order(const void *left, const void *right)
{
    const struct kernel_socket *a = left, *b = right;
    int order = by_ports(a, b);
    return order != 0 ? order : compare(a->order, b->order);
}

size_t read_sockets(const char *protocol, unsigned port, int looks,
                    struct kernel_socket **sockets)
{
    char path[32], line[256];
    snprintf(path, sizeof path, "/proc/net/%s", protocol);
    struct kernel_socket *all = NULL;
    size_t count = 0;
    for (int look = 0; look < looks; look++) {
        FILE *table = fopen(path, "r");
        if (table == NULL)
            fail(path);
        static char buffer[4096]; /* what the kernel gives at a time */
        setvbuf(table, buffer, _IOFBF, sizeof buffer);
        while (fgets(line, sizeof line, table) != NULL) {
            struct kernel_socket row = {.order = count};
            unsigned local, peer;
            if (sscanf(line,
                       " %*d: %x:%x %x:%x %x %lx:%lx %*s %*s %u %*s %lu",
                       &row.local.sin_addr.s_addr, &local,
                       &row.peer.sin_addr.s_addr, &peer, &row.state,
                       &row.out, &row.in, &row.owner, &row.inode) != 9 ||
                (port != 0 && port != local && port != peer))
                continue;
            row.local.sin_family = row.peer.sin_family = AF_INET;
            row.local.sin_port = htons((in_port_t)local);
            row.peer.sin_port = htons((in_port_t)peer);
            row.is_connection = strcmp(protocol, "tcp") == 0 && peer != 0;
            all = with_room(all, count, sizeof *all);
            all[count++] = row;
        }
        if (ferror(table))
            fail(path);
        fclose(table);
    }
    if (count > 0)
        qsort(all, count, sizeof *all, by_ports_and_order);
    size_t once = 0; /* of those that are the same, the one read last */
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || by_ports(&all[i], &all[i + 1]) != 0)
            all[once++] = all[i];
    *sockets = all;
    return once;
}

const struct kernel_socket *find_socket(const struct kernel_socket *sockets,
                                        size_t count, unsigned local,
                                        unsigned peer)
{
    for (size_t i = 0; i < count; i++)
        if (ntohs(sockets[i].local.sin_port) == local &&
            ntohs(sockets[i].peer.sin_port) == peer)
            return &sockets[i];
    return NULL;
}

static unsigned state_of(const struct kernel_socket *sock)
{
    return sock == NULL ? 0 : sock->state;
}

struct ends ends_now(unsigned listening, unsigned client)
{
    struct kernel_socket *all;
    size_t count = read_sockets("tcp", listening, 1, &all);
    struct ends ends = {0};
    ends.listener = state_of(find_socket(all, count, listening, 0));
    if (client != 0) {
        ends.client = state_of(find_socket(all, count, client, listening));
        ends.server = state_of(find_socket(all, count, listening, client));
    }
    free(all);
    return ends;
}

struct ends settled_ends(unsigned listening, unsigned client)
{
    struct ends e = {0};
    bool settled = false;
    for (double start = now(); !settled && now() - start < 5;) {
        poll(NULL, 0, 1);
        e = ends_now(listening, client);
        settled = e.listener == TCP_LISTEN &&
                  ((e.client == e.server && e.client <= TCP_ESTABLISHED) ||
                   (e.client == TCP_FIN_WAIT2 &&
                    e.server == TCP_CLOSE_WAIT) ||
                   (e.client == TCP_CLOSE_WAIT &&
                    e.server == TCP_FIN_WAIT2) ||
                   (e.client == TCP_TIME_WAIT && e.server == 0) ||
                   (e.client == 0 && e.server == TCP_TIME_WAIT));
    }
    return e;
}

bool has_ipv6_sockets(const char *protocol, unsigned port)
{
    char path[32], line[256];
    snprintf(path, sizeof path, "/proc/net/%s6", protocol);
    FILE *table = fopen(path, "r");
    if (table == NULL && errno == ENOENT)
        return false; /* a kernel without IPv6 */
    if (table == NULL)
        fail(path);
    bool found = false;
    while (!found && fgets(line, sizeof line, table) != NULL) {
        unsigned local, peer;
        found = sscanf(line, " %*d: %*[^:]:%x %*[^:]:%x", &local, &peer) ==
                    2 &&
                (port == 0 || port == local || port == peer);
    }
    if (ferror(table))
        fail(path);
    fclose(table);
    return found;
}

static int by_inode(const void *left, const void *right)
{
    const struct socket_process *a = left, *b = right;
    int order = compare(a->inode, b->inode);
    return order != 0 ? order : compare((unsigned)a->pid, (unsigned)b->pid);
}

/* /proc lists its processes in the order of their numbers, and a new one
 * gets a greater number, until they start again at small ones. A child that
 * gets a small one then, while we look, is missed.
 */
void read_processes(struct processes *processes)
{
    DIR *proc = opendir("/proc");
    const struct dirent *process, *descriptor;
    while (proc != NULL && (process = readdir(proc)) != NULL) {
        char path[300], target[40];
        int pid = atoi(process->d_name);
        if (pid <= processes->last)
            continue;
        processes->last = pid;
        snprintf(path, sizeof path, "/proc/%s/fd", process->d_name);
        DIR *fds = opendir(path);
        while (fds != NULL && (descriptor = readdir(fds)) != NULL) {
            ssize_t length = readlinkat(dirfd(fds), descriptor->d_name,
                                        target, sizeof target - 1);
            target[length < 0 ? 0 : length] = '\0';
            unsigned long inode;
            if (sscanf(target, "socket:[%lu]", &inode) != 1)
                continue;
            processes->all = with_room(processes->all, processes->count,
                                       sizeof *processes->all);
            struct socket_process found = {inode, pid};
            processes->all[processes->count++] = found;
        }
        if (fds != NULL)
            closedir(fds);
    }
    if (proc != NULL)
        closedir(proc);
    struct socket_process *all = processes->all;
    if (processes->count > 0)
        qsort(all, processes->count, sizeof *all, by_inode);
    size_t once = 0; /* a process may have a socket's descriptor twice */
    for (size_t i = 0; i < processes->count; i++)
        if (i == 0 || by_inode(&all[i], &all[i - 1]) != 0)
            all[once++] = all[i];
    processes->count = once;
}

const struct socket_process *
first_with_inode(unsigned long inode, const struct processes *processes)
{
    size_t low = 0, high = processes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (processes->all[middle].inode < inode)
            low = middle + 1;
        else
            high = middle;
    }
    return low < processes->count && processes->all[low].inode == inode
               ? &processes->all[low]
               : NULL;
}

/* The name that was read last is kept: a server may have many sockets. */
void print_process_name(int pid)
{
    static int last;
    static char name[64];
    if (pid != last) {
        char path[32];
        snprintf(path, sizeof path, "/proc/%d/comm", pid);
        FILE *comm = fopen(path, "r");
        size_t length = 0;
        if (comm != NULL) {
            length = fread(name, 1, sizeof name - 1, comm);
            fclose(comm);
        }
        if (length > 0 && name[length - 1] == '\n')
            length--; /* the kernel's; others are the name's own */
        name[length] = '\0';
        last = pid;
    }
    print_name(stdout, name[0] == '\0' ? "?" : name);
}
