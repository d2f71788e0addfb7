/* job.h: commands that run beside each other, with limits. */
#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct job {
    char **argv;     /* NULL at the end */
    char **envp;     /* the same; NULL: ours */
    const char *cwd; /* NULL: ours */
    bool caged;      /* as cage() of cage.h says, where that is allowed */
    bool lab;        /* a network of hosts may be made in the cage */
    bool small; /* at most 2 GB of addresses: not with AddressSanitizer */
    double seconds; /* until it is ended */
    unsigned cpu;   /* seconds of a core; 0: 20 */
    char *output;   /* stdout and stderr, at most MOST_OUTPUT bytes; new */
    int status;     /* as a shell gives it; -1: it was ended */
    bool done;
    /* its own */
    pid_t pid;
    int pipe;
    size_t length;
    double deadline;
};

enum { MOST_OUTPUT = 1 << 20 };

/* Runs count jobs in their order, at most `beside` at a time, until all are
 * done; or, to stop early, until one has failed (a status that is neither 0
 * nor 77) and all before it are done: then it ends the others, and returns
 * that one's index. Else returns -1.
 */
int run_jobs(struct job jobs[], int count, int beside, bool stop);

/* For a signal handler: kills all jobs that run, each with what it started in
 * its process group, and in its cage.
 */
void kill_jobs(void);

#endif
