/* What bytes there are. See CScan.h. */
#pragma once

#include "CScanWords.h"

/* Bytes of plain text before one that ends a run of it in a JSON string: '"', '\', below 0x20, 0x80
 * and above. */
CSCAN_INLINE uint32_t cscan_plain16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
  __m128i escape = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);
  /* movemask reads each byte's top bit, which x itself has set for non-ASCII */
  return cscan_place16((uint32_t)_mm_movemask_epi8(
      _mm_or_si128(_mm_or_si128(quote, escape), _mm_or_si128(control, x))));
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p);
  uint8x16_t stop = vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\')));
  stop = vorrq_u8(stop, vcltq_u8(x, vdupq_n_u8(0x20)));
  return cscan_place16(cscan_neon_mask(vorrq_u8(stop, vcgeq_u8(x, vdupq_n_u8(0x80)))));
#else
  uint64_t stops = cscan_stops8(cscan_load8(p));
  if (stops) return cscan_place8(stops);
  stops = cscan_stops8(cscan_load8(p + 8));
  return stops ? 8 + cscan_place8(stops) : 16;
#endif
}

/* Bytes before '"' or '\', whatever they are. */
CSCAN_INLINE uint32_t cscan_unquoted16(const uint8_t *p) {
#if CSCAN_SSE2
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
  return cscan_place16((uint32_t)_mm_movemask_epi8(
      _mm_or_si128(quote, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')))));
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p);
  return cscan_place16(
      cscan_neon_mask(vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\')))));
#else
  for (uint32_t place = 0; place < 16; place += 8) {
    uint64_t x = cscan_load8(p + place);
    uint64_t stops = cscan_zeros8(x ^ CSCAN_EACH(0x22u)) | cscan_zeros8(x ^ CSCAN_EACH(0x5cu));
    if (stops) return place + cscan_place8(stops);
  }
  return 16;
#endif
}

/* Bytes that open or close something, '"', '{', '}', '[' and ']': a mask with bit i for byte i. */
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
  return cscan_structure8(cscan_load8(p)) | cscan_structure8(cscan_load8(p + 8)) << 8;
#endif
}

/*
 * ASCII digits that stand at p + from before another byte, of the 16 bytes at p; from is at most
 * 16. Reads 16 bytes at p + from too.
 */
CSCAN_INLINE uint32_t cscan_digits16(const uint8_t *p, uint32_t from) {
#if CSCAN_SSE2
  __m128i x = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
  __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(9)), x);
  /* the upper half of the complement is ones: there is always a first */
  return (uint32_t)__builtin_ctz(~(uint32_t)_mm_movemask_epi8(digits) >> from);
#elif CSCAN_NEON
  uint8x16_t digits = vcleq_u8(vsubq_u8(vld1q_u8(p), vdupq_n_u8('0')), vdupq_n_u8(9));
  return (uint32_t)__builtin_ctz(~cscan_neon_mask(digits) >> from);
#else
  uint64_t others = cscan_others8(cscan_load8(p + from));
  uint32_t count = 0;
  if (!others) {
    others = cscan_others8(cscan_load8(p + from + 8));
    count = 8;
  }
  count += others ? cscan_place8(others) : 8;
  return count < 16 - from ? count : 16 - from;
#endif
}

/*
 * Whether all 16 bytes lie within [low, low + span], each place with bounds of its own: within
 * ASCII, or 0 and 255 for any byte.
 */
CSCAN_INLINE bool cscan_in_ranges16(const uint8_t *p, const uint8_t *low, const uint8_t *span) {
#if CSCAN_SSE2
  __m128i x = _mm_sub_epi8(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)low));
  __m128i above = _mm_subs_epu8(x, _mm_loadu_si128((const __m128i *)span));
#if CSCAN_SSE41
  return _mm_testz_si128(above, above);
#else
  return _mm_movemask_epi8(_mm_cmpeq_epi8(above, _mm_setzero_si128())) == 0xffff;
#endif
#elif CSCAN_NEON
  uint8x16_t x = vsubq_u8(vld1q_u8(p), vld1q_u8(low));
  return vmaxvq_u8(vqsubq_u8(x, vld1q_u8(span))) == 0;
#else
  for (int place = 0; place < 16; place += 8) {
    uint64_t x = cscan_load8(p + place), least = cscan_load8(low + place);
    uint64_t most = least + cscan_load8(span + place);
    uint64_t within = ((x | CSCAN_TOPS) - least) & ((most | CSCAN_TOPS) - x) & ~x;
    if (~(within | most) & CSCAN_TOPS) return false;
  }
  return true;
#endif
}

/* Whether the bits of 16 bytes that `mask` selects equal those of `expected`. */
CSCAN_INLINE bool cscan_matches16(const uint8_t *p, const void *expected, const void *mask) {
#if CSCAN_SSE41
  __m128i x = _mm_xor_si128(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)expected));
  return _mm_testz_si128(x, _mm_loadu_si128((const __m128i *)mask));
#elif CSCAN_NEON
  uint8x16_t x = veorq_u8(vld1q_u8(p), vld1q_u8((const uint8_t *)expected));
  return vmaxvq_u8(vandq_u8(x, vld1q_u8((const uint8_t *)mask))) == 0;
#else
  const uint8_t *e = (const uint8_t *)expected, *m = (const uint8_t *)mask;
  uint64_t low = (cscan_load8(p) ^ cscan_load8(e)) & cscan_load8(m);
  uint64_t high = (cscan_load8(p + 8) ^ cscan_load8(e + 8)) & cscan_load8(m + 8);
  return (low | high) == 0;
#endif
}

/*
 * Whether all 16 bytes are slashes or of RFC 3986's unreserved characters and sub-delims: bit h of
 * row l stands for the byte h << 4 | l.
 */
CSCAN_INLINE bool cscan_are_uri16(const uint8_t *p) {
  static const uint8_t rows[16] = {0xa8, 0xfc, 0xf8, 0xf8, 0xfc, 0xf8, 0xfc, 0xfc,
                                   0xfc, 0xfc, 0xf4, 0x5c, 0x54, 0x5c, 0xd4, 0x74};
#if CSCAN_SSE41 || CSCAN_NEON
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0};
#endif
#if CSCAN_SSE41
  __m128i x = _mm_loadu_si128((const __m128i *)p);
  __m128i high = _mm_and_si128(_mm_srli_epi16(x, 4), _mm_set1_epi8(0x0f));
  __m128i row = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)rows), x);
  __m128i bit = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bits), high);
  __m128i others = _mm_cmpeq_epi8(_mm_and_si128(row, bit), _mm_setzero_si128());
  return _mm_testz_si128(others, others);
#elif CSCAN_NEON
  uint8x16_t x = vld1q_u8(p);
  uint8x16_t row = vqtbl1q_u8(vld1q_u8(rows), vandq_u8(x, vdupq_n_u8(0x0f)));
  uint8x16_t bit = vqtbl1q_u8(vld1q_u8(bits), vshrq_n_u8(x, 4));
  return vminvq_u8(vandq_u8(row, bit)) != 0;
#else
  uint32_t all = 1; /* rows have no bits for 0x80 and above */
  for (int place = 0; place < 16; place++) all &= (uint32_t)rows[p[place] & 15] >> (p[place] >> 4);
  return all;
#endif
}
