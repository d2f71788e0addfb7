/* udp_dhcp_server.c: lends addresses to the hosts of its own subnet.
 * Slide: an address comes by DHCP from a server to which the machine is
 *      directly connected.
 * New: (Linux, in the lab) RFC 2131 over UDP: OFFER answers DISCOVER, and
 *      ACK or NAK a REQUEST. A new client has no address to send to.
 * Try: router$ udp_dhcp_server 192.168.1.50 255.255.255.0 10
 *      new$ udp_dhcp_client eth0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "report.h"
#include "address.h"
#include "dhcp.h"

enum { MOST = 254 };                             /* addresses */
static const unsigned OFFERED = 60, LENT = 3600; /* seconds */

/* An address and its client, who gets the same one again. Shortcuts: all
 * is forgotten at the program's end, so that an address may then be lent
 * twice; and nobody looks, by a ping, whether a host has it without us.
 */
struct lease {
    in_addr_t address;
    uint8_t client[256]; /* its identifier, as in option 61 */
    double until;        /* by now(); 0: never lent */
};

struct server {
    in_addr_t address, netmask;
    char interface[IF_NAMESIZE];
    struct lease leases[MOST];
    int count;
};

static in_addr_t four_parts(const char *text)
{
    in_addr_t address;
    if (inet_pton(AF_INET, text, &address) != 1)
        refuse(text,
               "an address has four parts from 0 to 255: 192.168.1.100");
    return address;
}

/* Finds the interface that is directly connected to an address. */
static void find_interface(struct server *server, in_addr_t other)
{
    struct ifaddrs *first;
    if (getifaddrs(&first) == -1)
        fail("getifaddrs");
    for (struct ifaddrs *at = first; at != NULL; at = at->ifa_next) {
        struct sockaddr_in in;
        if (at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET)
            continue;
        memcpy(&in, at->ifa_addr, sizeof in);
        if (((in.sin_addr.s_addr ^ other) & server->netmask) != 0)
            continue;
        server->address = in.sin_addr.s_addr;
        snprintf(server->interface, IF_NAMESIZE, "%s", at->ifa_name);
    }
    freeifaddrs(first);
}

/* The lease of a client; NULL: we don't know it. */
static struct lease *lease_of(struct server *server, const uint8_t *client)
{
    for (int i = 0; i < server->count; i++)
        if (memcmp(server->leases[i].client, client, client[0] + 1u) == 0)
            return &server->leases[i];
    return NULL;
}

/* A lease for a new client: of the address that it asks for if that one is
 * free, or else of the one that has been free longest; NULL: none is.
 */
static struct lease *free_lease(struct server *server, in_addr_t wanted)
{
    struct lease *best = NULL;
    for (int i = 0; i < server->count; i++) {
        struct lease *lease = &server->leases[i];
        if (lease->until > now())
            continue;
        if (lease->address == wanted)
            return lease;
        if (best == NULL || lease->until < best->until)
            best = lease;
    }
    return best;
}

/* Answers by broadcast, which RFC 2131 allows where a host can't be reached
 * otherwise; or by unicast, if it has this address already.
 */
static void answer(int sock, const struct server *server,
                   const struct dhcp *in, int type, in_addr_t address)
{
    struct dhcp out;
    dhcp_begin(&out, BOOTREPLY, type, in->xid, in->chaddr);
    out.flags = in->flags;
    dhcp_add(&out, SERVER_ID, server->address);
    if (type != NAK) {
        out.yiaddr = address;
        dhcp_add(&out, LEASE_TIME, htonl(LENT));
        dhcp_add(&out, NETMASK, server->netmask);
        dhcp_add(&out, ROUTER, server->address); /* we are the router */
    }
    if (type == ACK && in->ciaddr == address)
        out.ciaddr = address;
    struct sockaddr_in peer = {0};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(CLIENT_PORT);
    peer.sin_addr.s_addr = out.ciaddr != 0 ? out.ciaddr : INADDR_BROADCAST;
    if (sendto(sock, &out, DHCP_SENT, 0, (struct sockaddr *)&peer,
               sizeof peer) == -1)
        complain("sendto");
    else
        fprintf(stderr, "%s %s to %s\n", dhcp_name(type), quad(address),
                mac_text(in->chaddr));
}

/* RFC 2131, 4.3.1: the same address for the same client. */
static void discover(int sock, struct server *server, const struct dhcp *in,
                     const uint8_t *client)
{
    struct lease *lease = lease_of(server, client);
    if (lease == NULL)
        lease = free_lease(server, dhcp_address(in, REQUESTED));
    if (lease == NULL) {
        fprintf(stderr, "no answer: no address is free\n");
        return;
    }
    memcpy(lease->client, client, client[0] + 1u);
    if (lease->until < now() + OFFERED)
        lease->until = now() + OFFERED;
    answer(sock, server, in, OFFER, lease->address);
}

/* RFC 2131, 4.3.2. */
static void request(int sock, struct server *server, const struct dhcp *in,
                    struct lease *lease)
{
    in_addr_t chosen = dhcp_address(in, SERVER_ID);
    in_addr_t wanted = dhcp_address(in, REQUESTED);
    if (wanted == 0) /* none: the client has it, and renews the lease */
        wanted = in->ciaddr;
    if (chosen != 0 && chosen != server->address) {
        fprintf(stderr, "no answer: it chose the server %s\n",
                quad(chosen));
        if (lease != NULL)
            lease->until = now();
    } else if (lease != NULL && lease->address == wanted) {
        lease->until = now() + LENT;
        answer(sock, server, in, ACK, wanted);
    } else if (chosen == 0 && lease == NULL &&
               ((wanted ^ server->address) & server->netmask) == 0) {
        fprintf(stderr, "no answer: not a client of ours\n");
    } else {
        answer(sock, server, in, NAK, wanted);
    }
}

/* The client gives its address back, or has found another host there. */
static void give_back(const struct server *server, const struct dhcp *in,
                      struct lease *lease)
{
    bool found = dhcp_type(in) == DECLINE;
    in_addr_t address = found ? dhcp_address(in, REQUESTED) : in->ciaddr;
    if (lease == NULL || lease->address != address ||
        dhcp_address(in, SERVER_ID) != server->address) {
        fprintf(stderr, "ignored: not an address that we lent it\n");
        return;
    }
    lease->until = found ? now() + LENT : now();
    if (found)
        lease->client[0] = 0;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "FIRST_ADDRESS NETMASK COUNT",
          "lends addresses to the hosts of its own subnet",
          "udp_dhcp_client INTERFACE");
    static struct server server;
    in_addr_t first = four_parts(argv[1]);
    server.netmask = four_parts(argv[2]);
    server.count = number(argv[3], "a count", 1, MOST);
    uint32_t zeros = ~ntohl(server.netmask);
    if ((zeros & (zeros + 1)) != 0)
        refuse(argv[2], "a netmask is ones, then zeros: 255.255.255.0");
    find_interface(&server, first);
    if (server.address == 0)
        fail_because(argv[1], "no interface is directly connected to it",
                     "see interfaces");
    for (int i = 0; i < server.count; i++) {
        uint32_t host = (ntohl(first) & zeros) + (uint32_t)i;
        in_addr_t address = htonl(ntohl(first) + (uint32_t)i);
        if (host == 0 || host >= zeros || address == server.address)
            refuse(quad(address), "no host's address, or our own");
        server.leases[i].address = address;
    }

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    int on = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == -1)
        fail("setsockopt(SO_BROADCAST)");
    if (setsockopt(sock, SOL_SOCKET, SO_BINDTODEVICE, server.interface,
                   (socklen_t)strlen(server.interface)) == -1)
        fail("setsockopt(SO_BINDTODEVICE)");
    struct sockaddr_in local = {0};
    local.sin_family = AF_INET;
    local.sin_port = htons(SERVER_PORT);
    local.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail_because("bind", strerror(errno), dhcp_bind_advice(errno));
    fprintf(stderr, "waiting for clients on port %d, as %s\n", SERVER_PORT,
            quad(server.address));

    for (;;) {
        struct dhcp in;
        struct sockaddr_in peer;
        socklen_t peer_length = sizeof peer;
        ssize_t count = recvfrom(sock, &in, sizeof in, MSG_TRUNC,
                                 (struct sockaddr *)&peer, &peer_length);
        if (count == -1) {
            complain("recvfrom");
            continue;
        }
        const char *fault = dhcp_fault(&in, (size_t)count);
        if (fault == NULL && (in.op != BOOTREQUEST || in.giaddr != 0))
            fault = "not from a client on this subnet";
        if (fault != NULL) {
            fprintf(stderr, "ignored %zd bytes from %s: %s\n", count,
                    address_text(&peer), fault);
            continue;
        }
        int type = dhcp_type(&in);
        printf("%s from %s\n", dhcp_name(type), mac_text(in.chaddr));

        /* A client without an identifier is known by its address. */
        const uint8_t *client = dhcp_option(&in, CLIENT_ID);
        uint8_t mac[2 + MAC_LENGTH] = {1 + MAC_LENGTH, ARPHRD_ETHER};
        memcpy(mac + 2, in.chaddr, MAC_LENGTH);
        if (client == NULL)
            client = mac;
        if (type == DISCOVER)
            discover(sock, &server, &in, client);
        else if (type == REQUEST)
            request(sock, &server, &in, lease_of(&server, client));
        else if (type == DECLINE || type == RELEASE)
            give_back(&server, &in, lease_of(&server, client));
    }
}
