#pragma once
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

// ICU renames its functions by macros that carry its version, and Swift cannot see through macros:
// these wrappers give them names that hold for every release.

static inline const UNormalizer2 *trucd_icu_nfc(void) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
  return U_SUCCESS(status) ? normalizer : NULL;
}

/// The length of the prefix that is in NFC for certain; -1 on failure.
static inline int32_t trucd_icu_nfc_prefix(
    const UNormalizer2 *normalizer, const UChar *text, int32_t length) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t end = unorm2_spanQuickCheckYes(normalizer, text, length, &status);
  return U_SUCCESS(status) ? end : -1;
}

/// The length of the result, which may exceed `capacity`; -1 on failure.
static inline int32_t trucd_icu_normalize(
    const UNormalizer2 *normalizer, const UChar *text, int32_t length, UChar *result,
    int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t needed = unorm2_normalize(normalizer, text, length, result, capacity, &status);
  return U_SUCCESS(status) || status == U_BUFFER_OVERFLOW_ERROR ? needed : -1;
}
