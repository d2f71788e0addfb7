/* transcript.c: see transcript.h, and FORMAT.md for what it reads. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"
#include "transcript.h"

/* The lines of the file that is being read, and where we are. */
struct reader {
    const char *file;
    FILE *in;
    char *text; /* the line, without its line feed */
    size_t capacity;
    int line; /* its number */
    char *title;
    struct table table; /* the last one under this heading */
    bool in_table;
    struct transcript *all;
    int count;
    int lesson; /* the first of the block whose text is read */
    char *part;
    char *prose[3]; /* the lesson's text, as its lines are */
    enum { INTRO, NOTICE, EXPERIMENT } at;
    bool paragraph; /* a new one begins */
};

static const char *const signs[] = {
    [COMMAND] = "$ ",   [LINE] = "| ",      [TYPE] = "> ",
    [CONTROL_C] = "^C", [CONTROL_D] = "^D", [STATUS] = "? ",
    [REMARK] = "# ",
};

const char *sign_of(enum kind kind)
{
    return signs[kind];
}

bool is_action(enum kind kind)
{
    return kind == COMMAND || kind == TYPE || kind == CONTROL_C ||
           kind == CONTROL_D;
}

const char *need_word(unsigned need)
{
    return need == NEEDS_LINUX              ? "linux"
           : need == NEEDS_PRIVILEGED_PORTS ? "privileged-ports"
           : need == NEEDS_STRACE           ? "strace"
           : need == NEEDS_GLIBC            ? "glibc"
           : need == NEEDS_LAB              ? "lab"
           : need == NEEDS_PROBE            ? "probe"
           : need == NEEDS_IPV6             ? "ipv6"
           : need == NEEDS_EPHEMERAL        ? "ephemeral"
           : need == NEEDS_BUFFERS          ? "buffers"
           : need == NEEDS_TTL              ? "ttl"
           : need == NEEDS_QUEUE            ? "queue"
           : need == NEEDS_NC               ? "nc"
           : need == NEEDS_SOCAT            ? "socat"
                                            : NULL;
}

static bool wrong(const struct reader *r, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", r->file, line, what);
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
    t->names[t->terminals] = copy_of(name, length);
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

/* The kind of line that this sign begins; false if it is none. */
static bool kind_of(const char *sign, enum kind *kind)
{
    for (*kind = COMMAND; *kind < REMARK; ++*kind) {
        const char *known = signs[*kind];
        if (known[0] == '^' && strcmp(sign, known) == 0)
            return true;
        if (known[0] != '^' && sign[0] == known[0] &&
            (sign[1] == ' ' || sign[1] == '\0'))
            return true;
    }
    return false;
}

/* Reads one line of a block into a new step of *t. */
static bool read_step(struct reader *r, struct transcript *t,
                      const char *text, struct step origin)
{
    t->steps = grown(t->steps, (size_t)t->count + 1, sizeof *t->steps);
    struct step *step = &t->steps[t->count];
    *step = origin;
    step->terminal = -1;

    if (text[0] == '#') {
        step->kind = REMARK;
        text += strspn(text, "# ");
        step->text = copy_of(text, strlen(text));
        t->count++;
        return true;
    }
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    if (length == 0 || !kind_of(text + length, &step->kind))
        return wrong(r, step->line, "not a line of a transcript");
    const char *rest = text + length + 1;
    if (*rest == ' ')
        rest++;
    step->text = copy_of(rest, strlen(rest));
    if (step->kind == COMMAND && strspn(rest, " ") == strlen(rest))
        return wrong(r, step->line, "a command is missing");
    if (step->kind == STATUS) {
        if (*rest == '\0' || strlen(rest) > 3 ||
            strspn(rest, "0123456789") != strlen(rest) || atoi(rest) > 255)
            return wrong(r, step->line,
                         "a status is a number from 0 to 255");
        step->status = atoi(rest);
    }
    step->terminal = terminal_named(t, text, length);
    if (step->terminal == -1)
        return wrong(r, step->line, "a seventh terminal: six is the most");
    if (step->kind != COMMAND && !has_command(t, step->terminal, t->count))
        return wrong(r, step->line, "no command runs in this terminal yet");
    t->count++;
    return true;
}

/* Finds the last step of each command. A status is the last that is said of a
 * command.
 */
static bool check_steps(struct reader *r, struct transcript *t)
{
    for (int i = 0; i < t->count; i++) {
        struct step *step = &t->steps[i], *next = NULL;
        for (int j = i + 1; j < t->count && next == NULL; j++)
            if (t->steps[j].terminal == step->terminal)
                next = &t->steps[j];
        step->last = step->kind != REMARK &&
                     (next == NULL || next->kind == COMMAND);
        if (step->kind == STATUS && !step->last)
            return wrong(r, next->line, "this command has ended already");
    }
    return t->count > 0 || wrong(r, t->line, "an empty transcript");
}

/* --- The text around a transcript --------------------------------------- */

/* Returns a new string, the text of Markdown: transcript.h, MARK. */
static char *plain(const char *markdown)
{
    char *text = copy_of(markdown, strlen(markdown)), *to = text;
    const char *link_end = NULL; /* of the link's text */
    for (const char *from = markdown; *from != '\0'; from++) {
        const char *url = strstr(from, "](");
        if (from == link_end) {
            from = strchr(from, ')');
            link_end = NULL;
        } else if (*from == '[' && url != NULL &&
                   strchr(url, ')') != NULL &&
                   memchr(from + 1, '[', (size_t)(url - from) - 1) ==
                       NULL) {
            link_end = url;
        } else if (*from == '`') {
            *to++ = MARK;
        } else if (from[0] == '*' && from[1] == '*') {
            *to++ = MARK;
            from++;
        } else if (*from != MARK) {
            *to++ = *from;
        }
    }
    *to = '\0';
    return text;
}

static char *without_marks(const char *title)
{
    char *text = plain(title), *to = text;
    for (const char *from = text; *from != '\0'; from++)
        if (*from != MARK)
            *to++ = *from;
    *to = '\0';
    return text;
}

/* Adds a line to the lesson's text. */
static void add_prose(struct reader *r, const char *line)
{
    if (line[0] == '\0') {
        r->paragraph = true;
        return;
    }
    if (strncmp(line, "**What to notice", 16) == 0)
        r->at = NOTICE;
    else if (strncmp(line, "**Try", 5) == 0)
        r->at = EXPERIMENT;
    bool apart = r->paragraph || strncmp(line, "- ", 2) == 0 ||
                 strncmp(line, "    ", 4) == 0;
    char *old = r->prose[r->at];
    r->prose[r->at] = old == NULL
                          ? copy_of(line, strlen(line))
                          : made("%s%c%s", old, apart ? '\n' : ' ', line);
    free(old);
    r->paragraph = false;
}

/* Returns one of the lesson's three texts, which begins anew. */
static char *taken_prose(struct reader *r, int which)
{
    char *markdown = r->prose[which];
    char *text = plain(markdown == NULL ? "" : markdown);
    free(markdown);
    r->prose[which] = NULL;
    return text;
}

/* The text below the last block is read: it belongs to that block. */
static void end_lesson(struct reader *r)
{
    char *notice = taken_prose(r, NOTICE);
    char *experiment = taken_prose(r, EXPERIMENT);
    for (; r->lesson < r->count; r->lesson++) {
        r->all[r->lesson].notice = notice;
        r->all[r->lesson].experiment = experiment;
    }
    r->at = INTRO;
    r->paragraph = false;
}

/* --- The transcript ------------------------------------------------------ */

/* Reads what stands after "```console": a name, and what it needs. Where this
 * is the name of the transcript that the last row gave, *t becomes that one.
 */
static bool read_opening(struct reader *r, struct transcript **t,
                         char *info)
{
    int line = (*t)->line;
    unsigned needs = 0;
    char *name = strtok(info, " "), *word;
    if (name == NULL)
        return wrong(r, line, "a transcript without a name");
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '_')
            return wrong(r, line, "a name is letters, digits and _");
    while ((word = strtok(NULL, " ")) != NULL) {
        unsigned need = 1;
        while (need < NEEDS_ALL && strcmp(word, need_word(need)) != 0)
            need <<= 1;
        if (need > NEEDS_ALL)
            return wrong(
                r, line,
                "a transcript may need: linux, "
                "privileged-ports, strace, glibc, lab, probe, ipv6");
        needs |= need;
    }
    for (int i = 0; i + 1 < r->count; i++) {
        if (strcmp(r->all[i].name, name) != 0)
            continue;
        if (r->all[i].line != line || i + 2 != r->count)
            return wrong(r, line, "this name is taken");
        r->count--; /* the last row's: this row goes on with it */
        *t = &r->all[i];
    }
    (*t)->name = copy_of(name, strlen(name));
    (*t)->needs |= needs;
    return true;
}

/* Reads the lines of a block, which stand one after the other from line
 * t->line + 1, as a transcript; row: the table's, or -1.
 */
static bool read_transcript(struct reader *r, const char *opening,
                            char *const *lines, int count, int line,
                            int row)
{
    r->all = grown(r->all, (size_t)r->count + 1, sizeof *r->all);
    struct transcript *t = &r->all[r->count++];
    *t = (struct transcript){
        .line = line, .opening = opening, .table = r->table};
    t->title = row == -1 ? copy_of(r->title, strlen(r->title))
                         : filled_row(&r->table, row, r->title);
    t->question = t->title == NULL ? NULL : without_marks(t->title);
    char *info = row == -1 ? copy_of(opening, strlen(opening))
                           : filled_row(&r->table, row, opening);
    if (info == NULL || t->title == NULL)
        return wrong(r, line, "a row without a name");
    bool good = read_opening(r, &t, info);
    free(info);
    for (int i = 0; good && i < count; i++) {
        struct step origin = {
            .line = line + 1 + i, .source = lines[i], .row = row};
        char *text = row == -1 ? copy_of(lines[i], strlen(lines[i]))
                               : filled_row(&r->table, row, lines[i]);
        if (text != NULL && text[0] != '\0')
            good = read_step(r, t, text, origin);
        free(text);
    }
    return good;
}

/* Reads the next line into r->text. Returns false at the end of the file, or,
 * with *good false, at a NUL byte.
 */
static bool next_line(struct reader *r, bool *good)
{
    ssize_t length = getline(&r->text, &r->capacity, r->in);
    if (length == -1)
        return false;
    r->line++;
    if (strlen(r->text) != (size_t)length) {
        *good = wrong(r, r->line, "a NUL byte");
        return false;
    }
    r->text[strcspn(r->text, "\n")] = '\0';
    return true;
}

/* Whether every column of the table stands for something in the block. */
static bool columns_used(const struct reader *r, const char *opening,
                         char *const *lines, int count, int line)
{
    for (int i = 0; i < r->table.heads.count; i++) {
        const char *head = r->table.heads.cells[i];
        bool used = has_head(opening, head) || has_head(r->title, head);
        for (int j = 0; j < count && !used; j++)
            used = has_head(lines[j], head);
        if (!used)
            return wrong(r, line, "a column of the table is not used");
    }
    return true;
}

/* Reads a block, from the line after its opening to its end. */
static bool read_block(struct reader *r)
{
    end_lesson(r);
    int line = r->line, count = 0, first = r->count;
    bool good = true, ended = false;
    char **lines = NULL,
         *opening = copy_of(r->text + 10, strlen(r->text) - 10);
    if (opening[0] != ' ' && opening[0] != '\0')
        return wrong(r, line, "not \"```console NAME\"");
    while (good && !ended && next_line(r, &good)) {
        ended = strcmp(r->text, "```") == 0;
        if (!ended) {
            lines = grown(lines, (size_t)count + 1, sizeof *lines);
            lines[count++] = copy_of(r->text, strlen(r->text));
        }
    }
    if (!good)
        return false;
    if (!ended)
        return wrong(r, line, "a transcript without an end");

    size_t name = strcspn(opening + strspn(opening, " "), " ");
    char *brace = strchr(opening, '{');
    bool many = brace != NULL &&
                brace < opening + strspn(opening, " ") + name;
    if (many && r->table.count == 0)
        return wrong(r, line, "no table above, for the words in braces");
    if (many && r->table.wrong != NULL)
        return wrong(r, line, r->table.wrong);
    if (many && !columns_used(r, opening, lines, count, line))
        return false;
    for (int row = 0; good && row < (many ? r->table.count : 1); row++)
        good = read_transcript(r, opening, lines, count, line,
                               many ? row : -1);
    char *intro = taken_prose(r, INTRO);
    for (int i = first; good && i < r->count; i++) {
        r->all[i].intro = intro;
        r->all[i].part = r->part == NULL ? r->title : r->part;
        good = check_steps(r, &r->all[i]);
    }
    r->at = NOTICE;
    return good;
}

/* Reads a line between the transcripts: a heading, a row of a table, text. */
static bool read_between(struct reader *r)
{
    if (is_row(r->text)) {
        if (!r->in_table)
            r->table = (struct table){.count = 0};
        r->in_table = true;
        add_line(&r->table, r->text, r->line);
        return true;
    }
    r->in_table = false;
    if (r->text[0] == '#') {
        const char *title = r->text + strspn(r->text, "# ");
        end_lesson(r);
        free(taken_prose(r, INTRO));
        r->title = copy_of(title, strlen(title));
        if (r->part == NULL)
            r->part = r->title;
        r->table = (struct table){.count = 0};
    } else {
        add_prose(r, r->text);
    }
    return true;
}

/* Reads the file. A block that is none of ours ends at a line of nothing but
 * at least as many backquotes as opened it.
 */
static bool read_blocks(struct reader *r)
{
    bool good = true;
    size_t foreign = 0; /* the backquotes that opened the block we are in */
    while (good && next_line(r, &good)) {
        size_t fence = strspn(r->text, "`");
        const char *info = r->text + fence;
        if (foreign > 0) {
            if (fence >= foreign && strspn(info, " ") == strlen(info))
                foreign = 0;
        } else if (strncmp(r->text, "```console", 10) == 0) {
            good = read_block(r);
        } else if (fence >= 3 && strchr(info, '`') == NULL) {
            foreign = fence;
        } else {
            good = read_between(r);
        }
    }
    return good;
}

int read_transcripts(const char *file, struct transcript **all)
{
    struct reader r = {.file = file, .title = copy_of("", 0)};
    r.in = fopen(file, "r");
    if (r.in == NULL) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        return -1;
    }
    bool good = read_blocks(&r);
    end_lesson(&r);
    free(r.text);
    fclose(r.in);
    *all = r.all;
    return good ? r.count : -1;
}

bool transcript_runs(const struct transcript *t, const char *program)
{
    for (int i = 0; i < t->count; i++) {
        const char *text = t->steps[i].text, *at = text;
        while (t->steps[i].kind == COMMAND &&
               (at = strstr(at, program)) != NULL) {
            char before = at == text ? ' ' : at[-1];
            char after = at[strlen(program)];
            if (!isalnum((unsigned char)before) && before != '_' &&
                !isalnum((unsigned char)after) && after != '_')
                return true;
            at++;
        }
    }
    return false;
}
