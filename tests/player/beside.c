/* beside.c: see beside.h. The current directory is the project's. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "beside.h"
#include "screen.h"
#include "text.h"

/* Functions of the shell: one pages its input, or files. less stays until q;
 * another pager may end before anybody has read. The other shows the kernel's
 * table without the player's own sockets, which guard a lesson's ports.
 */
static const char page[] =
    "page() {\n"
    "    pager=${PAGER:-$(command -v less || command -v more || echo "
    "cat)}\n"
    "    case $pager in\n"
    "    less | */less) \"$pager\" -R -+F -+X \"$@\"; return ;;\n"
    "    more | */more) ;;\n"
    "    *) case ${1-} in +*) shift ;; esac ;;\n"
    "    esac\n"
    "    $pager \"$@\"\n"
    "    printf '[Enter: back to the stage] '\n"
    "    read -r enter < /dev/tty\n"
    "}\n"
    "sockets() { ports 2>&1 | grep -v ' player ([0-9]*)$'; }\n";

static const char sources[] =
    "for name in $names; do\n"
    "    set -- \"$@\" \"$(scripts/programs --source $name)\"\n"
    "done\n"
    "line=$(sed -n '/New:/{=;q;}' \"$1\")\n"
    "page +${line:-1} \"$@\"\n";

static const char differences[] =
    "for name in $names; do scripts/programs --diff $name 2>&1; done |\n"
    "    if [ -n \"${NO_COLOR-}\" ]; then cat; else\n"
    "        esc=$(printf '\\033')\n"
    "        sed \"s/^+.*/$esc[32m&$esc[0m/; s/^-.*/$esc[31m&$esc[0m/\"\n"
    "    fi | page\n";

static const char table[] = "sockets | page\n";

/* Each host of a lab has a kernel's table of its own. */
static const char tables[] = "if scripts/lab a true 2> /dev/null; then\n"
                             "    for host in a b c new router; do\n"
                             "        printf '%s\\n' \"$host:\"\n"
                             "        scripts/lab $host ports 2>&1\n"
                             "        echo\n"
                             "    done\n"
                             "else\n"
                             "    echo 'no lab is up; this machine:'\n"
                             "    sockets\n"
                             "fi | page\n";

static const char keys[] =
    "page << 'END'\n"
    "Enter, Space, right, PgDn   go on\n"
    "left, PgUp                  back: the lesson anew, up to there\n"
    "r                           again, from its beginning\n"
    "n                           the next lesson\n"
    "l                           the list of lessons\n"
    "s                           the source of the program, at its New: "
    "line\n"
    "d                           what it adds to its predecessor\n"
    "k                           the kernel's table of sockets, now\n"
    "!                           a shell, with the programs on its PATH\n"
    "?                           the keys\n"
    "q                           leaves (and comes back from here)\n"
    "END\n";

/* Returns the programs that these commands name, each once, with a blank
 * before each.
 */
static char *programs_of(const char *commands)
{
    static const char *const folders[] = {"common", "udp", "tcp"};
    char *names = copy_of("", 0);
    while (*commands != '\0') {
        size_t length = 0;
        while (isalnum((unsigned char)commands[length]) ||
               commands[length] == '_')
            length++;
        for (int i = 0; i < 3 && length > 0; i++) {
            char *path = made("%s/%.*s.c", folders[i], (int)length,
                              commands);
            char *name = made(" %.*s ", (int)length, commands);
            if (access(path, R_OK) == 0 && strstr(names, name) == NULL) {
                char *more = made("%s%s", names, name);
                free(names);
                names = more;
            }
            free(path);
            free(name);
        }
        commands += length > 0 ? length : 1;
    }
    return names;
}

void beside(int key, const char *commands, const char *ports, bool lab)
{
    char *names = programs_of(commands), *run;
    if (key == '!')
        run = made("printf '%%s\\n' 'A shell beside the lesson: exit comes "
                   "back.' '%s'\n${SHELL:-/bin/sh}\n",
                   ports);
    else
        run = made("%snames='%s'\n%s", page, names,
                   key == 's'   ? sources
                   : key == 'd' ? differences
                   : key == 'k' ? (lab ? tables : table)
                                : keys);
    screen_run(run);
    free(names);
    free(run);
}
