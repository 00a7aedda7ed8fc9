/*
 * Byte scanning on 16 bytes at a time, inlined into Swift by the importer.
 *
 * Each function has one meaning and three bodies: SSE (SSE2, or SSE4.1 where the compiler may use
 * it), NEON and plain C, which takes words of eight bytes. All read 16 bytes at `p` whatever the
 * text's length, so that the caller's buffer must be readable beyond its end. Little-endian only.
 */
#pragma once

#include "CScanBytes.h"
#include "CScanDigits.h"
#include "CScanText.h"
