/* screen.c: see screen.h. termios(3), console_codes(4). */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include "play.h"
#include "screen.h"

static struct termios found; /* the terminal's modes as we found them */
static bool has_modes, has_pages, entered;
static struct rows shown; /* what the screen shows, if is_known */
static bool is_known;
static volatile sig_atomic_t resized, stopped;

enum look screen_look(void)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    if (!isatty(STDOUT_FILENO) || term == NULL || term[0] == '\0' ||
        strcmp(term, "dumb") == 0)
        return NO_STYLE;
    return no_colour == NULL || no_colour[0] == '\0' ? COLOUR : NO_COLOUR;
}

void screen_size(int *width, int *height)
{
    struct winsize size = {0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    *width = size.ws_col == 0 ? 80 : size.ws_col < 16 ? 16 : size.ws_col;
    *height = size.ws_row == 0 ? 24 : size.ws_row < 8 ? 8 : size.ws_row;
}

static void on_resize(int number)
{
    (void)number;
    resized = true;
}

static void on_terminal_stop(int number)
{
    (void)number;
    stopped = true;
}

void screen_leave(void)
{
    if (!entered)
        return;
    entered = false;
    /* A stop comes twice, from the terminal and from our guard, and Ctrl-C,
     * too: the second must not cut this short. */
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    if (has_pages)
        printf("\033[0m\033[?25h\033[?1049l");
    fflush(stdout);
    if (has_modes)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &found);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void screen_enter(bool pages)
{
    static bool ready;
    if (play_stopped_by != 0)
        return; /* the terminal may be another's now */
    struct sigaction resize = {.sa_handler = on_resize,
                               .sa_flags = SA_RESTART};
    struct sigaction stop = {.sa_handler = on_terminal_stop,
                             .sa_flags = SA_RESTART};
    sigaction(SIGWINCH, &resize, NULL);
    sigaction(SIGTSTP, &stop, NULL);
    if (!ready)
        atexit(screen_leave);
    ready = true;
    has_modes = tcgetattr(STDIN_FILENO, &found) == 0;
    has_pages = pages;
    entered = true;
    if (has_modes) {
        struct termios modes = found;
        modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        modes.c_cc[VMIN] = 1;
        modes.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    }
    if (pages)
        printf("\033[?1049h");
    is_known = false;
}

void screen_draw(const struct rows *rows)
{
    if (!entered)
        screen_enter(true);
    if (!entered)
        return;
    print_changes(stdout, is_known ? &shown : NULL, rows, screen_look());
    fflush(stdout);
    free_rows(&shown);
    shown = (struct rows){.width = rows->width};
    for (int i = 0; i < rows->count; i++)
        copy_row(&shown, rows, i);
    is_known = true;
}

void screen_flush(void)
{
    tcflush(STDIN_FILENO, TCIFLUSH);
}

bool screen_changed(void)
{
    bool changed = resized || stopped;
    resized = false;
    if (stopped) {
        bool pages = has_pages, was_entered = entered;
        screen_leave();
        /* The terminal and our guard send one each: blocked, so that it is
         * one stop. SIGCONT discards what is pending. */
        sigset_t stops, old;
        sigemptyset(&stops);
        sigaddset(&stops, SIGTSTP);
        sigprocmask(SIG_BLOCK, &stops, &old);
        signal(SIGTSTP, SIG_DFL);
        raise(SIGTSTP);
        sigprocmask(SIG_SETMASK, &old, NULL); /* stopped, until SIGCONT */
        stopped = false;
        if (was_entered)
            screen_enter(pages);
    }
    if (changed)
        is_known = false;
    return changed;
}

/* Waits until there is something to read. Signals wait until the wait has
 * begun, so that none is missed: pselect(2).
 */
static int wait_for_input(double seconds)
{
    time_t whole = (time_t)seconds;
    struct timespec time = {whole, (long)((seconds - (double)whole) * 1e9)};
    sigset_t all, old;
    fd_set inputs;
    FD_ZERO(&inputs);
    if (has_modes) /* else there is no keyboard */
        FD_SET(STDIN_FILENO, &inputs);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    int ready = -1;
    bool never = !has_modes && seconds < 0; /* its terminal has gone */
    if (!never && play_stopped_by == 0 && !resized && !stopped)
        ready = pselect(STDIN_FILENO + 1, &inputs, NULL, NULL,
                        seconds < 0 ? NULL : &time, &old);
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (never || play_stopped_by != 0)
        return KEY_END;
    if (screen_changed() || ready == -1)
        return KEY_CHANGED;
    return ready == 0 ? KEY_NONE : 0;
}

static int read_byte(double seconds)
{
    unsigned char byte;
    int key = wait_for_input(seconds);
    if (key != 0)
        return key;
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : KEY_END;
}

int screen_key(double seconds)
{
    int key = read_byte(seconds);
    if (key != '\033')
        return key;
    /* A sequence, "ESC [ number letter" or "ESC O letter". After an ESC by
     * itself, its next key comes here, too. */
    key = read_byte(-1);
    if (key != '[' && key != 'O')
        return key;
    int number = 0;
    while ((key = read_byte(-1)) >= '0' && key <= '9')
        number = 10 * (number % 100) + key - '0';
    if (key >= 'A' && key <= 'D')
        return KEY_UP + key - 'A';
    return key >= KEY_NONE             ? key
           : key == '~' && number == 5 ? KEY_PAGE_UP
           : key == '~' && number == 6 ? KEY_PAGE_DOWN
                                       : 0;
}

int screen_run(const char *command)
{
    bool pages = has_pages;
    screen_leave();
    /* What it leaves behind is its own: it goes to init, not to us. And it
     * gets the signals that a shell gives a program. */
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 0);
#endif
    signal(SIGPIPE, SIG_DFL);
    signal(SIGTSTP, SIG_DFL);
    int status = system(command);
    if (status == -1)
        perror("player: system");
    signal(SIGPIPE, SIG_IGN);
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    screen_enter(pages);
    return status;
}

static volatile sig_atomic_t guarded; /* the child */

static void pass_on(int number)
{
    kill(guarded, number);
}

void screen_guard(void)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP,
                                  SIGTSTP};
    struct sigaction passing = {.sa_handler = pass_on,
                                .sa_flags = SA_RESTART};
    struct sigaction usual = {.sa_handler = SIG_DFL};
    struct termios modes;
    bool has = tcgetattr(STDIN_FILENO, &modes) == 0;
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old); /* until they can be passed on */
    pid_t child = fork();
    guarded = child;
    for (int i = 0; i < 5 && child > 0; i++)
        sigaction(signals[i], &passing, NULL);
#ifdef __linux__
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (child <= 0)
        return;

    int status = 0;
    while (waitpid(child, &status, WUNTRACED) == child &&
           WIFSTOPPED(status)) {
        /* It has given the terminal back: now we may stop, too. */
        sigaction(SIGTSTP, &usual, NULL);
        raise(SIGTSTP);
        sigaction(SIGTSTP, &passing, NULL);
    }
    if (!WIFSIGNALED(status))
        exit(WEXITSTATUS(status));
    signal(SIGTTOU, SIG_IGN); /* a shell that it began may be in front */
    printf("\033[0m\033[?25h\033[?1049l");
    fflush(stdout);
    if (has)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
    sigaction(WTERMSIG(status), &usual, NULL);
    raise(WTERMSIG(status));
    exit(1);
}
