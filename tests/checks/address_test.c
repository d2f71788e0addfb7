/* address_test.c: what common/address.h promises, byte by byte. Each refusal
 * happens in a child, whose status and words are checked.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "report.h"
#include "address.h"

static int failures;

static void check(bool good, const char *what, const char *detail)
{
    if (!good) {
        printf("FAILED: %s: %s\n", what, detail);
        failures++;
    }
}

/* The address in memory: its port and host bytes, in network order. */
static void check_bytes(struct sockaddr_in addr, const char *what,
                        const char *port, const char *host)
{
    check(addr.sin_family == AF_INET, what, "sin_family");
    check(memcmp(&addr.sin_port, port, 2) == 0, what, "sin_port");
    check(memcmp(&addr.sin_addr, host, 4) == 0, what, "sin_addr");
}

/* address_of(host, port) ends the program with this status, and what it says
 * on stderr holds these words.
 */
static void check_refused(const char *host, const char *port, int status,
                          const char *words)
{
    int ends[2], ended;
    char said[500] = "";
    size_t length = 0;
    if (pipe(ends) == -1)
        fail("pipe");
    pid_t child = fork();
    if (child == -1)
        fail("fork");
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        address_of(host, port);
        _exit(0);
    }
    close(ends[1]);
    ssize_t count;
    while ((count = read(ends[0], said + length,
                         sizeof said - 1 - length)) > 0)
        length += (size_t)count;
    close(ends[0]);
    if (waitpid(child, &ended, 0) == -1)
        fail("waitpid");
    check(WIFEXITED(ended) && WEXITSTATUS(ended) == status, host, port);
    check(strstr(said, words) != NULL, words, said);
}

int main(int argc, char *argv[])
{
    usage(argc, argv, "", "tests the address helper", NULL);

    check_bytes(address_any("1"), "address_any(\"1\")", "\x00\x01",
                "\0\0\0\0");
    check_bytes(address_any("65535"), "address_any(\"65535\")", "\xff\xff",
                "\0\0\0\0");
    check_bytes(address_any("080"), "address_any(\"080\")", "\x00\x50",
                "\0\0\0\0");
    check_bytes(address_of("192.168.1.100", "5678"),
                "address_of(\"192.168.1.100\", \"5678\")", "\x16\x2e",
                "\xc0\xa8\x01\x64");
    check_bytes(address_of("255.255.255.255", "256"),
                "address_of(\"255.255.255.255\", \"256\")", "\x01\x00",
                "\xff\xff\xff\xff");
    check_bytes(address_of("localhost", "5678"),
                "address_of(\"localhost\", \"5678\")", "\x16\x2e",
                "\x7f\x00\x00\x01");

    check_bytes(address_loopback(), "address_loopback()", "\0\0",
                "\x7f\x00\x00\x01");

    struct sockaddr_in addr = address_of("10.0.0.255", "65535");
    check(strcmp(address_text(&addr), "10.0.0.255:65535") == 0, "text",
          address_text(&addr));
    addr = address_of("255.255.255.255", "65535");
    check(strcmp(address_text(&addr), "255.255.255.255:65535") == 0,
          "longest text", address_text(&addr));

    static const char *const ports[] = {
        "",     "0",     "65536",     "-1",   "+80", " 80",
        "80 ",  "80abc", "0x50",      "\t80", "8 0", "99999999999999999999",
        "65\n", "٣",     "4294967376"};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        check_refused("127.0.0.1", ports[i], 2,
                      "a port is a decimal number from 1 to 65535");

    static const char *const hosts[] = {"",           "127.0.0.256",
                                        "1.2.3",      "1.2.3.4.5",
                                        "127.0.0.1.", "2130706433"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        check_refused(hosts[i], "80", 2, "four parts from 0 to 255");
    /* A name with an empty part is refused without asking any server. */
    check_refused("no..such.host", "80", 1, ": getaddrinfo: ");
    check_refused("::1", "80", 2, "no IPv4 address");
    return failures == 0 ? 0 : 1;
}
