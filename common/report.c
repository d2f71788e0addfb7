/* report.c: see report.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "bytes.h"
#include "report.h"

static const char *program = "?"; /* foreign bytes: print_name() */

/* Prints "udp_recv: WHAT: REASON": what may be an argument, of any bytes.
 */
static void print_error(const char *what, const char *reason)
{
    print_name(stderr, program);
    fputs(": ", stderr);
    print_name(stderr, what);
    fprintf(stderr, ": %s\n", reason);
}

/* A descriptor 0, 1 or 2 that is closed (>&-) would be given to the next
 * socket, and what we print would go to the peer. So we fill the gap with
 * one that fails like a closed one: open(2) takes the lowest free number.
 */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1)
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Counts the words of a usage line: how many there must be, and may be. */
static void count_arguments(const char *arguments, int *least, int *most)
{
    *least = *most = 0;
    for (const char *word = arguments; *word != '\0';) {
        size_t length = strcspn(word, " ");
        if (word[0] != '[')
            ++*least;
        if (*most != INT_MAX)
            ++*most;
        if (length > 3 && strncmp(word + length - 3, "...", 3) == 0)
            *most = INT_MAX;
        word += length;
        word += strspn(word, " ");
    }
}

/* All that was printed has reached stdout, or the program fails. */
static void check_stdout(void)
{
    int error = flush_stdout();
    if (error == 0)
        return;
    print_error("stdout", error == -1 ? "some of the output was lost"
                                      : strerror(error));
    _exit(1); /* exit() would check again */
}

void usage(int argc, char *argv[], const char *arguments, const char *shows,
           const char *elsewhere)
{
    fill_standard_descriptors();
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* whole lines: see server */
    atexit(check_stdout);
    if (argc > 0) {
        const char *slash = strrchr(argv[0], '/');
        program = slash == NULL ? argv[0] : slash + 1;
    }

    int least, most;
    count_arguments(arguments, &least, &most);
    const char *blank = arguments[0] == '\0' ? "" : " ";
    if (argc == 2 &&
        (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
        printf("usage: ");
        print_name(stdout, program);
        printf("%s%s\n%s\n", blank, arguments, shows);
        if (elsewhere != NULL)
            printf("in another terminal: %s\n", elsewhere);
        exit(0);
    }
    if (argc - 1 < least || argc - 1 > most) {
        fprintf(stderr, "usage: ");
        print_name(stderr, program);
        fprintf(stderr, "%s%s\n", blank, arguments);
        exit(2);
    }
}

/* What to try, where the reason does not tell it; or NULL. */
static const char *advice_on(const char *call, int reason)
{
    switch (reason) {
    case EADDRINUSE:
        return "a program has this port, or a TCP connection that is not "
               "over, or no port is free: choose another, or wait (see "
               "ports)";
    case EACCES:
        if (strcmp(call, "bind") == 0)
            return "this port is for the privileged (choose a higher one), "
                   "or a policy forbids it";
        if (strcmp(call, "sendto") == 0 || strcmp(call, "connect") == 0)
            return "a broadcast address (see udp_broadcast), or forbidden "
                   "by a route, a firewall, a policy or a path's mode";
        return NULL;
    case ECONNREFUSED:
        return "nobody is there: start the receiver or server first (or a "
               "firewall refuses)";
    case EHOSTUNREACH:
        return "no host answers there, no way leads to it, or a firewall "
               "refuses: see interfaces";
    case ENETUNREACH:
        if (strcmp(call, "connect") == 0)
            return "no way leads to this address (for TCP none to a "
                   "broadcast address), or a firewall refuses: see "
                   "interfaces";
        return "no way leads to this address, or a firewall refuses: see "
               "interfaces";
    case EPERM:
        if (strcmp(call, "sendto") == 0 || strcmp(call, "send") == 0)
            return "a firewall of this machine forbids it, or the path's "
                   "socket is connected to another";
        return NULL;
    case EMSGSIZE:
        return "too long for one datagram: over IPv4 at most 65507 bytes, "
               "or as the system limits it";
    case ECONNRESET:
    case ENOTCONN:
    case EPIPE:
        return "the peer has closed or ended: see what it says (or a "
               "firewall broke in, connect() is missing, or shutdown() "
               "came first)";
    default:
        return NULL;
    }
}

void complain(const char *call)
{
    print_error(call, strerror(errno));
}

void fail(const char *call)
{
    fail_because(call, strerror(errno), advice_on(call, errno));
}

void fail_because(const char *call, const char *reason, const char *advice)
{
    print_error(call, reason);
    if (advice != NULL)
        fprintf(stderr, "%s\n", advice);
    exit(1);
}

void refuse(const char *argument, const char *reason)
{
    print_error(argument[0] == '\0' ? "\"\"" : argument, reason);
    exit(2);
}

double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}
