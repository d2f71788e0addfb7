/* judge.c: see judge.h. A student's program is built twice: with sanitizers,
 * where the compiler has them, for the lessons; and as it is for the
 * transcripts that strace looks at. Each transcript is played by a player of
 * its own, in an empty folder, four beside each other after the first.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cage.h"
#include "files.h"
#include "job.h"
#include "judge.h"
#include "play.h"
#include "plays.h"
#include "report.h"
#include "text.h"
#include "trace.h"

enum { BESIDE = 4, MOST_LINES = 20 };

struct judged {
    const struct places *places;
    const struct exercise *e;
    const char *file;
    char *folder;    /* of this judgement, which is removed at its end */
    double patience; /* seconds that a step has */
    struct verdict verdict;
};

/* --- Text --------------------------------------------------------------- */

static void append(char **text, const char *more)
{
    char *longer = made("%s%s", *text, more);
    free(*text);
    *text = longer;
}

/* Returns a new string: the text without each occurrence of the word. */
static char *without(const char *text, const char *word)
{
    char *copy = copy_of(text, strlen(text)), *at = copy;
    while ((at = strstr(at, word)) != NULL)
        memmove(at, at + strlen(word), strlen(at + strlen(word)) + 1);
    return copy;
}

/* Appends the first lines of `more`, each after `before`. */
static void append_lines(char **text, const char *more, const char *before,
                         int most)
{
    int count = 0;
    for (; *more != '\0'; count++) {
        size_t length = strcspn(more, "\n");
        if (count < most) {
            char *line = made("%s%.*s\n", before, (int)length, more);
            append(text, line);
            free(line);
        }
        more += length + (more[length] == '\n');
    }
    if (count > most) {
        char *line = made("%sand %d lines more\n", before, count - most);
        append(text, line);
        free(line);
    }
}

/* --- The source --------------------------------------------------------- */

/* Whether the file includes a source file: ours, perhaps. */
static bool includes_source(const char *text)
{
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        const char *at = line + strspn(line, " \t");
        if (*at == '#') {
            at++;
            at += strspn(at, " \t");
            const char *end = line + length;
            while (end > at && strchr(" \t\r", end[-1]) != NULL)
                end--;
            if (strncmp(at, "include", 7) == 0 && end - at > 10 &&
                end[-3] == '.' && end[-2] == 'c')
                return true;
        }
        line += length + (line[length] == '\n');
    }
    return false;
}

/* Whether the file is not the student's own work, as far as that is simply
 * told. If so, *why says it.
 */
static bool is_ours(const struct judged *j, const char **why)
{
    char *theirs = read_whole(j->file);
    char *ours = read_whole(j->e->source);
    if (theirs == NULL) {
        fprintf(stderr, "scripts/try: can't read %s: %s\n", j->file,
                strerror(errno));
        exit(2);
    }
    *why = NULL;
    if (ours != NULL && strcmp(ours, theirs) == 0)
        *why = "this file is our own solution, not changed";
    else if (includes_source(theirs))
        *why = "it includes a .c file: write the program yourself";
    free(ours);
    free(theirs);
    return *why != NULL;
}

/* --- Compiling ---------------------------------------------------------- */

/* The arguments of one run of the compiler; never freed. */
static char **compiler(const struct judged *j, const char *program,
                       bool sanitized)
{
    const char *cc = getenv("CC");
    bool is_name = strcmp(program, j->e->name) == 0;
    /* A starting file that has parts of ours does not use them yet. */
    char *command = made("%s -g -Wall -Wextra -Wno-unused-parameter%s %s",
                         cc != NULL && *cc != '\0' ? cc : COURSE_CC,
                         j->e->from == NULL ? "" : " -Wno-unused-function",
                         sanitized ? COURSE_SANITIZERS : COURSE_PLAIN);
    char **argv = grown(NULL, 64, sizeof *argv);
    int count = 0;
    for (char *word = strtok(command, " "); word != NULL && count < 48;
         word = strtok(NULL, " "))
        argv[count++] = word;
    argv[count++] = made("-I%s/common", j->places->root);
    argv[count++] = made("-o");
    argv[count++] = made("%s/%s/%s", j->folder,
                         sanitized ? "sanitized" : "plain", program);
    argv[count++] = made("%s", j->file);
    if (!is_name) { /* ours, built with the student's functions */
        char *source = source_of(program, NULL);
        argv[count++] = source == NULL
                            ? made("%s/tests/checks/%s.c", j->places->root,
                                   program)
                            : made("%s/%s", j->places->root, source);
        free(source);
    }
    argv[count++] = made("%s", COURSE_FLUSH);
    argv[count++] = made("%s", sanitized ? COURSE_SANITIZED_HELPERS
                                         : COURSE_PLAIN_HELPERS);
    argv[count] = NULL;
    return argv;
}

/* Compiles everything, and, if it is asked for, once more without sanitizers.
 * false: it does not compile, and the report says why.
 */
static bool compile(struct judged *j, bool plain)
{
    enum { MOST_PROGRAMS = 15 };
    struct job jobs[MOST_PROGRAMS + 1];
    char *programs[MOST_PROGRAMS];
    int i = 0, count = 0;
    char *names = copy_of(j->e->programs, strlen(j->e->programs));
    for (char *name = strtok(names, " ");
         name != NULL && count < MOST_PROGRAMS; name = strtok(NULL, " "))
        programs[count++] = name; /* compiler() needs strtok(), too */
    for (; i < count + plain; i++) {
        jobs[i] = (struct job){
            .cwd = j->folder, .seconds = 30, .cpu = 3, .small = true};
        jobs[i].argv = i < count ? compiler(j, programs[i], true)
                                 : compiler(j, j->e->name, false);
    }
    free(names);
    int failed = run_jobs(jobs, i, BESIDE, true);
    char *prefix = copy_of(j->file,
                           strlen(j->file) - strlen(base_name(j->file)));
    char *words = without(jobs[failed == -1 ? 0 : failed].output, prefix);
    free(prefix);
    if (failed == -1) {
        append_lines(&j->verdict.warnings, words, "", MOST_LINES);
    } else if (jobs[failed].status == -1) {
        j->verdict.why = made("does not compile: the compiler did not end");
    } else {
        const char *error = strstr(words, "error: ");
        if (error == NULL)
            error = words;
        j->verdict.why = made("does not compile: %.*s",
                              (int)strcspn(error, "\n"), error);
        append(&j->verdict.report,
               "It does not compile. The compiler says:\n");
        append_lines(&j->verdict.report, words, "  ", MOST_LINES);
    }
    free(words);
    for (int k = 0; k < i; k++)
        free(jobs[k].output);
    return failed == -1;
}

/* --- Playing ------------------------------------------------------------ */

static int can_trace = -1; /* not known yet */

bool strace_works(void)
{
    if (can_trace == -1)
        can_trace = system("strace -o /dev/null true > /dev/null 2>&1") ==
                    0;
    return can_trace == 1;
}

void do_without_strace(void)
{
    can_trace = 0;
}

/* strace's option to stop a program only where it makes a call that is asked
 * for, or "" where there is none (strace 5.3 has it, and a kernel with
 * seccomp): without it a program that writes in small parts takes twice as
 * long, or more.
 */
static const char *only_asked_for(void)
{
    static const char *option;
    if (option == NULL)
        option = system("words=$(strace -f --seccomp-bpf -qq -o /dev/null "
                        "-e trace=%network true 2>&1) && "
                        "test -z \"$words\"") == 0
                     ? " --seccomp-bpf"
                     : "";
    return option;
}

/* A script of a program's name, by which the first lesson is traced. */
static void write_tracer(const struct judged *j, const char *program)
{
    char *path = made("%s/traced/%s", j->folder, program);
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        fprintf(file,
                "#!/bin/sh\n"
                "exec strace -f%s -qq -o \"$TMPDIR/trace.$$\" "
                "-e trace=%%network%s '%s/sanitized/%s' \"$@\"\n",
                only_asked_for(),
                strstr(j->e->calls, "write") == NULL ? "" : ",read,write",
                j->folder, program);
        fclose(file);
        chmod(path, 0700);
    }
    free(path);
}

static void write_tracers(const struct judged *j)
{
    char *names = copy_of(j->e->programs, strlen(j->e->programs));
    for (char *name = strtok(names, " "); name != NULL;
         name = strtok(NULL, " "))
        write_tracer(j, name);
    free(names);
}

/* Whether the transcript is played without sanitizers: what ours count, memory
 * and descriptors, these use.
 */
static bool is_plain(const struct judged *j, const struct play *play)
{
    return strcmp(j->e->programs, j->e->name) == 0 &&
           (play->strace ||
            (!play->lesson &&
             strncmp(play->file, "tests/transcripts/", 18) == 0));
}

enum whose { THEIRS, TRACED, OURS };

/* whose: the student's program, or ours in its place. patience: how many
 * seconds a step has.
 */
static struct job job_of(const struct judged *j, const struct play *play,
                         int number, enum whose whose, double patience)
{
    const char *kind = whose == TRACED ? "traced" : "sanitized";
    if (is_plain(j, play))
        kind = "plain";
    struct job job = {.seconds = 30 + 20 * patience,
                      .caged = true,
                      .lab = play->lab,
                      .small = strcmp(kind, "plain") == 0 ||
                               COURSE_SANITIZERS[0] == '\0'};
    char **argv = grown(NULL, 16, sizeof *argv);
    char **envp = grown(NULL, 8, sizeof *envp);
    const char *build = j->places->build, *path = getenv("PATH");
    job.cwd = made("%s/work/%d", j->folder, number);
    mkdir(job.cwd, 0700);
    if (play->lab) { /* which the lesson calls by its path in the tree */
        char *scripts = made("%s/scripts", j->places->root);
        char *name = made("%s/scripts", job.cwd);
        symlink(scripts, name);
        free(scripts);
        free(name);
    }
    int i = 0;
    argv[i++] = made("%s/tests/bin/player", build);
    argv[i++] = made("--bin");
    argv[i++] = made("%s/bin", build);
    argv[i++] = made("--bin");
    argv[i++] = made("%s/tests/bin", build);
    if (whose != OURS) {
        argv[i++] = made("--bin");
        argv[i++] = made("%s/%s", j->folder, kind);
        argv[i++] = made("--student");
        argv[i++] = j->folder;
    }
    argv[i++] = made("%s/%s", j->places->root, play->file);
    argv[i++] = play->name;
    argv[i] = NULL;
    i = 0;
    envp[i++] = made("PATH=%s", path == NULL ? "/usr/bin:/bin" : path);
    envp[i++] = made("HOME=%s", job.cwd);
    envp[i++] = made("TMPDIR=%s", job.cwd);
    envp[i++] = made("PATIENCE=%g", patience / (double)STEP_IN_TEST);
    envp[i++] = made("ASAN_OPTIONS=detect_leaks=0:hard_rss_limit_mb=512:"
                     "log_path=%s/report",
                     job.cwd);
    envp[i++] = made("UBSAN_OPTIONS=log_path=%s/report", job.cwd);
    envp[i] = NULL;
    job.argv = argv;
    job.envp = envp;
    return job;
}

static void free_job(struct job *job)
{
    for (int i = 0; job->envp[i] != NULL; i++)
        free(job->envp[i]);
    free(job->envp);
    free(job->argv); /* its words last as long as we do */
    free(job->output);
}

/* --- The report --------------------------------------------------------- */

/* Returns a new string, the line on which UndefinedBehaviorSanitizer has
 * written to the terminal, as gcc's does whatever log_path says, without its
 * colours, which print_shown() has escaped; or NULL.
 */
static char *words_on_terminal(const char *output)
{
    const char *at = output == NULL ? NULL
                                    : strstr(output, "runtime error: ");
    if (at == NULL)
        return NULL;
    while (at > output && at[-1] != '\n')
        at--;
    char *line = made("%.*s", (int)strcspn(at, "\n"), at), *colour;
    while ((colour = strstr(line, "\\x1b[")) != NULL) {
        char *end = colour + 5 + strspn(colour + 5, "0123456789;");
        end += *end != '\0';
        memmove(colour, end, strlen(end) + 1);
    }
    return line;
}

/* Returns a new string: what a sanitizer has found, and the first line of the
 * student's file that it names. It has written that in this folder, or into
 * the player's output. Or NULL.
 */
static char *sanitizer_report(const struct judged *j, const char *folder,
                              const char *output)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    char *text = NULL, *found = NULL;
    while (entries != NULL && text == NULL &&
           (entry = readdir(entries)) != NULL)
        if (strncmp(entry->d_name, "report.", 7) == 0) {
            char *path = made("%s/%s", folder, entry->d_name);
            text = read_whole(path);
            free(path);
        }
    if (entries != NULL)
        closedir(entries);
    if (text == NULL || *text == '\0') {
        free(text);
        text = words_on_terminal(output);
    }
    if (text == NULL)
        return NULL;

    const char *what = strstr(text, "runtime error: ");
    const char *which = "UndefinedBehaviorSanitizer";
    if (what != NULL) {
        what += strlen("runtime error: ");
    } else if ((what = strstr(text, "AddressSanitizer: ")) != NULL) {
        which = "AddressSanitizer";
        what += strlen("AddressSanitizer: ");
    } else {
        what = text;
    }
    size_t length = strcspn(what, "\n(");
    const char *on = strstr(what, " on ");
    if (on != NULL && on < what + length && which[0] == 'A')
        length = (size_t)(on - what);
    const char *access = strstr(what, " of size ");
    while (access != NULL && access > what && access[-1] != '\n')
        access--;
    char *mark = made("%s:", base_name(j->file));
    const char *where = strstr(text, mark);
    int line = where == NULL ? 0 : atoi(where + strlen(mark));
    free(mark);
    found = made("%s: %.*s", which, (int)length, what);
    if (access != NULL && which[0] == 'A') {
        char *more = made("%s, a %.*s", found, (int)strcspn(access, "a\n"),
                          access);
        free(found);
        found = more;
    }
    if (line > 0) {
        char *more = made("%s\n  at line %d of %s", found, line,
                          base_name(j->file));
        free(found);
        found = more;
        char *source = read_whole(j->file);
        const char *at = source;
        for (int i = 1; i < line && at != NULL; i++)
            at = strchr(at, '\n') == NULL ? NULL : strchr(at, '\n') + 1;
        if (at != NULL) {
            at += strspn(at, " \t");
            more = made("%s: %.*s", found, (int)strcspn(at, "\n"), at);
            free(found);
            found = more;
        }
        free(source);
    }
    free(text);
    return found;
}

/* "expected ... came ..." of the player's words, in one line. */
static char *in_short(const char *words)
{
    const char *expected = strstr(words, "expected: ");
    const char *came = strstr(words, "came:     ");
    if (expected == NULL || came == NULL)
        return made("%.*s", (int)strcspn(words, "\n"), words);
    expected += strlen("expected: ");
    came += strlen("came:     ");
    int room = 60, first = (int)strcspn(expected, "\n");
    int second = (int)strcspn(came, "\n");
    return made("expected \"%.*s\", came \"%.*s\"",
                first < room ? first : room, expected,
                second < room ? second : room, came);
}

/* How far the program is: which of the slide's calls it made in the first
 * lesson, the only one that is traced, and what two short transcripts say of
 * usage() and the address. failed: the lesson that failed.
 */
static void tell_how_far(struct judged *j, const struct play plays[],
                         int count, int failed)
{
    struct progress progress = {0};
    bool traced = strace_works() && read_trace(j->folder, &progress);
    if (failed == 0)
        add_waiting(&progress, j->verdict.report);
    struct job jobs[2];
    int kinds[2], jobs_count = 0;
    const char *const steps[] = {"usage", "address"};
    for (int kind = 0; kind < 2; kind++) {
        char *name = made("%s_%s", steps[kind], j->e->name);
        for (int i = 0; i < count && jobs_count < 2; i++)
            if (strcmp(plays[i].name, name) == 0) {
                kinds[jobs_count] = kind;
                jobs[jobs_count] = job_of(j, &plays[i], count + 1 + kind,
                                          THEIRS, j->patience);
                jobs_count++;
            }
        free(name);
    }
    run_jobs(jobs, jobs_count, 2, false);
    for (int i = 0; i < jobs_count; i++) {
        if (jobs[i].status == 0)
            add_call(&progress, steps[kinds[i]], "");
        free_job(&jobs[i]);
    }
    char *line = how_far(&progress, j->e->calls,
                         failed == 0 ? "So far" : "In the first lesson",
                         traced);
    append(&j->verdict.report, line);
    free(line);
    free_progress(&progress);
}

/* What was played before it failed: the last lines of the log. */
static void tell_steps(struct judged *j, const char *log, const char *words)
{
    const char *first = log + strcspn(log, "\n"); /* after the title */
    char *steps = copy_of(first, (size_t)(words - first));
    const char *from = steps + strspn(steps, "\n");
    int lines = 0;
    for (const char *at = from; *at != '\0'; at++)
        lines += *at == '\n';
    if (lines > 0)
        append(&j->verdict.report, "Played until there:\n");
    if (lines > 12)
        append(&j->verdict.report, "  ...\n");
    for (; lines > 12; lines--)
        from = strchr(from, '\n') + 1;
    append_lines(&j->verdict.report, from, "  ", MOST_LINES);
    free(steps);
}

static void tell_failure(struct judged *j, const struct play plays[],
                         int count, int failed, const struct job *job)
{
    const struct play *play = &plays[failed];
    char *sanitizer = sanitizer_report(j, job->cwd, job->output);
    const char *log = job->output, *words = strstr(log, "\nexpected: ");
    words = words == NULL ? "" : words + 1;
    if (*words == '\0' && strstr(log, "\nFAILED") != NULL)
        words = strstr(log, "\nFAILED") + 1;
    char *short_words = job->status == -1 ? made("it does not end")
                        : sanitizer != NULL
                            ? made("%.*s", (int)strcspn(sanitizer, "\n"),
                                   sanitizer)
                            : in_short(words);
    j->verdict.why = made("%s: %s", play->heading, short_words);
    free(short_words);

    append(&j->verdict.report, play->lesson ? "Lesson: " : "");
    append(&j->verdict.report, play->heading);
    append(&j->verdict.report, "\n");
    if (sanitizer != NULL) {
        append(&j->verdict.report, sanitizer);
        append(&j->verdict.report, "\n");
    }
    free(sanitizer);

    /* What is most useful first: a screen may have no room for the rest. */
    const char *shown = strstr(words, "\nAll that ");
    shown = shown == NULL ? words + strlen(words) : shown + 1;
    char *head = copy_of(words, (size_t)(shown - words));
    append_lines(&j->verdict.report,
                 job->status == -1 ? "It did not end in time.\n"
                 : *words != '\0'  ? head
                                   : log,
                 "", 40);
    free(head);
    if (play->lesson)
        tell_how_far(j, plays, count, failed);
    append_lines(&j->verdict.report, shown, "", 2 * MOST_LINES);
    if (*words != '\0')
        tell_steps(j, log, words);
}

/* A sanitizer may find something in a transcript that passes all the same. */
static int quiet_failure(struct judged *j, const struct job jobs[],
                         int count)
{
    for (int i = 0; i < count; i++) {
        char *found = sanitizer_report(j, jobs[i].cwd, NULL);
        bool is_one = found != NULL;
        free(found);
        if (is_one)
            return i;
    }
    return -1;
}

/* Chooses what is played: *chosen gets it; returns how many. */
static int choose(struct judged *j, bool lessons_only, const char *only,
                  struct play **chosen)
{
    struct play *plays;
    int count = list_plays(j->places->build, j->e, &plays), wanted = 0;
    *chosen = grown(NULL, (size_t)count + 1, sizeof **chosen);
    /* Only in a cage, and not for root, who could there write to /proc/sys. */
    bool lab = getuid() != 0 && can_cage();
    for (int i = 0; i < count; i++)
        if (only != NULL && strcmp(plays[i].name, only) != 0)
            continue;
        else if ((plays[i].lab && !lab) ||
                 (plays[i].strace && !strace_works()))
            j->verdict.skipped++;
        else if (plays[i].file != NULL &&
                 (plays[i].lesson || !lessons_only))
            (*chosen)[wanted++] = plays[i];
    free(plays);
    return wanted;
}

/* A machine may be too busy, or lack something: then ours fails, too. */
static void try_ours(struct judged *j, const struct play *play, int wanted)
{
    struct job job = job_of(j, play, wanted + 3, OURS, 2 * j->patience);
    run_jobs(&job, 1, 1, false);
    j->verdict.ours_fails = job.status != 0;
    free_job(&job);
    if (j->verdict.ours_fails)
        append(
            &j->verdict.report,
            "Our own program fails here, too, so that this tells nothing "
            "of yours: is the\nmachine busy (see PATIENCE in the README), "
            "or does it lack something?\n\n");
}

static void play_all(struct judged *j, struct play chosen[], int wanted)
{
    struct job *jobs = grown(NULL, (size_t)wanted + 1, sizeof *jobs);
    bool trace = strace_works();
    if (trace)
        write_tracers(j);
    /* A later lesson may move many megabytes, and gets twice the time. */
    for (int i = 0; i < wanted; i++)
        jobs[i] = job_of(j, &chosen[i], i,
                         i == 0 && trace ? TRACED : THEIRS,
                         (i == 0 ? 1 : 2) * j->patience);
    /* The first alone: most wrong programs fail it. */
    int failed = run_jobs(jobs, wanted > 0, 1, true);
    if (failed == -1 && wanted > 1) {
        failed = run_jobs(jobs + 1, wanted - 1, BESIDE, true);
        failed += failed != -1;
    }
    if (failed == -1)
        failed = quiet_failure(j, jobs, wanted);
    j->verdict.passed = failed == -1;
    for (int i = 0; i < wanted; i++) {
        j->verdict.played += jobs[i].done && jobs[i].status == 0;
        j->verdict.skipped += jobs[i].done && jobs[i].status == 77;
    }
    if (failed != -1 && jobs[failed].status != 0)
        try_ours(j, &chosen[failed], wanted);
    if (failed != -1)
        tell_failure(j, chosen, wanted, failed, &jobs[failed]);
    for (int i = 0; i < wanted; i++)
        free_job(&jobs[i]);
    free(jobs);
}

int missing_plays(const struct places *places, const struct exercise *e)
{
    struct play *plays;
    int missing = 0, count = list_plays(places->build, e, &plays);
    for (int i = 0; i < count; i++)
        if (plays[i].file == NULL) {
            printf("%s: no transcript %s\n", e->name, plays[i].name);
            missing++;
        }
    free(plays);
    return missing;
}

/* --- All ---------------------------------------------------------------- */

static char *volatile folder_now; /* for a signal handler; or NULL */

static char *new_folder(void)
{
    char *folder = new_temporary("try");
    folder_now = folder;
    const char *const parts[] = {"sanitized", "plain", "traced", "work"};
    for (int i = 0; i < 4; i++) {
        char *part = made("%s/%s", folder, parts[i]);
        mkdir(part, 0700);
        free(part);
    }
    return folder;
}

static void remove_folder(const char *folder)
{
    struct job job = {.seconds = 20};
    char *argv[] = {made("rm"), made("-rf"), made("%s", folder), NULL};
    job.argv = argv;
    run_jobs(&job, 1, 1, true);
    free(job.output);
    folder_now = NULL;
}

void abandon_judgement(void)
{
    kill_jobs();
    if (folder_now == NULL)
        return;
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exec rm -rf \"$0\"", folder_now,
              (char *)NULL);
        _exit(1);
    }
    if (child > 0)
        waitpid(child, NULL, 0);
}

struct verdict judge(const struct places *places, const struct exercise *e,
                     const char *file, bool lessons_only, const char *only)
{
    double start = now();
    const char *ours;
    struct judged j = {.places = places, .e = e, .file = file};
    j.verdict.why = NULL;
    j.verdict.report = copy_of("", 0);
    j.verdict.warnings = copy_of("", 0);
    if (is_ours(&j, &ours)) {
        j.verdict.why = copy_of(ours, strlen(ours));
        append(&j.verdict.report, "No: ");
        append(&j.verdict.report, ours);
        append(&j.verdict.report, ".\n");
    } else {
        struct play *chosen;
        int count = choose(&j, lessons_only, only, &chosen);
        bool plain = false;
        for (int i = 0; i < count; i++)
            plain = plain || is_plain(&j, &chosen[i]);
        j.folder = new_folder();
        if (compile(&j, plain)) {
            /* A machine that compiles slowly is slow, or has much to do. */
            double took = now() - start;
            const char *times = getenv("PATIENCE");
            j.patience = took < 0.75 ? 1.5 : 2 * took;
            if (times != NULL && atof(times) > 0)
                j.patience *= atof(times);
            play_all(&j, chosen, count);
        }
        free(chosen);
        remove_folder(j.folder);
        free(j.folder);
    }
    if (j.verdict.why == NULL)
        j.verdict.why = copy_of("", 0);
    j.verdict.seconds = now() - start;
    return j.verdict;
}

/* The file below its top comment, into a new file of this name. */
static void copy_body(const char *path, const char *to)
{
    char *text = read_whole(path);
    FILE *file = fopen(to, "w");
    const char *body = text == NULL ? NULL : text + strspn(text, " \n");
    if (body != NULL && strncmp(body, "/*", 2) == 0 &&
        strstr(body, "*/\n") != NULL)
        body = strstr(body, "*/\n") + 3;
    if (file != NULL) {
        fputs(body == NULL ? "" : body, file);
        fclose(file);
    }
    free(text);
}

void print_difference(const struct exercise *e, const char *file, int most)
{
    char *folder = new_folder();
    char *ours = made("%s/ours.c", folder),
         *yours = made("%s/yours.c", folder);
    copy_body(e->source, ours);
    copy_body(file, yours);
    char *argv[] = {made("diff"), made("-u"), made("ours.c"),
                    made("yours.c"), NULL};
    struct job job = {.argv = argv, .cwd = folder, .seconds = 10};
    run_jobs(&job, 1, 1, true);
    char *text = copy_of("", 0);
    const char *from = job.output;
    for (int i = 0; i < 2 && *from != '\0';
         i++) /* the names of the files */
        from += strcspn(from, "\n") + 1;
    append_lines(&text, from, "  ", most);
    if (*from == '\0')
        printf(
            "Your file is the same as ours, %s, below its top comment: no "
            "difference.\n",
            e->source);
    else
        printf("Your file beside ours, %s (- ours, + yours):\n%s",
               e->source, text);
    free(text);
    free(job.output);
    remove_folder(folder);
    free(ours);
    free(yours);
    free(folder);
}
