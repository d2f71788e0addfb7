/* transcript.h: reads a lesson, a terminal session, out of a README.
 *
 * A transcript is a block of lines between "```console NAME" and "```". After
 * the name may stand what it needs, "linux". Its lines: see transcript.c.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <stdbool.h>

enum { MOST_TERMINALS = 4 };

/* What a transcript may need: "linux", "privileged-ports", "strace", "glibc". */
enum {
    NEEDS_LINUX = 1,
    NEEDS_PRIVILEGED_PORTS = 2,
    NEEDS_STRACE = 4,
    NEEDS_GLIBC = 8
};

enum kind { COMMAND, LINE, TYPE, CONTROL_C, CONTROL_D, STATUS, REMARK };

struct step {
    enum kind kind;
    int terminal; /* index into names; -1 for a remark */
    char *text;   /* the command, line, remark or typed text */
    int status;   /* of a STATUS */
    int line;     /* where it stands in the file */
    bool last;    /* the last step of its command: it must end now */
};

struct transcript {
    char *name;
    char *title;    /* the nearest heading above, without its #s */
    unsigned needs; /* a bit for each NEEDS_... */
    int line;
    char *names[MOST_TERMINALS];
    int terminals;
    struct step *steps;
    int count;
};

/* Reads all transcripts of a file into *all and returns how many. The first
 * thing wrong is reported on stderr as "FILE:LINE: what", and -1 returned.
 * What it returns is never freed: a player's life is one file.
 */
int read_transcripts(const char *file, struct transcript **all);

#endif
