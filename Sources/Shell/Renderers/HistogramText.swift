// A histogram of characters: columns to an eighth of a line, the ends of the axis below, then what is pointed at.
//
//         ▂▆██▅▂
//       ▁▅██████▇▄▂▁
//     ───────────────
//     1,400      3,900
//         ▲   ▲   ▲
//       P10  P50 P90

import Calc
import Documents

extension ChartText {
  func histogram(_ histogram: Chart.Histogram) -> [Styled] {
    let rows = 8
    let counts = histogram.counts.prefix(max(0, histogram.edges.count - 1)).map { $0.isFinite ? max(0, $0) : 0 }
    guard let first = histogram.edges.first, let last = histogram.edges.last, !counts.isEmpty,
      counts.contains(where: { $0 > 0 })
    else { return nothing }
    let room = min(width, ChartText.widest)
    // Neighbours are drawn together where there are more of them than places.
    let together = (counts.count + room - 1) / room
    let heights = stride(from: 0, to: counts.count, by: together).map { start in
      counts[start..<min(start + together, counts.count)].reduce(0, +) / Double(min(together, counts.count - start))
    }
    let step = max(1, room / heights.count)
    let plot = step * heights.count
    let most = heights.max() ?? 1
    let marks = histogram.marks.filter(\.value.number.isFinite).prefix(8).sorted { $0.value.number < $1.value.number }
    var canvas = Canvas(width: room, height: rows + 2 + (marks.isEmpty ? 0 : 1 + marks.count))
    for (at, height) in heights.enumerated() {
      let eighths = height > 0 ? max(1, Int((height / most * Double(rows * 8)).rounded())) : 0
      for row in 0..<rows {
        let text = String(repeating: rise(eighths - (rows - 1 - row) * 8), count: step)
        canvas.put(text, x: at * step, y: row)
      }
    }
    canvas.put(String(repeating: floor, count: plot), x: 0, y: rows, role: .quiet)
    _ = label(first.text, at: 0, y: rows + 1, in: &canvas)
    _ = label(last.text, at: plot - TextWidth.of(Safe.terminal(last.text)) / 2, y: rows + 1, in: &canvas)

    var lines = 0
    for mark in marks {
      let x = place(mark.value.number, in: histogram, plot: plot)
      canvas.put(pointer, x: x, y: rows + 2)
      let text = "\(mark.name.text) \(mark.value.text)"
      let line = (0..<marks.count).first { label(text, at: x, y: rows + 3 + $0, in: &canvas, role: .plain) }
      lines = max(lines, (line ?? 0) + 1)
    }
    return Array(canvas.lines.prefix(rows + 2 + (marks.isEmpty ? 0 : 1 + lines)))
  }

  /// The column of a value: bins are drawn equally wide.
  private func place(_ number: Double, in histogram: Chart.Histogram, plot: Int) -> Int {
    let bins = histogram.edges.count - 1
    let bin = min(max(0, histogram.edges.count { $0.number <= number } - 1), bins - 1)
    let within = part(number, from: histogram.edges[bin].number, to: histogram.edges[bin + 1].number) ?? 0.5
    return min(plot - 1, Int((Double(bin) + within) / Double(bins) * Double(plot)))
  }
}
