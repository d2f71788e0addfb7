/* cage.h: (Linux) namespaces that a student's program can't leave. */
#ifndef CAGE_H
#define CAGE_H

#include <stdbool.h>

/* Whether cage() does anything here: the first time a process tries it. A
 * kernel or a container may forbid it.
 */
bool can_cage(void);

/* For a process that is about to exec, in a folder of its own: it gets a user,
 * mount and PID namespace, namespaces(7), where it is process 1. So all that
 * it starts ends with it, whatever session it is in; no other process can be
 * signalled; and all files can only be read, except those in the folder,
 * devices and named pipes. Sockets of PF_UNIX stay within reach, and so what
 * their programs do for whoever asks.
 * The process that called it stays outside, passes the status on, and ends
 * all when it is killed. Does nothing where can_cage() is false.
 * folder: an absolute path, or NULL. lab: /proc can be written to, as its
 * rights allow: then a network of hosts can be made inside.
 */
void cage(const char *folder, bool lab);

#endif
