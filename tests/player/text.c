/* text.c: see text.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

void *grown(void *old, size_t count, size_t size)
{
    void *new = realloc(old, count == 0 ? 1 : count * size);
    if (new == NULL) {
        perror("player: realloc");
        exit(2);
    }
    return new;
}

char *copy_of(const char *text, size_t length)
{
    char *copy = grown(NULL, length + 1, 1);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *made(const char *format, ...)
{
    va_list values, again;
    va_start(values, format);
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, values);
    char *text = grown(NULL, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(values);
    return text;
}
