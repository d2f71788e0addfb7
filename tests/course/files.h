/* files.h: files, whole, and their names. */
#ifndef FILES_H
#define FILES_H

/* Returns a new string: the whole file; or NULL, with errno. */
char *read_whole(const char *path);

/* Returns the last part of a path. */
const char *base_name(const char *path);

/* Makes a folder of this name, and six characters more, in TMPDIR or /tmp.
 * Returns its absolute path, a new string. If that can't be, says so and ends
 * the program with status 2.
 */
char *new_temporary(const char *name);

#endif
