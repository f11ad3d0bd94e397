// A chart in words, for people who listen to the screen and for the description of a picture.

import Calc

extension Chart {
  /// What the chart shows, one sentence after another.
  public var sentences: [Styled] {
    let said =
      switch picture {
      case .curve(let curve): Sentences.of(curve)
      case .grid(let grid): Sentences.of(grid)
      case .tornado(let tornado): Sentences.of(tornado)
      case .histogram(let histogram): Sentences.of(histogram)
      case .bars(let bars): Sentences.of(bars)
      }
    return said.map { Styled($0) }
  }
}

private enum Sentences {
  static func of(_ curve: Chart.Curve) -> [Phrase] {
    var result: [Phrase] = []
    for series in curve.series where !series.isGuide {
      let points = zip(curve.places, series.values).filter { $1.number.isFinite }
      guard let first = points.first, let last = points.last,
        let low = points.min(by: { $0.1.number < $1.1.number }),
        let high = points.max(by: { $0.1.number < $1.1.number })
      else {
        result.append("\(series.name.text): no value is defined.")
        continue
      }
      if low.1.number == high.1.number {
        result.append(
          "\(series.name.text): \(first.1.text) throughout, for \(curve.named(first.0)) to \(last.0.text).")
        continue
      }
      result.append(
        """
        \(series.name.text): from \(first.1.text) at \(curve.named(first.0)) to \(last.1.text) at \
        \(last.0.text).
        """)
      // Values that read the same are one to the ear: the first of them is named, unless it is told already.
      func place(_ value: Chart.Value) -> String? {
        let first = points.first { $0.1.text == value.text }
        return first.flatMap { $0.0 == points[0].0 || $0.0 == last.0 ? nil : $0.0.text }
      }
      if let place = place(low.1) {
        let text = low.1.text
        result.append(text == last.1.text ? "Lowest: \(text), first at \(place)." : "Lowest: \(text) at \(place).")
      }
      if let place = place(high.1) {
        let text = high.1.text
        result.append(text == last.1.text ? "Highest: \(text), first at \(place)." : "Highest: \(text) at \(place).")
      }
      let end = curve.endsAtMark ? curve.mark?.value.number ?? .infinity : .infinity
      let known = zip(curve.places, series.values).filter { place, _ in !(place.number > end) }
      let undefined = known.count { !$1.number.isFinite }
      if undefined > 0 { result.append("Undefined at \(undefined) of \(known.count) places.") }
    }
    for level in curve.levels { result.append("\(level.name.text): \(level.value.text).") }
    if let mark = curve.mark {
      let name = mark.name.text.prefix(1).uppercased() + mark.name.text.dropFirst()
      result.append("\(name): \(curve.named(mark.value)).")
    }
    return result
  }

  static func of(_ grid: Chart.Grid) -> [Phrase] {
    let columns = grid.columns.count
    guard columns > 0 else { return ["There are no cells."] }
    func place(_ cell: Int) -> String {
      guard grid.rows.indices.contains(cell / columns) else { return "" }
      return
        "\(grid.down.text) \(grid.rows[cell / columns].text), \(grid.across.text) \(grid.columns[cell % columns].text)"
    }
    var result: [Phrase] = []
    let defined = grid.cells.indices.filter { grid.cells[$0].value.number.isFinite }
    if let low = defined.min(by: { grid.cells[$0].value.number < grid.cells[$1].value.number }),
      let high = defined.max(by: { grid.cells[$0].value.number < grid.cells[$1].value.number })
    {
      result.append("Lowest: \(grid.cells[low].value.text) at \(place(low)).")
      result.append("Highest: \(grid.cells[high].value.text) at \(place(high)).")
    } else {
      result.append("No value is defined.")
    }
    let broken = grid.cells.count { $0.isBroken }
    result.append(
      broken == 0
        ? "No promise is broken in any of \(grid.cells.count) cells."
        : "A promise is broken in \(broken) of \(grid.cells.count) cells.")
    if let row = grid.todayRow, let column = grid.todayColumn, grid.cells.indices.contains(row * columns + column) {
      result.append("Today: \(grid.cells[row * columns + column].value.text) at \(place(row * columns + column)).")
    }
    return result
  }

  static func of(_ tornado: Chart.Tornado) -> [Phrase] {
    ["Today: \(tornado.centre.text)."]
      + tornado.drivers.map { driver in
        "\(driver.name): \(driver.low.text) with \(tornado.low.text), \(driver.high.text) with \(tornado.high.text)."
      }
  }

  static func of(_ histogram: Chart.Histogram) -> [Phrase] {
    var result: [Phrase] = []
    let most = histogram.counts.indices.filter {
      histogram.counts[$0].isFinite && histogram.edges.indices.contains($0 + 1)
    }
    .max { histogram.counts[$0] < histogram.counts[$1] }
    if let most {
      result.append(
        "Most often between \(histogram.edges[most].text) and \(histogram.edges[most + 1].text).")
    }
    for mark in histogram.marks { result.append("\(mark.name.text): \(mark.value.text).") }
    return result
  }

  static func of(_ bars: Chart.Bars) -> [Phrase] {
    var result: [Phrase] = bars.groups.map { group in
      let parts = group.bars.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
      return group.name.isEmpty ? "\(parts)." : "\(group.name.text): \(parts)."
    }
    if let limit = bars.limit {
      let over = bars.groups.reduce(0) { $0 + $1.bars.count { $0.value.number > limit.value.number } }
      let count = bars.groups.reduce(0) { $0 + $1.bars.count }
      result.append(
        over == 0
          ? "None is over the \(limit.name.text) of \(limit.value.text)."
          : "Over the \(limit.name.text) of \(limit.value.text): \(over) of \(count).")
    }
    return result
  }
}

extension Chart.Curve {
  /// "close_rate 4%"; the place alone where the axis has no name.
  fileprivate func named(_ place: Chart.Value) -> String {
    [axis.text, place.text].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
