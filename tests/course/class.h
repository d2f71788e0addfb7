/* class.h: many files at once, and files that are wrong on purpose. */
#ifndef CLASS_H
#define CLASS_H

#include "exercises.h"
#include "judge.h"

/* Judges each my_NAME.c and my_NAME_WHO.c of the folder and of those in it: a
 * line each. junit: the file to write for a CI system, or NULL. Returns the
 * exit status: 0 if there are files and all pass, 1 if not.
 */
int judge_folder(const struct places *places, const struct exercise *all,
                 int count, const char *folder, const char *junit);

/* Judges our own solutions and the starting files: these must fail, those
 * pass. Then the solutions of WRONG.md, each of which must fail with the words
 * of its row, or pass where the row says "right"; without strace those that
 * only strace shows are left out, and the words may be others. only: an
 * exercise, or NULL for all; few: only those in which the table says so.
 * Prints a row of a table for each. Returns 0 if all is so, 1 if not.
 */
int judge_own(const struct places *places, const struct exercise *all,
              int count, const char *only);
int judge_wrong(const struct places *places, const struct exercise *all,
                int count, const char *only, bool few);

#endif
