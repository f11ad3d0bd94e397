// Whether a test holds, and by how much.
//
// A test over axes holds when it holds for every label; its two sides and its margin are those of the worst label
// (model.md). Of tests joined by "and" the worst one speaks, of those joined by "or" the best one. An undefined side
// makes the test undefined, unless another label breaks it anyway.

/// The outcome of a test.
public struct Judgement: Sendable, Equatable {
  /// Whether it holds; nil where that is undefined.
  public var holds: Bool?
  /// The two sides at the worst label; nil where undefined or where the test compares nothing.
  public var left: Double?
  public var right: Double?
  /// By how much it holds (≥ 0) or fails (< 0), in the sides' units.
  public var margin: Double?
  public var comparison: Syntax.Operator?
  /// What was compared.
  public var sides: (left: Checked, right: Checked)?
  public var units: Units
  /// The labels of the worst cell, from axis to label, in the axes' order.
  public var labels: [(axis: String, label: String)]
  /// Why it is undefined.
  public var reason: Phrase?
  /// How many cells were compared, and how many of them hold.
  public var cells: Int
  public var kept: Int

  /// A test that makes no sense in the present schema.
  public static let unreadable = Judgement(holds: nil, reason: "its test cannot be read")

  public static func == (a: Judgement, b: Judgement) -> Bool {
    a.holds == b.holds && a.left == b.left && a.right == b.right && a.margin == b.margin
      && a.labels.map(\.label) == b.labels.map(\.label)
  }

  package init(
    holds: Bool?, left: Double? = nil, right: Double? = nil, margin: Double? = nil,
    comparison: Syntax.Operator? = nil, sides: (left: Checked, right: Checked)? = nil, units: Units = .truth,
    labels: [(axis: String, label: String)] = [],
    reason: Phrase? = nil, cells: Int = 1, kept: Int = 0
  ) {
    self.holds = holds
    self.left = left
    self.right = right
    self.margin = margin
    self.comparison = comparison
    self.sides = sides
    self.units = units
    self.labels = labels
    self.reason = reason
    self.cells = cells
    self.kept = kept
  }
}

/// A test made ready to be judged on any sheet of its program.
public indirect enum Test: Sendable {
  case both(Test, Test)
  case either(Test, Test)
  case compare(Syntax.Operator, Prepared, Prepared)
  case truth(Prepared)

  /// What it is judged label by label over.
  public var axes: AxisSet {
    switch self {
    case .both(let x, let y), .either(let x, let y): x.axes.union(y.axes)
    case .compare(_, let left, let right): left.checked.axes.union(right.checked.axes)
    case .truth(let test): test.checked.axes
    }
  }

  /// The quantities it reads directly.
  public var reads: [Int] {
    switch self {
    case .both(let x, let y), .either(let x, let y): x.reads + y.reads
    case .compare(_, let left, let right): left.checked.reads + right.checked.reads
    case .truth(let prepared): prepared.checked.reads
    }
  }
}

extension Program {
  /// Makes a checked test ready.
  public func test(_ checked: Checked) -> Test {
    switch checked.node {
    case .binary(.and, let x, let y): .both(test(x), test(y))
    case .binary(.or, let x, let y): .either(test(x), test(y))
    case .binary(let op, let left, let right) where op.isComparison: .compare(op, prepare(left), prepare(right))
    default: .truth(prepare(checked))
    }
  }
}

extension Sheet {
  /// Judges a test that was checked against this sheet's schema.
  public func judge(_ test: Checked) -> Judgement { judge(program.test(test)) }

  /// Judges a test that was made ready by this sheet's program.
  /// - Parameters:
  ///   - open: labels at which it is not judged.
  ///   - isWhole: where leads or customers are compared with such, by the whole numbers that people see (Dealing).
  public func judge(
    _ test: Test, leavingOut open: Set<Checked.Selection> = [], inWholeNumbers isWhole: Bool = false
  ) -> Judgement {
    switch test {
    case .both(let x, let y):
      let (a, b) = (
        judge(x, leavingOut: open, inWholeNumbers: isWhole), judge(y, leavingOut: open, inWholeNumbers: isWhole)
      )
      return Sheet.worse(a, b) ? a : b
    case .either(let x, let y):
      let (a, b) = (
        judge(x, leavingOut: open, inWholeNumbers: isWhole), judge(y, leavingOut: open, inWholeNumbers: isWhole)
      )
      return Sheet.worse(a, b) ? b : a
    case .compare(let op, let left, let right): return compare(op, left, right, leavingOut: open, isWhole: isWhole)
    case .truth(let prepared):
      let grid = evaluate(prepared)
      let test = prepared.checked
      let judged = grid.cells.indices.filter { !Sheet.isLeftOut($0, of: grid, open) }
      let bad = judged.first { grid.cells[$0] == 0 }
      let undefined = judged.first { grid.cells[$0].isNaN }
      let cell = bad ?? undefined
      return Judgement(
        holds: bad != nil ? false : undefined != nil ? nil : true,
        labels: cell.map { schema.labels(of: $0, over: grid.axes) } ?? [],
        reason: bad == nil && undefined != nil ? reason(test, grid, undefined ?? 0) : nil,
        cells: judged.count, kept: judged.count { grid.cells[$0] == 1 })
    }
  }

  private static func isLeftOut(_ cell: Int, of grid: Grid, _ open: Set<Checked.Selection>) -> Bool {
    !open.isEmpty
      && zip(grid.axes.places, grid.position(of: cell)).contains {
        open.contains(Checked.Selection(place: $0, index: $1))
      }
  }

  private static func worse(_ a: Judgement, _ b: Judgement) -> Bool {
    func rank(_ judgement: Judgement) -> Int { judgement.holds == false ? 0 : judgement.holds == nil ? 1 : 2 }
    if rank(a) != rank(b) { return rank(a) < rank(b) }
    func part(_ judgement: Judgement) -> Double {
      guard let margin = judgement.margin, let right = judgement.right else { return .infinity }
      return margin / Swift.max(abs(right), 1e-300)
    }
    return part(a) <= part(b)
  }

  private func compare(
    _ op: Syntax.Operator, _ one: Prepared, _ other: Prepared, leavingOut open: Set<Checked.Selection>, isWhole: Bool
  ) -> Judgement {
    let (left, right) = (one.checked, other.checked)
    var (a, b) = (evaluate(one), evaluate(other))
    if isWhole, let x = dealt(left), let y = dealt(right), x.count == a.cells.count, y.count == b.cells.count {
      a.cells = x.map { $0.map(Double.init) ?? .nan }
      b.cells = y.map { $0.map(Double.init) ?? .nan }
    }
    let axes = a.axes.union(b.axes)
    let shape = schema.shape(axes)
    let count = shape.reduce(1, *)
    let units = left.isPlainFigure ? right.units : left.units
    guard count > 0 else {
      let empty = axes.places.first { schema.axes[$0].labels.isEmpty }
      return Judgement(
        holds: nil, comparison: op, units: units,
        reason: empty.map { "the agreement has no \(schema.axes[$0].name)s" }, cells: 0)
    }
    var worst: (cell: Int, left: Double, right: Double, margin: Double)?
    var undefined: Int?
    var kept = 0
    var judged = 0
    let all = Grid(axes: axes, shape: shape, cells: [])
    Grid.pairs(a, b) { cell, inA, inB in
      guard !Sheet.isLeftOut(cell, of: all, open) else { return }
      judged += 1
      let (x, y) = (a.cells[inA], b.cells[inB])
      guard !x.isNaN, !y.isNaN else {
        undefined = undefined ?? cell
        return
      }
      let margin = Sheet.margin(op, x, y)
      if margin >= 0 { kept += 1 }
      if worst.map({ margin < $0.margin }) ?? true { worst = (cell, x, y, margin) }
    }
    if let undefined, worst.map({ $0.margin >= 0 }) ?? true {
      let tracer = Tracer(self)
      let position = tracer.position(of: undefined, in: all)
      return Judgement(
        holds: nil, comparison: op, units: units, labels: schema.labels(of: undefined, over: axes),
        reason: tracer.reason(left, at: position) ?? tracer.reason(right, at: position), cells: judged, kept: kept)
    }
    guard let worst else { return Judgement(holds: nil, comparison: op, units: units, cells: judged) }
    return Judgement(
      holds: worst.margin >= 0, left: worst.left, right: worst.right, margin: worst.margin, comparison: op,
      sides: (left, right), units: units, labels: schema.labels(of: worst.cell, over: axes), cells: judged, kept: kept)
  }

  /// By how much a comparison holds; what the tolerance of 10⁻⁹ · max(|a|, |b|) lets pass counts as 0.
  package static func margin(_ op: Syntax.Operator, _ a: Double, _ b: Double) -> Double {
    let tolerance = 1e-9 * Swift.max(abs(a), abs(b))
    let difference = a - b
    switch op {
    case .atMost: return -difference >= 0 ? -difference : -difference >= -tolerance ? 0 : -difference
    case .atLeast: return difference >= 0 ? difference : difference >= -tolerance ? 0 : difference
    case .less: return -difference > tolerance ? -difference : Swift.min(-difference, -Double.leastNonzeroMagnitude)
    case .more: return difference > tolerance ? difference : Swift.min(difference, -Double.leastNonzeroMagnitude)
    case .equal: return abs(difference) <= tolerance ? 0 : -abs(difference)
    default: return abs(difference) > tolerance ? abs(difference) : -Double.leastNonzeroMagnitude
    }
  }

  private func reason(_ checked: Checked, _ grid: Grid, _ cell: Int) -> Phrase? {
    let tracer = Tracer(self)
    return tracer.reason(checked, at: tracer.position(of: cell, in: grid))
  }
}
