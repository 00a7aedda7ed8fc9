import Glibc

/// The processor time that this thread takes for some work. Other than what a clock shows it is the same
/// on a busy machine: a bound on it fails for a wrong order of growth, not for what runs beside.
func processorTime(_ work: () throws -> Void) rethrows -> Duration {
  let start = processorTime()
  try work()
  return processorTime() - start
}

private func processorTime() -> Duration {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
