// Trials computed in blocks: a sheet with one more axis, whose uncertain cells are drawn anew for each block.
//
//     Layout   how the sheet looks and what is read from it; all threads share it
//     Trials   one thread's sheet
//
// A block is as large as the caches like it; for a large agreement it is small, so that memory stays bounded.

/// One thread's sheet over a block of trials.
struct Trials {
  /// A result of a trial as it is read from the sheet.
  fileprivate enum Column {
    case formula(Prepared, cell: Int)
    case test(Holding)
  }

  /// A test as formulas that are 1 where every label holds.
  fileprivate indirect enum Holding {
    case both(Holding, Holding)
    case either(Holding, Holding)
    case all(Prepared)
  }

  /// What all threads share.
  struct Layout: Sendable {
    let simulation: Simulation
    let sources: [Simulation.Source]
    /// How many trials are computed at once.
    let block: Int
    /// How many results a trial has: readings, then tests.
    var results: Int { simulation.readings.count + simulation.tests.count }

    /// The place of the trials' axis.
    let axis: Int
    /// The plain values of drivers whose cells are parts of one whole.
    let shares: [Int: [Double]]
    private let program: Program
    private let pins: [Int: Pin]
    private let wanted: [Int]

    /// Numbers that fit the nearer cache of a core, and that any block may take.
    private static let (cached, most) = (1 << 15, 1 << 22)
    /// How long a block may take, so that Ctrl-C is soon heard.
    private static let patience = 0.05

    init(_ simulation: Simulation, _ base: Sheet, _ sources: [Simulation.Source]) {
      self.simulation = simulation
      self.sources = sources
      let axis = base.schema.axes.count
      self.axis = axis
      wanted = simulation.readings.flatMap(\.formula.reads) + simulation.tests.flatMap(\.reads)
      let spread = Dictionary(simulation.draws.map { ($0.place, AxisSet(place: axis)) }) { $1 }

      shares = Dictionary(
        spread.keys.filter { base.schema.definitions[$0].isShares }.compactMap { place in
          base.pin(place).map { (place, $0.grid.cells) }
        }
      ) { $1 }

      func widened(by block: Int) -> (Program, [Int: Pin]) {
        var pins = base.pinned
        for place in spread.keys {
          guard let grid = pins[place]?.grid else { continue }
          pins[place]?.grid = Grid(
            axes: grid.axes.union(AxisSet(place: axis)), shape: grid.shape + [block],
            cells: grid.cells.flatMap { repeatElement($0, count: block) })
        }
        return (base.program.widened(by: [block], spread: spread), pins)
      }
      if let block = simulation.block {
        self.block = max(1, min(Simulation.chunk, block))
      } else {
        // One trial alone tells how much room and how long each takes.
        let (program, pins) = widened(by: 1)
        let began = ContinuousClock.now
        let sheet = Sheet(program, pins: pins, wanted: wanted)
        let seconds = began.duration(to: .now) / .seconds(1)
        let each = max(1, sheet.cellCount(along: axis, behind: wanted))
        let room = max(Layout.cached / each, min(32, Layout.most / each))
        let fitting = max(1, min(Simulation.chunk, room, Int(min(1e6, Layout.patience / max(seconds, 1e-9)))))
        block = 1 << (Int.bitWidth - 1 - fitting.leadingZeroBitCount)
      }
      (program, pins) = widened(by: block)
    }

    /// Computes chunks of trials on all threads.
    /// - Parameters:
    ///   - empty: what each thread begins with.
    ///   - gather: takes a chunk's results, a column for each.
    /// - Returns: what each thread has gathered.
    /// - Throws: when it is cancelled.
    func run<Found: Sendable>(
      _ chunks: Range<Int>, _ progress: Progress, from empty: Found,
      _ gather: @escaping @Sendable (inout Found, Int, [UnsafeBufferPointer<Double>]) -> Void
    ) throws(Diagnostic) -> [Found] {
      let queue = Workers.Queue(chunks)
      let whole = Double((simulation.trials + Simulation.chunk - 1) / Simulation.chunk)
      let threads = min(chunks.count, max(1, simulation.threads))
      let found = Workers.run(threads) { thread in
        var found = empty
        guard var chunk = queue.take() else { return found }
        var trials = Trials(self)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, results * Simulation.chunk)) { memory in
          while true {
            let first = chunk * Simulation.chunk
            let count = min(Simulation.chunk, simulation.trials - first)
            for start in stride(from: 0, to: count, by: block) {
              if progress.isCancelled() { queue.stop() }
              if queue.isStopped { return }
              trials.compute(from: first + start)
              trials.read(min(block, count - start), into: memory, at: start)
            }
            let columns = (0..<results).map {
              UnsafeBufferPointer(rebasing: memory[($0 * Simulation.chunk)...].prefix(count))
            }
            gather(&found, chunk, columns)
            if thread == 0 { progress.report(Double(chunk + 1) / whole) }
            guard let next = queue.take() else { return }
            chunk = next
          }
        }
        return found
      }
      if queue.isStopped { throw .stopped }
      return found
    }

    fileprivate func sheet() -> Sheet { Sheet(program, pins: pins, wanted: wanted) }

    fileprivate func columns() -> [Column] {
      simulation.readings.map { .formula(program.prepare($0.formula), cell: $0.cell) }
        + simulation.tests.map { .test(holding($0)) }
    }

    private func holding(_ test: Checked) -> Holding {
      switch test.node {
      case .binary(.and, let x, let y): return .both(holding(x), holding(y))
      case .binary(.or, let x, let y): return .either(holding(x), holding(y))
      default: return .all(program.prepare(test.everywhere))
      }
    }
  }

  private let layout: Layout
  private let columns: [Column]
  private var sheet: Sheet
  /// The draws of each driver.
  private let drawn: [(place: Int, draws: [Int])]

  init(_ layout: Layout) {
    self.layout = layout
    columns = layout.columns()
    sheet = layout.sheet()
    let draws = layout.simulation.draws
    drawn = Set(draws.map(\.place)).sorted().map { place in
      (place, draws.indices.filter { draws[$0].place == place })
    }
  }

  /// Draws the trials of a block and computes what follows from them.
  mutating func compute(from trial: Int) {
    let (layout, drawn) = (layout, drawn)
    sheet.rewrite(drawn.map(\.place)) { at, cells in
      let (place, draws) = drawn[at]
      for draw in draws { layout.fill(cells, draw, from: trial) }
      if let plain = layout.shares[place] { layout.complete(cells, plain, draws) }
    }
  }

  /// Writes the block's results into columns of a chunk each.
  /// - Parameter start: the chunk's row of the block's first trial.
  func read(_ count: Int, into memory: UnsafeMutableBufferPointer<Double>, at start: Int) {
    for (at, column) in columns.enumerated() {
      let rows = UnsafeMutableBufferPointer(rebasing: memory[(at * Simulation.chunk + start)...].prefix(count))
      switch column {
      case .formula(let prepared, let cell):
        let grid = sheet.evaluate(prepared)
        if grid.axes.contains(place: layout.axis) {
          for row in rows.indices { rows[row] = grid.cells[cell * layout.block + row] }
        } else {
          rows.update(repeating: grid.cells[cell])
        }
      case .test(let holding):
        for (row, holds) in zip(rows.indices, holds(holding)) { rows[row] = holds ? 1 : 0 }
      }
    }
  }

  /// Whether a test holds, trial by trial.
  private func holds(_ test: Holding) -> [Bool] {
    switch test {
    case .both(let x, let y): return zip(holds(x), holds(y)).map { $0 && $1 }
    case .either(let x, let y): return zip(holds(x), holds(y)).map { $0 || $1 }
    case .all(let prepared):
      let cells = sheet.evaluate(prepared).cells
      return (0..<layout.block).map { cells.count > 1 ? cells[$0] == 1 : cells.first == 1 }
    }
  }
}

extension Trials.Layout {
  /// A driver's draws of a block, in the rows of its cells: one written value is one draw.
  fileprivate func fill(_ cells: UnsafeMutableBufferPointer<Double>, _ draw: Int, from trial: Int) {
    let rows = simulation.draws[draw].cells.map {
      UnsafeMutableBufferPointer(rebasing: cells[($0 * block)...].prefix(block))
    }
    guard let first = rows.first else { return }
    sources[draw].sampler.fill(first, from: sources[draw].stream, at: trial)
    for row in rows.dropFirst() { _ = row.update(from: first) }
  }

  /// Shares stay parts of one whole: those that are not drawn make room in proportion; where all are drawn, or the
  /// drawn ones are more than the whole, all are scaled.
  fileprivate func complete(_ cells: UnsafeMutableBufferPointer<Double>, _ plain: [Double], _ draws: [Int]) {
    let drawn = draws.flatMap { simulation.draws[$0].cells }
    let others = plain.indices.filter { !drawn.contains($0) }
    let rest = others.reduce(0) { $0 + plain[$1] }
    for trial in 0..<block {
      let sum = drawn.reduce(0) { $0 + cells[$1 * block + trial] }
      let left = rest > 0 ? max(0, 1 - sum) : 0
      if sum + left > 0 { for cell in drawn { cells[cell * block + trial] /= sum + left } }
      for cell in others { cells[cell * block + trial] = rest > 0 ? plain[cell] / rest * left : 0 }
    }
  }
}
