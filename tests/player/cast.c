/* cast.c: see cast.h. */
#include <stdlib.h>
#include <string.h>
#include "cast.h"
#include "text.h"

struct recording {
    FILE *out;
    bool svg;
    double seconds;
    struct rows shown; /* no cells: nothing yet */
};

/* A string of JSON (RFC 8259). */
static void print_json(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ')
            fprintf(out, "\\u%04x", c);
        else
            fprintf(out, c == '"' || c == '\\' ? "\\%c" : "%c", c);
    }
    fputc('"', out);
}

static void print_event(struct recording *r, const char *code,
                        const char *text)
{
    fprintf(r->out, "[%.3f, \"%s\", ", r->seconds, code);
    print_json(r->out, text);
    fputs("]\n", r->out);
}

static struct recording *new_recording(FILE *out, bool svg)
{
    struct recording *r = grown(NULL, 1, sizeof *r);
    *r = (struct recording){.out = out, .svg = svg};
    return r;
}

struct recording *record_cast(FILE *out, const char *title)
{
    fputs("{\"version\": 2, \"width\": 80, \"height\": 24, \"title\": ",
          out);
    print_json(out, title);
    fputs("}\n", out);
    return new_recording(out, false);
}

struct recording *record_svg(FILE *out)
{
    return new_recording(out, true);
}

void record_size(const struct recording *r, int *width, int *height)
{
    *width = 80;
    *height = r->svg ? 200 : 24;
}

static void print_screen_event(struct recording *r, const struct rows *rows)
{
    char *changes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&changes, &length);
    if (out == NULL) {
        perror("player: open_memstream");
        exit(2);
    }
    print_changes(out, r->shown.cells == NULL ? NULL : &r->shown, rows,
                  COLOUR);
    fclose(out);
    print_event(r, "o", changes);
    free(changes);
}

void record_screen(struct recording *r, const struct rows *rows)
{
    if (!r->svg)
        print_screen_event(r, rows);
    free_rows(&r->shown);
    r->shown.width = rows->width;
    for (int i = 0; i < rows->count; i++)
        copy_row(&r->shown, rows, i);
}

void record_wait(struct recording *r, double seconds)
{
    r->seconds += seconds;
}

void record_marker(struct recording *r, const char *text)
{
    if (!r->svg)
        print_event(r, "m", text);
}

/* --- SVG ---------------------------------------------------------------- */

static const int ROW = 18, MARGIN = 12; /* pixels; a row's height */
static const double cell = 8.4; /* a cell's width, with 14 px letters */

static void print_xml(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '<' || *text == '&')
            fputs(*text == '<' ? "&lt;" : "&amp;", out);
        else
            fputc(*text, out);
}

/* A run of cells of one style, from the column `first` to `end`. It is as wide
 * as its columns, whatever the font.
 */
static void print_run(const struct recording *r, int row, int first,
                      int end)
{
    static const char *const classes[] = {
        [PLAIN] = "plain", [TITLE] = "title",    [NAMES] = "names",
        [RUN] = "run",     [KEYED] = "key",      [NEXT] = "next",
        [HINT] = "remark", [REMARKED] = "remark"};
    const struct cell *cells = r->shown.cells + row * r->shown.width;
    double x = MARGIN + first * cell, width = (end - first) * cell;
    int y = MARGIN + row * ROW;
    if (cells[first].style == NAMES)
        fprintf(r->out,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" "
                "class=\"bar\"/>\n",
                x, y, width, ROW);
    fprintf(r->out,
            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" class=\"%s\">",
            x, y + 14, width, classes[cells[first].style]);
    for (int i = first; i < end; i++)
        print_xml(r->out, cells[i].text);
    fputs("</text>\n", r->out);
}

static bool is_blank(const struct cell *place)
{
    return strcmp(place->text, " ") == 0;
}

static void print_svg(const struct recording *r)
{
    int width = r->shown.width,
        rows = r->shown.count - 1; /* not the foot */
    bool blank = true;
    while (rows > 0 && blank) {
        for (int i = 0; i < width && blank; i++)
            blank = is_blank(&r->shown.cells[(rows - 1) * width + i]);
        rows -= blank;
    }
    fprintf(
        r->out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f "
        "%d\">\n<style>\ntext { font: 14px monospace; white-space: pre; "
        "fill: #e6e6e6 }\n.title, .run, .key, .names { font-weight: bold "
        "}\n.run { fill: #7ee787 }\n.key { fill: #ff9bce }\n"
        ".remark { fill: #79c0ff }\n.names { fill: #161b22 }\n"
        ".bar { fill: #e6e6e6 }\n</style>\n"
        "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" "
        "fill=\"#161b22\"/>\n",
        width * cell + 2 * MARGIN, rows * ROW + 2 * MARGIN);
    for (int row = 0; row < rows; row++) {
        const struct cell *cells = r->shown.cells + row * width;
        /* Of one style, and with no two blanks: some viewers take these
         * for one. */
        for (int i = 0, end; i < width; i = end) {
            end = i + 1;
            while (!is_blank(&cells[i]) && end < width &&
                   cells[end].style == cells[i].style &&
                   !(is_blank(&cells[end - 1]) && is_blank(&cells[end])))
                end++;
            if (!is_blank(&cells[i]))
                print_run(r, row, i, end - is_blank(&cells[end - 1]));
        }
    }
    fputs("</svg>\n", r->out);
}

void record_end(struct recording *r)
{
    if (r->svg)
        print_svg(r);
    else
        print_event(r, "o", "");
    free_rows(&r->shown);
    free(r);
}
