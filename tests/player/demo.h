/* demo.h: scripts/demo, the lecture before an audience. */
#ifndef DEMO_H
#define DEMO_H

/* Plays lessons. words, up to NULL: the folder to which the names of files are
 * relative, the README with the claims, the files with the lessons, "--", and
 * what the user wrote. Returns the exit status: 0 all that was played to its
 * end passed, 1 one failed, 2 the command line is wrong.
 */
int demo(char *words[]);

#endif
