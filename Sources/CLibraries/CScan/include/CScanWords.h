/*
 * What CScan.h's helpers are made of: which instructions there are, and words of eight bytes, whose
 * bytes are marked by their top bits.
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
CSCAN_INLINE uint16_t cscan_load2(const uint8_t *p) {
  uint16_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return word;
}
CSCAN_INLINE uint32_t cscan_load4(const uint8_t *p) {
  uint32_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return word;
}
CSCAN_INLINE uint64_t cscan_load8(const uint8_t *p) {
  uint64_t word;
  __builtin_memcpy(&word, p, sizeof word);
  return word;
}

/* The same byte in all places of a word, and the top bit of each byte of one. */
#define CSCAN_EACH(byte) ((byte) * 0x0101010101010101u)
#define CSCAN_TOPS CSCAN_EACH(0x80u)

/* The place of the lowest byte of a word whose top bit is set; the word has no other bits. */
CSCAN_INLINE uint32_t cscan_place8(uint64_t tops) { return (uint32_t)__builtin_ctzll(tops) >> 3; }

/* The place of a mask's lowest bit, bit i standing for byte i; 16 where there is none. */
CSCAN_INLINE uint32_t cscan_place16(uint32_t mask) {
  return (uint32_t)__builtin_ctz(mask | 1u << 16);
}

#if CSCAN_NEON
CSCAN_INLINE uint32_t cscan_neon_mask(uint8x16_t lanes) {
  static const uint8_t bits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t weighted = vandq_u8(lanes, vld1q_u8(bits));
  return (uint32_t)vaddv_u8(vget_low_u8(weighted)) |
         ((uint32_t)vaddv_u8(vget_high_u8(weighted)) << 8);
}
#endif

/*
 * Sums and differences of the next three may carry from a marked byte to those above it: the lowest
 * mark is right, and whether there is one.
 */

/* Marks zero bytes. */
CSCAN_INLINE uint64_t cscan_zeros8(uint64_t x) { return (x - CSCAN_EACH(0x01u)) & ~x & CSCAN_TOPS; }

/* Marks '"', '\', bytes below 0x20, 0x80 and above. */
CSCAN_INLINE uint64_t cscan_stops8(uint64_t x) {
  /* By the flipped bit the quote lies next to the controls. */
  uint64_t quote = (x ^ CSCAN_EACH(0x02u)) - CSCAN_EACH(0x21u);
  uint64_t escape = (x ^ CSCAN_EACH(0x5cu)) - CSCAN_EACH(0x01u);
  return (quote | escape | x) & CSCAN_TOPS;
}

/* Marks what is no ASCII digit. */
CSCAN_INLINE uint64_t cscan_others8(uint64_t x) {
  uint64_t digits = x ^ CSCAN_EACH(0x30u);
  return ((digits + CSCAN_EACH(0x76u)) | digits) & CSCAN_TOPS;
}

/* As cscan_structure16, for the bytes of a word: no sum carries, each bit is right. */
CSCAN_INLINE uint32_t cscan_structure8(uint64_t x) {
  uint64_t low = x & ~CSCAN_TOPS, folded = low | CSCAN_EACH(0x20u);
  uint64_t others = ((low ^ CSCAN_EACH(0x22u)) + ~CSCAN_TOPS) &
                    ((folded ^ CSCAN_EACH(0x7bu)) + ~CSCAN_TOPS) &
                    ((folded ^ CSCAN_EACH(0x7du)) + ~CSCAN_TOPS);
  uint64_t marks = ~(others | x) & CSCAN_TOPS;
  return (uint32_t)((marks >> 7) * 0x0102040810204080u >> 56); /* gathers the bits */
}
