/* stage.h: a lesson before an audience: one column a terminal, time running
 * down; its question and text above, what to notice below.
 */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include <stdio.h>
#include "play.h"

struct showing {
    bool keys;   /* a person goes on by keys */
    bool screen; /* pages on a screen; else rows, one after the other */
    double
        speed;   /* goes on by itself: 1 at a reading pace; 0: it doesn't */
    FILE *notes; /* for the instructor, or NULL */
    struct recording *recording; /* cast.h; or NULL */
};

/* Where the audience wants to go from a pause. */
enum wish { GO_ON, BACK, AGAIN, NEXT_LESSON, LIST, LEAVE };

extern const struct audience stage;

/* Must be called before play(). place: "udp_recv  10 of 39". claims: what the
 * notes say of the slides. skip: so many pauses are passed, unseen.
 */
void stage_open(const struct showing *how, const struct transcript *t,
                const char *place, const char *claims, int skip);

/* Instead of play(): shows the lesson's text, and why it can't be played here.
 * false: the audience leaves.
 */
bool stage_skip(const char *reason);

/* After either: the end, with what to notice, if the outcome is PASSED; if it
 * is FAILED, waits until that was read. Returns where the audience wants to
 * go. *pauses: how many there were.
 */
enum wish stage_close(enum outcome outcome, int *pauses);

#endif
