/* free_ports.h: free ports for transcripts, each used by one player at a time. */
#ifndef FREE_PORTS_H
#define FREE_PORTS_H

#include <stdbool.h>
#include <stddef.h>

/* Copies text into a new string in which each port from 5000 to 5999 is
 * replaced by the free port that stands for it in this process. A port is a whole number: neither a digit, a letter nor a
 * dot before or after it. Returns NULL, having said why, if none is free.
 */
char *ports_in(const char *text);

/* The reverse, for what an audience sees: copies length bytes. */
char *ports_out(const char *text, size_t length);

/* Gives all ports back: the next transcript starts anew. */
void ports_release(void);

/* Whether this machine keeps ports below 1024 for the privileged: binds one. */
bool ports_are_privileged(void);

#endif
