/* udp_nat.c: makes all hosts inside look like this one to those outside.
 * Slide: NAT makes several nodes look like one.
 * New: (Linux, in the lab) a table of which port stands for which host and
 *      port inside: by it the answers find back. A packet socket reads the
 *      packets, a raw socket sends them on.
 * Try: router$ echo 0 > /proc/sys/net/ipv4/ip_forward; udp_nat eth0 eth1
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

enum { MOST = 100, HEADERS = 28 };

/* RFC 4787's endpoint-independent mapping: one entry for all that is sent
 * from an address and port inside. And endpoint-independent filtering:
 * whoever outside knows the port may answer; so may strangers, its price.
 * An entry lasts until MOST others are newer: there is no timer.
 */
struct entry {
    struct sockaddr_in inside, outside;
    int sock; /* bound to `outside`, never read: the port is ours alone, and
                 the kernel doesn't refuse the answers by ICMP */
    unsigned long used; /* last, as a count of packets; 0: never */
};

struct packet {
    struct iphdr ip; /* one with options is longer, and is not passed on */
    struct udphdr udp;
    uint8_t data[IP_MAXPACKET - HEADERS];
};

/* Returns one of the addresses of an interface. ioctl() takes an unsigned
 * long in glibc and an int in musl: `what` fits both.
 */
static in_addr_t get(int sock, unsigned short what, const char *name,
                     const char *call)
{
    struct ifreq interface = {0};
    struct sockaddr_in addr;
    snprintf(interface.ifr_name, sizeof interface.ifr_name, "%s", name);
    if (ioctl(sock, what, &interface) == -1)
        fail(call);
    memcpy(&addr, &interface.ifr_addr, sizeof addr);
    return addr.sin_addr.s_addr;
}

/* A kernel that forwards would pass each packet on, too. The price of one
 * that doesn't: TCP and ICMP stay on their side, as do ICMP's refusals.
 */
static void check_forwarding(const char *inside)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/sys/net/ipv4/conf/%s/forwarding",
             inside);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail("fopen");
    if (fgetc(file) != '0')
        fail_because("ip_forward", "the kernel forwards these packets, too",
                     "echo 0 > /proc/sys/net/ipv4/ip_forward");
    fclose(file);
}

/* The Internet checksum, RFC 1071, before it is inverted. */
static uint16_t sum(const void *bytes, size_t count, uint32_t start)
{
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < count; i++)
        start += i % 2 == 0 ? (uint32_t)byte[i] << 8 : byte[i];
    while (start > UINT16_MAX)
        start = (start & UINT16_MAX) + (start >> 16);
    return (uint16_t)start;
}

/* Returns why a packet of count bytes is not passed on; NULL: it is. */
static const char *fault(const struct packet *packet, size_t count)
{
    size_t length = ntohs(packet->ip.tot_len);
    if (packet->ip.version != 4 || packet->ip.ihl != 5)
        return "no IP header of 20 bytes";
    if (sum(&packet->ip, sizeof packet->ip, 0) != UINT16_MAX)
        return "a damaged IP header";
    if ((ntohs(packet->ip.frag_off) & (IP_MF | IP_OFFMASK)) != 0)
        return "a fragment";
    if (length > count || length < HEADERS ||
        ntohs(packet->udp.len) != length - sizeof packet->ip)
        return "a wrong length";
    return packet->ip.ttl <= 1 ? "its time to live is over" : NULL;
}

/* Whether it is a host's address, and not on the subnet inside. */
static bool is_beyond(in_addr_t address, in_addr_t inside,
                      in_addr_t netmask)
{
    uint32_t first = ntohl(address) >> 24;
    return first != 0 && first != IN_LOOPBACKNET && first < 224 &&
           ((address ^ inside) & netmask) != 0;
}

/* Sends a packet on. UDP's checksum is made anew, since a packet socket may
 * read it unfinished where no wire follows; the price: a datagram damaged
 * on its way to us looks whole. IP's is filled in by the kernel: raw(7).
 */
static void pass(int raw, struct packet *packet)
{
    uint16_t length = ntohs(packet->udp.len);
    const uint8_t *udp = (const uint8_t *)packet + sizeof packet->ip;
    packet->ip.ttl--;
    packet->udp.check = 0;
    uint16_t check = sum(&packet->ip.saddr, 8, IPPROTO_UDP + length);
    check = (uint16_t)~sum(udp, length, check);
    packet->udp.check = check == 0 ? UINT16_MAX : htons(check);

    struct sockaddr_in peer = {.sin_family = AF_INET};
    peer.sin_addr.s_addr = packet->ip.daddr;
    if (sendto(raw, packet, ntohs(packet->ip.tot_len), 0,
               (struct sockaddr *)&peer, sizeof peer) == -1) {
        complain("sendto");
        return;
    }
    peer.sin_port = packet->udp.dest;
    fprintf(stderr, "passed %zu bytes on to %s\n",
            length - sizeof packet->udp, address_text(&peer));
}

/* Puts a new entry in the place of an old or empty one; false: it can't. */
static bool renew(struct entry *old, const struct sockaddr_in *inside,
                  in_addr_t outside)
{
    struct entry new = {.inside = *inside, .outside = *inside};
    new.outside.sin_addr.s_addr = outside;
    new.outside.sin_port = 0; /* any that is free */
    socklen_t length = sizeof new.outside;
    new.sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (new.sock == -1) {
        complain("socket");
        return false;
    }
    if (bind(new.sock, (struct sockaddr *)&new.outside, length) == -1 ||
        getsockname(new.sock, (struct sockaddr *)&new.outside, &length) ==
            -1) {
        complain("bind");
        close(new.sock);
        return false;
    }
    if (old->used > 0) {
        printf("%-21s forgotten\n", address_text(&old->inside));
        close(old->sock);
    }
    printf("%-21s ", address_text(&new.inside));
    printf("%s\n", address_text(&new.outside));
    *old = new;
    return true;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "INSIDE OUTSIDE",
          "makes all hosts inside look like this one to those outside",
          "interfaces");

    /* ETH_P_IP: the packets that arrive, of each interface; packet(7) */
    int sock = socket(PF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
    if (sock == -1)
        fail_because("socket", strerror(errno),
                     errno == EPERM ? "a packet socket needs privilege: "
                                      "run it in scripts/lab"
                                    : NULL);
    int raw = socket(PF_INET, SOCK_RAW, IPPROTO_RAW);
    if (raw == -1)
        fail("socket");
    int inside_index = (int)if_nametoindex(argv[1]);
    int outside_index = (int)if_nametoindex(argv[2]);
    if (inside_index == 0 || outside_index == 0)
        fail("if_nametoindex");
    if (inside_index == outside_index)
        refuse(argv[2], "the same interface twice");
    in_addr_t inside = get(raw, SIOCGIFADDR, argv[1], "SIOCGIFADDR");
    in_addr_t netmask = get(raw, SIOCGIFNETMASK, argv[1], "SIOCGIFNETMASK");
    in_addr_t outside = get(raw, SIOCGIFADDR, argv[2], "SIOCGIFADDR");
    check_forwarding(argv[1]);
    printf("inside                outside\n");

    static struct entry table[MOST];
    static struct packet packet;
    for (unsigned long packets = 0;;) {
        struct sockaddr_ll from = {0};
        socklen_t from_length = sizeof from;
        ssize_t count = recvfrom(sock, &packet, sizeof packet, 0,
                                 (struct sockaddr *)&from, &from_length);
        if (count == -1) {
            complain("recvfrom");
            continue;
        }
        if (count < HEADERS || from.sll_pkttype != PACKET_HOST ||
            packet.ip.protocol != IPPROTO_UDP)
            continue;
        in_addr_t source = packet.ip.saddr, to = packet.ip.daddr;
        bool leaves = from.sll_ifindex == inside_index &&
                      ((source ^ inside) & netmask) == 0 &&
                      is_beyond(to, inside, netmask) && to != outside;
        bool returns = from.sll_ifindex == outside_index &&
                       is_beyond(source, inside, netmask) && to == outside;
        if (!leaves && !returns)
            continue; /* the kernel's own, or nobody's */
        const char *reason = fault(&packet, (size_t)count);
        if (reason != NULL) {
            fprintf(stderr, "ignored %zd bytes: %s\n", count, reason);
            continue;
        }

        struct sockaddr_in sender = {.sin_family = AF_INET};
        sender.sin_addr.s_addr = source;
        sender.sin_port = packet.udp.source;
        struct entry *entry = NULL, *oldest = &table[0];
        for (struct entry *at = table; at < table + MOST; at++) {
            if (at->used < oldest->used)
                oldest = at;
            if (at->used > 0 &&
                (leaves ? memcmp(&at->inside, &sender, sizeof sender) == 0
                        : at->outside.sin_port == packet.udp.dest))
                entry = at;
        }
        if (entry == NULL && leaves && renew(oldest, &sender, outside))
            entry = oldest;
        if (entry == NULL)
            continue; /* to a port of another program's, or no port free */
        if (leaves) {
            entry->used = ++packets;
            packet.ip.saddr = outside;
            packet.udp.source = entry->outside.sin_port;
        } else {
            packet.ip.daddr = entry->inside.sin_addr.s_addr;
            packet.udp.dest = entry->inside.sin_port;
        }
        pass(raw, &packet);
    }
}
