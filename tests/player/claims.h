/* claims.h: the table of the lecture's claims in the top README: a claim's
 * number, its words, the lessons that show it as links, and the verdict.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

struct claim {
    int number;
    char *says;
    char *lesson; /* one that shows it: a claim may come several times */
    char *link;   /* where the table says that the lesson is */
    char *verdict;
};

/* Reads the table of a file into *all, a claim for each lesson that a row
 * links. Returns how many, or -1, having said why.
 */
int read_claims(const char *file, struct claim **all);

#endif
