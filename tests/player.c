/* player.c: plays the transcripts of a README.
 *
 *   player [--bin FOLDER]... FILE            names its transcripts
 *   player [--bin FOLDER]... FILE NAME...    plays these, as a test
 *   player ... --stage | --step FILE NAME... plays them for an audience
 *
 * FOLDER is put before the PATH. Exit status: 0 all passed, 1 one failed, 2
 * the file or the command line is wrong, 3 the audience has left, 77 skipped,
 * with the reason.
 * An event has 30 s to come, beside other tests; before an audience 10 s.
 * PATIENCE in the environment multiplies that.
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
#include "play.h"
#include "free_ports.h"
#include "stage.h"
#include "transcript.h"

static void begin_log(const struct transcript *t)
{
    printf("%s: %s\n", t->name, t->title);
}

/* A step as the transcript writes it, with what came. */
static void log_step(const struct transcript *t, const struct step *step,
                     const char *text, size_t length)
{
    static const char *const signs[] = {"$ ", "| ", "> ", "^C",
                                        "^D", "? ", "# "};
    if (step->terminal != -1)
        printf("%s", t->names[step->terminal]);
    printf("%s", signs[step->kind]);
    if (step->kind != CONTROL_C && step->kind != CONTROL_D)
        print_shown(text, length);
    putchar('\n');
}

static void end_log(void)
{
}

static const struct audience test_log = {begin_log, NULL, log_step,
                                         end_log};

/* Root here is a student there: ports below 1024 and raw sockets are not for
 * the programs. On Linux two capabilities go (capabilities(7)); elsewhere all
 * of root's privilege, as nobody.
 */
static void drop_privileges(void)
{
    if (geteuid() != 0)
        return;
#ifdef __linux__
    struct __user_cap_header_struct version = {_LINUX_CAPABILITY_VERSION_3,
                                               0};
    struct __user_cap_data_struct own[2];
    unsigned gone = 1u << CAP_NET_BIND_SERVICE | 1u << CAP_NET_RAW;
    prctl(PR_CAPBSET_DROP, CAP_NET_BIND_SERVICE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0);
    if (syscall(SYS_capget, &version, own) == 0) {
        own[0].effective &= ~gone;
        own[0].permitted &= ~gone;
        own[0].inheritable &= ~gone;
        syscall(SYS_capset, &version, own);
    }
#else
    if (setgid(65534) == -1 || setuid(65534) == -1)
        perror("player: setuid");
#endif
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

static int skip(const struct transcript *t, const char *reason)
{
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
#ifndef __linux__
    if (t->needs & NEEDS_LINUX)
        return skip(t, "it shows what the Linux kernel keeps");
#endif
#ifndef __GLIBC__
    if (t->needs & NEEDS_GLIBC)
        return skip(t, "it counts on how glibc writes, or its SOMAXCONN");
#endif
    if (t->needs & NEEDS_STRACE && sizeof(long) < 8)
        return skip(t, "the kernel's calls have other names on 32 bits");
    if (t->needs & NEEDS_STRACE &&
        system("strace -o /dev/null true > /dev/null 2>&1") != 0)
        return skip(t, "no strace here, or it may not trace");
    if (t->needs & NEEDS_PRIVILEGED_PORTS && !ports_are_privileged())
        return skip(t, "anybody may use ports below 1024 here");
    const char *patience = getenv("PATIENCE");
    double times = patience == NULL ? 1 : atof(patience);
    double deadline = audience == &test_log ? 30 : 10;
    enum outcome outcome = play(t, file, audience,
                                deadline * (times > 0 ? times : 1));
    if (play_stopped_by != 0) { /* all is tidied up: die as we were asked */
        signal(play_stopped_by, SIG_DFL);
        raise(play_stopped_by);
    }
    if (outcome == LEFT)
        exit(3);
    return outcome == PASSED ? 0 : 1;
}

static int usage_error(void)
{
    fprintf(stderr, "usage: player [--bin FOLDER]... [--stage | --step] "
                    "FILE [NAME]...\n");
    return 2;
}

int main(int argc, char *argv[])
{
    static struct transcript *all; /* static: reachable at exit */
    const struct audience *audience = &test_log;
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++)
        if (strcmp(argv[i], "--bin") == 0 && i + 1 < argc)
            put_before_path(argv[++i]);
        else if (strcmp(argv[i], "--stage") == 0)
            audience = stage(false);
        else if (strcmp(argv[i], "--step") == 0)
            audience = stage(true);
        else
            return usage_error();
    if (i == argc)
        return usage_error();

    const char *file = argv[i++];
    int count = read_transcripts(file, &all);
    if (count == -1)
        return 2;
    if (i == argc)
        for (int j = 0; j < count; j++)
            printf("%s\n", all[j].name);

    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    setenv("LC_ALL", "C.UTF-8", 1);
    setlocale(LC_CTYPE, "");
    drop_privileges();
    signal(SIGPIPE, SIG_IGN);
    struct sigaction stop = {.sa_handler = on_stop};
    struct sigaction resume = {.sa_handler = on_continue};
    sigaction(SIGCONT, &resume, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);

    int worst = 0;
    for (; i < argc; i++) {
        int j = 0;
        while (j < count && strcmp(all[j].name, argv[i]) != 0)
            j++;
        if (j == count) {
            fprintf(stderr, "%s: no transcript \"%s\"\n", file, argv[i]);
            return 2;
        }
        int status = play_one(&all[j], file, audience);
        if (worst == 0 || status == 1)
            worst = status;
    }
    return worst;
}
