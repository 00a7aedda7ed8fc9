/* Numbers that digits spell. See CScan.h. */
#pragma once

#include "CScanWords.h"

/* The integer that the digits' values in the eight bytes of a word spell. */
CSCAN_INLINE uint64_t cscan_spelt8(uint64_t x) {
  x = x * 10 + (x >> 8);
  return (((x & 0x000000ff000000ffu) * 0x000f424000000064u) +
          (((x >> 16) & 0x000000ff000000ffu) * 0x0000271000000001u)) >> 32;
}

/* The integer that exactly eight ASCII digits spell. */
CSCAN_INLINE uint64_t cscan_decimal8(const uint8_t *p) {
  return cscan_spelt8(cscan_load8(p) - CSCAN_EACH(0x30u));
}

/*
 * The integer that `count` digits at p spell, 1 to 8, without the byte after the first `whole` of
 * them, at most 8, which is their point.
 */
CSCAN_INLINE uint64_t cscan_pointed8(const uint8_t *p, uint32_t whole, uint32_t count) {
  uint64_t after = whole < 8 ? UINT64_MAX << 8 * whole : 0;
  uint64_t low = cscan_load8(p), high = cscan_load8(p + 1);
  uint64_t digits = (low ^ ((low ^ high) & after)) - CSCAN_EACH(0x30u);
  /* The first digit is in the lowest byte: what is shifted in stands for leading zeros. */
  return cscan_spelt8(digits << (64 - 8 * count));
}

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
#elif CSCAN_NEON
  const uint8_t *lanes = cscan_digit_lanes[whole << 4 | fraction];
  uint8x16_t x = vqtbl1q_u8(vsubq_u8(vld1q_u8(p), vdupq_n_u8('0')), vld1q_u8(lanes));
  uint16x8_t two = vpaddlq_u8(vmulq_u8(x, vreinterpretq_u8_u16(vdupq_n_u16(0x010a))));
  uint32x4_t four = vpaddlq_u16(vmulq_u16(two, vreinterpretq_u16_u32(vdupq_n_u32(0x00010064))));
  uint64x2_t eight =
      vpaddlq_u32(vmulq_u32(four, vreinterpretq_u32_u64(vdupq_n_u64(0x0000000100002710))));
  return vgetq_lane_u64(eight, 0) * 100000000u + vgetq_lane_u64(eight, 1);
#else
  uint32_t count = whole + fraction;
  if (count <= 8) return cscan_pointed8(p, whole, count);
  uint32_t first = count - 8;
  uint64_t upper = cscan_pointed8(p, whole < 8 ? whole : 8, first) * 100000000u;
  /* The point of the last eight stands among them or before. */
  if (whole < first) return upper + cscan_decimal8(p + first + 1);
  uint32_t before = whole - first;
  return upper + cscan_pointed8(p + first, before < 8 ? before : 8, 8);
#endif
}

/*
 * A notation of up to 16 bytes: what each byte may be, and how its digits add up to four numbers.
 * A byte lies less above its least value than the lowest bit of that; 0 and 255 stand for any byte.
 */
typedef struct {
  uint8_t low[16];   /* the least value of each byte, and how far it may lie above */
  uint8_t span[16];
  uint8_t lanes[16]; /* which byte stands at each place of the sums: two neighbours are a pair */
  int16_t pairs[8];  /* the weight of each pair of digits, 0 where there is none; two are a sum */
} cscan_notation;

/* Four sums, two to a word, the first in the lower half; all bits set where there are none. */
typedef struct {
  uint64_t first;
  uint64_t second;
} cscan_four;

/*
 * The sums of pairs, ten times (byte - low) and (byte - low) of the next, by the weights of a
 * notation, for 16 bytes at p that are of it. Sums are at least 0, or else not all -1.
 */
CSCAN_INLINE cscan_four cscan_sums(const uint8_t *p, const cscan_notation *notation) {
  cscan_four sums = {UINT64_MAX, UINT64_MAX};
#if CSCAN_SSE41
  __m128i x = _mm_sub_epi8(
      _mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)notation->low));
  __m128i above = _mm_subs_epu8(x, _mm_loadu_si128((const __m128i *)notation->span));
  if (!_mm_testz_si128(above, above)) return sums;
  x = _mm_shuffle_epi8(x, _mm_loadu_si128((const __m128i *)notation->lanes));
  x = _mm_maddubs_epi16(x, _mm_set1_epi16(0x010a));
  x = _mm_madd_epi16(x, _mm_loadu_si128((const __m128i *)notation->pairs));
  sums.first = (uint64_t)_mm_cvtsi128_si64(x);
  sums.second = (uint64_t)_mm_extract_epi64(x, 1);
#elif CSCAN_NEON
  uint8x16_t x = vsubq_u8(vld1q_u8(p), vld1q_u8(notation->low));
  if (vmaxvq_u8(vqsubq_u8(x, vld1q_u8(notation->span))) != 0) return sums;
  x = vqtbl1q_u8(x, vld1q_u8(notation->lanes));
  x = vmulq_u8(x, vreinterpretq_u8_u16(vdupq_n_u16(0x010a)));
  int16x8_t values = vreinterpretq_s16_u16(vpaddlq_u8(x)), weights = vld1q_s16(notation->pairs);
  int32x4_t four = vpaddq_s32(
      vmull_s16(vget_low_s16(values), vget_low_s16(weights)), vmull_high_s16(values, weights));
  sums.first = vgetq_lane_u64(vreinterpretq_u64_s32(four), 0);
  sums.second = vgetq_lane_u64(vreinterpretq_u64_s32(four), 1);
#else
  uint64_t digits[2];
  for (int half = 0; half < 2; half++) {
    /* Where nothing else is in range, the difference is that of the bits. */
    uint64_t x = cscan_load8(p + 8 * half) ^ cscan_load8(notation->low + 8 * half);
    uint64_t room = ~cscan_load8(notation->span + 8 * half); /* its top bit: not any byte */
    if (((x + (room & ~CSCAN_TOPS)) | x) & room & CSCAN_TOPS) return sums;
    digits[half] = x & CSCAN_EACH(0x0fu);
  }
  uint64_t pairs[2] = {
      digits[0] * 10 + (digits[0] >> 8 | digits[1] << 56), digits[1] * 10 + (digits[1] >> 8)};
  uint8_t value[16];
  __builtin_memcpy(value, pairs, sizeof value);
  uint32_t four[4];
  for (int i = 0; i < 4; i++) {
    const uint8_t *lane = notation->lanes + 4 * i;
    const int16_t *weight = notation->pairs + 2 * i;
    four[i] = (uint32_t)(value[lane[0]] * weight[0] + value[lane[2]] * weight[1]);
  }
  sums.first = four[0] | (uint64_t)four[1] << 32;
  sums.second = four[2] | (uint64_t)four[3] << 32;
#endif
  return sums;
}
