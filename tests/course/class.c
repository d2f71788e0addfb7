/* class.c: see class.h. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bytes.h"
#include "class.h"
#include "files.h"
#include "table.h"
#include "text.h"

/* --- A folder ----------------------------------------------------------- */

static bool is_mine(const char *file)
{
    size_t length = strlen(file);
    return strncmp(file, "my_", 3) == 0 && length > 5 &&
           strcmp(file + length - 2, ".c") == 0;
}

/* The exercise that my_NAME.c or my_NAME_WHO.c is a solution of: the longest
 * NAME that fits; or NULL.
 */
static const struct exercise *exercise_of(const struct exercise *all,
                                          int count, const char *file)
{
    const struct exercise *found = NULL;
    size_t length = strlen(file), longest = 0;
    if (!is_mine(file))
        return NULL;
    for (int i = 0; i < count; i++) {
        size_t name = strlen(all[i].name);
        char after = file[3 + name <= length ? 3 + name : length];
        if (strncmp(file + 3, all[i].name, name) == 0 && name > longest &&
            strchr("._-", after) != NULL && after != '\0') {
            found = &all[i];
            longest = name;
        }
    }
    return found;
}

struct entry {
    char *path; /* below the folder */
    const struct exercise *e;
};

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path,
                  ((const struct entry *)b)->path);
}

/* Adds the solutions in folder/below, and, once, in the folders of it. */
static int add_entries(struct entry **entries, int count,
                       const struct exercise *all, int exercises,
                       const char *folder, const char *below, bool deeper)
{
    char *path = made("%s/%s", folder, below);
    DIR *list = opendir(path);
    struct dirent *entry;
    if (list == NULL && deeper) {
        fprintf(stderr, "scripts/try: %s: %s\n", folder, strerror(errno));
        exit(2);
    }
    while (list != NULL && (entry = readdir(list)) != NULL) {
        char *name = made("%s%s", below, entry->d_name);
        char *whole = made("%s/%s", folder, name);
        struct stat status;
        const struct exercise *e = exercise_of(all, exercises,
                                               entry->d_name);
        bool there = stat(whole, &status) == 0;
        if (there && S_ISREG(status.st_mode) && e != NULL) {
            *entries = grown(*entries, (size_t)count + 1, sizeof **entries);
            (*entries)[count++] = (struct entry){
                copy_of(name, strlen(name)), e};
        } else if (there && S_ISREG(status.st_mode) &&
                   is_mine(entry->d_name)) {
            printf("no exercise:  ");
            print_name(stdout, name);
            putchar('\n');
        } else if (there && S_ISDIR(status.st_mode) && deeper &&
                   entry->d_name[0] != '.') {
            char *next = made("%s/", name);
            count = add_entries(entries, count, all, exercises, folder,
                                next, false);
            free(next);
        }
        free(whole);
        free(name);
    }
    if (list != NULL)
        closedir(list);
    free(path);
    return count;
}

/* Text in XML: characters of its own escaped, others that it may not have
 * left out.
 */
static void write_xml(FILE *file, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", file);
            break;
        case '>':
            fputs("&gt;", file);
            break;
        case '&':
            fputs("&amp;", file);
            break;
        case '"':
            fputs("&quot;", file);
            break;
        default:
            if ((unsigned char)*text >= ' ' || *text == '\n' ||
                *text == '\t')
                fputc(*text, file);
        }
}

static void write_case(FILE *file, const struct entry *entry,
                       const struct verdict *verdict)
{
    fprintf(file, "  <testcase classname=\"%s\" name=\"", entry->e->name);
    write_xml(file, entry->path);
    fprintf(file, "\" time=\"%.2f\">", verdict->seconds);
    if (!verdict->passed) {
        fprintf(file, "<failure message=\"");
        write_xml(file, verdict->why);
        fprintf(file, "\">");
        write_xml(file, verdict->report);
        fprintf(file, "</failure>");
    }
    fprintf(file, "</testcase>\n");
}

static void free_verdict(struct verdict *verdict)
{
    free(verdict->why);
    free(verdict->report);
    free(verdict->warnings);
}

int judge_folder(const struct places *places, const struct exercise *all,
                 int count, const char *folder, const char *junit)
{
    struct entry *entries = NULL;
    int found = add_entries(&entries, 0, all, count, folder, "", true);
    int failed = 0;
    char *xml = NULL;
    size_t size = 0;
    FILE *cases = open_memstream(&xml, &size);
    if (cases == NULL)
        exit(2);
    if (found == 0) {
        printf("no my_NAME.c in this folder, or in one of it\n");
        failed = 1;
    } else {
        qsort(entries, (size_t)found, sizeof *entries, compare_entries);
    }
    for (int i = 0; i < found; i++) {
        char *file = made("%s/%s", folder, entries[i].path);
        struct verdict verdict = judge(places, entries[i].e, file, false,
                                       NULL);
        failed += !verdict.passed;
        printf("%-4s %5.1f s  ", verdict.passed ? "pass" : "FAIL",
               verdict.seconds);
        int width = print_name(stdout, entries[i].path);
        printf("%*s", width < 28 ? 28 - width : 0, "");
        if (!verdict.passed)
            printf("  %s", verdict.why);
        else if (verdict.skipped > 0)
            printf("  %d of %d transcripts skipped", verdict.skipped,
                   verdict.played + verdict.skipped);
        printf("\n");
        fflush(stdout);
        write_case(cases, &entries[i], &verdict);
        free_verdict(&verdict);
        free(file);
    }
    fclose(cases);
    printf("%d of %d pass\n", found - (found == 0 ? 0 : failed), found);
    if (junit != NULL) {
        FILE *file = fopen(junit, "w");
        if (file != NULL)
            fprintf(file,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<testsuite name=\"scripts/try\" tests=\"%d\" "
                    "failures=\"%d\">\n%s</testsuite>\n",
                    found, found == 0 ? 0 : failed, xml);
        if (file == NULL || fclose(file) != 0) {
            fprintf(stderr, "scripts/try: %s: %s\n", junit,
                    strerror(errno));
            return 2;
        }
    }
    free(xml);
    return failed == 0 ? 0 : 1;
}

/* --- Our own, and what is wrong on purpose ------------------------------ */

static char *whole_file(const char *path)
{
    char *text = read_whole(path);
    if (text == NULL) {
        perror(path);
        exit(2);
    }
    return text;
}

static void write_whole(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) == EOF || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

static void tell_unexpected(const char *what, const struct verdict *verdict)
{
    printf("WRONG: %s\n%s%s", what, verdict->report, verdict->warnings);
}

int judge_own(const struct places *places, const struct exercise *all,
              int count, const char *only)
{
    int wrong = 0;
    char *folder = new_temporary("own");
    for (int i = 0; i < count; i++) {
        const struct exercise *e = &all[i];
        if (only != NULL && strcmp(only, e->name) != 0)
            continue;
        wrong += missing_plays(places, e);
        char *file = made("%s/my_%s.c", folder, e->name);
        if (!write_start(e, file)) {
            perror(file);
            exit(2);
        }
        struct verdict start = judge(places, e, file, false, NULL);
        printf("%-14s start %4.1f s: %s\n", e->name, start.seconds,
               start.why);
        if (start.passed)
            tell_unexpected("the starting file passes", &start);
        wrong += start.passed;

        char *ours = whole_file(e->source), *changed = made("\n%s", ours);
        write_whole(file, ours);
        struct verdict copied = judge(places, e, file, false, NULL);
        if (copied.passed)
            tell_unexpected("a copy of our file passes", &copied);
        wrong += copied.passed;
        write_whole(file, changed);
        struct verdict own = judge(places, e, file, false, NULL);
        printf("%-14s ours  %4.1f s: %d played, %d skipped\n", e->name,
               own.seconds, own.played, own.skipped);
        if (!own.passed || own.warnings[0] != '\0')
            tell_unexpected("our own program does not pass", &own);
        wrong += !own.passed || own.warnings[0] != '\0';
        unlink(file);
        free_verdict(&start);
        free_verdict(&copied);
        free_verdict(&own);
        free(ours);
        free(changed);
        free(file);
    }
    rmdir(folder);
    free(folder);
    return wrong == 0 ? 0 : 1;
}

/* Returns a new string: the cell, with a line feed for each pilcrow. */
static char *with_lines(const char *cell)
{
    static const char pilcrow[] = "\xc2\xb6";
    char *text = copy_of(cell, strlen(cell)), *at = text;
    while ((at = strstr(at, pilcrow)) != NULL) {
        *at = '\n';
        memmove(at + 1, at + 2, strlen(at + 2) + 1);
    }
    return text;
}

/* Returns a new string: the text with the first `what` replaced; NULL if it
 * has none.
 */
static char *edited(const char *text, const char *what, const char *with)
{
    const char *at = strstr(text, what);
    if (at == NULL)
        return NULL;
    return made("%.*s%s%s", (int)(at - text), text, with,
                at + strlen(what));
}

enum { EXERCISE, MISTAKE, WHAT, WITH, WORDS, RUN, CELLS };

/* Rows one after the other with the same exercise and mistake are the edits
 * of one solution.
 */
static bool same_solution(const struct row *a, const struct row *b)
{
    return strcmp(a->cells[EXERCISE], b->cells[EXERCISE]) == 0 &&
           strcmp(a->cells[MISTAKE], b->cells[MISTAKE]) == 0;
}

static struct table read_wrong(void)
{
    static const char path[] = "tests/course/WRONG.md";
    struct table table = {0};
    char line[1024];
    FILE *file = fopen(path, "r");
    int number = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        const char *wrong = NULL;
        if (is_row(line))
            add_line(&table, line, number);
        if (is_row(line) && table.count > 0 &&
            table.rows[table.count - 1].count != CELLS)
            wrong = "a row has six cells";
        if (wrong != NULL) {
            fprintf(stderr, "%s:%d: %s\n", path, number, wrong);
            exit(2);
        }
    }
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return table;
}

/* The transcript that a cell of RUN names after "few" or "few strace"; NULL:
 * none.
 */
static const char *transcript_of(const char *cell)
{
    const char *last = strrchr(cell, ' ');
    return last == NULL || strcmp(last, " strace") == 0 ? NULL : last + 1;
}

/* Judges the solution of rows first to last, by one transcript only if it is
 * named. Returns whether it is as it should be.
 */
static bool judge_solution(const struct places *places,
                           const struct exercise *e,
                           const struct row *first, const struct row *last,
                           const char *only, const char *folder)
{
    char *text = whole_file(e->source);
    for (const struct row *row = first; row <= last; row++) {
        char *what = with_lines(row->cells[WHAT]);
        char *with = with_lines(row->cells[WITH]);
        char *next = edited(text, what, with);
        free(what);
        free(with);
        if (next == NULL) {
            printf("WRONG: %s has no \"%s\"\n", e->source,
                   row->cells[WHAT]);
            return false;
        }
        free(text);
        text = next;
    }
    char *file = made("%s/my_%s.c", folder, e->name);
    write_whole(file, text);
    struct verdict verdict = judge(places, e, file, false, only);
    char *words = made("%s\n%s", verdict.why, verdict.report);
    /* Many of the words come from strace. */
    bool told = strstr(words, last->cells[WORDS]) != NULL ||
                !strace_works();
    printf("| %s | %s | %.1f s | %s |\n", e->name, first->cells[MISTAKE],
           verdict.seconds, verdict.why);
    /* It has only one transcript, which this machine may skip. */
    bool skipped = verdict.passed && only != NULL && verdict.skipped > 0;
    bool right = strcmp(last->cells[RUN], "right") == 0;
    if (right) {
        if (!verdict.passed)
            tell_unexpected("this solution does not pass", &verdict);
    } else if (skipped)
        printf("skipped: %s needs what is not here\n", only);
    else if (verdict.passed)
        tell_unexpected("this solution passes", &verdict);
    else if (!told) {
        printf("WRONG: not told: \"%s\"\n%s", last->cells[WORDS],
               verdict.report);
    }
    fflush(stdout);
    unlink(file);
    bool good = right ? verdict.passed
                      : skipped || (!verdict.passed && told);
    free_verdict(&verdict);
    free(words);
    free(file);
    free(text);
    return good;
}

/* Whether the report's words are a sanitizer's. */
static bool told_by_sanitizer(const struct row *row)
{
    static const char *const words[] = {"AddressSanitizer", "at line",
                                        "signed integer overflow"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(row->cells[WORDS], words[i]) == 0)
            return true;
    return false;
}

int judge_wrong(const struct places *places, const struct exercise *all,
                int count, const char *only, bool few)
{
    struct table table = read_wrong();
    char *folder = new_temporary("own");
    int wrong = 0, solutions = 0, skipped = 0;
    for (int i = 0, next; i < table.count; i = next) {
        const struct row *row = &table.rows[i];
        const struct exercise *e = NULL;
        for (next = i + 1;
             next < table.count && same_solution(row, &table.rows[next]);)
            next++;
        for (int j = 0; j < count; j++)
            if (strcmp(all[j].name, row->cells[EXERCISE]) == 0)
                e = &all[j];
        if (e == NULL) {
            printf("WRONG: WRONG.md: no exercise %s\n",
                   row->cells[EXERCISE]);
            wrong++;
            continue;
        }
        if ((only != NULL && strcmp(only, e->name) != 0) ||
            (few && strstr(row->cells[RUN], "few") == NULL))
            continue;
        if ((!strace_works() &&
             strstr(row->cells[RUN], "strace") != NULL) ||
            (COURSE_SANITIZERS[0] == '\0' && told_by_sanitizer(row))) {
            skipped++;
            continue;
        }
        solutions++;
        wrong += !judge_solution(
            places, e, row, &table.rows[next - 1],
            few ? transcript_of(row->cells[RUN]) : NULL, folder);
    }
    rmdir(folder);
    free(folder);
    printf("%d solutions, %d not told as they should be\n", solutions,
           wrong);
    if (skipped > 0)
        printf("%d more: skipped: only strace or sanitizers tell them, and "
               "there are none here\n",
               skipped);
    if (solutions == 0 && skipped > 0)
        return 77;
    return wrong == 0 && solutions > 0 ? 0 : 1;
}
