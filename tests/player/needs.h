/* needs.h: whether a transcript can be played on this machine. */
#ifndef NEEDS_H
#define NEEDS_H

#include "transcript.h"

/* Returns what it needs and there is not, as a reason to skip it; or NULL. */
const char *lacks(const struct transcript *t);

/* Returns these seconds times PATIENCE, from the environment. */
double patience(double seconds);

/* Whether the kernel lets anybody use this port; ip(7),
 * ip_unprivileged_port_start.
 */
bool anybody_may_use_port(int port);

#endif
