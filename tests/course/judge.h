/* judge.h: compiles a student's file, plays transcripts with it, and says what
 * is wrong.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdbool.h>
#include "exercises.h"

/* Where things are: absolute paths. */
struct places {
    const char *root;  /* the source tree, our working directory */
    const char *build; /* the build folder */
};

struct verdict {
    bool passed;
    char *why;      /* in one line: "" if it has passed */
    char *report;   /* in many */
    char *warnings; /* the compiler's, or "" */
    double seconds;
    int played, skipped; /* transcripts */
    bool ours_fails;     /* our own program, in the same transcript */
};

/* Judges a file, an absolute path, as a solution of the exercise. only: plays
 * no other transcript than this; or NULL. What is wrong with the machine (no
 * compiler, no folder) ends the program with status 2.
 */
struct verdict judge(const struct places *places, const struct exercise *e,
                     const char *file, bool lessons_only, const char *only);

/* For a signal handler: ends what runs for a judgement, and removes its
 * folder.
 */
void abandon_judgement(void);

/* Whether there is strace, and it may trace: the first time it is tried. */
bool strace_works(void);

/* From now on there is none. */
void do_without_strace(void);

/* Prints which of the exercise's transcripts are not there, and returns how
 * many.
 */
int missing_plays(const struct places *places, const struct exercise *e);

/* Prints the difference between our solution and the file, below the top
 * comments, at most this many lines of it.
 */
void print_difference(const struct exercise *e, const char *file, int most);

#endif
