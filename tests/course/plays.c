/* plays.c: see plays.h. The player reads the transcripts' files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "plays.h"
#include "text.h"

static const char lessons[] =
    "common/README.md udp/README.md tcp/README.md";
static const char others[] =
    "tests/course/transcripts.md tests/transcripts/*.md";

/* Reads a line of the player's index: file, line, name, needs, claims, title.
 */
static bool read_play(struct play *play, char *line)
{
    char *fields[6];
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < 6; i++) {
        fields[i] = line;
        line += strcspn(line, "\t");
        if (*line == '\0' && i < 5)
            return false;
        if (*line != '\0')
            *line++ = '\0';
    }
    *play = (struct play){.file = copy_of(fields[0], strlen(fields[0])),
                          .name = copy_of(fields[2], strlen(fields[2])),
                          .heading = copy_of(fields[5], strlen(fields[5])),
                          .strace = strstr(fields[3], "strace") != NULL,
                          .lab = strstr(fields[3], "lab") != NULL};
    return true;
}

static int read_index(const char *build, const char *options,
                      const char *files, struct play **plays)
{
    char *command = made("'%s/tests/bin/player' --index %s %s", build,
                         options, files);
    char line[1024];
    int count = 0;
    FILE *index = popen(command, "r");
    free(command);
    *plays = NULL;
    while (index != NULL && fgets(line, sizeof line, index) != NULL) {
        *plays = grown(*plays, (size_t)count + 1, sizeof **plays);
        if (read_play(&(*plays)[count], line))
            count++;
    }
    if (index == NULL || pclose(index) != 0) {
        fprintf(stderr, "course: the transcripts can't be read\n");
        exit(2);
    }
    return count;
}

static void add(struct play **plays, int *count, struct play play)
{
    for (int i = 0; i < *count; i++)
        if (strcmp((*plays)[i].name, play.name) == 0)
            return;
    *plays = grown(*plays, (size_t)*count + 1, sizeof **plays);
    (*plays)[(*count)++] = play;
}

/* How near a lesson is to the program: 0, it has its name; 1, NAME_MORE; 2. */
static int distance(const char *lesson, const char *program)
{
    size_t length = strlen(program);
    if (strncmp(lesson, program, length) != 0)
        return 2;
    return lesson[length] == '\0' ? 0 : lesson[length] == '_' ? 1 : 2;
}

/* Lessons that strace looks at come after the others, and last those in the
 * lab, which take longer.
 */
static int kind_of(const struct play *play)
{
    return play->lab ? 2 : play->strace ? 1 : 0;
}

/* Adds those of a program's lessons that are of this kind and as near. */
static void add_lessons(struct play found[], int found_count,
                        const char *program, const struct exercise *e,
                        int kind, int near, struct play **plays, int *count)
{
    for (int i = 0; i < found_count; i++) {
        char *name = made(" %s ", found[i].name);
        bool slow = e->not_played != NULL &&
                    strstr(e->not_played, name) != NULL;
        free(name);
        if (slow)
            continue;
        found[i].lesson = true;
        bool is_first = strcmp(found[i].name, e->first) == 0;
        int far = is_first ? 0 : 1 + distance(found[i].name, program);
        if (far == near && kind_of(&found[i]) == kind)
            add(plays, count, found[i]);
    }
}

/* Calls add() for each name of the words, found among all. */
static void add_group(const char *words, const char *heading,
                      const struct play all[], int all_count,
                      struct play **plays, int *count)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        struct play play = {.name = copy_of(words, length)};
        for (int i = 0; i < all_count; i++)
            if (strcmp(all[i].name, play.name) == 0)
                play = all[i];
        play.heading = copy_of(heading, strlen(heading));
        play.lesson = false;
        add(plays, count, play);
        words += length;
        words += strspn(words, " ");
    }
}

int list_plays(const char *build, const struct exercise *e,
               struct play **plays)
{
    enum { MOST_PROGRAMS = 8, KINDS = 3, DISTANCES = 4 };
    struct play *found[MOST_PROGRAMS] = {NULL};
    int found_counts[MOST_PROGRAMS] = {0}, programs = 0, count = 0;
    char *words = copy_of(e->programs, strlen(e->programs));
    char *names[MOST_PROGRAMS] = {NULL};
    for (char *name = strtok(words, " ");
         name != NULL && programs < MOST_PROGRAMS;
         name = strtok(NULL, " ")) {
        char *options = made("--runs %s", name);
        found_counts[programs] = read_index(build, options, lessons,
                                            &found[programs]);
        names[programs++] = name;
        free(options);
    }
    *plays = NULL;
    for (int kind = 0; kind < KINDS; kind++)
        for (int near = 0; near < DISTANCES; near++)
            for (int i = 0; i < programs && found[i] != NULL; i++)
                add_lessons(found[i], found_counts[i], names[i], e, kind,
                            near, plays, &count);
    for (int i = 0; i < programs; i++)
        free(found[i]);
    free(words);

    struct play *all, *lesson;
    int all_count = read_index(build, "", others, &all);
    int lesson_count = read_index(build, "", lessons, &lesson);
    for (int i = 0; i < lesson_count; i++)
        add(&all, &all_count, lesson[i]);
    for (int i = 0; i < e->groups; i++)
        add_group(e->plays[i], e->headings[i], all, all_count, plays,
                  &count);
    free(lesson);
    free(all);
    return count;
}
