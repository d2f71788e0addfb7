/* terminal.c: see terminal.h.
 *
 * Between us and the command stands the keeper, as a shell does at home: it
 * leads the session and puts the command in the foreground. It stays until we
 * let it go, because a terminal whose leader ends is hung up, and a program
 * left behind would be gone before anybody saw it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include "terminal.h"

void terminal_clear(struct terminal *t)
{
    *t = (struct terminal){.master = -1, .report = -1, .leash = -1};
}

/* A terminal that passes output through as it is and does not echo, so that
 * all that comes out of it was printed by somebody.
 */
static void set_modes(int slave)
{
    struct termios modes;
    if (tcgetattr(slave, &modes) == 0) {
        modes.c_oflag &= ~(tcflag_t)OPOST;
        modes.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
        modes.c_lflag |= NOFLSH; /* Ctrl-C loses no output */
        tcsetattr(slave, TCSANOW, &modes);
    }
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    ioctl(slave, TIOCSWINSZ, &size);
}

/* Every signal at its default, none blocked: CTest or a shell that runs us
 * in the background may have had SIGINT ignored. One that came since the fork
 * has waited, and arrives now.
 */
static void reset_signals(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What the keeper writes to the player: once at the start, once at the end. */
struct report {
    pid_t job;
    int status;
    bool ended;
};

/* Closes the descriptors from first to last. Where there is no close_range(2)
 * these are at most 256.
 */
static void close_all(unsigned first, unsigned last)
{
    if (first > last)
        return;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, first, last, 0) == 0)
        return;
#endif
    for (unsigned fd = first; fd <= last && fd < 256; fd++)
        close((int)fd);
}

static _Noreturn void run_command(int slave, const char *command)
{
    setpgid(0, 0);
    tcsetpgrp(slave, getpgrp());
    reset_signals();
    dup2(slave, STDIN_FILENO);
    dup2(slave, STDOUT_FILENO);
    dup2(slave, STDERR_FILENO);
    close_all(STDERR_FILENO + 1, ~0U); /* CTest, too, leaves some open */
    setenv("TERM", "dumb", 1); /* no colours: a line is only its text */
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    perror("sh");
    _exit(127);
}

/* The keeper's life: run the command, report how it ended, wait for leave. */
static _Noreturn void keep(int slave, const char *command, int report,
                           int leash)
{
    sigset_t all; /* SIGTTOU, SIGHUP ...: the keeper does without signals */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
#ifdef __linux__
    /* If the player is killed, so are we: then the terminal hangs up on the
     * command, because we lead its session.
     */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    setsid();
    ioctl(slave, TIOCSCTTY, 0);
    pid_t job = fork();
    if (job == 0)
        run_command(slave, command);
    if (job != -1) {
        setpgid(job, job);
        tcsetpgrp(slave, job);
    }
    unsigned low = (unsigned)(report < leash ? report : leash);
    unsigned high = (unsigned)(report < leash ? leash : report);
    if (low > 0)
        close_all(0, low - 1);
    close_all(low + 1, high - 1);
    close_all(high + 1, ~0U);

    struct report told = {.job = job, .status = 127};
    bool good = write(report, &told, sizeof told) == sizeof told;
    int status;
    if (good && job != -1 && waitpid(job, &status, 0) == job)
        told.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                          : WEXITSTATUS(status);
    told.ended = true;
    good = good && write(report, &told, sizeof told) == sizeof told;
    close(report);
    char none;
    _exit(read(leash, &none, 1) == 0 && good ? 0 : 1);
}

static bool open_pair(int *master, int *slave)
{
    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master == -1)
        return false;
    const char *name = NULL;
    if (grantpt(*master) == 0 && unlockpt(*master) == 0)
        name = ptsname(*master);
    *slave = name == NULL ? -1 : open(name, O_RDWR | O_NOCTTY);
    if (*slave == -1) {
        close(*master);
        return false;
    }
    fcntl(*master, F_SETFD, FD_CLOEXEC);
    fcntl(*master, F_SETFL, O_NONBLOCK);
    fcntl(*slave, F_SETFD, FD_CLOEXEC);
    set_modes(*slave);
    return true;
}

/* Reads what the keeper has reported, if anything. */
static void read_report(struct terminal *t)
{
    struct report told = {.job = t->job, .status = 127, .ended = true};
    if (read(t->report, &told, sizeof told) == -1)
        return;
    t->job = told.job;
    t->status = told.status;
    if (told.ended) { /* or the keeper is dead, and read() gave 0 */
        close(t->report);
        t->report = -1;
    }
}

bool terminal_run(struct terminal *t, const char *command)
{
    int slave, report[2] = {-1, -1}, leash[2] = {-1, -1};
    terminal_kill(t);
    if (!open_pair(&t->master, &slave))
        return false;
    if (pipe(report) == 0 && pipe(leash) == 0) {
        for (int i = 0; i < 2; i++) {
            fcntl(report[i], F_SETFD, FD_CLOEXEC);
            fcntl(leash[i], F_SETFD, FD_CLOEXEC);
        }
        t->keeper = fork();
    } else {
        t->keeper = -1;
    }
    if (t->keeper == 0)
        keep(slave, command, report[1], leash[0]);
    int reason = errno;
    close(slave);
    close(report[1]);
    close(leash[0]);
    t->report = report[0];
    t->leash = leash[1];
    if (t->keeper == -1) {
        close(t->master);
        close(t->report);
        close(t->leash);
        terminal_clear(t);
        errno = reason;
        return false;
    }
    read_report(t); /* once it comes, Ctrl-C reaches the command */
    fcntl(t->report, F_SETFL, O_NONBLOCK);
    return true;
}

static void read_master(struct terminal *t)
{
    char buffer[4096];
    ssize_t count = read(t->master, buffer, sizeof buffer);
    if (count == -1 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) { /* EIO on Linux, 0 elsewhere: all have left */
        close(t->master);
        t->master = -1;
        return;
    }
    if (t->length + (size_t)count > MOST_SHOWN) {
        t->lost += (size_t)count;
        return;
    }
    char *longer = realloc(t->shown, t->length + (size_t)count);
    if (longer == NULL) {
        perror("player: realloc");
        exit(2);
    }
    t->shown = longer;
    memcpy(t->shown + t->length, buffer, (size_t)count);
    t->length += (size_t)count;
}

void terminal_read(struct terminal *t)
{
    if (t->master != -1)
        read_master(t);
    if (t->report != -1)
        read_report(t);
}

bool terminal_ended(const struct terminal *t)
{
    return t->master == -1 && t->report == -1;
}

bool terminal_line(struct terminal *t, const char **line, size_t *length)
{
    const char *start = t->shown + t->taken;
    size_t left = t->length - t->taken;
    if (left == 0)
        return false;
    const char *end = memchr(start, '\n', left);
    if (end == NULL && t->master != -1)
        return false;
    *line = start;
    *length = end == NULL ? left : (size_t)(end - start);
    t->taken += *length + (end != NULL);
    return true;
}

bool terminal_type(struct terminal *t, const char *bytes, size_t length)
{
    if (t->master == -1) {
        errno = EIO;
        return false;
    }
    ssize_t count = write(t->master, bytes, length);
    if (count == (ssize_t)length)
        return true;
    if (count != -1)
        errno = EAGAIN;
    return false;
}

void terminal_kill(struct terminal *t)
{
    if (t->job > 0 && !terminal_ended(t))
        kill(-t->job, SIGKILL);
    if (t->keeper > 0) {
        if (t->job == 0)
            kill(t->keeper, SIGKILL);
        close(t->leash);
        waitpid(t->keeper, NULL, 0);
    }
    if (t->master != -1)
        close(t->master);
    if (t->report != -1)
        close(t->report);
    free(t->shown);
    terminal_clear(t);
}
