/* demo.c: see demo.h. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bytes.h"
#include "cast.h"
#include "claims.h"
#include "demo.h"
#include "free_ports.h"
#include "needs.h"
#include "screen.h"
#include "stage.h"
#include "text.h"

struct lesson {
    const struct transcript *t;
    const char *file;
    char *numbers; /* of its claims: "25, 26" */
    char
        *claims; /* "claim 25: close() ends both directions", a line each */
    bool wanted;
    int column, row; /* in the list */
};

static struct {
    struct lesson *lessons;
    int count;
    struct claim *claims;
    int claimed;
    struct showing how;
} d;

static void read_lessons(const char *file)
{
    struct transcript *all;
    int count = read_transcripts(file, &all);
    if (count == -1)
        exit(2);
    for (int i = 0; i < count; i++) {
        struct lesson lesson = {
            &all[i], file, copy_of("", 0), copy_of("", 0), false, 0, 0};
        for (int j = 0; j < d.claimed; j++) {
            const struct claim *c = &d.claims[j];
            if (strcmp(c->lesson, all[i].name) != 0)
                continue;
            const char *comma = *lesson.numbers == '\0' ? "" : ",";
            lesson.numbers = made("%s%s%d", lesson.numbers, comma,
                                  c->number);
            lesson.claims = made("%s%sclaim %d: %s", lesson.claims,
                                 *comma == '\0' ? "" : "; ", c->number,
                                 c->says);
        }
        d.lessons = grown(d.lessons, (size_t)d.count + 1,
                          sizeof *d.lessons);
        d.lessons[d.count++] = lesson;
    }
}

/* Marks the lesson of this name, or those of the claim with this number, or
 * all, if NULL. Returns the first; -1 if there is none.
 */
static int want(const char *word)
{
    int first = -1, number = word == NULL ? 0 : atoi(word);
    for (int i = d.count - 1; i >= 0; i--) {
        struct lesson *lesson = &d.lessons[i];
        bool wanted = word == NULL || strcmp(word, lesson->t->name) == 0;
        for (int j = 0; j < d.claimed; j++)
            wanted = wanted ||
                     (d.claims[j].number == number && number > 0 &&
                      strcmp(d.claims[j].lesson, lesson->t->name) == 0);
        lesson->wanted = lesson->wanted || wanted;
        if (wanted)
            first = i;
    }
    return first;
}

static void want_none(void)
{
    for (int i = 0; i < d.count; i++)
        d.lessons[i].wanted = false;
}

/* The next wanted lesson, or, with step -1, the one before; -1: none. */
static int wanted_from(int at, int step)
{
    while (at >= 0 && at < d.count && !d.lessons[at].wanted)
        at += step;
    return at < d.count ? at : -1;
}

/* --- The list ----------------------------------------------------------- */

/* Columns of the screen: for the longest name and its claims; at least. */
enum { WIDE = 26, NARROW = 20 };

static bool begins_part(int at)
{
    return at == 0 || d.lessons[at].file != d.lessons[at - 1].file;
}

/* Gives each lesson its place in columns of this height. apart: a file begins
 * a column. Returns how many columns there are.
 */
static int place_lessons(int height, bool apart)
{
    int column = 0, row = 0;
    for (int i = 0; i < d.count; i++) {
        bool head = begins_part(i);
        if (row + head >= height || (head && apart && i > 0)) {
            column++;
            row = 0;
        }
        row += head;
        d.lessons[i].column = column;
        d.lessons[i].row = row++;
    }
    return column + 1;
}

/* Places all, in columns as wide as they can be if all are to be seen. Returns
 * how wide; *more: not all are.
 */
static int place_all(int width, int height, bool *more)
{
    *more = false;
    if (place_lessons(height, true) <= width / WIDE)
        return WIDE;
    int columns = place_lessons(height, false);
    for (int wide = WIDE; wide >= NARROW; wide--)
        if (columns <= width / wide)
            return wide;
    *more = true;
    return WIDE;
}

/* A text that is too long ends in "~". */
static void put(struct rows *rows, int row, int first, int end,
                enum style style, const char *text)
{
    put_text(rows, row, first, end, style, false, text);
    int sign = rows->end < end ? rows->end : end - 1;
    if (columns_of(text) > end - first)
        put_text(rows, row, sign, end, style, false, "~");
}

static void draw_list(int at, const char *number)
{
    struct rows rows = {.cursor_row = -1};
    int height;
    screen_size(&rows.width, &height);
    while (rows.count < height)
        add_row(&rows);
    bool more;
    int wide = place_all(rows.width, height - 4, &more);
    int columns = rows.width < wide ? 1 : rows.width / wide;
    int page = d.lessons[at].column / columns;

    char *title = made("Sockets, one call at a time: %d lessons, and the "
                       "slides' claims that they show",
                       d.count);
    put(&rows, 0, 0, rows.width, TITLE, title);
    free(title);
    for (int i = 0; i < d.count; i++) {
        const struct lesson *lesson = &d.lessons[i];
        int column = lesson->column - page * columns;
        if (column < 0 || column >= columns)
            continue;
        int first = column * wide, row = lesson->row + 1;
        int end = first + wide - 1;
        end = end > rows.width ? rows.width : end;
        if (begins_part(i))
            put(&rows, row - 1, first, end, NAMES, lesson->t->part);
        put(&rows, row, first, end, i == at ? RUN : PLAIN,
            i == at ? ">" : " ");
        int claims = end - (int)strlen(lesson->numbers);
        put(&rows, row, first + 1, claims < end ? claims - 1 : end,
            i == at ? RUN : PLAIN, lesson->t->name);
        put(&rows, row, claims, end, HINT, lesson->numbers);
    }
    const struct transcript *t = d.lessons[at].t;
    char *chosen = made("%s: %s", t->name, t->question);
    put(&rows, height - 3, 0, rows.width, TITLE, chosen);
    free(chosen);
    put(&rows, height - 2, 0, rows.width, PLAIN, d.lessons[at].claims);
    char *foot = *number != '\0'
                     ? made("Enter: the lessons of claim %s", number)
                     : made("%sEnter: open it  a: all  q: leave  a number: "
                            "its claim",
                            more ? "arrows: more  " : "");
    put(&rows, height - 1, 0, rows.width, HINT, foot);
    free(foot);
    screen_draw(&rows);
    free_rows(&rows);
}

/* The lesson nearest to this one in the next column on this side. */
static int beside_in_list(int at, int step)
{
    int best = at;
    for (int i = 0; i < d.count; i++)
        if (d.lessons[i].column == d.lessons[at].column + step &&
            (best == at || d.lessons[i].row <= d.lessons[at].row))
            best = i;
    return best;
}

/* Lets the audience choose from the list; returns the lesson, or -1. */
static int choose(int at)
{
    char number[4] = "";
    for (;;) {
        draw_list(at, number);
        int key = screen_key(-1);
        size_t digits = strlen(number);
        if (key >= '0' && key <= '9' && digits + 1 < sizeof number) {
            number[digits] = (char)key;
            number[digits + 1] = '\0';
            continue;
        }
        if ((key == '\b' || key == 0x7f) && digits > 0) {
            number[digits - 1] = '\0';
            continue;
        }
        if (key == KEY_CHANGED)
            continue;
        if (key == KEY_END || key == 'q')
            return -1;
        if (key == KEY_UP && at > 0)
            at--;
        if (key == KEY_DOWN && at + 1 < d.count)
            at++;
        if (key == KEY_LEFT || key == KEY_RIGHT)
            at = beside_in_list(at, key == KEY_LEFT ? -1 : 1);
        bool open = key == '\n' || key == '\r' || key == ' ' ||
                    key == KEY_PAGE_DOWN;
        if (key == 'a' || (open && digits == 0)) {
            want(NULL);
            return key == 'a' ? 0 : at;
        }
        if (open) {
            want_none();
            int first = want(number);
            if (first != -1)
                return first;
        }
        number[0] = '\0';
    }
}

/* --- Playing ------------------------------------------------------------ */

static enum wish show_lesson(int at, bool *failed)
{
    const struct lesson *lesson = &d.lessons[at];
    char *place = made("%s  %d of %d", lesson->t->name, at + 1, d.count);
    int pauses = 0, skip = 0;
    for (;;) {
        enum outcome outcome = PASSED;
        const char *reason = lacks(lesson->t);
        stage_open(&d.how, lesson->t, place, lesson->claims, skip);
        if (reason == NULL)
            outcome = play(lesson->t, lesson->file, &stage,
                           patience(STEP_BEFORE_AUDIENCE));
        else if (!stage_skip(reason))
            outcome = LEFT;
        *failed = *failed || outcome == FAILED;
        enum wish wish = stage_close(outcome, &pauses);
        if (wish == BACK && pauses > 1)
            skip = pauses - 2;
        else if (wish == AGAIN)
            skip = 0;
        else {
            free(place);
            return outcome == FAILED && !d.how.keys ? LEAVE : wish;
        }
    }
}

static int show_lessons(bool list)
{
    bool failed = false;
    int at = list ? choose(0) : wanted_from(0, 1);
    while (at != -1) {
        enum wish wish = show_lesson(at, &failed);
        if (wish == LEAVE)
            break;
        if (wish == LIST && d.how.screen) {
            list = true;
            at = choose(at);
            continue;
        }
        int next = wanted_from(wish == BACK ? at - 1 : at + 1,
                               wish == BACK ? -1 : 1);
        if (next == -1 && wish == BACK)
            next = at;
        at = next == -1 && list ? choose(at) : next;
    }
    return failed ? 1 : 0;
}

/* --- The command line --------------------------------------------------- */

static int wrong(const char *what, const char *word)
{
    fprintf(stderr, "scripts/demo: %s \"", what);
    print_name(stderr, word);
    fprintf(stderr, "\": scripts/demo --help\n");
    return 2;
}

static FILE *opened(const char *here, const char *name)
{
    char *path = name[0] == '/' ? copy_of(name, strlen(name))
                                : made("%s/%s", here, name);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fprintf(stderr, "scripts/demo: %s: %s\n", name, strerror(errno));
        exit(2);
    }
    free(path);
    return out;
}

int demo(char *words[])
{
    const char *here = *words++, *readme = *words++;
    d.claimed = read_claims(readme, &d.claims);
    if (d.claimed == -1)
        return 2;
    for (; *words != NULL && strcmp(*words, "--") != 0; words++)
        read_lessons(*words);
    if (*words == NULL || d.count == 0)
        return wrong("no lessons in", readme);

    bool terminal = isatty(STDOUT_FILENO), play_itself = false;
    static FILE *record; /* a wrong word ends us with it open */
    bool is_cast = false;
    int first = -1;
    while (*++words != NULL) {
        const char *word = *words, *value = words[1];
        if (strcmp(word, "--play") == 0) {
            play_itself = true;
        } else if (word[0] != '-') {
            if (want(word) == -1)
                return wrong("no lesson or claim", word);
            first = 0;
        } else if (value == NULL) {
            return wrong("what is", word);
        } else {
            words++;
            char *end;
            if (strcmp(word, "--speed") == 0) {
                d.how.speed = strtod(value, &end);
                if (*end != '\0' || !(d.how.speed > 0))
                    return wrong("no speed", value);
                play_itself = true;
            } else if (strcmp(word, "--notes") == 0) {
                d.how.notes = opened(here, value);
            } else if (strcmp(word, "--cast") == 0 ||
                       strcmp(word, "--svg") == 0) {
                if (record != NULL) /* the last one holds */
                    fclose(record);
                record = opened(here, value);
                is_cast = strcmp(word, "--cast") == 0;
            } else {
                return wrong("what is", word);
            }
        }
    }
    bool chosen = first != -1;
    if (!chosen)
        want(NULL);
    if (record != NULL) {
        const char *title = d.lessons[wanted_from(0, 1)].t->question;
        d.how.recording = is_cast ? record_cast(record, title)
                                  : record_svg(record);
        if (d.how.speed <= 0)
            d.how.speed = 1;
    } else {
        ports_are_real();
        d.how.keys = terminal && isatty(STDIN_FILENO);
        d.how.screen = terminal && screen_look() != NO_STYLE;
        if (!terminal)
            d.how.speed = 0;
        else if (d.how.speed <= 0 && (play_itself || !d.how.keys))
            d.how.speed = 1;
        if (terminal)
            screen_guard();
        if (d.how.keys || d.how.screen)
            screen_enter(d.how.screen);
    }
    int status = show_lessons(!chosen && !play_itself && d.how.keys &&
                              d.how.screen);
    screen_leave();
    if (d.how.recording != NULL)
        record_end(d.how.recording);
    bool lost = record != NULL && ferror(record);
    if ((record != NULL && fclose(record) == EOF) || lost) {
        perror("scripts/demo");
        return 2;
    }
    if (play_stopped_by != 0) {
        signal(play_stopped_by, SIG_DFL);
        raise(play_stopped_by);
    }
    return status;
}
