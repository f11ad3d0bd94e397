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
  /// How many points of the inner driver are computed at once, and how many rows of them a thread takes.
  static let block = (width: 256, rows: 128)

  /// What formulas come to at every cell.
  /// - Parameters:
  ///   - spans: one or two. They must not move the same label.
  ///   - formulas: checked against the base's schema, without axes.
  /// - Returns: for each formula its values, the last span's points running fastest. Undefined is NaN.
  /// - Throws: `Diagnostic.stopped`.
  public static func values(
    _ base: Sheet, over spans: [Span], of formulas: [Checked], progress: Progress = .silent
  ) throws(Diagnostic) -> [[Double]] {
    guard let last = spans.last, spans.allSatisfy({ !$0.points.isEmpty }) else { return formulas.map { _ in [] } }
    // The inner driver is the one with more points: the longer the runs, the less is to be looked after.
    let first = spans.count > 1 ? spans[0] : nil
    let isTurned = first.map { $0.points.count > last.points.count } ?? false
    let (outer, inner) = isTurned ? (last, first ?? last) : (first, last)
    let field = Field(base, outer: outer, inner: inner, formulas)
    let queue = Workers.Queue(0..<field.pieces)
    let done = Workers.run(min(field.pieces, Workers.available)) { number in
      var found: [Field.Piece] = []
      var sheet: Sheet?
      while !progress.isCancelled(), let piece = queue.take() {
        found.append(field.compute(piece, &sheet))
        if number == 0 { progress.report(Double(piece + 1) / Double(field.pieces)) }
      }
      return found
    }
    try progress.check()

    let (rows, columns) = (outer?.points.count ?? 1, inner.points.count)
    var answer = formulas.map { _ in [Double](repeating: .nan, count: rows * columns) }
    for piece in done.joined() {
      for (at, values) in piece.values.enumerated() {
        var cell = 0
        for row in piece.rows {
          for column in piece.columns {
            answer[at][isTurned ? column * rows + row : row * columns + column] = values[cell]
            cell += 1
          }
        }
      }
    }
    return answer
  }
}

/// The cells of a sweep, cut into pieces for whoever is free.
private struct Field: Sendable {
  struct Piece: Sendable {
    let rows: Range<Int>
    let columns: Range<Int>
    /// For each formula row after row.
    var values: [[Double]]
  }

  let outer: Span?
  let inner: Span
  let program: Program
  let formulas: [Prepared]
  let wanted: [Int]
  let pins: [Int: Pin]
  /// The place of the axis that the inner points are.
  let axis: Int
  let width: Int

  init(_ base: Sheet, outer: Span?, inner: Span, _ formulas: [Checked]) {
    (self.outer, self.inner) = (outer, inner)
    axis = base.schema.axes.count
    width = min(Sweep.block.width, inner.points.count)
    let program = base.program.widened(by: [width], spread: [inner.movement.place: AxisSet(place: axis)])
    self.program = program
    self.formulas = formulas.map { program.prepare($0) }
    wanted = formulas.flatMap(\.reads)
    pins = base.pinned
  }

  private var blocks: Int { (inner.points.count + width - 1) / width }
  private var bands: Int { ((outer?.points.count ?? 1) + Sweep.block.rows - 1) / Sweep.block.rows }
  var pieces: Int { blocks * bands }

  /// - Parameter sheet: what this thread computes with; made by its first piece.
  func compute(_ piece: Int, _ sheet: inout Sheet?) -> Piece {
    let (start, top) = (piece / bands * width, piece % bands * Sweep.block.rows)
    let rows = top..<min(top + Sweep.block.rows, outer?.points.count ?? 1)
    let columns = start..<min(start + width, inner.points.count)
    var result = Piece(rows: rows, columns: columns, values: formulas.map { _ in [] })
    for at in result.values.indices { result.values[at].reserveCapacity(rows.count * columns.count) }
    // The last block is filled up with its last point.
    let points = (start..<start + width).map { inner.points[min($0, columns.upperBound - 1)] }
    let isShared = outer?.movement.place == inner.movement.place
    for row in rows {
      var changes: [Int: Pin?] = [:]
      var upon: [Double]?
      if let outer {
        let pin = outer.movement.pin(at: outer.points[row])
        if isShared { upon = pin.grid.cells } else { changes[outer.movement.place] = pin }
      }
      if row == rows.lowerBound || isShared {
        changes[inner.movement.place] = inner.movement.pin(along: points, axis: axis, upon: upon)
      }
      if sheet == nil {
        sheet = Sheet(program, pins: pins.merging(changes.compactMapValues { $0 }) { $1 }, wanted: wanted)
      } else {
        sheet?.set(changes)
      }
      for (at, formula) in formulas.enumerated() {
        guard let cells = sheet?.evaluate(formula).cells else { continue }
        // What does not depend on the inner driver is one value for the whole row.
        if cells.count == width {
          result.values[at] += cells[..<columns.count]
        } else {
          result.values[at] += [Double](repeating: cells.first ?? .nan, count: columns.count)
        }
      }
    }
    return result
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
