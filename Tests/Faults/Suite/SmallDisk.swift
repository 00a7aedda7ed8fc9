import Glibc
import Support

/// A disk of memory that is soon full. It takes a superuser to mount it.
struct SmallDisk {
  let path: String
  private let ballast: String

  init(_ path: String, mebibytes: Int) throws {
    self.path = path
    ballast = "\(path)/ballast"
    mkdir(path, 0o755)
    let status = ChildProcess.run([
      "mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=755", "trucd-faults", path,
    ])
    guard status == 0 else {
      throw FaultSkipped(reason: "a small disk cannot be mounted here; it takes root")
    }
    if getuid() == 0 { try ChildProcess.check(["chown", "nobody", path]) }
  }

  /// Leaves no byte free.
  func fill() throws {
    _ = ChildProcess.run(["dd", "if=/dev/zero", "of=\(ballast)", "bs=4k"])
    guard access(ballast, F_OK) == 0 else {
      throw FaultFailure(description: "\(ballast) cannot be written")
    }
  }

  func free() { unlink(ballast) }

  func remove() { _ = ChildProcess.run(["umount", "-l", path]) }
}
