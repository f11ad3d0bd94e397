// A driver varied over many points at once: the points are one more axis of the same sheet, so that everything is
// computed in one pass over blocks, and a test is judged at every point.

/// A way to move one or several drivers with a single number: each goes along its own movement.
public struct Path: Sendable {
  /// The movements with the point of each at a point of the path.
  public var legs: [(movement: Movement, at: @Sendable (Double) -> Double)]
  /// The point that stands for today.
  public var present: Double
  /// The points between which anything changes.
  public var range: ClosedRange<Double>
  public var isWhole: Bool
  /// Whether points are told apart by their ratio.
  public var isFactor: Bool

  /// One driver along its movement.
  public init(_ movement: Movement) {
    let itself: @Sendable (Double) -> Double = { $0 }
    legs = [(movement, itself)]
    present = movement.present
    range = movement.range
    isWhole = movement.isWhole
    isFactor = movement.manner == .factor
  }

  /// Several drivers, each by the same part of its way: 0 is today, 1 the end of every way. Whole numbers are taken
  /// to the next one on the way.
  public init(ways: [(movement: Movement, end: Double)]) {
    legs = ways.map { movement, end in
      let start = movement.present
      let isWhole = movement.isWhole
      let at: @Sendable (Double) -> Double = { part in
        let point = start + (end - start) * part
        guard isWhole else { return point }
        let whole = end > start ? (point - 1e-9).rounded(.up) : (point + 1e-9).rounded(.down)
        return end > start ? min(whole, end) : max(whole, end)
      }
      return (movement, at)
    }
    present = 0
    range = 0...1
    isWhole = false
    isFactor = false
  }

  /// The drivers' pins at a point.
  public func pins(at point: Double) -> [Int: Pin] {
    Dictionary(legs.map { ($0.movement.place, $0.movement.pin(at: $0.at(point))) }) { $1 }
  }
}

/// A sheet over many points of a path.
public struct Scan {
  /// How many points are computed at once.
  public static let width = 64

  private let path: Path
  private let program: Program
  private let axis: Int
  private var sheet: Sheet

  /// Makes a sheet ready to vary drivers.
  /// - Parameter wanted: the quantities that will be asked for.
  public init(_ base: Sheet, _ path: Path, wanted: [Int]) {
    self.path = path
    let axis = base.schema.axes.count
    self.axis = axis
    let places = path.legs.map(\.movement.place)
    program = base.program.widened(
      by: [Scan.width], spread: Dictionary(places.map { ($0, AxisSet(place: axis)) }) { $1 })
    var pins: [Int: Pin] = [:]
    for place in base.schema.definitions.indices { if let pin = base.pin(place) { pins[place] = pin } }
    for (place, pin) in Scan.pins(path, [Double](repeating: path.present, count: Scan.width), axis) {
      pins[place] = pin
    }
    sheet = Sheet(program, pins: pins, wanted: wanted)
  }

  private static func pins(_ path: Path, _ points: [Double], _ axis: Int) -> [Int: Pin] {
    Dictionary(path.legs.map { leg in (leg.movement.place, leg.movement.pin(along: points.map(leg.at), axis: axis)) }) {
      $1
    }
  }

  /// A test of the base's schema, made ready for this scan.
  public func test(_ checked: Checked) -> Test { program.test(checked) }

  /// How a test stands at each point.
  public mutating func gaps(_ test: Test, at points: [Double]) -> [Gap] {
    var result: [Gap] = []
    result.reserveCapacity(points.count)
    var start = 0
    while start < points.count {
      let end = min(points.count, start + Scan.width)
      var block = Array(points[start..<end])
      block += [Double](repeating: points[end - 1], count: Scan.width - block.count)
      sheet.set(Scan.pins(path, block, axis).mapValues { Optional($0) })
      result += sheet.gaps(test, along: axis, count: Scan.width).prefix(end - start)
      start = end
    }
    return result
  }
}

/// How a test stands at a point.
public struct Gap: Sendable, Equatable {
  public var holds: Bool
  /// By how much it holds (≥ 0) or fails (< 0), as a part of the right side; −∞ where it is undefined.
  public var size: Double
  /// Left less right at the worst label, for tests of equality.
  public var difference: Double

  static let undefined = Gap(holds: false, size: -.infinity, difference: .nan)
}

extension Sheet {
  /// How a test stands at each point of an analysis axis.
  func gaps(_ test: Test, along axis: Int, count: Int) -> [Gap] {
    switch test {
    case .both(let x, let y):
      return zip(gaps(x, along: axis, count: count), gaps(y, along: axis, count: count)).map {
        $0.size <= $1.size ? $0 : $1
      }
    case .either(let x, let y):
      return zip(gaps(x, along: axis, count: count), gaps(y, along: axis, count: count)).map {
        $0.size >= $1.size ? $0 : $1
      }
    case .truth(let prepared):
      return Sheet.worst(evaluate(prepared), along: axis, count: count) { value in
        value == 1 ? Gap(holds: true, size: 0, difference: 0) : Gap(holds: false, size: -1, difference: .nan)
      }
    case .compare(let op, let left, let right):
      let (a, b) = (evaluate(left), evaluate(right))
      let axes = a.axes.union(b.axes)
      let shape = axes.places.map { program.sizes[$0] }
      let whole = Grid(axes: axes, shape: shape, cells: [])
      let strides = (axes.places.map { a.stride(of: $0) }, axes.places.map { b.stride(of: $0) })
      let at = axes.places.firstIndex(of: axis)
      var result = [Gap](repeating: Gap(holds: true, size: .infinity, difference: 0), count: count)
      for cell in 0..<shape.reduce(1, *) {
        let position = whole.position(of: cell)
        var (i, j) = (0, 0)
        for (order, index) in position.enumerated() {
          i += strides.0[order] * index
          j += strides.1[order] * index
        }
        let gap = Sheet.gap(op, a.cells[i], b.cells[j])
        for point in at.map({ position[$0]...position[$0] }) ?? 0...(count - 1) where gap.size < result[point].size {
          result[point] = gap
        }
      }
      return result
    }
  }

  private static func gap(_ op: Syntax.Operator, _ a: Double, _ b: Double) -> Gap {
    guard !a.isNaN, !b.isNaN else { return .undefined }
    let margin = margin(op, a, b)
    return Gap(holds: margin >= 0, size: margin / max(abs(b), abs(a) * 1e-6, 1e-300), difference: a - b)
  }

  private static func worst(_ grid: Grid, along axis: Int, count: Int, _ gap: (Double) -> Gap) -> [Gap] {
    var result = [Gap](repeating: Gap(holds: true, size: .infinity, difference: 0), count: count)
    let at = grid.axes.places.firstIndex(of: axis)
    for cell in grid.cells.indices {
      let own = grid.cells[cell].isNaN ? Gap.undefined : gap(grid.cells[cell])
      for point in at.map({ grid.position(of: cell)[$0]...grid.position(of: cell)[$0] }) ?? 0...(count - 1)
      where own.size < result[point].size {
        result[point] = own
      }
    }
    return result
  }
}
