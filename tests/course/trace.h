/* trace.h: how far a program is: its calls beside the slide's. */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>

enum { MOST_CALLS = 32 };

/* The calls that were made, each once, in their order. */
struct progress {
    char *names[MOST_CALLS];
    char *results[MOST_CALLS]; /* of the first time: "3", "-1 EINVAL ..." */
    int count;
    int constant; /* a port from 5000 to 5999, with which no lesson is played */
};

/* Adds the calls of the files trace.* below folder/work/0, which strace has
 * written. recvfrom() and sendto() without an address are recv() and send(),
 * by which libc makes them. Calls count only on a socket that is the program's:
 * libc has others for a look-up. Returns whether there was a file.
 */
bool read_trace(const char *folder, struct progress *progress);

/* Adds the call in which the program waits, which strace has not written yet:
 * as the player's report has it, "waits in recv() on descriptor 3".
 */
void add_waiting(struct progress *progress, const char *report);

/* Adds a call, if it is new. result: "" if there is none to be told. */
void add_call(struct progress *progress, const char *name,
              const char *result);

/* Returns a new string, which says which of the slide's calls, names with a
 * blank between them, were made, and which is next. when: these words come
 * first. traced: whether all calls were seen.
 */
char *how_far(const struct progress *progress, const char *slide,
              const char *when, bool traced);

void free_progress(struct progress *progress);

#endif
