// How the dates and amounts of a file are to be read, where a single one could be read two ways: by the first row that
// leaves no doubt. 03/04/2026 says nothing, 13/04/2026 below it says that days stand first in all of them.

import Calc

/// What the rows of a file show about their dates and amounts.
struct Survey: Sendable {
  private(set) var order: DateOrder?
  private(set) var decimalComma: Bool?
  private(set) var orderDecided: Phrase?
  /// All rows were looked at.
  private(set) var isComplete = false
  private let dateCells: [Int]
  private let amountCells: [Int]

  init(_ plan: RowPlan, _ mapping: LeadMapping) {
    order = mapping.dates
    decimalComma = mapping.decimalComma
    if mapping.dates != nil { orderDecided = "as the agreement says" }
    let dates: [LeadField] = [.created, .firstFollowUp, .closed, .lastActivity]
    dateCells = dates.compactMap { plan.uses[$0]?.cell }
    amountCells = [.revenue].compactMap { plan.uses[$0]?.cell }
  }

  private struct Found: Sendable {
    var order: (DateOrder, place: Int, text: String)?
    var decimalComma: Bool?
  }

  /// Looks at rows until both are known.
  /// - Parameter end: the offset at which to leave off.
  mutating func look(at pieces: CSVPieces, upTo end: Int, progress: Progress) throws(Diagnostic) {
    isComplete = end >= pieces.bytes.count
    guard order == nil || decimalComma == nil else { return }
    // One thread, so that the first row decides.
    var alone = pieces
    alone.threads = 1
    let (dateCells, amountCells) = (dateCells, amountCells)
    let (needsOrder, needsMark) = (order == nil, decimalComma == nil)
    let found = try alone.read(progress: progress, make: { Found() }) { found, cells, place, row in
      guard place < end else { return false }
      guard case .cells = row else { return true }
      if needsOrder, found.order == nil {
        for cell in dateCells {
          guard let order = DateReader.evidence(cells[cell]) else { continue }
          found.order = (order, place, cells[cell].text)
          break
        }
      }
      if needsMark, found.decimalComma == nil {
        for cell in amountCells {
          if let mark = AmountReader.evidence(cells[cell]) { found.decimalComma = mark }
        }
      }
      return needsOrder && found.order == nil || needsMark && found.decimalComma == nil
    }
    guard let found = found.first else { return }
    if let (known, place, text) = found.order {
      order = known
      let line = try LineNumbers(of: [place], in: pieces.bytes)[place]
      orderDecided = "\(text) in line \(line) leaves no other reading"
    }
    decimalComma = decimalComma ?? found.decimalComma
  }

  /// What is said where no row leaves no doubt.
  func refusal(_ name: String, isOrder: Bool) -> Diagnostic {
    isOrder
      ? Diagnostic(
        "\(name) has dates that could be day first or month first, and none that tells",
        why: "03/04/2026 is the 3rd of April to some and the 4th of March to others.",
        "Say in the agreement which of the two it is.",
        hint: Diagnostic.hint(["tracking: {dates: d/m/y}", "tracking: {dates: m/d/y}"]))
      : Diagnostic(
        "\(name) has amounts that could be thousands or decimals, and none that tells",
        why: "1,200 is twelve hundred to some and one and a fifth to others.",
        "Say in the agreement which mark is the decimal one.",
        hint: Diagnostic.hint(["tracking: {decimals: point}", "tracking: {decimals: comma}"]))
  }
}
