/* text.h: strings that the player makes. Memory that runs out ends the player
 * with status 2, because it can't go on without.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

/* Returns old, or a new block if old is NULL, with room for count things of
 * this size.
 */
void *grown(void *old, size_t count, size_t size);

/* Returns a new string: the first length bytes of text. */
char *copy_of(const char *text, size_t length);

/* Returns a new string as printf() would print it. */
char *made(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
