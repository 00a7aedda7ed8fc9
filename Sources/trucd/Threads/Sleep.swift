import Glibc

/// Sleeps on the calling thread; a signal may end it early.
func sleepMilliseconds(_ milliseconds: Int64) {
  var time = timespec(
    tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
  nanosleep(&time, nil)
}
