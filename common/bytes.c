/* bytes.c: see bytes.h. */
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>
#include "bytes.h"

/* Unicode's format characters (general category Cf) and its separators of
 * lines and paragraphs (Zl, Zp): iswprint(3) takes some of them for
 * printable. Of Unicode 15; wchar_t is Unicode on Linux, and in the UTF-8
 * locales of macOS and the BSDs.
 */
static bool is_format(unsigned long character)
{
    static const struct {
        unsigned long first, last;
    } ranges[] = {
        {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},
        {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
        {0x8e2, 0x8e2},     {0x180e, 0x180e},   {0x200b, 0x200f},
        {0x2028, 0x202e},   {0x2060, 0x206f},   {0xfeff, 0xfeff},
        {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
        {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
        {0xe0000, 0xe007f}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

/* mbrtowc(3) of the user's locale. A program that shows nothing but ASCII,
 * which is the same in all of them, reads no locale.
 */
static size_t decode(wchar_t *wide, const char *bytes, size_t length)
{
    static bool ready;
    if ((unsigned char)bytes[0] < 0x80) {
        *wide = (unsigned char)bytes[0];
        return bytes[0] != '\0';
    }
    if (!ready)
        setlocale(LC_CTYPE, "");
    ready = true;
    mbstate_t state = {0};
    return mbrtowc(wide, bytes, length, &state);
}

size_t safe_character(const char *bytes, size_t length, const char *plain,
                      char text[SAFE_SIZE])
{
    static const char letters[] = "\\\\\nn\rr\tt"; /* as in C's strings */
    wchar_t wide = 0;
    size_t used = decode(&wide, bytes, length);
    bool valid = used > 0 && used <= length;
    if (!valid)
        used = 1; /* a NUL, half a character, or none */

    bool kept = valid && used == 1 && strchr(plain, *bytes) != NULL;
    if (!kept && valid && used == 1)
        for (const char *letter = letters; *letter != '\0'; letter += 2)
            if (letter[0] == *bytes) {
                snprintf(text, SAFE_SIZE, "\\%c", letter[1]);
                return used;
            }
    if (kept || (valid && iswprint((wint_t)wide) &&
                 !is_format((unsigned long)wide))) {
        memcpy(text, bytes, used);
        text[used] = '\0';
    } else {
        for (size_t i = 0; i < used; i++)
            snprintf(text + 4 * i, SAFE_SIZE - 4 * i, "\\x%02x",
                     (unsigned char)bytes[i]);
    }
    return used;
}

int print_safe(FILE *stream, const char *bytes, size_t length,
               const char *plain)
{
    int printed = 0;
    char text[SAFE_SIZE];
    while (length > 0) {
        size_t used = safe_character(bytes, length, plain, text);
        fputs(text, stream);
        printed += (int)strlen(text);
        bytes += used;
        length -= used;
    }
    return printed;
}

int print_name(FILE *stream, const char *name)
{
    return print_safe(stream, name, strlen(name), "");
}

static int stdout_error; /* errno of the write that failed */

int flush_stdout(void)
{
    if (stdout_error == 0 && fflush(stdout) == EOF)
        stdout_error = errno;
    if (stdout_error == 0 && ferror(stdout))
        stdout_error = write(STDOUT_FILENO, "\n", 1) == -1 ? errno : -1;
    return stdout_error;
}

static void end_if_stdout_failed(void)
{
    if (flush_stdout() != 0)
        exit(1);
}

void print_bytes(const char *bytes, ssize_t count)
{
    if (count > 0)
        fputs(": ", stdout);
    print_safe(stdout, bytes, (size_t)count, "");
    if (putchar('\n') == EOF) /* a line is written when it ends */
        stdout_error = errno;
    end_if_stdout_failed();
}

/* The first bytes of a character whose rest has not come yet. */
static char waiting[MB_LEN_MAX];
static size_t waiting_count;
static const char text_file[] = "\n\t\\"; /* these are its own */

static void print_waiting(void)
{
    print_safe(stdout, waiting, waiting_count, text_file);
    waiting_count = 0;
}

/* Prints all but the first bytes of a character at the end; returns how
 * many bytes it printed.
 */
static size_t print_whole(const char *bytes, size_t length)
{
    size_t printed = 0;
    char text[SAFE_SIZE];
    while (printed < length) {
        wchar_t wide;
        size_t left = length - printed;
        if (decode(&wide, bytes + printed, left) == (size_t)-2)
            break;
        printed += safe_character(bytes + printed, left, text_file, text);
        fputs(text, stdout);
    }
    return printed;
}

static void copy_to_terminal(const char *bytes, size_t length)
{
    static bool ready;
    if (!ready)
        atexit(print_waiting);
    ready = true;

    while (length > 0 && waiting_count > 0) {
        waiting[waiting_count++] = *bytes++;
        length--;
        size_t printed = print_whole(waiting, waiting_count);
        waiting_count -= printed;
        memmove(waiting, waiting + printed, waiting_count);
    }
    size_t printed = print_whole(bytes, length);
    waiting_count += length - printed; /* one of them is 0 */
    memcpy(waiting, bytes + printed, length - printed);
}

void copy_bytes(const char *bytes, ssize_t count)
{
    if (isatty(STDOUT_FILENO))
        copy_to_terminal(bytes, (size_t)count);
    else if (fwrite(bytes, 1, (size_t)count, stdout) < (size_t)count)
        stdout_error = errno;
    end_if_stdout_failed();
}
