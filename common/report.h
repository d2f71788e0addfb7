/* report.h: what every program needs and is not the lesson. */
#ifndef REPORT_H
#define REPORT_H

/* First call of a program. arguments names its arguments: "[NAME]" may be
 * missing, "NAME..." may be repeated. shows says in a sentence what the
 * program does; elsewhere is the command for the other terminal, or NULL.
 * For -h or --help it prints them and exits with 0; a wrong number of
 * arguments is refused. stdout is line-buffered, and checked by exit(3).
 */
void usage(int argc, char *argv[], const char *arguments, const char *shows,
           const char *elsewhere);

/* Reports the call that has just set errno, "udp_recv: bind: Address
 * already in use", and what to try, if we know; exits with 1.
 */
_Noreturn void fail(const char *call);
/* The same for a call with reasons of its own; advice may be NULL. */
_Noreturn void fail_because(const char *call, const char *reason,
                            const char *advice);
/* fail()'s first line alone, for a program that goes on. */
void complain(const char *call);
/* Refuses an argument, "udp_recv: 80abc: REASON", and exits with 2. */
_Noreturn void refuse(const char *argument, const char *reason);

/* Returns the seconds of CLOCK_MONOTONIC, for differences. */
double now(void);

#endif
