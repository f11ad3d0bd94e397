// A file of separated values, read in pieces by several threads (CSVRecords.swift says how the pieces agree):
//
//     thread 1   |piece 0|        |piece 2|          quotes of a piece looked through → states handed on → its rows
//     thread 2           |piece 1|        |piece 3|  a row belongs to the piece it begins in

import Calc
import Glibc
import Synchronization

/// The rows of a file, cut in pieces.
struct CSVPieces: Sendable {
  var bytes: LeadBytes
  var cutter: RecordCutter
  /// Where the rows begin.
  var start: Int
  var cellCount: Int
  /// The size of a piece.
  var size = 1 << 19
  var threads = Workers.available

  init(_ bytes: LeadBytes, _ head: CSVHead, _ plan: RowPlan) {
    self.bytes = bytes
    cutter = RecordCutter(delimiter: head.delimiter, places: plan.places)
    (start, cellCount) = (head.rows, plan.cellCount)
  }

  /// What stands where a row should.
  enum Row {
    /// How many columns (`Int.max` where there is something behind the last header), and the record as it stands.
    case cells(columns: Int, UnsafeBufferPointer<UInt8>)
    /// A quote is opened and not closed, or the record is longer than any is. Cells behind that are empty.
    case unclosed
  }

  /// The longest record.
  private static let longest = CSVHead.size

  /// Calls `body` for each row with its cells and offset; those of one piece in their order, on one of the threads.
  /// - Parameters:
  ///   - make: what a thread keeps.
  ///   - body: returns false to end the reading.
  /// - Returns: what each of the threads kept.
  /// - Throws: what the bytes cannot be read for, or that it was stopped.
  func read<Kept: Sendable>(
    progress: Progress, make: @escaping @Sendable () -> Kept,
    _ body: @escaping @Sendable (inout Kept, UnsafeMutableBufferPointer<Cell>, Int, Row) -> Bool
  ) throws(Diagnostic) -> [Kept] {
    let count = max(1, (max(0, bytes.count - start) + size - 1) / size)
    let queue = Workers.Queue(0..<count)
    let chain = QuoteChain()
    let results = Workers.run(min(threads, count)) { thread -> Result<Kept, Diagnostic> in
      do throws(Diagnostic) {
        return .success(try work(queue, chain, count, progress, isFirst: thread == 0, make: make, body))
      } catch {
        queue.stop()
        return .failure(error)
      }
    }
    var kept: [Kept] = []
    var failure: Diagnostic?
    for result in results {
      switch result {
      case .success(let one): kept.append(one)
      case .failure(let why): failure = failure ?? why
      }
    }
    if let failure { throw failure }
    return kept
  }

  private func work<Kept>(
    _ queue: Workers.Queue, _ chain: QuoteChain, _ count: Int, _ progress: Progress, isFirst: Bool,
    make: () -> Kept, _ body: (inout Kept, UnsafeMutableBufferPointer<Cell>, Int, Row) -> Bool
  ) throws(Diagnostic) -> Kept {
    // A byte before the piece, and room behind it for the row that goes on there.
    var window = Window(capacity: 1 + size + 65_536)
    defer { window.free() }
    let empty = Cell(UnsafePointer(window.memory), 0)
    let cells = UnsafeMutableBufferPointer<Cell>.allocate(capacity: max(1, cellCount))
    cells.initialize(repeating: empty)
    defer { cells.deallocate() }
    var rewritten = Rewritten()
    defer { rewritten.clear() }
    var kept = make()
    while let piece = queue.take() {
      try progress.check()
      let from = start + piece * size
      try window.fill(bytes, from: from - (from > 0 ? 1 : 0), lead: from > 0 ? 1 : 0)
      let length = min(size, window.bytes.count)
      let isFileStart = piece == 0
      let own = UnsafeBufferPointer(start: UnsafePointer(window.memory + 1), count: length)
      chain.hand(QuoteScan(own, delimiter: cutter.delimiter, isFirst: isFileStart), of: piece)
      guard let state = chain.state(of: piece, until: { queue.isStopped }) else { break }
      let isLineStart = isFileStart || window.memory[0] == 0x0A
      guard var at = cutter.firstRecord(own, from: state, isLineStart: isLineStart) else { continue }
      while at < length {
        let record = cutter.cut(
          window.bytes, at: at, isLast: window.isLast, into: cells, rewritten: &rewritten)
        var row = Row.unclosed
        var next = max(length, window.bytes.count)
        if case .cut(let end, let columns) = record {
          next = end
          if end - at <= Self.longest {
            row = .cells(columns: columns, UnsafeBufferPointer(rebasing: window.bytes[at..<end]))
          }
        } else if !window.isLast, window.bytes.count - at <= Self.longest {
          try window.extend(bytes)
          continue
        }
        if case .unclosed = row { cutAgain(window, at, cells, &rewritten) }
        guard body(&kept, cells, from + at, row) else {
          queue.stop()
          return kept
        }
        rewritten.clear()
        at = next
      }
      if isFirst { progress.report(Double(piece) / Double(count)) }
    }
    return kept
  }
}

extension CSVPieces {
  /// Leaves of a row that is broken off the cells in front of the break, the same however much of it was read.
  private func cutAgain(
    _ window: Window, _ at: Int, _ cells: UnsafeMutableBufferPointer<Cell>, _ rewritten: inout Rewritten
  ) {
    guard let start = window.bytes.baseAddress.map({ $0 + at }) else { return }
    cells.update(repeating: Cell(start, 0))
    _ = cutter.cut(window.bytes, at: at, isLast: window.isLast, into: cells, rewritten: &rewritten)
    for place in cells.indices {
      let cell = cells[place]
      if cell.start < start || cell.start + cell.count > start + Self.longest { cells[place] = Cell(start, 0) }
    }
  }
}

/// Hands the state of the machine from each piece to the next.
private final class QuoteChain: Sendable {
  private struct States {
    var next = 0
    var state = QuoteState.outside
    var scans: [Int: QuoteScan] = [:]
    var starts: [Int: QuoteState] = [0: .outside]
  }
  private let states = Mutex(States())

  func hand(_ scan: QuoteScan, of piece: Int) {
    states.withLock { states in
      states.scans[piece] = scan
      while let scan = states.scans.removeValue(forKey: states.next) {
        states.state = scan[states.state]
        states.next += 1
        states.starts[states.next] = states.state
      }
    }
  }

  /// The state that a piece begins in, once all before it are looked through. Nil where nobody will do that any more.
  func state(of piece: Int, until isStopped: () -> Bool) -> QuoteState? {
    while true {
      if let state = states.withLock({ $0.starts.removeValue(forKey: piece) }) { return state }
      if isStopped() { return nil }
      sched_yield()
    }
  }
}

/// The bytes of a piece in memory, with the one before them.
private struct Window {
  private(set) var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes behind the leading one.
  private var count = 0
  private var offset = 0
  /// The file ends here.
  private(set) var isLast = false

  /// What may be read behind the bytes, the first of it a line feed (`RecordCutter.cut`).
  private static let behind = 9

  init(capacity: Int) {
    self.capacity = capacity
    memory = .allocate(capacity: capacity + Window.behind)
  }

  func free() { memory.deallocate() }

  /// What is there of the piece and behind it.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: UnsafePointer(memory + 1), count: count) }

  mutating func fill(_ source: LeadBytes, from: Int, lead: Int) throws(Diagnostic) {
    let target = UnsafeMutableRawBufferPointer(start: memory + 1 - lead, count: capacity - 1 + lead)
    let got = try source.read(target, from)
    count = max(0, got - lead)
    offset = from + lead
    end(source, isShort: got < target.count)
  }

  mutating func extend(_ source: LeadBytes) throws(Diagnostic) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Window.behind)
    larger.update(from: memory, count: 1 + count)
    memory.deallocate()
    (memory, capacity) = (larger, capacity * 2)
    let target = UnsafeMutableRawBufferPointer(start: memory + 1 + count, count: capacity - 1 - count)
    let got = try source.read(target, offset + count)
    count += got
    end(source, isShort: got < target.count)
  }

  private mutating func end(_ source: LeadBytes, isShort: Bool) {
    isLast = offset + count >= source.count || isShort
    memory[1 + count] = 0x0A
  }
}
