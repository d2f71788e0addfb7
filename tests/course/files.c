/* files.c: see files.h. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "files.h"
#include "text.h"

char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *text = copy_of("", 0), bytes[4096];
    size_t length = 0, count;
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0) {
        text = grown(text, length + count + 1, 1);
        memcpy(text + length, bytes, count);
        length += count;
        text[length] = '\0';
    }
    fclose(file);
    return text;
}

const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

char *new_temporary(const char *name)
{
    const char *where = getenv("TMPDIR");
    char real[PATH_MAX];
    char *folder = made("%s/%s.XXXXXX",
                        where == NULL || *where != '/' ? "/tmp" : where,
                        name);
    if (mkdtemp(folder) == NULL || realpath(folder, real) == NULL) {
        fprintf(stderr, "scripts/try: %s: %s: set TMPDIR\n", folder,
                strerror(errno));
        exit(2);
    }
    free(folder);
    return copy_of(real, strlen(real));
}
