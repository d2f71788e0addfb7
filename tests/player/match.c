/* match.c: see match.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "match.h"
#include "text.h"

size_t placeholder(const char *text)
{
    if (strncmp(text, "<...>", 5) == 0)
        return 5;
    size_t end = 1;
    while (text[0] == '<' &&
           (isalnum((unsigned char)text[end]) || text[end] == '_'))
        end++;
    return end > 1 && text[end] == '>' ? end + 1 : 0;
}

const char *value_of(const struct words *w, const char *word, size_t length)
{
    for (int i = 0; i < w->known; i++)
        if (strlen(w->names[i]) == length &&
            memcmp(w->names[i], word, length) == 0)
            return w->values[i];
    return NULL;
}

void forget(struct words *w, int known)
{
    while (w->known > known) {
        w->known--;
        free(w->names[w->known]);
        free(w->values[w->known]);
    }
}

bool matches(struct words *w, const char *pattern, const char *text,
             size_t length)
{
    size_t holder;
    while ((holder = placeholder(pattern)) == 0 && *pattern != '\0') {
        if (length == 0 || *pattern != *text)
            return false;
        pattern++;
        text++;
        length--;
    }
    if (*pattern == '\0')
        return length == 0;

    const char *rest = pattern + holder, *word = pattern + 1;
    size_t word_length = holder - 2;
    bool anything = strncmp(pattern, "<...>", 5) == 0;
    const char *value = anything ? NULL : value_of(w, word, word_length);
    if (value != NULL) {
        size_t needed = strlen(value);
        return needed <= length && memcmp(text, value, needed) == 0 &&
               matches(w, rest, text + needed, length - needed);
    }
    for (size_t used = anything ? 0 : 1; used <= length; used++) {
        if (!anything && isspace((unsigned char)text[used - 1]))
            return false;
        int known = w->known;
        if (!anything) {
            size_t room = (size_t)known + 1;
            w->names = grown(w->names, room, sizeof *w->names);
            w->values = grown(w->values, room, sizeof *w->values);
            w->names[known] = copy_of(word, word_length);
            w->values[known] = copy_of(text, used);
            w->known++;
        }
        if (matches(w, rest, text + used, length - used))
            return true;
        forget(w, known);
    }
    return false;
}

char *filled_in(const struct words *w, const char *command)
{
    char *filled = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&filled, &length);
    while (out != NULL && *command != '\0') {
        size_t holder = placeholder(command);
        const char *value = holder < 3
                                ? NULL
                                : value_of(w, command + 1, holder - 2);
        if (value != NULL) {
            fputs(value, out);
            command += holder;
        } else {
            fputc(*command++, out);
        }
    }
    if (out == NULL || fclose(out) == EOF) {
        perror("player: open_memstream");
        exit(2);
    }
    return filled;
}

char *reworded(const char *pattern)
{
    static const struct {
        const char *words;
        int number;
    } usual[] = {
        {"Address already in use", EADDRINUSE},
        {"Bad file descriptor", EBADF},
        {"Broken pipe", EPIPE},
        {"Cannot allocate memory", ENOMEM},
        {"Cannot assign requested address", EADDRNOTAVAIL},
        {"Connection refused", ECONNREFUSED},
        {"Connection reset by peer", ECONNRESET},
        {"Connection timed out", ETIMEDOUT},
        {"Interrupted system call", EINTR},
        {"Invalid argument", EINVAL},
        {"Is a directory", EISDIR},
        {"Message too long", EMSGSIZE},
        {"Network is unreachable", ENETUNREACH},
        {"No buffer space available", ENOBUFS},
        {"No route to host", EHOSTUNREACH},
        {"No space left on device", ENOSPC},
        {"Operation not permitted", EPERM},
        {"Permission denied", EACCES},
        {"Protocol not supported", EPROTONOSUPPORT},
        {"Resource temporarily unavailable", EAGAIN},
        {"Software caused connection abort", ECONNABORTED},
        {"Too many open files", EMFILE},
        {"Transport endpoint is not connected", ENOTCONN},
    };
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        const char *at = strstr(pattern, usual[i].words);
        if (at == NULL)
            continue;
        const char *rest = at + strlen(usual[i].words);
        const char *here = strerror(usual[i].number);
        return made("%.*s%s%s", (int)(at - pattern), pattern, here, rest);
    }
    return copy_of(pattern, strlen(pattern));
}
