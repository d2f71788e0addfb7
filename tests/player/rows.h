/* rows.h: rows of a screen, as cells. Whoever draws puts text into rows; who
 * shows them prints rows, or what has changed on a screen.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum style { PLAIN, TITLE, NAMES, RUN, KEYED, NEXT, REMARKED, HINT };

/* How much a terminal can show. */
enum look { NO_STYLE, NO_COLOUR, COLOUR };

/* A place on the screen: a character with what combines with it; "" is the
 * second half of a wide character.
 */
struct cell {
    char text[24];
    enum style style;
};

struct rows {
    int width; /* columns */
    int count;
    struct cell *cells; /* width * count */
    int end;            /* the column after the text that came last */
    int cursor_row;     /* where the cursor stands, or -1: nowhere */
    int cursor_column;
};

/* Adds an empty row; returns its number. */
int add_row(struct rows *rows);

/* Puts text into a row, from this column up to, not including, the column
 * `end`; cut at a blank if it is too long and has one. marks: a MARK
 * (transcript.h) turns TITLE on and off. Returns how many bytes it took, at
 * least one character.
 */
size_t put_text(struct rows *rows, int row, int column, int end,
                enum style style, bool marks, const char *text);

/* The columns that a text takes, without its MARKs. */
int columns_of(const char *text);

/* Returns a new string that is safe to show: bytes.h, but a backslash is
 * itself, and so is a MARK, if there are marks.
 */
char *safe_text(const char *bytes, size_t length, bool marks);

/* Adds a copy of a row of others, which have the same width. */
void copy_row(struct rows *rows, const struct rows *from, int row);

/* Prints a row without the blanks at its end, and without a line feed. */
void print_row(FILE *out, const struct rows *rows, int row, enum look look);

/* Prints what makes the screen `old` the screen `new`, with the control
 * sequences of ECMA-48. old: NULL if nobody knows what the screen shows.
 */
void print_changes(FILE *out, const struct rows *old,
                   const struct rows *new, enum look look);

void free_rows(struct rows *rows);

#endif
