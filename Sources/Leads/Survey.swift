// How the dates and amounts of a file are to be read, where a single one could be read two ways: by the first row that
// leaves no doubt. 03/04/2026 says nothing, 13/04/2026 below it says that days stand first in all of them.

import Calc

/// What the rows of a file show about their dates and amounts.
struct Survey: Sendable {
  private(set) var order: DateOrder?
  private(set) var decimalComma: Bool?
  /// The row that tells the order, and its date.
  private(set) var evidence: (place: Int, text: String)?
  /// All rows were looked at.
  var isComplete = false
  private let dateCells: [Int]
  private let amountCells: [Int]

  init(_ plan: RowPlan, _ mapping: LeadMapping) {
    order = mapping.dates
    decimalComma = mapping.decimalComma
    let dates: [LeadField] = [.created, .firstFollowUp, .closed, .lastActivity]
    dateCells = dates.compactMap { plan.uses[$0]?.cell }
    amountCells = [.revenue].compactMap { plan.uses[$0]?.cell }
  }

  /// Looks at one row.
  mutating func look(_ cells: UnsafeMutableBufferPointer<Cell>, at place: Int) {
    if order == nil {
      for cell in dateCells {
        guard let shown = DateReader.evidence(cells[cell]) else { continue }
        (order, evidence) = (shown, (place, cells[cell].text))
        break
      }
    }
    if decimalComma == nil {
      decimalComma = amountCells.lazy.compactMap { AmountReader.evidence(cells[$0]) }.first
    }
  }

  /// Nothing is left to be found out.
  var isSettled: Bool { order != nil && decimalComma != nil }

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
