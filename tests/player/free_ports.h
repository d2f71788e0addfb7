/* free_ports.h: free ports for transcripts, each of one player at a time. */
#ifndef FREE_PORTS_H
#define FREE_PORTS_H

#include <stdbool.h>
#include <stddef.h>

/* Returns a new string: the text, with each port from 5000 to 5999 replaced by
 * the free port that stands for it in this process. A port here is a whole
 * number, without a digit, a letter or a dot beside it. Returns NULL, having
 * said why, if no port is free.
 */
char *ports_in(const char *text);

/* The reverse, for what an audience sees: returns a new string with the first
 * *length bytes of text, and the ports that the transcript writes. *length
 * becomes the string's: there may be NUL bytes in it.
 */
char *ports_out(const char *text, size_t *length);

/* From now on a port is the written one where that is free, and ports_out()
 * changes nothing: the audience sees, and may use, the ports that there are.
 */
void ports_are_real(void);

/* Until they are given back, a port is one of which the kernel remembers
 * nothing, not even a connection in TIME_WAIT to it. It takes some
 * milliseconds a port to look.
 */
void ports_are_unknown(void);

/* The same as ports_in() for a text beside the transcript, where a number may
 * be none of its ports: those that it does not use stay.
 */
char *ports_in_prose(const char *text);

/* Returns a new string that says which ports stand for another one, although
 * they are real: "5678 is 6678 here, 5678 is in use"; or "".
 */
char *ports_moved(void);

/* Gives all ports back: the next transcript starts anew. */
void ports_release(void);

/* Whether this machine keeps ports below 1024 for the privileged: binds one. */
bool ports_are_privileged(void);

/* Whether this machine has IPv6: binds a socket to ::1. */
bool ipv6_is_here(void);

#endif
