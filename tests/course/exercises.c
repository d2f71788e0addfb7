/* exercises.c: see exercises.h. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exercises.h"
#include "text.h"

static const char file_name[] = "tests/course/EXERCISES.md";

static _Noreturn void wrong(int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file_name, line, what);
    exit(2);
}

/* --- Reading ------------------------------------------------------------ */

/* "at `TEXT`: WORDS" into its two parts. */
static void add_todo(struct exercise *e, const char *value, int line)
{
    const char *end = strncmp(value, "at `", 4) == 0 ? strstr(value, "`: ")
                                                     : NULL;
    if (end == NULL || e->todos == MOST_PARTS)
        wrong(line, "a Todo is: at `TEXT`: WORDS");
    e->todo_at[e->todos] = copy_of(value + 4, (size_t)(end - value) - 4);
    e->todo[e->todos++] = copy_of(end + 3, strlen(end + 3));
}

static void add_plays(struct exercise *e, const char *value, int line)
{
    const char *colon = strstr(value, ": ");
    if (colon == NULL || e->groups == MOST_PARTS)
        wrong(line, "Plays are: HEADING: NAME...");
    e->headings[e->groups] = copy_of(value, (size_t)(colon - value));
    e->plays[e->groups++] = copy_of(colon + 2, strlen(colon + 2));
}

/* One item of the list, "KEY: VALUE", of which all lines were read. */
static void add_item(struct exercise *e, const char *item, int line)
{
    const char *colon = strstr(item, ": ");
    if (colon == NULL)
        wrong(line, "an item is \"- KEY: VALUE\"");
    char *key = copy_of(item, (size_t)(colon - item));
    char *value = copy_of(colon + 2, strlen(colon + 2));
    if (strcmp(key, "From") == 0) {
        char *without = strstr(value, " without ");
        if (without == NULL)
            wrong(line, "From is: FILE without TEXT");
        *without = '\0';
        e->from = value;
        e->without = without + strlen(" without ");
    } else if (strcmp(key, "Programs") == 0) {
        e->programs = value;
    } else if (strcmp(key, "First") == 0) {
        e->first = value;
    } else if (strcmp(key, "Not") == 0) {
        e->not_played = made(" %s ", value);
        free(value);
    } else if (strcmp(key, "Calls") == 0) {
        e->calls = value;
    } else if (strcmp(key, "Learnt") == 0) {
        e->learnt = value;
    } else if (strcmp(key, "Todo") == 0) {
        add_todo(e, value, line);
    } else if (strcmp(key, "Plays") == 0) {
        add_plays(e, value, line);
    } else if (strcmp(key, "Hint") == 0 && e->hint_count < MOST_PARTS) {
        e->hints[e->hint_count++] = value;
    } else {
        wrong(line, "no such item, or too many of them");
    }
    free(key);
}

/* scripts/programs: a line for each program, read once. */
static char *program_table(void)
{
    static char *table;
    char row[256];
    if (table != NULL)
        return table;
    table = copy_of("", 0);
    FILE *stream = popen("scripts/programs", "r");
    while (stream != NULL && fgets(row, sizeof row, stream) != NULL) {
        char *longer = made("%s%s", table, row);
        free(table);
        table = longer;
    }
    if (stream != NULL)
        pclose(stream);
    return table;
}

char *source_of(const char *program, char **predecessor)
{
    char name[64], folder[64], before[64];
    for (const char *row = program_table(); *row != '\0';
         row += strcspn(row, "\n") + 1)
        if (sscanf(row, "%63s %63s %*s %63s", name, folder, before) == 3 &&
            strcmp(name, program) == 0) {
            if (predecessor != NULL && strcmp(before, "-") != 0)
                *predecessor = copy_of(before, strlen(before));
            return made("%s/%s.c", folder, name);
        }
    return NULL;
}

static void finish(struct exercise *e, int line)
{
    if (e->programs == NULL)
        e->programs = e->name;
    if (e->first == NULL)
        e->first = e->name;
    e->source = e->from != NULL ? e->from
                                : source_of(e->name, &e->predecessor);
    if (e->source == NULL)
        wrong(line, "scripts/programs has no program of this name");
    if (e->calls == NULL || e->learnt == NULL || e->task == NULL ||
        e->todos == 0 || e->hint_count == 0)
        wrong(line,
              "before this: an exercise without its task, Calls, Todo, "
              "Hint or Learnt");
}

/* Returns old, or nothing if it is NULL, with the line added after a blank. */
static char *joined(char *old, const char *line)
{
    while (*line == ' ')
        line++;
    char *text = old == NULL ? copy_of(line, strlen(line))
                             : made("%s %s", old, line);
    free(old);
    return text;
}

int read_exercises(struct exercise **exercises)
{
    FILE *file = fopen(file_name, "r");
    if (file == NULL)
        wrong(0, strerror(errno));
    char line[512], *item = NULL;
    int count = 0, number = 0;
    struct exercise *e = NULL;
    bool more = true;
    while (more) {
        more = fgets(line, sizeof line, file) != NULL;
        number++;
        if (!more)
            line[0] = '\0';
        line[strcspn(line, "\n")] = '\0';
        if (item != NULL && line[0] != ' ') { /* no continuation: it ends */
            add_item(e, item, number);
            free(item);
            item = NULL;
        }
        if (e != NULL && (strncmp(line, "## ", 3) == 0 || !more))
            finish(e, number);
        if (strncmp(line, "## ", 3) == 0) {
            char *colon = strstr(line, ": ");
            if (colon == NULL)
                wrong(number, "a heading is \"## NAME: TITLE\"");
            *exercises = grown(*exercises, (size_t)count + 1,
                               sizeof **exercises);
            e = &(*exercises)[count++];
            *e = (struct exercise){0};
            e->name = copy_of(line + 3, (size_t)(colon - line) - 3);
            e->title = copy_of(colon + 2, strlen(colon + 2));
        } else if (e != NULL && strncmp(line, "- ", 2) == 0) {
            item = joined(NULL, line + 2);
        } else if (e != NULL && item != NULL) {
            item = joined(item, line);
        } else if (e != NULL && line[0] != '\0') {
            e->task = joined(e->task, line);
        }
    }
    fclose(file);
    return count;
}

/* --- Printing ----------------------------------------------------------- */

void print_wrapped(FILE *stream, const char *text, const char *before)
{
    size_t column = 0;
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " ");
        while (strncmp(word + length, " = ", 3) == 0) /* stays together */
            length += 3 + strcspn(word + length + 3, " ");
        if (column > 0 && column + 1 + length > 76 - strlen(before)) {
            fprintf(stream, "\n%s", before);
            column = 0;
        }
        fprintf(stream, "%s%.*s", column > 0 ? " " : "", (int)length, word);
        column += length + (column > 0);
        word += length;
        word += strspn(word, " ");
    }
    fputc('\n', stream);
}

/* --- The starting file -------------------------------------------------- */

static const char bare_main[] = "#include <netinet/in.h>\n"
                                "#include <stdio.h>\n"
                                "#include <string.h>\n"
                                "#include <sys/socket.h>\n"
                                "#include <unistd.h>\n"
                                "#include \"report.h\"\n"
                                "#include \"address.h\"\n"
                                "#include \"bytes.h\"\n"
                                "\n"
                                "int main(int argc, char *argv[])\n"
                                "{\n"
                                "}\n";

static void write_comment(FILE *to, const struct exercise *e)
{
    fprintf(to, "/* my_%s.c: %s\n *\n * ", e->name, e->title);
    print_wrapped(to, e->task, " * ");
    fprintf(to,
            " *\n * scripts/try %s plays it, scripts/try --hint %s helps.\n"
            " */\n",
            e->name, e->name);
}

/* A line of the start, with the TODO that belongs there. After "{" it stands
 * after the line; elsewhere before it, with its indentation.
 */
static void write_line(FILE *to, const struct exercise *e, const char *line,
                       bool done[])
{
    size_t indent = strspn(line, " ");
    const char *after = NULL;
    if (e->without != NULL && strstr(line, e->without) != NULL)
        return;
    for (int i = 0; i < e->todos; i++) {
        if (strstr(line, e->todo_at[i]) == NULL ||
            (done[i] && e->without == NULL))
            continue;
        done[i] = true;
        if (strcmp(e->todo_at[i], "{") == 0)
            after = e->todo[i];
        else
            fprintf(to, "%*s/* TODO: %s */\n", (int)indent, "", e->todo[i]);
    }
    fputs(line, to);
    if (after != NULL)
        fprintf(to, "    /* TODO: %s */\n", after);
}

/* The lines of a program of ours below its top comment. */
static void write_body(FILE *to, const struct exercise *e, FILE *from)
{
    char line[512];
    bool comment = false, done[MOST_PARTS] = {false};
    for (int number = 0; fgets(line, sizeof line, from) != NULL; number++) {
        if (number == 0 && strncmp(line, "/*", 2) == 0)
            comment = true;
        if (!comment)
            write_line(to, e, line, done);
        if (strstr(line, "*/") != NULL)
            comment = false;
    }
}

bool write_start(const struct exercise *e, const char *path)
{
    FILE *from, *to = fopen(path, "wx");
    if (to == NULL)
        return false;
    if (e->from != NULL) {
        from = fopen(e->from, "r");
    } else if (e->predecessor != NULL) {
        char *source = source_of(e->predecessor, NULL);
        from = source == NULL ? NULL : fopen(source, "r");
        free(source);
    } else {
        from = tmpfile();
        if (from != NULL) {
            fputs(bare_main, from);
            rewind(from);
        }
    }
    if (from == NULL) {
        fclose(to);
        return false;
    }
    write_comment(to, e);
    write_body(to, e, from);
    fclose(from);
    return fclose(to) == 0;
}
