/* beside.h: what a key shows beside a lesson, by programs of the system. */
#ifndef BESIDE_H
#define BESIDE_H

#include <stdbool.h>

/* s: the programs' sources, in the pager; d: what they add to their
 * predecessors; k: the kernel's table; !: a shell; ?: the keys. commands: the
 * lesson's, the one that it is about first. ports: what ports_moved() says.
 * lab: the lesson has a lab, each of whose hosts has a table.
 */
void beside(int key, const char *commands, const char *ports, bool lab);

#endif
