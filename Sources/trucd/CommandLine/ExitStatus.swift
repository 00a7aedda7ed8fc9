/// How the process ends, after sysexits.h, so that scripts and systemd can tell the cases apart.
enum ExitStatus: Int32 {
  case success = 0
  /// A check or an examination found something wrong.
  case findings = 1
  /// EX_USAGE: the command line is wrong.
  case usage = 64
  /// EX_DATAERR: input is not what it should be.
  case badInput = 65
  /// EX_NOINPUT: a file is missing or cannot be read.
  case noInput = 66
  /// EX_UNAVAILABLE: a broker or a database that the command needs does not answer.
  case unavailable = 69
  /// EX_SOFTWARE: an error of the bus itself.
  case software = 70
  /// EX_OSERR: the operating system refused something.
  case system = 71
  /// EX_CANTCREAT: a file cannot be made.
  case cannotCreate = 73
  /// EX_CONFIG: the configuration is wrong; systemd does not restart.
  case configuration = 78
  /// Another daemon took this one's `group.instance.id`; systemd does not restart.
  case fenced = 79
}
