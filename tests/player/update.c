/* update.c: see update.h. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "text.h"
#include "update.h"

enum { LONGEST = 2000 }; /* a longer line is not aligned: time and memory */

/* --- Keeping the placeholders of a line --------------------------------- */

/* A piece of a line of a transcript: one byte; or a <word>, <...> or {head},
 * with the text that it stands for, if that is known.
 */
struct piece {
    const char *text;
    size_t length;
    char *value; /* NULL for a byte, and for what may be any text */
    enum { BYTE, FIXED, WORD, ANYTHING } kind;
};

static int pieces_of(const char *line, const struct transcript *t, int row,
                     const struct words *words, struct piece **pieces)
{
    int count = 0;
    *pieces = grown(NULL, strlen(line), sizeof **pieces);
    while (*line != '\0') {
        struct piece piece = {line, 1, NULL, BYTE};
        size_t holder = placeholder(line);
        int column,
            head = row == -1 ? 0 : column_at(&t->table, line, &column);
        if (head > 0) {
            piece.length = (size_t)head;
            piece.kind = FIXED;
            piece.value = filled_row(
                &t->table, row, made("{%s}", t->table.heads.cells[column]));
        } else if (holder > 0) {
            const char *known = value_of(words, line + 1, holder - 2);
            piece.length = holder;
            piece.kind = known != NULL                    ? FIXED
                         : strncmp(line, "<...>", 5) == 0 ? ANYTHING
                                                          : WORD;
            piece.value = known == NULL ? NULL
                                        : copy_of(known, strlen(known));
        }
        (*pieces)[count++] = piece;
        line += piece.length;
    }
    return count;
}

/* What it costs to turn the pieces into the text: a byte that is added or
 * taken away 10, a placeholder that is lost 300. A <word> takes letters and
 * digits for nothing, and other bytes rather than that something is added.
 */
enum { ADDED = 10, LOST_BYTE = 10, LOST_HOLDER = 300, ODD_BYTE = 6 };

/* The cheapest ways through a grid of (pieces used) x (bytes used). */
struct ways {
    int *cost;    /* of each point of the grid */
    size_t *from; /* the point before it */
};

/* One may come from here to there at this price. */
static void offer(struct ways *ways, size_t here, size_t there, int price)
{
    if (ways->cost[here] + price < ways->cost[there]) {
        ways->cost[there] = ways->cost[here] + price;
        ways->from[there] = here;
    }
}

/* Offers all that a piece can be for the text that is left, from a point on
 * the grid; width: of the grid.
 */
static void offer_piece(struct ways *ways, size_t here, size_t width,
                        const struct piece *piece, const char *left)
{
    size_t next = here + width;
    offer(ways, here, next, piece->kind == BYTE ? LOST_BYTE : LOST_HOLDER);
    if (piece->kind == BYTE && *left == *piece->text)
        offer(ways, here, next + 1, 0);
    if (piece->kind == FIXED &&
        strncmp(left, piece->value, strlen(piece->value)) == 0)
        offer(ways, here, next + strlen(piece->value), 0);
    if (piece->kind == ANYTHING)
        offer(ways, here, next, 0);
    int price = 0;
    for (size_t k = 0; left[k] != '\0'; k++) {
        if (piece->kind == WORD && isspace((unsigned char)left[k]))
            break;
        if (piece->kind != WORD && piece->kind != ANYTHING)
            break;
        price += isalnum((unsigned char)left[k]) ? 0 : ODD_BYTE;
        offer(ways, here, next + k + 1, price);
    }
}

/* Returns a new string: the text, with the pieces that still match. */
static char *aligned(const struct piece *pieces, int count,
                     const char *text)
{
    size_t n = (size_t)count, m = strlen(text), width = m + 1;
    struct ways ways = {
        .cost = grown(NULL, (n + 1) * width, sizeof *ways.cost),
        .from = grown(NULL, (n + 1) * width, sizeof *ways.from)};
    for (size_t k = 1; k < (n + 1) * width; k++)
        ways.cost[k] = INT_MAX;
    ways.cost[0] = 0;
    for (size_t here = 0; here < (n + 1) * width; here++) {
        size_t i = here / width, j = here % width;
        if (ways.cost[here] == INT_MAX)
            continue;
        if (j < m)
            offer(&ways, here, here + 1, ADDED);
        if (i < n)
            offer_piece(&ways, here, width, &pieces[i], text + j);
    }

    /* Back from the end: what was kept, and what was added. */
    char *line = copy_of("", 0);
    for (size_t at = n * width + m; at != 0; at = ways.from[at]) {
        size_t i = ways.from[at] / width, j = ways.from[at] % width;
        char *longer = NULL;
        if (at / width == i) /* a byte was added */
            longer = made("%c%s", text[j], line);
        else if (at % width == j && pieces[i].kind != ANYTHING &&
                 (pieces[i].kind != FIXED || *pieces[i].value != '\0'))
            continue; /* a piece was lost */
        else
            longer = made("%.*s%s", (int)pieces[i].length, pieces[i].text,
                          line);
        free(line);
        line = longer;
    }
    free(ways.cost);
    free(ways.from);
    return line;
}

/* --- What differs -------------------------------------------------------- */

/* A line that came, beside the line of the file that it should replace. */
struct change {
    int line;
    char *terminal;
    char *text;
};
static struct change *changes;
static int changed;

static bool note_change(const struct transcript *t, struct step *step,
                        const struct words *words, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c) && *c != '\t')
            return false;
    size_t sign = strlen(t->names[step->terminal]) + strlen("| ");
    const char *old = step->source +
                      (strlen(step->source) < sign ? sign - 1 : sign);
    if (strlen(text) > LONGEST || strlen(old) > LONGEST)
        return false;

    struct piece *pieces;
    int count = pieces_of(old, t, step->row, words, &pieces);
    char *new = aligned(pieces, count, text);
    free(pieces);
    step->text = step->row == -1 ? copy_of(new, strlen(new))
                                 : filled_row(&t->table, step->row, new);
    changes = grown(changes, (size_t)changed + 1, sizeof *changes);
    changes[changed++] = (struct change){
        step->line, t->names[step->terminal],
        made("%s|%s%s", t->names[step->terminal], *new == '\0' ? "" : " ",
             new)};
    free(new);
    return step->text != NULL;
}

const struct audience updater = {.reword = note_change};

/* How many transcripts of the file have this line. */
static int owners(const struct transcript *all, int count, int line)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < all[i].count; j++)
            found += all[i].steps[j].line == line;
    return found;
}

/* The new text of this line of the file, or NULL; *agree becomes false if the
 * rows of a table differ, or only some of them have changed.
 */
static const char *new_text(const char *file, const struct transcript *all,
                            int count, int line, bool *agree)
{
    const char *text = NULL;
    int found = 0;
    for (int i = 0; i < changed; i++) {
        if (changes[i].line != line)
            continue;
        found++;
        if (text != NULL && strcmp(text, changes[i].text) != 0)
            *agree = false;
        text = changes[i].text;
    }
    if (found > 0 && found != owners(all, count, line))
        *agree = false;
    if (!*agree)
        fprintf(stderr,
                "%s:%d: the rows of its table now need different lines: "
                "change the table, or the line by hand\n",
                file, line);
    return text;
}

int update_file(const char *file, const struct transcript *all, int count)
{
    char *line = NULL, *whole = NULL;
    size_t capacity = 0, size = 0;
    bool agree = true;
    int lines = 0, number = 0;
    FILE *in = fopen(file, "r");
    FILE *out = open_memstream(&whole, &size);
    if (in == NULL || out == NULL) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        if (in != NULL)
            fclose(in);
        if (out != NULL)
            fclose(out);
        return -1;
    }
    while (getline(&line, &capacity, in) != -1 && agree) {
        const char *new = new_text(file, all, count, ++number, &agree);
        lines += new != NULL;
        if (new == NULL)
            fputs(line, out);
        else
            fprintf(out, "%s\n", new);
    }
    free(line);
    fclose(in);
    fclose(out);
    if (!agree || lines == 0)
        return agree ? 0 : -1;

    /* A new file takes the old one's place whole, so that nothing is lost. */
    char *new = made("%s.new", file);
    struct stat old;
    out = fopen(new, "w");
    bool good = out != NULL && fwrite(whole, 1, size, out) == size;
    good = out != NULL && fclose(out) == 0 && good;
    good = good && stat(file, &old) == 0 && chmod(new, old.st_mode) == 0 &&
           rename(new, file) == 0;
    if (!good) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        unlink(new);
    }
    free(whole);
    free(new);
    return good ? lines : -1;
}
