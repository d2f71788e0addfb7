/* trace.c: see trace.h. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exercises.h"
#include "text.h"
#include "trace.h"

void add_call(struct progress *progress, const char *name,
              const char *result)
{
    for (int i = 0; i < progress->count; i++)
        if (strcmp(progress->names[i], name) == 0)
            return;
    if (progress->count == MOST_CALLS)
        return;
    progress->names[progress->count] = copy_of(name, strlen(name));
    progress->results[progress->count++] = copy_of(result, strlen(result));
}

static const char either[] = "recv() or recvfrom";

/* What strace shows in the place of what it has not seen yet. */
static const char unfinished[] = "<unfinished ...>";

/* The name that the program called, for the system call and its arguments. */
static const char *called(const char *name, const char *arguments,
                          bool returned)
{
    bool no_address = strstr(arguments, ", NULL") != NULL;
    if (strcmp(name, "recvfrom") == 0 && !returned)
        return either; /* it still waits: strace has not seen the rest */
    if (strcmp(name, "recvfrom") == 0)
        return no_address ? "recv" : name;
    if (strcmp(name, "sendto") == 0)
        return no_address ? "send" : name;
    return name;
}

/* A call that strace showed in two parts, as another process made one
 * meanwhile: "123 accept(3, <unfinished ...>", and later "123 <... accept
 * resumed>{...}, [16]) = 4".
 */
struct begun {
    int pid;
    char *call; /* the first part; or NULL */
};

enum { MOST_BEGUN = 32 };

/* Returns a new string: the line, or, if it ends a call that had begun, the
 * whole of it. NULL: the line begins one.
 */
static char *whole_call(const char *line, struct begun begun[])
{
    int pid = atoi(line);
    const char *end = strstr(line, unfinished);
    const char *rest = strstr(line, " resumed>");
    bool begins = end != NULL && end[strlen(unfinished)] == '\n';
    bool ends = rest != NULL && strstr(line, " <... ") != NULL;
    for (int i = 0; i < MOST_BEGUN; i++)
        if (begins && begun[i].call == NULL) {
            begun[i].pid = pid;
            begun[i].call = copy_of(line, (size_t)(end - line));
            return NULL;
        } else if (ends && begun[i].call != NULL && begun[i].pid == pid) {
            char *whole = made("%s%s", begun[i].call,
                               rest + strlen(" resumed>"));
            free(begun[i].call);
            begun[i].call = NULL;
            return whole;
        }
    return copy_of(line, strlen(line));
}

enum { MOST_DESCRIPTORS = 32 };

/* What a descriptor is. libc looks up names with sockets of its own, which have
 * SOCK_CLOEXEC: a look-up by UDP has SOCK_NONBLOCK as well, or calls no more
 * than connect() and getsockname(), to see which address would be used. So
 * with SOCK_CLOEXEC alone the calls wait until one tells whose they are.
 */
struct descriptor {
    enum { NO_SOCKET, UNTOLD, SOCKET } kind;
    char socket[32], connect[32]; /* the results, while it is UNTOLD */
};

/* Whether the call on an UNTOLD socket tells that it is the program's own. If
 * so, its earlier calls are added.
 */
static bool is_own_now(struct progress *progress, struct descriptor *d,
                       const char *name, const char *result)
{
    if (strcmp(name, "connect") == 0)
        snprintf(d->connect, sizeof d->connect, "%s", result);
    if (strcmp(name, "connect") == 0 || strcmp(name, "getsockname") == 0)
        return false;
    d->kind = SOCKET;
    add_call(progress, "socket", d->socket);
    if (d->connect[0] != '\0')
        add_call(progress, "connect", d->connect);
    return true;
}

/* One line of strace: "123 socket(AF_INET, ...) = 3". */
static void read_line(struct progress *progress, char *line,
                      struct descriptor descriptors[])
{
    char name[32];
    line[strcspn(line, "\n")] = '\0';
    line += strspn(line, "0123456789 ");
    if (sscanf(line, "%31[a-z0-9_](", name) != 1 ||
        line[strlen(name)] != '(')
        return; /* a signal, or the end of a call */
    const char *arguments = line + strlen(name) + 1;
    const char *result = "";
    for (const char *at = line; (at = strstr(at, " = ")) != NULL; at++)
        result = at + 3;
    int fd = atoi(arguments), got = atoi(result);
    bool good = isdigit((unsigned char)*result) && got < MOST_DESCRIPTORS;
    bool is_socket = strcmp(name, "socket") == 0;
    bool cloexec = is_socket && strstr(arguments, "SOCK_CLOEXEC") != NULL;
    if (cloexec && (strstr(arguments, "SOCK_NONBLOCK") != NULL ||
                    strstr(arguments, "AF_NETLINK") != NULL)) {
        if (good)
            descriptors[got].kind = NO_SOCKET;
        return;
    }
    if (cloexec && good && strstr(arguments, "SOCK_DGRAM") != NULL) {
        descriptors[got] = (struct descriptor){.kind = UNTOLD};
        snprintf(descriptors[got].socket, sizeof descriptors[got].socket,
                 "%s", result);
        return;
    }
    if (good && (is_socket || strncmp(name, "accept", 6) == 0))
        descriptors[got].kind = SOCKET;
    if (!is_socket &&
        (fd < 0 || fd >= MOST_DESCRIPTORS ||
         descriptors[fd].kind == NO_SOCKET ||
         (descriptors[fd].kind == UNTOLD &&
          !is_own_now(progress, &descriptors[fd], name, result))))
        return;
    bool returned = *result != '\0' &&
                    strstr(arguments, unfinished) == NULL;
    add_call(progress, called(name, arguments, returned),
             returned ? result : "?");
    const char *port = strstr(arguments, "htons(");
    if (port != NULL && atoi(port + 6) >= 5000 && atoi(port + 6) < 6000 &&
        strncmp(name, "recv", 4) != 0 && strncmp(name, "accept", 6) != 0)
        progress->constant = atoi(port + 6);
}

void add_waiting(struct progress *progress, const char *report)
{
    char name[32];
    const char *waits = strstr(report, "waits in ");
    if (waits == NULL ||
        sscanf(waits, "waits in %31[a-z0-9](", name) != 1 ||
        strncmp(waits + strlen("waits in ") + strlen(name),
                "() on descriptor ", 17) != 0)
        return;
    add_call(progress, name, "?");
}

bool read_trace(const char *folder, struct progress *progress)
{
    char *path = made("%s/work/0", folder), line[1024];
    DIR *entries = opendir(path);
    struct dirent *entry;
    bool found = false;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (strncmp(entry->d_name, "trace.", 6) != 0)
            continue;
        found = true;
        struct descriptor descriptors[MOST_DESCRIPTORS] = {{0}};
        struct begun begun[MOST_BEGUN] = {{0}};
        char *name = made("%s/%s", path, entry->d_name);
        FILE *file = fopen(name, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL) {
            char *call = whole_call(line, begun);
            if (call != NULL)
                read_line(progress, call, descriptors);
            free(call);
        }
        for (int i = 0; i < MOST_BEGUN; i++) {
            if (begun[i].call == NULL)
                continue;
            char *call = made("%s%s", begun[i].call, unfinished);
            read_line(progress, call, descriptors);
            free(call);
            free(begun[i].call);
        }
        if (file != NULL)
            fclose(file);
        free(name);
    }
    if (entries != NULL)
        closedir(entries);
    free(path);
    return found;
}

static const char *result_of(const struct progress *progress,
                             const char *name)
{
    for (int i = 0; i < progress->count; i++)
        if (strcmp(progress->names[i], name) == 0)
            return progress->results[i];
    /* A call that waits is "either" of two, unless the other was seen. */
    const char *other = strcmp(name, "recv") == 0       ? "recvfrom"
                        : strcmp(name, "recvfrom") == 0 ? "recv"
                                                        : NULL;
    if (other == NULL)
        return NULL;
    for (int i = 0; i < progress->count; i++)
        if (strcmp(progress->names[i], other) == 0)
            return NULL;
    return result_of(progress, either);
}

static char *added(char *text, const char *more)
{
    char *longer = made("%s%s%s", text, *text == '\0' ? "" : ", ", more);
    free(text);
    return longer;
}

/* A step as it is told: the address is no call. */
static char *told(const char *name, const char *result)
{
    if (result != NULL && (*result == '?' || *result == '<'))
        return made("%s(), which has not returned", name);
    if (strcmp(name, "address") == 0)
        return made("the address");
    if (result == NULL || *result == '\0')
        return made("%s()", name);
    return made("%s() = %s", name, result);
}

static void tell_list(FILE *stream, const char *heading, const char *list)
{
    char *text = made("%s%s.", heading, list);
    if (*list != '\0')
        print_wrapped(stream, text, "  ");
    free(text);
}

char *how_far(const struct progress *progress, const char *slide,
              const char *when, bool traced)
{
    char *words = copy_of(slide, strlen(slide));
    char *done = copy_of("", 0), *missing = copy_of("", 0);
    char *others = copy_of("", 0);
    for (char *name = strtok(words, " "); name != NULL;
         name = strtok(NULL, " ")) {
        const char *result = result_of(progress, name);
        bool is_call = strcmp(name, "usage") != 0 &&
                       strcmp(name, "address") != 0;
        if (!traced && is_call)
            continue;
        char *step = told(name, result == NULL ? "" : result);
        if (result != NULL)
            done = added(done, step);
        else
            missing = added(missing, step);
        free(step);
    }
    for (int i = 0; traced && i < progress->count; i++) {
        char *call = made(" %s ", progress->names[i]);
        char *all = made(" %s ", slide);
        if (strstr(all, call) == NULL &&
            strcmp(progress->names[i], either) != 0) {
            char *other = told(progress->names[i], progress->results[i]);
            others = added(others, other);
            free(other);
        }
        free(all);
        free(call);
    }
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream == NULL)
        exit(2);
    if (progress->constant != 0)
        fprintf(
            stream,
            "Port %d is written in your program as a constant: the lesson "
            "was played\nwith another, its argument, which is only shown "
            "as %d.\n",
            progress->constant, progress->constant);
    char *heading = made("%s, of the slide's steps: ", when);
    tell_list(stream, heading, *done == '\0' ? "none" : done);
    free(heading);
    tell_list(stream, "Still missing: ", missing);
    tell_list(stream, "And calls that are not on the slide: ", others);
    if (!traced)
        tell_list(stream, "strace would tell which calls it made: ",
                  "it is missing here, or may not trace");
    fclose(stream);
    free(words);
    free(done);
    free(missing);
    free(others);
    return text;
}

void free_progress(struct progress *progress)
{
    for (int i = 0; i < progress->count; i++) {
        free(progress->names[i]);
        free(progress->results[i]);
    }
    progress->count = 0;
}
