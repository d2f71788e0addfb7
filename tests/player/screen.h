/* screen.h: the terminal that we are started in, as a screen. It is given
 * back as it was: at exit(3), by screen_leave(), and while it is stopped.
 */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include "rows.h"

/* Keys that are no character. A timeout and the end of the input are keys. */
enum {
    KEY_UP = 256,
    KEY_DOWN,
    KEY_RIGHT,
    KEY_LEFT,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_NONE,
    KEY_CHANGED,
    KEY_END
};

/* What standard output can show: NO_COLOR (no-color.org) and TERM say. */
enum look screen_look(void);

/* The size to draw in: the terminal's, now; 80 x 24 if it has none. */
void screen_size(int *width, int *height);

/* Takes the terminal: keys come one by one and are not echoed; pages: and an
 * empty screen, which screen_draw() draws on.
 */
void screen_enter(bool pages);

/* Makes a child, which goes on, while its parent waits, passes signals on, and
 * gives the terminal back if the child could not: SIGKILL, a crash. Then it
 * ends as the child did.
 */
void screen_guard(void);

/* Gives it back as it was. Entering again is fine. */
void screen_leave(void);

void screen_draw(const struct rows *rows);

/* Throws away what was typed before now. */
void screen_flush(void);

/* Waits for a key, this many seconds, or for ever if they are negative.
 * Returns the character or one of the above: KEY_NONE after that time,
 * KEY_CHANGED if the screen must be drawn anew, KEY_END at the end of the
 * input or when a signal wants us to stop.
 */
int screen_key(double seconds);

/* Whether the screen must be drawn anew: after a resize, and after a stop
 * (Ctrl-Z), which happens in here.
 */
bool screen_changed(void);

/* Runs a command of the shell, which has the terminal meanwhile. Returns what
 * system(3) returns.
 */
int screen_run(const char *command);

#endif
