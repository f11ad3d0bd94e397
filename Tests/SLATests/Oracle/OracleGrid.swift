// A quantity's values over its axes, and the arithmetic between grids of different axes: a formula runs over all the
// axes of its parts. A cell without a value is undefined, and what is computed from it is undefined too.

struct OracleGrid: Sendable {
  /// In the canonical order.
  let axes: [OracleAxis]
  /// One list per axis.
  let labels: [[String]]
  /// The last axis runs fastest; nil is undefined.
  private(set) var cells: [BigRational?]

  /// A single value, or undefined.
  init(_ value: BigRational?) {
    axes = []
    labels = []
    cells = [value]
  }

  /// The value at each position; the positions come as (tier, stage, team, month), 0 for an axis that it has not.
  init(_ axes: [OracleAxis], of agreement: OracleAgreement, _ value: (OraclePosition) -> BigRational?) {
    self.init(axes, labels: axes.map(agreement.labels), value)
  }

  private init(_ axes: [OracleAxis], labels: [[String]], _ value: (OraclePosition) -> BigRational?) {
    self.axes = axes
    self.labels = labels
    cells = []
    var position = OraclePosition()
    fill(0, &position, value)
  }

  private mutating func fill(_ depth: Int, _ position: inout OraclePosition, _ value: (OraclePosition) -> BigRational?)
  {
    if depth == axes.count { return cells.append(value(position)) }
    for index in labels[depth].indices {
      position[axes[depth]] = index
      fill(depth + 1, &position, value)
    }
  }

  /// The value at a position; axes that the grid has not are of no account.
  subscript(position: OraclePosition) -> BigRational? {
    var index = 0
    for (depth, axis) in axes.enumerated() { index = index * labels[depth].count + position[axis] }
    return cells[index]
  }

  /// The value by labels, one per axis.
  subscript(names: String...) -> BigRational? {
    var position = OraclePosition()
    for (depth, axis) in axes.enumerated() {
      guard depth < names.count, let index = labels[depth].firstIndex(of: names[depth]) else { return nil }
      position[axis] = index
    }
    return self[position]
  }
}

extension OracleGrid {
  /// Visits each cell with its position and its labels, one per axis.
  func forEachCell(_ visit: (OraclePosition, [String], BigRational?) -> Void) {
    _ = OracleGrid(axes, labels: labels) { position in
      let names = zip(axes, labels).map { axis, labels in labels[position[axis]] }
      visit(position, names, self[position])
      return nil
    }
  }
}

/// Where in a grid: an index for each axis.
struct OraclePosition: Sendable {
  var tier = 0
  var stage = 0
  var team = 0
  var month = 0

  subscript(axis: OracleAxis) -> Int {
    get {
      switch axis {
      case .tier: tier
      case .stage: stage
      case .team: team
      case .month: month
      }
    }
    set {
      switch axis {
      case .tier: tier = newValue
      case .stage: stage = newValue
      case .team: team = newValue
      case .month: month = newValue
      }
    }
  }
}

extension OracleGrid {
  /// `operation` wherever both have a value.
  private static func combine(
    _ a: OracleGrid, _ b: OracleGrid, _ operation: (BigRational, BigRational) -> BigRational?
  ) -> OracleGrid {
    var labels = Dictionary(zip(a.axes, a.labels)) { first, _ in first }
    for (axis, names) in zip(b.axes, b.labels) { labels[axis] = names }
    let axes = labels.keys.sorted()
    return OracleGrid(axes, labels: axes.map { labels[$0] ?? [] }) { position in
      guard let x = a[position], let y = b[position] else { return nil }
      return operation(x, y)
    }
  }

  static func + (a: OracleGrid, b: OracleGrid) -> OracleGrid { combine(a, b, +) }
  static func - (a: OracleGrid, b: OracleGrid) -> OracleGrid { combine(a, b, -) }
  static func * (a: OracleGrid, b: OracleGrid) -> OracleGrid { combine(a, b, *) }
  /// Undefined where the divisor is zero.
  static func / (a: OracleGrid, b: OracleGrid) -> OracleGrid { combine(a, b) { $1.isZero ? nil : $0 / $1 } }

  static func + (a: BigRational, b: OracleGrid) -> OracleGrid { OracleGrid(a) + b }
  static func - (a: BigRational, b: OracleGrid) -> OracleGrid { OracleGrid(a) - b }
  static func * (a: OracleGrid, b: BigRational) -> OracleGrid { a * OracleGrid(b) }
  static func / (a: OracleGrid, b: BigRational) -> OracleGrid { a / OracleGrid(b) }

  /// Where it is below zero, zero.
  var atLeastZero: OracleGrid { map { $0.isNegative ? 0 : $0 } }

  /// `change` of each value; what it has none for is undefined.
  func map(_ change: (BigRational) -> BigRational?) -> OracleGrid {
    var result = self
    result.cells = cells.map { $0.flatMap(change) }
    return result
  }

  /// The sum over an axis; over one that has no labels, or where a part is undefined, undefined.
  func sum(_ axis: OracleAxis) -> OracleGrid {
    guard let depth = axes.firstIndex(of: axis) else { return self }
    var restAxes = axes
    var restLabels = labels
    restAxes.remove(at: depth)
    restLabels.remove(at: depth)
    return OracleGrid(restAxes, labels: restLabels) { position in
      var position = position
      var total: BigRational?
      for index in labels[depth].indices {
        position[axis] = index
        guard let value = self[position] else { return nil }
        total = total.map { $0 + value } ?? value
      }
      return total
    }
  }

  /// The sum over all its axes.
  var total: OracleGrid { axes.reduce(self) { grid, axis in grid.sum(axis) } }
}
