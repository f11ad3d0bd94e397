// A curve of characters: points where there are values, dots between them, goals as level lines, today as an upright
// one. Left of it stand the lowest and the highest value and the goals, below it where the axis begins and ends.
//
//     3,077 ┤●       ┊
//           │ ···●···┊
//     2,500 ┤┄┄┄┄┄┄┄┄●┄┄┄┄┄┄┄┄
//           │        ┊···●···
//     1,846 ┤        ┊       ●
//           └─────────────────
//            3%             5%
//                    ▲ 4%

import Calc
import Documents

extension ChartText {
  func curve(_ curve: Chart.Curve) -> [Styled] {
    let values = curve.series.flatMap { $0.values.prefix(curve.places.count) } + curve.levels.map(\.value)
    let defined = values.filter(\.number.isFinite)
    guard let low = defined.min(by: { $0.number < $1.number }), let high = defined.max(by: { $0.number < $1.number }),
      let first = curve.places.first, let last = curve.places.last
    else { return nothing }
    let height = low.number == high.number ? 3 : ChartText.height

    // The names of the heights: goals first, they say why one looks.
    func row(_ number: Double) -> Int? {
      part(number, from: low.number, to: high.number).map { height - 1 - Int(($0 * Double(height - 1)).rounded()) }
    }
    var names = [String?](repeating: nil, count: height)
    for level in curve.levels { if let row = row(level.value.number) { names[row] = level.value.text } }
    for end in [low, high] { if let row = row(end.number) { names[row] = names[row] ?? end.text } }
    let widest = names.reduce(0) { max($0, TextWidth.of(Safe.terminal($1 ?? ""))) }
    let margin = min(widest, width / 3)
    let left = margin + 2
    let plot = max(1, min(ChartText.widest, width - left))
    let legend = legend(curve, width: plot)
    var canvas = Canvas(
      width: min(width, left + plot), height: height + 2 + (curve.mark == nil ? 0 : 1) + legend.count)

    func column(_ place: Chart.Value, _ at: Int) -> Int {
      let part =
        part(place.number, from: first.number, to: last.number)
        ?? Double(at) / Double(max(1, curve.places.count - 1))
      return left + Int((part * Double(plot - 1)).rounded())
    }
    for (row, name) in names.enumerated() {
      let text = fitted(name ?? "", to: margin)
      canvas.put(text, x: margin - TextWidth.of(text), y: row, role: .quiet)
      canvas.put(name == nil ? wall : tick, x: margin + 1, y: row, role: .quiet)
    }
    let marked = curve.mark.map { column($0.value, 0) }
    if let marked { for row in 0..<height { canvas.put(here, x: marked, y: row, role: .quiet) } }
    for level in curve.levels {
      guard let row = row(level.value.number) else { continue }
      for x in left..<left + plot { canvas.put(self.level, x: x, y: row, role: .quiet) }
    }

    // The first one is drawn last: it is what one looks for.
    for (at, series) in curve.series.enumerated().reversed() {
      let points = zip(curve.places, series.values).enumerated().map { index, pair in
        (x: column(pair.0, index), y: part(pair.1.number, from: low.number, to: high.number))
      }
      for (one, next) in zip(points, points.dropFirst()) {
        guard let from = one.y, let to = next.y, next.x != one.x else { continue }
        for x in min(one.x, next.x)...max(one.x, next.x) {
          let height = from + (to - from) * Double(x - one.x) / Double(next.x - one.x)
          canvas.put(between, x: x, y: line(height, of: names.count), role: series.isGuide ? .quiet : .plain)
        }
      }
      if series.isGuide { continue }
      for point in points {
        if let y = point.y { canvas.put(self.point(at), x: point.x, y: line(y, of: names.count), role: .strong) }
      }
    }

    canvas.put(corner + String(repeating: floor, count: plot), x: margin + 1, y: height, role: .quiet)
    var y = height + 1
    _ = label(first.text, at: left, y: y, in: &canvas, from: left)
    if curve.places.count > 1 { _ = label(last.text, at: left + plot, y: y, in: &canvas, from: left) }
    if let marked, let mark = curve.mark {
      y += 1
      canvas.put(pointer, x: marked, y: y)
      let text = Styled(" \(mark.name.text) \(mark.value.text)" as Phrase).text
      let size = TextWidth.of(Safe.terminal(text))
      let fits = marked + 1 + size <= canvas.width
      canvas.put(
        fits ? Safe.terminal(text) : fitted(String(text.dropFirst()), to: max(0, marked - 1)),
        x: fits ? marked + 1 : max(0, marked - size), y: y)
    }
    for line in legend {
      y += 1
      canvas.put(line, x: left, y: y)
    }
    return canvas.lines
  }

  /// What the signs stand for, side by side as far as they fit.
  private func legend(_ curve: Chart.Curve, width: Int) -> [String] {
    guard curve.series.count > 1 || !curve.levels.isEmpty else { return [] }
    let names =
      curve.series.enumerated().filter { !$1.name.text.isEmpty }.map {
        "\($1.isGuide ? between : point($0)) \(fitted($1.name.text, to: width - 2))"
      }
      + curve.levels.map { "\(level) \(fitted("\($0.name.text) \($0.value.text)", to: width - 2))" }
    var lines: [String] = []
    for name in names {
      if let last = lines.last, TextWidth.of(last) + 3 + TextWidth.of(name) <= width {
        lines[lines.count - 1] = last + "   " + name
      } else {
        lines.append(name)
      }
    }
    return lines
  }

  /// The row of a height between 0 and 1.
  private func line(_ part: Double, of rows: Int) -> Int { rows - 1 - Int((part * Double(rows - 1)).rounded()) }
}
