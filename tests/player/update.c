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

/* Whether a FIXED piece can be this text. */
static bool can_be(const struct piece *piece, const char *text,
                   size_t length)
{
    struct words words = {.known = 0};
    bool good = matches(&words, piece->value, text, length);
    forget(&words, 0);
    free(words.names);
    free(words.values);
    return good;
}

/* Adds the pieces of a line to those that there are; row: whose {head}s are
 * in it, or -1. Returns how many there are then.
 */
static int pieces_of(const char *line, const struct transcript *t, int row,
                     const struct words *words, struct piece **pieces,
                     int count)
{
    *pieces = grown(*pieces, (size_t)count + strlen(line), sizeof **pieces);
    while (*line != '\0') {
        struct piece piece = {line, 1, NULL, BYTE};
        int column,
            head = row == -1 ? 0 : column_at(&t->table, line, &column);
        /* A <word> may have a {head} in it: <port{n}>. */
        size_t span = *line == '<' ? strcspn(line, ">") + 1 : 0;
        char *word = copy_of(line, span);
        if (row != -1)
            word = filled_row(&t->table, row, word);
        size_t holder = placeholder(word);
        if (head > 0) {
            char *cell = filled_row(&t->table, row,
                                    copy_of(line, (size_t)head));
            piece.length = (size_t)head;
            piece.kind = FIXED;
            piece.value = filled_in(words, cell);
        } else if (holder > 0 && holder == strlen(word)) {
            const char *known = value_of(words, word + 1, holder - 2);
            piece.length = span;
            piece.kind = known != NULL                    ? FIXED
                         : strncmp(word, "<...>", 5) == 0 ? ANYTHING
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
    size_t next = here + width, length = strlen(left);
    if (piece->kind == BYTE && *left == *piece->text)
        offer(ways, here, next + 1, 0);
    for (size_t k = 0; piece->kind == FIXED && k <= length; k++)
        if (can_be(piece, left, k))
            offer(ways, here, next + k, 0);
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

/* Returns a new string: what stands in the text for the pieces [from, to),
 * with those of them that still match. The pieces before and after these must
 * match; NULL if they don't.
 */
static char *aligned(const struct piece *pieces, int count, int from,
                     int to, const char *text)
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
        if (j < m && i >= (size_t)from && i <= (size_t)to)
            offer(&ways, here, here + 1, ADDED);
        if (i >= (size_t)from && i < (size_t)to)
            offer(&ways, here, here + width,
                  pieces[i].kind == BYTE ? LOST_BYTE : LOST_HOLDER);
        if (i < n)
            offer_piece(&ways, here, width, &pieces[i], text + j);
    }

    /* Back from the end: what was kept, and what was added. */
    size_t end = n * width + m;
    char *line = ways.cost[end] == INT_MAX ? NULL : copy_of("", 0);
    for (size_t at = end; line != NULL && at != 0; at = ways.from[at]) {
        size_t i = ways.from[at] / width, j = ways.from[at] % width;
        char *longer = NULL;
        if (at / width == i) /* a byte was added */
            longer = made("%c%s", text[j], line);
        else if (i < (size_t)from || i >= (size_t)to ||
                 (at % width == j && pieces[i].kind != ANYTHING &&
                  (pieces[i].kind != FIXED || !can_be(&pieces[i], "", 0))))
            continue; /* it is no piece of these, or was lost */
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

/* A line that came, and what it may change in the file: the line; or, in a
 * block with a table, one cell of the row.
 */
struct change {
    int line;
    char *text; /* the new line */
    bool keeps; /* it has all {head}s of the old line */
    const struct row *row;
    int column;
    const char *head; /* of the column */
    char *cell;       /* its new text; NULL if none or several would do */
    bool in_line;     /* the line is what changes */
};
static struct change *changes;
static int changed;

/* Looks for the one {head} of the old line in whose place another text makes
 * the row's line what came: for c->column and c->cell. Returns a new string,
 * the row's line with this cell; NULL if there is no such {head}.
 */
static char *find_cell(struct change *c, const struct transcript *t,
                       int row, const char *old, const struct words *words,
                       const char *text)
{
    char *line = NULL;
    int column, head, found = 0;
    for (const char *at = old; *at != '\0'; at++) {
        if ((head = column_at(&t->table, at, &column)) == 0 ||
            column >= c->row->count)
            continue;
        const char *name = t->table.heads.cells[column];
        char *before = copy_of(old, (size_t)(at - old));
        if (has_head(before, name) || has_head(at + head, name))
            continue; /* each of them would change */
        char *left = filled_row(&t->table, row, before);
        char *right = filled_row(&t->table, row, at + head);
        struct piece *pieces = NULL;
        int from = pieces_of(left, t, -1, words, &pieces, 0);
        int to = pieces_of(c->row->cells[column], t, -1, words, &pieces,
                           from);
        int count = pieces_of(right, t, -1, words, &pieces, to);
        char *cell = aligned(pieces, count, from, to, text);
        free(pieces);
        if (cell == NULL || strcmp(cell, "-") == 0)
            continue; /* no {head}; and "-" would leave the line out */
        c->column = column;
        c->head = name;
        c->cell = found++ == 0 ? cell : NULL;
        line = c->cell == NULL ? NULL : made("%s%s%s", left, cell, right);
    }
    return line;
}

static bool note_change(const struct transcript *t, struct step *step,
                        const struct words *words, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c) && *c != '\t')
            return false;
    size_t sign = strlen(t->names[step->terminal]) + strlen("| ");
    const char *old = step->source +
                      (strlen(step->source) < sign ? sign - 1 : sign);
    if (strlen(text) > LONGEST || strlen(old) > LONGEST ||
        strlen(step->text) > LONGEST)
        return false;

    struct piece *pieces = NULL;
    int count = pieces_of(old, t, step->row, words, &pieces, 0);
    char *new = aligned(pieces, count, 0, count, text);
    free(pieces);
    struct change c = {.line = step->line, .keeps = true};
    c.text = made("%s|%s%s", t->names[step->terminal],
                  *new == '\0' ? "" : " ", new);
    step->text = new;
    if (step->row != -1) {
        for (int i = 0; i < t->table.heads.count; i++)
            c.keeps = c.keeps && (!has_head(old, t->table.heads.cells[i]) ||
                                  has_head(new, t->table.heads.cells[i]));
        c.row = &t->table.rows[step->row];
        char *line = find_cell(&c, t, step->row, old, words, text);
        step->text = line != NULL && !c.keeps
                         ? line
                         : filled_row(&t->table, step->row, new);
    }
    changes = grown(changes, (size_t)changed + 1, sizeof *changes);
    changes[changed++] = c;
    return step->text != NULL;
}

const struct audience updater = {.reword = note_change};

/* --- What becomes of it -------------------------------------------------- */

/* Whether all rows that have this line have changed it alike; *every: whether
 * these are all rows of the table.
 */
static bool alike(const struct transcript *all, int count,
                  const struct change *c, bool *every)
{
    int owners = 0, found = 0, rows = 0;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < all[i].count; j++)
            if (all[i].steps[j].line == c->line) {
                owners++;
                rows = all[i].table.count;
            }
    for (int i = 0; i < changed; i++)
        found += changes[i].line == c->line &&
                 strcmp(changes[i].text, c->text) == 0;
    *every = owners == rows;
    return found == owners;
}

/* Whether this line's change is the same for the cell as that of c. */
static bool agrees(int line, const struct change *c)
{
    for (int i = 0; i < changed; i++)
        if (changes[i].line == line && changes[i].row == c->row)
            return !changes[i].in_line && changes[i].cell != NULL &&
                   changes[i].column == c->column &&
                   strcmp(changes[i].cell, c->cell) == 0;
    return false;
}

/* Returns why the rows' cells can't change instead of this line; NULL if they
 * can: each line that has such a cell needs the new one.
 */
static const char *against_cells(const struct transcript *all, int count,
                                 int line)
{
    for (const struct change *c = changes; c < changes + changed; c++) {
        if (c->line != line)
            continue;
        if (c->cell == NULL)
            return ", and not just in one {head}";
        int other = 0;
        for (int i = 0; i < count && other == 0; i++)
            for (int j = 0; j < all[i].count && other == 0; j++) {
                const struct step *step = &all[i].steps[j];
                if (step->row == -1 ||
                    &all[i].table.rows[step->row] != c->row)
                    continue;
                if (has_head(all[i].opening, c->head))
                    other = all[i].line;
                else if (has_head(step->source, c->head) &&
                         !agrees(step->line, c))
                    other = step->line;
            }
        if (other != 0)
            return made(", but line %d needs another {%s} in line %d",
                        other, c->head, c->row->line);
    }
    return NULL;
}

/* Returns the new text of a line of the file, or NULL if it stays. Where
 * neither it nor cells can change, *good becomes false, having said why.
 */
static char *new_line(const char *file, const struct transcript *all,
                      int count, int number, const char *line, bool *good)
{
    char *new = NULL;
    const char *why = NULL;
    for (int i = 0; i < changed; i++) {
        const struct change *c = &changes[i];
        if (c->in_line && c->line == number)
            new = made("%s\n", c->text);
        else if (c->line == number && why == NULL)
            why = against_cells(all, count, number);
        else if (!c->in_line && c->cell != NULL && c->row->line == number)
            new = with_cell(new == NULL ? line : new, c->column, c->cell);
    }
    if (why != NULL)
        fprintf(stderr,
                "%s:%d: the rows of its table now need different lines%s: "
                "change the table, or the line by hand\n",
                file, number, why);
    *good = *good && why == NULL;
    return new;
}

int update_file(const char *file, const struct transcript *all, int count)
{
    char *line = NULL, *whole = NULL;
    size_t capacity = 0, size = 0;
    bool good = true, every;
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
    /* A line that loses a {head} would no longer be left out of any row. */
    for (struct change *c = changes; c < changes + changed; c++)
        c->in_line = alike(all, count, c, &every) &&
                     (c->keeps ||
                      (every &&
                       against_cells(all, count, c->line) != NULL));
    while (getline(&line, &capacity, in) != -1) {
        const char *new = new_line(file, all, count, ++number, line, &good);
        lines += new != NULL;
        fputs(new == NULL ? line : new, out);
    }
    free(line);
    fclose(in);
    fclose(out);
    if (!good || lines == 0)
        return good ? 0 : -1;

    /* A new file takes the old one's place whole, so that nothing is lost;
     * that of the file itself, if this is a link to it.
     */
    char *target = realpath(file, NULL);
    char *new = made("%s.new", target == NULL ? file : target);
    struct stat old;
    out = target == NULL ? NULL : fopen(new, "w");
    good = out != NULL && fwrite(whole, 1, size, out) == size;
    good = out != NULL && fclose(out) == 0 && good;
    good = good && stat(target, &old) == 0 &&
           chmod(new, old.st_mode) == 0 && rename(new, target) == 0;
    if (!good) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        unlink(new);
    }
    free(whole);
    free(target);
    free(new);
    return good ? lines : -1;
}
