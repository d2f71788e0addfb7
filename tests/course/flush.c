/* flush.c: linked to a student's program. When a lesson has failed, the player
 * asks for what the program has printed and stdio still keeps, by SIGURG,
 * which a program without a handler ignores: a line without its line feed
 * (advice.c). Not safe amid a printf() (signal-safety(7)): then the program,
 * which is about to be killed, may hang.
 */
#include <signal.h>
#include <stdio.h>

static void on_urgent(int number)
{
    (void)number;
    fflush(NULL);
}

__attribute__((constructor)) static void flush_when_asked(void)
{
    struct sigaction action = {.sa_handler = on_urgent,
                               .sa_flags = SA_RESTART};
    sigaction(SIGURG, &action, NULL);
}
