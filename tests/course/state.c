/* state.c: see state.h. Lines are only ever added: the last one counts. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "state.h"
#include "text.h"

/* The number of the last line "WORD NAME NUMBER", 1 if it has none; or 0. */
static int number_of(const char *folder, const char *word, const char *name)
{
    char *path = made("%s/.try", folder), line[256];
    FILE *file = fopen(path, "r");
    int found = 0;
    free(path);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char first[16], second[64];
        int number = 1;
        if (sscanf(line, "%15s %63s %d", first, second, &number) >= 2 &&
            strcmp(first, word) == 0 && strcmp(second, name) == 0)
            found = number;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static void note(const char *folder, const char *line)
{
    char *path = made("%s/.try", folder);
    FILE *file = fopen(path, "a");
    bool good = file != NULL && fprintf(file, "%s\n", line) >= 0;
    if (file == NULL || fclose(file) != 0 || !good)
        fprintf(stderr, "scripts/try: %s: %s\n", path, strerror(errno));
    free(path);
}

bool is_done(const char *folder, const char *name)
{
    return number_of(folder, "done", name) != 0;
}

int hints_shown(const char *folder, const char *name)
{
    return number_of(folder, "hints", name);
}

void note_done(const char *folder, const char *name)
{
    char *line = made("done %s", name);
    if (!is_done(folder, name))
        note(folder, line);
    free(line);
}

void note_hints(const char *folder, const char *name, int count)
{
    char *line = made("hints %s %d", name, count);
    note(folder, line);
    free(line);
}
