/* main.c: the player, which plays the transcripts of READMEs.
 *
 *   player [--bin FOLDER]... FILE NAME...    plays these, as a test
 *   player ... --stage FILE NAME...          plays them before an audience
 *   player ... --demo FOLDER README FILE... -- WORD...
 *                                            scripts/demo: demo.h
 *   player ... --update FILE [NAME]...       plays them (all of the file), and
 *                                            writes the lines that differ
 *                                            into the file
 *   player --index [--claims README] [--runs PROGRAM] FILE...
 *                                            a line for each transcript (that
 *                                            runs PROGRAM): file, line, name,
 *                                            needs, claims, title; between
 *                                            them a tab
 *   player --claims README                   a line for each lesson of a
 *                                            claim: number, lesson, link,
 *                                            verdict, the claim
 *
 * Each FOLDER is put before the PATH. --student FOLDER: the programs in it are
 * a student's, and a failure is told as advice.h says. Exit status: 0 all
 * passed, 1 one failed, 2 the file or the command line is wrong, 77 skipped,
 * with the reason.
 * play.h says how long a step may take; PATIENCE in the environment multiplies
 * that.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif
#include "advice.h"
#include "claims.h"
#include "demo.h"
#include "free_ports.h"
#include "needs.h"
#include "play.h"
#include "stage.h"
#include "transcript.h"
#include "update.h"

static bool begin_log(const struct transcript *t)
{
    printf("%s: %s\n", t->name, t->title);
    return true;
}

/* A step as the transcript writes it, a line as it came. */
static void log_step(const struct transcript *t, const struct step *step,
                     const char *text, size_t length)
{
    if (step->terminal != -1)
        printf("%s", t->names[step->terminal]);
    printf("%s", sign_of(step->kind));
    if (step->kind == COMMAND || step->kind == TYPE)
        print_shown(step->text, strlen(step->text));
    else if (!is_action(step->kind))
        print_shown(text, length);
    putchar('\n');
}

static const struct audience test_log = {.begin = begin_log,
                                         .step = log_step};

/* Gives up what root has and a student has not: ports below 1024 and raw
 * sockets. On Linux these are two capabilities (capabilities(7)); elsewhere
 * all of root's privilege goes, and the player is user nobody. Returns false
 * if it could not, having said why.
 */
static bool drop_privileges(void)
{
    if (geteuid() != 0)
        return true;
#ifdef __linux__
    struct __user_cap_header_struct version = {_LINUX_CAPABILITY_VERSION_3,
                                               0};
    struct __user_cap_data_struct own[2];
    unsigned gone = 1u << CAP_NET_BIND_SERVICE | 1u << CAP_NET_RAW;
    /* The bounding set fails where these were never ours: a container. */
    prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0);
    bool good = syscall(SYS_capget, &version, own) == 0;
    own[0].effective &= ~gone;
    own[0].permitted &= ~gone;
    own[0].inheritable &= ~gone;
    good = good && syscall(SYS_capset, &version, own) == 0;
    if (!good)
        perror("player: capset");
#else
    bool good = setgid(65534) == 0 && setuid(65534) == 0;
    if (!good)
        perror("player: setuid");
#endif
    return good;
}

static void put_before_path(const char *folder)
{
    const char *old = getenv("PATH");
    size_t size = strlen(folder) + (old == NULL ? 0 : strlen(old)) + 2;
    char *path = malloc(size);
    if (path == NULL)
        return;
    snprintf(path, size, "%s%s%s", folder, old == NULL ? "" : ":",
             old == NULL ? "" : old);
    setenv("PATH", path, 1);
    free(path);
}

/* A transcript may be skipped where the kernel is set so, but not because the
 * player has kept a privilege that it should have given up.
 */
static int skip(const struct transcript *t, const char *reason)
{
    if (t->needs & NEEDS_PRIVILEGED_PORTS && !ports_are_privileged() &&
        setting("ip_unprivileged_port_start", 0) > 80) {
        printf("FAILED: %s: ports below 1024 are privileged here, and the "
               "player may use them all the same\n",
               t->name);
        return 1;
    }
    printf("%s: skipped: %s\n", t->name, reason);
    return 77;
}

static void on_continue(int number)
{
    (void)number;
    play_continued = true;
}

static void on_stop(int number)
{
    play_stopped_by = number;
}

static int play_one(const struct transcript *t, const char *file,
                    const struct audience *audience)
{
    const char *reason = lacks(t);
    if (reason != NULL)
        return skip(t, reason);
    static const struct showing rows = {.speed = 0};
    int pauses;
    if (audience == &stage)
        stage_open(&rows, t, t->name, "", 0);
    enum outcome outcome = play(
        t, file, audience,
        patience(audience == &stage ? STEP_BEFORE_AUDIENCE : STEP_IN_TEST));
    if (play_stopped_by != 0) { /* all is tidied up: die as we were asked */
        signal(play_stopped_by, SIG_DFL);
        raise(play_stopped_by);
    }
    if (audience == &stage)
        stage_close(outcome, &pauses);
    return outcome == PASSED ? 0 : 1;
}

static int usage_error(void)
{
    fprintf(
        stderr,
        "usage: player [--bin FOLDER]... [--stage] FILE NAME...\n"
        "       player [--bin FOLDER]... --demo FOLDER README FILE... -- "
        "WORD...\n"
        "       player [--bin FOLDER]... --update FILE [NAME]...\n"
        "       player --index [--claims README] [--runs PROGRAM] FILE...\n"
        "       player --claims README\n");
    return 2;
}

static void print_needs(unsigned needs)
{
    const char *blank = "";
    for (unsigned need = 1; need < NEEDS_ALL; need <<= 1)
        if (needs & need) {
            printf("%s%s", blank, need_word(need));
            blank = " ";
        }
    printf("%s\t", needs == 0 ? "-" : "");
}

static int print_index(const char *claims_file, const char *program,
                       char *files[], int count)
{
    struct claim *claims = NULL;
    int claimed = 0;
    if (claims_file != NULL)
        claimed = read_claims(claims_file, &claims);
    if (claimed == -1)
        return 2;
    for (int i = 0; i < count; i++) {
        struct transcript *all;
        int found = read_transcripts(files[i], &all);
        if (found == -1)
            return 2;
        for (int j = 0; j < found; j++) {
            if (program != NULL && !transcript_runs(&all[j], program))
                continue;
            printf("%s\t%d\t%s\t", files[i], all[j].line, all[j].name);
            print_needs(all[j].needs);
            const char *comma = "";
            for (int k = 0; k < claimed; k++)
                if (strcmp(claims[k].lesson, all[j].name) == 0) {
                    printf("%s%d", comma, claims[k].number);
                    comma = ", ";
                }
            printf("%s\t%s\n", *comma == '\0' ? "-" : "", all[j].title);
        }
    }
    return 0;
}

static int print_claims(const char *file)
{
    struct claim *claims;
    int count = read_claims(file, &claims);
    for (int i = 0; i < count; i++)
        printf("%d\t%s\t%s\t%s\t%s\n", claims[i].number, claims[i].lesson,
               claims[i].link, claims[i].verdict, claims[i].says);
    return count == -1 ? 2 : 0;
}

/* Whether this transcript is among the names; if there are none, all are. */
static bool is_wanted(const struct transcript *t, char *names[], int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], t->name) == 0)
            return true;
    return count == 0;
}

/* Plays the transcripts, and those that share a block with them; then writes
 * what differed, if nothing else was wrong.
 */
static int update(const char *file, struct transcript *all, int count,
                  char *names[], int wanted)
{
    int worst = 0;
    for (int i = 0; i < count; i++) {
        bool play = false;
        for (int j = 0; j < count; j++)
            play = play || (all[j].line == all[i].line &&
                            is_wanted(&all[j], names, wanted));
        int status = play ? play_one(&all[i], file, &updater) : 0;
        if (worst == 0 || status == 1)
            worst = status;
    }
    if (worst == 1) {
        printf("\n%s is left as it was: mend this first.\n", file);
        return 1;
    }
    int lines = update_file(file, all, count);
    if (lines >= 0)
        printf("%s: %d lines changed%s\n", file, lines,
               lines == 0 ? "" : ": see git diff");
    return lines == -1 ? 1 : worst;
}

/* AddressSanitizer asks this before it looks for leaks: the player frees
 * nothing of what it has read, because it ends soon. The name is its own.
 * NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
 */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

/* What a test or an audience may set otherwise: signals, locale, privilege. */
static bool prepare(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("LANGUAGE"); /* messages in it, although LC_ALL is C.UTF-8 */
    unsetenv("LANG");     /* mksh warns of one that is not installed */
    setlocale(LC_CTYPE, "");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* ignored, no child could be waited for */
    struct sigaction stop = {
        .sa_handler = on_stop}; /* ends an open(), too */
    struct sigaction resume = {.sa_handler = on_continue,
                               .sa_flags = SA_RESTART};
    sigaction(SIGCONT, &resume, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGQUIT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);
    return drop_privileges();
}

int main(int argc, char *argv[])
{
    struct transcript *all;
    const struct audience *audience = &test_log;
    const char *claims = NULL, *program = NULL;
    bool index = false;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++)
        if (strcmp(argv[i], "--bin") == 0 && i + 1 < argc)
            put_before_path(argv[++i]);
        else if (strcmp(argv[i], "--student") == 0 && i + 1 < argc)
            student_folder = argv[++i];
        else if (strcmp(argv[i], "--claims") == 0 && i + 1 < argc)
            claims = argv[++i];
        else if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc)
            program = argv[++i];
        else if (strcmp(argv[i], "--index") == 0)
            index = true;
        else if (strcmp(argv[i], "--stage") == 0)
            audience = &stage;
        else if (strcmp(argv[i], "--demo") == 0 && i + 3 < argc)
            return prepare() ? demo(argv + i + 1) : 2;
        else if (strcmp(argv[i], "--update") == 0)
            audience = &updater;
        else
            return usage_error();
    if (claims != NULL && !index && i == argc)
        return print_claims(claims);
    if (i == argc)
        return usage_error();
    if (index)
        return print_index(claims, program, argv + i, argc - i);

    const char *file = argv[i++];
    int count = read_transcripts(file, &all), worst = 0;
    if (count == -1)
        return 2;
    for (int j = i; j < argc; j++) {
        int k = 0;
        while (k < count && strcmp(all[k].name, argv[j]) != 0)
            k++;
        if (k == count) {
            fprintf(stderr, "%s: no transcript \"%s\"\n", file, argv[j]);
            return 2;
        }
    }
    if (!prepare())
        return 2;
    if (audience == &updater)
        return update(file, all, count, argv + i, argc - i);
    if (i == argc)
        return usage_error();
    for (; i < argc; i++)
        for (int j = 0; j < count; j++) {
            if (strcmp(all[j].name, argv[i]) != 0)
                continue;
            int status = play_one(&all[j], file, audience);
            if (worst == 0 || status == 1)
                worst = status;
        }
    return worst;
}
