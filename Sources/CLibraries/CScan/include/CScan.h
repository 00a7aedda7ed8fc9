/*
 * Byte scanning on 16 bytes at a time, inlined into Swift by the importer.
 *
 * Each function has one meaning and three bodies: SSE (SSE2, or SSE4.1 where the compiler may use
 * it), NEON and plain C. All read 16 bytes at `p` whatever the text's length, so that the caller's
 * buffer must be readable beyond its end. Masks have bit i set for byte i. Little-endian only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "CScan reads words as little-endian"
#endif

/* CSCAN_SCALAR asks for the plain C bodies on any processor, to test and to measure them. */
#if defined(CSCAN_SCALAR)
#elif defined(__SSE2__)
#include <immintrin.h>
#define CSCAN_SSE2 1
#if defined(__SSE4_1__)
#define CSCAN_SSE41 1
#endif
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#define CSCAN_NEON 1
#endif

#define CSCAN_INLINE static inline __attribute__((always_inline))

/* Words as they lie in memory, at any alignment. */
CSCAN_INLINE uint16_t cscan_load2(const uint8_t *p) { uint16_t v; __builtin_memcpy(&v, p, sizeof v); return v; }
CSCAN_INLINE uint32_t cscan_load4(const uint8_t *p) { uint32_t v; __builtin_memcpy(&v, p, sizeof v); return v; }
CSCAN_INLINE uint64_t cscan_load8(const uint8_t *p) { uint64_t v; __builtin_memcpy(&v, p, sizeof v); return v; }

#if CSCAN_NEON
CSCAN_INLINE uint32_t cscan_neon_mask(uint8x16_t lanes) {
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t weighted = vandq_u8(lanes, vld1q_u8(bits));
  return (uint32_t)vaddv_u8(vget_low_u8(weighted)) |
         ((uint32_t)vaddv_u8(vget_high_u8(weighted)) << 8);
}
#endif

/* Bytes that end a run of plain text in a JSON string: '"', '\', below 0x20, 0x80 and above. */
CSCAN_INLINE uint32_t cscan_stops16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
  __m128i escape = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
  /* movemask reads each byte's top bit, which x itself has set for non-ASCII */
  return (uint32_t)_mm_movemask_epi8(
      _mm_or_si128(_mm_or_si128(quote, escape), _mm_or_si128(control, x)));
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p);
  uint8x16_t stop = vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\')));
  stop = vorrq_u8(stop, vcltq_u8(x, vdupq_n_u8(0x20)));
  return cscan_neon_mask(vorrq_u8(stop, vcgeq_u8(x, vdupq_n_u8(0x80))));
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++)
    mask |= (uint32_t)(p[i] == '"' || p[i] == '\\' || p[i] < 0x20 || p[i] >= 0x80) << i;
  return mask;
#endif
}

/* Bytes that end a run of text in a JSON string, whatever the text is: '"' and '\\'. */
CSCAN_INLINE uint32_t cscan_quotes16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(quote, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p);
  return cscan_neon_mask(vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\'))));
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)(p[i] == '"' || p[i] == '\\') << i;
  return mask;
#endif
}

/* Bytes that open or close something: '"', '{', '}', '[' and ']'. */
CSCAN_INLINE uint32_t cscan_structure16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i folded = _mm_or_si128(x, _mm_set1_epi8(0x20)); /* brackets become braces */
  __m128i brace = _mm_or_si128(
      _mm_cmpeq_epi8(folded, _mm_set1_epi8('{')), _mm_cmpeq_epi8(folded, _mm_set1_epi8('}')));
  return (uint32_t)_mm_movemask_epi8(
      _mm_or_si128(brace, _mm_cmpeq_epi8(x, _mm_set1_epi8('"'))));
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p), folded = vorrq_u8(x, vdupq_n_u8(0x20));
  uint8x16_t brace = vorrq_u8(vceqq_u8(folded, vdupq_n_u8('{')), vceqq_u8(folded, vdupq_n_u8('}')));
  return cscan_neon_mask(vorrq_u8(brace, vceqq_u8(x, vdupq_n_u8('"'))));
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) {
    uint8_t folded = p[i] | 0x20;
    mask |= (uint32_t)(p[i] == '"' || folded == '{' || folded == '}') << i;
  }
  return mask;
#endif
}

/* Bytes within [lo, lo + span], each place with bounds of its own (lo + span at most 255). */
CSCAN_INLINE uint32_t cscan_range16(const uint8_t *p, const uint8_t *lo, const uint8_t *span) {
#if CSCAN_SSE2
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)lo));
  __m128i least = _mm_min_epu8(x, _mm_loadu_si128((const __m128i *)span));
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(least, x));
#elif CSCAN_NEON
  return cscan_neon_mask(vcleq_u8(vsubq_u8(vld1q_u8(p), vld1q_u8(lo)), vld1q_u8(span)));
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)((uint8_t)(p[i] - lo[i]) <= span[i]) << i;
  return mask;
#endif
}

/* ASCII digits. */
CSCAN_INLINE uint32_t cscan_digits16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(9)), x));
#elif CSCAN_NEON
  return cscan_neon_mask(vcleq_u8(vsubq_u8(vld1q_u8(p), vdupq_n_u8('0')), vdupq_n_u8(9)));
#else
  uint32_t mask = 0;
  for (int i = 0; i < 16; i++) mask |= (uint32_t)((uint8_t)(p[i] - '0') <= 9) << i;
  return mask;
#endif
}

/* Whether all 16 bytes lie within [lo, lo + span], as in cscan_range16. */
CSCAN_INLINE bool cscan_in_ranges16(const uint8_t *p, const uint8_t *lo, const uint8_t *span) {
#if CSCAN_SSE41
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)lo));
  __m128i above = _mm_subs_epu8(x, _mm_loadu_si128((const __m128i *)span));
  return _mm_testz_si128(above, above);
#else
  return cscan_range16(p, lo, span) == 0xffff;
#endif
}

/* Whether the bits of 16 bytes that `mask` selects equal those of `expected`. */
CSCAN_INLINE bool cscan_matches16(const uint8_t *p, const void *expected, const void *mask) {
#if CSCAN_SSE41
  __m128i x = _mm_xor_si128(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)expected));
  return _mm_testz_si128(x, _mm_loadu_si128((const __m128i *)mask));
#else
  const uint8_t *e = (const uint8_t *)expected, *m = (const uint8_t *)mask;
  uint64_t low = (cscan_load8(p) ^ cscan_load8(e)) & cscan_load8(m);
  uint64_t high = (cscan_load8(p + 8) ^ cscan_load8(e + 8)) & cscan_load8(m + 8);
  return (low | high) == 0;
#endif
}

/* The place of the lowest bit of a mask that has one. */
CSCAN_INLINE uint32_t cscan_first(uint32_t mask) { return (uint32_t)__builtin_ctz(mask); }

/* For each `whole` << 4 | `fraction`, where each of 16 right-aligned digits lies; 0x80 for none. */
extern const uint8_t cscan_digit_lanes[256][16];

/*
 * The integer that the `whole` digits at p and, one byte after them (the point), `fraction` more
 * digits spell together. whole is at least 1, whole + fraction at most 15.
 */
CSCAN_INLINE uint64_t cscan_decimal16(const uint8_t *p, uint32_t whole, uint32_t fraction) {
#if CSCAN_SSE41
  const uint8_t *lanes = cscan_digit_lanes[whole << 4 | fraction];
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  x = _mm_shuffle_epi8(x, _mm_loadu_si128((const __m128i *)lanes)); /* steps over the point */
  x = _mm_maddubs_epi16(x, _mm_set1_epi16(0x010a));                 /* two digits a lane */
  x = _mm_madd_epi16(x, _mm_set1_epi32(0x00010064));                /* four */
  x = _mm_packus_epi32(x, x);
  x = _mm_madd_epi16(x, _mm_set1_epi32(0x00012710));                /* eight */
  uint64_t halves = (uint64_t)_mm_cvtsi128_si64(x);
  return (halves & 0xffffffffu) * 100000000u + (halves >> 32);
#else
  uint64_t value = 0;
  for (uint32_t i = 0; i < whole; i++) value = value * 10 + (uint64_t)(p[i] - '0');
  for (uint32_t i = 0; i < fraction; i++)
    value = value * 10 + (uint64_t)(p[whole + 1 + i] - '0');
  return value;
#endif
}

/* The integer that exactly eight ASCII digits spell. */
CSCAN_INLINE uint64_t cscan_decimal8(const uint8_t *p) {
  uint64_t x = cscan_load8(p) - 0x3030303030303030u;
  x = x * 10 + (x >> 8);
  return (((x & 0x000000ff000000ffu) * 0x000f424000000064u) +
          (((x >> 16) & 0x000000ff000000ffu) * 0x0000271000000001u)) >> 32;
}

/* A notation of up to 16 bytes: what each byte may be, and how its digits add up to four numbers. */
typedef struct {
  uint8_t low[16];     /* the least value of each byte, and how far it may lie above */
  uint8_t span[16];
  uint8_t lanes[16];   /* which byte stands at each place of the sums; 0x80 for none */
  int8_t digits[16];   /* the weight of each place within its pair */
  int16_t pairs[8];    /* the weight of each pair; two pairs are a sum */
} cscan_notation;

/* Four sums, two to a word, the first in the lower half; all bits set where there are none. */
typedef struct {
  uint64_t first;
  uint64_t second;
} cscan_four;

/*
 * The sums of (byte - low) by the weights of a notation, for 16 bytes at p that are of it. Sums are
 * at least 0, or else not all -1.
 */
CSCAN_INLINE cscan_four cscan_sums(const uint8_t *p, const cscan_notation *notation) {
  cscan_four sums = {UINT64_MAX, UINT64_MAX};
#if CSCAN_SSE41
  __m128i x = _mm_sub_epi8(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)notation->low));
  __m128i above = _mm_subs_epu8(x, _mm_loadu_si128((const __m128i *)notation->span));
  if (!_mm_testz_si128(above, above)) return sums;
  x = _mm_shuffle_epi8(x, _mm_loadu_si128((const __m128i *)notation->lanes));
  x = _mm_maddubs_epi16(x, _mm_loadu_si128((const __m128i *)notation->digits));
  x = _mm_madd_epi16(x, _mm_loadu_si128((const __m128i *)notation->pairs));
  sums.first = (uint64_t)_mm_cvtsi128_si64(x);
  sums.second = (uint64_t)_mm_extract_epi64(x, 1);
#else
  uint8_t x[16];
  uint32_t four[4];
  for (int i = 0; i < 16; i++) {
    x[i] = (uint8_t)(p[i] - notation->low[i]);
    if (x[i] > notation->span[i]) return sums;
  }
  for (int sum = 0; sum < 4; sum++) {
    int32_t total = 0;
    for (int i = 4 * sum; i < 4 * sum + 4; i++)
      if (notation->lanes[i] < 0x80)
        total += x[notation->lanes[i]] * notation->digits[i] * notation->pairs[i / 2];
    four[sum] = (uint32_t)total;
  }
  sums.first = four[0] | (uint64_t)four[1] << 32;
  sums.second = four[2] | (uint64_t)four[3] << 32;
#endif
  return sums;
}
