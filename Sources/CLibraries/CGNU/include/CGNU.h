// What glibc has beyond Swift's Glibc module: getopt_long(3) without its global variables, and a
// few calls that ask for _GNU_SOURCE.
#pragma once
#include <spawn.h>
#include <stdbool.h>

typedef struct {
  const char *name;
  bool takes_argument;
} gnu_option;

typedef struct {
  // What getopt_long returned: 0 for a long option, a letter, '?', ':' or −1 at the end.
  int code;
  // Which of the long options, where `code` is 0.
  int index;
  // The option's argument, or NULL.
  const char *argument;
  // Index of the next word of argv.
  int next;
} gnu_option_found;

// Begins to read another command line.
void gnu_options_begin(void);

// Reads the next option. At most 63 long options.
gnu_option_found gnu_option_next(int argc, char **argv, const char *letters,
                                 const gnu_option *options, int count);

// pipe2(2) with O_CLOEXEC; −1 with errno on failure.
int gnu_pipe(int descriptors[2]);

// Has a program that is started close all descriptors from this one on; 0 or an error number.
int gnu_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

// Gives free memory of the heap back to the system; malloc_trim(3).
void gnu_trim_heap(void);

// Names the calling thread; at most 15 bytes.
void gnu_name_thread(const char *name);
