// Charts as pictures of characters: blocks by default, plain ASCII where a terminal has nothing else. One file for
// each kind; here is what they share: characters, scales and labels.

import Calc
import Documents

/// The characters a terminal can be trusted with.
public enum Charset: Sendable {
  case unicode, ascii
}

/// Draws charts with characters.
struct ChartText {
  /// No line is wider.
  let width: Int
  let charset: Charset

  /// Wider pictures are no clearer.
  static let widest = 72
  /// How many rows a curve has.
  static let height = 10
  /// How many rows of a grid, or bars of a chart, are shown.
  static let mostRows = 15

  init(width: Int, charset: Charset = .unicode) {
    self.width = max(1, width)
    self.charset = charset
  }

  /// The lines of a chart, without its title.
  func lines(_ chart: Chart) -> [Styled] {
    switch chart.picture {
    case .curve(let curve): self.curve(curve)
    case .grid(let grid): self.grid(grid)
    case .tornado(let tornado): self.tornado(tornado)
    case .histogram(let histogram): self.histogram(histogram)
    case .bars(let bars): self.bars(bars)
    }
  }

  /// What stands where there is nothing to draw.
  var nothing: [Styled] {
    var canvas = Canvas(width: width, height: 1)
    canvas.put(Styled("no value is defined").text, x: 0, y: 0, role: .quiet)
    return canvas.lines
  }

  // MARK: Characters

  private func glyph(_ unicode: String, _ ascii: String) -> String { charset == .unicode ? unicode : ascii }

  var between: String { glyph("·", ".") }
  var level: String { glyph("┄", "-") }
  var here: String { glyph("┊", ":") }
  var pointer: String { glyph("▲", "^") }
  var wall: String { glyph("│", "|") }
  var tick: String { glyph("┤", "+") }
  var corner: String { glyph("└", "+") }
  var floor: String { glyph("─", "-") }
  var cross: String { glyph("✗", "x") }
  var block: String { glyph("█", "#") }
  /// The other of two kinds of bars, and what is beyond a limit.
  var hatch: String { glyph("▒", "=") }

  /// The sign of the N-th series' points.
  func point(_ series: Int) -> String {
    let signs = charset == .unicode ? ["●", "○", "■", "□"] : ["*", "o", "#", "x"]
    if series < signs.count { return signs[series] }
    let letters = Array("abcdefghijklmnpqrstuvwyz")
    return String(letters[(series - signs.count) % letters.count])
  }

  /// From light to dark.
  var shades: [String] { charset == .unicode ? ["░", "▒", "▓", "█"] : [".", ":", "%", "@"] }

  /// A bar of so many places, to an eighth of a place; what is more than nothing shows.
  func bar(_ length: Double, _ full: String? = nil) -> String {
    guard length > 0, length.isFinite else { return "" }
    guard charset == .unicode, full == nil else {
      return String(repeating: full ?? block, count: max(1, Int(length.rounded())))
    }
    let eighths = max(1, Int((length * 8).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  /// How a column of so many eighths fills a place, from below: nothing to full.
  func rise(_ eighths: Int) -> String {
    if charset == .ascii { return eighths >= 4 ? "#" : " " }
    let parts = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return parts[min(max(eighths, 0), 8)]
  }

  // MARK: Scales and labels

  /// Where a number lies from one to another, 0 to 1; halfway where they are the same; nil where it is undefined.
  func part(_ number: Double, from first: Double, to last: Double) -> Double? {
    guard number.isFinite, first.isFinite, last.isFinite else { return nil }
    // Halves, so that the difference of two large numbers is a number.
    let span = last / 2 - first / 2
    guard span != 0 else { return 0.5 }
    let part = (number / 2 - first / 2) / span
    return part.isFinite ? min(max(part, 0), 1) : nil
  }

  /// A text made harmless and cut to a width.
  func fitted(_ text: String, to size: Int) -> String {
    var text = Safe.terminal(text)
    guard TextWidth.of(text) > size else { return text }
    guard size > 1 else { return "" }
    let more = charset == .unicode ? "…" : "."
    while TextWidth.of(text) > size - 1, !text.isEmpty { text.removeLast() }
    return text + more
  }

  /// Evenly chosen places among so many, the first, the last and today's among them.
  func chosen(_ count: Int, most: Int, today: Int?) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<(count > most ? max(0, most) : count)) }
    var all = (0..<most).map { $0 * (count - 1) / (most - 1) }
    if let today, today >= 0, today < count, !all.contains(today),
      let nearest = all.indices.dropFirst().dropLast().min(by: { abs(all[$0] - today) < abs(all[$1] - today) })
    {
      all[nearest] = today
    }
    return all
  }

  /// A label at a place, its middle there as far as it fits; nothing where it would meet another one.
  func label(_ text: String, at x: Int, y: Int, in canvas: inout Canvas, from first: Int = 0, role: Role = .quiet)
    -> Bool
  {
    let text = fitted(text, to: canvas.width - first)
    let size = TextWidth.of(text)
    let start = max(first, min(x - size / 2, canvas.width - size))
    guard size > 0,
      (start - 1...start + size).allSatisfy({ $0 < first || $0 >= canvas.width || canvas.isFree(x: $0, y: y) })
    else { return false }
    canvas.put(text, x: start, y: y, role: role)
    return true
  }
}
