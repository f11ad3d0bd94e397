// The account of rows that are set aside or count in some figures only: how many for each reason, and where the first
// of them stand, whichever thread saw them.

/// Rows by reason.
struct RowCounts: Sendable {
  struct Found: Sendable {
    var count = 0
    /// The places of the first few, ascending, with what stood in the cell.
    var first: [(place: Int, example: String)] = []
  }

  private(set) var found: [RowReason: Found] = [:]
  /// How many places are kept.
  static let kept = 5

  mutating func add(_ reason: RowReason, at place: Int, example: Cell?) {
    found[reason, default: Found()].add(place) { example.map { String($0.text.prefix(40)) } ?? "" }
  }

  mutating func merge(_ other: RowCounts) {
    for (reason, more) in other.found { found[reason, default: Found()].merge(more) }
  }

  /// By reason, in the reasons' order.
  var sorted: [(RowReason, Found)] { found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

  /// All places that are to be shown.
  var places: [Int] { found.values.flatMap { $0.first.map(\.place) } }

  var setAside: Int { found.filter(\.key.isSetAside).reduce(0) { $0 + $1.value.count } }
}

extension RowCounts.Found {
  mutating func add(_ place: Int, _ example: () -> String) {
    count += 1
    guard first.count < RowCounts.kept || place < first[first.count - 1].place else { return }
    insert((place, example()))
  }

  mutating func merge(_ other: Self) {
    count += other.count
    for one in other.first { insert(one) }
  }

  private mutating func insert(_ one: (place: Int, example: String)) {
    first.insert(one, at: first.firstIndex { $0.place > one.place } ?? first.count)
    if first.count > RowCounts.kept { first.removeLast() }
  }
}
