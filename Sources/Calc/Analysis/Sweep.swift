// One or two drivers varied over many points, and what comes of some formulas at every combination of them.
//
//     the inner driver's points are one more axis of the same sheet, a block of them at a time
//     the outer driver takes one point after another
//
// So what depends on neither is computed once, what depends on one of them once for each of its points, and only the
// rest for every cell.

/// A driver and the points it is swept over.
public struct Span: Sendable {
  public let movement: Movement
  /// Points of the movement, in the order of the answer.
  public let points: [Double]

  public init(_ movement: Movement, _ points: [Double]) {
    self.movement = movement
    self.points = points
  }

  /// Where today is among the points; nil where it is not.
  public var today: Int? {
    let present = movement.present
    return points.firstIndex { abs($0 - present) <= 1e-9 * max(abs($0), abs(present)) }
  }

  /// The points from one bound to another.
  /// - Parameters:
  ///   - step: how far apart, above 0; nil for eleven points, of whole numbers for as many as there are up to eleven.
  ///   - most: more are not made.
  /// - Returns: nil where there would be more.
  public static func points(
    from first: Double, to last: Double, step: Double?, whole: Bool, most: Int = Sweep.most
  ) -> [Double]? {
    let way = Digits.sum(last, -first)
    if let step {
      // What division leaves of a whole number of steps counts as one.
      let count = (abs(way) / step + 1e-9).rounded(.down)
      guard count.isFinite, count < Double(most) else { return nil }
      let signed = way < 0 ? -step : step
      return (0...Int(count)).map { Digits.sum(first, Digits.product(signed, Double($0))) }
    }
    if whole, abs(way) <= 10 { return (0...Int(abs(way))).map { first + (way < 0 ? -Double($0) : Double($0)) } }
    let parts = (0...10).map { $0 == 10 ? last : Digits.sum(first, Digits.product(way, Double($0) / 10)) }
    return whole ? parts.map { $0.rounded() } : parts
  }
}

/// Computes sweeps.
public enum Sweep {
  /// More cells than this are refused.
  public static let most = 1_000_000
  /// How many points of the inner driver are computed at once.
  static let width = 256

  /// What formulas come to at every cell.
  /// - Parameters:
  ///   - spans: one or two; of two, the first is the outer one. They must not move the same label.
  ///   - formulas: checked against the base's schema, without axes.
  /// - Returns: for each formula its values, the last span's points running fastest. Undefined is NaN.
  /// - Throws: `Diagnostic.stopped`.
  public static func values(
    _ base: Sheet, over spans: [Span], of formulas: [Checked], progress: Progress = .silent
  ) throws(Diagnostic) -> [[Double]] {
    guard let inner = spans.last, !inner.points.isEmpty else { return formulas.map { _ in [] } }
    let outer = spans.count > 1 ? spans[0] : nil
    let rows = outer?.points.count ?? 1
    let columns = inner.points.count
    let width = min(width, columns)
    let axis = base.schema.axes.count
    let program = base.program.widened(by: [width], spread: [inner.movement.place: AxisSet(place: axis)])
    let prepared = formulas.map { program.prepare($0) }
    var pins: [Int: Pin] = [:]
    for place in base.schema.definitions.indices { if let pin = base.pin(place) { pins[place] = pin } }
    let isShared = outer?.movement.place == inner.movement.place

    var sheet: Sheet?
    var answer = formulas.map { _ in [Double](repeating: .nan, count: rows * columns) }
    for start in stride(from: 0, to: columns, by: width) {
      let count = min(width, columns - start)
      var block = Array(inner.points[start..<start + count])
      block += [Double](repeating: block[count - 1], count: width - count)
      for row in 0..<rows {
        try progress.check()
        var changes: [Int: Pin?] = [:]
        var upon: [Double]?
        if let outer {
          let pin = outer.movement.pin(at: outer.points[row])
          if isShared { upon = pin.grid.cells } else { changes[outer.movement.place] = pin }
        }
        if row == 0 || isShared {
          changes[inner.movement.place] = inner.movement.pin(along: block, axis: axis, upon: upon)
        }
        if sheet == nil {
          for (place, pin) in changes { pins[place] = pin }
          sheet = Sheet(program, pins: pins, wanted: formulas.flatMap(\.reads))
        } else {
          sheet?.set(changes)
        }
        for (at, formula) in prepared.enumerated() {
          guard let grid = sheet?.evaluate(formula) else { continue }
          let isSplit = grid.cells.count == width
          for column in 0..<count {
            answer[at][row * columns + start + column] = isSplit ? grid.cells[column] : grid.cells.first ?? .nan
          }
        }
      }
      progress.report(Double(start + count) / Double(columns))
    }
    return answer
  }
}

extension Checked {
  /// A quantity at some labels, its other axes brought to one value.
  public static func quantity(
    _ place: Int, at selections: [Selection], by reduction: Reduction, in schema: Schema
  ) -> Checked {
    let definition = schema.definitions[place]
    var axes = definition.axes
    for selection in selections { axes.remove(AxisSet(place: selection.place)) }
    let cells = Checked(.quantity(place, at: selections), definition.units, axes, 0..<0)
    guard !axes.isEmpty else { return cells }
    return Checked(.reduce(reduction, cells, over: axes, where: nil), definition.units, [], 0..<0)
  }

  /// Whether a test holds for every label: 1 where it does, anything else where it does not.
  public var everywhere: Checked {
    axes.isEmpty ? self : Checked(.reduce(.least, self, over: axes, where: nil), units, [], span)
  }
}
