// How the dates and amounts of a file are to be read, where a single one could be read two ways: by the rows that leave
// no doubt. 03/04/2026 says nothing, 13/04/2026 below it says that days stand first in all of them. Where rows leave no
// doubt and contradict each other, nobody but the agreement can say.

import Calc

/// What the rows of a file show about their dates and amounts.
struct Survey: Sendable {
  private(set) var decimalComma: Bool?
  private(set) var witness: OrderWitness
  /// Rows are to be read without an order, to see whether any date that counts needs one.
  var ignoresOrder = false
  /// All rows were looked at.
  var isComplete = false
  /// The order that the agreement says.
  private let given: DateOrder?
  private let dateCells: [Int]
  private let amountCells: [Int]
  /// The first date, and the first amount, that could be read two ways.
  private var openDate: OrderWitness.Shown?
  private var openAmount: OrderWitness.Shown?

  init(_ plan: RowPlan, _ mapping: LeadMapping) {
    given = mapping.dates
    decimalComma = mapping.decimalComma
    let dates: [LeadField] = [.created, .firstFollowUp, .closed, .lastActivity]
    dateCells = dates.compactMap { plan.uses[$0]?.cell }
    amountCells = [.revenue].compactMap { plan.uses[$0]?.cell }
    witness = OrderWitness(dateCells)
  }

  /// The order of day and month.
  var order: DateOrder? { given ?? (ignoresOrder ? nil : witness.verdict?.order) }

  /// The row that tells the order, and its date.
  var evidence: (place: Int, text: String)? {
    guard given == nil, !ignoresOrder, let shown = witness.verdict?.shown else { return nil }
    return (shown.place, shown.text)
  }

  /// Looks at one row.
  mutating func look(_ cells: UnsafeMutableBufferPointer<Cell>, at place: Int) {
    if given == nil {
      witness.look(cells, at: place)
      if openDate == nil { openDate = open(cells, dateCells, at: place) { DateReader().read($0) == .needsOrder } }
    }
    if decimalComma == nil {
      decimalComma = amountCells.lazy.compactMap { AmountReader.evidence(cells[$0]) }.first
      if openAmount == nil {
        openAmount = open(cells, amountCells, at: place) { AmountReader().read($0) == .needsMark }
      }
    }
  }

  private func open(
    _ cells: UnsafeMutableBufferPointer<Cell>, _ among: [Int], at place: Int, _ isOpen: (Cell) -> Bool
  ) -> OrderWitness.Shown? {
    among.first { isOpen(cells[$0]) }.map { OrderWitness.Shown(place: place, text: cells[$0].text) }
  }

  /// Adds what the rows showed while they were read.
  mutating func merge(_ other: OrderWitness) { witness.merge(other) }

  /// Nothing is left to be found out.
  var isSettled: Bool { order != nil && decimalComma != nil }

  /// Rows show the order, so that others could contradict them.
  var isShown: Bool { given == nil && !ignoresOrder && witness.verdict != nil }

  /// Rows show both orders, and one of them was taken.
  var isContradicted: Bool { isShown && witness.contradiction != nil }

  /// Places whose lines are wanted for what is said.
  var places: [Int] {
    [witness.dayFirst, witness.monthFirst, openDate, openAmount].compactMap { $0?.place }
  }

  /// What is said where no row leaves no doubt, or where rows contradict each other.
  /// - Parameter at: says where a row is: `line 5`.
  func refusal(_ name: String, isOrder: Bool, at place: (Int) -> String) -> Diagnostic {
    let orders = Diagnostic.hint(["tracking: {dates: d/m/y}", "tracking: {dates: m/d/y}"])
    if isOrder, given == nil, let (a, b) = witness.contradiction {
      let isDay = a.place == witness.dayFirst?.place && a.text == witness.dayFirst?.text
      let (first, second) = isDay ? ("day", "month") : ("month", "day")
      return Diagnostic(
        "\(name) has dates that contradict each other",
        why: "\(a.text) in \(place(a.place)) has the \(first) first, \(b.text) in \(place(b.place)) the \(second).",
        "Say in the agreement which of the two it is; rows that contradict it are set aside then.", hint: orders)
    }
    guard isOrder else {
      return Diagnostic(
        "\(name) has amounts that could be thousands or decimals, and none that tells",
        why: openAmount.map { "\($0.text) in \(place($0.place)) is thousands to some and decimals to others." }
          ?? "1,200 is twelve hundred to some and one and a fifth to others.",
        "Say in the agreement which mark is the decimal one.",
        hint: Diagnostic.hint(["tracking: {decimals: point}", "tracking: {decimals: comma}"]))
    }
    return Diagnostic(
      "\(name) has dates that could be day first or month first, and none that tells",
      why: openDate.map { Self.readings(of: $0, at: place) }
        ?? "03/04/2026 is the 3rd of April to some and the 4th of March to others.",
      "Say in the agreement which of the two it is.", hint: orders)
  }

  /// The two days that a date could be.
  private static func readings(of date: OrderWitness.Shown, at place: (Int) -> String) -> Phrase {
    let days = [DateOrder.dayFirst, .monthFirst].map { order -> String in
      var text = Array(date.text.utf8)
      text.append(contentsOf: [UInt8](repeating: 0, count: 16))
      return text.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress,
          case .local(let seconds, _) = DateReader(order: order).read(Cell(base, date.text.utf8.count))
        else { return "" }
        return Day(number: floorDivide(seconds, 86_400)).description
      }
    }
    let lead: Phrase = "\(date.text) in \(place(date.place)) is \(days[0]) to some and \(days[1]) to others."
    return days.contains("") ? "\(date.text) in \(place(date.place)) could be either." : lead
  }
}

extension Survey {
  /// The same for a file, whose rows are known by their lines.
  func refusal(_ name: String, isOrder: Bool, in bytes: LeadBytes) throws(Diagnostic) -> Diagnostic {
    let lines = try LineNumbers(of: places, in: bytes)
    return refusal(name, isOrder: isOrder) { "line \(lines[$0])" }
  }
}
