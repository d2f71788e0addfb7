/* needs.h: whether a transcript can be played on this machine. */
#ifndef NEEDS_H
#define NEEDS_H

#include "transcript.h"

/* Returns what it needs and there is not, as a reason to skip it; or NULL. */
const char *lacks(const struct transcript *t);

/* Returns these seconds times PATIENCE, from the environment. */
double patience(double seconds);

/* What Linux is set to, ip(7) and tcp(7); otherwise, where nobody says. */
int setting(const char *name, int otherwise);

#endif
