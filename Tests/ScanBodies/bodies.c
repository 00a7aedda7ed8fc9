/*
 * Asks every helper of CScan about the same random bytes and makes one number of all answers:
 * builds with different bodies must come to the same. Freestanding it needs no C library: EXPECTED
 * is the number then, and the exit status says whether it was reached.
 */
#include "CScan.h"

enum { ROUNDS = 300000 };

static uint64_t state = 88172645463325252u;
static uint64_t digest;

static uint64_t dice(uint64_t count) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (state >> 11) % count;
}

static void mix(uint64_t answer) {
  digest = (digest ^ answer) * 0x100000001b3u;
  digest ^= digest >> 29;
}

/* Bytes of the kind that helpers look for, and their neighbours. */
static void fill(uint8_t *bytes, int count) {
  static const uint8_t marks[] = "\"\\{}[]#!|~zaAZ/:@`\x1f\x20\x7f\x80\xff";
  uint64_t kind = dice(4);
  for (int i = 0; i < count; i++) {
    uint8_t mark = marks[dice(sizeof marks)];
    bytes[i] = kind == 0 ? dice(256) : kind == 1 ? '0' + dice(10) : 'a' + dice(26);
    if (kind == 3 || dice(24) == 0) bytes[i] = mark;
  }
}

static void ask_about_bytes(void) {
  uint8_t text[48], low[16], span[16], mask[16], expected[16];
  fill(text, 48);
  mix(cscan_plain16(text));
  mix(cscan_unquoted16(text));
  mix(cscan_structure16(text));
  mix(cscan_digits16(text, 0));
  mix(cscan_digits16(text, dice(17)));
  mix(cscan_are_uri16(text));
  for (int i = 0; i < 16; i++) {
    mask[i] = dice(256);
    expected[i] = text[i] ^ (dice(256) & ~mask[i]);
    low[i] = dice(4) ? dice(128) : 0;
    span[i] = low[i] ? dice(128 - low[i]) : 255;
  }
  mix(cscan_matches16(text, expected, mask));
  expected[dice(16)] ^= 1 << dice(8);
  mix(cscan_matches16(text, expected, mask));
  for (int i = 0; i < 16; i++) text[i] = low[i] + dice(span[i] + 1);
  mix(cscan_in_ranges16(text, low, span));
  text[dice(16)] = dice(256);
  mix(cscan_in_ranges16(text, low, span));
}

/* Runs of well-formed UTF-8 with a fault now and then; a text's first 16 bytes and the next. */
static void ask_about_text(void) {
  static const uint8_t leads[] = {0x41, 0xc2, 0xc4, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4};
  uint8_t text[48];
  for (int i = 0; i < 48;) {
    uint8_t lead = leads[dice(sizeof leads)];
    int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    text[i++] = lead;
    for (int k = 0; k < more && i < 48; k++) {
      text[i++] = k == 0 && lead == 0xe0   ? 0xa0 + dice(32)
                  : k == 0 && lead == 0xf0 ? 0x90 + dice(48)
                  : k == 0 && (lead == 0xed || lead == 0xf4) ? 0x80 + dice(lead == 0xed ? 32 : 16)
                                                             : 0x80 + dice(64);
    }
  }
  if (dice(2)) text[dice(48)] = dice(256);
  if (dice(2)) text[dice(48)] = "\"\\\n "[dice(4)];
  for (int i = 0; i < 32; i += 16) {
    cscan_text found = cscan_text16(text + i, i == 0);
    mix(found.length);
    mix(found.characters);
    mix(found.is_valid);
  }
}

static void ask_about_digits(void) {
  uint8_t text[48];
  for (int i = 0; i < 48; i++) text[i] = '0' + dice(10);
  uint32_t whole = 1 + dice(15), fraction = dice(16 - whole);
  mix(cscan_decimal8(text));
  text[whole] = dice(256);
  mix(cscan_decimal16(text, whole, fraction));

  cscan_notation notation;
  for (int i = 0; i < 16; i++) {
    uint64_t kind = dice(8);
    notation.low[i] = kind == 0 ? 0 : kind == 1 ? 0x20 + dice(95) : '0';
    notation.span[i] = kind == 0 ? 255 : kind == 1 ? 0 : dice(10);
    text[i] = notation.low[i] + dice(notation.span[i] + 1);
  }
  for (int i = 0; i < 8; i++) {
    int place = dice(15);
    bool is_pair = notation.low[place] == '0' && notation.low[place + 1] == '0';
    notation.lanes[2 * i] = is_pair ? place : 0;
    notation.lanes[2 * i + 1] = is_pair ? place + 1 : 0;
    notation.pairs[i] = is_pair ? (int)dice(20001) - 10000 : 0;
  }
  for (int turn = 0; turn < 2; turn++) {
    cscan_four sums = cscan_sums(text, &notation);
    mix(sums.first);
    mix(sums.second);
    text[dice(16)] = dice(256);
  }
}

static void ask(void) {
  for (int round = 0; round < ROUNDS; round++) {
    ask_about_bytes();
    ask_about_text();
    ask_about_digits();
  }
}

#if __STDC_HOSTED__
#include <stdio.h>

int main(void) {
  ask();
  printf("0x%016llx\n", (unsigned long long)digest);
}
#else
void _start(void) {
  ask();
  register long number __asm__("x8") = 93, status __asm__("x0") = digest != EXPECTED; /* exit(2) */
  __asm__ volatile("svc 0" : : "r"(number), "r"(status));
}
#endif
