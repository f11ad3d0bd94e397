// A test judged while drivers vary. Many points at once: they are one more axis of the same formulas, so everything is
// computed in one pass over a block. A single point: on the sheet as it is.
//
//     Scan = sheet over 64 points (for a first look) + sheet (to close in), shared by every driver that is tried

/// A test on a sheet whose drivers can be moved along paths.
public struct Scan: Sendable {
  /// How many points are computed at once.
  public static let width = 64

  private let base: Sheet
  private let axis: Int
  private let wideTest: Test
  private let narrowTest: Test
  private var wide: Sheet
  private var narrow: Sheet
  private let progress: Progress
  /// The drivers that are not as they were, on either sheet.
  private var movedWide: Set<Int> = []
  private var movedNarrow: Set<Int> = []

  /// - Parameters:
  ///   - base: the sheet as it is today.
  ///   - drivers: the drivers that will be moved.
  ///   - checked: the test, checked against the base's schema.
  ///   - progress: asked before every block; what is cancelled is undefined from there on.
  public init(_ base: Sheet, varying drivers: [Int], judging checked: Checked, progress: Progress = .silent) {
    self.base = base
    self.progress = progress
    axis = base.schema.axes.count
    let axis = axis
    let program = base.program.widened(
      by: [Scan.width], spread: Dictionary(drivers.map { ($0, AxisSet(place: axis)) }) { $1 })
    let pins = base.pinned
    wide = Sheet(program, pins: pins, wanted: checked.reads)
    narrow = Sheet(base.program, pins: pins, wanted: checked.reads)
    wideTest = program.test(checked)
    narrowTest = base.program.test(checked)
  }

  /// How the test stands at each point of a path.
  public mutating func gaps(_ path: Path, at points: [Double]) -> [Gap] {
    if points.count < 4 { return points.map { gap(path, at: $0) } }
    var result: [Gap] = []
    result.reserveCapacity(points.count)
    for start in stride(from: 0, to: points.count, by: Scan.width) {
      guard !progress.isCancelled() else {
        return result + [Gap](repeating: .undefined, count: points.count - result.count)
      }
      let end = min(points.count, start + Scan.width)
      var block = Array(points[start..<end])
      block += [Double](repeating: points[end - 1], count: Scan.width - block.count)
      set(path.pins(along: block, axis: axis), on: &wide, &movedWide)
      result += wide.gaps(wideTest, along: axis, count: Scan.width).prefix(end - start)
    }
    return result
  }

  /// How the test stands at one point of a path.
  public mutating func gap(_ path: Path, at point: Double) -> Gap {
    set(path.pins(at: point), on: &narrow, &movedNarrow)
    return narrow.gaps(narrowTest, along: axis, count: 1)[0]
  }

  /// Moves drivers, and takes back those that moved before.
  private func set(_ pins: [Int: Pin], on sheet: inout Sheet, _ moved: inout Set<Int>) {
    var changes = pins.mapValues { Optional($0) }
    for place in moved where pins[place] == nil { changes.updateValue(base.pin(place), forKey: place) }
    sheet.set(changes)
    moved = Set(pins.keys)
  }
}

/// How a test stands at a point.
public struct Gap: Sendable, Equatable {
  public var holds: Bool
  /// By how much it holds (≥ 0) or fails (< 0), as a part of the right side; −∞ where it is undefined. What holds only
  /// by the tests' tolerance is a little below 0.
  public var size: Double
  /// Left less right at the worst label, for tests of equality.
  public var difference: Double

  static let undefined = Gap(holds: false, size: -.infinity, difference: .nan)
  static let best = Gap(holds: true, size: .infinity, difference: 0)

  init(holds: Bool, size: Double, difference: Double) {
    (self.holds, self.size, self.difference) = (holds, size, difference)
  }

  /// One comparison.
  init(_ op: Syntax.Operator, _ a: Double, _ b: Double) {
    guard !a.isNaN, !b.isNaN else {
      self = .undefined
      return
    }
    let scale = b == 0 ? 1 : abs(b)
    difference = a - b
    let margin = Sheet.margin(op, a, b)
    holds = margin >= 0
    // What is only just more or less than a limit would no longer be after the last digit is rounded.
    let spare = 2e-9 * max(abs(a), abs(b))
    size =
      switch op {
      case .atMost: (b - a) / scale
      case .atLeast: (a - b) / scale
      case .less: (b - a - spare) / scale
      case .more: (a - b - spare) / scale
      default: margin / scale
      }
  }

  /// Of two labels the one that fails, or holds by less.
  mutating func take(_ other: Gap) { if other.size < size || (holds && !other.holds) { self = other } }
}

extension Sheet {
  /// How a test stands at each point of an analysis axis.
  func gaps(_ test: Test, along axis: Int, count: Int) -> [Gap] {
    switch test {
    case .both(let x, let y):
      return zip(gaps(x, along: axis, count: count), gaps(y, along: axis, count: count)).map { x, y in
        var worse = x
        worse.take(y)
        return worse
      }
    case .either(let x, let y):
      return zip(gaps(x, along: axis, count: count), gaps(y, along: axis, count: count)).map { x, y in
        x.holds != y.holds ? (x.holds ? x : y) : x.size >= y.size ? x : y
      }
    case .truth(let prepared):
      let truth = evaluate(prepared)
      return Sheet.worst(truth, Grid(1), program.sizes, along: axis, count: count) { value, _ in
        value.isNaN
          ? .undefined
          : value == 1
            ? Gap(holds: true, size: 0, difference: 0) : Gap(holds: false, size: -1, difference: .nan)
      }
    case .compare(let op, let left, let right):
      return Sheet.worst(evaluate(left), evaluate(right), program.sizes, along: axis, count: count) { Gap(op, $0, $1) }
    }
  }

  /// The worst label at each point. The analysis axis is the innermost of a grid that runs over it.
  private static func worst(
    _ a: Grid, _ b: Grid, _ sizes: [Int], along axis: Int, count: Int, _ gap: (Double, Double) -> Gap
  ) -> [Gap] {
    let labels = a.axes.union(b.axes).subtracting(AxisSet(place: axis))
    let shape = labels.places.map { sizes[$0] }
    let (strideA, strideB) = (labels.places.map { a.stride(of: $0) }, labels.places.map { b.stride(of: $0) })
    let (stepA, stepB) = (a.stride(of: axis), b.stride(of: axis))
    let whole = Grid(axes: labels, shape: shape, cells: [])
    let cells = shape.reduce(1, *)
    var result = [Gap](repeating: cells == 0 ? .undefined : .best, count: count)
    for cell in 0..<cells {
      var (i, j) = (0, 0)
      for (order, index) in whole.position(of: cell).enumerated() {
        i += strideA[order] * index
        j += strideB[order] * index
      }
      for point in 0..<count { result[point].take(gap(a.cells[i + stepA * point], b.cells[j + stepB * point])) }
    }
    return result
  }
}
