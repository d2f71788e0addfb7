/* play.c: see play.h. It waits for events, by poll(2), and never sleeps. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include "play.h"
#include "advice.h"
#include "bytes.h"
#include "free_ports.h"
#include "report.h"
#include "terminal.h"
#include "text.h"

struct player {
    const struct transcript *t;
    const char *file;
    const struct audience *audience;
    double seconds;  /* that a step has */
    double deadline; /* of this step */
    struct terminal terminals[MOST_TERMINALS];
    struct words words;
};

volatile sig_atomic_t play_stopped_by, play_continued;

void print_shown(const char *text, size_t length)
{
    print_safe(stdout, text, length, "\\");
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

/* A line that came, with the ports that the transcript writes. A student sees
 * the first bytes of a long one.
 */
static void tell_line(const char *line, size_t length)
{
    bool is_long = student_folder != NULL && length > MOST_BYTES;
    size_t shown = is_long ? MOST_BYTES : length;
    char *written = ports_out(line, &shown);
    if (written != NULL)
        print_shown(written, shown);
    free(written);
    if (is_long)
        printf("... (%zu bytes)", length);
    putchar('\n');
}

static void tell_trouble(const struct player *p)
{
    if (p->audience->trouble != NULL)
        p->audience->trouble();
}

/* What each <word> of a pattern that was met before has stood for. */
static void tell_words(const struct player *p, const char *pattern)
{
    const char *at = pattern;
    for (size_t length; *at != '\0'; at += length == 0 ? 1 : length) {
        length = placeholder(at);
        const char *value = length == 0
                                ? NULL
                                : value_of(&p->words, at + 1, length - 2);
        if (value == NULL)
            continue;
        printf("          %.*s is ", (int)length, at);
        print_shown(value, strlen(value));
        putchar('\n');
    }
}

/* The head of a failure: where, and what was expected. */
static void tell_expected(const struct player *p, const struct step *step,
                          const char *expected)
{
    tell_trouble(p);
    if (student_folder == NULL)
        printf("\nFAILED at %s:%d, in %s\n", p->file, step->line,
               p->t->name);
    printf("expected: %s\n", expected);
    tell_words(p, expected);
    printf("came:     ");
}

/* Its end: what is to be said of a student's program, or what the others have
 * shown; and all that the step's terminal showed, of a flood the first lines.
 * came: the line that came in place of the one expected; or NULL.
 */
static enum outcome tell_shown(struct player *p, const struct step *step,
                               const char *came, size_t came_length)
{
    const struct terminal *t = &p->terminals[step->terminal];
    if (student_folder != NULL)
        advise(p->t, step, p->terminals, came, came_length);
    else
        tell_others(p->t, p->terminals, step);
    printf("All that %s showed:%s\n", name_of(p, step),
           t->length == 0 ? " nothing" : "");
    int lines = 0;
    for (size_t i = 0; i < t->length; lines++) {
        const char *end = memchr(t->shown + i, '\n', t->length - i);
        size_t length = end == NULL ? t->length - i
                                    : (size_t)(end - t->shown) - i;
        if (lines < MOST_TOLD) {
            printf("  | ");
            tell_line(t->shown + i, length);
        }
        i += length + 1;
    }
    if (lines > MOST_TOLD)
        printf("  and %d lines more\n", lines - MOST_TOLD);
    if (t->lost > 0)
        printf("  and %zu bytes more\n", t->lost);
    return FAILED;
}

/* Returns a new string: what a command or a typed line is in this play. NULL
 * if no port is free.
 */
static char *as_sent(const struct player *p, const char *text)
{
    /* The ports first: a known word may look like one, and is none. */
    char *mapped = ports_in(text);
    char *sent = mapped == NULL ? NULL : filled_in(&p->words, mapped);
    free(mapped);
    return sent;
}

/* Returns a new string: a step's text as the audience sees it; or NULL. */
static char *seen_text(const struct player *p, const struct step *step)
{
    char *sent = is_action(step->kind)
                     ? as_sent(p, step->text)
                     : copy_of(step->text, strlen(step->text));
    size_t length = sent == NULL ? 0 : strlen(sent);
    char *seen = sent == NULL ? NULL : ports_out(sent, &length);
    free(sent);
    return seen;
}

static void tell_step(const struct player *p, const struct step *step)
{
    char *text = seen_text(p, step);
    if (p->audience->step != NULL && text != NULL)
        p->audience->step(p->t, step, text, strlen(text));
    free(text);
}

/* Waits for the audience before the next step; false: it leaves. */
static bool audience_stays(struct player *p, const struct step *next)
{
    if (p->audience->wait == NULL)
        return true;
    char *text = seen_text(p, next);
    bool stays = text == NULL || p->audience->wait(next, text);
    free(text);
    p->deadline = now() + p->seconds;
    return stays;
}

/* --- Waiting ---------------------------------------------------------- */

/* The seconds that are left to this step; none if we are to stop. */
static double time_left(struct player *p)
{
    if (play_continued) {
        play_continued = 0;
        p->deadline = now() + p->seconds;
    }
    return play_stopped_by != 0 ? 0 : p->deadline - now();
}

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
    double left = time_left(p);
    if (left <= 0)
        return false;
    int ready = poll(polled, count, (int)(left * 1000) + 1);
    if (ready == -1 && errno != EINTR) {
        perror("player: poll");
        return false;
    }
    if (ready == -1 && p->audience->look != NULL)
        p->audience->look();
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
static bool orphans_end(struct player *p, pid_t group)
{
    struct sigaction action = {.sa_handler = on_alarm}, old;
    sigaction(SIGALRM, &action, &old);
    /* It goes off again and again: a signal that comes just before waitpid()
     * waits does not interrupt it.
     */
    struct itimerval timer = {{0, 100000}, {0, 100000}}, off = {{0}, {0}};
    setitimer(ITIMER_REAL, &timer, NULL);
    bool none;
    do
        none = waitpid(group == -1 ? -1 : -group, NULL, 0) == -1 &&
               errno == ECHILD;
    while (!none && time_left(p) > 0);
    setitimer(ITIMER_REAL, &off, NULL);
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
        return tell_shown(p, step, line, length);
    }
    if (t->report != -1) {
        tell_expected(p, step, "the command ends");
        printf("it still runs after %.1f s%s\n", p->seconds,
               student_folder != NULL
                   ? ""
                   : " (a server's last line is its ^C)");
        return tell_shown(p, step, NULL, 0);
    }
    ended = ended && orphans_end(p, t->job);
    if (play_stopped_by != 0)
        return LEFT;
    if (!ended) {
        tell_expected(p, step, "all that the command started ends");
        printf("it left a program behind\n");
        return tell_shown(p, step, NULL, 0);
    }
    int status = step->kind == STATUS ? step->status
                 : t->pressed         ? 128 + SIGINT
                                      : 0;
    if (t->status == status)
        return PASSED;
    char *expected = made("%s? %d", name_of(p, step), status);
    tell_expected(p, step, expected);
    free(expected);
    tell_status(t);
    return tell_shown(p, step, NULL, 0);
}

/* Whether this line is what the step says, or the audience takes it so. */
static bool is_expected(struct player *p, struct step *step,
                        const char *line, size_t length)
{
    bool good = false;
    for (int attempt = 0; attempt < 2 && !good; attempt++) {
        char *mapped = ports_in(step->text);
        if (mapped == NULL)
            return false;
        char *pattern = reworded(mapped);
        good = matches(&p->words, pattern, line, length);
        free(pattern);
        free(mapped);
        if (good || attempt > 0 || p->audience->reword == NULL)
            break;
        size_t size = length;
        char *seen = ports_out(line, &size);
        bool taken = seen != NULL && strlen(seen) == size &&
                     p->audience->reword(p->t, step, &p->words, seen);
        free(seen);
        if (!taken)
            break;
    }
    return good;
}

static enum outcome expect_line(struct player *p, struct step *step)
{
    struct terminal *t = &p->terminals[step->terminal];
    const char *line;
    size_t length = 0;
    bool come, more = true;
    while (!(come = terminal_line(t, &line, &length)) &&
           !terminal_ended(t) && more)
        more = wait_for_news(p);
    if (play_stopped_by != 0)
        return LEFT;

    if (come && is_expected(p, step, line, length)) {
        char *seen = ports_out(line, &length);
        if (seen != NULL && p->audience->step != NULL)
            p->audience->step(p->t, step, seen, length);
        free(seen);
        return PASSED;
    }
    char *expected = made("%s| %s", name_of(p, step), step->text);
    tell_expected(p, step, expected);
    free(expected);
    if (come) {
        printf("%s| ", name_of(p, step));
        tell_line(line, length);
    } else if (terminal_ended(t)) {
        tell_status(t);
    } else {
        printf("nothing more in %.1f s\n", p->seconds);
    }
    return tell_shown(p, step, come ? line : NULL, length);
}

static enum outcome run(struct player *p, const struct step *step)
{
    char *command = as_sent(p, step->text);
    if (command == NULL)
        return FAILED;
    tell_step(p, step);
    struct terminal *t = &p->terminals[step->terminal];
    bool good = terminal_run(t, command);
    if (!good) {
        tell_trouble(p);
        printf("\nFAILED: no terminal: %s\n", strerror(errno));
    }
    free(command);
    return good ? PASSED : FAILED;
}

static enum outcome type(struct player *p, const struct step *step)
{
    struct terminal *t = &p->terminals[step->terminal];
    char *text = NULL;
    if (step->kind == TYPE) {
        char *line = as_sent(p, step->text);
        if (line == NULL)
            return FAILED;
        text = made("%s\n", line);
        free(line);
    } else {
        text = copy_of(step->kind == CONTROL_C ? "\x03" : "\x04", 1);
    }
    bool good = terminal_type(t, text, strlen(text));
    free(text);
    if (!good) {
        tell_expected(
            p, step,
            "the program still runs, and what is typed reaches it");
        if (terminal_ended(t))
            tell_status(t);
        else
            printf("%s\n", strerror(errno));
        return tell_shown(p, step, NULL, 0);
    }
    t->pressed = t->pressed || step->kind == CONTROL_C;
    tell_step(p, step);
    return PASSED;
}

static enum outcome play_steps(struct player *p)
{
    for (int i = 0; i < p->t->count; i++) {
        struct step *step = &p->t->steps[i];
        enum outcome outcome = PASSED;
        p->deadline = now() + p->seconds;
        if (!audience_stays(p, step))
            return LEFT;
        switch (step->kind) {
        case COMMAND:
            outcome = run(p, step);
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
        case REMARK:
            tell_step(p, step);
            break;
        }
        if (outcome == PASSED && step->last)
            outcome = expect_end(p, step);
        if (outcome != PASSED)
            return outcome;
    }
    return PASSED;
}

/* --- The end ------------------------------------------------------------ */

/* The name and the process group of a process: proc_pid_stat(5). false: it has
 * ended.
 */
static bool look_at(pid_t pid, char *name, size_t size, pid_t *group)
{
    char *path = made("/proc/%d/stat", (int)pid), line[512], state;
    FILE *stat = fopen(path, "r");
    free(path);
    if (stat == NULL)
        return false;
    bool good = fgets(line, sizeof line, stat) != NULL;
    fclose(stat);
    char *open = strchr(line, '('), *close = strrchr(line, ')');
    if (!good || open == NULL || close == NULL) /* a name may have blanks */
        return false;
    *close = '\0';
    snprintf(name, size, "%s", open + 1);
    return sscanf(close + 1, " %c %*d %d", &state, group) == 2 &&
           state != 'Z';
}

/* Ends one of our children. tell: names it on stdout if it is outside the
 * process groups of the terminals' last commands. Returns whether it did.
 */
static bool end_child(const struct player *p, pid_t pid, const pid_t jobs[],
                      bool tell)
{
    char name[64];
    pid_t group = 0;
    bool alive = look_at(pid, name, sizeof name, &group);
    kill(pid, SIGKILL);
    for (int i = 0; i < MOST_TERMINALS; i++)
        tell = tell && group != jobs[i];
    if (!alive || !tell)
        return false;
    tell_trouble(p);
    printf("\nFAILED: %s left a program behind: ", p->t->name);
    print_shown(name, strlen(name));
    putchar('\n');
    return true;
}

/* Ends all children that we still have. On Linux these are all programs that
 * the transcript left behind, because an orphan comes to us, and then its
 * children do; proc_tid_children(5) has them. A program may fork as we look:
 * we look until there are none, but at most for some seconds, in case it forks
 * faster than we end its processes.
 */
static void end_orphans(const struct player *p, const pid_t jobs[],
                        bool tell)
{
    char *path = made("/proc/self/task/%d/children", (int)getpid());
    double start = now();
    pid_t told = 0;
    while (waitpid(-1, NULL, WNOHANG) != -1 && now() - start < 5) {
        FILE *children = fopen(path, "r");
        int pid;
        while (children != NULL && fscanf(children, "%d", &pid) == 1)
            if (end_child(p, pid, jobs, tell && pid != told))
                told = pid;
        if (children != NULL)
            fclose(children);
    }
    free(path);
}

enum outcome play(const struct transcript *t, const char *file,
                  const struct audience *audience, double seconds)
{
    struct player p = {.t = t, .file = file, .audience = audience};
    p.seconds = seconds;
    for (int i = 0; i < MOST_TERMINALS; i++)
        terminal_clear(&p.terminals[i]);
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    if (t->needs & NEEDS_LAB) { /* a lab of its own, for scripts/lab */
        char *lab = made("player-%d", (int)getpid());
        setenv("LAB", lab, 1);
        free(lab);
    }
    if (transcript_runs(t, "ports")) /* it lists what it finds */
        ports_are_unknown();
    bool stays = audience->begin == NULL || audience->begin(t);
    enum outcome outcome = stays ? play_steps(&p) : LEFT;
    pid_t jobs[MOST_TERMINALS];
    for (int i = 0; i < MOST_TERMINALS; i++) {
        jobs[i] = p.terminals[i].job;
        terminal_kill(&p.terminals[i]);
    }
    p.deadline = now() + seconds;
    if (outcome == PASSED && !orphans_end(&p, -1))
        outcome = play_stopped_by == 0 ? FAILED : LEFT;
    end_orphans(&p, jobs, outcome == FAILED);
    forget(&p.words, 0);
    free(p.words.names);
    free(p.words.values);
    ports_release();
    return outcome;
}
