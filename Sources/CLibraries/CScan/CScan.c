#include "CScan.h"

/* Digits are right aligned: place i of 16 holds digit i - (16 - whole - fraction), and the digits
 * after the point lie one byte further. Only rows of at most 16 digits are read. */
#define LANE(i, w, f)                                                                              \
  ((i) < 16 - (w) - (f) ? 0x80 : (uint8_t)((i) - 16 + (w) + (f) + ((i) >= 16 - (f))))
#define ROW(w, f)                                                                                  \
  {LANE(0, w, f), LANE(1, w, f), LANE(2, w, f), LANE(3, w, f), LANE(4, w, f), LANE(5, w, f),       \
   LANE(6, w, f), LANE(7, w, f), LANE(8, w, f), LANE(9, w, f), LANE(10, w, f), LANE(11, w, f),     \
   LANE(12, w, f), LANE(13, w, f), LANE(14, w, f), LANE(15, w, f)}
#define ROWS(w)                                                                                    \
  ROW(w, 0), ROW(w, 1), ROW(w, 2), ROW(w, 3), ROW(w, 4), ROW(w, 5), ROW(w, 6), ROW(w, 7),          \
      ROW(w, 8), ROW(w, 9), ROW(w, 10), ROW(w, 11), ROW(w, 12), ROW(w, 13), ROW(w, 14), ROW(w, 15)

const uint8_t cscan_digit_lanes[256][16] = {
    ROWS(0), ROWS(1), ROWS(2),  ROWS(3),  ROWS(4),  ROWS(5),  ROWS(6),  ROWS(7),
    ROWS(8), ROWS(9), ROWS(10), ROWS(11), ROWS(12), ROWS(13), ROWS(14), ROWS(15)};
