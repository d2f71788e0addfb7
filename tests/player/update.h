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

/* Writes what the updater has noted of these transcripts into their file. A
 * new line keeps each <word>, <...> and {head} of the old one that still
 * matches. Returns how many lines were changed; -1, having said why and
 * written nothing, if two rows of a table need different lines.
 */
int update_file(const char *file, const struct transcript *all, int count);

#endif
