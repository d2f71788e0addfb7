/* play.h: plays a transcript: runs its commands, and holds what each terminal
 * shows against what the transcript says.
 */
#ifndef PLAY_H
#define PLAY_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include "match.h"
#include "transcript.h"

/* Who looks on. A function that is NULL is not called. */
struct audience {
    /* Called first. false: the audience leaves. */
    bool (*begin)(const struct transcript *t);
    /* Called before each step. text: the step's, as the transcript has it; of
     * what a person does, as it comes: with the values of its <word>s. false:
     * the audience leaves.
     */
    bool (*wait)(const struct step *next, const char *text);
    /* Called after a step, with the text as it came: for a LINE, what the
     * terminal showed, by ports_out(); a command as wait() gets it.
     */
    void (*step)(const struct transcript *t, const struct step *step,
                 const char *text, size_t length);
    /* Called where a LINE differs, with the text that came instead. Returns
     * whether this is well: then it has changed step->text, which must match.
     */
    bool (*reword)(const struct transcript *t, struct step *step,
                   const struct words *words, const char *text);
    /* Called before a failure is told. */
    void (*trouble)(void);
    /* Called while a step takes time, after a signal. */
    void (*look)(void);
};

enum outcome { PASSED, FAILED, LEFT };

/* Plays it. A failure is told on stdout: the file and line, what was expected,
 * what came, and all that the terminal showed. Each step has this many
 * seconds; the audience's waits do not count. Whatever the transcript started
 * has ended when play() returns.
 */
enum outcome play(const struct transcript *t, const char *file,
                  const struct audience *audience, double seconds);

/* A signal handler sets this to the signal: play() ends all, and returns LEFT.
 */
extern volatile sig_atomic_t play_stopped_by;

/* Seconds that a step has, times PATIENCE of the environment (needs.h): in a
 * test, where other tests run beside it, and before an audience. For a
 * student's program judge.c of the course says how many.
 */
enum { STEP_IN_TEST = 30, STEP_BEFORE_AUDIENCE = 10 };

/* A handler of SIGCONT sets this, because the time that the player was stopped
 * (Ctrl-Z) does not count: the step's seconds begin again.
 */
extern volatile sig_atomic_t play_continued;

/* Prints text from a program on stdout, safely: bytes.h. A backslash is
 * itself, as in a transcript.
 */
void print_shown(const char *text, size_t length);

#endif
