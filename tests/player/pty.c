/* pty.c: a person at a terminal, for tests of what draws on one.
 *
 *   pty [WIDTHxHEIGHT] COMMAND... < SCRIPT
 *
 * runs COMMAND in a pseudo-terminal and does what the script's lines say:
 *
 *   see TEXT         waits until the screen shows it
 *   noted N TEXT     waits until N lines of the file "notes" have it
 *   gone TEXT        waits until the screen does not show it any more
 *   quiet SECONDS    nothing must come for so long
 *   key KEY          presses one: a character, or Enter, Space, Up, Down,
 *                    Right, Left, PgUp, PgDn, Back, Esc, ^C, ^D, ^Z, ^\
 *   type TEXT        presses these, and no Enter
 *   size WxH         changes the terminal's size
 *   blank            the screen is empty, by nobody's doing
 *   signal NUMBER    sends it to COMMAND; group NUMBER: to its group
 *   hangup           the terminal goes
 *   not TEXT         the screen must not show it now
 *   sent TEXT, unsent TEXT   all that came has it, or has it not; in it, ^ is
 *                    an ESC
 *   go               writes "gone" into the FIFO "go"
 *   screen           prints the screen now, and its cursor; empty rows that
 *                    stand together are one line
 *   end STATUS       waits until COMMAND ends: with this status, 128 + signal,
 *                    or any
 *   modes            waits until the terminal's modes are those that it began
 *                    with, and its first screen is back, with the cursor
 *   raw              waits until they are not
 *
 * The screen is what the stage's own control sequences make of it. Each wait
 * has 30 s, times PATIENCE. Exit status: 0, or 1 having said what was wrong.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

enum { MOST = 256 };

static wchar_t cells[MOST][MOST + 1];
static int width = 80, height = 24, row, column;
static bool other_screen, cursor = true, drawing; /* not complete yet */
static int master = -1, slave = -1, status = -1;
static pid_t child;
static struct termios first_modes;
static char seen[1 << 22]; /* all that came */
static size_t seen_length;
static int line_number;

/* Empty rows, two or more, are one line that says how many. */
static void print_screen(FILE *out)
{
    for (int i = 0, empty = 0; i < height; i++) {
        int end = width;
        while (end > 0 && cells[i][end - 1] == L' ')
            end--;
        empty = end > 0 ? 0 : empty + 1;
        bool last = i + 1 == height || cells[i + 1][0] != L' ' ||
                    wcsspn(cells[i + 1], L" ") < (size_t)width;
        if (empty > 1 && last)
            fprintf(out, "(%d empty rows)", empty);
        for (int j = 0; j < end; j++)
            if (cells[i][j] != L'\0')
                fprintf(out, "%lc", (wint_t)cells[i][j]);
        if (end > 0 || last)
            fputc('\n', out);
    }
    if (cursor)
        fprintf(out, "cursor: %d,%d\n", row + 1, column + 1);
}

static _Noreturn void fail(const char *what, const char *text)
{
    fprintf(stderr, "FAILED in line %d: %s %s\nThe screen:\n", line_number,
            what, text);
    print_screen(stderr);
    if (child > 0)
        kill(child, SIGKILL);
    exit(1);
}

static void clear(int from, int to)
{
    for (int i = from; i < to; i++)
        wmemset(cells[i], L' ', MOST);
}

static void control(const char *sequence, int length)
{
    char last = sequence[length - 1];
    int one = 1, two = 1;
    if (sequence[0] == '?') {
        bool on = last == 'h';
        if (atoi(sequence + 1) == 1049) {
            other_screen = on;
            clear(0, MOST);
        } else if (atoi(sequence + 1) == 25) {
            cursor = on;
        } else if (atoi(sequence + 1) == 2026) {
            drawing = on;
        }
        return;
    }
    sscanf(sequence, "%d;%d", &one, &two);
    if (last == 'H') {
        row = one - 1;
        column = two - 1;
        if (row < 0 || row >= MOST || column < 0 || column >= width)
            fail("the cursor goes to no place:", sequence);
    } else if (last == 'J') {
        clear(0, MOST);
    } else if (last == 'K') {
        wmemset(cells[row], L' ', MOST);
    }
}

/* Shows bytes that came, as a terminal does. */
static void show(const char *bytes, size_t length)
{
    static char sequence[64];
    static int state, filled; /* 1: after ESC, 2: in a sequence */
    static mbstate_t half;
    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (state == 1) {
            state = c == '[' ? 2 : 0;
            filled = 0;
        } else if (state == 2) {
            if (filled + 1 < (int)sizeof sequence)
                sequence[filled++] = c;
            sequence[filled] = '\0';
            if (c >= '@' && c <= '~') {
                control(sequence, filled);
                state = 0;
            }
        } else if (c == '\033') {
            state = 1;
        } else if (c == '\r') {
            column = 0;
        } else if (c == '\n') {
            if (row + 1 < height) {
                row++;
            } else {
                memmove(cells[0], cells[1],
                        sizeof cells[0] * (size_t)(height - 1));
                clear(height - 1, height);
            }
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8;
        } else if (c == '\b') {
            column -= column > 0;
        } else if (c != '\a' && c != '\0') {
            wchar_t wide;
            size_t used = mbrtowc(&wide, &c, 1, &half);
            if (used == (size_t)-2)
                continue;
            int columns = used == 1 ? wcwidth(wide) : -1;
            if (columns < 0)
                fail("bytes that are no text came", "");
            if (columns == 0)
                continue;
            if (column + columns > width) {
                column = 0;
                show("\n", 1);
            }
            cells[row][column++] = wide;
            if (columns == 2)
                cells[row][column++] = L'\0';
        }
    }
}

/* Whether a row of the screen has the text. */
static bool shows(const char *text)
{
    wchar_t wide[1024], line[MOST + 1];
    if (mbstowcs(wide, text, 1024) == (size_t)-1)
        return false;
    for (int i = 0; i < height; i++) {
        int length = 0;
        for (int j = 0; j < width; j++)
            if (cells[i][j] != L'\0')
                line[length++] = cells[i][j];
        line[length] = L'\0';
        if (wcsstr(line, wide) != NULL)
            return true;
    }
    return false;
}

/* Waits for something new, up to the deadline. */
static bool news(double deadline)
{
    char buffer[4096];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double left = deadline - (double)now.tv_sec - (double)now.tv_nsec / 1e9;
    struct pollfd polled = {master, POLLIN, 0};
    if (left <= 0)
        return false;
    /* An end shows nothing: look for it now and then. */
    if (poll(&polled, 1, 20) <= 0)
        return true;
    ssize_t count = read(master, buffer, sizeof buffer);
    if (count > 0 && seen_length + (size_t)count < sizeof seen) {
        memcpy(seen + seen_length, buffer, (size_t)count);
        seen_length += (size_t)count;
    }
    if (count > 0)
        show(buffer, (size_t)count);
    return true;
}

static bool is_noted(int count, const char *text)
{
    char line[1024];
    FILE *notes = fopen("notes", "r");
    while (notes != NULL && fgets(line, sizeof line, notes) != NULL)
        count -= strstr(line, text) != NULL;
    if (notes != NULL)
        fclose(notes);
    return count <= 0;
}

static double deadline(void)
{
    struct timespec now;
    const char *patience = getenv("PATIENCE");
    double times = patience == NULL ? 1 : atof(patience);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 30 * (times > 0 ? times : 1);
}

static void wait_for(const char *text, bool there)
{
    for (double end = deadline(); drawing || shows(text) != there;)
        if (!news(end))
            fail(there ? "the screen does not show:" : "it still shows:",
                 text);
}

/* Waits for the command's end. Reads meanwhile what it writes. */
static void wait_for_end(void)
{
    int said;
    for (double end = deadline(); waitpid(child, &said, WNOHANG) != child;)
        if (!news(end))
            fail("it does not end", "");
    for (struct pollfd more = {master, POLLIN, 0};
         master != -1 && poll(&more, 1, 0) > 0;)
        news(deadline()); /* what it had still written */
    status = WIFSIGNALED(said) ? 128 + WTERMSIG(said) : WEXITSTATUS(said);
    child = 0;
}

static bool was_sent(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if (*c == '^')
            *c = '\033';
    seen[seen_length] = '\0';
    return strstr(seen, text) != NULL;
}

static void type(const char *bytes)
{
    if (write(master, bytes, strlen(bytes)) != (ssize_t)strlen(bytes))
        fail("can't type", bytes);
}

static void press(const char *key)
{
    static const char *const keys[][2] = {
        {"Enter", "\r"},     {"Space", " "},      {"Up", "\033[A"},
        {"Down", "\033[B"},  {"Right", "\033[C"}, {"Left", "\033OD"},
        {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"}, {"Back", "\x7f"},
        {"Esc", "\033"},     {"^C", "\x03"},      {"^D", "\x04"},
        {"^Z", "\x1a"},      {"^\\", "\x1c"},     {"Home", "\033[1~"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i][0], key) == 0)
            key = keys[i][1];
    type(key);
}

static void resize(const char *size)
{
    if (sscanf(size, "%dx%d", &width, &height) != 2 || width > MOST ||
        height > MOST)
        fail("no size:", size);
    struct winsize window = {.ws_row = (unsigned short)height,
                             .ws_col = (unsigned short)width};
    if (ioctl(master, TIOCSWINSZ, &window) == -1)
        fail("TIOCSWINSZ", strerror(errno));
}

static bool same_modes(void)
{
    struct termios now;
    return tcgetattr(slave, &now) == 0 &&
           now.c_lflag == first_modes.c_lflag &&
           now.c_iflag == first_modes.c_iflag &&
           now.c_oflag == first_modes.c_oflag && !other_screen && cursor;
}

static void run(char *argv[], const char *size)
{
    master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
        fail("no pseudo-terminal", strerror(errno));
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    fcntl(master, F_SETFD, FD_CLOEXEC);
    resize(size);
    tcgetattr(slave, &first_modes);
    child = fork();
    if (child == 0) {
        setsid();
        ioctl(slave, TIOCSCTTY, 0);
        for (int fd = 0; fd < 3; fd++)
            dup2(slave, fd);
        close(slave);
        execvp(argv[0], argv);
        _exit(127);
    }
}

static void obey(char *line)
{
    char *text = strchr(line, ' ');
    text = text == NULL ? line + strlen(line) : text + 1;
    if (strncmp(line, "see ", 4) == 0) {
        wait_for(text, true);
    } else if (strncmp(line, "gone ", 5) == 0) {
        wait_for(text, false);
    } else if (strncmp(line, "quiet ", 6) == 0) {
        struct pollfd polled = {master, POLLIN, 0};
        if (poll(&polled, 1, 1000 * atoi(text)) != 0)
            fail("something came before", text);
    } else if (strncmp(line, "noted ", 6) == 0) {
        int count = (int)strtol(text, &text, 10);
        for (double end = deadline(); !is_noted(count, text + 1);)
            if (!news(end))
                fail("there are not so many notes:", text);
    } else if (strncmp(line, "not ", 4) == 0) {
        if (shows(text))
            fail("it shows:", text);
    } else if (strncmp(line, "key ", 4) == 0) {
        press(text);
    } else if (strncmp(line, "type ", 5) == 0) {
        type(text);
    } else if (strncmp(line, "size ", 5) == 0) {
        resize(text);
    } else if (strncmp(line, "signal ", 7) == 0) {
        kill(child, atoi(text));
    } else if (strncmp(line, "group ", 6) == 0) {
        kill(-child, atoi(text));
    } else if (strcmp(line, "blank") == 0) {
        clear(0, MOST);
    } else if (strncmp(line, "end ", 4) == 0) {
        wait_for_end();
        if (strcmp(text, "any") != 0 && status != atoi(text)) {
            fprintf(stderr, "status %d\n", status);
            fail("it should have ended with status", text);
        }
    } else if (strncmp(line, "sent ", 5) == 0) {
        if (!was_sent(text))
            fail("it did not send:", text);
    } else if (strncmp(line, "unsent ", 7) == 0) {
        if (was_sent(text))
            fail("it sent:", text);
    } else if (strcmp(line, "hangup") == 0) {
        close(slave);
        close(master);
        master = -1;
    } else if (strcmp(line, "go") == 0) {
        FILE *go = fopen("go", "w");
        if (go == NULL || fputs("gone\n", go) == EOF || fclose(go) == EOF)
            fail("can't write", "go");
    } else if (strcmp(line, "screen") == 0) {
        print_screen(stdout);
    } else if (strcmp(line, "modes") == 0 || strcmp(line, "raw") == 0) {
        for (double end = deadline(); same_modes() != (line[0] == 'm');)
            if (!news(end))
                fail("the terminal is not:", line);
    } else if (line[0] != '\0' && line[0] != '#') {
        fail("what is", line);
    }
}

int main(int argc, char *argv[])
{
    char line[1024];
    const char *size = "80x24";
    int at = 1;
    setlocale(LC_ALL, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    clear(0, MOST);
    if (argc > at && argv[at][0] >= '0' && argv[at][0] <= '9')
        size = argv[at++];
    if (at >= argc)
        fail("usage: pty [WIDTHxHEIGHT] COMMAND... < SCRIPT", "");
    run(argv + at, size);
    while (fgets(line, sizeof line, stdin) != NULL) {
        line_number++;
        line[strcspn(line, "\n")] = '\0';
        obey(line);
    }
    if (child > 0)
        fail("the script has ended, and the command has not", "");
    return 0;
}
