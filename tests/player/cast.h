/* cast.h: records what the stage shows. */
#ifndef CAST_H
#define CAST_H

#include "rows.h"

struct recording;

/* Records a terminal of 80 x 24 into a file that others play: asciicast v2
 * (docs.asciinema.org/manual/asciicast/v2).
 */
struct recording *record_cast(FILE *out, const char *title);

/* Records the last screen only, as text in SVG: 80 columns, and as many rows
 * as a lesson needs.
 */
struct recording *record_svg(FILE *out);

/* The size of the screen. */
void record_size(const struct recording *r, int *width, int *height);

/* The screen is this, from now on. */
void record_screen(struct recording *r, const struct rows *rows);

/* Time goes by. */
void record_wait(struct recording *r, double seconds);

/* Marks this time. */
void record_marker(struct recording *r, const char *text);

/* Writes what is left. The recording has ended. */
void record_end(struct recording *r);

#endif
