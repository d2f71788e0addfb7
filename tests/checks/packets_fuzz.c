/* packets_fuzz.c [FRAMES [SEED]]: feeds the reader of packets with frames
 * that nobody should send: true ones with bytes changed, cut off or added,
 * and noise. A frame ends where a page ends behind which nothing may be
 * read: a byte read too far is a crash, with or without a sanitizer. Each
 * frame must give one line of printable ASCII.
 */
#define main packets_main /* it is not called */
int packets_main(int argc, char *argv[]);
#include "../../common/packets.c" /* NOLINT(bugprone-suspicious-include) */
#undef main

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Ethernet and what is in it, in hexadecimal digits. */
static const char *const frames[] = {
    /* ARP: who has 192.168.1.28? and its answer */
    "ffffffffffff02000000000a08060001080006040001"
    "02000000000ac0a80164000000000000c0a8011c",
    "02000000000a02000000000b08060001080006040002"
    "02000000000bc0a8011c02000000000ac0a80164",
    /* UDP, 5 bytes */
    "02000000000b02000000000a08004500002100004000"
    "40110000c0a80164c0a8011c9c40162e000d000068656c6c6f",
    /* UDP, the first fragment, and another */
    "02000000000b02000000000a08004500002100012000"
    "40110000c0a80164c0a8011c9c40162e13880000"
    "68656c6c6f",
    "02000000000b02000000000a08004500001900012064"
    "40110000c0a80164c0a8011c68656c6c6f",
    /* TCP SYN with options, IP with options, FIN with 2 bytes */
    "02000000000b02000000000a08004600002c00004000"
    "40060000c0a80164c0a8011c01010101"
    "9c40162e000003e800000000600200000000000002040218",
    "02000000000a02000000000b08004500002a00004000"
    "40060000c0a8011cc0a80164162e9c40"
    "000007d0000003e950110000000000006869",
    /* ICMP: echo request; port unreachable, with the UDP packet above */
    "02000000000b02000000000a08004500002000004000"
    "40010000c0a80164c0a8011c080000000001000268656c6c",
    "02000000000a02000000000b08004500003800004000"
    "40010000c0a8011cc0a801640303000000000000"
    "450000210000400040110000c0a80164c0a8011c9c40162e000d0000",
    /* something else */
    "02000000000a02000000000b86dd60000000"};

enum { MOST_BYTES = 200, FRAMES = sizeof frames / sizeof frames[0] };

static unsigned long state;

/* Numbers from 0 to below - 1, the same for the same seed. */
static size_t any(size_t below)
{
    state = state * 6364136223846793005UL + 1442695040888963407UL;
    return (size_t)(state >> 33) % below;
}

static size_t from_hex(const char *digits, unsigned char *bytes)
{
    size_t length = strlen(digits) / 2;
    for (size_t i = 0; i < length; i++) {
        char pair[3] = {digits[2 * i], digits[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return length;
}

/* Makes a frame of at most MOST_BYTES; returns its length. */
static size_t make(unsigned char *bytes)
{
    static const unsigned char odd[] = {0,    1,    0x0f, 0x40, 0x45,
                                        0x4f, 0x7f, 0x80, 0xf0, 0xff};
    memset(bytes, 0, MOST_BYTES);
    size_t length = from_hex(frames[any(FRAMES)], bytes);
    for (size_t changes = any(6); changes > 0; changes--)
        bytes[any(length)] = any(2) == 0 ? odd[any(sizeof odd)]
                                         : (unsigned char)any(256);
    if (any(4) == 0)
        length = any(length + 1);
    else if (any(4) == 0)
        length += any(MOST_BYTES - length);
    if (any(20) == 0)
        for (size_t i = 0; i < length; i++)
            bytes[i] = (unsigned char)any(256);
    return length;
}

/* Shows a frame that ends at end. */
static void feed(unsigned char *end, const unsigned char *bytes,
                 size_t length, double at, int port)
{
    struct sockaddr_ll link = {0};
    in_port_t type = htons(ETHERTYPE_IP);
    if (length >= sizeof(struct ether_header))
        memcpy(&type, bytes + 12, sizeof type);
    link.sll_protocol = type;
    link.sll_hatype = any(9) == 0 && at > 0 ? ARPHRD_NONE : ARPHRD_ETHER;
    memcpy(end - length, bytes, length);
    show((struct bytes){end - length, length}, &link, at, port, 0);
}

/* How many lines stdout has; -1: one with a byte that may not be there. */
static long lines_of(FILE *file)
{
    long lines = 0;
    int byte, before = '\n';
    while ((byte = getc(file)) != EOF) {
        if (byte == '\n' ? before == '\n' : byte < ' ' || byte > '~')
            return -1;
        lines += byte == '\n';
        before = byte;
    }
    return before == '\n' ? lines : -1;
}

int main(int argc, char *argv[])
{
    long count = argc > 1 ? atol(argv[1]) : 100000, shown = 0;
    state = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char name[] = "/tmp/packets_fuzz.XXXXXX";
    int output = mkstemp(name);
    if (pages == MAP_FAILED ||
        mprotect(pages + page, page, PROT_NONE) == -1 || output == -1 ||
        dup2(output, STDOUT_FILENO) == -1) {
        perror("packets_fuzz");
        return 1;
    }
    unlink(name);
    /* First the true ones, without Ethernet's padding and with it. */
    for (size_t i = 0; i < 2 * FRAMES; i++) {
        unsigned char bytes[MOST_BYTES] = {0};
        size_t length = from_hex(frames[i % FRAMES], bytes);
        feed(pages + page, bytes, length + (i < FRAMES ? 0 : 20), 0, 0);
    }
    for (long i = 0; i < count; i++) {
        unsigned char bytes[MOST_BYTES];
        size_t length = make(bytes);
        int port = any(5) == 0 ? 5678 : 0;
        feed(pages + page, bytes, length, (double)i, port);
        shown += port == 0;
    }
    fflush(stdout);
    FILE *file = fdopen(output, "r");
    if (file == NULL) {
        perror("packets_fuzz");
        return 1;
    }
    rewind(file);
    static char plain[FRAMES][MOST_BYTES], padded[MOST_BYTES];
    for (size_t i = 0; i < 2 * FRAMES; i++) {
        char *line = i < FRAMES ? plain[i] : padded;
        if (fgets(line, MOST_BYTES, file) == NULL)
            return 1;
        /* the last one is no IP: all that came is its length */
        if (i >= FRAMES && i < 2 * FRAMES - 1 &&
            strcmp(padded, plain[i - FRAMES]) != 0) {
            fprintf(stderr, "with padding: %snot: %s", padded,
                    plain[i - FRAMES]);
            return 1;
        }
    }
    long lines = lines_of(file);
    fprintf(stderr, "%ld frames, %ld lines\n", count, lines);
    return lines < shown || lines > count;
}
