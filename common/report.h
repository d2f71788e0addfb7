/* report.h: what every program needs and is not the lesson: its usage line,
 * the report of a failed call, and bytes from the network made safe to
 * show. Nothing here touches a socket.
 */
#ifndef REPORT_H
#define REPORT_H

#include <sys/types.h>

/* First call of a program: checks the command line and prepares the output.
 *
 * arguments   names the arguments, as usage shows them: "[NAME]" may be
 *             missing, "NAME..." may be repeated
 * shows       what the program does, in one sentence
 * elsewhere   the command for the other terminal, or NULL
 *
 * For -h or --help it prints all three on stdout and exits with 0. A wrong
 * number of arguments prints the usage line on stderr and exits with 2.
 * Otherwise it returns; stdout is line-buffered then, and is checked once
 * more at the program's end.
 */
void usage(int argc, char *argv[], const char *arguments, const char *shows,
           const char *elsewhere);

/* Reports the call that has just set errno, "udp_recv: bind: Address already
 * in use", and what to try where the reason does not tell; exits with 1.
 */
_Noreturn void fail(const char *call);

/* The same for a call with reasons of its own; advice may be NULL. */
_Noreturn void fail_because(const char *call, const char *reason,
                            const char *advice);

/* fail()'s line alone, for a program that goes on. */
void complain(const char *call);

/* Refuses an argument, "udp_recv: 80abc: REASON", and exits with 2. */
_Noreturn void refuse(const char *argument, const char *reason);

/* Returns the number that text spells in decimal, all of it, if it is from
 * least to most; else refuses it: "80abc: WHAT is a decimal number from ...".
 * Neither sign nor blanks are allowed; 0 <= least.
 */
int number(const char *text, const char *what, int least, int most);

/* Returns seconds on a clock that only goes forward, for differences:
 * CLOCK_MONOTONIC, clock_gettime(3).
 */
double now(void);

/* Ends a line of stdout: with a colon and count bytes, if there are any.
 * Characters that print in the user's locale (setlocale(3), LC_CTYPE) are
 * printed as they are, a backslash twice, all other bytes as \n, \r, \t or
 * \x1b: no message can drive the terminal. If stdout fails, so does the
 * program.
 */
void print_bytes(const char *bytes, ssize_t count);

/* Copies count bytes to stdout: to a file or a pipe as they are, to a
 * terminal with escapes as above for all but line feeds, tabs, backslashes.
 */
void copy_bytes(const char *bytes, ssize_t count);

#endif
