/* packets.c: shows the packets that pass this machine, one line each.
 * Slide: applications use UDP or TCP, and practically never raw packets.
 * New: (Linux) a packet socket gets a copy of each packet, headers and all.
 *      It is for the privileged; in the lab, for anybody.
 * Try: 1$ scripts/lab
 *      2$ scripts/lab a packets
 *      3$ scripts/lab a udp_send 192.168.1.28 5678 hello
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include "report.h"
#include "address.h"
#include "bytes.h"

/* Bytes of a packet that are still to be read. */
struct bytes {
    const unsigned char *at;
    size_t left;
};

struct packet {
    struct sockaddr_in from, to; /* port 0: it has none, or none here */
    int protocol;
    size_t offset; /* where its data belong: not 0 in a later fragment */
    int more;      /* fragments are to come */
    struct bytes data;
};

/* Goes on by size bytes; 0: so many are not left. All reading is done here
 * and in take(), so that a false length in a packet does no harm.
 */
static int skip(struct bytes *bytes, size_t size)
{
    if (bytes->left < size)
        return 0;
    bytes->at += size;
    bytes->left -= size;
    return 1;
}

/* The same, with a copy of them: a header, which may not be aligned. */
static int take(struct bytes *bytes, void *header, size_t size)
{
    const unsigned char *at = bytes->at;
    if (!skip(bytes, size))
        return 0;
    memcpy(header, at, size);
    return 1;
}

/* Reads an IP header, and the ports behind it. Returns NULL, or what is
 * wrong. quoted: only the packet's beginning is here, in an ICMP message.
 */
static const char *read_ip(struct bytes bytes, int quoted, struct packet *p)
{
    struct iphdr ip;
    in_port_t ports[2];
    memset(p, 0, sizeof *p);
    if (!take(&bytes, &ip, sizeof ip))
        return "too short for its header";
    size_t header = ip.ihl * 4u, total = ntohs(ip.tot_len);
    if (ip.version != 4 || header < sizeof ip || total < header)
        return "no IPv4 header";
    if (total - sizeof ip > bytes.left && !quoted)
        return "shorter than its header says";
    if (total - sizeof ip < bytes.left)
        bytes.left = total - sizeof ip; /* then Ethernet's padding */
    if (!skip(&bytes, header - sizeof ip))
        return "too short for its options";

    p->from.sin_family = p->to.sin_family = AF_INET;
    p->from.sin_addr.s_addr = ip.saddr;
    p->to.sin_addr.s_addr = ip.daddr;
    p->protocol = ip.protocol;
    p->offset = (ntohs(ip.frag_off) & IP_OFFMASK) * 8u;
    p->more = (ntohs(ip.frag_off) & IP_MF) != 0;
    p->data = bytes;
    if ((p->protocol == IPPROTO_UDP || p->protocol == IPPROTO_TCP) &&
        p->offset == 0 && take(&bytes, ports, sizeof ports)) {
        p->from.sin_port = ports[0];
        p->to.sin_port = ports[1];
    }
    return NULL;
}

/* An ICMP message about another packet quotes the beginning of that one.
 */
static int read_quoted(const struct packet *p, struct packet *quoted)
{
    struct icmphdr icmp;
    struct bytes rest = p->data;
    return p->protocol == IPPROTO_ICMP && p->offset == 0 &&
           take(&rest, &icmp, sizeof icmp) &&
           (icmp.type == ICMP_DEST_UNREACH || icmp.type == ICMP_REDIRECT ||
            icmp.type == ICMP_TIME_EXCEEDED) &&
           read_ip(rest, 1, quoted) == NULL;
}

static void print_end(const struct sockaddr_in *end)
{
    char text[INET_ADDRSTRLEN];
    if (end->sin_port != 0)
        printf("%s", address_text(end));
    else
        printf("%s", inet_ntop(AF_INET, &end->sin_addr, text, sizeof text));
}

static void print_protocol(int protocol)
{
    if (protocol == IPPROTO_UDP || protocol == IPPROTO_TCP)
        printf(protocol == IPPROTO_UDP ? "UDP" : "TCP");
    else if (protocol == IPPROTO_ICMP)
        printf("ICMP");
    else
        printf("protocol %d", protocol);
}

static void print_arp(struct bytes bytes)
{
    struct ether_arp arp;
    char sender[INET_ADDRSTRLEN], target[INET_ADDRSTRLEN];
    if (!take(&bytes, &arp, sizeof arp) ||
        ntohs(arp.arp_hrd) != ARPHRD_ETHER ||
        ntohs(arp.arp_pro) != ETHERTYPE_IP || arp.arp_hln != ETH_ALEN ||
        arp.arp_pln != sizeof(struct in_addr)) {
        printf("ARP, not of IPv4 and Ethernet");
        return;
    }
    inet_ntop(AF_INET, arp.arp_spa, sender, sizeof sender);
    inet_ntop(AF_INET, arp.arp_tpa, target, sizeof target);
    if (ntohs(arp.arp_op) == ARPOP_REQUEST) {
        printf("ARP, who has %s? tell %s", target, sender);
    } else if (ntohs(arp.arp_op) == ARPOP_REPLY) {
        printf("ARP, %s is at ", sender);
        for (int i = 0; i < ETH_ALEN; i++)
            printf("%s%02x", i == 0 ? "" : ":", arp.arp_sha[i]);
    } else {
        printf("ARP, operation %d", ntohs(arp.arp_op));
    }
}

static void print_udp(const struct packet *p)
{
    struct udphdr udp;
    struct bytes rest = p->data;
    if (!take(&rest, &udp, sizeof udp)) {
        printf(", too short for its header");
        return;
    }
    size_t length = ntohs(udp.len);
    if (length < sizeof udp ||
        (length - sizeof udp > rest.left && !p->more))
        printf(", of a wrong length");
    else
        printf(", %zu bytes", length - sizeof udp);
}

/* The number of a connection's first byte in this direction, to count from;
 * where we have not seen it, the first number that we saw. It knows the
 * last 1000 directions: an older one begins anew.
 */
static uint32_t *start_of(const struct sockaddr_in *from,
                          const struct sockaddr_in *to, uint32_t seen)
{
    enum { MOST = 1000 };
    static struct direction {
        struct sockaddr_in from, to;
        uint32_t start;
    } known[MOST];
    static size_t count;
    for (size_t i = 0; i < count && i < MOST; i++)
        if (memcmp(&known[i].from, from, sizeof *from) == 0 &&
            memcmp(&known[i].to, to, sizeof *to) == 0)
            return &known[i].start;
    struct direction *slot = &known[count++ % MOST];
    *slot = (struct direction){*from, *to, seen};
    return &slot->start;
}

static void print_tcp(const struct packet *p)
{
    struct tcphdr tcp;
    struct bytes rest = p->data;
    if (!take(&rest, &tcp, sizeof tcp)) {
        printf(", too short for its header");
        return;
    }
    if (tcp.doff * 4u < sizeof tcp ||
        !skip(&rest, tcp.doff * 4u - sizeof tcp)) {
        printf(", with a wrong header length");
        return;
    }
    uint32_t seq = ntohl(tcp.seq), ack = ntohl(tcp.ack_seq);
    uint32_t *start = start_of(&p->from, &p->to, seq);
    if (tcp.syn)
        *start = seq;
    printf("%s%s%s", tcp.syn ? " SYN" : "", tcp.fin ? " FIN" : "",
           tcp.rst ? " RST" : "");
    if (tcp.syn || tcp.fin || tcp.rst || rest.left > 0)
        printf(", seq %u", seq - *start);
    if (rest.left > 0)
        printf(", %zu bytes", rest.left);
    if (tcp.ack)
        printf(", ACK %u", ack - *start_of(&p->to, &p->from, ack - 1));
}

static void print_icmp(const struct packet *p)
{
    static const char *const unreachable[] = {"net", "host", "protocol",
                                              "port"};
    struct icmphdr icmp;
    struct packet quoted;
    struct bytes rest = p->data;
    if (!take(&rest, &icmp, sizeof icmp))
        printf(", too short for its header");
    else if (icmp.type == ICMP_ECHO || icmp.type == ICMP_ECHOREPLY)
        printf(" echo %s, id %d, seq %d, %zu bytes",
               icmp.type == ICMP_ECHO ? "request" : "reply",
               ntohs(icmp.un.echo.id), ntohs(icmp.un.echo.sequence),
               rest.left);
    else if (icmp.type == ICMP_DEST_UNREACH && icmp.code < 4)
        printf(" %s unreachable", unreachable[icmp.code]);
    else if (icmp.type == ICMP_TIME_EXCEEDED)
        printf(" time exceeded");
    else if (icmp.type == ICMP_REDIRECT)
        printf(" redirect, to a shorter way");
    else
        printf(", type %d, code %d", icmp.type, icmp.code);
    if (read_quoted(p, &quoted)) {
        printf(": ");
        print_protocol(quoted.protocol);
        printf(" to ");
        print_end(&quoted.to);
    }
}

static void print_ip(struct bytes bytes)
{
    struct packet p;
    const char *wrong = read_ip(bytes, 0, &p);
    if (wrong != NULL) {
        printf("IP, %s", wrong);
        return;
    }
    print_end(&p.from);
    printf(" > ");
    print_end(&p.to);
    putchar(' ');
    print_protocol(p.protocol);
    if (p.offset > 0)
        printf(", a fragment: %zu bytes from byte %zu", p.data.left,
               p.offset);
    else if (p.protocol == IPPROTO_UDP)
        print_udp(&p);
    else if (p.protocol == IPPROTO_TCP)
        print_tcp(&p);
    else if (p.protocol == IPPROTO_ICMP)
        print_icmp(&p);
    else
        printf(", %zu bytes", p.data.left);
    if (p.offset == 0 && p.more)
        printf(", in fragments: %zu bytes here", p.data.left);
}

/* Whether a packet has this port at either end, or quotes one that has. */
static int has_port(struct bytes bytes, int port)
{
    struct packet p, quoted;
    if (read_ip(bytes, 0, &p) != NULL)
        return 0;
    if (read_quoted(&p, &quoted))
        p = quoted;
    return ntohs(p.from.sin_port) == port || ntohs(p.to.sin_port) == port;
}

/* Whether there are several interfaces now, beside loopback. */
static int several_interfaces(void)
{
    int count = 0;
    struct if_nameindex *all = if_nameindex();
    if (all == NULL)
        fail("if_nameindex");
    for (struct if_nameindex *at = all; at->if_index != 0; at++)
        count += strcmp(at->if_name, "lo") != 0;
    if_freenameindex(all);
    return count > 1;
}

/* Prints the line of a packet that came at this time, if it has the port
 * (0: any). named: with its interface.
 */
static void show(struct bytes bytes, const struct sockaddr_ll *link,
                 double at, int port, int named)
{
    static const unsigned char all[ETH_ALEN] = {255, 255, 255,
                                                255, 255, 255};
    static double first = -1;
    struct ether_header ether = {0};
    char name[IF_NAMESIZE] = "?";
    int type = ntohs(link->sll_protocol);
    int framed = link->sll_hatype == ARPHRD_ETHER ||
                 link->sll_hatype == ARPHRD_LOOPBACK;
    int broken = framed && !take(&bytes, &ether, sizeof ether);
    if (port != 0 && (type != ETHERTYPE_IP || !has_port(bytes, port)))
        return;
    if (first < 0)
        first = at;
    printf("%.3f ", at - first);
    if (named) {
        if_indextoname((unsigned)link->sll_ifindex, name);
        print_name(stdout, name);
        putchar(' ');
    }
    if (broken)
        printf("too short for an Ethernet header");
    else if (type == ETHERTYPE_IP)
        print_ip(bytes);
    else if (type == ETHERTYPE_ARP)
        print_arp(bytes);
    else
        printf("Ethernet type 0x%04x, %zu bytes", type, bytes.left);
    if (memcmp(ether.ether_dhost, all, sizeof all) == 0)
        printf(", broadcast");
    putchar('\n');
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "[PORT]",
          "shows the packets that pass this machine, one line each", NULL);
    int port = argc == 1 ? 0 : number(argv[1], "a port", 1, 65535);

    int sock = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    if (sock == -1 && errno == EPERM)
        fail_because("socket", strerror(errno),
                     "packets are for the privileged, and in the lab for "
                     "anybody: scripts/lab a packets");
    if (sock == -1)
        fail("socket");
    /* Without a bind(), it is those of all interfaces. */
    int named = several_interfaces();
    struct timeval at; /* asked once, the kernel notes when packets come */
    ioctl(sock, SIOCGSTAMP, &at);
    fprintf(stderr, "waiting for packets\n");

    static unsigned char buffer[65536 + sizeof(struct ether_header)];
    for (;;) {
        struct sockaddr_ll link = {0};
        socklen_t link_length = sizeof link;
        ssize_t count = recvfrom(sock, buffer, sizeof buffer, 0,
                                 (struct sockaddr *)&link, &link_length);
        if (count == -1)
            fail("recvfrom");
        if (ioctl(sock, SIOCGSTAMP, &at) == -1)
            fail("ioctl");
        /* Loopback shows each packet as it leaves, and as it comes. */
        if (link.sll_hatype == ARPHRD_LOOPBACK &&
            link.sll_pkttype == PACKET_OUTGOING)
            continue;
        show((struct bytes){buffer, (size_t)count}, &link,
             (double)at.tv_sec + (double)at.tv_usec / 1e6, port, named);

        struct tpacket_stats stats;
        socklen_t size = sizeof stats;
        if (getsockopt(sock, SOL_PACKET, PACKET_STATISTICS, &stats,
                       &size) == 0 &&
            stats.tp_drops > 0)
            fprintf(stderr, "missed %u packets\n", stats.tp_drops);
    }
}
