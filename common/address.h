/* address.h: builds the address of a socket, and prints one; reads a
 * number.
 *
 * IPv4 on purpose: a sender and a receiver never miss each other because
 * one of them chose IPv6. The price: "::1" is no host here.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <netinet/in.h>

/* Returns the address "this port, on every address of this machine":
 * INADDR_ANY, ip(7). port: a decimal number from 1 to 65535; any other text
 * ends the program with status 2 and says what a port is.
 */
struct sockaddr_in address_any(const char *port);

/* Returns the address of a port at a host. host: a dotted quad,
 * "127.0.0.1", read here, without a look-up; or a name, which
 * getaddrinfo(3) looks up, and its first IPv4 address is taken. A quad that
 * is none ends the program with status 2, a name without an address with 1.
 * port: as above.
 */
struct sockaddr_in address_of(const char *host, const char *port);

/* Returns the address 127.0.0.1 with port 0, for which bind(2) takes a free
 * port, ip(7); getsockname(2) tells which.
 */
struct sockaddr_in address_loopback(void);

/* Returns addr as text, "127.0.0.1:5678", which the next call overwrites.
 */
const char *address_text(const struct sockaddr_in *addr);

/* Returns the number that text spells in decimal, all of it, if it is from
 * least to most; else refuses it: "80abc: WHAT is a decimal number from
 * ...". Neither sign nor blanks are allowed; 0 <= least.
 */
int number(const char *text, const char *what, int least, int most);

#endif
