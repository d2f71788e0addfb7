/* mutants.c: what a network should not send, for hostile.sh. Each is made of
 * a right message by some changes; a SEED makes the same ones again.
 *
 *   mutants parser COUNT SEED           dhcp.h reads COUNT DHCP messages
 *   mutants clients COUNT SEED          COUNT messages to a DHCP server
 *   mutants server ADDRESS COUNT SEED   before each of two right answers to
 *                                       a DHCP client, which gets ADDRESS,
 *                                       COUNT others
 *   mutants packets INTERFACE MAC FROM TO COUNT SEED
 *                                       COUNT UDP packets to a NAT
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
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

static void parser(int count)
{
    static const uint8_t mac[MAC_LENGTH] = {2, 0, 0, 0, 0, 9};
    int whole = 0;
    for (int i = 0; i < count; i++) {
        struct dhcp message;
        dhcp_begin(&message, BOOTREQUEST, (int)any(10), 1, mac);
        dhcp_add(&message, REQUESTED, any(1000000));
        size_t size = mutate(&message);
        uint8_t *exact = malloc(size); /* a byte beyond: AddressSanitizer */
        if (exact == NULL && size > 0)
            fail("malloc");
        if (size > 0)
            memcpy(exact, &message, size);
        const struct dhcp *read = (void *)exact;
        if (dhcp_fault(read, size) == NULL) {
            whole++;
            for (int code = 1; code < END; code++) {
                const uint8_t *option = dhcp_option(read, (uint8_t)code);
                if (option != NULL &&
                    option + 1 + option[0] >= exact + size)
                    fail_because("parser", "an option without an end",
                                 NULL);
            }
            dhcp_address(read, REQUESTED);
            dhcp_address(read, ROUTER);
            if (strcmp(dhcp_name(dhcp_type(read)), "?") == 0)
                fail_because("parser", "no type", NULL);
        }
        free(exact);
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
    for (int type = OFFER; type != 0; type = type == OFFER ? ACK : 0) {
        struct dhcp in, out;
        int wanted = type == OFFER ? DISCOVER : REQUEST;
        do
            if (recv(sock, &in, sizeof in, 0) == -1)
                fail("recv");
        while (dhcp_type(&in) != wanted);
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
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return htons((uint16_t) ~((sum & UINT16_MAX) + (sum >> 16)));
}

static void packets(char *argv[], int count)
{
    int sock = socket(PF_PACKET, SOCK_DGRAM, 0);
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_halen = 6};
    to.sll_protocol = htons(ETH_P_IP);
    to.sll_ifindex = (int)if_nametoindex(argv[2]);
    if (sock == -1 || to.sll_ifindex == 0 ||
        sscanf(argv[3], "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &to.sll_addr[0],
               &to.sll_addr[1], &to.sll_addr[2], &to.sll_addr[3],
               &to.sll_addr[4], &to.sll_addr[5]) != 6)
        fail("packets");
    for (int i = 0; i < count; i++) {
        union {
            struct {
                struct iphdr ip;
                struct udphdr udp;
            } header;
            uint8_t bytes[1400];
        } packet = {0};
        unsigned data = any(200), size = 28 + data;
        packet.header.ip.version = 4;
        packet.header.ip.ihl = 5;
        packet.header.ip.tot_len = htons((uint16_t)size);
        packet.header.ip.ttl = 64;
        packet.header.ip.protocol = IPPROTO_UDP;
        packet.header.ip.saddr = inet_addr(argv[4]);
        packet.header.ip.daddr = inet_addr(argv[5]);
        packet.header.udp.source = htons((uint16_t)(1024 + any(400)));
        packet.header.udp.dest = htons((uint16_t)(32768 + any(28232)));
        packet.header.udp.len = htons((uint16_t)(8 + data));
        for (unsigned at = 28; at < size; at++)
            packet.bytes[at] = (uint8_t)any(256);
        if (any(4)) /* else a right one */
            change(packet.bytes, 28, 20);
        if (!any(8))
            size = 1 + any(size);
        packet.header.ip.check = 0;
        packet.header.ip.check = any(8) ? inverted_sum(packet.bytes, 20)
                                        : (uint16_t)any(65536);
        if (sendto(sock, packet.bytes, size, 0, (struct sockaddr *)&to,
                   sizeof to) == -1)
            fail("sendto");
    }
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "KIND [ARGUMENT...] COUNT SEED", "sends mutants",
          NULL);
    int count = number(argv[argc - 2], "a count", 1, 10000000);
    state = (uint64_t)number(argv[argc - 1], "a seed", 1, 1000000) << 20 |
            1;
    if (strcmp(argv[1], "parser") == 0 && argc == 4)
        parser(count);
    else if (strcmp(argv[1], "clients") == 0 && argc == 4)
        clients(count);
    else if (strcmp(argv[1], "server") == 0 && argc == 5)
        server(argv[2], count);
    else if (strcmp(argv[1], "packets") == 0 && argc == 8)
        packets(argv, count);
    else
        refuse(argv[1], "no such kind, or another number of arguments");
}
