// What moved between two sheets: every cell whose value is another one, beyond binary noise.

/// A cell that moved.
public struct Moved: Sendable {
  /// The quantity's place in the newer sheet's schema.
  public var place: Int
  public var cell: Int
  /// Undefined is NaN.
  public var before: Double
  public var after: Double
}

extension Sheet {
  /// The cells that moved since another sheet with the same axes, in the schema's order.
  public func moved(since old: Sheet) -> [Moved] {
    var result: [Moved] = []
    for (place, definition) in schema.definitions.enumerated() {
      guard definition.role != .fact, definition.role != .test,
        let before = old.schema.place(of: definition.name)
      else { continue }
      let (a, b) = (old.grid(before), grid(place))
      guard a.shape == b.shape else { continue }
      for cell in b.cells.indices where Sheet.differs(a.cells[cell], b.cells[cell]) {
        result.append(Moved(place: place, cell: cell, before: a.cells[cell], after: b.cells[cell]))
      }
    }
    return result
  }

  /// Whether two values differ by more than binary noise.
  public static func differs(_ a: Double, _ b: Double) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN != b.isNaN }
    return abs(a - b) > 1e-12 * max(abs(a), abs(b))
  }
}
