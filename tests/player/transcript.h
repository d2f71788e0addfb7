/* transcript.h: reads the transcripts of a file. FORMAT.md says what a
 * transcript is.
 */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include <stdbool.h>
#include <stdio.h>
#include "table.h"

enum { MOST_TERMINALS = 6 };

/* What a transcript may need, a bit each. A new one has its word in
 * transcript.c (need_word()), is looked for in needs.c (lacks()), and is
 * described in FORMAT.md.
 */
enum {
    NEEDS_LINUX = 1,
    NEEDS_PRIVILEGED_PORTS = 2,
    NEEDS_STRACE = 4,
    NEEDS_GLIBC = 8,
    NEEDS_LAB = 16,
    NEEDS_PROBE = 32,
    NEEDS_IPV6 = 64,
    NEEDS_EPHEMERAL = 128,
    NEEDS_NC = 256,
    NEEDS_SOCAT = 512,
    NEEDS_BUFFERS = 1024,
    NEEDS_TTL = 2048,
    NEEDS_QUEUE = 4096,
    NEEDS_ALL = 8191
};

/* A new kind of line has its sign in transcript.c, is played in play.c
 * (play_steps(), type()), is shown in page.c, and is described in FORMAT.md.
 */
enum kind { COMMAND, LINE, TYPE, CONTROL_C, CONTROL_D, STATUS, REMARK };

/* Whether a person does it: a command, a line typed, Ctrl-C, Ctrl-D. */
bool is_action(enum kind kind);

struct step {
    enum kind kind;
    int terminal; /* index into names; -1 for a remark */
    char *text;   /* the command, line, remark or typed text */
    int status;   /* of a STATUS */
    int line;     /* where it stands in the file */
    bool last;    /* the last step of its command, which must end now */
    char *source; /* the text as the file has it: with "{head}"s */
    int row;      /* of the table, from which it was filled in; or -1 */
};

struct transcript {
    char *name;
    char *title;         /* the nearest heading above, without its #s */
    char *question;      /* the same without backquotes */
    unsigned needs;      /* a bit for each NEEDS_... */
    int line;            /* of its opening */
    const char *opening; /* as the file has it, after "```console" */
    char *names[MOST_TERMINALS];
    int terminals;
    struct step *steps;
    int count;
    struct table table; /* above it, if its name has a "{head}" */
    char *part;         /* the title of the file: its first heading */
    char *intro;        /* what stands between heading and transcript */
    char *notice;       /* what stands below: "What to notice: ..." */
    char *experiment;   /* and "Try: ..." */
};

/* The last three are "" or plain text, with a line feed between paragraphs.
 * A MARK stands before and after what was bold or in backquotes. Links have
 * become their text; tables and other blocks are left out.
 */
enum { MARK = 1 };

/* Reads all transcripts of a file into *all and returns how many. The first
 * thing wrong is reported on stderr as "FILE:LINE: what", and -1 returned.
 * What it returns is never freed, since the player ends after it.
 */
int read_transcripts(const char *file, struct transcript **all);

/* Whether a command of the transcript has this program in it, as a word. */
bool transcript_runs(const struct transcript *t, const char *program);

/* The word for one of the bits NEEDS_..., as an opening writes it. */
const char *need_word(unsigned need);

/* The sign that stands for a kind of line: "$ ", "| ", "> ", "^C" ... */
const char *sign_of(enum kind kind);

#endif
