// A driver varied over many points at once: the points are one more axis of the same sheet, so that everything is
// computed in one pass over blocks, and a test is judged at every point.

/// A sheet over many points of a movement.
public struct Scan {
  /// How many points are computed at once.
  public static let width = 64

  private let movement: Movement
  private let program: Program
  private let axis: Int
  private var sheet: Sheet

  /// Makes a sheet ready to vary one driver.
  /// - Throws: never for a schema that a sheet was made of; the compiler's errors are passed on.
  public init(_ base: Sheet, _ movement: Movement) throws(Diagnostic) {
    self.movement = movement
    axis = base.schema.axes.count
    program = try Program(
      base.schema, analysis: [Scan.width], spread: [movement.place: AxisSet(place: base.schema.axes.count)])
    var pins: [Int: Pin] = [:]
    for place in base.schema.definitions.indices { if let pin = base.pin(place) { pins[place] = pin } }
    pins[movement.place] = movement.pin(along: [Double](repeating: movement.present, count: Scan.width), axis: axis)
    sheet = Sheet(program, pins: pins)
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
      sheet.set([movement.place: movement.pin(along: block, axis: axis)])
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
