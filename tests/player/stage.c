/* stage.c: see stage.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "beside.h"
#include "cast.h"
#include "free_ports.h"
#include "page.h"
#include "report.h"
#include "screen.h"
#include "stage.h"
#include "text.h"

/* The reading pace: columns of text a second, and what a look around takes. */
static const double reading = 25, looking = 0.5, line_time = 0.1;

enum { PATIENT = 20 }; /* seconds, after which waiting may be a reason */

static struct {
    struct showing how;
    struct lesson lesson;
    const char *place, *claims;
    int printed; /* entries that were printed as rows; -1: not even a title */
    int pauses, skip;
    int unread;    /* columns that were shown since the last pause */
    double waited; /* seconds for the audience, since the lesson began */
    const char *hint;
    enum wish wish;
    bool troubled; /* a failure was told */
} s;

/* --- Showing ------------------------------------------------------------ */

/* Prints the entries that have happened since it was called last. */
static void print_news(void)
{
    int width, height;
    screen_size(&width, &height);
    for (; s.printed < s.lesson.done; s.printed++) {
        struct rows rows = make_rows(&s.lesson, s.printed, width);
        for (int i = 0; i < rows.count; i++) {
            print_row(stdout, &rows, i, screen_look());
            putchar('\n');
        }
        free_rows(&rows);
    }
    fflush(stdout);
    if (ferror(stdout) && play_stopped_by == 0)
        play_stopped_by = SIGPIPE; /* nobody reads it any more */
}

static bool has_pages(void)
{
    return s.how.recording != NULL || s.how.screen;
}

static void page_size(int *width, int *height)
{
    if (s.how.recording == NULL)
        screen_size(width, height);
    else
        record_size(s.how.recording, width, height);
}

static void draw(void)
{
    int width, height;
    if (!has_pages()) {
        print_news();
        return;
    }
    page_size(&width, &height);
    struct rows page = make_page(&s.lesson, width, height, s.hint, s.place);
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
    const struct lesson *l = &s.lesson;
    if (out == NULL)
        return;
    fputs(isatty(fileno(out)) ? "\033[H\033[2J" : "\n", out);
    fprintf(out, "%s  (%s)\n%s\n", l->t->question, s.place, s.claims);
    int actions = 0;
    for (int i = 0; i < l->count; i++) {
        int kind = l->entries[i].kind;
        actions += i >= l->done && is_action((enum kind)kind);
        if (kind != CLOSING && (i < l->done || actions > 1))
            continue;
        char *entry = named_entry(l, i);
        for (const char *c = entry; *c != '\0'; c++)
            if (*c != MARK)
                fputc(*c, out);
        fputc('\n', out);
        free(entry);
    }
    fflush(out);
}

/* --- The audience ------------------------------------------------------- */

/* Adds a text's paragraphs. */
static void add_prose(int kind, const char *text)
{
    char *real = ports_in_prose(text);
    for (char *rest = real, *end; *rest != '\0'; rest = end) {
        end = rest + strcspn(rest, "\n");
        add_entry(&s.lesson, kind, -1, rest, (size_t)(end - rest));
        end += *end == '\n';
    }
    free(real);
}

/* What a key shows beside the lesson is about its programs: first the one that
 * began last.
 */
static void go_beside(int key)
{
    const struct lesson *l = &s.lesson;
    int last = 0;
    for (int i = 0; i < l->done; i++)
        if (l->entries[i].kind == COMMAND)
            last = i;
    char *commands = copy_of("", 0);
    for (int i = last; i < last + l->count; i++) {
        const struct entry *e = &l->entries[i % l->count];
        if (e->kind != COMMAND)
            continue;
        char *longer = made("%s %s", commands, e->text);
        free(commands);
        commands = longer;
    }
    char *ports = ports_moved();
    beside(key, commands, ports, l->t->needs & NEEDS_LAB);
    free(commands);
    free(ports);
}

/* Without a screen: shows the hint, and what comes, while it waits for a key.
 */
static int key_below(double seconds)
{
    char *next = s.lesson.prompt ? named_entry(&s.lesson, s.lesson.done)
                                 : copy_of("", 0);
    char *line = made("[%s%s%s]", s.hint, *next == '\0' ? "" : ": ", next);
    struct rows rows = {0};
    int height;
    screen_size(&rows.width, &height);
    put_text(&rows, add_row(&rows), 0, rows.width - 1, HINT, false, line);
    print_row(stdout, &rows, 0, screen_look());
    fflush(stdout);
    int key = screen_key(seconds);
    printf("\r%*s\r", rows.end, "");
    fflush(stdout);
    free_rows(&rows);
    free(line);
    free(next);
    return key;
}

/* Whether a key says where to go; if so, where. */
static bool is_wish(int key, enum wish *wish)
{
    static const struct {
        int key;
        enum wish wish;
    } keys[] = {
        {'\n', GO_ON},      {'\r', GO_ON},      {' ', GO_ON},
        {KEY_RIGHT, GO_ON}, {KEY_DOWN, GO_ON},  {KEY_PAGE_DOWN, GO_ON},
        {KEY_NONE, GO_ON},  {KEY_LEFT, BACK},   {KEY_UP, BACK},
        {'\b', BACK},       {0x7f, BACK},       {KEY_PAGE_UP, BACK},
        {'r', AGAIN},       {'n', NEXT_LESSON}, {'l', LIST},
        {'q', LEAVE},       {KEY_END, LEAVE},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].key == key) {
            *wish = keys[i].wish;
            return *wish != LIST || s.how.screen; /* the list needs one */
        }
    return false;
}

/* What stands in the place of a hint while the next line is awaited. */
static const char *meanwhile(void)
{
    const struct lesson *l = &s.lesson;
    int next = l->done < l->count ? l->entries[l->done].kind : CLOSING;
    return s.how.recording == NULL && (next == LINE || next == STATUS)
               ? "waiting ..."
               : "";
}

/* Waits until the audience wants to go on, and returns true; or elsewhere.
 * Without a pace or keys it doesn't wait.
 */
static bool pause_here(const char *hint)
{
    struct recording *recording = s.how.recording;
    const struct lesson *l = &s.lesson;
    const char *next = l->prompt ? l->entries[l->done].text : "";
    if (++s.pauses <= s.skip)
        return true;
    s.hint = recording == NULL ? hint : "";
    double seconds = looking + (s.unread + columns_of(next)) / reading;
    seconds /= s.how.speed > 0 ? s.how.speed : 1;
    s.unread = 0;
    if (recording != NULL && next[0] == '$')
        record_marker(recording, next + 2);
    if (s.how.keys)
        screen_flush();
    write_notes();
    draw();
    if (recording != NULL)
        record_wait(recording, seconds);
    while (recording == NULL && (s.how.keys || s.how.speed > 0)) {
        double wait = s.how.speed > 0 ? seconds : -1, since = now();
        int key = s.how.screen ? screen_key(wait) : key_below(wait);
        s.waited += now() - since;
        if (is_wish(key, &s.wish)) {
            s.hint = ""; /* heard: what comes next may take long */
            if (s.wish == GO_ON)
                draw();
            return s.wish == GO_ON;
        }
        if (key < KEY_UP && key > 0 && strchr("sdk!?", key) != NULL)
            go_beside(key);
        draw();
    }
    return true;
}

/* What came last is to be read before its page is turned. */
static bool pause_before_page(void)
{
    int width, height;
    if (!has_pages())
        return true;
    page_size(&width, &height);
    return !turns_page(&s.lesson, width, height) ||
           pause_here("Enter: turn the page  ?: keys");
}

/* Reads the lesson, and shows its question and text; why: and that it is not
 * played.
 */
static bool open_lesson(const char *why)
{
    const struct transcript *t = s.lesson.t;
    int steps = why == NULL ? t->count : 0;
    for (int i = 0; i < steps; i++) /* all ports now, to tell them first */
        if (t->steps[i].kind != REMARK)
            free(ports_in(t->steps[i].text));
    char *ports = ports_moved();
    add_prose(OPENING, t->intro);
    if (*ports != '\0')
        add_entry(&s.lesson, OPENING, -1, ports, strlen(ports));
    if (why != NULL)
        add_prose(OPENING, why);
    free(ports);
    s.lesson.done = s.lesson.count;
    for (int i = 0; i < s.lesson.done; i++)
        s.unread += columns_of(s.lesson.entries[i].text);
    for (int i = 0; i < steps; i++) {
        const struct step *step = &t->steps[i];
        char *text = ports_in_prose(step->text);
        add_entry(&s.lesson, (int)step->kind, step->terminal, text,
                  strlen(text));
        free(text);
    }
    add_prose(CLOSING, t->notice);
    add_prose(CLOSING, t->experiment);
    return pause_here("Enter: begin  ?: keys");
}

/* --- The audience ------------------------------------------------------- */

static bool begin(const struct transcript *t)
{
    (void)t; /* stage_open() has it */
    return open_lesson(NULL);
}

/* The audience waits before a page is turned, before what a person does, and
 * after a remark.
 */
static bool wait(const struct step *next, const char *text)
{
    struct lesson *l = &s.lesson;
    int before = l->done > 0 ? l->entries[l->done - 1].kind : OPENING;
    if (before != OPENING && !pause_before_page())
        return false;
    l->prompt = is_action(next->kind);
    if (l->prompt)
        set_entry(l, l->done, text, strlen(text));
    else if (before != REMARK || next->kind == REMARK)
        return true;
    return pause_here(next->kind == COMMAND ? "Enter: run it  ?: keys"
                      : next->kind == TYPE  ? "Enter: type it  ?: keys"
                      : l->prompt           ? "Enter: press it  ?: keys"
                                            : "Enter: go on  ?: keys");
}

static void show(const struct transcript *t, const struct step *step,
                 const char *text, size_t length)
{
    (void)t;
    set_entry(&s.lesson, s.lesson.done, text, length);
    if (!s.lesson.prompt)
        s.unread += columns_of(s.lesson.entries[s.lesson.done].text);
    s.lesson.prompt = false;
    s.lesson.done++;
    s.hint = meanwhile();
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
    free_lesson(&s.lesson);
    memset(&s, 0, sizeof s);
    s.how = *how;
    s.lesson.t = t;
    s.place = place;
    s.claims = claims;
    s.skip = skip;
    s.printed = -1;
    s.hint = "";
}

bool stage_skip(const char *reason)
{
    char *why = made("This lesson is not played here: %s.", reason);
    bool stays = open_lesson(why);
    free(why);
    return stays;
}

enum wish stage_close(enum outcome outcome, int *pauses)
{
    if (s.troubled && s.how.keys) {
        if (s.waited > PATIENT)
            printf(
                "\nIt waited %.0f s for your keys. What a step shows may "
                "not last so long.\n",
                s.waited);
        if (screen_run("printf '\\n[Enter: go on  r Enter: again] '; "
                       "read -r key; test \"$key\" != r") != 0)
            s.wish = AGAIN;
    } else if (outcome == PASSED && pause_before_page()) {
        for (; s.lesson.done < s.lesson.count; s.lesson.done++)
            s.unread += columns_of(s.lesson.entries[s.lesson.done].text);
        pause_here("Enter: go on  ?: keys");
    }
    *pauses = s.pauses;
    return play_stopped_by != 0 ? LEAVE : s.wish;
}
