/* rows.c: see rows.h. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "rows.h"
#include "text.h"
#include "transcript.h"

int add_row(struct rows *rows)
{
    size_t width = (size_t)rows->width, old = width * (size_t)rows->count;
    rows->cells = grown(rows->cells, old + width, sizeof *rows->cells);
    for (size_t i = old; i < old + width; i++)
        rows->cells[i] = (struct cell){" ", PLAIN};
    return rows->count++;
}

/* Takes the first character of a text: writes how it is shown, and returns
 * how many bytes it takes. What does not print is one byte, "\x1b".
 */
static size_t character(const char *text, size_t length, char shown[16],
                        int *columns)
{
    wchar_t wide;
    mbstate_t state = {0};
    size_t used = mbrtowc(&wide, text, length, &state);
    if (used >= 1 && used <= length && wcwidth(wide) >= 0) {
        memcpy(shown, text, used);
        shown[used] = '\0';
        *columns = wcwidth(wide);
        return used;
    }
    *columns = snprintf(shown, 16, "\\x%02x", (unsigned char)*text);
    return 1;
}

/* How many bytes of text fit into the columns, cut at a blank if it has one.
 */
static size_t fitting(const char *text, size_t length, int columns,
                      bool marks)
{
    char shown[16];
    size_t end = 0, blank = 0;
    int taken = 0, next;
    while (end < length) {
        if (marks && text[end] == MARK) {
            end++;
            continue;
        }
        size_t used = character(text + end, length - end, shown, &next);
        if (taken + next > columns)
            break;
        if (text[end] == ' ' && end > 0)
            blank = end;
        end += used;
        taken += next;
    }
    return end < length && text[end] != ' ' && blank > 0 ? blank : end;
}

int columns_of(const char *text, size_t length, bool marks)
{
    char shown[16];
    int all = 0, next;
    for (size_t i = 0; i < length;) {
        bool mark = marks && text[i] == MARK;
        i += mark ? 1 : character(text + i, length - i, shown, &next);
        all += mark ? 0 : next;
    }
    return all;
}

void print_text(FILE *out, const char *text, bool marks)
{
    char shown[16];
    int columns;
    for (size_t length = strlen(text); length > 0;) {
        bool mark = marks && *text == MARK;
        size_t used = mark ? 1 : character(text, length, shown, &columns);
        if (!mark)
            fputs(shown, out);
        text += used;
        length -= used;
    }
}

size_t put_text(struct rows *rows, int row, int column, int end,
                enum style style, bool marks, const char *text,
                size_t length)
{
    struct cell *cells = rows->cells + (size_t)row * (size_t)rows->width;
    size_t fits = fitting(text, length, end - column, marks);
    static bool marked; /* a mark may stand in an earlier row */
    char shown[16];
    int columns;
    if (!marks)
        marked = false;
    for (size_t i = 0; i < fits;) {
        if (marks && text[i] == MARK) {
            marked = !marked;
            i++;
            continue;
        }
        i += character(text + i, length - i, shown, &columns);
        size_t bytes = strlen(shown);
        bool escape = columns == 4;
        if (columns == 0) { /* it combines with the one before */
            struct cell *last = &cells[column > 0 ? column - 1 : 0];
            if (strlen(last->text) + bytes < sizeof last->text)
                strcat(last->text, shown);
            continue;
        }
        for (int j = 0; j < columns; j++) {
            struct cell *cell = &cells[column++];
            cell->style = marked ? TITLE : style;
            if (escape)
                snprintf(cell->text, sizeof cell->text, "%c", shown[j]);
            else
                strcpy(cell->text, j == 0 ? shown : "");
        }
    }
    rows->end = column;
    return fits;
}

void copy_row(struct rows *rows, const struct rows *from, int row)
{
    size_t width = (size_t)rows->width, to = (size_t)add_row(rows) * width;
    memcpy(rows->cells + to, from->cells + width * (size_t)row,
           width * sizeof *rows->cells);
}

static void print_style(FILE *out, enum style style, enum look look)
{
    static const char *const codes[][2] = {
        [PLAIN] = {"", ""},         [TITLE] = {";1", ";1"},
        [NAMES] = {";1;7", ";1;7"}, [RUN] = {";1", ";1;32"},
        [KEYED] = {";1", ";1;35"},  [NEXT] = {";4", ";4;32"},
        [REMARKED] = {"", ";36"},   [HINT] = {"", ";36"},
    };
    if (look != NO_STYLE)
        fprintf(out, "\033[0%sm", codes[style][look == COLOUR]);
}

void print_row(FILE *out, const struct rows *rows, int row, enum look look)
{
    const struct cell *cells = rows->cells + row * rows->width;
    enum style style = PLAIN;
    int end = rows->width;
    while (end > 0 && strcmp(cells[end - 1].text, " ") == 0 &&
           cells[end - 1].style != NAMES)
        end--;
    for (int i = 0; i < end; i++) {
        if (cells[i].style != style)
            print_style(out, cells[i].style, look);
        style = cells[i].style;
        fputs(cells[i].text, out);
    }
    if (style != PLAIN)
        print_style(out, PLAIN, look);
}

static bool same_row(const struct rows *old, const struct rows *new,
                     int row)
{
    size_t width = (size_t) new->width, first = width *(size_t)row;
    for (size_t i = first; i < first + width; i++)
        if (strcmp(old->cells[i].text, new->cells[i].text) != 0 ||
            old->cells[i].style != new->cells[i].style)
            return false;
    return true;
}

void print_changes(FILE *out, const struct rows *old,
                   const struct rows *new, enum look look)
{
    bool all = old == NULL || old->width != new->width ||
               old->count != new->count;
    /* Mode 2026: show it when it is complete; others pass it over. */
    fputs("\033[?2026h\033[?25l", out);
    if (all)
        fputs("\033[0m\033[2J", out);
    for (int i = 0; i < new->count; i++) {
        if (!all && same_row(old, new, i))
            continue;
        fprintf(out, "\033[%d;1H\033[2K", i + 1);
        print_row(out, new, i, look);
    }
    if (new->cursor_row != -1)
        fprintf(out, "\033[%d;%dH\033[?25h", new->cursor_row + 1,
                new->cursor_column + 1);
    fputs("\033[?2026l", out);
}

void free_rows(struct rows *rows)
{
    free(rows->cells);
    rows->cells = NULL;
    rows->count = 0;
}
