/* advice.c: see advice.h. */
#include <ctype.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include "kernel.h"
#endif
#include "advice.h"
#include "bytes.h"
#include "free_ports.h"
#include "play.h"
#include "text.h"

const char *student_folder;

/* The port in network byte order taken for one in the host's. */
static unsigned swapped(unsigned port)
{
    return (port & 0xff) << 8 | port >> 8;
}

/* The port that the transcript writes for this one, or 0: it is none of the
 * transcript's.
 */
static unsigned written(unsigned port)
{
    char *number = made("%u", port);
    size_t digits = strlen(number);
    char *text = ports_out(number, &digits);
    unsigned other = text == NULL ? port : (unsigned)atoi(text);
    free(number);
    free(text);
    return other == port ? 0 : other;
}

/* The port for which the transcript writes this one; 0: it writes none. */
static unsigned played(unsigned port)
{
    for (unsigned candidate = 1; candidate < 65536; candidate++)
        if (written(candidate) == port)
            return candidate;
    return 0;
}

static void tell_constant(unsigned port)
{
    printf(
        "Port %u is written in your program as a constant: the lesson was "
        "played\nwith port %u, its argument, which is only shown as %u.\n",
        port, played(port), port);
}

/* seen: the swapped port. port: as the transcript writes it. */
static void tell_swapped(unsigned seen, unsigned port)
{
    printf("%u is %s%u with its two bytes swapped: htons()\nmakes a port's "
           "network byte order, ntohs() reads it, and each is needed once."
           "\n",
           seen, seen == swapped(port) ? "" : "the port shown as ", port);
}

/* --- The line that came ------------------------------------------------- */

/* Whether two lines differ in nothing but blanks, or letters' case. */
static bool nearly_same(const char *a, const char *b)
{
    for (;;) {
        while (isspace((unsigned char)*a))
            a++;
        while (isspace((unsigned char)*b))
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (*a == '\0')
            return true;
        a++;
        b++;
    }
}

static void advise_on_line(const char *expected, const char *came,
                           size_t length)
{
    size_t shown = length;
    char *raw = copy_of(came, length), *seen = ports_out(came, &shown);
    bool told = false, is_raw = false;
    for (const char *at = raw; *at != '\0'; at++)
        is_raw = is_raw || ((unsigned char)*at < ' ' && *at != '\t');
    if (is_raw && strchr(expected, '\\') != NULL)
        printf(
            "What came has raw bytes, which a terminal would obey, shown "
            "here as text:\nprint_bytes() and copy_bytes() show them so "
            "on a terminal, too.\n");
    for (const char *at = raw; *at != '\0' && !told;) {
        size_t digits = strspn(at, "0123456789");
        unsigned port = digits == 0 || digits > 5 ? 0 : (unsigned)atoi(at);
        if (port > 0 && port < 65536 && written(swapped(port)) != 0) {
            tell_swapped(port, written(swapped(port)));
            told = true;
        } else if (port >= 5000 && port < 6000 && played(port) != 0) {
            tell_constant(port);
            told = true;
        }
        at += digits == 0 ? 1 : digits;
    }
    if (strstr(raw, ": Success") != NULL) /* as glibc has it */
        printf("No call had failed: is the test of its result right?\n");
    else if (!told && seen != NULL && nearly_same(expected, seen))
        printf("They differ in blanks, or in capital letters.\n");
    free(raw);
    free(seen);
}

/* --- Text without its line feed ----------------------------------------- */

/* Reads what the terminals show, until nothing comes for 100 ms. */
static void read_more(const struct transcript *t,
                      struct terminal terminals[])
{
    struct pollfd polled[MOST_TERMINALS];
    for (int reads = 0; reads < 100; reads++) { /* more is a flood */
        nfds_t count = 0;
        for (int i = 0; i < t->terminals; i++)
            if (terminals[i].master != -1)
                polled[count++] = (struct pollfd){terminals[i].master,
                                                  POLLIN, 0};
        if (count == 0 || poll(polled, count, 100) <= 0)
            return;
        for (int i = 0; i < t->terminals; i++)
            terminal_read(&terminals[i]);
    }
}

static void advise_on_line_feed(const struct transcript *t,
                                struct terminal terminals[],
                                const struct step *step)
{
    struct terminal *terminal = &terminals[step->terminal];
    const char *end = terminal->shown + terminal->length, *start = end;
    while (start > terminal->shown + terminal->taken && start[-1] != '\n')
        start--;
    if (start == end || start != terminal->shown + terminal->taken)
        return;
    size_t length = (size_t)(end - start);
    size_t shown = length < MOST_BYTES ? length : MOST_BYTES;
    char *seen = ports_out(start, &shown);
    printf("Printed without a line feed, \"\\n\", at its end, and so not "
           "shown as a line:\n    %s| ",
           t->names[step->terminal]);
    if (seen != NULL)
        print_shown(seen, shown);
    if (length > MOST_BYTES)
        printf("... (%zu bytes)", length);
    putchar('\n');
    free(seen);
}

void tell_others(const struct transcript *t, struct terminal terminals[],
                 const struct step *step)
{
    for (int i = 0; i < t->terminals; i++) {
        const char *line;
        size_t length;
        for (int lines = 0; i != step->terminal && lines < 4 &&
                            terminal_line(&terminals[i], &line, &length);
             lines++) {
            size_t shown = length < MOST_BYTES ? length : MOST_BYTES;
            char *seen = ports_out(line, &shown);
            if (lines == 0)
                printf("Meanwhile %s showed:\n", t->names[i]);
            printf("  | ");
            if (seen != NULL)
                print_shown(seen, shown);
            putchar('\n');
            free(seen);
        }
    }
}

/* --- The processes ------------------------------------------------------ */

#ifdef __linux__

enum { MOST_SEEN = 64 };

/* Returns a new string: where the link leads, or NULL. */
static char *link_of(int pid, const char *name)
{
    char *path = made("/proc/%d/%s", pid, name), target[512];
    ssize_t count = readlink(path, target, sizeof target);
    free(path);
    return count == -1 ? NULL : copy_of(target, (size_t)count);
}

/* The student's processes; returns how many there are, of which the first
 * MOST_SEEN are in pids.
 */
static int find_processes(int pids[])
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    int count = 0;
    while (processes != NULL && (entry = readdir(processes)) != NULL) {
        int pid = atoi(entry->d_name);
        char *program = pid > 0 ? link_of(pid, "exe") : NULL;
        size_t length = strlen(student_folder);
        if (program != NULL &&
            strncmp(program, student_folder, length) == 0 &&
            program[length] == '/') {
            if (count < MOST_SEEN)
                pids[count] = pid;
            count++;
        }
        free(program);
    }
    if (processes != NULL)
        closedir(processes);
    return count;
}

static const char *call_name(long number)
{
    static const struct {
        long number;
        const char *name;
    } calls[] = {
        {SYS_recvfrom, "recv"},     {SYS_sendto, "send"},
        {SYS_recvmsg, "recvmsg"},   {SYS_sendmsg, "sendmsg"},
        {SYS_accept4, "accept4"},   {SYS_connect, "connect"},
        {SYS_read, "read"},         {SYS_write, "write"},
        {SYS_wait4, "waitpid"},     {SYS_clock_nanosleep, "sleep"},
        {SYS_pselect6, "select"},   {SYS_ppoll, "poll"},
        {SYS_shutdown, "shutdown"}, {SYS_futex, "futex"},
        {SYS_close, "close"},       {SYS_rt_sigsuspend, "sigsuspend"},
#ifdef SYS_accept
        {SYS_accept, "accept"},
#endif
#ifdef SYS_poll
        {SYS_poll, "poll"},
#endif
#ifdef SYS_select
        {SYS_select, "select"},
#endif
#ifdef SYS_pause
        {SYS_pause, "pause"},
#endif
#ifdef SYS_nanosleep
        {SYS_nanosleep, "sleep"},
#endif
    };
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (calls[i].number == number)
            return calls[i].name;
    return NULL;
}

static bool waits_on_descriptor(const char *call)
{
    static const char *const calls[] = {
        "recv",   "recvfrom", "recvmsg", "send", "sendto", "sendmsg",
        "accept", "accept4",  "connect", "read", "write"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(calls[i], call) == 0)
            return true;
    return false;
}

/* An address as text, with the transcript's port. */
static void print_address(const struct sockaddr_in *addr)
{
    unsigned port = ntohs(addr->sin_port);
    const unsigned char *part = (const unsigned char *)&addr->sin_addr;
    printf("%d.%d.%d.%d:%u", part[0], part[1], part[2], part[3],
           written(port) != 0 ? written(port) : port);
}

struct tables {
    struct kernel_socket *udp, *tcp;
    size_t udps, tcps;
};

static const struct kernel_socket *
with_inode(const struct kernel_socket *sockets, size_t count,
           unsigned long inode)
{
    for (size_t i = 0; i < count; i++)
        if (sockets[i].inode == inode)
            return &sockets[i];
    return NULL;
}

/* Says what a bound port is to the transcript. Returns the port to show: as
 * the transcript writes it, or, if it writes none, as it is.
 */
static unsigned shown_port(unsigned port, unsigned *is_swapped,
                           unsigned *is_constant)
{
    *is_swapped = written(swapped(port));
    *is_constant = port >= 5000 && port < 6000 && played(port) != 0 ? port
                                                                    : 0;
    return written(port) != 0 ? written(port) : port;
}

static void tell_bound(const char *protocol, const struct kernel_socket *s)
{
    unsigned is_swapped, is_constant;
    unsigned port = shown_port(ntohs(s->local.sin_port), &is_swapped,
                               &is_constant);
    printf("  your program holds %s port %u", protocol, port);
    if (s->local.sin_addr.s_addr != htonl(INADDR_ANY)) {
        const unsigned char *part = (const unsigned char *)&s->local
                                        .sin_addr;
        printf(" at %d.%d.%d.%d only", part[0], part[1], part[2], part[3]);
    }
    if (s->in > 0)
        printf(strcmp(protocol, "TCP") == 0
                   ? "; waiting for accept(): %lu"
                   : "; messages that it has not received wait (%lu bytes, "
                     "with the kernel's overhead)",
               s->in);
    printf("\n");
    if (is_swapped != 0) {
        printf("  the lesson uses the one shown as %u\n", is_swapped);
        tell_swapped(port, is_swapped);
    } else if (is_constant != 0) {
        tell_constant(is_constant);
    }
}

static void tell_connection(const struct kernel_socket *s)
{
    printf("  a TCP connection, ");
    print_address(&s->local);
    printf(" to ");
    print_address(&s->peer);
    printf(", %s", state_name(s->state));
    bool ended = strcmp(state_name(s->state), "CLOSE_WAIT") == 0;
    unsigned long bytes = s->in;
    if (ended && bytes > 0)
        bytes--; /* an end of stream that is not read counts as one */
    if (bytes > 0)
        printf("; %lu bytes have come and were not read", bytes);
    if (ended)
        printf("; the other end has sent its end of the stream");
    printf("\n");
}

/* One socket that a descriptor leads to: by the tables, or, where it is in
 * none of them, by its protocol.
 */
static void tell_socket(const struct tables *tables, int pid, int fd,
                        unsigned long inode)
{
    const struct kernel_socket *s;
    char protocol[16] = "";
    char *path = made("/proc/%d/fd/%d", pid, fd);
    getxattr(path, "system.sockprotoname", protocol, sizeof protocol - 1);
    free(path);
    if ((s = with_inode(tables->tcp, tables->tcps, inode)) != NULL) {
        if (s->is_connection)
            tell_connection(s);
        else
            tell_bound("TCP", s);
    } else if ((s = with_inode(tables->udp, tables->udps, inode)) != NULL) {
        tell_bound("UDP", s);
        if (s->peer.sin_port != 0) {
            printf("  it is connected to ");
            print_address(&s->peer);
            printf("\n");
        }
    } else if (strcmp(protocol, "TCP") == 0) {
        printf(
            "  a TCP socket that does not listen and is not connected\n");
    } else if (strcmp(protocol, "UDP") == 0) {
        printf("  a UDP socket without a port: it is not bound\n");
    } else if (protocol[0] != '\0') {
        printf("  a %s socket\n", protocol);
    }
}

static void tell_sockets(const struct tables *tables, int pid)
{
    char *path = made("/proc/%d/fd", pid);
    DIR *descriptors = opendir(path);
    struct dirent *entry;
    int count = 0;
    while (descriptors != NULL && (entry = readdir(descriptors)) != NULL) {
        char *name = made("fd/%s", entry->d_name), *target = NULL;
        unsigned long inode;
        if (isdigit((unsigned char)entry->d_name[0]))
            target = link_of(pid, name);
        if (target != NULL && sscanf(target, "socket:[%lu]", &inode) == 1 &&
            count++ < 6)
            tell_socket(tables, pid, atoi(entry->d_name), inode);
        free(target);
        free(name);
    }
    if (descriptors != NULL)
        closedir(descriptors);
    free(path);
    if (count == 0)
        printf("  it has no socket\n");
    else if (count > 6)
        printf("  and %d sockets more\n", count - 6);
}

/* A field of /proc/PID/status that is a mask of signals. */
static unsigned long long mask_of(int pid, const char *field)
{
    char *path = made("/proc/%d/status", pid), line[256];
    unsigned long long mask = 0;
    FILE *status = fopen(path, "r");
    free(path);
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, field, strlen(field)) == 0)
            mask = strtoull(line + strlen(field), NULL, 16);
    if (status != NULL)
        fclose(status);
    return mask;
}

/* The first line of a file in /proc/PID; "" if it can't be read. */
static void first_line(int pid, const char *name, char line[], int size)
{
    char *path = made("/proc/%d/%s", pid, name);
    FILE *file = fopen(path, "r");
    free(path);
    if (file == NULL || fgets(line, size, file) == NULL)
        line[0] = '\0';
    if (file != NULL)
        fclose(file);
}

static void tell_call(int pid)
{
    char line[256];
    first_line(pid, "syscall", line, sizeof line);
    long number = -1;
    unsigned long long fd = 0, address = 0;
    if (strncmp(line, "running", 7) == 0) { /* it may just be ending */
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        first_line(pid, "syscall", line, sizeof line);
    }
    if (strncmp(line, "running", 7) == 0) {
        printf("still runs, and waits for nothing: an endless loop?\n");
        return;
    }
    if (line[0] == '\0') {
        printf("is ending\n");
        return;
    }
    int fields = sscanf(line, "%ld %llx %*x %*x %*x %llx", &number, &fd,
                        &address);
    const char *call = fields == 3 ? call_name(number) : NULL;
    if (call != NULL && address != 0 && number == SYS_recvfrom)
        call = "recvfrom"; /* without an address libc's recv() calls it */
    else if (call != NULL && address != 0 && number == SYS_sendto)
        call = "sendto";
    if (call == NULL) {
        printf("still runs\n");
        return;
    }
    printf("waits in %s()", call);
    static const char *const standard[] = {"stdin", "stdout", "stderr"};
    if (waits_on_descriptor(call) && fd <= 2)
        printf(" on its %s", standard[fd]);
    else if (waits_on_descriptor(call))
        printf(" on descriptor %llu", fd);
    printf("\n");
}

/* Whether a process has ended, but its parent has not waited for it. */
static bool is_zombie(int pid)
{
    char line[512];
    first_line(pid, "stat", line, sizeof line);
    const char *name_end = strrchr(line, ')');
    return name_end != NULL && strncmp(name_end, ") Z", 3) == 0;
}

static void tell_zombies(int pid)
{
    char *path = made("/proc/%d/task/%d/children", pid, pid);
    FILE *children = fopen(path, "r");
    int child, zombies = 0;
    free(path);
    while (children != NULL && fscanf(children, "%d", &child) == 1)
        zombies += is_zombie(child);
    if (children != NULL)
        fclose(children);
    if (zombies > 0)
        printf("  %d of its children ended, and it did not wait for %s: "
               "zombie%s\n",
               zombies, zombies == 1 ? "it" : "them",
               zombies == 1 ? "" : "s");
}

static void tell_process(const struct tables *tables,
                         const struct step *step, int pid)
{
    char *out = link_of(pid, "fd/1"), *program = link_of(pid, "exe");
    if (program == NULL) { /* it has ended since we looked for it */
        free(out);
        return;
    }
    const char *slash = strrchr(program, '/');
    printf("Your program ");
    print_name(stdout, slash == NULL ? program : slash + 1);
    putchar(' ');
    tell_call(pid);
    tell_sockets(tables, pid);
    tell_zombies(pid);
    if (out == NULL)
        printf("  it has closed its stdout\n");
    unsigned long long interrupt = 1ull << (SIGINT - 1);
    if (step->kind == CONTROL_C && mask_of(pid, "SigIgn:") & interrupt)
        printf("  it ignores SIGINT, which Ctrl-C sends\n");
    else if (step->kind == CONTROL_C && mask_of(pid, "SigCgt:") & interrupt)
        printf(
            "  it has a handler for SIGINT, which Ctrl-C sends, and does "
            "not end\n");
    free(program);
    free(out);
}

static int ask_to_flush(void)
{
    int pids[MOST_SEEN], count = find_processes(pids);
    for (int i = 0; i < count && i < MOST_SEEN; i++)
        kill(pids[i], SIGURG); /* ignored, by default */
    return count;
}

static void tell_processes(const struct step *step)
{
    int pids[MOST_SEEN], count = find_processes(pids);
    struct tables tables = {0};
    if (count == 0)
        return;
    tables.udps = read_sockets("udp", 0, 1, &tables.udp);
    tables.tcps = read_sockets("tcp", 0, 1, &tables.tcp);
    for (int i = 0; i < count && i < 2; i++)
        tell_process(&tables, step, pids[i]);
    if (count >= MOST_SEEN)
        printf("There are %d processes of your program: does it fork() "
               "without end?\n",
               count);
    else if (count > 2)
        printf("Your program has %d more process%s.\n", count - 2,
               count == 3 ? "" : "es");
    free(tables.udp);
    free(tables.tcp);
}

#else /* elsewhere the kernel is not asked */

static int ask_to_flush(void)
{
    return 0;
}

static void tell_processes(const struct step *step)
{
    (void)step;
}

#endif

void advise(const struct transcript *t, const struct step *step,
            struct terminal terminals[], const char *came, size_t length)
{
    char *line = came == NULL ? NULL : copy_of(came, length);
    tell_processes(step);   /* before the signal, which ends a pause() */
    if (ask_to_flush() > 0) /* moves what `came` points to */
        read_more(t, terminals);
    if (line != NULL && step->kind == LINE)
        advise_on_line(step->text, line, length);
    if (line == NULL)
        advise_on_line_feed(t, terminals, step);
    free(line);
    tell_others(t, terminals, step);
}
