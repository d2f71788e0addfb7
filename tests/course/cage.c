/* cage.c: see cage.h. */
#include "cage.h"
#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    bool good = fd != -1 &&
                write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd != -1)
        close(fd);
    return good;
}

/* Makes the namespaces. The user and the group keep their numbers. */
static bool unshare_all(void)
{
    char uid[64], gid[64];
    snprintf(uid, sizeof uid, "%u %u 1", getuid(), getuid());
    snprintf(gid, sizeof gid, "%u %u 1", getgid(), getgid());
    return unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID) == 0 &&
           write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", uid) &&
           write_file("/proc/self/gid_map", gid);
}

/* mount_setattr(2), of Linux 5.12: sets or clears "read only". */
static bool set_read_only(const char *path, unsigned flags, bool on)
{
#ifdef SYS_mount_setattr
    struct {
        uint64_t set, clear, propagation, user;
    } attributes = {.set = on, .clear = !on}; /* MOUNT_ATTR_RDONLY is 1 */
    return syscall(SYS_mount_setattr, AT_FDCWD, path, flags, &attributes,
                   sizeof attributes) == 0;
#else
    (void)path;
    (void)flags;
    (void)on;
    return false;
#endif
}

/* In the new namespaces: a /proc of their own, and files to read only. The
 * working directory is left and entered again, for the new mount. Where /proc
 * is to read only, nobody below may mount another, as a lab does.
 */
static bool furnish(const char *folder, bool lab)
{
    enum { RECURSIVE = 0x8000 }; /* AT_RECURSIVE */
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("proc", "/proc", "proc", 0, NULL) == 0 &&
           (folder == NULL ||
            mount(folder, folder, NULL, MS_BIND | MS_REC, NULL) == 0) &&
           set_read_only("/", RECURSIVE, true) &&
           (!lab || set_read_only("/proc", 0, false)) &&
           (folder == NULL ||
            (set_read_only(folder, 0, false) && chdir(folder) == 0));
}

static _Noreturn void pass_on(pid_t child)
{
    int status;
    for (int fd = 0; fd < 256; fd++)
        close(fd);
    signal(SIGTERM, SIG_IGN); /* the player gets it, too: by its group */
    while (waitpid(child, &status, 0) == -1)
        ;
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                              : WEXITSTATUS(status));
}

static void enter(const char *folder, bool lab)
{
    if (!unshare_all())
        _exit(125);
    pid_t child = fork();
    if (child == -1)
        _exit(125);
    if (child > 0)
        pass_on(child);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!furnish(folder, lab))
        _exit(125);
}

bool can_cage(void)
{
    static int can = -1; /* not known yet */
    if (can != -1)
        return can;
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        enter("/tmp", false);
        _exit(0);
    }
    can = child > 0 && waitpid(child, &status, 0) == child && status == 0;
    return can;
}

void cage(const char *folder, bool lab)
{
    if (can_cage())
        enter(folder, lab);
}

#else

bool can_cage(void)
{
    return false;
}

void cage(const char *folder, bool lab)
{
    (void)folder;
    (void)lab;
}

#endif
