/* job.c: see job.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cage.h"
#include "job.h"
#include "report.h"
#include "text.h"

enum { MOST_BESIDE = 8 };

/* Those that run, for a signal handler. */
static volatile pid_t running_now[MOST_BESIDE];

static void note_running(pid_t old, pid_t new)
{
    for (int i = 0; i < MOST_BESIDE; i++)
        if (running_now[i] == old) {
            running_now[i] = new;
            return;
        }
}

void kill_jobs(void)
{
    for (int i = 0; i < MOST_BESIDE; i++)
        if (running_now[i] != 0) {
            kill(-running_now[i], SIGKILL);
            waitpid(running_now[i], NULL, 0);
        }
}

/* What a student's program may use: some seconds of a core, files of 64 MB,
 * 2 GB of addresses, and, for an ordinary user in a cage, where only its own
 * count, 200 processes. Each call fails, and is not needed, where there is
 * less.
 */
static void set_limits(const struct job *job)
{
    rlim_t seconds = job->cpu == 0 ? 20 : job->cpu;
    const struct rlimit none = {0, 0}, cpu = {seconds, seconds};
    const struct rlimit file = {64 << 20, 64 << 20};
    const struct rlimit addresses = {(rlim_t)2 << 30, (rlim_t)2 << 30};
    const struct rlimit processes = {200, 200};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_FSIZE, &file);
    if (job->small)
        setrlimit(RLIMIT_AS, &addresses);
    if (job->caged && can_cage() && getuid() != 0)
        setrlimit(RLIMIT_NPROC, &processes);
}

static _Noreturn void become(const struct job *job, int out)
{
    setpgid(0, 0);
#ifdef __linux__
    /* When we are gone the player tidies up, or the cage ends all in it. */
    prctl(PR_SET_PDEATHSIG, job->caged && can_cage() ? SIGKILL : SIGTERM);
#endif
    static const int ours[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t none;
    sigemptyset(&none);
    for (int i = 0; i < 3; i++)
        signal(ours[i], SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDONLY);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    for (int fd = STDERR_FILENO + 1; fd < 256; fd++)
        close(fd);
    if (job->cwd != NULL && chdir(job->cwd) == -1)
        _exit(126);
    if (job->caged)
        cage(job->cwd, job->lab);
    set_limits(job);
    if (job->envp != NULL)
        execve(job->argv[0], job->argv, job->envp);
    else
        execvp(job->argv[0], job->argv);
    perror(job->argv[0]);
    _exit(127);
}

static void start(struct job *job)
{
    int ends[2];
    job->output = copy_of("", 0);
    job->deadline = now() + job->seconds;
    if (pipe(ends) == -1) {
        perror("course: pipe");
        exit(2);
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fflush(NULL);
    if (job->caged)
        can_cage();    /* here, not in each child */
    sigset_t all, old; /* our handlers are not for the child */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    job->pid = fork();
    if (job->pid == -1) {
        perror("course: fork");
        exit(2);
    }
    if (job->pid == 0)
        become(job, ends[1]);
    setpgid(job->pid, job->pid);
    note_running(0, job->pid);
    sigprocmask(SIG_SETMASK, &old, NULL);
    close(ends[1]);
    job->pipe = ends[0];
}

static void end(struct job *job, bool kill_it)
{
    int status = 0;
    if (kill_it) {
        /* The player tidies up; what then still runs is killed. */
        kill(-job->pid, SIGTERM);
        struct pollfd polled = {job->pipe, POLLIN, 0};
        char bytes[4096];
        double deadline = now() + (job->caged ? 0.2 : 6);
        while (now() < deadline && poll(&polled, 1, 200) >= 0 &&
               (polled.revents == 0 ||
                read(job->pipe, bytes, sizeof bytes) > 0))
            ;
        kill(-job->pid, SIGKILL);
    }
    waitpid(job->pid, &status, 0);
    note_running(job->pid, 0);
    close(job->pipe);
    job->done = true;
    job->status = kill_it               ? -1
                  : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                        : WEXITSTATUS(status);
}

/* Reads what has come; false: it has ended. */
static bool read_output(struct job *job)
{
    char bytes[65536];
    ssize_t count = read(job->pipe, bytes, sizeof bytes);
    if (count <= 0)
        return count == -1 && errno == EINTR;
    if (job->length + (size_t)count <= MOST_OUTPUT) {
        job->output = grown(job->output, job->length + (size_t)count + 1,
                            1);
        memcpy(job->output + job->length, bytes, (size_t)count);
        job->length += (size_t)count;
        job->output[job->length] = '\0';
    }
    return true;
}

static bool is_running(const struct job *job)
{
    return job->pid > 0 && !job->done;
}

/* Waits for output, an end or a deadline of the jobs that run. */
static void wait_for_news(struct job jobs[], int count)
{
    struct pollfd polled[MOST_BESIDE];
    struct job *whose[MOST_BESIDE];
    nfds_t running = 0;
    double first = now() + 60;
    for (int i = 0; i < count; i++)
        if (is_running(&jobs[i])) {
            whose[running] = &jobs[i];
            polled[running++] = (struct pollfd){jobs[i].pipe, POLLIN, 0};
            first = jobs[i].deadline < first ? jobs[i].deadline : first;
        }
    double left = first - now();
    if (poll(polled, running, left > 0 ? (int)(left * 1000) + 1 : 0) == -1)
        return;
    for (nfds_t i = 0; i < running; i++)
        if (polled[i].revents != 0 && !read_output(whose[i]))
            end(whose[i], false);
        else if (now() > whose[i]->deadline)
            end(whose[i], true);
}

int run_jobs(struct job jobs[], int count, int beside, bool stop)
{
    int started = 0, running = 0, first_failed = -1;
    beside = beside < MOST_BESIDE ? beside : MOST_BESIDE;
    for (;;) {
        bool all_done = true;
        running = 0;
        for (int i = 0; i < started && first_failed == -1; i++) {
            all_done = all_done && jobs[i].done;
            running += is_running(&jobs[i]);
            if (stop && all_done && jobs[i].status != 0 &&
                jobs[i].status != 77)
                first_failed = i;
        }
        if (first_failed != -1)
            break;
        if (started == count && all_done)
            return -1;
        for (; started < count && running < beside; running++)
            start(&jobs[started++]);
        wait_for_news(jobs, started);
    }
    for (int i = 0; i < started; i++)
        if (is_running(&jobs[i]))
            kill(-jobs[i].pid, SIGTERM); /* all at once, before we wait */
    for (int i = 0; i < started; i++)
        if (is_running(&jobs[i]))
            end(&jobs[i], true);
    return first_failed;
}
