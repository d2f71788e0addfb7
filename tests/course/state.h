/* state.h: what a student has done: the file .try of the student's folder, a
 * line "done NAME", or "hints NAME COUNT", for each exercise.
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>

/* Whether the exercise is done. */
bool is_done(const char *folder, const char *name);

/* How many of its hints were shown. */
int hints_shown(const char *folder, const char *name);

/* Notes these. A file that can't be written is said on stderr, and no more.
 */
void note_done(const char *folder, const char *name);
void note_hints(const char *folder, const char *name, int count);

#endif
