#include "CAllocations.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

/* glibc's own functions under their second names. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

/* Of the thread that asks: a counter that threads share would cost what it counts as much again. */
static _Thread_local uint64_t made __attribute__((tls_model("initial-exec")));
static _Thread_local int64_t bytes __attribute__((tls_model("initial-exec")));

uint64_t allocations_made(void) { return made; }
int64_t allocations_bytes(void) { return bytes; }

static void *counted(void *block) {
  made++;
  if (block) bytes += (int64_t)malloc_usable_size(block);
  return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }
void *memalign(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  void *block = memalign(alignment, size);
  if (!block) return ENOMEM;
  *result = block;
  return 0;
}

void free(void *block) {
  if (block) bytes -= (int64_t)malloc_usable_size(block);
  __libc_free(block);
}

void *realloc(void *block, size_t size) {
  if (block) bytes -= (int64_t)malloc_usable_size(block);
  return counted(__libc_realloc(block, size));
}
