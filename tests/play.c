/* play.c: see play.h. It waits for events, by poll(2), and never sleeps. */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include "play.h"
#include "free_ports.h"
#include "terminal.h"

enum { MOST_WORDS = 32 };

struct player {
    const struct transcript *t;
    const char *file;
    const struct audience *audience;
    double deadline;
    double seconds;
    struct terminal terminals[MOST_TERMINALS];
    char *words[MOST_WORDS]; /* the names of <word>s met so far */
    char *values[MOST_WORDS];
    int known;
};

volatile sig_atomic_t play_stopped_by, play_continued;

static double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void print_shown(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == 0x7f)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
}

/* --- What is written against what came ------------------------------- */

static char *allocated(size_t size)
{
    char *memory = malloc(size);
    if (memory == NULL) {
        perror("player: malloc");
        exit(2);
    }
    return memory;
}

static char *copy_of(const char *text, size_t length)
{
    char *copy = allocated(length + 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* The length of a placeholder, "<word>" or "<...>", at the start of text. */
static size_t placeholder(const char *text)
{
    if (strncmp(text, "<...>", 5) == 0)
        return 5;
    size_t end = 1;
    while (text[0] == '<' &&
           (isalnum((unsigned char)text[end]) || text[end] == '_'))
        end++;
    return end > 1 && text[end] == '>' ? end + 1 : 0;
}

static const char *value_of(const struct player *p, const char *word,
                            size_t length)
{
    for (int i = 0; i < p->known; i++)
        if (strlen(p->words[i]) == length &&
            memcmp(p->words[i], word, length) == 0)
            return p->values[i];
    return NULL;
}

static void forget(struct player *p, int known)
{
    while (p->known > known) {
        p->known--;
        free(p->words[p->known]);
        free(p->values[p->known]);
    }
}

/* Whether text is what the pattern says; then the words in it are known. */
static bool matches(struct player *p, const char *pattern, const char *text,
                    size_t length)
{
    size_t holder;
    while ((holder = placeholder(pattern)) == 0 && *pattern != '\0') {
        if (length == 0 || *pattern != *text)
            return false;
        pattern++;
        text++;
        length--;
    }
    if (*pattern == '\0')
        return length == 0;

    const char *rest = pattern + holder, *word = pattern + 1;
    size_t word_length = holder - 2;
    bool anything = strncmp(pattern, "<...>", 5) == 0;
    const char *value = anything ? NULL : value_of(p, word, word_length);
    if (value != NULL) {
        size_t needed = strlen(value);
        return needed <= length && memcmp(text, value, needed) == 0 &&
               matches(p, rest, text + needed, length - needed);
    }
    for (size_t used = anything ? 0 : 1; used <= length; used++) {
        if (!anything && isspace((unsigned char)text[used - 1]))
            return false;
        int known = p->known;
        if (!anything && known < MOST_WORDS) {
            p->words[known] = copy_of(word, word_length);
            p->values[known] = copy_of(text, used);
            p->known++;
        }
        if (matches(p, rest, text + used, length - used))
            return true;
        forget(p, known);
    }
    return false;
}

/* The command with the known words in place of their <word>s. */
static char *filled_in(const struct player *p, const char *command)
{
    char *filled = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&filled, &length);
    while (out != NULL && *command != '\0') {
        size_t holder = placeholder(command);
        const char *value = holder < 3
                                ? NULL
                                : value_of(p, command + 1, holder - 2);
        if (value != NULL) {
            fputs(value, out);
            command += holder;
        } else {
            fputc(*command++, out);
        }
    }
    if (out == NULL || fclose(out) == EOF) {
        perror("player: open_memstream");
        exit(2);
    }
    return filled;
}

/* Transcripts have the words of Linux's usual libc for an errno; another libc
 * has others. Copies a pattern, with this one's.
 */
static char *reworded(const char *pattern)
{
    static const struct {
        const char *words;
        int number;
    } usual[] = {
        {"Address already in use", EADDRINUSE},
        {"Bad file descriptor", EBADF},
        {"Broken pipe", EPIPE},
        {"Cannot allocate memory", ENOMEM},
        {"Cannot assign requested address", EADDRNOTAVAIL},
        {"Connection refused", ECONNREFUSED},
        {"Connection reset by peer", ECONNRESET},
        {"Connection timed out", ETIMEDOUT},
        {"Interrupted system call", EINTR},
        {"Is a directory", EISDIR},
        {"Message too long", EMSGSIZE},
        {"Network is unreachable", ENETUNREACH},
        {"No buffer space available", ENOBUFS},
        {"No space left on device", ENOSPC},
        {"Operation not permitted", EPERM},
        {"Permission denied", EACCES},
        {"Protocol not supported", EPROTONOSUPPORT},
        {"Resource temporarily unavailable", EAGAIN},
        {"Software caused connection abort", ECONNABORTED},
        {"Too many open files", EMFILE},
    };
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const char *at = strstr(pattern, usual[i].words);
        if (at == NULL)
            continue;
        const char *rest = at + strlen(usual[i].words);
        const char *here = strerror(usual[i].number);
        size_t size = strlen(pattern) + strlen(here) + 1;
        char *copy = allocated(size);
        snprintf(copy, size, "%.*s%s%s", (int)(at - pattern), pattern, here,
                 rest);
        return copy;
    }
    return copy_of(pattern, strlen(pattern));
}

/* --- Failures --------------------------------------------------------- */

static const char *name_of(const struct player *p, const struct step *step)
{
    return p->t->names[step->terminal];
}

static void tell_status(const struct terminal *t)
{
    printf("the command ended with status %d", t->status);
    if (t->status > 128 && t->status < 128 + NSIG)
        printf(", by the signal \"%s\"", strsignal(t->status - 128));
    putchar('\n');
}

/* A line that came, with the ports that the transcript writes. */
static void tell_line(const char *line, size_t length)
{
    char *written = ports_out(line, length);
    if (written != NULL)
        print_shown(written, strlen(written));
    free(written);
    putchar('\n');
}

/* The head of a failure: where, and what was expected. */
static void tell_expected(const struct player *p, const struct step *step,
                          const char *expected)
{
    printf("\nFAILED at %s:%d, in %s\n", p->file, step->line, p->t->name);
    printf("expected: %s\ncame:     ", expected);
}

/* Its end: all that the step's terminal showed. */
static enum outcome tell_shown(const struct player *p,
                               const struct step *step)
{
    const struct terminal *t = &p->terminals[step->terminal];
    printf("All that %s showed:\n", name_of(p, step));
    for (size_t i = 0; i < t->length;) {
        const char *end = memchr(t->shown + i, '\n', t->length - i);
        size_t length = end == NULL ? t->length - i
                                    : (size_t)(end - t->shown) - i;
        printf("  | ");
        tell_line(t->shown + i, length);
        i += length + 1;
    }
    return FAILED;
}

/* --- Waiting ---------------------------------------------------------- */

/* Waits until some terminal has something new and reads it. Returns false at
 * the deadline, or if a signal wants us to stop.
 */
static bool wait_for_news(struct player *p)
{
    struct pollfd polled[2 * MOST_TERMINALS];
    nfds_t count = 0;
    for (int i = 0; i < p->t->terminals; i++) {
        struct terminal *t = &p->terminals[i];
        if (t->master != -1)
            polled[count++] = (struct pollfd){t->master, POLLIN, 0};
        if (t->report != -1)
            polled[count++] = (struct pollfd){t->report, POLLIN, 0};
    }
    if (play_continued) {
        play_continued = 0;
        p->deadline = seconds_now() + p->seconds;
    }
    double left = p->deadline - seconds_now();
    if (left <= 0 || play_stopped_by != 0)
        return false;
    int ready = poll(polled, count, (int)(left * 1000) + 1);
    if (ready == -1 && errno != EINTR) {
        perror("player: poll");
        return false;
    }
    for (int i = 0; ready > 0 && i < p->t->terminals; i++)
        terminal_read(&p->terminals[i]);
    return play_stopped_by == 0;
}

static bool at_end(struct player *p, const struct terminal *t)
{
    while (!terminal_ended(t))
        if (!wait_for_news(p))
            return false;
    return true;
}

static void on_alarm(int number)
{
    (void)number;
}

/* Whether all orphans of a process group (-1: of any) end until the deadline.
 * On Linux they come to us, even if they have closed the terminal
 * (PR_SET_CHILD_SUBREAPER, prctl(2)). Elsewhere init gets them, and only those
 * that keep the terminal open are found.
 */
static bool orphans_end(const struct player *p, pid_t group)
{
    struct sigaction action = {.sa_handler = on_alarm}, old;
    sigaction(SIGALRM, &action, &old);
    double left = p->deadline - seconds_now();
    alarm(left < 1 ? 1 : (unsigned)left + 1);
    while (waitpid(group == -1 ? -1 : -group, NULL, 0) > 0)
        ;
    bool none = errno == ECHILD;
    alarm(0);
    sigaction(SIGALRM, &old, NULL);
    return none;
}

/* --- The steps ---------------------------------------------------------- */

/* The command ends here: nothing more was shown, and the status is right. */
static enum outcome expect_end(struct player *p, const struct step *step)
{
    struct terminal *t = &p->terminals[step->terminal];
    bool ended = at_end(p, t);
    const char *line;
    size_t length;
    if (play_stopped_by != 0)
        return LEFT;
    if (terminal_line(t, &line, &length)) {
        tell_expected(p, step, "no more lines of this command");
        printf("%s| ", name_of(p, step));
        tell_line(line, length);
        return tell_shown(p, step);
    }
    if (t->report != -1) {
        tell_expected(p, step, "the command ends");
        printf(
            "it still runs after %g s (a server's last line is its ^C)\n",
            p->seconds);
        return tell_shown(p, step);
    }
    if (!ended || !orphans_end(p, t->job)) {
        tell_expected(p, step, "all that the command started ends");
        printf("it left a program behind\n");
        return tell_shown(p, step);
    }
    int status = step->kind == STATUS ? step->status
                 : t->pressed         ? 128 + SIGINT
                                      : 0;
    if (t->status == status)
        return PASSED;
    char expected[40];
    snprintf(expected, sizeof expected, "%s? %d", name_of(p, step), status);
    tell_expected(p, step, expected);
    tell_status(t);
    return tell_shown(p, step);
}

static enum outcome expect_line(struct player *p, const struct step *step)
{
    struct terminal *t = &p->terminals[step->terminal];
    const char *line;
    size_t length;
    bool come, more = true;
    while (!(come = terminal_line(t, &line, &length)) &&
           !terminal_ended(t) && more)
        more = wait_for_news(p);
    if (play_stopped_by != 0)
        return LEFT;

    char *mapped = ports_in(step->text);
    if (mapped == NULL)
        return FAILED;
    char *pattern = reworded(mapped);
    free(mapped);
    enum outcome outcome = FAILED;
    if (come && matches(p, pattern, line, length)) {
        char *seen = ports_out(line, length);
        if (seen != NULL)
            p->audience->step(p->t, step, seen, strlen(seen));
        free(seen);
        outcome = PASSED;
    } else {
        size_t size = strlen(name_of(p, step)) + strlen(step->text) + 3;
        char *expected = allocated(size);
        snprintf(expected, size, "%s| %s", name_of(p, step), step->text);
        tell_expected(p, step, expected);
        free(expected);
        if (come) {
            printf("%s| ", name_of(p, step));
            tell_line(line, length);
        } else if (terminal_ended(t)) {
            tell_status(t);
        } else {
            printf("nothing more in %g s\n", p->seconds);
        }
        tell_shown(p, step);
    }
    free(pattern);
    return outcome;
}

static enum outcome run(struct player *p, const struct step *step,
                        const char *last_command)
{
    double before = seconds_now();
    if (p->audience->wait != NULL && !p->audience->wait(last_command))
        return LEFT;
    p->deadline += seconds_now() - before;

    /* The ports first: a known word may look like one, and is none. */
    char *mapped = ports_in(step->text);
    if (mapped == NULL)
        return FAILED;
    char *command = filled_in(p, mapped);
    free(mapped);
    p->audience->step(p->t, step, step->text, strlen(step->text));
    struct terminal *t = &p->terminals[step->terminal];
    bool good = terminal_run(t, command);
    if (!good)
        printf("\nFAILED: no terminal: %s\n", strerror(errno));
    free(command);
    return good ? PASSED : FAILED;
}

static enum outcome type(struct player *p, const struct step *step)
{
    struct terminal *t = &p->terminals[step->terminal];
    char *text = step->kind == CONTROL_C   ? copy_of("\x03", 1)
                 : step->kind == CONTROL_D ? copy_of("\x04", 1)
                                           : NULL;
    if (text == NULL) {
        char *translated = ports_in(step->text);
        size_t length = translated == NULL ? 0 : strlen(translated);
        text = copy_of(translated == NULL ? "" : translated, length + 1);
        text[length] = '\n';
        text[length + 1] = '\0';
        free(translated);
    }
    bool good = terminal_type(t, text, strlen(text));
    free(text);
    if (!good) {
        tell_expected(p, step, "a program that reads the keyboard");
        if (terminal_ended(t))
            tell_status(t);
        else
            printf("%s\n", strerror(errno));
        return tell_shown(p, step);
    }
    t->pressed = t->pressed || step->kind == CONTROL_C;
    p->audience->step(p->t, step, step->text, strlen(step->text));
    return PASSED;
}

static enum outcome play_steps(struct player *p)
{
    const char *last_command = NULL;
    for (int i = 0; i < p->t->count; i++) {
        const struct step *step = &p->t->steps[i];
        enum outcome outcome = PASSED;
        switch (step->kind) {
        case REMARK:
            p->audience->step(p->t, step, step->text, strlen(step->text));
            continue;
        case COMMAND:
            outcome = run(p, step, last_command);
            last_command = step->text;
            break;
        case LINE:
            outcome = expect_line(p, step);
            break;
        case TYPE:
        case CONTROL_C:
        case CONTROL_D:
            outcome = type(p, step);
            break;
        case STATUS:
            p->audience->step(p->t, step, step->text, strlen(step->text));
            break;
        }
        if (outcome == PASSED && step->last)
            outcome = expect_end(p, step);
        if (outcome != PASSED)
            return outcome;
    }
    return PASSED;
}

enum outcome play(const struct transcript *t, const char *file,
                  const struct audience *audience, double seconds)
{
    struct player p = {.t = t, .file = file, .audience = audience};
    p.seconds = seconds;
    p.deadline = seconds_now() + seconds;
    for (int i = 0; i < MOST_TERMINALS; i++)
        terminal_clear(&p.terminals[i]);
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    audience->begin(t);
    enum outcome outcome = play_steps(&p);
    for (int i = 0; i < MOST_TERMINALS; i++)
        terminal_kill(&p.terminals[i]);
    if (outcome == PASSED && !orphans_end(&p, -1)) {
        printf("\nFAILED: %s left a program behind\n", t->name);
        outcome = FAILED;
    }
    forget(&p, 0);
    ports_release();
    audience->end();
    return outcome;
}
