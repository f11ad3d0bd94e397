// Bars of characters: amounts from zero against a limit, and tornados around today's value.
//
//     SDR                                          close_rate   2,098 █████│▒▒▒▒▒▒ 2,564
//       Jul  ███████████████▌    │  78%            quota        2,077  ▒▒▒▒│████   2,539
//       Aug  ████████████████████▒▒ ✗ 112%

import Calc
import Documents

extension ChartText {
  func bars(_ bars: Chart.Bars) -> [Styled] {
    let all = bars.groups.flatMap(\.bars)
    guard !all.isEmpty else { return nothing }
    let limit = bars.limit.flatMap { $0.value.number.isFinite && $0.value.number > 0 ? $0 : nil }
    let most = max(
      all.map(\.value.number).filter(\.isFinite).max() ?? 0, limit?.value.number ?? 0, .leastNormalMagnitude)
    let indent = bars.groups.contains { !$0.name.isEmpty } ? 2 : 0
    let names = min(all.reduce(0) { max($0, TextWidth.of(Safe.terminal($1.name))) }, width / 3)
    let texts = min(all.reduce(0) { max($0, TextWidth.of(Safe.terminal($1.value.text))) }, width / 3)
    let left = indent + names + 2
    let plot = max(1, min(ChartText.widest, width - left - texts - 4))
    func length(_ number: Double) -> Double { (part(number, from: 0, to: most) ?? 0) * Double(plot) }
    let edge = limit.map { Int(length($0.value.number).rounded()) }
    var canvas = Canvas(
      width: width, height: all.count + bars.groups.count { !$0.name.isEmpty } + (limit == nil ? 0 : 1))
    var y = 0
    for group in bars.groups {
      if !group.name.isEmpty {
        canvas.put(fitted(group.name.text, to: width), x: 0, y: y, role: .strong)
        y += 1
      }
      for bar in group.bars {
        canvas.put(fitted(bar.name, to: names), x: indent, y: y)
        let role: Role = bar.isBroken ? .bad : .plain
        var size = length(bar.value.number)
        if let edge {
          canvas.put(wall, x: left + edge, y: y, role: .quiet)
          if bar.value.number > limit?.value.number ?? .infinity {
            // What is beyond the limit is hatched, and there is always some of it.
            let end = max(edge + 1, Int(size.rounded()))
            canvas.put(String(repeating: hatch, count: end - edge), x: left + edge, y: y, role: role)
            size = Double(edge)
          }
        }
        if bar.value.number > 0 { canvas.put(self.bar(size), x: left, y: y, role: role) }
        let text = fitted(bar.value.text, to: texts)
        canvas.put(bar.isBroken ? cross : " ", x: left + plot + 1, y: y, role: role)
        canvas.put(text, x: left + plot + 3 + texts - TextWidth.of(text), y: y, role: role)
        y += 1
      }
    }
    if let limit, let edge {
      _ = label("\(limit.name.text) \(limit.value.text)", at: left + edge, y: y, in: &canvas)
    }
    return canvas.lines
  }

  func tornado(_ tornado: Chart.Tornado) -> [Styled] {
    let shown = tornado.drivers.prefix(ChartText.mostRows)
    let centre = tornado.centre.number
    let ends = shown.flatMap { [$0.low.number, $0.high.number] }.filter(\.isFinite)
    guard !shown.isEmpty, centre.isFinite, let least = ends.min(), let most = ends.max() else { return nothing }
    let names = min(shown.reduce(0) { max($0, TextWidth.of(Safe.terminal($1.name))) }, width / 3)
    func widest(_ texts: [String]) -> Int {
      min(texts.reduce(0) { max($0, TextWidth.of(Safe.terminal($1))) }, width / 5)
    }
    let texts = widest(shown.flatMap { [$0.low.text, $0.high.text] })
    let left = names + 2 + texts + 1
    let plot = max(3, min(ChartText.widest, width - left - 1 - texts))
    // Both sides have one scale; the middle stands where the longest bars of both fit.
    let (below, above) = (max(0, centre / 2 - least / 2), max(0, most / 2 - centre / 2))
    let whole = below + above
    let share = whole > 0 && whole.isFinite ? below / whole : 0.5
    let middle = left + min(max(1, Int((share * Double(plot - 1)).rounded())), plot - 2)
    func length(_ number: Double) -> Double {
      guard number.isFinite, whole > 0, whole.isFinite else { return 0 }
      let (side, room) = number < centre ? (below, middle - left) : (above, left + plot - 1 - middle)
      guard side > 0 else { return 0 }
      // The one scale, held within the room that rounding left.
      return min(abs(number / 2 - centre / 2) / whole * Double(plot - 1), Double(room))
    }
    var canvas = Canvas(width: width, height: shown.count + 2)
    for (y, driver) in shown.enumerated() {
      canvas.put(fitted(driver.name, to: names), x: 0, y: y)
      canvas.put(wall, x: middle, y: y, role: .quiet)
      var labels: [Bool: String] = [:]
      let both = [(driver.low, hatch), (driver.high, nil as String?)]
      // The longer one first, so that two on the same side both show.
      for (value, sign) in both.sorted(by: { length($0.0.number) > length($1.0.number) }) {
        guard value.number.isFinite else { continue }
        let size = length(value.number)
        let isBelow = value.number < centre
        if isBelow {
          let count = size > 0 ? max(1, Int(size.rounded())) : 0
          canvas.put(String(repeating: sign ?? block, count: count), x: middle - count, y: y)
        } else {
          canvas.put(bar(size, sign), x: middle + 1, y: y)
        }
        if size > 0 { labels[isBelow] = labels[isBelow] ?? value.text }
      }
      for (isBelow, text) in labels {
        let text = fitted(text, to: texts)
        canvas.put(text, x: isBelow ? left - 1 - TextWidth.of(text) : left + plot + 1, y: y, role: .quiet)
      }
    }
    _ = label(tornado.centre.text, at: middle, y: shown.count, in: &canvas, role: .strong)
    let key = "\(hatch) \(Safe.terminal(tornado.low.text))   \(block) \(Safe.terminal(tornado.high.text))"
    canvas.put(key, x: min(names + 2, max(0, width - TextWidth.of(key))), y: shown.count + 1, role: .quiet)
    return canvas.lines
  }
}
