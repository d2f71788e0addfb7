/* plays.h: which transcripts an exercise is played with. */
#ifndef PLAYS_H
#define PLAYS_H

#include <stdbool.h>
#include "exercises.h"

struct play {
    char *file;    /* relative to the source tree */
    char *name;    /* the transcript's */
    char *heading; /* in a student's words */
    bool strace;   /* it needs strace */
    bool lab;      /* it needs a network of hosts */
    bool lesson;
};

/* Lists them, in order: the lessons named after the program, the other lessons
 * that run it, except those that EXERCISES.md leaves out, and what it adds.
 * Returns how many; a name that is in no file gets the file NULL.
 */
int list_plays(const char *build, const struct exercise *e,
               struct play **plays);

#endif
