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
    int line; /* of the file; 0 if it is not known */
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

/* Returns a new string: the line with this text in the place of one of the
 * cells that it has, in backquotes if the cell had them or the text needs
 * them: read_row() reads the text there, and the other cells as they were.
 */
char *with_cell(const char *line, int column, const char *text);

/* Adds the next line of a table to it, or notes what is wrong; number: of the
 * line in the file.
 */
void add_line(struct table *table, const char *line, int number);

/* Whether a text has "{head}" in it, with this name of a column. */
bool has_head(const char *text, const char *head);

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
