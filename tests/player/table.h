/* table.h: a table of Markdown, "| program | from |", and the words of a
 * transcript that stand for its cells.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

enum { MOST_CELLS = 8 };

struct row {
    char *cells[MOST_CELLS];
    int count;
};

struct table {
    struct row heads; /* the first row: the columns' names */
    struct row *rows;
    int count;
    int lines; /* read so far; the second is the rule, "|---|---|" */
    const char *wrong; /* with it, for a transcript; or NULL */
};

/* Whether a line of a file is a row of a table: it begins with "|". */
bool is_row(const char *line);

/* Takes a row apart. A cell loses the blanks around it, and then the
 * backquotes around it, if it has them; "\|" in it is a "|". Returns false if
 * there are more than MOST_CELLS.
 */
bool read_row(struct row *row, const char *line);

/* Adds the next line of a table to it, or notes what is wrong. */
void add_line(struct table *table, const char *line);

/* Returns a new string: the text with each "{head}" replaced by this row's
 * cell of that column; braces around anything else stay. Returns NULL if the
 * text names a column in which the row has "-": a line that is left out.
 */
char *filled_row(const struct table *table, int row, const char *text);

/* The length of "{head}" at the start of text, with the column in *column; 0
 * if there is none.
 */
int column_at(const struct table *table, const char *text, int *column);

#endif
