/* ping.c: asks a host for an echo, and tells how long it took.
 * Slide: applications practically never create raw IP packets; ping is an
 *      exception.
 * New: (Linux) ICMP, which has no ports. A ping socket is for echo requests
 *      only, and for the groups that the administrator names; a raw socket
 *      is for any packet, and for the privileged.
 * Try: 1$ ping localhost
 */
#include <arpa/inet.h>
#include <errno.h>
#include <time.h> /* before errqueue.h, for musl */
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

enum { MOST = 100 };           /* requests */
static const int PATIENCE = 5; /* seconds for each */

/* An echo, RFC 792: 8 bytes of header, and 56 of data, as ping(8) sends. */
struct echo {
    uint8_t type, code;
    uint16_t checksum, id, number;
    uint8_t data[56];
};

/* The Internet checksum, RFC 1071; 0 over a message that holds its own. */
static uint16_t checksum(const struct echo *echo)
{
    uint8_t bytes[sizeof *echo];
    uint32_t sum = 0;
    memcpy(bytes, echo, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i += 2)
        sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    while (sum > UINT16_MAX)
        sum = (sum & UINT16_MAX) + (sum >> 16);
    return htons((uint16_t)~sum);
}

/* Whether these bytes are the reply. A raw socket gets all ICMP messages of
 * the peer, each with its IP header; a ping socket those with its id alone.
 */
static bool is_reply(const uint8_t *bytes, size_t count, bool raw,
                     const struct echo *request)
{
    struct echo reply;
    size_t header = raw && count > 0 ? (bytes[0] & 15u) * 4 : 0;
    if (count != header + sizeof reply)
        return false;
    memcpy(&reply, bytes + header, sizeof reply);
    return reply.type == ICMP_ECHOREPLY && checksum(&reply) == 0 &&
           (!raw || reply.id == request->id) &&
           reply.number == request->number &&
           memcmp(reply.data, request->data, sizeof reply.data) == 0;
}

/* Whether a message has come that this request gets no reply; says so. With
 * IP_RECVERR, ip(7), the kernel keeps such messages in a queue apart.
 */
static bool is_refused(int sock, bool raw, const struct echo *request)
{
    struct echo about;
    struct {
        struct sock_extended_err error;
        struct sockaddr_in from;
    } told;
    char control[256], from[INET_ADDRSTRLEN];
    struct iovec part = {&about, sizeof about};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t count = recvmsg(sock, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (count < 8 || about.number != request->number ||
        (raw && about.id != request->id) || header == NULL ||
        header->cmsg_level != IPPROTO_IP ||
        header->cmsg_type != IP_RECVERR ||
        header->cmsg_len < CMSG_LEN(sizeof told))
        return false;
    memcpy(&told, CMSG_DATA(header), sizeof told);
    if (told.error.ee_origin != SO_EE_ORIGIN_ICMP ||
        told.error.ee_type == ICMP_REDIRECT)
        return false;
    inet_ntop(AF_INET, &told.from.sin_addr, from, sizeof from);
    fprintf(stderr, "%s says of echo %d: %s\n", from,
            ntohs(request->number), strerror((int)told.error.ee_errno));
    return true;
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "HOST [COUNT]",
          "asks a host for an echo, and tells how long it took", NULL);
    struct sockaddr_in peer = address_of(argv[1], "1"); /* has no port */
    int count = argc == 3 ? number(argv[2], "a count", 1, MOST) : 3;

    int sock = socket(PF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    bool raw = sock == -1 && errno == EACCES;
    if (raw)
        sock = socket(PF_INET, SOCK_RAW, IPPROTO_ICMP);
    if (sock == -1 && raw && errno == EPERM)
        fail_because("socket", strerror(errno),
                     "allow ping sockets: sudo sysctl "
                     "net.ipv4.ping_group_range='0 2147483647', or use "
                     "scripts/lab");
    if (sock == -1)
        fail("socket");
    int on = 1;
    if (setsockopt(sock, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == -1)
        fail("setsockopt(IP_RECVERR)");
    struct timeval patience = {.tv_sec = PATIENCE};
    if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience,
                   sizeof patience) == -1)
        fail("setsockopt(SO_RCVTIMEO)");
    socklen_t peer_length = sizeof peer;
    if (connect(sock, (struct sockaddr *)&peer, peer_length) == -1)
        fail("connect");
    if (getpeername(sock, (struct sockaddr *)&peer, &peer_length) == -1)
        fail("getpeername");
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &peer.sin_addr, host, sizeof host);
    fprintf(stderr, "a %s socket, to %s\n", raw ? "raw" : "ping", host);

    /* For a ping socket, the kernel sets the id and the checksum anew. */
    struct echo request = {.type = ICMP_ECHO, .id = (uint16_t)getpid()};
    int replies = 0;
    for (int sent = 1; sent <= count; sent++) {
        request.number = htons((uint16_t)sent);
        request.checksum = 0;
        request.checksum = checksum(&request);
        double start = now();
        if (send(sock, &request, sizeof request, 0) == -1)
            fail("send");
        for (bool over = false; !over;) {
            uint8_t buffer[65535];
            struct sockaddr_in from = {0};
            socklen_t from_length = sizeof from;
            ssize_t got = recvfrom(sock, buffer, sizeof buffer, 0,
                                   (struct sockaddr *)&from, &from_length);
            double after = now() - start;
            bool late = after > PATIENCE || (got == -1 && errno == EAGAIN);
            if (got == -1 && !late) {
                over = is_refused(sock, raw, &request);
            } else if (got != -1 &&
                       from.sin_addr.s_addr == peer.sin_addr.s_addr &&
                       is_reply(buffer, (size_t)got, raw, &request)) {
                printf(
                    "received %zu bytes from %s: echo %d after %.3f ms\n",
                    sizeof request, host, sent, after * 1000);
                over = true;
                replies++;
            }
            if (!over && late) {
                fprintf(stderr, "no reply to echo %d in %d s\n", sent,
                        PATIENCE);
                over = true;
            }
        }
        if (sent < count)
            sleep(1); /* nobody is to be flooded */
    }
    return replies > 0 ? 0 : 1;
}
