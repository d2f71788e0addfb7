/* claims.c: see claims.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "claims.h"
#include "table.h"
#include "text.h"

/* Adds the lessons of a cell, "[NAME](LINK), [NAME](LINK)". */
static void add_lessons(struct claim **all, int *count,
                        const struct row *row)
{
    const char *at = row->cells[2];
    do {
        const char *name = strchr(at, '['), *link = NULL, *end = NULL;
        if (name != NULL)
            link = strstr(name, "](");
        if (link != NULL)
            end = strchr(link, ')');
        if (end == NULL && at != row->cells[2])
            return; /* no more of them */
        *all = grown(*all, (size_t)*count + 1, sizeof **all);
        struct claim *claim = &(*all)[(*count)++];
        *claim = (struct claim){.number = atoi(row->cells[0]),
                                .says = row->cells[1],
                                .verdict = row->cells[row->count - 1]};
        claim->lesson = copy_of("", 0);
        claim->link = copy_of("", 0);
        if (end == NULL)
            return;
        claim->lesson = copy_of(name + 1, (size_t)(link - name) - 1);
        claim->link = copy_of(link + 2, (size_t)(end - link) - 2);
        at = end + 1;
    } while (*at != '\0');
}

int read_claims(const char *file, struct claim **all)
{
    int count = 0;
    char *line = NULL;
    size_t capacity = 0;
    *all = NULL;
    FILE *in = fopen(file, "r");
    if (in == NULL) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        return -1;
    }
    while (getline(&line, &capacity, in) != -1) {
        struct row row;
        line[strcspn(line, "\n")] = '\0';
        if (is_row(line) && read_row(&row, line) && row.count >= 4 &&
            atoi(row.cells[0]) > 0)
            add_lessons(all, &count, &row);
    }
    free(line);
    fclose(in);
    return count;
}
