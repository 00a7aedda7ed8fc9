// Lets the clock of a process jump, by LD_PRELOAD. The file that CLOCK_SHIFT_FILE names holds eight
// bytes: by how many nanoseconds CLOCK_REALTIME is wrong. The monotonic clock is right.
//
// Waits for a moment of the real-time clock end when the wrong clock reaches that moment, as the
// kernel's do when somebody sets the clock: they are cut into pieces, between which it is looked at.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;
static const int64_t piece = 20000000;
static const volatile int64_t *shift;

__attribute__((constructor)) static void prepare(void) {
  const char *path = getenv("CLOCK_SHIFT_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *bytes = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
  if (bytes != MAP_FAILED) shift = bytes;
  close(file);
}

static int64_t nanoseconds(struct timespec time) { return time.tv_sec * second + time.tv_nsec; }

static struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){nanoseconds / second, nanoseconds % second};
}

static int64_t right_now(void) {
  struct timespec time;
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

static int64_t wrong_now(void) { return right_now() + (shift ? *shift : 0); }

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) {
    return (int)syscall(SYS_clock_gettime, clock, time);
  }
  *time = timespec_of(wrong_now());
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  int64_t now = wrong_now();
  *time = (struct timeval){now / second, now % second / 1000};
  return 0;
}

time_t time(time_t *result) {
  time_t now = wrong_now() / second;
  if (result) *result = now;
  return now;
}

int timespec_get(struct timespec *time, int base) {
  if (base != TIME_UTC) return 0;
  *time = timespec_of(wrong_now());
  return base;
}

// The right moment at which the next piece of a wait ends; false when the wait is over.
static int next_piece(const struct timespec *deadline, struct timespec *until) {
  int64_t left = nanoseconds(*deadline) - wrong_now();
  *until = timespec_of(right_now() + (left < piece ? left : piece));
  return left > 0;
}

// librdkafka's waits. The daemon's own are of the monotonic clock.
int cnd_timedwait(
    cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict deadline) {
  static int (*wait)(cnd_t *, mtx_t *, const struct timespec *);
  if (!wait) wait = dlsym(RTLD_NEXT, "cnd_timedwait");
  struct timespec until;
  while (next_piece(deadline, &until)) {
    int answer = wait(condition, mutex, &until);
    if (answer != thrd_timedout) return answer;
  }
  return thrd_timedout;
}
