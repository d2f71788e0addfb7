/* needs.c: see needs.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "free_ports.h"
#include "needs.h"

/* The number in this place, from 1, of a setting that may have several. */
static int part_of_setting(const char *name, int place, int otherwise)
{
    char path[100];
    int value = otherwise;
    snprintf(path, sizeof path, "/proc/sys/net/ipv4/%s", name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return otherwise;
    for (int i = 0; i < place; i++)
        if (fscanf(file, "%d", &value) != 1)
            value = otherwise;
    fclose(file);
    return value;
}

int setting(const char *name, int otherwise)
{
    return part_of_setting(name, 1, otherwise);
}

double patience(double seconds)
{
    const char *value = getenv("PATIENCE");
    double times = value == NULL ? 1 : atof(value);
    return seconds * (times > 0 ? times : 1);
}

/* What scripts/lab says why there can be no lab here; NULL: there can. */
static const char *lacks_lab(void)
{
    static char reason[300];
    if (access("scripts/lab", X_OK) != 0)
        return "no scripts/lab in this folder";
    FILE *check = popen("scripts/lab --check 2>&1", "r");
    if (check == NULL || fgets(reason, sizeof reason, check) == NULL)
        snprintf(reason, sizeof reason, "scripts/lab can't be run");
    reason[strcspn(reason, "\n")] = '\0';
    return check != NULL && pclose(check) == 0 ? NULL : reason;
}

const char *lacks(const struct transcript *t)
{
#ifndef __linux__
    if (t->needs & NEEDS_LINUX)
        return "it shows what the Linux kernel keeps";
#endif
    if (t->needs & (NEEDS_LINUX | NEEDS_STRACE | NEEDS_PROBE) &&
        access("/proc/net/tcp", R_OK) != 0)
        return "no /proc here, in which the kernel shows what it keeps";
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
    if (t->needs & NEEDS_PROBE && (setting("tcp_sack", 1) == 0 ||
                                   setting("tcp_early_retrans", 3) < 3))
        return "this kernel is set to send no tail loss probes";
    if (t->needs & NEEDS_IPV6 && !ipv6_is_here())
        return "no IPv6 here";
    if (t->needs & NEEDS_EPHEMERAL &&
        setting("ip_local_port_range", 32768) < 10000)
        return "this kernel is set to give out ports below 10000";
    if (t->needs & NEEDS_BUFFERS &&
        (part_of_setting("tcp_wmem", 3, 1 << 20) < 1 << 20 ||
         part_of_setting("tcp_rmem", 3, 1 << 20) < 1 << 20))
        return "this kernel is set to have small buffers";
    if (t->needs & NEEDS_TTL && setting("ip_default_ttl", 64) == 255)
        return "this kernel is set to send with a time to live of 255";
    if (t->needs & NEEDS_QUEUE && setting("../core/somaxconn", 500) < 500)
        return "this kernel is set to let few connections wait for "
               "accept()";
    if (t->needs & NEEDS_NC && system("nc -h 2>&1 | grep -q OpenBSD") != 0)
        return "no nc here, or not OpenBSD's";
    if (t->needs & NEEDS_SOCAT && system("socat -V > /dev/null 2>&1") != 0)
        return "no socat here";
    if (t->needs & NEEDS_LAB)
        return lacks_lab();
    return NULL;
}
