// TOML 1.0 as a flat stream of entries, each with its line and column.
// A C face on toml++, whose C++ exceptions end here.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum ctoml_kind {
  CTOML_TABLE,
  CTOML_ARRAY,
  CTOML_TEXT,
  CTOML_INTEGER,
  CTOML_REAL,
  CTOML_BOOLEAN,
  CTOML_TIME,
} ctoml_kind;

// UTF-8, not terminated.
typedef struct ctoml_text {
  const char *bytes;
  size_t length;
} ctoml_text;

// Both count from 1; a column is a code point.
typedef struct ctoml_place {
  uint32_t line;
  uint32_t column;
} ctoml_place;

// Entries come in pre-order: what a table or an array holds follows it, one deeper.
// A table's entries come in the order of their names, not of the file.
typedef struct ctoml_entry {
  uint32_t depth;
  ctoml_kind kind;
  // Empty in an array.
  ctoml_text key;
  ctoml_place key_place;
  ctoml_place place;
  ctoml_text text;
  int64_t integer;
  double real;
  bool boolean;
} ctoml_entry;

typedef struct ctoml_error {
  ctoml_place place;
  // Terminated, cut to fit.
  char message[240];
} ctoml_error;

// The entry and what it points to are valid during the call only.
typedef void (*ctoml_visitor)(void *context, const ctoml_entry *entry);

// Calls `visit` for each entry, or fills `error` and answers false. The root is not an entry.
bool ctoml_parse(
    const char *bytes, size_t length, ctoml_visitor visit, void *context, ctoml_error *error);

#ifdef __cplusplus
}
#endif
