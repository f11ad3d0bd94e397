// One way of moving a driver, as a single number that analyses can vary (analysis.md):
//
//     one value for all, or one label     the value itself        close_rate[CEO] 5% … 8%
//     several labels that differ          one common factor       close_rate ×1.08
//     several counts that differ          one common whole step   attempts 8/6 → 5/3
//     one label of shares                 the value; the others shrink or grow in proportion
//
// What would leave the driver's bounds is clipped at them, label by label.

/// A driver with the way in which it is moved.
public struct Movement: Sendable {
  public enum Manner: Sendable, Equatable {
    case value, factor, step
  }

  /// The driver's place in the schema.
  public let place: Int
  public let manner: Manner
  /// What is moved, as it is today.
  public let origin: Pin
  /// Which cells of `origin` move; the others stay, or are rescaled where the driver is a share.
  let targets: [Bool]
  /// Whether its labels are parts of one whole.
  public let isShares: Bool
  public let bounds: Definition.Bounds
  /// Whether only whole numbers are meant.
  public let isWhole: Bool
  /// The number that stands for today: the value, ×1, or +0.
  public let present: Double

  /// - Parameters:
  ///   - selections: the labels that move; empty for all of them.
  ///   - wanted: the way to move it, where that is said; nil for the one that suits its values.
  /// - Returns: nil where there is nothing that can be moved: an undefined value, a choice, shares without a label.
  public init?(_ place: Int, at selections: [Checked.Selection], by wanted: Manner? = nil, in sheet: Sheet) {
    let definition = sheet.schema.definitions[place]
    guard definition.role == .driver, definition.units.choices == nil else { return nil }
    let pin = sheet.pin(place)
    let now = sheet.grid(place)
    var origin = Pin(now)
    if let pin, !pin.grid.cells.contains(where: \.isNaN),
      selections.allSatisfy({ pin.grid.axes.contains(place: $0.place) })
    {
      origin = pin
    }
    let grid = origin.grid
    let places = grid.axes.places
    targets = grid.cells.indices.map { cell in
      let position = grid.position(of: cell)
      return selections.allSatisfy { selection in
        places.firstIndex(of: selection.place).map { position[$0] == selection.index } ?? true
      }
    }
    let moved = zip(grid.cells, targets).filter(\.1).map(\.0)
    guard let first = moved.first, !moved.contains(where: \.isNaN) else { return nil }
    self.place = place
    self.origin = origin
    bounds = definition.bounds
    isWhole = definition.units.noun != nil && definition.units.flow == nil
    isShares = definition.isShares
    let isOne = moved.allSatisfy { $0 == first }
    if isShares, !isOne || moved.count == grid.cells.count { return nil }
    if let wanted {
      manner = wanted
      present = wanted == .factor ? 1 : wanted == .step ? 0 : isOne ? first : .nan
    } else if isOne {
      manner = .value
      present = first
    } else if isWhole {
      manner = .step
      present = 0
    } else {
      guard moved.contains(where: { $0 != 0 }) else { return nil }
      manner = .factor
      present = 1
    }
  }

  /// The first label that a point would take out of the driver's bounds: its cell of `origin`, and its value there.
  public func outOfBounds(at x: Double) -> (cell: Int, value: Double)? {
    for (cell, value) in origin.grid.cells.enumerated() where targets[cell] {
      let moved =
        switch manner {
        case .value: x
        case .factor: Digits.product(value, x)
        case .step: Digits.sum(value, x)
        }
      if !bounds.contains(moved) { return (cell, moved) }
    }
    return nil
  }

  /// Whether two movements of one driver move the same cell.
  public func meets(_ other: Movement) -> Bool {
    place == other.place
      && (isShares || origin.grid.axes != other.origin.grid.axes || zip(targets, other.targets).contains { $0 && $1 })
  }

  /// The driver's cells at a point of the movement, over the axes of `origin`.
  public func cells(at x: Double) -> [Double] {
    let cells = origin.grid.cells
    let held = isShares ? zip(cells, targets).filter(\.1).reduce(0) { sum, _ in sum + clipped(x) } : 0
    let rest = isShares ? zip(cells, targets).filter { !$0.1 }.reduce(0) { $0 + $1.0 } : 0
    return cells.indices.map { cell in
      let value = cells[cell]
      guard targets[cell] else {
        guard isShares else { return value }
        let open = targets.count { !$0 }
        return rest > 0 ? value / rest * max(0, 1 - held) : max(0, 1 - held) / Double(max(1, open))
      }
      switch manner {
      case .value: return clipped(x)
      case .factor: return clipped(value * x)
      case .step: return clipped(value + x)
      }
    }
  }

  private func clipped(_ value: Double) -> Double {
    let lower = bounds.aboveLower ? max(bounds.lower, Double.leastNormalMagnitude) : bounds.lower
    return min(max(value, lower), bounds.upper)
  }

  /// Whether a bound holds a label back at a point.
  public func isClipped(at x: Double) -> Bool {
    zip(origin.grid.cells, targets).contains { value, isTarget in
      let free =
        switch manner {
        case .value: x
        case .factor: value * x
        case .step: value + x
        }
      return isTarget && clipped(free) != free
    }
  }

  /// The points between which the movement changes anything. A bound that is itself left out is come near to.
  public var range: ClosedRange<Double> {
    let moved = zip(origin.grid.cells, targets).filter(\.1).map(\.0)
    let lower =
      bounds.aboveLower && bounds.lower < present ? bounds.lower + (present - bounds.lower) * 1e-9 : bounds.lower
    let upper = isShares ? 1 / Double(max(1, moved.count)) : bounds.upper
    switch manner {
    case .value: return min(lower, present)...max(upper, present)
    case .factor:
      let least = moved.filter { $0 > 0 }.min() ?? 1
      return (bounds.aboveLower ? 1e-9 : 0)...max(1, upper / least)
    case .step:
      let (low, high) = (moved.min() ?? 0, moved.max() ?? 0)
      return min(0, lower - high)...max(0, upper - low)
    }
  }

  /// The pin at a point.
  public func pin(at x: Double) -> Pin {
    var pin = origin
    pin.grid.cells = cells(at: x)
    return pin
  }

  /// The pin over an analysis axis: one point of the movement after another, innermost.
  /// - Parameter axis: the place of the analysis axis.
  /// - Parameter base: what other labels are meanwhile; nil for today's.
  func pin(along points: [Double], axis: Int, upon base: [Double]? = nil) -> Pin {
    var columns = points.map { self.cells(at: $0) }
    if let base {
      for at in columns.indices { for cell in base.indices where !targets[cell] { columns[at][cell] = base[cell] } }
    }
    var cells: [Double] = []
    cells.reserveCapacity(origin.grid.cells.count * points.count)
    for cell in origin.grid.cells.indices { for column in columns { cells.append(column[cell]) } }
    let grid = Grid(
      axes: origin.grid.axes.union(AxisSet(place: axis)), shape: origin.grid.shape + [points.count], cells: cells)
    return Pin(grid, isSpread: origin.isSpread)
  }
}
