/* cast.h: records what the stage shows, in a terminal of 80 x 24. */
#ifndef CAST_H
#define CAST_H

#include "rows.h"

struct recording;

/* Records into a file that others play: asciicast v2, with these times and a
 * marker before each command (docs.asciinema.org/manual/asciicast/v2).
 */
struct recording *record_cast(FILE *out, const char *title);

/* Records the last screen only, as text in SVG. */
struct recording *record_svg(FILE *out);

/* The screen is this, from now on. */
void record_screen(struct recording *r, const struct rows *rows);

/* Time goes by. */
void record_wait(struct recording *r, double seconds);

/* Marks this time. */
void record_marker(struct recording *r, const char *text);

/* Writes what is left. The recording has ended. */
void record_end(struct recording *r);

#endif
