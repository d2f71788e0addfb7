/* ports.c: lists the sockets that the kernel keeps, or those of one port.
 * Slide: the OS keeps a mapping from port numbers to process and socket.
 * New: (Linux) /proc/net/udp and /proc/net/tcp are that mapping, for IPv4.
 *      An inode there leads to the process with this socket. "none": no
 *      process has it, or none yet. in, out: bytes that wait.
 * Try: 1$ udp_recv 5678
 *      2$ ports 5678
 */
#include <glob.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

enum { MOST = 10000 }; /* sockets of a protocol: more are not listed */

/* The states, as numbered in the kernel's tcp_states.h. */
static const char *const states[] = {
    "-",         "ESTABLISHED", "SYN_SENT", "SYN_RECV",   "FIN_WAIT1",
    "FIN_WAIT2", "TIME_WAIT",   "CLOSE",    "CLOSE_WAIT", "LAST_ACK",
    "LISTEN",    "CLOSING",     "SYN_RECV"};

struct row {
    struct sockaddr_in local, peer;
    unsigned long state, in, out, inode; /* no padding: compared whole */
};

static int by_ports(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    int local = ntohs(a->local.sin_port) - ntohs(b->local.sin_port);
    int peer = ntohs(a->peer.sin_port) - ntohs(b->peer.sin_port);
    return local != 0 ? local : peer;
}

/* All descriptors that we may see: not those of another user. */
static void list_descriptors(glob_t *fds)
{
    if (glob("/proc/[0-9]*/fd/*", GLOB_NOSORT, NULL, fds) == GLOB_NOSPACE)
        fail("glob");
}

/* The process with this socket among its descriptors; 0: none is found. */
static int process_of(unsigned long inode, const glob_t *fds)
{
    char wanted[40], target[40];
    snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    for (size_t i = 0; i < fds->gl_pathc; i++) {
        const char *link = fds->gl_pathv[i];
        ssize_t length = readlink(link, target, sizeof target - 1);
        target[length < 0 ? 0 : length] = '\0';
        if (strcmp(target, wanted) == 0)
            return atoi(link + strlen("/proc/"));
    }
    return 0;
}

static void print_process(unsigned long inode, glob_t *fds)
{
    static int looks = 3; /* a fork() may just have moved a socket */
    char path[40], name[32];
    int pid = 0;
    while (inode != 0 && (pid = process_of(inode, fds)) == 0 &&
           looks-- > 0) {
        globfree(fds);
        list_descriptors(fds);
    }
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *comm = pid == 0 ? NULL : fopen(path, "r");
    int known = comm != NULL && fgets(name, sizeof name, comm) != NULL;
    if (comm != NULL)
        fclose(comm);
    if (!known) {
        printf(inode == 0 ? "none\n" : "another user's\n");
        return;
    }
    copy_bytes(name, (ssize_t)strcspn(name, "\n")); /* any bytes, maybe */
    printf(" (%d)\n", pid);
}

/* Reads the rows of a table with this port at either end; 0: any. */
static size_t look(const char *path, unsigned port, struct row *rows)
{
    char line[256];
    unsigned local, peer;
    size_t count = 0;
    FILE *table = fopen(path, "r");
    if (table == NULL)
        fail(path);
    while (count < MOST && fgets(line, sizeof line, table) != NULL) {
        struct row *row = &rows[count];
        if (sscanf(line,
                   " %*d: %x:%x %x:%x %lx %lx:%lx %*s %*s %*s %*s "
                   "%lu",
                   &row->local.sin_addr.s_addr, &local,
                   &row->peer.sin_addr.s_addr, &peer, &row->state,
                   &row->out, &row->in, &row->inode) == 8 &&
            (port == 0 || port == local || port == peer)) {
            row->local.sin_port = htons((in_port_t)local);
            row->peer.sin_port = htons((in_port_t)peer);
            count++;
        }
    }
    fclose(table);
    qsort(rows, count, sizeof rows[0], by_ports);
    /* The kernel repeats its last rows if others have come meanwhile. */
    size_t once = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || memcmp(&rows[i], &rows[i - 1], sizeof rows[0]) != 0)
            rows[once++] = rows[i];
    return once;
}

static void list(const char *protocol, unsigned port, glob_t *fds)
{
    static struct row rows[MOST], again[MOST];
    char path[32];
    snprintf(path, sizeof path, "/proc/net/%s", protocol);
    /* Others come and go, and a look may miss a row: until two agree. */
    size_t count = look(path, port, rows);
    for (int looks = 0; looks < 10; looks++) {
        size_t before = count, size = count * sizeof rows[0];
        count = look(path, port, again);
        int same = count == before && memcmp(rows, again, size) == 0;
        memcpy(rows, again, count * sizeof rows[0]);
        if (same)
            break;
    }
    for (const struct row *row = rows; row < rows + count; row++) {
        printf("%s %-17s ", protocol, address_text(&row->local));
        printf("%-17s ",
               row->peer.sin_port == 0 ? "-" : address_text(&row->peer));
        int tcp = strcmp(protocol, "tcp") == 0 && row->state <= 12;
        printf("%-11s ", states[tcp ? row->state : 0]);
        printf("%3lu %3lu ", row->in, row->out);
        print_process(row->inode, fds);
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[PORT]", "lists the sockets that the kernel keeps",
          "udp_recv PORT");
    int port = argc == 1 ? 0 : number(argv[1], "a port", 1, 65535);
    printf("    local             peer              state        in out "
           "process\n");
    glob_t fds;
    list_descriptors(&fds);
    list("udp", (unsigned)port, &fds);
    list("tcp", (unsigned)port, &fds);
    globfree(&fds);
}
