#include "CScan.h"

/* A sliding window: read at `kept` it gives the lanes 0 … kept-1, right aligned, and "no lane" before. */
const uint8_t cscan_right_aligned_lanes[32] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15};
