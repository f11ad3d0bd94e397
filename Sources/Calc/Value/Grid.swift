// The cells of a quantity: one number for every combination of labels, nested in the order of the axes.
//
//     leads[tier, month]      CEO  Jul Aug Sep   Director  Jul Aug Sep  …       cells[tier * 3 + month]
//
// An undefined cell is NaN in here and nowhere else: whoever shows a grid says "undefined" and asks the sheet for
// the reason. No other special number gets in (Evaluator.swift turns infinities into NaN).

/// Cells over some axes.
public struct Grid: Sendable, Equatable {
  /// The axes' places, in order.
  public var axes: AxisSet
  /// How many labels each axis of `axes` has, in the same order.
  public var shape: [Int]
  /// The cells, the last axis running fastest. An undefined cell is NaN.
  public var cells: [Double]

  public init(axes: AxisSet, shape: [Int], cells: [Double]) {
    self.axes = axes
    self.shape = shape
    self.cells = cells
  }

  /// One value without axes.
  public init(_ value: Double) {
    self.init(axes: [], shape: [], cells: [value])
  }

  /// The only cell of a grid without axes (or with one label each).
  public var scalar: Double? { cells.count == 1 ? cells[0] : nil }

  /// The label indices of a cell, one for each axis.
  public func position(of cell: Int) -> [Int] {
    var rest = cell
    var result = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      result[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return result
  }

  /// The cell at label indices, one for each axis; nil outside.
  public func index(of position: [Int]) -> Int? {
    guard position.count == shape.count else { return nil }
    var index = 0
    for (at, size) in zip(position, shape) {
      guard at >= 0, at < size else { return nil }
      index = index * size + at
    }
    return index
  }

  /// How far apart two neighbours along an axis are in `cells`; 0 where the grid does not run over it.
  public func stride(of place: Int) -> Int {
    guard axes.contains(place: place) else { return 0 }
    var stride = 1
    for (axis, size) in zip(axes.places, shape).reversed() {
      if axis == place { return stride }
      stride *= size
    }
    return 0
  }

  /// Walks every combination of labels of two grids: the number of the combination over the axes of both, and the cell
  /// that stands for it in each.
  static func pairs(_ a: Grid, _ b: Grid, _ body: (_ at: Int, _ inA: Int, _ inB: Int) -> Void) {
    if a.axes == b.axes || b.axes.isEmpty {
      let step = b.axes.isEmpty ? 0 : 1
      for cell in a.cells.indices { body(cell, cell, cell * step) }
      return
    }
    let places = a.axes.union(b.axes).places
    let strides = places.map { (a.stride(of: $0), b.stride(of: $0)) }
    let shape = places.map { a.size(of: $0) ?? b.size(of: $0) ?? 1 }
    var position = [Int](repeating: 0, count: shape.count)
    var (inA, inB) = (0, 0)
    for cell in 0..<shape.reduce(1, *) {
      body(cell, inA, inB)
      var axis = shape.count - 1
      while axis >= 0 {
        position[axis] += 1
        inA += strides[axis].0
        inB += strides[axis].1
        if position[axis] < shape[axis] { break }
        inA -= strides[axis].0 * shape[axis]
        inB -= strides[axis].1 * shape[axis]
        position[axis] = 0
        axis -= 1
      }
    }
  }

  /// How many labels an axis has; nil where the grid does not run over it.
  private func size(of place: Int) -> Int? { axes.places.firstIndex(of: place).map { shape[$0] } }
}
