/*
 * The plainest consumer that librdkafka's manual describes: what any program that uses the library
 * can reach.
 */
#pragma once

#include <stdint.h>

/*
 * Reads `count` records from the start of all partitions of a topic.
 *
 * Returns the seconds from the first record to the last; negative where the library fails or
 * nothing comes for 30 s.
 */
double bare_consumer_read(const char *bootstrap, const char *topic, int32_t partitions, int64_t count);
