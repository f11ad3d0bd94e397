// A figure in the form in which the old one stands in the file, as far as that says the new one exactly:
//
//     2.1M per quarter  →  2.4M per quarter     the million and the period stay
//     20k               →  25k
//     5 min             →  7.5 min
//     4%                →  3% to 5%             another shape is written in full
//
// What one unit of the old writing is worth, is asked of the reader of values: it reads “1” between what stood before
// and behind the digits.

import Calc

/// Writes figures as a file has them.
struct FigureStyle {
  let agreement: Agreement
  let definition: Definition

  private var format: QuantityFormat {
    QuantityFormat(form: .files(language: agreement.language), currency: agreement.currency, grouped: false)
  }

  /// The text of a cell.
  /// - Parameter old: the text that stands in its place; nil where there is none.
  func text(_ cell: Given.Cell, like old: String?) -> String {
    let plain = inFull(cell)
    guard let old, cell.spread == nil, definition.units.choices == nil else { return plain }
    let candidates = frames(of: old, cell).compactMap { written(cell, in: $0) }
    guard let best = candidates.min(by: { $0.count < $1.count }), best.count <= plain.count + 6 else { return plain }
    return best
  }

  private func inFull(_ cell: Given.Cell) -> String {
    let months = definition.units.flow == .month ? 1 : agreement.period.months
    func own(_ value: Double) -> Double { cell.per.map { $0.written(value, over: months) } ?? value }
    switch cell.spread {
    case .range(let low, let high):
      return format.full(Written(.range(own(low), own(high)), units: definition.units, per: cell.per))
    case .counts(let some, let all): return format.full(Written(.counts(some, of: all), units: definition.units))
    default: return format.full(own(cell.value), definition.units, per: cell.per)
    }
  }

  /// What stands before and behind a figure's digits.
  private struct Frame {
    var before: Substring
    var behind: String
    var isGrouped: Bool
  }

  /// The old text's frame, and the same with other thousands and the new figure's period.
  private func frames(of old: String, _ cell: Given.Cell) -> [Frame] {
    func isFigure(_ character: Character) -> Bool { character.isNumber || ",._".contains(character) }
    guard let first = old.firstIndex(where: \.isNumber) else { return [] }
    let end = old[first...].firstIndex { !isFigure($0) } ?? old.endIndex
    let (before, digits, behind) = (old[..<first], old[first..<end], String(old[end...]))
    guard !behind.contains(where: \.isNumber) else { return [] }
    var tails = [behind]
    let blank = behind.prefix { $0 == " " }
    if let suffix = behind.dropFirst(blank.count).first, ["k", "M", "m"].contains(suffix) {
      let rest = behind.dropFirst(blank.count + 1)
      if rest.first.map({ !$0.isLetter }) ?? true { tails += [blank + "k" + rest, blank + "M" + rest, String(rest)] }
    }
    if let cut = [" per ", "/"].compactMap({ behind.firstRange(of: $0)?.lowerBound }).min() {
      let flow = cell.per.map { behind[cut] == "/" ? "/\($0.rawValue)" : " per \($0.rawValue)" } ?? ""
      let kept = behind.count - behind[..<cut].count
      tails += tails.map { $0.dropLast(kept) + flow }
    } else if let per = cell.per {
      tails += tails.map { $0 + " per \(per.rawValue)" }
    }
    return tails.map { Frame(before: before, behind: $0, isGrouped: digits.contains(",")) }
  }

  /// The cell in a frame; nil where that is not exactly the cell.
  private func written(_ cell: Given.Cell, in frame: Frame) -> String? {
    guard
      let unit = read(frame.before + "1" + frame.behind)
        ?? read(frame.before + "0.1" + frame.behind).map({
          Given.Cell($0.value * 10)
        }), unit.value > 0
    else { return nil }
    var format = format
    format.grouped = frame.isGrouped
    let count = cell.value / unit.value
    guard count < 1e12 else { return nil }
    var scale = 1.0
    for _ in 0...4 {
      let text = String(frame.before) + format.full((count * scale).rounded() / scale, .number) + frame.behind
      if let again = read(text), again == cell { return text }
      scale *= 10
    }
    return nil
  }

  /// What the file's reader makes of a text, nil where it refuses it.
  func read(_ text: String) -> Given.Cell? {
    let reader = QuantityReader(form: .files(language: agreement.language), currency: agreement.currency)
    guard let written = try? reader.read(text, for: agreement.wanted(definition)), written.isValue else { return nil }
    return try? Change(name: definition.name, written: written, text: text)
      .value(of: definition, schema: agreement.schema, old: nil)
  }
}

extension Written {
  /// Whether it says a value, not a step.
  fileprivate var isValue: Bool { if case .step = shape { false } else { true } }
}
