/* dhcp.h: DHCP's messages, RFC 2131, for its server and its client here.
 *
 * All is in this header, so that each program is still built by hand in one
 * line. Addresses and numbers stand in a message in network byte order.
 */
#ifndef DHCP_H
#define DHCP_H

#include <arpa/inet.h>
#include <errno.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SERVER_PORT = 67, CLIENT_PORT = 68 };
enum { BOOTREQUEST = 1, BOOTREPLY = 2 };
enum { MAC_LENGTH = 6, BROADCAST_FLAG = 0x8000 };
enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM };

/* The options' codes, RFC 2132. */
enum {
    PAD = 0,
    NETMASK = 1,
    ROUTER = 3,
    REQUESTED = 50,
    LEASE_TIME = 51,
    OVERLOAD = 52,
    TYPE = 53,
    SERVER_ID = 54,
    CLIENT_ID = 61,
    END = 255
};

struct dhcp {
    uint8_t op, htype, hlen, hops;
    uint32_t xid; /* the client's random number, in each answer again */
    uint16_t secs, flags;
    in_addr_t ciaddr; /* the client's address, if it has one */
    in_addr_t yiaddr; /* "your" address */
    in_addr_t siaddr, giaddr;
    uint8_t chaddr[16]; /* the client's Ethernet address: 6 bytes */
    uint8_t sname[64], file[128];
    uint8_t cookie[4];     /* 99.130.83.99: options follow */
    uint8_t options[1232]; /* code, length, value; with all of Ethernet's */
};                         /* 1500 bytes for the packet */

/* We send 300 bytes, as BOOTP's messages had at least: RFC 1542, 2.1. */
enum { DHCP_SENT = 300 };

static const uint8_t dhcp_cookie[4] = {99, 130, 83, 99};

/* Whether an option with this code may have this length, RFC 2132. */
static inline bool dhcp_length_fits(uint8_t code, uint8_t length)
{
    switch (code) {
    case TYPE:
        return length == 1;
    case NETMASK:
    case REQUESTED:
    case LEASE_TIME:
    case SERVER_ID:
        return length == 4;
    case ROUTER:
        return length > 0 && length % 4 == 0;
    case CLIENT_ID:
        return length >= 2;
    default:
        return true;
    }
}

/* Returns the length byte of an option in a message without faults, after
 * which its value comes; or NULL. If there are two, it is the first.
 */
static inline const uint8_t *dhcp_option(const struct dhcp *message,
                                         uint8_t code)
{
    const uint8_t *at = message->options;
    while (*at != END && *at != code)
        at += *at == PAD ? 1 : 2 + at[1];
    return *at == code ? at + 1 : NULL;
}

/* Returns an option of 4 bytes, or the first 4 of more; 0: there is none. */
static inline in_addr_t dhcp_address(const struct dhcp *message,
                                     uint8_t code)
{
    in_addr_t value = 0;
    const uint8_t *option = dhcp_option(message, code);
    if (option != NULL)
        memcpy(&value, option + 1, sizeof value);
    return value;
}

/* Returns DISCOVER to INFORM; 0: the message is none of RFC 2131's. */
static inline int dhcp_type(const struct dhcp *message)
{
    const uint8_t *option = dhcp_option(message, TYPE);
    return option == NULL || option[1] > INFORM ? 0 : option[1];
}

static inline const char *dhcp_name(int type)
{
    static const char *const names[] = {"?",       "DISCOVER", "OFFER",
                                        "REQUEST", "DECLINE",  "ACK",
                                        "NAK",     "RELEASE",  "INFORM"};
    return names[type];
}

/* Returns what is wrong with count bytes of a message, of which any beyond
 * the struct were cut off; or NULL. Only then may the others look at it.
 */
static inline const char *dhcp_fault(const struct dhcp *message,
                                     size_t count)
{
    if (count < offsetof(struct dhcp, options))
        return "too short";
    if (count > sizeof *message)
        return "too long";
    if (message->htype != ARPHRD_ETHER || message->hlen != MAC_LENGTH)
        return "no Ethernet address";
    if (memcmp(message->cookie, dhcp_cookie, sizeof dhcp_cookie) != 0)
        return "no magic cookie";

    const uint8_t *option = message->options;
    size_t left = count - offsetof(struct dhcp, options);
    while (left > 0 && option[0] != END) {
        size_t size = option[0] == PAD || left == 1 ? 1 : 2u + option[1];
        if (size > left)
            return "an option longer than the message";
        if (size > 1 && !dhcp_length_fits(option[0], option[1]))
            return "an option of a wrong length";
        if (option[0] == OVERLOAD)
            return "options in sname or file, where we don't look";
        option += size;
        left -= size;
    }
    if (left == 0)
        return "no end of the options";
    return dhcp_type(message) == 0 ? "no message type" : NULL;
}

/* Begins a message, with its type as the only option. */
static inline void dhcp_begin(struct dhcp *message, int op, int type,
                              uint32_t xid, const uint8_t *mac)
{
    const uint8_t options[] = {TYPE, 1, (uint8_t)type, END};
    memset(message, 0, sizeof *message);
    message->op = (uint8_t)op;
    message->htype = ARPHRD_ETHER;
    message->hlen = MAC_LENGTH;
    message->xid = xid;
    memcpy(message->chaddr, mac, MAC_LENGTH);
    memcpy(message->cookie, dhcp_cookie, sizeof dhcp_cookie);
    memcpy(message->options, options, sizeof options);
}

/* Adds an option of 4 bytes to a message of ours: 9 of them have room. */
static inline void dhcp_add(struct dhcp *message, uint8_t code,
                            in_addr_t value)
{
    uint8_t *at = message->options;
    while (*at != END)
        at += 2 + at[1];
    *at++ = code;
    *at++ = sizeof value;
    memcpy(at, &value, sizeof value);
    at[sizeof value] = END;
}

/* Returns what to try when bind() to DHCP's port has failed; or NULL. */
static inline const char *dhcp_bind_advice(int reason)
{
    if (reason == EACCES)
        return "DHCP's ports, 67 and 68, need privilege: run it in "
               "scripts/lab";
    return reason == EADDRINUSE ? "another program has DHCP's port: end it"
                                : NULL;
}

/* Returns an address as text, which the next call overwrites. */
static inline const char *quad(in_addr_t address)
{
    static char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &address, text, sizeof text);
}

/* Returns an Ethernet address as text, which the next call overwrites. */
static inline const char *mac_text(const uint8_t *mac)
{
    static char text[sizeof "02:00:00:00:00:01"];
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
             mac[1], mac[2], mac[3], mac[4], mac[5]);
    return text;
}

#endif
