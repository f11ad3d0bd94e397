// What is shown of leads and customers: whole numbers that add up in every table (Apportionment), whether over tier and
// month, or over tier, stage and month (each stage by itself). An undefined cell gets none and takes none from the rest.
//
//     leads[tier, month]   exact 74.67 · 224.0 · 448.0   shown 75 · 224 · 448, in all tables and sentences alike

extension Sheet {
  /// The whole numbers shown for a quantity's cells, in their order; nil in a cell that is undefined.
  /// - Returns: nil for a quantity that is not dealt.
  public func dealt(_ place: Int) -> [Int?]? {
    schema.definitions[place].isDealt ? Sheet.dealt(grid(place)) : nil
  }

  /// The shown numbers of a part of leads or customers: those of the whole table at its labels, added up where it is a
  /// sum. Nil for any other formula.
  public func dealt(_ checked: Checked) -> [Int?]? {
    switch checked.node {
    case .quantity(let place, let at): dealt(place, at: at)
    case .reduce(.sum, let inner, let over, nil): dealt(inner).map { schema.summed($0, inner.axes, over: over) }
    default: nil
    }
  }

  /// The shown numbers of leads or customers at some labels; nil for other quantities.
  public func dealt(_ place: Int, at: [Checked.Selection]) -> [Int?]? {
    guard let all = dealt(place), !all.isEmpty else { return nil }
    let axes = schema.definitions[place].axes
    let grid = Grid(axes: axes, shape: schema.shape(axes), cells: [])
    return all.indices.filter { cell in
      zip(axes.places, grid.position(of: cell)).allSatisfy { axis, index in
        at.allSatisfy { $0.place != axis || $0.index == index }
      }
    }.map { all[$0] }
  }

  /// Rows by the first axis, columns by the last; what lies between is dealt apart.
  private static func dealt(_ grid: Grid) -> [Int?]? {
    guard (2...3).contains(grid.shape.count), let rows = grid.shape.first, let columns = grid.shape.last else {
      return nil
    }
    let between = grid.shape.count == 3 ? grid.shape[1] : 1
    var result = [Int?](repeating: nil, count: grid.cells.count)
    for layer in 0..<between {
      func cell(_ row: Int, _ column: Int) -> Int { (row * between + layer) * columns + column }
      func value(_ row: Int, _ column: Int) -> Double { grid.cells[cell(row, column)] }
      let table = (0..<rows).map { row in (0..<columns).map { value(row, $0).isNaN ? 0 : value(row, $0) } }
      guard let dealt = Apportionment.dealt(table) else { return nil }
      for row in 0..<rows {
        for column in 0..<columns where !value(row, column).isNaN { result[cell(row, column)] = dealt[row][column] }
      }
    }
    return result
  }
}

extension Schema {
  /// Whole numbers over some axes, added up over part of them; nil where one of them is.
  public func summed(_ cells: [Int?], _ axes: AxisSet, over: AxisSet) -> [Int?] {
    let kept = axes.subtracting(over)
    let whole = Grid(axes: axes, shape: shape(axes), cells: [])
    let rest = Grid(axes: kept, shape: shape(kept), cells: [])
    var sums = [Int?](repeating: 0, count: cellCount(kept))
    for (cell, value) in cells.enumerated() {
      var to = 0
      for (place, index) in zip(axes.places, whole.position(of: cell)) { to += rest.stride(of: place) * index }
      sums[to] = value.flatMap { value in sums[to].map { $0 + value } }
    }
    return sums
  }
}
