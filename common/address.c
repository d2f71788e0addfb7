/* address.c: see address.h. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "report.h"
#include "address.h"

int number(const char *text, const char *what, int least, int most)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' ||
        errno == ERANGE || value < least || value > most) {
        char reason[120];
        snprintf(reason, sizeof reason,
                 "%s is a decimal number from %d to %d", what, least, most);
        refuse(text, reason);
    }
    return (int)value;
}

static in_port_t port_number(const char *port)
{
    return (in_port_t)number(port, "a port", 1, 65535);
}

/* The slide's gethostbyname() left POSIX in 2008: this is its successor. */
static in_addr_t look_up(const char *host)
{
    struct addrinfo hints = {.ai_family = AF_INET}, *found;
    int error = getaddrinfo(host, NULL, &hints, &found);
    if (error != 0 && strcmp(host, "localhost") == 0)
        return htonl(INADDR_LOOPBACK); /* RFC 6761: even without a table */
    if (error == EAI_SYSTEM)
        fail("getaddrinfo"); /* its reason is in errno */
    if (error == EAI_AGAIN)
        fail_because("getaddrinfo", gai_strerror(error),
                     "the name can't be looked up now: give an IPv4 "
                     "address, or try again later");
    if (error != 0)
        fail_because("getaddrinfo", gai_strerror(error),
                     "no IPv4 address is found for this host: check its "
                     "spelling, or give its address");

    struct sockaddr_in first;
    memcpy(&first, found->ai_addr, sizeof first);
    freeaddrinfo(found);
    return first.sin_addr.s_addr;
}

static in_addr_t host_number(const char *host)
{
    struct in_addr quad;
    if (inet_pton(AF_INET, host, &quad) == 1)
        return quad.s_addr;
    if (strchr(host, ':') != NULL)
        refuse(host, "this is no IPv4 address, and this program knows no "
                     "other: 127.0.0.1");
    if (strspn(host, "0123456789.") == strlen(host))
        refuse(host,
               "an address has four parts from 0 to 255: 192.168.1.100");
    return look_up(host);
}

struct sockaddr_in address_any(const char *port)
{
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port_number(port));
    addr.sin_addr.s_addr = htonl(INADDR_ANY);
    return addr;
}

struct sockaddr_in address_of(const char *host, const char *port)
{
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_port = htons(port_number(port));
    addr.sin_addr.s_addr = host_number(host);
    return addr;
}

struct sockaddr_in address_loopback(void)
{
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return addr;
}

const char *address_text(const struct sockaddr_in *addr)
{
    static char text[INET_ADDRSTRLEN + sizeof ":65535"];
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &addr->sin_addr, host, sizeof host);
    snprintf(text, sizeof text, "%s:%u", host,
             (unsigned)ntohs(addr->sin_port));
    return text;
}
