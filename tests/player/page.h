/* page.h: a lesson as a list of entries, and its pages: one column a terminal,
 * time running down; its text above, what to notice below.
 */
#ifndef PAGE_H
#define PAGE_H

#include "rows.h"
#include "transcript.h"

/* What an entry is, beside a step (enum kind): the lesson's text. */
enum { OPENING = REMARK + 1, CLOSING };

struct entry {
    int kind;
    int terminal; /* or -1 */
    char *text;   /* as it is shown: "$ udp_recv 5678" */
    bool turned;  /* a page was turned before it, at this size */
};

struct lesson {
    const struct transcript *t;
    struct entry *entries;
    int count;
    int done; /* so many have happened; the others say what is expected */
    bool prompt;       /* the next one stands at its prompt */
    int width, height; /* of the page that was made last */
};

void add_entry(struct lesson *lesson, int kind, int terminal,
               const char *text, size_t length);

/* Gives an entry the text with which it has come, or will. */
void set_entry(struct lesson *lesson, int at, const char *text,
               size_t length);

/* Returns a new string: the entry with the name of its terminal, as the
 * transcript writes it.
 */
char *named_entry(const struct lesson *lesson, int at);

/* Returns the page on which the last thing has happened. Its last row has the
 * hint on the left and the place on the right. A page that was turned stays so,
 * also if what came after was shorter than expected.
 */
struct rows make_page(struct lesson *lesson, int width, int height,
                      const char *hint, const char *place);

/* Whether the next entry stands on another page than the last that has
 * happened.
 */
bool turns_page(const struct lesson *lesson, int width, int height);

/* Returns the rows of an entry that follow those of the one before it; at -1:
 * the title's.
 */
struct rows make_rows(const struct lesson *lesson, int at, int width);

void free_lesson(struct lesson *lesson);

#endif
