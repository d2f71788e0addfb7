/* netmask.c: shows an address's 32 bits, and who is directly connected.
 * Slide: each node has a 32-bit address, written in four parts. It is
 *      "directly" connected to the addresses that match within its netmask.
 * New: everything. No socket yet: this is arithmetic.
 * Try: 1$ netmask 192.168.1.100 255.255.255.0 192.168.1.28
 *      1$ netmask 192.168.1.100 255.255.255.0 192.168.2.100
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include "report.h"

static uint32_t bits_of(const char *quad)
{
    struct in_addr addr;
    if (inet_pton(AF_INET, quad, &addr) != 1)
        refuse(quad,
               "an address has four parts from 0 to 255: 192.168.1.100");
    return ntohl(addr.s_addr);
}

/* Prints the bits, with a bar where the netmask cuts. */
static void show(const char *what, const char *quad, uint32_t netmask)
{
    printf("%-9s%-17s", what, quad);
    for (int i = 31; i >= 0; i--) {
        putchar(bits_of(quad) >> i & 1 ? '1' : '0');
        if (netmask >> i & 1 && (i == 0 || !(netmask >> (i - 1) & 1)))
            putchar('|');
        else if (i % 8 == 0 && i > 0)
            putchar('.');
    }
    putchar('\n');
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "ADDRESS NETMASK OTHER",
          "shows an address's 32 bits, and who is directly connected",
          NULL);

    uint32_t address = bits_of(argv[1]);
    uint32_t netmask = bits_of(argv[2]);
    uint32_t other = bits_of(argv[3]);
    /* ~netmask is zeros, then ones: plus 1, it shares no bit with itself */
    if ((~netmask & (~netmask + 1)) != 0)
        refuse(argv[2], "a netmask is ones, then zeros: 255.255.255.0");

    show("address", argv[1], netmask);
    show("netmask", argv[2], netmask);
    show("other", argv[3], netmask);
    if ((address & netmask) == (other & netmask))
        printf("they match within the netmask: directly connected\n");
    else
        printf("no match within the netmask: not directly connected\n");
}
