/* exercises.h: reads EXERCISES.md.
 *
 * An exercise is a heading "## NAME: TITLE", a paragraph, the task, and a list:
 *
 *   - From: FILE without TEXT      its start: FILE, without the lines that
 *                                  have TEXT; else its predecessor in
 *                                  scripts/programs, or a bare main()
 *   - Programs: NAME...            built with it, where they aren't NAME
 *   - First: NAME                  the lesson to begin with, if it has another
 *                                  name
 *   - Not: NAME...                 lessons that take too long, not played
 *   - Calls: NAME...               the slide's, in its order
 *   - Todo: at `TEXT`: WORDS       a comment before the line with TEXT
 *   - Hint: WORDS                  one at a time
 *   - Learnt: WORDS
 *   - Plays: HEADING: NAME...      transcripts after the lessons
 */
#ifndef EXERCISES_H
#define EXERCISES_H

#include <stdbool.h>
#include <stdio.h>

enum { MOST_PARTS = 12 };

struct exercise {
    char *name, *title, *task, *learnt;
    char *source;      /* ours: "udp/udp_recv.c" */
    char *predecessor; /* a program; or NULL */
    char *from, *without, *first, *not_played;
    char *programs, *calls; /* names, with a blank between them */
    char *todo_at[MOST_PARTS], *todo[MOST_PARTS];
    int todos;
    char *hints[MOST_PARTS];
    int hint_count;
    char *headings[MOST_PARTS], *plays[MOST_PARTS];
    int groups;
};

/* Reads the exercises, and the table of scripts/programs: of the source tree,
 * which is the working directory. Returns how many there are. What is wrong
 * is said on stderr, and ends the program with status 2.
 */
int read_exercises(struct exercise **exercises);

/* Returns a new string, "udp/udp_recv.c": the program's source by the table
 * of scripts/programs; NULL if it is not in it. predecessor: is set to its
 * predecessor, if it has one, a new string; or NULL.
 */
char *source_of(const char *program, char **predecessor);

/* Writes the exercise's starting file. Returns false, with errno, if it can't.
 */
bool write_start(const struct exercise *e, const char *path);

/* Prints text and a line feed, wrapped to 76 columns, each line after the
 * first with this before it.
 */
void print_wrapped(FILE *stream, const char *text, const char *before);

#endif
