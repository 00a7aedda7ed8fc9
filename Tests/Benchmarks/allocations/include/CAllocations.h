/*
 * Counts what the program that links this target asks of the heap. Its malloc and relatives stand
 * before glibc's, for the program and all its libraries, and hand on to them.
 */
#pragma once

#include <stdint.h>

/* Calls of malloc, calloc, realloc and the aligned ones so far, of all threads. */
uint64_t allocations_made(void);

/* Bytes that are in use now, as the allocator rounds them. */
int64_t allocations_bytes(void);
