/* page.c: see page.h. A lesson is laid out as a whole, the steps to come with
 * what the transcript says of them, so that a page is turned before a command
 * whose answer would not fit.
 */
#include <stdlib.h>
#include <string.h>
#include "page.h"
#include "text.h"

/* Columns: between two terminals; that one has at least; that all must have on
 * average, or there are no columns.
 */
enum { GAP = 3, LEAST = 12, NARROW = 20 };

/* --- Entries -------------------------------------------------------------- */

void add_entry(struct lesson *lesson, int kind, int terminal,
               const char *text, size_t length)
{
    int at = lesson->count++;
    lesson->entries = grown(lesson->entries, (size_t)lesson->count,
                            sizeof *lesson->entries);
    lesson->entries[at] = (struct entry){.kind = kind,
                                         .terminal = terminal};
    set_entry(lesson, at, text, length);
}

void set_entry(struct lesson *lesson, int at, const char *text,
               size_t length)
{
    struct entry *e = &lesson->entries[at];
    char *safe = safe_text(text, length, e->kind >= OPENING);
    free(e->text);
    e->text = made(e->kind == COMMAND              ? "$ %s"
                   : e->kind == TYPE               ? "> %s"
                   : e->kind == REMARK             ? "# %s"
                   : e->kind == STATUS             ? "(status %s)"
                   : is_action((enum kind)e->kind) ? "^%s"
                                                   : "%s",
                   safe);
    free(safe);
}

char *named_entry(const struct lesson *lesson, int at)
{
    const struct entry *e = &lesson->entries[at];
    return made("%s%s%s",
                e->terminal == -1 ? "" : lesson->t->names[e->terminal],
                e->kind == LINE     ? "| "
                : e->kind == STATUS ? " "
                                    : "",
                e->text);
}

void free_lesson(struct lesson *lesson)
{
    for (int i = 0; i < lesson->count; i++)
        free(lesson->entries[i].text);
    free(lesson->entries);
    lesson->entries = NULL;
    lesson->count = 0;
}

/* --- Columns -------------------------------------------------------------- */

struct layout {
    const struct lesson *lesson;
    int width;
    bool stacked; /* too narrow for columns: one terminal below the other */
    int first[MOST_TERMINALS], end[MOST_TERMINALS];
};

/* Whether it is a row of a table, of which columns are made by blanks. */
static bool is_table(const char *text)
{
    return strstr(text + strspn(text, " "), "  ") != NULL;
}

/* Shares the width: a column has what its longest line needs, or an equal
 * part of what the others leave. The transcript says what is needed, so that
 * nothing moves while the lesson is played. Tables may go below all columns.
 */
static struct layout make_layout(const struct lesson *lesson, int width)
{
    struct layout l = {lesson, width, false, {0}, {0}};
    const struct transcript *t = lesson->t;
    int open = t->terminals, left = width - GAP * (open - 1);
    int need[MOST_TERMINALS], given[MOST_TERMINALS] = {0};
    l.stacked = left / open < NARROW;
    for (int i = 0; i < open; i++)
        need[i] = LEAST;
    for (int i = 0; i < t->count; i++) {
        const struct step *step = &t->steps[i];
        int columns = columns_of(step->text) + 2;
        if (step->terminal != -1 && columns > need[step->terminal] &&
            (step->kind != LINE || !is_table(step->text) ||
             columns <= left / t->terminals))
            need[step->terminal] = columns;
    }
    for (int i = 0; i < t->terminals && open > 0; i++)
        if (given[i] == 0 && need[i] <= left / open) {
            given[i] = need[i];
            left -= need[i];
            open--;
            i = -1; /* the others' part has changed */
        }
    for (int i = 0, at = 0; i < t->terminals; i++) {
        if (given[i] == 0 || open == 0)
            given[i] += left / (open == 0 ? t->terminals : open);
        l.first[i] = at;
        l.end[i] = i == t->terminals - 1 ? width : at + given[i];
        at += given[i] + GAP;
    }
    return l;
}

/* How a line is drawn: in its column; below all columns, where one line of
 * what its terminal shows there is a table's, and too wide for its column; and
 * then with the terminal's name, if there is room for that in each of them.
 */
enum drawn { IN_COLUMN, BELOW, NAMED };

static enum drawn drawn_as(const struct layout *l, int at)
{
    const struct entry *all = l->lesson->entries;
    int terminal = all[at].terminal, from = at, widest = 0;
    bool wide = false;
    if (all[at].kind != LINE)
        return IN_COLUMN;
    while (from > 0 && all[from - 1].kind == LINE &&
           all[from - 1].terminal == terminal)
        from--;
    for (int i = from; i < l->lesson->count && all[i].kind == LINE &&
                       all[i].terminal == terminal;
         i++) {
        int columns = columns_of(all[i].text);
        widest = columns > widest ? columns : widest;
        wide = wide || (is_table(all[i].text) &&
                        columns > l->end[terminal] - l->first[terminal]);
    }
    int name = columns_of(l->lesson->t->names[terminal]) + 2;
    return !wide ? IN_COLUMN : widest + name > l->width ? BELOW : NAMED;
}

static void put_names(struct rows *rows, const struct layout *l)
{
    const struct transcript *t = l->lesson->t;
    int row = add_row(rows), at = 0;
    for (int i = 0; i < l->width; i++)
        put_text(rows, row, i, l->width, NAMES, false, "-");
    for (int i = 0; i < t->terminals; i++) {
        char *name = made("%s ", t->names[i]);
        if (!l->stacked)
            at = l->first[i];
        if (!l->stacked && i > 0)
            put_text(rows, row, at - 2, at, NAMES, false, "+-");
        put_text(rows, row, at, l->stacked ? l->width : l->end[i], NAMES,
                 false, name);
        at = rows->end;
        free(name);
    }
}

/* Removes the blanks that made a table of a line. */
static void squeeze(char *text)
{
    char *to = text;
    for (; *text != '\0'; text++)
        if (text[0] != ' ' || text[1] != ' ')
            *to++ = *text;
    *to = '\0';
}

/* Puts text into as many new rows as it needs; a step's later ones are
 * indented.
 */
static void put_entry(struct rows *rows, const struct layout *l, int at,
                      bool next)
{
    static const enum style styles[] = {
        [COMMAND] = RUN,     [LINE] = PLAIN,      [TYPE] = KEYED,
        [CONTROL_C] = KEYED, [CONTROL_D] = KEYED, [STATUS] = PLAIN,
        [REMARK] = REMARKED, [OPENING] = PLAIN,   [CLOSING] = PLAIN};
    const struct entry *e = &l->lesson->entries[at];
    enum style style = next ? NEXT : styles[e->kind];
    enum drawn drawn = e->terminal == -1 || l->stacked ? NAMED
                                                       : drawn_as(l, at);
    bool columns = drawn == IN_COLUMN;
    int first = columns ? l->first[e->terminal] : 0;
    int end = columns ? l->end[e->terminal] : l->width;
    char *text = drawn == NAMED ? named_entry(l->lesson, at)
                                : copy_of(e->text, strlen(e->text));
    if (e->terminal != -1 && !columns && columns_of(text) > l->width)
        squeeze(text);
    const char *rest = text;
    do {
        int row = add_row(rows);
        for (int i = 1; columns && i < l->lesson->t->terminals; i++)
            put_text(rows, row, l->first[i] - 2, l->width, PLAIN, false,
                     "|");
        int indent = rest == text || e->kind >= OPENING ? 0 : 2;
        rest += put_text(rows, row, first + indent, end, style,
                         e->kind >= OPENING, rest);
        rest += strspn(rest, " ");
    } while (*rest != '\0');
    free(text);
}

/* --- Pages ---------------------------------------------------------------- */

/* Whether an entry begins a group, which a page keeps together: the lesson's
 * text, a person's action with its answer, or what to notice.
 */
static bool begins_group(const struct lesson *lesson, int at)
{
    int kind = lesson->entries[at].kind, before = kind;
    if (at > 0)
        before = lesson->entries[at - 1].kind;
    if (kind >= OPENING || before >= OPENING)
        return kind != before;
    return kind == REMARK ||
           (is_action((enum kind)kind) && before != REMARK);
}

/* The lesson in rows, with the entry and the page of each. */
struct body {
    struct rows rows;
    int *entry, *page;
};

/* A page has `height` rows. The lesson's text has a page of its own, unless
 * all fits on one. An entry is on one page, unless it is larger: a page is
 * shown as soon as the last row of an entry is.
 */
static void turn_pages(struct body *b, const struct lesson *lesson,
                       int height)
{
    int page = 0, used = 0, count = b->rows.count;
    for (int i = 0; i < count; i++) {
        int at = b->entry[i], end = i;
        bool first = i > 0 && b->entry[i - 1] != at;
        while (first && end < count && b->entry[end] == at)
            end++;
        if (first && used + end - i > height)
            used = height;
        if (first && begins_group(lesson, at)) {
            while (end < count && !begins_group(lesson, b->entry[end]))
                end++;
            bool after_text = lesson->entries[at - 1].kind == OPENING;
            if (used + end - i > height || (after_text && count > height) ||
                lesson->entries[at].turned)
                used = height;
        }
        if (used == height) {
            page++;
            used = 0;
        }
        b->page[i] = page;
        used++;
    }
}

static struct body make_body(const struct layout *l, int height)
{
    const struct lesson *lesson = l->lesson;
    struct body b = {.rows = {.width = l->width}};
    for (int i = 0, row = 0; i < lesson->count; i++) {
        if (lesson->entries[i].kind == CLOSING && begins_group(lesson, i))
            add_row(&b.rows);
        put_entry(&b.rows, l, i, lesson->prompt && i == lesson->done);
        if (i == lesson->done) /* after the prompt */
            b.rows.cursor_column = b.rows.end;
        b.entry = grown(b.entry, (size_t)b.rows.count, sizeof *b.entry);
        while (row < b.rows.count)
            b.entry[row++] = i;
    }
    b.page = grown(NULL, (size_t)b.rows.count, sizeof *b.page);
    turn_pages(&b, lesson, height);
    return b;
}

static void put_title(struct rows *rows, const struct lesson *lesson)
{
    const char *rest = lesson->t->question;
    do {
        rest += put_text(rows, add_row(rows), 0, rows->width, TITLE, false,
                         rest);
        rest += strspn(rest, " ");
    } while (*rest != '\0');
}

/* The lesson's body on pages that have the title above; page: its rows. */
static struct body body_below(const struct layout *l, struct rows *page,
                              int height)
{
    put_title(page, l->lesson);
    int room = height - page->count - 2; /* without names and hint */
    return make_body(l, room < 1 ? 1 : room);
}

static void free_body(struct body *b)
{
    free(b->entry);
    free(b->page);
    free_rows(&b->rows);
}

bool turns_page(const struct lesson *lesson, int width, int height)
{
    struct layout l = make_layout(lesson, width);
    struct rows page = {.width = width};
    struct body b = body_below(&l, &page, height);
    int last = 0, next = 0;
    for (int i = 0; i < b.rows.count; i++) {
        if (b.entry[i] < lesson->done)
            last = b.page[i];
        if (b.entry[i] <= lesson->done)
            next = b.page[i];
    }
    free_body(&b);
    free_rows(&page);
    return next != last;
}

/* The first row of what a page shows. What to notice has what it speaks of
 * above it, as far as there is room, also if it began a page.
 */
static int first_row(const struct body *b, const struct lesson *lesson,
                     int number, int room)
{
    int first = 0, end, at;
    while (b->page[first] != number)
        first++;
    if (lesson->entries[b->entry[first]].kind != CLOSING)
        return first;
    for (end = first; end < b->rows.count && b->page[end] == number;)
        end++;
    for (at = first; at > 0 && end - at < room; at--)
        if (lesson->entries[b->entry[at - 1]].kind == OPENING)
            break;
        else if (at == 1 || b->entry[at - 2] != b->entry[at - 1])
            first = at - 1; /* a whole entry */
    return first;
}

struct rows make_page(struct lesson *lesson, int width, int height,
                      const char *hint, const char *place)
{
    bool same_size = width == lesson->width && height == lesson->height;
    for (int i = 0; i < lesson->count && !same_size; i++)
        lesson->entries[i].turned = false;
    lesson->width = width;
    lesson->height = height;
    struct layout l = make_layout(lesson, width);
    struct rows page = {.width = width, .cursor_row = -1};
    struct body b = body_below(&l, &page, height);
    int seen = 0, count = b.entry == NULL ? 0 : b.rows.count;
    while (seen < count && b.entry[seen] < lesson->done + lesson->prompt) {
        if (seen > 0 && b.entry[seen] != b.entry[seen - 1] &&
            b.page[seen] != b.page[seen - 1])
            lesson->entries[b.entry[seen]].turned = true;
        seen++;
    }
    int number = seen > 0 ? b.page[seen - 1] : 0;
    bool named = false;
    int room = height - page.count - 2;
    for (int i = count == 0 ? 0 : first_row(&b, lesson, number, room);
         i < count && b.page[i] <= number; i++) {
        if (!named && lesson->entries[b.entry[i]].kind != OPENING) {
            put_names(&page, &l);
            named = true;
        }
        if (i < seen)
            copy_row(&page, &b.rows, i);
    }
    if (lesson->prompt) {
        int after = b.rows.cursor_column;
        page.cursor_row = page.count - 1;
        page.cursor_column = after < width ? after : width - 1;
    }
    while (page.count < height)
        add_row(&page);
    put_text(&page, height - 1, 0, width, HINT, false, hint);
    int pages = count == 0 ? 1 : b.page[count - 1] + 1;
    char *where = pages == 1
                      ? copy_of(place, strlen(place))
                      : made("%s  page %d/%d", place, number + 1, pages);
    int first = width - columns_of(where);
    if (page.end + 2 <= first)
        put_text(&page, height - 1, first, width, HINT, false, where);
    free(where);
    free_body(&b);
    return page;
}

struct rows make_rows(const struct lesson *lesson, int at, int width)
{
    struct layout l = make_layout(lesson, width);
    struct rows rows = {.width = width};
    if (at == -1) {
        add_row(&rows);
        put_title(&rows, lesson);
        add_row(&rows);
        return rows;
    }
    int kind = lesson->entries[at].kind;
    int before = at > 0 ? lesson->entries[at - 1].kind : OPENING;
    if (kind != before && before == OPENING) {
        if (at > 0)
            add_row(&rows);
        put_names(&rows, &l);
    }
    if (kind == CLOSING && begins_group(lesson, at))
        add_row(&rows);
    put_entry(&rows, &l, at, false);
    return rows;
}
