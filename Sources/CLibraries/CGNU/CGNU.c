#define _GNU_SOURCE
#include "CGNU.h"

#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

enum { options_max = 63 };

void gnu_options_begin(void) {
  optind = 0;
  opterr = 0;
}

gnu_option_found gnu_option_next(int argc, char **argv, const char *letters,
                                 const gnu_option *options, int count) {
  struct option table[options_max + 1] = {{0}};
  for (int i = 0; i < count && i < options_max; i++) {
    table[i].name = options[i].name;
    table[i].has_arg = options[i].takes_argument ? required_argument : no_argument;
  }
  gnu_option_found found = {0};
  found.code = getopt_long(argc, argv, letters, table, &found.index);
  found.argument = optarg;
  found.next = optind;
  return found;
}

int gnu_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }

int gnu_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

void gnu_trim_heap(void) { malloc_trim(0); }

void gnu_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
