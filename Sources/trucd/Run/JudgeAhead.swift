import Pipeline

/// A lane's second thread: it judges the next batch while the warehouse takes the one before. All
/// members belong to the lane's thread.
final class JudgeAhead {
  private struct Task {
    var foresight: Foresight
    var buffer: RecordBuffer
    var start: Int
  }

  private let name: String
  private let tasks = Mailbox<Handed<Task?>>()
  private let finished = Mailbox<Handed<EarlyBatch>>()
  private var isRunning = false
  /// A batch has been given and not been fetched.
  private(set) var isBusy = false

  init(name: String) { self.name = name }

  /// - Parameter start: the first record of the buffer that is the batch's.
  func judge(_ buffer: RecordBuffer, from start: Int = 0, by foresight: Foresight) {
    if !isRunning { startThread() }
    isBusy = true
    tasks.post(Handed(Task(foresight: foresight, buffer: buffer, start: start)))
  }

  /// The batch that was given, once it is judged; nil where none was.
  func fetch() -> EarlyBatch? {
    guard isBusy else { return nil }
    isBusy = false
    while true {
      if let early = finished.takeAll(waitingAtMost: 1_000).first { return early.value }
    }
  }

  func end() { if isRunning { tasks.post(Handed(nil)) } }

  private func startThread() {
    isRunning = true
    WorkThread.start(name) { [tasks, finished] in
      while true {
        for handed in tasks.takeAll(waitingAtMost: 60_000) {
          guard let task = handed.value else { return }
          finished.post(Handed(task.foresight.build(task.buffer, from: task.start)))
        }
      }
    }
  }
}
