/* mutants.c: what a network should not send, for hostile.sh. Each is made of
 * a right message by some changes; a SEED makes the same ones again.
 *
 *   mutants parser COUNT SEED           dhcp.h reads COUNT DHCP messages
 *   mutants clients COUNT SEED          COUNT messages to a DHCP server
 *   mutants server ADDRESS COUNT SEED   COUNT answers to a DHCP client before
 *                                       each right one: OFFER of ADDRESS, and
 *                                       by turns NAK and ACK
 *   mutants packets INTERFACE MAC FROM TO LAST COUNT SEED
 *                                       COUNT UDP packets to a NAT's MAC, then
 *                                       one of LAST bytes; prints how many a
 *                                       NAT inside of 192.168.1.1 passes on
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "report.h"
#include "address.h"
#include "../../udp/dhcp.h"

static uint64_t state;

/* A number from 0 to below - 1: xorshift, so that a seed tells them all. */
static unsigned any(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 20) % below;
}

/* Changes some bytes, more often than not among the first or after them. */
static void change(uint8_t *bytes, size_t count, size_t first)
{
    for (unsigned changes = any(5); changes > 0 && count > 0; changes--) {
        unsigned size = (unsigned)(any(2) ? first : count);
        if (size > count)
            size = (unsigned)count;
        static const uint8_t odd[] = {0, 1, 2, 4, 127, 128, 254, 255};
        bytes[any(size)] = any(2) ? odd[any(8)] : (uint8_t)any(256);
    }
}

/* Adds options of any kind to a message, up to about its end. */
static void add_any(struct dhcp *message)
{
    static const uint8_t codes[] = {PAD,        NETMASK,  ROUTER, REQUESTED,
                                    LEASE_TIME, OVERLOAD, TYPE,   SERVER_ID,
                                    CLIENT_ID,  END,      12,     82};
    uint8_t *at = message->options;
    while (*at != END)
        at += *at == PAD ? 1 : 2 + at[1];
    for (unsigned options = any(12); options > 0; options--) {
        *at++ = any(4) ? codes[any(sizeof codes)] : (uint8_t)any(256);
        unsigned length = any(3) ? 4 : any(60);
        *at++ = any(20) ? (uint8_t)length : (uint8_t)any(256);
        for (unsigned i = 0; i < length; i++)
            *at++ = (uint8_t)any(256);
    }
    *at = END;
}

/* Changes a message, and returns its length, which may be any. */
static size_t mutate(struct dhcp *message)
{
    size_t fixed = offsetof(struct dhcp, options);
    if (any(2))
        add_any(message);
    size_t count = any(4) ? DHCP_SENT : any(sizeof *message + 1);
    if (any(2))
        change((uint8_t *)message, fixed, 44);
    if (any(2))
        change(message->options, sizeof message->options, 30);
    return any(200) ? count : 0;
}

/* An option of a message without faults is within it, and as long as the
 * programs take it to be.
 */
static void check_option(const struct dhcp *message, uint8_t code,
                         const uint8_t *end)
{
    const uint8_t *option = dhcp_option(message, code);
    if (option == NULL)
        return;
    if (option + 1 + option[0] >= end)
        fail_because("parser", "an option without an end", NULL);
    bool fits = code == TYPE     ? option[0] == 1
                : code == ROUTER ? option[0] > 0 && option[0] % 4 == 0
                                 : option[0] == 4;
    if (!fits && code != CLIENT_ID)
        fail_because("parser", "an option of a wrong length", NULL);
}

/* Reads a message in memory of its own size: AddressSanitizer sees a byte
 * beyond. Returns 1 if it is without a fault.
 */
static int parse(const struct dhcp *message, size_t size)
{
    static const uint8_t codes[] = {
        NETMASK, ROUTER, REQUESTED, LEASE_TIME, TYPE, SERVER_ID, CLIENT_ID};
    uint8_t *exact = malloc(size + (size == 0));
    if (exact == NULL)
        fail("malloc");
    memcpy(exact, message, size);
    const struct dhcp *read = (void *)exact;
    int whole = dhcp_fault(read, size) == NULL;
    for (size_t i = 0; whole && i < sizeof codes; i++)
        check_option(read, codes[i], exact + size);
    if (whole && strcmp(dhcp_name(dhcp_type(read)), "?") == 0)
        fail_because("parser", "no type", NULL);
    free(exact);
    return whole;
}

static void parser(int count)
{
    static const uint8_t mac[MAC_LENGTH] = {2, 0, 0, 0, 0, 9};
    int whole = 0;
    for (int i = 0; i < count; i++) {
        struct dhcp message;
        dhcp_begin(&message, BOOTREQUEST, (int)any(10), 1, mac);
        dhcp_add(&message, REQUESTED, any(1000000));
        size_t size = mutate(&message);
        whole += parse(&message, size);
    }
    printf("%d of %d are without a fault\n", whole, count);
    if (whole < count / 100 || whole > count * 99 / 100)
        fail_because("parser", "these mutants prove little", NULL);
}

/* A UDP socket on a port, which may broadcast on eth0. */
static int open_socket(int port)
{
    int on = 1, sock = socket(PF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in local = {.sin_family = AF_INET};
    local.sin_port = htons((in_port_t)port);
    if (sock == -1 ||
        setsockopt(sock, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == -1 ||
        setsockopt(sock, SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4) == -1 ||
        bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail("open_socket");
    return sock;
}

static void broadcast(int sock, int port, const void *bytes, size_t count)
{
    struct sockaddr_in peer = {.sin_family = AF_INET};
    peer.sin_port = htons((in_port_t)port);
    peer.sin_addr.s_addr = INADDR_BROADCAST;
    if (sendto(sock, bytes, count, 0, (struct sockaddr *)&peer,
               sizeof peer) == -1)
        fail("sendto");
}

static void clients(int count)
{
    int sock = open_socket(CLIENT_PORT);
    for (int i = 0; i < count; i++) {
        uint8_t mac[MAC_LENGTH] = {2, 0, 0, 0, 9, (uint8_t)any(8)};
        struct dhcp message;
        dhcp_begin(&message, BOOTREQUEST, (int)(1 + any(8)), 1, mac);
        if (any(2))
            dhcp_add(&message, SERVER_ID, inet_addr("192.168.1.1"));
        if (any(2))
            dhcp_add(&message, REQUESTED, htonl(0xc0a80132 + any(10)));
        else if (any(2))
            message.ciaddr = htonl(0xc0a80132 + any(10));
        size_t size = mutate(&message);
        broadcast(sock, SERVER_PORT, &message, size);
    }
}

static void server(const char *address, int count)
{
    int sock = open_socket(SERVER_PORT);
    fprintf(stderr, "waiting for clients\n");
    for (int refused = 0;;) {
        struct dhcp in, out;
        if (recv(sock, &in, sizeof in, 0) == -1)
            fail("recv");
        int type = OFFER;
        if (dhcp_type(&in) == REQUEST)
            type = (refused = !refused) ? NAK : ACK;
        for (int i = 0; i <= count; i++) {
            int sent = i == count ? type : (int)(1 + any(8));
            dhcp_begin(&out, BOOTREPLY, sent, in.xid, in.chaddr);
            out.yiaddr = inet_addr(address);
            /* a right one of these would be an answer that came first */
            in_addr_t self = inet_addr("192.168.1.1");
            dhcp_add(&out, SERVER_ID, i == count ? self : htonl(any(9)));
            dhcp_add(&out, LEASE_TIME, htonl(600));
            dhcp_add(&out, NETMASK, inet_addr("255.255.255.0"));
            size_t size = DHCP_SENT;
            if (i < count) {
                size = mutate(&out);
                if (any(2))
                    out.xid ^= htonl(1 + any(9));
                else
                    out.yiaddr = htonl(0x7f000000 + any(99999));
            }
            broadcast(sock, CLIENT_PORT, &out, size);
        }
    }
}

static uint16_t inverted_sum(const uint8_t *bytes, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i += 2)
        sum += (uint32_t)bytes[i] << 8 |
               (i + 1 < count ? bytes[i + 1] : 0u);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return htons((uint16_t) ~((sum & UINT16_MAX) + (sum >> 16)));
}

struct packet {
    struct iphdr ip;
    struct udphdr udp;
    uint8_t data[1400];
};

/* Whether a NAT passes it on, by RFC 791 and 768, and on which side it is. */
static int is_right(const struct packet *packet, size_t size)
{
    const uint8_t *byte = (const uint8_t *)packet;
    uint32_t from = ntohl(packet->ip.saddr), to = ntohl(packet->ip.daddr);
    return size >= 28 && byte[0] == 0x45 && byte[9] == IPPROTO_UDP &&
           inverted_sum(byte, 20) == 0 && byte[8] > 1 &&
           (byte[6] & 0x3f) == 0 && byte[7] == 0 &&
           (byte[2] << 8 | byte[3]) == 20 + (byte[24] << 8 | byte[25]) &&
           (size_t)(byte[2] << 8 | byte[3]) <= size &&
           (byte[2] << 8 | byte[3]) >= 28 && from >> 8 == 0xc0a801 &&
           to >> 8 != 0xc0a801 && to != 0xc0a80201 && to >> 24 != 0 &&
           to >> 24 != 127 && to >> 24 < 224;
}

static void packets(char *argv[], int count)
{
    int sock = socket(PF_PACKET, SOCK_DGRAM, 0), right = 0;
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_halen = 6};
    to.sll_protocol = htons(ETH_P_IP);
    to.sll_ifindex = (int)if_nametoindex(argv[2]);
    if (sock == -1 || to.sll_ifindex == 0 ||
        sscanf(argv[3], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &to.sll_addr[0],
               &to.sll_addr[1], &to.sll_addr[2], &to.sll_addr[3],
               &to.sll_addr[4], &to.sll_addr[5]) != 6)
        fail("packets");
    unsigned last = (unsigned)number(argv[6], "a size", 0, 1400);
    for (int i = 0; i <= count; i++) {
        struct packet packet = {0};
        uint8_t *bytes = (uint8_t *)&packet;
        unsigned data = i == count ? last : any(200), size = 28 + data;
        packet.ip.version = 4;
        packet.ip.ihl = 5;
        packet.ip.tot_len = htons((uint16_t)size);
        packet.ip.ttl = any(16) || i == count ? 64 : (uint8_t)any(3);
        packet.ip.protocol = IPPROTO_UDP;
        packet.ip.saddr = inet_addr(argv[4]);
        packet.ip.daddr = inet_addr(argv[5]);
        if (!any(8) && i < count)
            packet.ip.daddr = htonl(any(256) << 24 | any(1 << 24));
        if (!any(8) && i < count)
            packet.ip.saddr = htonl(any(256) << 24 | any(1 << 24));
        packet.udp.source = htons((uint16_t)(1024 + any(400)));
        packet.udp.dest = htons((uint16_t)(32768 + any(28232)));
        packet.udp.len = htons((uint16_t)(8 + data));
        for (unsigned at = 0; at < data; at++)
            packet.data[at] = (uint8_t)any(256);
        if (any(4) && i < count)
            change(bytes, 28, 20);
        if (!any(8) && i < count)
            size = 1 + any(size);
        packet.ip.check = 0;
        packet.ip.check = any(8) || i == count ? inverted_sum(bytes, 20)
                                               : (uint16_t)any(65536);
        right += is_right(&packet, size);
        if (sendto(sock, bytes, size, 0, (struct sockaddr *)&to,
                   sizeof to) == -1)
            fail("sendto");
    }
    printf("%d\n", right);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "KIND COUNT... SEED", "sends mutants", NULL);
    int count = number(argv[argc - 2], "a count", 1, 10000000);
    state = (uint64_t)number(argv[argc - 1], "a seed", 1, 1000000) << 20 |
            1;
    if (strcmp(argv[1], "parser") == 0 && argc == 4)
        parser(count);
    else if (strcmp(argv[1], "clients") == 0 && argc == 4)
        clients(count);
    else if (strcmp(argv[1], "server") == 0 && argc == 5)
        server(argv[2], count);
    else if (strcmp(argv[1], "packets") == 0 && argc == 9)
        packets(argv, count);
    else
        refuse(argv[1], "no such kind, or another number of arguments");
}
