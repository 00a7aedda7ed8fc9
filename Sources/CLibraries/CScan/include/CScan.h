/*
 * Byte scanning on 16 bytes at a time, inlined into Swift by the importer.
 *
 * Each function has one meaning and three bodies: SSE (SSE2, or SSE4.1 where the compiler may use
 * it), NEON and plain C. All read 16 bytes at `p` whatever the text's length, so that the caller's
 * buffer must be readable beyond its end. Masks have bit i set for byte i. Little-endian only.
 */
#pragma once

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

/* Bytes that equal `expected` after `mask` was applied to them; 0xffff when all do. */
CSCAN_INLINE uint32_t cscan_equal16(const uint8_t *p, const void *expected, const void *mask) {
#if CSCAN_SSE2
  __m128i x = _mm_and_si128(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)mask));
  return (uint32_t)_mm_movemask_epi8(
      _mm_cmpeq_epi8(x, _mm_loadu_si128((const __m128i *)expected)));
#elif CSCAN_NEON
  uint8x16_t x = vandq_u8(vld1q_u8(p), vld1q_u8((const uint8_t *)mask));
  return cscan_neon_mask(vceqq_u8(x, vld1q_u8((const uint8_t *)expected)));
#else
  const uint8_t *e = (const uint8_t *)expected, *m = (const uint8_t *)mask;
  uint32_t equal = 0;
  for (int i = 0; i < 16; i++) equal |= (uint32_t)((p[i] & m[i]) == e[i]) << i;
  return equal;
#endif
}

extern const uint8_t cscan_right_aligned_lanes[32];

/*
 * The integer that the `whole` digits at p and, one byte after them (the point), `fraction` more
 * digits spell together. whole + fraction is at most 15, or whole alone at most 16.
 */
CSCAN_INLINE uint64_t cscan_decimal16(const uint8_t *p, uint32_t whole, uint32_t fraction) {
#if CSCAN_SSE41
  __m128i lanes = _mm_loadu_si128(
      (const __m128i *)(cscan_right_aligned_lanes + whole + fraction));
  __m128i beyond = _mm_cmpgt_epi8(lanes, _mm_set1_epi8((char)(whole - 1)));
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  x = _mm_shuffle_epi8(x, _mm_sub_epi8(lanes, beyond));      /* steps over the point */
  x = _mm_maddubs_epi16(x, _mm_set1_epi16(0x010a));          /* two digits a lane */
  x = _mm_madd_epi16(x, _mm_set1_epi32(0x00010064));         /* four */
  x = _mm_packus_epi32(x, x);
  x = _mm_madd_epi16(x, _mm_set1_epi32(0x00012710));         /* eight */
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

/*
 * The two-digit fields of "YYYY-MM-DDTHH:MM", whose digits the caller has checked. The result's
 * 16-bit lanes are century, year of the century, month, day, lowest first; `clock` gets hour and
 * minute likewise.
 */
CSCAN_INLINE uint64_t cscan_date_time(const uint8_t *p, uint32_t *clock) {
#if CSCAN_SSE41
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  x = _mm_shuffle_epi8(x, _mm_setr_epi8(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, -1, -1, -1, -1));
  x = _mm_maddubs_epi16(x, _mm_set1_epi16(0x010a));
  *clock = (uint32_t)_mm_extract_epi32(x, 2);
  return (uint64_t)_mm_cvtsi128_si64(x);
#else
#define CSCAN_PAIR(i) ((uint64_t)((p[i] - '0') * 10 + (p[(i) + 1] - '0')))
  *clock = (uint32_t)(CSCAN_PAIR(11) | CSCAN_PAIR(14) << 16);
  return CSCAN_PAIR(0) | CSCAN_PAIR(2) << 16 | CSCAN_PAIR(5) << 32 | CSCAN_PAIR(8) << 48;
#undef CSCAN_PAIR
#endif
}
