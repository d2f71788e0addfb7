/* match.h: what a transcript says against what a terminal showed. A pattern
 * is text with "<word>"s and "<...>"s in it: FORMAT.md.
 */
#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>
#include <stddef.h>

/* The <word>s met so far, each with the text that it stood for first. */
struct words {
    char **names;
    char **values;
    int known;
};

/* Returns the length of a "<word>" or "<...>" at the start of text, or 0. */
size_t placeholder(const char *text);

/* Returns what the word, of this length and without its brackets, stood for;
 * NULL if it was not met yet.
 */
const char *value_of(const struct words *words, const char *word,
                     size_t length);

/* Whether the pattern describes text, all of it. If so, the words in the
 * pattern are known from now on.
 */
bool matches(struct words *words, const char *pattern, const char *text,
             size_t length);

/* Forgets all words but the first `known`. */
void forget(struct words *words, int known);

/* Returns a new string: the command with the known words in place of their
 * "<word>"s.
 */
char *filled_in(const struct words *words, const char *command);

/* Returns a new string: the pattern in the words of this machine's libc. A
 * transcript writes the reason of an errno as glibc does, "Address already in
 * use"; another libc has other words for it.
 */
char *reworded(const char *pattern);

#endif
