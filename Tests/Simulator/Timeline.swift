/// Events of the simulation in the order of their time, and of their planning where times are equal.
struct Timeline {
  private struct Entry {
    var time: Int64
    var number: Int
    var work: () -> Void

    func precedes(_ other: Entry) -> Bool { (time, number) < (other.time, other.number) }
  }

  private var heap: [Entry] = []
  private var planned = 0

  mutating func plan(at time: Int64, _ work: @escaping () -> Void) {
    planned += 1
    heap.append(Entry(time: time, number: planned, work: work))
    var place = heap.count - 1
    while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// The earliest event, if it is due by `time`.
  mutating func next(upTo time: Int64) -> (time: Int64, work: () -> Void)? {
    guard let first = heap.first, first.time <= time, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return (first.time, first.work)
  }

  private mutating func sink() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
        if heap[child].precedes(heap[least]) { least = child }
      }
      if least == place { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
