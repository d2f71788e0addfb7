/* free_ports.c: see free_ports.h.
 *
 * A player makes port P its own by a guard: a UDP socket bound to P + 9000.
 * The kernel gives that port to one socket at a time, whoever asks, and frees
 * it when the player dies. P is from 6000 to 9999: it has four digits, as the
 * port in the transcript has, so that tables keep their shape. Neither P nor
 * the guard's port, below 20000, is one that the kernel gives out as an
 * ephemeral port (from 32768 up on Linux, from 49152 up elsewhere). P is never
 * from 5000 to 5999, because a connection in TIME_WAIT would keep that port
 * from a student who plays the lesson by hand after a test.
 */
#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>
#include "free_ports.h"
#include "text.h"

enum { FIRST = 5000, WRITTEN = 1000 };                /* in a transcript */
enum { CHOICE = 6000, CHOICES = 4000, GUARD = 9000 }; /* free ports */

static bool real;    /* the written port itself, where it is free */
static bool unknown; /* only ports that the kernel's tables do not have */
static int stands_for[WRITTEN]; /* the port for FIRST + i; 0: none yet */
static int guards[WRITTEN];     /* its guard */

/* A socket of this type bound to the port on every interface; or -1. */
static int bound(int type, int port)
{
    int sock = socket(PF_INET, type, 0);
    if (sock == -1)
        return -1;
    fcntl(sock, F_SETFD, FD_CLOEXEC);
    struct sockaddr_in local = {0};
    local.sin_family = AF_INET;
    local.sin_port = htons((in_port_t)port);
    local.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == 0)
        return sock;
    close(sock);
    return -1;
}

static bool can_bind(int type, int port)
{
    int sock = bound(type, port);
    if (sock != -1)
        close(sock);
    return sock != -1;
}

/* Whether the kernel keeps no TCP socket with this port at either end: bind()
 * does not see the peers of a port in TIME_WAIT, but `ports` would.
 */
static bool is_unknown_in(const char *path, int port)
{
    char line[256];
    unsigned local, peer;
    FILE *table = fopen(path, "r");                /* on Linux */
    bool found = table == NULL && errno != ENOENT; /* who knows? */
    while (table != NULL && fgets(line, sizeof line, table) != NULL)
        if (sscanf(line, " %*d: %*x:%x %*x:%x", &local, &peer) == 2 &&
            (local == (unsigned)port || peer == (unsigned)port))
            found = true;
    if (table != NULL)
        fclose(table);
    return !found;
}

static bool is_unknown(int port)
{
    return is_unknown_in("/proc/net/tcp", port) &&
           is_unknown_in("/proc/net/tcp6", port);
}

/* Whether the port stands for one of the transcript. */
static bool is_given(int port)
{
    for (int i = 0; i < WRITTEN; i++)
        if (stands_for[i] == port)
            return true;
    return false;
}

/* Tries to make the port ours: takes its guard, and asks whether anybody uses
 * it. A bind() without SO_REUSEADDR fails for a connection in TIME_WAIT, too.
 */
static bool reserve(int port, int *guard)
{
    if (is_given(port))
        return false;
    *guard = bound(SOCK_DGRAM, port + GUARD);
    if (*guard == -1)
        return false;
    if (can_bind(SOCK_STREAM, port) && can_bind(SOCK_DGRAM, port) &&
        (!unknown || is_unknown(port)))
        return true;
    close(*guard);
    return false;
}

/* Whether the port's two bytes, swapped, make a port of the transcript: itself,
 * such as 6168 (0x1818), or another's. Then a program without htons() would
 * play, or advice on it would be wrong.
 */
static bool plays_swapped(int port)
{
    int swapped = (port & 0xff) << 8 | port >> 8;
    return swapped == port || is_given(swapped);
}

static int port_for(int written)
{
    int *port = &stands_for[written - FIRST];
    int *guard = &guards[written - FIRST];
    if (*port != 0)
        return *port;
    /* 5678, else 6678, 7678 ...: an audience can tell these */
    for (int i = 0; real && i < 5; i++)
        if (reserve(written + i * WRITTEN, guard))
            return *port = written + i * WRITTEN;
    /* from a place of its own for each process, so that few meet */
    unsigned start = (unsigned)getpid() * 37u;
    for (unsigned i = 0; i < CHOICES; i++) {
        int candidate = CHOICE + (int)((start + i) % CHOICES);
        if (!plays_swapped(candidate) && reserve(candidate, guard))
            return *port = candidate;
    }
    return -1;
}

/* The length of the whole number at text[i], if one begins there; or 0. */
static size_t number_at(const char *text, size_t length, size_t i)
{
    char before = i == 0 ? ' ' : text[i - 1];
    if (isalnum((unsigned char)before) || before == '.' || before == '_')
        return 0;
    size_t end = i;
    while (end < length && isdigit((unsigned char)text[end]))
        end++;
    char after = end == length ? ' ' : text[end];
    char beyond = end + 1 >= length ? ' ' : text[end + 1];
    if (isalnum((unsigned char)after) || after == '_' ||
        (after == '.' && isdigit((unsigned char)beyond)))
        return 0;
    return end - i;
}

static int written_for(int port)
{
    for (int i = 0; i < WRITTEN && !real; i++)
        if (stands_for[i] == port)
            return FIRST + i;
    return port;
}

static int read_port(int written)
{
    return written >= FIRST && written < FIRST + WRITTEN ? port_for(written)
                                                         : written;
}

/* Copies the text, with each whole number of four digits replaced by
 * what `other` says. *size is the text's, and then the copy's.
 */
static char *translated(const char *text, size_t *size, int (*other)(int))
{
    size_t length = *size;
    char *copy = malloc(2 * length + 6), *to = copy;
    if (copy == NULL) {
        perror("player: malloc");
        exit(2);
    }
    for (size_t i = 0; i < length;) {
        size_t digits = number_at(text, length, i);
        if (digits != 4) {
            *to++ = text[i++];
            continue;
        }
        int port = 0;
        for (size_t j = i; j < i + digits; j++)
            port = 10 * port + (text[j] - '0');
        port = other(port);
        if (port == -1) {
            fprintf(stderr, "player: no free port from %d to %d\n", CHOICE,
                    CHOICE + CHOICES - 1);
            free(copy);
            return NULL;
        }
        to += snprintf(to, 6, "%d", port);
        i += digits;
    }
    *to = '\0';
    *size = (size_t)(to - copy);
    return copy;
}

char *ports_in(const char *text)
{
    size_t length = strlen(text);
    return translated(text, &length, read_port);
}

char *ports_out(const char *text, size_t *length)
{
    return translated(text, length, written_for);
}

void ports_are_real(void)
{
    real = true;
}

static int known_port(int written)
{
    bool known = written >= FIRST && written < FIRST + WRITTEN &&
                 stands_for[written - FIRST] != 0;
    return known ? stands_for[written - FIRST] : written;
}

char *ports_in_prose(const char *text)
{
    size_t length = strlen(text);
    return translated(text, &length, real ? known_port : written_for);
}

char *ports_moved(void)
{
    char *note = copy_of("", 0);
    for (int i = 0; i < WRITTEN && real; i++) {
        if (stands_for[i] == 0 || stands_for[i] == FIRST + i)
            continue;
        char *longer = made("%s%s%d is %d here, %d is in use", note,
                            *note == '\0' ? "" : "; ", FIRST + i,
                            stands_for[i], FIRST + i);
        free(note);
        note = longer;
    }
    return note;
}

void ports_are_unknown(void)
{
    unknown = true;
}

void ports_release(void)
{
    unknown = false;
    for (int i = 0; i < WRITTEN; i++)
        if (stands_for[i] != 0) {
            close(guards[i]);
            stands_for[i] = 0;
        }
}

bool ports_are_privileged(void)
{
    /* a port that is taken gives another reason, and only who may use it */
    return !can_bind(SOCK_DGRAM, 80) && errno == EACCES;
}

bool ipv6_is_here(void)
{
    int sock = socket(PF_INET6, SOCK_STREAM, 0);
    if (sock == -1)
        return false;
    struct sockaddr_in6 local = {0};
    local.sin6_family = AF_INET6;
    local.sin6_addr = in6addr_loopback;
    int bound = bind(sock, (struct sockaddr *)&local, sizeof local);
    close(sock);
    return bound == 0;
}
