/* terminal.h: a pseudo-terminal in which one command at a time runs, and what
 * it has shown. pty(7), setsid(2), tcsetpgrp(3).
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_SHOWN = 4 << 20 }; /* bytes: a flood does not fill the memory */

struct terminal {
    int master;   /* our end of the pseudo-terminal; -1: all have left it */
    int report;   /* the keeper writes the command's status here; or -1 */
    int leash;    /* closed, it lets the keeper go; or -1 */
    pid_t keeper; /* the session's leader; 0: none */
    pid_t job;    /* the command's process group */
    int status;   /* of the command, as a shell gives it: 128 + a signal */
    bool pressed; /* somebody pressed Ctrl-C */
    char *shown;  /* all that the command has shown, with its length */
    size_t length;
    size_t taken; /* as much of it as lines were taken from */
    size_t lost;  /* what came after MOST_SHOWN bytes */
};

/* Makes *t a terminal that has never run a command. */
void terminal_clear(struct terminal *t);

/* Runs a command by the shell in a new pseudo-terminal of 80 columns, with
 * every signal at its default. The last command must have ended. Returns
 * false, with errno, if no terminal or process could be had.
 */
bool terminal_run(struct terminal *t, const char *command);

/* Reads what there is to read, without waiting, after poll() said that there
 * is something.
 */
void terminal_read(struct terminal *t);

/* Whether the command has ended, nobody is left in the terminal, and all that
 * was shown has been read.
 */
bool terminal_ended(const struct terminal *t);

/* Takes the next line that was shown, without its line feed, into *line, which
 * lasts until the next terminal_read(). The last line may lack its line feed
 * when everybody has left. Returns false if there is no whole line.
 */
bool terminal_line(struct terminal *t, const char **line, size_t *length);

/* Types bytes; returns false, with errno, if the terminal does not take them.
 */
bool terminal_type(struct terminal *t, const char *bytes, size_t length);

/* Ends what still runs, by SIGKILL, and frees all. */
void terminal_kill(struct terminal *t);

#endif
