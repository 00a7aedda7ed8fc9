import Glibc

/// What the process costs, under the names that Prometheus's own libraries use.
enum ProcessUsage {
  static func register(in registry: MetricRegistry) {
    let memory = registry.gauge("process_resident_memory_bytes", "Resident memory.").with()
    let cpu = registry.readCounter("process_cpu_seconds_total", "CPU time, user and system.").with()
    registry.gauge("process_start_time_seconds", "When the process started.").with()
      .set(WallClock.seconds())
    registry.beforeReading {
      memory.set(Double(residentBytes()))
      cpu.set(cpuSeconds())
    }
  }

  /// Resident memory as the kernel counts it; 0 where it does not say.
  static func residentBytes() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return 0 }
    // size, resident, shared, … in pages (proc(5)).
    let fields = buffer[..<count].split(separator: UInt8(ascii: " "))
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else {
      return 0
    }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The time of day.
public enum WallClock {
  /// Seconds since 1970.
  public static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
