/* transcript.c: see transcript.h. The lines of a transcript:
 *
 *   NAME$ COMMAND    run COMMAND by the shell in the terminal NAME
 *   NAME| TEXT       the next line that the terminal shows
 *   NAME> TEXT       type a line
 *   NAME^C  NAME^D   press it
 *   NAME? STATUS     the command ended with this status
 *   # TEXT           a remark
 *
 * After a command's last line in the transcript it must end; so a server's
 * last line is its ^C.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "transcript.h"

/* Memory that ran out ends the player: it can't go on. */
static void *grown(void *old, size_t count, size_t size)
{
    void *new = realloc(old, count * size);
    if (new == NULL) {
        perror("player: realloc");
        exit(2);
    }
    return new;
}

static char *copied(const char *text, size_t length)
{
    char *copy = grown(NULL, length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

static bool wrong(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
    return false;
}

/* The index of the terminal NAME, which is added if new; -1 if there is no
 * place for it.
 */
static int terminal_named(struct transcript *t, const char *name,
                          size_t length)
{
    for (int i = 0; i < t->terminals; i++)
        if (strlen(t->names[i]) == length &&
            memcmp(t->names[i], name, length) == 0)
            return i;
    if (t->terminals == MOST_TERMINALS)
        return -1;
    t->names[t->terminals] = copied(name, length);
    return t->terminals++;
}

/* Whether a command of this terminal has begun, seen from step `before`. */
static bool has_command(const struct transcript *t, int terminal,
                        int before)
{
    for (int i = 0; i < before; i++)
        if (t->steps[i].terminal == terminal)
            return true;
    return false;
}

/* Reads one line of a block into a new step of *t. */
static bool read_step(struct transcript *t, const char *text,
                      const char *file, int line)
{
    t->steps = grown(t->steps, (size_t)t->count + 1, sizeof *t->steps);
    struct step *step = &t->steps[t->count];
    *step = (struct step){.terminal = -1, .line = line};

    if (text[0] == '#') {
        step->kind = REMARK;
        text += strspn(text, "# ");
        step->text = copied(text, strlen(text));
        t->count++;
        return true;
    }
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    const char *sign = text + length, *rest = sign + 1;
    if (length == 0 || *sign == '\0')
        return wrong(file, line, "not a line of a transcript");
    if (*sign == '^' && strcmp(rest, "C") == 0)
        step->kind = CONTROL_C;
    else if (*sign == '^' && strcmp(rest, "D") == 0)
        step->kind = CONTROL_D;
    else if (strchr("$|>?", *sign) != NULL && (*rest == ' ' || *rest == 0))
        step->kind = *sign == '$'   ? COMMAND
                     : *sign == '|' ? LINE
                     : *sign == '>' ? TYPE
                                    : STATUS;
    else
        return wrong(file, line, "not a line of a transcript");

    if (*rest == ' ')
        rest++;
    step->text = copied(rest, strlen(rest));
    if (step->kind == COMMAND && strspn(rest, " ") == strlen(rest))
        return wrong(file, line, "a command is missing");
    if (step->kind == STATUS) {
        if (*rest == '\0' || strlen(rest) > 3 ||
            strspn(rest, "0123456789") != strlen(rest) || atoi(rest) > 255)
            return wrong(file, line, "a status is a number from 0 to 255");
        step->status = atoi(rest);
    }
    step->terminal = terminal_named(t, text, length);
    if (step->terminal == -1)
        return wrong(file, line, "a fifth terminal: four is the most");
    if (step->kind != COMMAND && !has_command(t, step->terminal, t->count))
        return wrong(file, line, "no command runs in this terminal yet");
    t->count++;
    return true;
}

/* A status is the last that is said of a command, and once. */
static bool check_steps(struct transcript *t, const char *file)
{
    for (int i = 0; i < t->count; i++) {
        struct step *step = &t->steps[i], *next = NULL;
        for (int j = i + 1; j < t->count && next == NULL; j++)
            if (t->steps[j].terminal == step->terminal)
                next = &t->steps[j];
        step->last = next == NULL || next->kind == COMMAND;
        if (step->kind == STATUS && !step->last)
            return wrong(file, next->line,
                         "this command has ended already");
    }
    return t->count > 0 || wrong(file, t->line, "an empty transcript");
}

/* Reads what stands after "```console". */
static bool read_opening(struct transcript *t, char *info, const char *file,
                         const struct transcript *others, int count)
{
    char *word = strtok(info, " ");
    if (word == NULL)
        return wrong(file, t->line, "a transcript without a name");
    for (const char *c = word; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return wrong(file, t->line, "a name is letters, digits and _");
    for (int i = 0; i < count; i++)
        if (strcmp(others[i].name, word) == 0)
            return wrong(file, t->line, "this name is taken");
    t->name = copied(word, strlen(word));
    while ((word = strtok(NULL, " ")) != NULL)
        if (strcmp(word, "linux") == 0)
            t->needs |= NEEDS_LINUX;
        else if (strcmp(word, "privileged-ports") == 0)
            t->needs |= NEEDS_PRIVILEGED_PORTS;
        else if (strcmp(word, "strace") == 0)
            t->needs |= NEEDS_STRACE;
        else if (strcmp(word, "glibc") == 0)
            t->needs |= NEEDS_GLIBC;
        else
            return wrong(file, t->line,
                         "a transcript may need: linux, "
                         "privileged-ports, strace, glibc");
    return true;
}

static bool read_blocks(FILE *in, const char *file, char **text,
                        struct transcript **all, int *count)
{
    size_t capacity = 0;
    ssize_t length;
    char title[200] = "";
    struct transcript *t = NULL; /* the block that we are in */
    bool foreign = false;        /* in a block that is no transcript */
    int line = 0;
    while ((length = getline(text, &capacity, in)) != -1) {
        line++;
        if (strlen(*text) != (size_t)length)
            return wrong(file, line, "a NUL byte");
        (*text)[strcspn(*text, "\n")] = '\0';
        bool fence = strncmp(*text, "```", 3) == 0;
        if (t != NULL && strcmp(*text, "```") == 0) {
            if (!check_steps(t, file))
                return false;
            t = NULL;
        } else if (t != NULL) {
            if (**text != '\0' && !read_step(t, *text, file, line))
                return false;
        } else if (fence && !foreign &&
                   strncmp(*text, "```console", 10) == 0) {
            *all = grown(*all, (size_t)*count + 1, sizeof **all);
            t = *all + *count;
            *t = (struct transcript){.line = line,
                                     .title = copied(title, strlen(title))};
            if ((*text)[10] != ' ' && (*text)[10] != '\0')
                return wrong(file, line, "not \"```console NAME\"");
            if (!read_opening(t, *text + 10, file, *all, *count))
                return false;
            ++*count;
        } else if (fence) {
            foreign = !foreign;
        } else if (!foreign && **text == '#') {
            snprintf(title, sizeof title, "%s",
                     *text + strspn(*text, "# "));
        }
    }
    if (t != NULL)
        return wrong(file, t->line, "a transcript without an end");
    return true;
}

int read_transcripts(const char *file, struct transcript **all)
{
    int count = 0;
    *all = NULL;
    FILE *in = fopen(file, "r");
    if (in == NULL) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        return -1;
    }
    char *text = NULL;
    bool good = read_blocks(in, file, &text, all, &count);
    free(text);
    fclose(in);
    return good ? count : -1;
}
