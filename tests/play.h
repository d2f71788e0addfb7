/* play.h: plays a transcript, and holds what comes against what is written. */
#ifndef PLAY_H
#define PLAY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include "transcript.h"

/* Who looks on. Each function is called when a thing has happened. */
struct audience {
    void (*begin)(const struct transcript *t);
    /* before each command; false: leave. NULL: nobody waits. */
    bool (*wait)(const char *last_command);
    /* a step, with the text as it came; for a LINE, what the terminal showed
     */
    void (*step)(const struct transcript *t, const struct step *step,
                 const char *text, size_t length);
    void (*end)(void);
};

enum outcome { PASSED, FAILED, LEFT };

/* Plays it. A failure is told on stdout: the file and line, what was expected,
 * what came, and all that the terminal showed. seconds is the deadline for the
 * whole, not counting the audience's waits.
 */
enum outcome play(const struct transcript *t, const char *file,
                  const struct audience *audience, double seconds);

/* A signal handler sets this to the signal: play() ends all and returns LEFT.
 */
extern volatile sig_atomic_t play_stopped_by;

/* Another sets this when we go on after Ctrl-Z: the deadline starts anew. */
extern volatile sig_atomic_t play_continued;

/* Prints text from a program on stdout, what does not print as \x1b. */
void print_shown(const char *text, size_t length);

#endif
