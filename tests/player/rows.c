/* rows.c: see rows.h. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "bytes.h"
#include "rows.h"
#include "text.h"
#include "transcript.h"

int add_row(struct rows *rows)
{
    size_t width = (size_t)rows->width, old = width * (size_t)rows->count;
    if ((rows->count & (rows->count - 1)) ==
        0) /* 0, 1, 2, 4, 8 ...: full */
        rows->cells = grown(rows->cells, 2 * old + width,
                            sizeof *rows->cells);
    for (size_t i = old; i < old + width; i++)
        rows->cells[i] = (struct cell){" ", PLAIN};
    return rows->count++;
}

/* Takes the first character of a text: its bytes, and the columns it takes.
 * What does not print is a question mark.
 */
static size_t character(const char **text, size_t length, int *columns)
{
    wchar_t wide;
    mbstate_t state = {0};
    size_t used = mbrtowc(&wide, *text, length, &state);
    bool prints = used >= 1 && used <= length && wcwidth(wide) >= 0;
    *columns = prints ? wcwidth(wide) : 1;
    if (!prints)
        *text = "?";
    return prints ? used : 1;
}

/* How many bytes of text fit into the columns, cut at a blank if it has one;
 * at least one character.
 */
static size_t fitting(const char *text, size_t length, int columns,
                      bool marks)
{
    size_t end = 0, blank = 0;
    int taken = 0, next;
    while (end < length) {
        const char *shown = text + end;
        size_t used = 1;
        if (marks && *shown == MARK)
            next = 0;
        else
            used = character(&shown, length - end, &next);
        if (taken + next > columns && taken > 0)
            break;
        if (text[end] == ' ' && end > 0)
            blank = end;
        end += used;
        taken += next;
    }
    return end < length && text[end] != ' ' && blank > 0 ? blank : end;
}

int columns_of(const char *text)
{
    int all = 0, next;
    for (size_t length = strlen(text); length > 0;) {
        const char *shown = text;
        size_t used = character(&shown, length, &next);
        all += *text == MARK ? 0 : next;
        text += used;
        length -= used;
    }
    return all;
}

size_t put_text(struct rows *rows, int row, int column, int end,
                enum style style, bool marks, const char *text)
{
    struct cell *cells = rows->cells + (size_t)row * (size_t)rows->width;
    size_t length = strlen(text), used;
    size_t fits = fitting(text, length, end - column, marks);
    static bool marked; /* a mark may stand in an earlier row */
    marked = marked && marks;
    for (size_t i = 0; i < fits; i += used) {
        const char *shown = text + i;
        int columns = 0;
        used = 1;
        if (marks && *shown == MARK)
            marked = !marked;
        else
            used = character(&shown, length - i, &columns);
        if (columns == 0 && *shown != MARK && column > 0) {
            /* it combines with the one before */
            char *before = cells[column - 1].text;
            if (strlen(before) + used < sizeof cells->text)
                strncat(before, shown, used);
        }
        for (int j = 0; j < columns && column < rows->width; j++) {
            struct cell *cell = &cells[column++];
            cell->style = marked ? TITLE : style;
            memset(cell->text, 0, sizeof cell->text);
            memcpy(cell->text, shown, j == 0 ? used : 0);
        }
    }
    rows->end = column;
    return fits;
}

char *safe_text(const char *bytes, size_t length, bool marks)
{
    char *text = NULL, shown[SAFE_SIZE];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    while (out != NULL && length > 0) {
        size_t used = safe_character(bytes, length, marks ? "\\\001" : "\\",
                                     shown);
        fputs(shown, out);
        bytes += used;
        length -= used;
    }
    if (out == NULL || fclose(out) == EOF) {
        perror("player: open_memstream");
        exit(2);
    }
    return text;
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
