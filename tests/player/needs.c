/* needs.c: see needs.h. */
#include <stdlib.h>
#include "free_ports.h"
#include "needs.h"

bool anybody_may_use_port(int port)
{
    int least = 0;
    FILE *limit = fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start",
                        "r");
    if (limit == NULL)
        return true; /* not Linux: nobody says */
    if (fscanf(limit, "%d", &least) != 1)
        least = 1024;
    fclose(limit);
    return port >= least;
}

double patience(double seconds)
{
    const char *value = getenv("PATIENCE");
    double times = value == NULL ? 1 : atof(value);
    return seconds * (times > 0 ? times : 1);
}

const char *lacks(const struct transcript *t)
{
#ifndef __linux__
    if (t->needs & NEEDS_LINUX)
        return "it shows what the Linux kernel keeps";
#endif
#ifndef __GLIBC__
    if (t->needs & NEEDS_GLIBC)
        return "it counts on how glibc writes, or its SOMAXCONN";
#endif
    if (t->needs & NEEDS_STRACE && sizeof(long) < 8)
        return "the kernel's calls have other names on 32 bits";
    if (t->needs & NEEDS_STRACE &&
        system("strace -o /dev/null true > /dev/null 2>&1") != 0)
        return "no strace here, or it may not trace";
    if (t->needs & NEEDS_PRIVILEGED_PORTS && !ports_are_privileged())
        return "anybody may use ports below 1024 here";
    if (t->needs & NEEDS_LAB &&
        system("scripts/lab --check > /dev/null 2>&1") != 0)
        return "no network of hosts here: scripts/lab says why";
    return NULL;
}
