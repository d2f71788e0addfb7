/* update.h: writes the lines that a file's transcripts showed into the file,
 * where they differ from what it says.
 */
#ifndef UPDATE_H
#define UPDATE_H

#include <stdbool.h>
#include "play.h"
#include "transcript.h"

/* An audience that takes every line as it comes, and notes what differs. */
extern const struct audience updater;

/* Writes what the updater has noted of these transcripts into their file, or
 * that which it is a link to. A new line keeps each <word>, <...> and {head}
 * of the old one that still matches. Where rows of a table need different
 * lines, their cells change. Returns how many lines were changed; -1, having
 * said why of each and written nothing, if a line needs what is neither.
 */
int update_file(const char *file, const struct transcript *all, int count);

#endif
