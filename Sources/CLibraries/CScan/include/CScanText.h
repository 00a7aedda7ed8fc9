/* Text beyond ASCII. See CScan.h. */
#pragma once

#include "CScanWords.h"

/* What 16 bytes of a JSON string's text hold, up to the first '"', '\' or byte below 0x20. */
typedef struct {
  uint32_t length;     /* bytes before that one; 16 where there is none */
  uint32_t characters; /* that begin among them */
  bool is_valid;       /* UTF-8; one that goes on behind the 16 is judged with the bytes there */
} cscan_text;

/*
 * What is wrong with a byte and the one before it, looked up three times: by both halves of the first
 * and by the upper half of the second. A fault is there where all three have its bit (Keiser and
 * Lemire, "Validating UTF-8 in less than one instruction per byte", 2021). Two continuations are no
 * fault where the byte two or three before leads so many.
 */
enum {
  CSCAN_CUT = 1 << 0,         /* a lead without its continuation */
  CSCAN_ASTRAY = 1 << 1,      /* a continuation after ASCII */
  CSCAN_LONG_OF_TWO = 1 << 2, /* c0, c1: ASCII in two bytes */
  CSCAN_LONG_OF_THREE = 1 << 3,
  CSCAN_SURROGATE = 1 << 4,
  CSCAN_LARGE = 1 << 5, /* f4 90 and above, up to the bf after f5 and above */
  CSCAN_LONG_OF_FOUR = 1 << 6, /* f0 80; f5 80 and above too, which are too large */
  CSCAN_CONTINUED = 1 << 7,
  CSCAN_ANY = CSCAN_CUT | CSCAN_ASTRAY | CSCAN_CONTINUED
};

static const uint8_t cscan_first_upper[16] = {
    CSCAN_ASTRAY, CSCAN_ASTRAY, CSCAN_ASTRAY, CSCAN_ASTRAY,
    CSCAN_ASTRAY, CSCAN_ASTRAY, CSCAN_ASTRAY, CSCAN_ASTRAY,
    CSCAN_CONTINUED, CSCAN_CONTINUED, CSCAN_CONTINUED, CSCAN_CONTINUED,
    CSCAN_CUT | CSCAN_LONG_OF_TWO, CSCAN_CUT,
    CSCAN_CUT | CSCAN_LONG_OF_THREE | CSCAN_SURROGATE,
    CSCAN_CUT | CSCAN_LARGE | CSCAN_LONG_OF_FOUR};
static const uint8_t cscan_first_lower[16] = {
    CSCAN_ANY | CSCAN_LONG_OF_TWO | CSCAN_LONG_OF_THREE | CSCAN_LONG_OF_FOUR,
    CSCAN_ANY | CSCAN_LONG_OF_TWO, CSCAN_ANY, CSCAN_ANY, CSCAN_ANY | CSCAN_LARGE,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR, CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR, CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR, CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR, CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR | CSCAN_SURROGATE,
    CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR, CSCAN_ANY | CSCAN_LARGE | CSCAN_LONG_OF_FOUR};
#define CSCAN_CONTINUATION (CSCAN_ASTRAY | CSCAN_CONTINUED | CSCAN_LONG_OF_TWO)
static const uint8_t cscan_second_upper[16] = {
    CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT,
    CSCAN_CONTINUATION | CSCAN_LONG_OF_THREE | CSCAN_LONG_OF_FOUR,
    CSCAN_CONTINUATION | CSCAN_LONG_OF_THREE | CSCAN_LARGE,
    CSCAN_CONTINUATION | CSCAN_SURROGATE | CSCAN_LARGE,
    CSCAN_CONTINUATION | CSCAN_SURROGATE | CSCAN_LARGE,
    CSCAN_CUT, CSCAN_CUT, CSCAN_CUT, CSCAN_CUT};

/* Of masks: what ends a text, faults, first bytes of characters. */
CSCAN_INLINE cscan_text cscan_text_of(uint32_t stops, uint32_t faults, uint32_t begun) {
  uint32_t length = cscan_place16(stops), through = (2u << length) - 1;
  cscan_text text = {
      length, (uint32_t)__builtin_popcount(begun & (through >> 1)), (faults & through) == 0};
  return text;
}

/*
 * Reads 16 bytes at p, and where these are not the text's first also the 16 before. Faults show at the
 * byte after: what ends the text is looked at too.
 */
CSCAN_INLINE cscan_text cscan_text16(const uint8_t *p, bool is_first) {
#if CSCAN_SSE41
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i before = is_first ? _mm_setzero_si128() : _mm_loadu_si128((const __m128i *)(p - 16));
  __m128i half = _mm_set1_epi8(0x0f), first = _mm_alignr_epi8(x, before, 15);
  __m128i faults = _mm_and_si128(
      _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)cscan_first_upper),
                       _mm_and_si128(_mm_srli_epi16(first, 4), half)),
      _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)cscan_first_lower),
                       _mm_and_si128(first, half)));
  faults = _mm_and_si128(
      faults, _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)cscan_second_upper),
                               _mm_and_si128(_mm_srli_epi16(x, 4), half)));
  __m128i leads = _mm_or_si128(
      _mm_subs_epu8(_mm_alignr_epi8(x, before, 14), _mm_set1_epi8(0xe0 - 0x80)),
      _mm_subs_epu8(_mm_alignr_epi8(x, before, 13), _mm_set1_epi8(0xf0 - 0x80)));
  faults = _mm_xor_si128(faults, _mm_and_si128(leads, _mm_set1_epi8((char)0x80)));
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
  uint32_t stops = (uint32_t)_mm_movemask_epi8(_mm_or_si128(
      _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')), _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))),
      control));
  uint32_t whole =
      (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(faults, _mm_setzero_si128()));
  uint32_t begun = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(x, _mm_set1_epi8((char)0xbf)));
  return cscan_text_of(stops, ~whole & 0xffff, begun);
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p), before = is_first ? vdupq_n_u8(0) : vld1q_u8(p - 16);
  uint8x16_t first = vextq_u8(before, x, 15);
  uint8x16_t faults = vandq_u8(
      vandq_u8(vqtbl1q_u8(vld1q_u8(cscan_first_upper), vshrq_n_u8(first, 4)),
               vqtbl1q_u8(vld1q_u8(cscan_first_lower), vandq_u8(first, vdupq_n_u8(0x0f)))),
      vqtbl1q_u8(vld1q_u8(cscan_second_upper), vshrq_n_u8(x, 4)));
  uint8x16_t leads = vorrq_u8(vqsubq_u8(vextq_u8(before, x, 14), vdupq_n_u8(0xe0 - 0x80)),
                              vqsubq_u8(vextq_u8(before, x, 13), vdupq_n_u8(0xf0 - 0x80)));
  faults = veorq_u8(faults, vandq_u8(leads, vdupq_n_u8(0x80)));
  uint8x16_t stops = vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\')));
  stops = vorrq_u8(stops, vcltq_u8(x, vdupq_n_u8(0x20)));
  int8x16_t begun = vreinterpretq_s8_u8(x);
  return cscan_text_of(
      cscan_neon_mask(stops), cscan_neon_mask(vtstq_u8(faults, faults)),
      cscan_neon_mask(vcgtq_s8(begun, vdupq_n_s8((int8_t)0xbf))));
#else
  uint32_t stops = 0, faults = 0, begun = 0, history = 0;
  if (!is_first) history = p[-3] | (uint32_t)p[-2] << 8 | (uint32_t)p[-1] << 16;
  for (uint32_t place = 0; place < 16 && !stops; place++) {
    uint8_t x = p[place], first = history >> 16 & 0xff;
    uint32_t fault = cscan_first_upper[first >> 4] & cscan_first_lower[first & 15] &
                     cscan_second_upper[x >> 4];
    uint32_t leads = (history >> 8 & 0xff) >= 0xe0 || (history & 0xff) >= 0xf0 ? CSCAN_CONTINUED : 0;
    faults |= (uint32_t)(fault != leads) << place;
    stops |= (uint32_t)(x == '"' || x == '\\' || x < 0x20) << place;
    begun |= (uint32_t)((x & 0xc0) != 0x80) << place;
    history = (history >> 8 & 0xffff) | (uint32_t)x << 16;
  }
  return cscan_text_of(stops, faults, begun);
#endif
}
