/* peer.c: peers that misbehave, for tests/peers.md. */
#include <stdio.h>
#include "report.h"
int main(int argc, char *argv[])
{
    usage(argc, argv, "KIND", "misbehaves", NULL);
}
