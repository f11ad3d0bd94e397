// Which rows of a file leave no doubt about the order of day and month: the first of each kind, wherever the file was cut
// and whichever thread saw it.
//
//     line 4   07/25/2026   month first ┐
//     line 5   25/07/2026   day first   ┴─ a file that says both is not guessed at

/// The first dates that show by themselves in which order they stand.
struct OrderWitness: Sendable {
  struct Shown: Sendable {
    var place: Int
    var text: String
  }

  private(set) var dayFirst: Shown?
  private(set) var monthFirst: Shown?
  /// The cells of a row that hold dates.
  private let cells: [Int]

  init(_ cells: [Int]) { self.cells = cells }

  /// Looks at one row.
  @inline(__always)
  mutating func look(_ row: UnsafeMutableBufferPointer<Cell>, at place: Int) {
    for cell in cells where !Self.isISO(row[cell]) { look(row[cell], at: place) }
  }

  /// What nearly all dates are (or nothing at all), told by looking at a few bytes.
  @inline(__always)
  private static func isISO(_ cell: Cell) -> Bool {
    cell.count < 6
      || cell.count >= 10 && cell[4] == UInt8(ascii: "-") && cell[7] == UInt8(ascii: "-") && cell[1] &- 48 <= 9
        && cell[2] &- 48 <= 9
  }

  private mutating func look(_ cell: Cell, at place: Int) {
    switch Self.glance(cell) {
    case .nothing: return
    case .perhaps(.dayFirst) where (dayFirst?.place ?? .max) <= place: return
    case .perhaps(.monthFirst) where (monthFirst?.place ?? .max) <= place: return
    default: break
    }
    let shown = Shown(place: place, text: cell.text)
    switch DateReader.evidence(cell) {
    case .dayFirst: dayFirst = Self.first(dayFirst, shown)
    case .monthFirst: monthFirst = Self.first(monthFirst, shown)
    default: break
    }
  }

  private enum Glance: Equatable {
    /// It shows no order.
    case nothing
    /// If it is a date, it shows one.
    case perhaps(DateOrder)
    /// It has to be read.
    case unsure
  }

  /// What the first two numbers say where a single mark stands between them: nearly always. Of a year before the month
  /// nothing is shown.
  private static func glance(_ cell: Cell) -> Glance {
    var at = 0
    let first = number(cell, &at)
    if at > 2 { return .nothing }
    guard at > 0, at < cell.count, [UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(cell[at]) else {
      return .unsure
    }
    at += 1
    let start = at
    let second = number(cell, &at)
    guard at > start else { return .unsure }
    if first > 12, second <= 12 { return .perhaps(.dayFirst) }
    return second > 12 && first <= 12 ? .perhaps(.monthFirst) : .nothing
  }

  /// The digits from an offset on, bounded.
  private static func number(_ cell: Cell, _ at: inout Int) -> Int {
    var number = 0
    while at < cell.count, cell[at] &- 48 <= 9 {
      number = min(9999, number * 10 + Int(cell[at] &- 48))
      at += 1
    }
    return number
  }

  private static func first(_ a: Shown?, _ b: Shown) -> Shown {
    if let a, a.place <= b.place { return a }
    return b
  }

  /// Adds what another thread has seen.
  mutating func merge(_ other: OrderWitness) {
    if let shown = other.dayFirst { dayFirst = Self.first(dayFirst, shown) }
    if let shown = other.monthFirst { monthFirst = Self.first(monthFirst, shown) }
  }

  /// The order that was shown first, and by what.
  var verdict: (order: DateOrder, shown: Shown)? {
    guard let dayFirst else { return monthFirst.map { (.monthFirst, $0) } }
    guard let monthFirst, monthFirst.place < dayFirst.place else { return (.dayFirst, dayFirst) }
    return (.monthFirst, monthFirst)
  }

  /// Both orders are shown, the earlier first.
  var contradiction: (Shown, Shown)? {
    guard let dayFirst, let monthFirst else { return nil }
    return dayFirst.place <= monthFirst.place ? (dayFirst, monthFirst) : (monthFirst, dayFirst)
  }
}
