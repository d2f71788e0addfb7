/* stage.c: see stage.h. A lesson is a list of entries: its text, its steps,
 * and what to notice. It is laid out as a whole, the steps to come with what
 * the transcript says of them, so that a page is turned before a command whose
 * answer would not fit. What has happened of the last page is drawn anew after
 * each step.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "beside.h"
#include "cast.h"
#include "free_ports.h"
#include "screen.h"
#include "stage.h"
#include "text.h"

enum { GAP = 3, NARROW = 16 }; /* columns between terminals, and least */

/* The reading pace: columns of text a second, and what a look around takes. */
static const double reading = 25, looking = 0.5, line_time = 0.1;

/* What an entry is, beside a step. */
enum { OPENING = REMARK + 1, CLOSING };

struct entry {
    int kind; /* enum kind, or one of the above */
    int terminal;
    char *text;
};

static struct {
    struct showing how;
    const struct transcript *t;
    const char *place, *claims;
    struct entry *entries;
    int count;
    int done;    /* entries that have happened */
    bool prompt; /* the next one stands at its prompt */
    int printed; /* entries that were printed as rows */
    int pauses, skip;
    int unread; /* columns that were shown since the last pause */
    const char *hint;
    enum wish wish;
    const char *why; /* it is not played for this reason; or "" */
    bool troubled;   /* a failure was told */
} s;

/* --- The layout --------------------------------------------------------- */

struct layout {
    int width;
    bool stacked; /* too narrow for columns: as the transcript writes it */
    int first[MOST_TERMINALS], end[MOST_TERMINALS];
};

/* Shares the width: a column has what its longest line needs, or an equal
 * part of what the others leave.
 */
static struct layout make_layout(int width)
{
    struct layout l = {.width = width};
    int terminals = s.t->terminals, open = terminals;
    int left = width - GAP * (terminals - 1);
    int need[MOST_TERMINALS], given[MOST_TERMINALS] = {0};
    l.stacked = left / terminals < NARROW;
    for (int i = 0; i < terminals; i++)
        need[i] = (int)strlen(s.t->names[i]) + 2;
    for (int i = 0; i < s.t->count; i++) {
        const struct step *step = &s.t->steps[i];
        int columns = columns_of(step->text, strlen(step->text), false) + 2;
        if (step->terminal != -1 && columns > need[step->terminal])
            need[step->terminal] = columns;
    }
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < terminals; i++) {
            if (given[i] != 0 || need[i] > left / open)
                continue;
            given[i] = need[i];
            left -= need[i];
            open--;
            more = open > 0;
        }
    }
    int at = 0, shares = open > 0 ? open : terminals;
    for (int i = 0; i < terminals; i++) {
        if (given[i] == 0 || open == 0)
            given[i] += left / shares;
        l.first[i] = at;
        l.end[i] = i == terminals - 1 ? width : at + given[i];
        at += given[i] + GAP;
    }
    return l;
}

/* Whether it is a row of a table, of which columns are made by blanks. */
static bool is_table(const struct entry *e)
{
    const char *blanks = strstr(e->text + strspn(e->text, " "), "  ");
    return e->kind == LINE && blanks != NULL;
}

/* Whether it is drawn under all columns: one line of what its terminal shows
 * there is a table's and too wide for its column.
 */
static bool is_wide(const struct layout *l, int at)
{
    const struct entry *e = &s.entries[at];
    int from = at, to = at, terminal = e->terminal;
    if (e->kind != LINE)
        return false;
    while (from > 0 && s.entries[from - 1].kind == LINE &&
           s.entries[from - 1].terminal == terminal)
        from--;
    while (to + 1 < s.count && s.entries[to + 1].kind == LINE &&
           s.entries[to + 1].terminal == terminal)
        to++;
    for (int i = from; i <= to; i++)
        if (is_table(&s.entries[i]) &&
            columns_of(s.entries[i].text, strlen(s.entries[i].text),
                       false) > l->end[terminal] - l->first[terminal])
            return true;
    return false;
}

/* Returns a new string without the blanks that made a table of a line. */
static char *squeezed(const char *text)
{
    char *copy = copy_of(text, strlen(text)), *to = copy;
    for (; *text != '\0'; text++)
        if (text[0] != ' ' || text[1] != ' ')
            *to++ = *text;
    *to = '\0';
    return copy;
}

static void put_separators(struct rows *rows, int row,
                           const struct layout *l)
{
    for (int i = 1; i < s.t->terminals; i++)
        put_text(rows, row, l->first[i] - 2, l->first[i] - 1, PLAIN, false,
                 "|", 1);
}

/* Draws an entry into as many rows as it needs; later rows are indented. */
static void draw_entry(struct rows *rows, const struct layout *l, int at,
                       bool next)
{
    static const enum style styles[] = {
        [COMMAND] = RUN,     [LINE] = PLAIN,      [TYPE] = KEYED,
        [CONTROL_C] = KEYED, [CONTROL_D] = KEYED, [STATUS] = PLAIN,
        [REMARK] = REMARKED, [OPENING] = PLAIN,   [CLOSING] = PLAIN};
    const struct entry *e = &s.entries[at];
    bool prose = e->kind >= OPENING, wide = is_wide(l, at);
    bool full = e->terminal == -1 || wide || l->stacked;
    int first = full ? 0 : l->first[e->terminal];
    int end = full ? l->width : l->end[e->terminal];
    const char *sign = e->kind == COMMAND  ? "$ "
                       : e->kind == TYPE   ? "> "
                       : e->kind == REMARK ? "# "
                                           : "";
    char *name = l->stacked && e->terminal != -1
                     ? made("%s%s", s.t->names[e->terminal],
                            e->kind == LINE ? "| " : sign)
                     : copy_of(sign, strlen(sign));
    size_t length = strlen(e->text);
    char *text = wide && columns_of(e->text, length, false) > l->width
                     ? squeezed(e->text)
                     : copy_of(e->text, length);
    enum style style = next ? NEXT : styles[e->kind];
    const char *rest = text;
    for (bool begun = false; !begun || *rest != '\0'; begun = true) {
        int row = add_row(rows), column = first + (prose || !begun ? 0 : 2);
        if (!full)
            put_separators(rows, row, l);
        if (!begun) {
            put_text(rows, row, column, end, style, false, name,
                     strlen(name));
            column = rows->end;
        }
        rest += put_text(rows, row, column, end, style, prose, rest,
                         strlen(rest));
        rest += strspn(rest, " ");
    }
    free(text);
    free(name);
}

static void put_names(struct rows *rows, const struct layout *l)
{
    int row = add_row(rows);
    for (int i = 0; i < l->width; i++)
        put_text(rows, row, i, i + 1, NAMES, false, "-", 1);
    for (int i = 0, at = 0; i < s.t->terminals; i++) {
        char *name = made("%s ", s.t->names[i]);
        if (!l->stacked && i > 0)
            put_text(rows, row, l->first[i] - 2, l->first[i], NAMES, false,
                     "+-", 2);
        at = l->stacked ? at : l->first[i];
        put_text(rows, row, at, l->stacked ? l->width : l->end[i], NAMES,
                 false, name, strlen(name));
        at = rows->end;
        free(name);
    }
}

/* Whether an entry begins a group, which a page keeps together: its text, a
 * person's action with its answer, or what to notice.
 */
static bool begins_group(int at)
{
    int kind = s.entries[at].kind, before = OPENING;
    if (at > 0)
        before = s.entries[at - 1].kind;
    if (at == 0 || kind >= OPENING || before == OPENING)
        return at == 0 || kind != before;
    return kind == REMARK ||
           (is_action((enum kind)kind) && before != REMARK);
}

/* The lesson in rows, with the entry and the page of each. */
struct body {
    struct rows rows;
    int *entry, *page;
};

/* A page has `height` rows. The lesson's text has a page of its own, unless
 * all fits on one.
 */
static void turn_pages(struct body *b, int height)
{
    int page = 0, used = 0, count = b->rows.count;
    for (int i = 0; i < count; i++) {
        int at = b->entry[i], end = i;
        bool first = i == 0 || b->entry[i - 1] != at;
        if (first && used > 0 && begins_group(at)) {
            while (end < count &&
                   (b->entry[end] == at || !begins_group(b->entry[end])))
                end++;
            bool after_text = s.entries[at - 1].kind == OPENING;
            if (used + end - i > height || (after_text && count > height)) {
                page++;
                used = 0;
            }
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
    struct body b = {.rows = {.width = l->width}};
    for (int i = 0, row = 0; i < s.count; i++) {
        if (s.entries[i].kind == CLOSING && begins_group(i))
            add_row(&b.rows);
        draw_entry(&b.rows, l, i, s.prompt && i == s.done);
        if (i == s.done) /* after the prompt */
            b.rows.cursor_column = b.rows.end;
        b.entry = grown(b.entry, (size_t)b.rows.count, sizeof *b.entry);
        while (row < b.rows.count)
            b.entry[row++] = i;
    }
    b.page = grown(NULL, (size_t)b.rows.count, sizeof *b.page);
    turn_pages(&b, height);
    return b;
}

static void put_title(struct rows *page)
{
    const char *rest = s.t->question;
    do {
        int row = add_row(page);
        rest += put_text(page, row, 0, page->width, TITLE, false, rest,
                         strlen(rest));
        rest += strspn(rest, " ");
    } while (*rest != '\0');
}

static void put_foot(struct rows *page, int number, int pages)
{
    char *place = pages == 1 ? made("%s  %s", s.t->name, s.place)
                             : made("%s  %s  page %d/%d", s.t->name,
                                    s.place, number, pages);
    int row = add_row(page), first = page->width - (int)strlen(place);
    put_text(page, row, 0, page->width, HINT, false, s.hint,
             strlen(s.hint));
    if (page->end + 2 <= first)
        put_text(page, row, first, page->width, HINT, false, place,
                 strlen(place));
    free(place);
}

/* Draws the page on which the last thing happened. */
static struct rows make_page(int width, int height)
{
    struct layout l = make_layout(width);
    struct rows page = {.width = width, .cursor_row = -1};
    put_title(&page);
    int room = height - page.count - 2; /* without names and keys */
    struct body b = make_body(&l, room < 1 ? 1 : room);
    int seen = 0, count = b.rows.count;
    while (seen < count && b.entry[seen] < s.done + s.prompt)
        seen++;
    int number = seen > 0 ? b.page[seen - 1] : 0;
    bool named = false;
    for (int i = 0; i < count; i++) {
        bool session = s.entries[b.entry[i]].kind != OPENING;
        if (b.page[i] == number && session && !named) {
            put_names(&page, &l);
            named = true;
        }
        if (b.page[i] == number && i < seen)
            copy_row(&page, &b.rows, i);
    }
    if (s.prompt) {
        int after = b.rows.cursor_column;
        page.cursor_row = page.count - 1;
        page.cursor_column = after < width ? after : width - 1;
    }
    while (page.count < height - 1)
        add_row(&page);
    put_foot(&page, number + 1, b.page[count - 1] + 1);
    free(b.entry);
    free(b.page);
    free_rows(&b.rows);
    return page;
}

/* --- Showing ------------------------------------------------------------ */

static void print_rows(const struct rows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        print_row(stdout, rows, i, screen_look());
        putchar('\n');
    }
}

/* Prints the entries that have happened since it was called last. */
static void print_news(void)
{
    int width, height;
    screen_size(&width, &height);
    struct layout l = make_layout(width);
    for (; s.printed < s.done; s.printed++) {
        struct rows rows = {.width = width};
        int kind = s.entries[s.printed].kind;
        int before = s.printed == 0 ? OPENING
                                    : s.entries[s.printed - 1].kind;
        if (kind == CLOSING && before != CLOSING)
            add_row(&rows);
        if (kind < OPENING && before == OPENING) {
            if (s.printed > 0)
                add_row(&rows);
            put_names(&rows, &l);
        }
        draw_entry(&rows, &l, s.printed, false);
        print_rows(&rows);
        free_rows(&rows);
    }
    fflush(stdout);
}

static void draw(void)
{
    int width, height;
    if (s.how.recording == NULL && !s.how.screen) {
        print_news();
        return;
    }
    if (s.how.recording == NULL)
        screen_size(&width, &height);
    else
        record_size(s.how.recording, &width, &height);
    struct rows page = make_page(width, height);
    if (s.how.recording == NULL)
        screen_draw(&page);
    else
        record_screen(s.how.recording, &page);
    free_rows(&page);
}

/* For the instructor: what comes until the next pause, and the lesson's end. */
static void write_notes(void)
{
    FILE *out = s.how.notes;
    if (out == NULL)
        return;
    fputs(isatty(fileno(out)) ? "\033[H\033[2J" : "\n", out);
    fprintf(out, "%s  (%s)  %s\n%s\n", s.t->question, s.t->name, s.place,
            s.claims);
    for (int i = s.done, steps = 0; i < s.count; i++) {
        const struct entry *e = &s.entries[i];
        if (e->kind < OPENING && is_action((enum kind)e->kind) &&
            steps++ == 1)
            break;
        if (e->kind >= OPENING)
            break;
        if (e->terminal != -1)
            fputs(s.t->names[e->terminal], out);
        fputs(e->kind == CONTROL_C || e->kind == CONTROL_D
                  ? ""
                  : sign_of((enum kind)e->kind),
              out);
        print_text(out, e->text, false);
        fputc('\n', out);
    }
    fputc('\n', out);
    for (int i = 0; i < s.count; i++)
        if (s.entries[i].kind == CLOSING) {
            print_text(out, s.entries[i].text, true);
            fputc('\n', out);
        }
    fflush(out);
}

/* --- The audience ------------------------------------------------------- */

static void add_entry(int kind, int terminal, char *text)
{
    s.entries = grown(s.entries, (size_t)s.count + 1, sizeof *s.entries);
    s.entries[s.count++] = (struct entry){kind, terminal, text};
}

/* Adds a text's paragraphs. */
static void add_prose(int kind, const char *text)
{
    char *real = ports_in_prose(text);
    for (char *rest = real, *end; *rest != '\0'; rest = end) {
        end = rest + strcspn(rest, "\n");
        add_entry(kind, -1, copy_of(rest, (size_t)(end - rest)));
        end += *end == '\n';
    }
    free(real);
}

static void set_text(int at, const char *text, size_t length)
{
    struct entry *e = &s.entries[at];
    char *new = e->kind == STATUS      ? made("(status %s)", text)
                : e->kind == CONTROL_C ? copy_of("^C", 2)
                : e->kind == CONTROL_D ? copy_of("^D", 2)
                                       : copy_of(text, length);
    free(e->text);
    e->text = new;
}

/* The steps whose programs a key is about: the command that began last, or
 * the first, and then all of the lesson.
 */
static void go_beside(int key)
{
    int at = 0;
    for (int i = 0; i < s.done; i++)
        if (s.entries[i].kind == COMMAND)
            at = i;
    char *commands = copy_of("", 0);
    for (int i = at; i < at + s.count; i++) {
        const struct entry *e = &s.entries[i % s.count];
        char *longer = e->kind == COMMAND
                           ? made("%s %s", commands, e->text)
                           : copy_of(commands, strlen(commands));
        free(commands);
        commands = longer;
    }
    char *ports = ports_moved();
    beside(key, commands, ports);
    free(commands);
    free(ports);
}

/* Prints the keys' hint as long as a key is waited for. */
static int key_below(double seconds)
{
    const struct entry *next = &s.entries[s.done < s.count ? s.done : 0];
    char *line = s.prompt ? made("[%s: %s%s%s]", s.hint,
                                 s.t->names[next->terminal],
                                 next->kind == COMMAND ? "$ "
                                 : next->kind == TYPE  ? "> "
                                                       : "",
                                 next->text)
                          : made("[%s]", s.hint);
    struct rows rows = {0};
    int height;
    screen_size(&rows.width, &height);
    put_text(&rows, add_row(&rows), 0, rows.width - 1, HINT, false, line,
             strlen(line));
    print_row(stdout, &rows, 0, screen_look());
    fflush(stdout);
    int key = screen_key(seconds);
    printf("\r%*s\r", rows.end, "");
    fflush(stdout);
    free_rows(&rows);
    free(line);
    return key;
}

/* What a key means. '\0': nothing, or it was done here. */
static int meaning(int key)
{
    static const struct {
        int key, meaning;
    } keys[] = {
        {'\n', 'g'},      {'\r', 'g'},        {' ', 'g'},
        {KEY_RIGHT, 'g'}, {KEY_DOWN, 'g'},    {KEY_PAGE_DOWN, 'g'},
        {KEY_NONE, 'g'},  {KEY_LEFT, 'b'},    {KEY_UP, 'b'},
        {'\b', 'b'},      {KEY_PAGE_UP, 'b'}, {0x7f, 'b'},
        {'r', 'r'},       {'n', 'n'},         {'l', 'l'},
        {'q', 'q'},       {KEY_END, 'q'},     {'s', 's'},
        {'d', 'd'},       {'k', 'k'},         {'!', '!'},
        {'?', '?'},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].key == key)
            return keys[i].meaning;
    return 0;
}

/* Waits until the audience wants to go on, and returns true; or elsewhere.
 * Without a pace or keys it doesn't wait.
 */
static bool pause_here(const char *hint)
{
    static const char wishes[] = {
        [GO_ON] = 'g',       [BACK] = 'b', [AGAIN] = 'r',
        [NEXT_LESSON] = 'n', [LIST] = 'l', [LEAVE] = 'q'};
    s.pauses++;
    if (s.pauses <= s.skip)
        return true;
    const struct entry *next = &s.entries[s.done < s.count ? s.done : 0];
    s.hint = s.how.recording == NULL ? hint : "";
    s.wish = GO_ON;
    int columns = s.unread;
    if (s.prompt)
        columns += columns_of(next->text, strlen(next->text), false);
    double speed = s.how.speed > 0 ? s.how.speed : 1;
    double seconds = (looking + columns / reading) / speed;
    s.unread = 0;
    if (s.how.recording != NULL && s.prompt && next->kind == COMMAND)
        record_marker(s.how.recording, next->text);
    if (s.how.keys)
        screen_flush();
    write_notes();
    draw();
    if (s.how.recording != NULL)
        record_wait(s.how.recording, seconds);
    if (s.how.recording != NULL || (!s.how.keys && s.how.speed <= 0))
        return true;
    for (;;) {
        double wait = s.how.speed > 0 ? seconds : -1;
        int key = s.how.screen ? screen_key(wait) : key_below(wait);
        int means = meaning(key);
        const char *wish = means == 0
                               ? NULL
                               : memchr(wishes, means, sizeof wishes);
        if (means == 'l' && !s.how.screen)
            continue; /* a list needs a screen */
        if (wish != NULL) {
            s.wish = (enum wish)(wish - wishes);
            return s.wish == GO_ON;
        }
        if (means != 0)
            go_beside(means);
        draw();
    }
}

/* Reads the lesson, and shows its question and text. */
static bool begin(const struct transcript *t)
{
    /* All ports now, so that the audience is told first of all. */
    for (int i = 0; i < t->count && *s.why == '\0'; i++)
        if (t->steps[i].kind != REMARK)
            free(ports_in(t->steps[i].text));
    add_prose(OPENING, t->intro);
    char *ports = ports_moved();
    if (*ports != '\0')
        add_entry(OPENING, -1, copy_of(ports, strlen(ports)));
    free(ports);
    add_prose(OPENING, s.why);
    s.done = s.count;
    for (int i = 0; i < t->count && *s.why == '\0'; i++) {
        const struct step *step = &t->steps[i];
        char *text = ports_in_prose(step->text);
        add_entry((int)step->kind, step->terminal, copy_of("", 0));
        set_text(s.count - 1, text, strlen(text));
        free(text);
    }
    add_prose(CLOSING, t->notice);
    add_prose(CLOSING, t->experiment);
    for (int i = 0; i < s.done; i++)
        s.unread += columns_of(s.entries[i].text, strlen(s.entries[i].text),
                               true);
    if (!s.how.screen && s.how.recording == NULL && s.skip == 0) {
        struct rows rows = {.width = 80};
        int height;
        screen_size(&rows.width, &height);
        add_row(&rows);
        put_title(&rows);
        if (s.done > 0)
            add_row(&rows);
        print_rows(&rows);
        free_rows(&rows);
    }
    return pause_here("Enter: begin  ?: keys");
}

static bool wait(const struct step *next, const char *text)
{
    s.prompt = is_action(next->kind);
    if (s.prompt)
        set_text(s.done, text, strlen(text));
    return pause_here(next->kind == COMMAND ? "Enter: run it  ?: keys"
                      : next->kind == TYPE  ? "Enter: type it  ?: keys"
                      : s.prompt            ? "Enter: press it  ?: keys"
                                            : "Enter: go on  ?: keys");
}

static void show(const struct transcript *t, const struct step *step,
                 const char *text, size_t length)
{
    (void)t;
    if (!s.prompt)
        s.unread += columns_of(text, length, false);
    s.prompt = false;
    set_text(s.done++, text, length);
    s.hint = "";
    if (s.pauses < s.skip)
        return;
    draw();
    if (s.how.recording != NULL && step->kind == LINE)
        record_wait(s.how.recording, line_time / s.how.speed);
}

static void trouble(void)
{
    s.troubled = true;
    screen_leave();
}

static void look(void)
{
    if (s.how.screen && screen_changed())
        draw();
}

const struct audience stage = {.begin = begin,
                               .wait = wait,
                               .step = show,
                               .trouble = trouble,
                               .look = look};

void stage_open(const struct showing *how, const struct transcript *t,
                const char *place, const char *claims, int skip)
{
    for (int i = 0; i < s.count; i++)
        free(s.entries[i].text);
    free(s.entries);
    memset(&s, 0, sizeof s);
    s.how = *how;
    s.t = t;
    s.place = place;
    s.claims = claims;
    s.skip = skip;
    s.hint = s.why = "";
}

bool stage_skip(const char *reason)
{
    char *why = made("This lesson is not played here: %s.", reason);
    s.why = why;
    bool stays = begin(s.t);
    s.why = "";
    free(why);
    return stays;
}

enum wish stage_close(enum outcome outcome, int *pauses)
{
    if (s.troubled && s.how.keys) {
        screen_run("printf '\\n[Enter: go on] '; read -r enter");
    } else if (outcome == PASSED) {
        s.done = s.count;
        pause_here("Enter: go on  ?: keys");
    }
    *pauses = s.pauses;
    return play_stopped_by != 0 ? LEAVE : s.wish;
}
