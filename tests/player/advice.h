/* advice.h: what a student's program has and does where a transcript fails,
 * said in a student's words.
 */
#ifndef ADVICE_H
#define ADVICE_H

#include "terminal.h"
#include "transcript.h"

/* The folder of the student's programs, as /proc/PID/exe names it; NULL: the
 * transcript is played with ours.
 */
extern const char *student_folder;

/* How many lines of one terminal, and bytes of one line, a student sees. */
enum { MOST_TOLD = 20, MOST_BYTES = 200 };

/* Prints on stdout what can be said of the step that has failed, before the
 * programs are ended. came: the line that came in its place, not ended by a
 * 0, or NULL. The terminals' programs are asked to print what they keep
 * (flush.c), and that is read. On Linux the kernel says which sockets they
 * have, and in which call they wait: proc(5).
 */
void advise(const struct transcript *t, const struct step *step,
            struct terminal terminals[], const char *came, size_t length);

/* Prints what the other terminals than the step's have shown, if no step has
 * read it, where the cause may be: some lines of each, which are taken.
 */
void tell_others(const struct transcript *t, struct terminal terminals[],
                 const struct step *step);

#endif
