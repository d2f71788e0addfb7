/* course.c: the exercises, which scripts/try calls:
 *
 *   course ROOT BUILD HERE WORD...
 *
 * ROOT is the source tree, BUILD the build folder, HERE the student's folder;
 * the WORDs are those of scripts/try, and, for the tests,
 *
 *   --own [NAME]             our own solutions and the starting files
 *   --wrong [--few] [NAME]   the wrong solutions of WRONG.md
 *   --without-strace         as if there were none
 */
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "class.h"
#include "exercises.h"
#include "files.h"
#include "judge.h"
#include "state.h"
#include "text.h"

static struct places places;
static const char *here;
static struct exercise *all;
static int count;

/* --- Words on the terminal ---------------------------------------------- */

static const char *colour(const char *code)
{
    return isatty(STDOUT_FILENO) ? code : "";
}

#define GREEN colour("\033[1;32m")
#define RED colour("\033[1;31m")
#define PLAIN colour("\033[0m")

/* The first exercise that is not done; NULL: all are. */
static const struct exercise *next_exercise(void)
{
    for (int i = 0; all != NULL && i < count; i++)
        if (!is_done(here, all[i].name))
            return &all[i];
    return NULL;
}

static int list(void)
{
    const struct exercise *next = next_exercise();
    int done = 0;
    for (int i = 0; all != NULL && i < count; i++)
        done += is_done(here, all[i].name);
    printf("The exercises, in the lecture's order: %d of %d done\n\n", done,
           count);
    for (int i = 0; all != NULL && i < count; i++) {
        bool is_finished = is_done(here, all[i].name);
        const char *mark = is_finished       ? "done"
                           : &all[i] == next ? "next"
                                             : "";
        /* NOLINTBEGIN(clang-analyzer-core.NullDereference): count is 0 then */
        printf("  %s%-4s%s  %-14s %s\n", is_finished ? GREEN : "", mark,
               is_finished ? PLAIN : "", all[i].name, all[i].title);
        /* NOLINTEND(clang-analyzer-core.NullDereference) */
    }
    if (next != NULL)
        printf("\nscripts/try next       makes my_%s.c here, and plays it\n"
               "scripts/try --help     what else there is\n",
               next->name);
    else
        printf("\nAll are done.\n");
    return 0;
}

static void print_task(const struct exercise *e)
{
    printf("%s: %s\n\n", e->name, e->title);
    print_wrapped(stdout, e->task, "");
    printf("\n");
}

/* Prints as many lines as there is room for: 0, all. */
static void print_lines(const char *text, int room)
{
    int left = 0;
    for (int lines = 0; *text != '\0'; lines++) {
        size_t length = strcspn(text, "\n");
        if (room == 0 || lines < room)
            printf("%.*s\n", (int)length, text);
        else
            left++;
        text += length + (text[length] == '\n');
    }
    if (left > 0)
        printf("(%d lines more, without --watch)\n", left);
}

/* The lines of a screen that are left for the report; 0: it may scroll. */
static int room_on_screen(void)
{
    struct winsize size = {.ws_row = 0};
    if (!isatty(STDOUT_FILENO) ||
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == -1 || size.ws_row < 12)
        return 0;
    return size.ws_row - 6; /* the result, the keys, and blank lines */
}

static void print_verdict(const struct exercise *e, const char *file,
                          const struct verdict *v, bool lessons_only,
                          int room)
{
    if (v->passed) {
        printf("%sIt plays:%s %s, %d transcripts in %.1f s", GREEN, PLAIN,
               base_name(file), v->played, v->seconds);
        if (v->skipped > 0)
            printf("; %d skipped, because %s", v->skipped,
                   getuid() == 0
                       ? "you are root (those in the lab), or this machine "
                         "lacks what they need"
                       : "this machine lacks what they need");
        printf(".\n");
        if (lessons_only)
            printf("These were the lessons: without --lesson there is "
                   "more.\n");
        else
            print_wrapped(stdout, e->learnt, "");
    } else {
        printf("%s%s:%s %s (%.1f s)\n\n", RED,
               v->ours_fails ? "Can't tell" : "Not yet", PLAIN,
               base_name(file), v->seconds);
    }
    char *text = v->warnings[0] == '\0'
                     ? made("%s", v->report)
                     : made("%s%sThe compiler warns:\n%s", v->report,
                            v->report[0] == '\0' ? "" : "\n", v->warnings);
    print_lines(text, room);
    free(text);
}

static bool try_once(const struct exercise *e, const char *file,
                     bool lessons_only)
{
    struct verdict v = judge(&places, e, file, lessons_only, NULL);
    if (v.passed && !lessons_only)
        note_done(here, e->name);
    print_verdict(e, file, &v, lessons_only, 0);
    bool passed = v.passed;
    free(v.why);
    free(v.report);
    free(v.warnings);
    return passed;
}

/* Shows one hint more than before; after the last one, all again. */
static void hint(const struct exercise *e)
{
    int shown = hints_shown(here, e->name);
    int first = shown < e->hint_count ? shown : 0;
    int last = shown < e->hint_count ? shown + 1 : e->hint_count;
    for (int i = first; i < last; i++) {
        char *told = made("Hint %d of %d: %s", i + 1, e->hint_count,
                          e->hints[i]);
        print_wrapped(stdout, told, "  ");
        free(told);
    }
    if (shown < e->hint_count)
        note_hints(here, e->name, shown + 1);
}

/* --- Files -------------------------------------------------------------- */

static char *file_of(const struct exercise *e)
{
    return made("%s/my_%s.c", here, e->name);
}

/* Makes the starting file, if it is not there. Returns whether it did. */
static bool make_file(const struct exercise *e, const char *file)
{
    if (write_start(e, file)) {
        printf("Made my_%s.c, %s%s.\n\n", e->name,
               e->from != NULL          ? "from our "
               : e->predecessor != NULL ? "a copy of "
                                        : "a bare main()",
               e->from != NULL          ? e->from
               : e->predecessor != NULL ? e->predecessor
                                        : "");
        print_task(e);
        return true;
    }
    if (errno != EEXIST) {
        fprintf(stderr, "scripts/try: %s: %s\n", file, strerror(errno));
        exit(2);
    }
    return false;
}

/* Puts the starting file in the place of the student's, which is kept. */
static int reset(const struct exercise *e)
{
    char *file = file_of(e), *kept = NULL, answer[16] = "";
    struct stat status;
    if (stat(file, &status) == 0) {
        printf("Start my_%s.c anew? A copy is kept. [y/N] ", e->name);
        fflush(stdout);
        if (fgets(answer, sizeof answer, stdin) == NULL ||
            (answer[0] != 'y' && answer[0] != 'Y')) {
            printf("It stays as it is.\n");
            return 1;
        }
        for (int i = 1; kept == NULL || access(kept, F_OK) == 0; i++) {
            free(kept);
            kept = made("%s.%d", file, i);
        }
        if (rename(file, kept) == -1) {
            fprintf(stderr, "scripts/try: %s: %s\n", kept, strerror(errno));
            return 2;
        }
        printf("Kept as %s.\n", base_name(kept));
    }
    make_file(e, file);
    free(kept);
    free(file);
    return 0;
}

/* --- Watching ----------------------------------------------------------- */

static struct termios old_modes;
static bool raw;

static void restore_terminal(void)
{
    if (raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &old_modes);
    raw = false;
}

static void on_signal(int number)
{
    restore_terminal();
    /* All that it calls is in signal-safety(7), which the checker can't see in
     * another file. NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c) */
    abandon_judgement();
    signal(number, SIG_DFL);
    raise(number);
}

/* Single keys, without Enter, and not echoed. Ctrl-C still ends us. */
static void set_keys(void)
{
    if (tcgetattr(STDIN_FILENO, &old_modes) == -1)
        return; /* no terminal */
    struct termios modes = old_modes;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw = tcsetattr(STDIN_FILENO, TCSANOW, &modes) == 0;
}

static volatile sig_atomic_t continued;

/* Ctrl-Z: the shell gets its terminal back, and fg gives it to us again. In
 * the background set_keys() stops us once more, by SIGTTOU. Where no shell
 * could continue us, the kernel does not stop us either.
 */
static void on_stop(int number)
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, number);
    restore_terminal();
    signal(number, SIG_DFL);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &stops, NULL); /* it stops here */
    signal(number, on_stop);
    set_keys();
    continued = 1;
}

static void clear_screen(void)
{
    time_t seconds = time(NULL);
    char text[32];
    if (isatty(STDOUT_FILENO))
        printf("\033[H\033[2J\033[3J");
    strftime(text, sizeof text, "%H:%M:%S", localtime(&seconds));
    printf("%s  ", text);
}

#ifdef __APPLE__
#define TIME_OF(status) (status).st_mtimespec
#else
#define TIME_OF(status) (status).st_mtim /* POSIX */
#endif

/* What tells one save from the next. An editor may replace the file. */
struct save {
    struct timespec time;
    off_t size;
    ino_t inode;
};

static bool same_save(const struct save *a, const struct save *b)
{
    return a->time.tv_sec == b->time.tv_sec &&
           a->time.tv_nsec == b->time.tv_nsec && a->size == b->size &&
           a->inode == b->inode;
}

static struct save save_of(const char *file)
{
    struct stat status;
    struct save save = {.inode = 0}; /* it is away for a moment */
    if (stat(file, &status) == 0)
        save = (struct save){TIME_OF(status), status.st_size,
                             status.st_ino};
    return save;
}

static void print_keys(void)
{
    printf("\nn next  h hint  r again  d difference  q leave\n");
    fflush(stdout);
}

/* The next key, or 0: none in a quarter of a second. Inotify would tell of a
 * save at once, but only on Linux; this look costs a stat(2) every time.
 */
static char key(void)
{
    struct pollfd polled = {STDIN_FILENO, POLLIN, 0};
    char byte = 0;
    if (poll(&polled, raw, 250) > 0 && read(STDIN_FILENO, &byte, 1) != 1)
        return 'q';
    return byte;
}

/* is_new: the file has just been made, and its task is on the screen. */
static int watch(const struct exercise *e, char *file, bool lessons_only,
                 bool is_new)
{
    struct save seen = {.inode = 0}, now;
    bool again = true, passed = false;
    set_keys();
    atexit(restore_terminal);
    if (signal(SIGTSTP, on_stop) == SIG_IGN)
        signal(SIGTSTP, SIG_IGN);
    for (;;) {
        if (is_new) { /* there is nothing to play yet */
            seen = save_of(file);
            printf("It is played when you save it.\n");
            print_keys();
            is_new = again = false;
        }
        now = save_of(file);
        if (again || (now.inode != 0 && !same_save(&now, &seen))) {
            seen = now;
            again = false;
            clear_screen();
            printf("%s: playing ...", e->name);
            fflush(stdout);
            if (now.inode == 0) {
                printf("\r%s is not there.\n", base_name(file));
            } else {
                struct verdict v = judge(&places, e, file, lessons_only,
                                         NULL);
                if (v.passed && !lessons_only)
                    note_done(here, e->name);
                clear_screen();
                print_verdict(e, file, &v, lessons_only, room_on_screen());
                passed = v.passed;
                free(v.why);
                free(v.report);
                free(v.warnings);
            }
            print_keys();
        }
        if (continued) { /* the keys are out of sight, perhaps */
            continued = 0;
            print_keys();
        }
        switch (key()) {
        case 'q':
            return passed ? 0 : 1;
        case 'r':
            again = true;
            break;
        case 'h':
            printf("\n");
            hint(e);
            fflush(stdout);
            break;
        case 'd':
            if (passed)
                print_difference(e, file, 200);
            else
                printf("\nThe difference to ours is for when it plays.\n");
            fflush(stdout);
            break;
        case 'n': {
            const struct exercise *other = next_exercise();
            if (other == NULL || other == e) {
                printf("\n%s\n", other == NULL ? "All are done."
                                               : "This is the next one.");
                fflush(stdout);
                break;
            }
            e = other;
            file = file_of(e);
            clear_screen();
            is_new = make_file(e, file);
            passed = false;
            again = true;
            break;
        }
        default:
            break;
        }
    }
}

/* --- The command line --------------------------------------------------- */

static const struct exercise *find(const char *name)
{
    if (strcmp(name, "next") == 0) {
        const struct exercise *next = next_exercise();
        if (next == NULL) {
            printf("All exercises are done.\n");
            exit(0);
        }
        return next;
    }
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    fprintf(stderr,
            "scripts/try: no exercise \"%s\": scripts/try lists them\n",
            name);
    exit(2);
}

static char *absolute(const char *path)
{
    return path[0] == '/' ? made("%s", path) : made("%s/%s", here, path);
}

struct options {
    bool watch, lessons_only, hint, reset, difference, own, wrong, few;
    const char *folder, *junit;
    const char *words[2];
    int count;
};

static _Noreturn void usage_error(void)
{
    fprintf(stderr, "scripts/try: see scripts/try --help\n");
    exit(2);
}

static struct options read_options(int argc, char *argv[])
{
    struct options o = {0};
    for (int i = 4; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--watch") == 0)
            o.watch = true;
        else if (strcmp(argv[i], "--lesson") == 0)
            o.lessons_only = true;
        else if (strcmp(argv[i], "--hint") == 0)
            o.hint = true;
        else if (strcmp(argv[i], "--reset") == 0)
            o.reset = true;
        else if (strcmp(argv[i], "--diff") == 0)
            o.difference = true;
        else if (strcmp(argv[i], "--own") == 0)
            o.own = true;
        else if (strcmp(argv[i], "--wrong") == 0)
            o.wrong = true;
        else if (strcmp(argv[i], "--few") == 0)
            o.few = true;
        else if (strcmp(argv[i], "--without-strace") == 0)
            do_without_strace();
        else if (strcmp(argv[i], "--all") == 0 && more)
            o.folder = absolute(argv[++i]);
        else if (strcmp(argv[i], "--junit") == 0 && more)
            o.junit = absolute(argv[++i]);
        else if (argv[i][0] == '-' || o.count == 2)
            usage_error();
        else
            o.words[o.count++] = argv[i];
    }
    return o;
}

/* Whether a file can be read, and is one: of a FIFO no end would come. If it
 * is not, stderr says why.
 */
static bool is_readable(const char *file)
{
    struct stat status;
    if (stat(file, &status) == -1 || access(file, R_OK) == -1)
        fprintf(stderr, "scripts/try: %s: %s\n", file, strerror(errno));
    else if (!S_ISREG(status.st_mode))
        fprintf(stderr, "scripts/try: %s: it is no regular file\n", file);
    else
        return true;
    return false;
}

static int exercise(const struct options *o)
{
    const struct exercise *e = find(o->words[0]);
    char *file = o->count == 2 ? absolute(o->words[1]) : file_of(e);
    if (o->hint) {
        hint(e);
        return 0;
    }
    if (o->reset)
        return reset(e);
    bool is_new = o->count == 1 && make_file(e, file);
    if (!is_readable(file))
        return 2;
    if (o->watch)
        return watch(e, file, o->lessons_only, is_new);
    if (o->difference && !is_done(here, e->name)) {
        printf("The difference to ours is for when it plays.\n");
        return 1;
    }
    if (o->difference) {
        print_difference(e, file, 1000);
        return 0;
    }
    bool passed = try_once(e, file, o->lessons_only);
    if (passed && !o->lessons_only) {
        printf("\n");
        print_difference(e, file, 40);
    }
    return passed ? 0 : 1;
}

int main(int argc, char *argv[])
{
    if (argc < 4)
        usage_error();
    setlocale(LC_CTYPE, "");
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    signal(SIGHUP, on_signal);
    places = (struct places){argv[1], argv[2]};
    here = argv[3];
    if (chdir(places.root) == -1) {
        perror(places.root);
        return 2;
    }
    count = read_exercises(&all);
    struct options o = read_options(argc, argv);
    const char *name = o.count == 0 ? NULL : o.words[0];
    if (o.own)
        return judge_own(&places, all, count, name);
    if (o.wrong)
        return judge_wrong(&places, all, count, name, o.few);
    if (o.folder != NULL)
        return judge_folder(&places, all, count, o.folder, o.junit);
    if (o.junit != NULL || (name == NULL && (o.hint || o.reset || o.watch)))
        usage_error();
    return name == NULL ? list() : exercise(&o);
}
