/* stage.c: see stage.h. It prints lines and never moves the cursor up, so
 * that a resize, Ctrl-Z or a pipe does it no harm.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "stage.h"

enum { GAP = 3 }; /* columns between two terminals: " | " */

static bool in_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(STDOUT_FILENO) &&
           (no_colour == NULL || no_colour[0] == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

static void colour(const char *code)
{
    if (in_colour())
        printf("\033[%sm", code);
}

/* The width to draw in: the terminal's, now; elsewhere 80. */
static int stage_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

static int column_width(const struct transcript *t)
{
    int width = (stage_width() - GAP * (t->terminals - 1)) / t->terminals;
    return width < 8 ? 8 : width;
}

/* One character of text: its bytes, and the columns it takes; what does not
 * print is taken as one byte and four columns, "\x1b".
 */
static size_t character(const char *text, size_t length, int *columns)
{
    wchar_t wide;
    mbstate_t state = {0};
    size_t used = mbrtowc(&wide, text, length, &state);
    if (used >= 1 && used <= length && wcwidth(wide) >= 0) {
        *columns = wcwidth(wide);
        return used;
    }
    *columns = 4;
    return 1;
}

/* How many bytes of text fit into the columns, cut at a blank if there is
 * one. Sets *taken to the columns that they take.
 */
static size_t fitting(const char *text, size_t length, int columns,
                      int *taken)
{
    size_t end = 0, blank = 0;
    int at = 0, at_blank = 0, next;
    while (end < length) {
        size_t used = character(text + end, length - end, &next);
        if (at + next > columns)
            break;
        if (text[end] == ' ' && end > 0) {
            blank = end;
            at_blank = at;
        }
        end += used;
        at += next;
    }
    if (end < length && text[end] != ' ' && blank > 0) {
        end = blank;
        at = at_blank;
    }
    *taken = at;
    return end;
}

static void print_text(const char *text, size_t length)
{
    int columns;
    for (size_t i = 0; i < length;) {
        size_t used = character(text + i, length - i, &columns);
        if (columns == 4)
            printf("\\x%02x", (unsigned char)text[i]);
        else
            fwrite(text + i, 1, used, stdout);
        i += used;
    }
}

/* Prints a text in the column of its terminal, in as many rows as it needs.
 * Later rows are indented by two.
 */
static void print_rows(const struct transcript *t, int terminal,
                       const char *sign, const char *text, size_t length,
                       const char *code)
{
    int width = column_width(t), taken;
    bool first = true;
    do {
        int indent = first ? (int)strlen(sign) : 2;
        size_t used = fitting(text, length, width - indent, &taken);
        for (int i = 0; i < terminal; i++)
            printf("%*s | ", width, "");
        colour(code);
        printf("%*s", indent, first ? sign : "");
        print_text(text, used);
        colour("0");
        if (terminal < t->terminals - 1) {
            printf("%*s", width - indent - taken, "");
            for (int i = terminal + 1; i < t->terminals; i++)
                printf(" |%*s", i == t->terminals - 1 ? 0 : width + 1, "");
        }
        putchar('\n');
        text += used;
        length -= used;
        while (length > 0 && *text == ' ') {
            text++;
            length--;
        }
        first = false;
    } while (length > 0);
}

/* The same; a text that is too wide loses the blanks that made a table of it.
 */
static void print_in_column(const struct transcript *t, int terminal,
                            const char *sign, const char *text,
                            size_t length, const char *code)
{
    int taken, width = column_width(t) - (int)strlen(sign);
    char *squeezed = calloc(length + 1, 1);
    if (squeezed == NULL ||
        fitting(text, length, width, &taken) == length) {
        print_rows(t, terminal, sign, text, length, code);
    } else {
        size_t kept = 0;
        for (size_t i = 0; i < length; i++)
            if (text[i] != ' ' || (kept > 0 && squeezed[kept - 1] != ' '))
                squeezed[kept++] = text[i];
        print_rows(t, terminal, sign, squeezed, kept, code);
    }
    free(squeezed);
}

static void rule(const struct transcript *t)
{
    int width = column_width(t);
    for (int i = 0; i < t->terminals; i++) {
        for (int j = 0; j < width; j++)
            putchar('-');
        printf("%s", i == t->terminals - 1 ? "\n" : "-+-");
    }
}

static void begin(const struct transcript *t)
{
    colour("1");
    printf("\n%s", t->title);
    colour("0");
    printf("  (%s)\n\n", t->name);
    int width = column_width(t);
    for (int i = 0; i < t->terminals; i++) {
        colour("1;7");
        printf("%s", t->names[i]);
        colour("0");
        int rest = width - (int)strlen(t->names[i]);
        if (i < t->terminals - 1)
            printf("%*s | ", rest > 0 ? rest : 0, "");
    }
    putchar('\n');
    rule(t);
}

static void show(const struct transcript *t, const struct step *step,
                 const char *text, size_t length)
{
    char status[20];
    switch (step->kind) {
    case REMARK:
        colour("36");
        printf("# %s\n", text);
        colour("0");
        break;
    case COMMAND:
        print_in_column(t, step->terminal, "$ ", text, length, "1;32");
        break;
    case LINE:
        print_in_column(t, step->terminal, "", text, length, "0");
        break;
    case TYPE:
        print_in_column(t, step->terminal, "> ", text, length, "1;33");
        break;
    case CONTROL_C:
        print_in_column(t, step->terminal, "", "^C", 2, "1;33");
        break;
    case CONTROL_D:
        print_in_column(t, step->terminal, "", "^D", 2, "1;33");
        break;
    case STATUS:
        snprintf(status, sizeof status, "(status %s)", text);
        print_in_column(t, step->terminal, "", status, strlen(status), "0");
        break;
    }
    fflush(stdout);
}

/* Shows the source of the program that a command starts: the first word that
 * names one, in SOURCES/common, udp or tcp.
 */
static void show_source(const char *command)
{
    const char *folder = getenv("SOURCES");
    if (folder == NULL || command == NULL)
        return;
    static const char *const parts[] = {"common", "udp", "tcp"};
    while (*command != '\0') {
        size_t length = strcspn(command, " |;&");
        for (int i = 0; i < 3; i++) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s/%.*s.c", folder, parts[i],
                     (int)length, command);
            FILE *source = fopen(path, "r");
            if (source == NULL)
                continue;
            int c;
            while ((c = getc(source)) != EOF)
                putchar(c);
            fclose(source);
            return;
        }
        command += length;
        command += strspn(command, " |;&");
    }
}

/* Reads one key, without waiting for Enter; -1 at the end of the input, or
 * when a signal wants us to stop; 0 after Ctrl-Z and fg, for which the shell
 * has set the terminal back.
 */
static int read_key(void)
{
    struct termios old, modes;
    bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
    modes = old;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    if (terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    char key;
    ssize_t count = read(STDIN_FILENO, &key, 1);
    bool resumed = count == -1 && errno == EINTR && play_stopped_by == 0;
    if (terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &old);
    return count == 1 ? key : resumed ? 0 : -1;
}

static bool wait_for_enter(const char *last_command)
{
    const char *keys = last_command == NULL
                           ? "[Enter: go on  q: leave]"
                           : "[Enter: go on  s: source  q: leave]";
    for (;;) {
        printf("%s", keys);
        fflush(stdout);
        int key = read_key();
        printf("\r%*s\r", (int)strlen(keys), "");
        fflush(stdout);
        if (key == '\n' || key == '\r')
            return true;
        if (key == 's' && last_command != NULL)
            show_source(last_command);
        if (key == 'q' || key == -1)
            return false;
    }
}

const struct audience *stage(bool step)
{
    static const struct audience plain = {begin, NULL, show, NULL};
    static const struct audience stepped = {begin, wait_for_enter, show,
                                            NULL};
    return step ? &stepped : &plain;
}
