/* udp_dhcp_client.c: gets an address by DHCP, and sets it.
 * Slide: DHCP exploits netmask-constrained broadcast without knowing the
 *      subnet's address.
 * New: (Linux, in the lab) it sends from 0.0.0.0 to 255.255.255.255. When
 *      it has the lease it ends: nobody renews the lease or takes it away.
 * Try: router$ udp_dhcp_server 192.168.1.50 255.255.255.0 10
 *      new$ udp_dhcp_client eth0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include "report.h"
#include "address.h"
#include "dhcp.h"

/* Returns why a message is no answer to ours; NULL: it is one. */
static const char *foreign(const struct dhcp *in, const struct dhcp *out)
{
    if (in->op != BOOTREPLY || in->xid != out->xid ||
        memcmp(in->chaddr, out->chaddr, MAC_LENGTH) != 0)
        return "not for us";
    int asked = dhcp_type(out), type = dhcp_type(in);
    if (asked == DISCOVER ? type != OFFER : type != ACK && type != NAK)
        return "not the answer that we wait for";
    if (dhcp_address(in, SERVER_ID) == 0)
        return "no server identifier";
    if (asked == REQUEST &&
        dhcp_address(in, SERVER_ID) != dhcp_address(out, SERVER_ID))
        return "not from the server that we chose";
    if (type == NAK)
        return NULL;
    if (asked == REQUEST && in->yiaddr != dhcp_address(out, REQUESTED))
        return "not the address that we asked for";
    uint32_t first = ntohl(in->yiaddr) >> 24;
    if (first == 0 || first == IN_LOOPBACKNET || first >= 224)
        return "no address for a host";
    uint32_t zeros = ~ntohl(dhcp_address(in, NETMASK));
    if (zeros == UINT32_MAX || (zeros & (zeros + 1)) != 0)
        return "no netmask";
    return dhcp_address(in, LEASE_TIME) == 0 ? "no lease time" : NULL;
}

/* Waits for the answer; false: none has come in time. */
static bool wait_for(int sock, const struct dhcp *out, struct dhcp *in,
                     double seconds)
{
    double end = now() + seconds;
    while (now() < end) {
        struct pollfd ready = {.fd = sock, .events = POLLIN};
        if (poll(&ready, 1, (int)((end - now()) * 1000) + 1) == -1)
            fail("poll");
        struct sockaddr_in peer;
        socklen_t peer_length = sizeof peer;
        ssize_t count = recvfrom(sock, in, sizeof *in,
                                 MSG_TRUNC | MSG_DONTWAIT,
                                 (struct sockaddr *)&peer, &peer_length);
        if (count == -1 && errno != EAGAIN)
            fail("recvfrom");
        if (count == -1)
            continue;
        const char *fault = dhcp_fault(in, (size_t)count);
        if (fault == NULL)
            fault = foreign(in, out);
        if (fault == NULL)
            return true;
        fprintf(stderr, "ignored %zd bytes from %s: %s\n", count,
                address_text(&peer), fault);
    }
    return false;
}

/* Broadcasts a message, and again when no answer has come: after 4, 8 and
 * 16 s, each a second more or less by chance (RFC 2131, 4.1).
 */
static void ask(int sock, const struct dhcp *out, struct dhcp *in)
{
    struct sockaddr_in peer = {0};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(SERVER_PORT);
    peer.sin_addr.s_addr = INADDR_BROADCAST;
    for (int seconds = 4; seconds <= 16; seconds *= 2) {
        uint8_t chance;
        if (getrandom(&chance, sizeof chance, 0) == -1)
            fail("getrandom");
        if (sendto(sock, out, DHCP_SENT, 0, (struct sockaddr *)&peer,
                   sizeof peer) == -1)
            fail("sendto");
        fprintf(stderr, "%s by broadcast\n", dhcp_name(dhcp_type(out)));
        if (wait_for(sock, out, in, seconds - 1 + chance / 127.5))
            return;
    }
    fail_because(
        "recvfrom", "no answer",
        "no DHCP server is reached, it has no address free, or its "
        "answer is dropped, as by a firewall or by rp_filter in "
        "/proc/sys/net/ipv4/conf that is not 0");
}

/* Sets the address, or another of the interface's. ioctl() takes an
 * unsigned long in glibc and an int in musl: `what` fits both.
 */
static void set(int sock, struct ifreq *interface, unsigned short what,
                in_addr_t address, const char *call)
{
    struct sockaddr_in addr = {0};
    addr.sin_family = AF_INET;
    addr.sin_addr.s_addr = address;
    memcpy(&interface->ifr_addr, &addr, sizeof addr);
    if (ioctl(sock, what, interface) == -1)
        fail(call);
}

static void set_default_route(int sock, in_addr_t router)
{
    struct sockaddr_in any = {.sin_family = AF_INET}, gateway = any;
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    gateway.sin_addr.s_addr = router;
    memcpy(&route.rt_dst, &any, sizeof any);
    memcpy(&route.rt_genmask, &any, sizeof any);
    memcpy(&route.rt_gateway, &gateway, sizeof gateway);
    if (ioctl(sock, SIOCADDRT, &route) == -1)
        fail("ioctl(SIOCADDRT)");
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "INTERFACE", "gets an address by DHCP, and sets it",
          "udp_dhcp_server FIRST_ADDRESS NETMASK COUNT");
    struct ifreq interface = {0};
    if (strlen(argv[1]) >= sizeof interface.ifr_name)
        refuse(argv[1], "an interface's name has at most 15 bytes");
    memcpy(interface.ifr_name, argv[1], strlen(argv[1]));

    int sock = socket(PF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    if (ioctl(sock, SIOCGIFHWADDR, &interface) == -1)
        fail("ioctl(SIOCGIFHWADDR)");
    if (interface.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        refuse(argv[1], "no Ethernet interface");
    uint8_t mac[MAC_LENGTH];
    memcpy(mac, interface.ifr_hwaddr.sa_data, sizeof mac);

    int on = 1;
    if (setsockopt(sock, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == -1)
        fail("setsockopt(SO_BROADCAST)");
    if (setsockopt(sock, SOL_SOCKET, SO_BINDTODEVICE, argv[1],
                   (socklen_t)strlen(argv[1])) == -1)
        fail("setsockopt(SO_BINDTODEVICE)");
    struct sockaddr_in local = {0};
    local.sin_family = AF_INET;
    local.sin_port = htons(CLIENT_PORT);
    local.sin_addr.s_addr = htonl(INADDR_ANY);
    if (bind(sock, (struct sockaddr *)&local, sizeof local) == -1)
        fail_because("bind", strerror(errno), dhcp_bind_advice(errno));
    /* Without an address the kernel sends from 0.0.0.0; but from that of
     * another interface, if one has any: a shortcut, RFC 2131, 4.1. */
    set(sock, &interface, SIOCSIFADDR, INADDR_ANY, "ioctl(SIOCSIFADDR)");

    struct dhcp out, in;
    int tries = 3;
    do { /* after a NAK, all begins again */
        uint32_t xid;
        if (getrandom(&xid, sizeof xid, 0) == -1)
            fail("getrandom");
        dhcp_begin(&out, BOOTREQUEST, DISCOVER, xid, mac);
        out.flags = htons(BROADCAST_FLAG); /* so must the answers come */
        ask(sock, &out, &in);
        in_addr_t offered = in.yiaddr,
                  server = dhcp_address(&in, SERVER_ID);
        printf("OFFER %s", quad(offered));
        printf(" from %s\n", quad(server));

        dhcp_begin(&out, BOOTREQUEST, REQUEST, xid, mac);
        out.flags = htons(BROADCAST_FLAG);
        dhcp_add(&out, REQUESTED, offered);
        dhcp_add(&out, SERVER_ID, server);
        ask(sock, &out, &in);
        printf("%s %s", dhcp_name(dhcp_type(&in)), quad(offered));
        printf(" from %s\n", quad(server));
    } while (dhcp_type(&in) == NAK && --tries > 0);
    if (dhcp_type(&in) == NAK)
        fail_because("recvfrom", "NAK each time", NULL);

    in_addr_t netmask = dhcp_address(&in, NETMASK);
    in_addr_t router = dhcp_address(&in, ROUTER);
    set(sock, &interface, SIOCSIFADDR, in.yiaddr, "ioctl(SIOCSIFADDR)");
    set(sock, &interface, SIOCSIFNETMASK, netmask, "ioctl(SIOCSIFNETMASK)");
    fprintf(stderr, "set address %s", quad(in.yiaddr));
    fprintf(stderr, ", netmask %s", quad(netmask));
    if (router != 0) {
        set_default_route(sock, router);
        fprintf(stderr, ", router %s", quad(router));
    }
    fprintf(stderr, ", for %u s\n", ntohl(dhcp_address(&in, LEASE_TIME)));
}
