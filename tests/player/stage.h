/* stage.h: an audience that sees one column a terminal, time running down. */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include "play.h"

/* Returns the stage. step: wait for Enter before each command; "s" shows the
 * source of the program just started, from the folder that SOURCES names in
 * the environment, and "q" leaves.
 */
const struct audience *stage(bool step);

#endif
