/* table.c: see table.h. */
#include <stdlib.h>
#include <string.h>
#include "table.h"
#include "text.h"

bool is_row(const char *line)
{
    return line[0] == '|';
}

bool read_row(struct row *row, const char *line)
{
    *row = (struct row){.count = 0};
    const char *at = line + 1;
    while (*at != '\0' && strspn(at, " ") != strlen(at)) {
        if (row->count == MOST_CELLS)
            return false;
        char *cell = grown(NULL, strlen(at) + 1, 1);
        size_t length = 0;
        for (; *at != '\0' && *at != '|'; at++) {
            if (at[0] == '\\' && at[1] == '|')
                at++;
            cell[length++] = *at;
        }
        at += *at == '|';
        cell[length] = '\0';
        while (length > 0 && cell[length - 1] == ' ')
            cell[--length] = '\0';
        size_t start = strspn(cell, " ");
        if (length - start >= 2 && cell[start] == '`' &&
            cell[length - 1] == '`') {
            cell[length - 1] = '\0';
            start++;
        }
        memmove(cell, cell + start, strlen(cell + start) + 1);
        row->cells[row->count++] = cell;
    }
    return true;
}

char *with_cell(const char *line, int column, const char *text)
{
    const char *start = line + 1, *end = start;
    for (; *end != '\0' && (*end != '|' || column-- > 0); end++) {
        if (*end == '|')
            start = end + 1;
        else if (end[0] == '\\' && end[1] == '|')
            end++;
    }
    size_t length = strlen(text);
    bool quoted = start[strspn(start, " ")] == '`' || text[0] == ' ' ||
                  text[0] == '`' ||
                  (length > 0 && strchr(" `", text[length - 1]) != NULL);
    const char *quote = quoted ? "`" : "";
    char *escaped = grown(NULL, 2 * length + 1, 1), *to = escaped;
    do {
        if (*text == '|')
            *to++ = '\\';
        *to++ = *text;
    } while (*text++ != '\0');
    return made("%.*s %s%s%s%s%s", (int)(start - line), line, quote,
                escaped, quote, length == 0 && !quoted ? "" : " ", end);
}

void add_line(struct table *table, const char *line, int number)
{
    struct row row;
    bool good = read_row(&row, line);
    row.line = number;
    if (!good)
        table->wrong = "a row of the table has more than eight cells";
    else if (table->lines > 0 && row.count > table->heads.count)
        table->wrong = "a row of the table has more cells than its first";
    if (table->lines++ == 0) {
        table->heads = row;
    } else if (table->lines > 2) {
        table->rows = grown(table->rows, (size_t)table->count + 1,
                            sizeof *table->rows);
        table->rows[table->count++] = row;
    }
}

int column_at(const struct table *table, const char *text, int *column)
{
    for (int i = 0; text[0] == '{' && i < table->heads.count; i++) {
        size_t length = strlen(table->heads.cells[i]);
        if (length > 0 &&
            strncmp(text + 1, table->heads.cells[i], length) == 0 &&
            text[length + 1] == '}') {
            *column = i;
            return (int)length + 2;
        }
    }
    return 0;
}

bool has_head(const char *text, const char *head)
{
    char *braced = made("{%s}", head);
    bool found = strstr(text, braced) != NULL;
    free(braced);
    return found;
}

/* Writes the text into `to`, if that is not NULL, with the values of the row in
 * the place of the heads. Returns its length; -1: a value is left out.
 */
static long fill(const struct table *table, const struct row *values,
                 const char *text, char *to)
{
    size_t length = 0;
    while (*text != '\0') {
        const char *part = text;
        size_t size = strcspn(text + 1, "{") + 1; /* no head begins in it */
        int column, named = column_at(table, text, &column);
        text += named == 0 ? size : (size_t)named;
        if (named != 0) {
            part = column < values->count ? values->cells[column] : "";
            size = strlen(part);
            if (strcmp(part, "-") == 0)
                return -1;
        }
        if (to != NULL)
            memcpy(to + length, part, size);
        length += size;
    }
    if (to != NULL)
        to[length] = '\0';
    return (long)length;
}

char *filled_row(const struct table *table, int row, const char *text)
{
    const struct row *values = &table->rows[row];
    long length = fill(table, values, text, NULL);
    if (length == -1)
        return NULL;
    char *filled = grown(NULL, (size_t)length + 1, 1);
    fill(table, values, text, filled);
    return filled;
}
