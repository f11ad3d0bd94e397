// What a quantity is given as: one value for all, or one for each label, with all that its writing said.
//
//     close_rate   CEO 5 of 100 · Director 3% to 5% · Manager 2.5%      axes [tier]          three cells
//     reps         SDR 6 · AE 7, from September 8                       axes [team, month]   each month holds its own
//     quota        2.1M per quarter                                     axes []              one cell
//
// A cell that is not given keeps its default. The sheet gets the plain values as a pin.

import Calc

/// What a quantity is given as.
public struct Given: Sendable, Equatable {
  /// One value with what is known of it.
  public struct Cell: Sendable, Equatable {
    /// In the quantity's units; a flow is turned into the agreement's period or month.
    public var value: Double
    /// Where it is uncertain: the range or the counts it was written as.
    public var spread: Written.Shape?
    /// What the flow was written per.
    public var per: Per?

    public init(_ value: Double, spread: Written.Shape? = nil, per: Per? = nil) {
      self.value = value
      self.spread = spread
      self.per = per
    }
  }

  /// The axes it differs over; along the quantity's other axes one value holds.
  public var axes: AxisSet
  public var shape: [Int]
  /// Cells nested over `axes`; nil where not given.
  public var cells: [Cell?]

  public init(_ cell: Cell) {
    axes = []
    shape = []
    cells = [cell]
  }

  public init(axes: AxisSet, shape: [Int], cells: [Cell?]) {
    self.axes = axes
    self.shape = shape
    self.cells = cells
  }

  /// Nothing given yet, over some axes.
  public init(over axes: AxisSet, in schema: Schema) {
    self.axes = axes
    shape = schema.shape(axes)
    cells = [Cell?](repeating: nil, count: shape.reduce(1, *))
  }

  /// Whether every cell is given.
  public var isWhole: Bool { !cells.contains { $0 == nil } }

  public var isUncertain: Bool { cells.contains { $0?.spread != nil } }

  /// The one cell that holds for all, where there is only one.
  public var single: Cell? { cells.count == 1 && axes.isEmpty ? cells[0] : nil }

  /// The same, told apart over further axes.
  public func expanded(over more: AxisSet, in schema: Schema) -> Given {
    let all = axes.union(more)
    guard all != axes else { return self }
    var result = Given(over: all, in: schema)
    let grid = Grid(axes: all, shape: result.shape, cells: [])
    let own = Grid(axes: axes, shape: shape, cells: [])
    for cell in result.cells.indices {
      var from = 0
      for (place, index) in zip(all.places, grid.position(of: cell)) { from += own.stride(of: place) * index }
      result.cells[cell] = cells[from]
    }
    return result
  }

  /// Whether a cell lies at some labels.
  package func holds(_ cell: Int, at selections: [Checked.Selection], from month: Int?) -> Bool {
    let position = Grid(axes: axes, shape: shape, cells: []).position(of: cell)
    for (place, index) in zip(axes.places, position) {
      if let selection = selections.first(where: { $0.place == place }), selection.index != index { return false }
      if place == Model.month, let month, index < month { return false }
    }
    return true
  }

  /// The plain values as a pin of a quantity.
  public func pin(of definition: Definition) -> Pin {
    let grid = Grid(axes: axes, shape: shape, cells: cells.map { $0?.value ?? .nan })
    let first = definition.axes.places.first
    let isSpread = definition.spread != nil && first.map { !axes.contains(place: $0) } == true
    return Pin(grid, isSpread: isSpread)
  }

  /// Fewer axes where the values do not differ along one. Uncertain values that were written label by label stay apart:
  /// each is known for itself (a value by month holds on, so months that are alike are one).
  public func compact() -> Given {
    for place in axes.places where place == Model.month || !isUncertain {
      let grid = Grid(axes: axes, shape: shape, cells: [])
      let stride = grid.stride(of: place)
      let isSame = cells.indices.allSatisfy { cell in
        let index = grid.position(of: cell)[axes.places.firstIndex(of: place) ?? 0]
        return cells[cell] == cells[cell - index * stride]
      }
      guard isSame else { continue }
      let keep = cells.indices.filter { grid.position(of: $0)[axes.places.firstIndex(of: place) ?? 0] == 0 }
      let rest = axes.subtracting(AxisSet(place: place))
      let restShape = zip(axes.places, shape).filter { $0.0 != place }.map(\.1)
      return Given(axes: rest, shape: restShape, cells: keep.map { cells[$0] }).compact()
    }
    return self
  }
}
