/* bytes.h: the one place where foreign bytes become safe to show. Bytes
 * from the network, arguments, names of programs, processes and interfaces
 * may hold anything: raw, they could drive the terminal, or lie to its
 * reader.
 *
 * What prints in the user's locale (setlocale(3), LC_CTYPE) is shown as it
 * is, and a backslash twice. All else is escaped, byte by byte, as \n, \r,
 * \t or \x1b: control characters; format characters, which reorder text or
 * can't be seen; line and paragraph separators; what the locale's encoding
 * does not know, and halves of characters.
 */
#ifndef BYTES_H
#define BYTES_H

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

enum { SAFE_SIZE = 4 * MB_LEN_MAX + 1 }; /* the longest safe text and a 0 */

/* Takes the first character of the length bytes at bytes, at least one
 * byte. Writes its safe text into text, ended by a 0: itself, or its
 * escapes, which are ASCII. Returns how many bytes the character takes,
 * from 1 to length. plain: ASCII characters that are to stay as they are,
 * "\n\t\\"; or "".
 */
size_t safe_character(const char *bytes, size_t length, const char *plain,
                      char text[SAFE_SIZE]);

/* Prints length bytes to a stream in their safe text. plain: as above.
 * Returns how many bytes that took.
 */
int print_safe(FILE *stream, const char *bytes, size_t length,
               const char *plain);

/* Prints a name to a stream, a file or a pipe too, in its safe text.
 * Returns how many bytes that took.
 */
int print_name(FILE *stream, const char *name);

/* Writes what stdout still has in its buffer. Returns 0 if all that was
 * ever printed has reached it; else the errno of the write that failed, or
 * -1 if that is not known. To learn the errno of a printf() that failed
 * earlier, it tries to write one line feed more: if that works, the cause
 * has passed.
 */
int flush_stdout(void);

/* Ends a line of stdout: with a colon and the safe text of count bytes, if
 * there are any. If stdout fails, the program ends with exit(1), which runs
 * the check that usage() of report.h has set up: that says why.
 */
void print_bytes(const char *bytes, ssize_t count);

/* Copies count bytes to stdout, at once: to a file or a pipe as they are,
 * to a terminal in their safe text, but line feeds, tabs and backslashes as
 * they are. There, the first bytes of a character whose rest has not come
 * yet wait for the next call, or for exit(3). If stdout fails: as above.
 */
void copy_bytes(const char *bytes, ssize_t count);

#endif
